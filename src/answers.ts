import { fromUtf8, type Did, type MessageId, type Reason } from './base/base.ts';
import { NewestIds } from './newest-ids.ts';
import { partsLost, reasonToRetry } from './retry-reasons.ts';
import { readSeen, writeSeen, type Answer } from './seen.ts';
import type { Operation, Store } from './store/store.ts';
import type { AcceptanceTicket, Ack } from './wire/wire.ts';

/** What was answered to the packets of each peer, so that a copy gets the same answer and has no further effect. */
export class Answers {
  readonly #store: Store;
  /** Packets whose commit is under way: a copy on another channel waits for the same answer. */
  readonly #underWay = new Map<string, Promise<Ack>>();
  readonly #newest = new NewestIds();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads how far the answers on disk go; without it each id is looked up there. */
  async load(): Promise<void> {
    let last: string | undefined;
    for await (const [key] of this.#store.range('seen', { reverse: true, limit: 1 })) last = fromUtf8(key);
    this.#newest.since(last);
  }

  /** The answer a copy of a packet gets; undefined for a packet that has to be opened. */
  toCopy(peer: Did, id: MessageId): Promise<Ack> | undefined {
    const underWay = this.#underWay.get(nameOf(peer, id));
    if (underWay !== undefined) return underWay;
    const before = this.#before(peer, id);
    return before === undefined || isPassing(before) ? undefined : Promise.resolve({ id, ...before });
  }

  /** Keeps an answer that is being worked out, for copies that come meanwhile. */
  async follow(peer: Did, id: MessageId, answer: Promise<Ack>): Promise<Ack> {
    const name = nameOf(peer, id);
    this.#underWay.set(name, answer);
    try {
      return await answer;
    } finally {
      this.#underWay.delete(name);
    }
  }

  /** Whether a message has its answer for good, so that what was sent after it need not wait for it. */
  async hasEnded(peer: Did, id: MessageId): Promise<boolean> {
    const answer = await this.toCopy(peer, id);
    return answer !== undefined && reasonToRetry(answer) === undefined;
  }

  /** The writes that end a message which its sender gave up: a copy that comes late is too late. None when it came in time. */
  withdrawn(peer: Did, id: MessageId): readonly Operation[] {
    const before = this.#before(peer, id);
    if (before !== undefined && !isPassing(before)) return [];
    return [writeSeen(peer, id, { outcome: 'rejected', reason: 'message-expired' })];
  }

  /**
   * The answer to a packet under a message key that was used before: by this very packet, or by one of before.
   * A sender whose disk was restored reuses message numbers: its message is new, and to call it delivered would
   * lose it. Sealed anew under a new session it comes through; what did come before is recognised by its id.
   */
  toUsedKey(peer: Did, id: MessageId): Ack {
    const before = this.#before(peer, id);
    return before === undefined ? rejected(id, 'undecryptable') : { id, ...before };
  }

  /** Every id that gets an answer is asked about here first, so what is surely new has none. */
  #before(peer: Did, id: MessageId): Answer | undefined {
    return this.#newest.isNew(peer, id) ? undefined : readSeen(this.#store, peer, id);
  }
}

/** Taken, on disk, and handed on; a request with our signature under having taken it. */
export function delivered(id: MessageId, ticket?: AcceptanceTicket): Ack {
  return { id, outcome: 'delivered', reason: undefined, ticket };
}

/** Not taken, for this reason. */
export function rejected(id: MessageId, reason: Reason): Ack {
  return { id, outcome: 'rejected', reason };
}

/** Whether a message that got this answer is welcome when it is sealed anew. */
function isPassing({ reason }: Answer): boolean {
  return reason === 'overloaded' || reason === 'session-expired' || reason === partsLost;
}

/** A message of a peer: ids are its own choice, so they mean something only with it. */
function nameOf(peer: Did, id: MessageId): string {
  return `${id}/${peer}`;
}
