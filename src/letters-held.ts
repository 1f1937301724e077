import { limits, millis, type Did, type MessageId, type Millis } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { Held, HoldBack } from './hold-back.ts';
import type { LettersOut } from './letters-out.ts';
import type { Pipeline } from './pipeline.ts';
import type { Before } from './wire/wire.ts';

/** What keeping letters in order needs of the rest of the hall. */
export interface LettersHeldPorts {
  readonly clock: Clock;
  readonly events: Events;
  readonly holdBack: HoldBack;
  readonly pipeline: Pick<Pipeline, 'hasEnded'>;
  readonly out: Pick<LettersOut, 'tell'>;
}

/** A peer is asked for what is missing of it again after so long, milliseconds: its own mailboxes take a while. */
const askEveryMs = 600_000;

/** Keeps letters in the order in which their messages were accepted: holds back what is before its turn, and asks for what is missing. */
export class LettersHeld {
  readonly #ports: LettersHeldPorts;
  /** When each message was last asked for. */
  readonly #asked = new Map<MessageId, Millis>();
  #releasing: Promise<void> = Promise.resolve();

  constructor(ports: LettersHeldPorts) {
    this.#ports = ports;
  }

  get count(): number {
    return this.#ports.holdBack.count;
  }

  /** Whether it is the turn of a message: what is before it has ended here, or it has itself, or it is too late for all of that. */
  async isInTurn(peer: Did, { id, before }: { readonly id: MessageId; readonly before: Before }): Promise<boolean> {
    const { clock, pipeline } = this.#ports;
    if (clock.now() > before.until + limits.clockSkewMs) return true;
    return (await pipeline.hasEnded(peer, before.id)) || (await pipeline.hasEnded(peer, id));
  }

  /** Holds back a letter until its turn; false when there is no room, and it is to stay where it is. */
  hold(peer: Did, letter: { readonly id: MessageId; readonly sealed: Uint8Array; readonly before: Before }) {
    const { clock, holdBack } = this.#ports;
    // A peer that names a time far away would fill its room for good.
    const latest = millis(clock.now() + limits.messageTtlMs);
    const until = millis(Math.min(letter.before.until, latest));
    return holdBack.keep(peer, { ...letter, before: { ...letter.before, until } });
  }

  /** Has everything taken whose turn has come; `take` is true when a letter is done with. One such round at a time. */
  async release(take: (held: Held, sealed: Uint8Array) => Promise<boolean>): Promise<void> {
    const round = this.#releasing.then(() => this.#release(take));
    this.#releasing = round.catch(() => undefined);
    await round;
  }

  async #release(take: (held: Held, sealed: Uint8Array) => Promise<boolean>): Promise<void> {
    const { holdBack } = this.#ports;
    for (let isMore = holdBack.count > 0; isMore;) {
      isMore = false;
      for (const held of holdBack.waiting()) {
        if (!(await this.isInTurn(held.peer, held))) continue;
        const sealed = holdBack.letter(held.peer, held.id);
        if (sealed !== undefined && !(await take(held, sealed))) continue;
        await holdBack.forget(held.peer, held.id);
        isMore = true;
      }
    }
  }

  /** Asks each peer for what is missing of it: what others wait for that are held. */
  async askForMissing(): Promise<void> {
    const { clock, events, holdBack, out } = this.#ports;
    const now = clock.now();
    const wanted = holdBack.waiting().filter(({ peer, before }) => !holdBack.has(peer, before.id));
    const open = new Set(wanted.map(({ before }) => before.id));
    for (const [id] of this.#asked) if (!open.has(id)) this.#asked.delete(id);
    for (const [peer, helds] of Map.groupBy(wanted, ({ peer }) => peer)) {
      const ids = [...new Set(helds.map(({ before }) => before.id))];
      const due = ids.filter((id) => now - (this.#asked.get(id) ?? 0) >= askEveryMs);
      if (due.length === 0) continue;
      for (const id of due) this.#asked.set(id, now);
      events.lettersHeld(peer, helds.length, due.length);
      await out.tell(peer, [], due);
    }
  }
}
