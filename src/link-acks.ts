import type { Clock } from './clock.ts';
import type { Ack, Frame } from './wire/wire.ts';

/** Packets of one link taken and not yet answered; then its stream is read no further. Twice what an honest lane has in flight. */
const maxUnanswered = 4096;
/** Acks in one frame: beyond, they leave at once. */
const maxAcksInFrame = 64;
/** How long an ack waits for company, milliseconds: about as long as an agent takes to answer, after which it rides along. */
const ackDelayMs = 3;

/** What one link owes in answers to packets: they wait a moment for one another, and for a packet to travel with. */
export class LinkAcks {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #send: (frame: Frame) => void;
  #waiting: Ack[] = [];
  #unanswered = 0;
  #room = (): void => {};

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
    if (this.#waiting.length === 1) this.#clock.after(ackDelayMs, () => this.flush());
    else if (this.#waiting.length >= maxAcksInFrame) this.flush();
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    this.#send({ kind: 'acks', acks: this.#waiting });
    this.#waiting = [];
  }

  /** Resolves when another packet may be taken. */
  async room(): Promise<void> {
    if (this.#unanswered >= maxUnanswered) await new Promise<void>((room) => (this.#room = room));
  }
}
