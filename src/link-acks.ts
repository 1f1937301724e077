import type { Clock } from './clock.ts';
import type { Ack, Frame } from './wire/wire.ts';

/** Packets of one link taken and not yet answered; then its stream is read no further. Twice what an honest lane has in flight. */
const maxUnanswered = 4096;
/** Acks in one frame: beyond, they leave at once. */
const maxAcksInFrame = 64;
/** How long an ack waits for company, milliseconds: about as long as an agent takes to answer, after which it rides along. */
const ackDelayMs = 3;

/**
 * What one link owes in answers to packets: they wait a moment for one another, and for a packet to travel with. A write of
 * their own is a sealed frame and a system call more here, and waking up once more for the other node.
 */
export class LinkAcks {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #send: (frame: Frame) => void;
  #waiting: Ack[] = [];
  #unanswered = 0;
  #room = (): void => {};
  #cancel = (): void => {};
  /** Whether a packet leaves in this turn of the event loop. */
  #isLeaving = false;

  constructor(clock: Pick<Clock, 'after'>, send: (frame: Frame) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** A packet was taken; its answer comes by `add`. */
  owe(): void {
    this.#unanswered++;
  }

  add(ack: Ack): void {
    this.#unanswered--;
    this.#room();
    this.#waiting.push(ack);
    if (this.#waiting.length >= maxAcksInFrame) return this.flush();
    if (this.#waiting.length > 1) return;
    // The commit that lets a packet go often lets the answer to one before it go too, a few promises later.
    if (this.#isLeaving) queueMicrotask(() => this.flush());
    else this.#cancel = this.#clock.after(ackDelayMs, () => this.flush());
  }

  /** A packet was handed to the channel: what waits goes behind it, in the same write, and so does what is added before that. */
  join(): void {
    this.flush();
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    setImmediate(() => {
      this.#isLeaving = false;
    });
  }

  /** Sends what waits. */
  flush(): void {
    this.#cancel();
    if (this.#waiting.length === 0) return;
    this.#send({ kind: 'acks', acks: this.#waiting });
    this.#waiting = [];
  }

  /** Resolves when another packet may be taken. */
  async room(): Promise<void> {
    if (this.#unanswered >= maxUnanswered) await new Promise<void>((room) => (this.#room = room));
  }
}
