import type { TraceContext } from './trace-context.ts';

/** What is told about a span, a moment in it, or a count: values from tables of ours, ids and DIDs; never a body. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Who is at the other end of a span (OpenTelemetry, "SpanKind"). */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A piece of work that is over. Times are milliseconds since the epoch, with fractions. */
export interface EndedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: TraceContext;
  readonly parent: TraceContext | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly Moment[];
  /** Why it failed: a reason from our table; undefined when it did not. */
  readonly failed: string | undefined;
}

/** Something that happened in the course of a span. */
interface Moment {
  readonly name: string;
  readonly atMs: number;
}

/** How a span begins. */
export interface SpanStart {
  readonly kind: SpanKind;
  readonly context: TraceContext;
  readonly parent: TraceContext | undefined;
  readonly startMs: number;
  readonly attributes: Attributes;
}

/** Moments kept of one span. */
const maxMoments = 16;

/** A piece of work under way. One that is not sampled is carried along and recorded nowhere. */
export class Span {
  readonly context: TraceContext;
  readonly #name: string;
  readonly #start: SpanStart;
  readonly #record: (span: EndedSpan) => void;
  readonly #events: Moment[] = [];
  #ended = false;

  constructor(name: string, start: SpanStart, record: (span: EndedSpan) => void) {
    this.context = start.context;
    this.#name = name;
    this.#start = start;
    this.#record = record;
  }

  /** Notes that something happened. */
  moment(name: string, atMs: number): void {
    if (this.context.sampled && this.#events.length < maxMoments) this.#events.push({ name, atMs });
  }

  /** Ends it, once: later calls change nothing. */
  end(endMs: number, about: { readonly attributes?: Attributes; readonly failed?: string | undefined } = {}): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.context.sampled) return;
    const { kind, context, parent, startMs, attributes } = this.#start;
    this.#record({
      name: this.#name,
      kind,
      context,
      parent,
      startMs,
      // The system's clock may have been set back meanwhile.
      endMs: Math.max(startMs, endMs),
      attributes: { ...attributes, ...about.attributes },
      events: this.#events,
      failed: about.failed,
    });
  }
}
