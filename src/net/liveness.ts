import type { Connection } from '@libp2p/interface';

/** How a silent connection is noticed, milliseconds. */
export interface LivenessTimes {
  /** Silence after which the peer is asked for a sign of life. */
  readonly silenceMs: number;
  /** How long it may take to give one. Long enough to wait behind a large frame on a slow link. */
  readonly answerMs: number;
}

/** The times unless `NetLimits.liveness` says otherwise: a partition is noticed within half a minute. */
export const defaultLiveness: LivenessTimes = { silenceMs: 15_000, answerMs: 15_000 };

const pingProtocol = '/ipfs/ping/1.0.0';

/**
 * Breaks connections whose other end is gone without a word. libp2p's own monitor pings every connection
 * and kills bulk transfers when an answer is late; this one asks only after silence, and anything heard counts.
 */
export class Liveness {
  readonly #times: LivenessTimes;
  readonly #connections: () => readonly Connection[];
  readonly #heard = new WeakMap<Connection, number>();
  readonly #asked = new WeakSet<Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(times: LivenessTimes, connections: () => readonly Connection[]) {
    this.#times = times;
    this.#connections = connections;
  }

  /** Starts to watch. */
  start(): void {
    this.#timer = setInterval(() => this.#check(), Math.max(1, this.#times.silenceMs / 3));
  }

  /** Stops watching. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Notes a sign of life. */
  heard(connection: Connection): void {
    this.#heard.set(connection, performance.now());
  }

  #check(): void {
    const now = performance.now();
    for (const connection of this.#connections()) {
      const last = this.#heard.get(connection);
      if (last === undefined) this.#heard.set(connection, now);
      else if (now - last >= this.#times.silenceMs && !this.#asked.has(connection)) void this.#ask(connection, now);
    }
  }

  async #ask(connection: Connection, askedAt: number): Promise<void> {
    this.#asked.add(connection);
    const signal = AbortSignal.timeout(this.#times.answerMs);
    try {
      const stream = await connection.newStream(pingProtocol, { signal, runOnLimitedConnection: true });
      stream.abort(new Error('answered'));
      this.heard(connection);
    } catch {
      // "I do not speak that" and a reset are answers too; only silence is not.
      if (!signal.aborted) this.heard(connection);
      else if ((this.#heard.get(connection) ?? 0) < askedAt) connection.abort(new Error('no sign of life'));
    } finally {
      this.#asked.delete(connection);
    }
  }
}
