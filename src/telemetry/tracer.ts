import type { Random } from '../base/base.ts';
import { Span, type Attributes, type EndedSpan, type SpanKind } from './span.ts';
import { below, type TraceContext } from './trace-context.ts';

/** How a tracer works. */
export interface TracerOptions {
  readonly random: Random;
  /** Share of the traces begun here that is recorded, 0 to 1; a trace that began elsewhere is recorded if it is there. */
  readonly sample: number;
  readonly record: (span: EndedSpan) => void;
}

/** What a span is about. */
export interface SpanAbout {
  readonly kind?: SpanKind;
  readonly parent?: TraceContext | undefined;
  readonly attributes?: Attributes;
  /** When it began, if that was before now; milliseconds since the epoch. */
  readonly startMs?: number;
}

/** Begins spans. */
export class Tracer {
  readonly #options: TracerOptions;

  constructor(options: TracerOptions) {
    this.#options = options;
  }

  /** Milliseconds since the epoch, to the microsecond, never going back within a process. */
  now(): number {
    return performance.timeOrigin + performance.now();
  }

  /** Begins a span below `parent`, or a trace. */
  start(name: string, { kind = 'internal', parent, attributes = {}, startMs = this.now() }: SpanAbout = {}): Span {
    const context = below(parent, this.#options);
    return new Span(name, { kind, context, parent, startMs, attributes }, this.#options.record);
  }
}
