import type { Did, Millis } from './base/base.ts';
import { RateGate } from './rate.ts';
import type { Receipts } from './receipts.ts';
import { maxReceiptHeads, type Frame, type ReceiptHead, type ReceiptsAfter } from './wire/wire.ts';

/** What asking for receipts needs of the hall. */
export interface ReceiptSyncPorts {
  readonly receipts: Pick<Receipts, 'book' | 'bytesOf'>;
}

/** Receipts given in one answer: what a node signs and verifies in a tenth of a second, and days of a busy rater's. */
const maxGiven = 512;
/** Questions of one peer that are answered: one as it connects, and one for each gap that it finds. */
const answers = { burst: 16, perSecond: 0.5 };
/** How often one is asked for what lies below a receipt of the same rater: who lets pass by what concerns nobody has gaps for ever. */
const questions = { burst: 2, perSecond: 1 / 60 };

/**
 * Receipts by rater and number, between nodes that are connected: each says up to which number it has those of whom, and is
 * given what is above. Whoever gives need not be the rater, which may be away or gone.
 */
export class ReceiptSync {
  readonly #ports: ReceiptSyncPorts;
  readonly #answers = new RateGate<Did>(answers);
  readonly #questions = new RateGate<string>(questions);

  constructor(ports: ReceiptSyncPorts) {
    this.#ports = ports;
  }

  /** The question to a peer that has just connected. With too many raters to name, those heard of last are. */
  opening(): Frame {
    const { book } = this.#ports.receipts;
    const raters = [...book.raters()];
    const heads = raters.slice(-maxReceiptHeads).map((rater) => ({ rater, seq: book.head(rater)?.seq ?? 0 }));
    return { kind: 'receipts-after', heads, others: heads.length === raters.length };
  }

  /** The question to a peer that told a receipt, of which one or more before it are missing here. */
  gapBefore(told: ReceiptHead, peer: Did, now: Millis): Frame | undefined {
    const seq = this.#ports.receipts.book.gapBelow(told.rater, told.seq);
    if (seq === undefined || !this.#questions.admit(`${peer} ${told.rater}`, now)) return undefined;
    return { kind: 'receipts-after', heads: [{ rater: told.rater, seq }], others: false };
  }

  /** The answer to a peer: the newest of what it lacks, of each rater in order. */
  given(peer: Did, asked: ReceiptsAfter, now: Millis): readonly Uint8Array[] {
    const { book } = this.#ports.receipts;
    if (!this.#answers.admit(peer, now)) return [];
    const named = new Set(asked.heads.map(({ rater }) => rater));
    const given: Uint8Array[] = [];
    for (const head of asked.heads) {
      // A question names hundreds of raters: what would be cut off is not read either.
      if (given.length >= maxGiven) break;
      given.push(...this.#above(head, maxGiven));
    }
    if (asked.others)
      for (const rater of book.raters()) {
        if (given.length >= maxGiven) break;
        if (!named.has(rater)) given.push(...this.#above({ rater, seq: 0 }, maxGiven - given.length));
      }
    return given.slice(0, maxGiven);
  }

  #above({ rater, seq }: ReceiptHead, most: number): readonly Uint8Array[] {
    const { receipts } = this.#ports;
    return receipts.book
      .after(rater, seq, most)
      .map((each) => receipts.bytesOf(rater, each))
      .filter((bytes) => bytes !== undefined);
  }
}
