import { metricsJson, tracesJson, type Measure, type Resource } from './otlp-json.ts';
import type { EndedSpan } from './span.ts';

/** A collector that speaks OTLP over HTTP with JSON. */
export interface Collector {
  /** Its base: `/v1/traces` and `/v1/metrics` come after it. */
  readonly url: string;
  /** Sent with every request; may hold a secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Resource;
}

/** What the exporter tells of its own trouble. */
export interface ExporterReports {
  /** The collector did not take something; nothing of the address or of its answer is told. */
  failed(what: 'traces' | 'metrics', why: string): void;
  /** Spans that nobody will see: there were too many, or the collector did not take them. */
  dropped(spans: number): void;
}

/** Spans that wait, and so the most that one second can cost the collector: about 2 MB. */
const maxWaiting = 4096;
/** Spans in one request: about 250 kB, far below what collectors refuse (4 MiB by default). */
const maxBatch = 512;
/** Spans are sent at the latest after this, milliseconds; one request carries those of a second. */
const everyMs = 1000;
/** How long one request may take (OTEL_EXPORTER_OTLP_TIMEOUT has the same default). */
const timeoutMs = 10_000;
/** How long the last requests at a stop may take together: the node has eight seconds for everything. */
const lastMs = 2000;
/** What is worth another try (OTLP 1, "Retryable Response Codes"), and how often, with which pause between. */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const pausesMs = [500, 2000];

/**
 * Sends spans and metrics in batches. What the collector does not take is dropped and counted: nothing in the node
 * ever waits for it. Redirects are not followed, so that a header with a secret stays where it belongs.
 */
export class Exporter {
  readonly #to: Collector;
  readonly #reports: ExporterReports;
  readonly #startMs: number;
  readonly #stop = new AbortController();
  #waiting: EndedSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;

  constructor(to: Collector, reports: ExporterReports) {
    this.#to = to;
    this.#reports = reports;
    this.#startMs = Date.now();
  }

  /** Takes a span; the newest is dropped when too many wait. */
  add(span: EndedSpan): void {
    if (this.#stop.signal.aborted || this.#waiting.length >= maxWaiting) {
      this.#reports.dropped(1);
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= maxBatch) void this.#flush(this.#stop.signal);
    else this.#timer ??= setTimeout(() => void this.#flush(this.#stop.signal), everyMs).unref();
  }

  /** Sends the metrics as they are now; one try, as the next ones say the same and more. */
  async measured(measures: readonly Measure[], signal: AbortSignal = this.#stop.signal): Promise<void> {
    const time = { startMs: this.#startMs, nowMs: Date.now() };
    const end = await this.#post('metrics', metricsJson(this.#to.resource, measures, time), signal);
    if (end !== undefined) this.#reports.failed('metrics', end.why);
  }

  /** Sends what waits and the last metrics, within two seconds; what comes later is dropped. */
  async close(measures: readonly Measure[]): Promise<void> {
    const last = AbortSignal.timeout(lastMs);
    this.#stop.abort();
    await this.#sending;
    await Promise.all([this.#flush(last), measures.length === 0 ? undefined : this.measured(measures, last)]);
  }

  /** One batch after the other; a second call joins the one under way. */
  #flush(signal: AbortSignal): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendAll(signal).finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch);
      const why = await this.#send(tracesJson(this.#to.resource, batch), signal);
      if (why === undefined) continue;
      if (signal.aborted && signal === this.#stop.signal) {
        // The node stops: the last flush tries them once more, under its own bound.
        this.#waiting.unshift(...batch);
        return;
      }
      this.#reports.dropped(batch.length);
      this.#reports.failed('traces', why);
    }
  }

  /** Why the collector did not take it, after every try; undefined when it did. */
  async #send(body: object, signal: AbortSignal): Promise<string | undefined> {
    for (const pauseMs of pausesMs) {
      const end = await this.#post('traces', body, signal);
      if (end === undefined) return undefined;
      if (!end.again || signal.aborted) return end.why;
      await pause(pauseMs, signal);
    }
    return (await this.#post('traces', body, signal))?.why;
  }

  async #post(
    what: 'traces' | 'metrics',
    body: object,
    signal: AbortSignal,
  ): Promise<{ readonly why: string; readonly again: boolean } | undefined> {
    try {
      const response = await fetch(`${this.#to.url.replace(/\/+$/, '')}/v1/${what}`, {
        method: 'POST',
        headers: { ...this.#to.headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
      if (response.ok) return undefined;
      return { why: `status ${response.status}`, again: retryable.has(response.status) };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return { why: late ? `no answer in ${timeoutMs} ms` : 'no answer', again: true };
    }
  }
}

/** Resolves after `ms`, or as soon as the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms).unref();
    signal.addEventListener('abort', end, { once: true });
  });
}
