import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, newMessageId, SecretKey, sha256, utf8, type Did } from '../../../src/base/base.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import { ReceiptSync } from '../../../src/receipt-sync.ts';
import {
  createReceipt,
  defaultParameters,
  emptyChain,
  exchangeId,
  ReceiptBook,
  signAcceptance,
  type VerifiedReceipt,
} from '../../../src/trust/trust.ts';
import { encodeSigned, type Frame } from '../../../src/wire/wire.ts';
import { present } from './frames.ts';

const hour = 490_000;
const now = millis(hour * 3_600_000);
const identity = (name: string) => createIdentity(SecretKey.own(sha256(utf8(name))));
const [peer, subject] = [identity('peer').did, identity('subject')];

/** A chain of receipts of one rater. */
function chainOf(name: string, length: number): readonly VerifiedReceipt[] {
  const rater = identity(name);
  const chain: VerifiedReceipt[] = [];
  for (let n = 0; n < length; n++) {
    const id = newMessageId(millis(1), (bytes) => new Uint8Array(bytes).fill(n));
    const iid = exchangeId(id, new Uint8Array(16));
    const acceptance = { iid, rater: rater.did, subject: subject.did, capability: 'mcp.call', hour: hour - (n % 50) };
    const subjectSignature = signAcceptance(subject.signing, acceptance);
    const proof = { acceptance, subjectSignature, subjectKey: subject.signing.publicKey };
    const last = chain.at(-1);
    const head = last === undefined ? emptyChain : { seq: last.body.seq, id: last.id };
    chain.push(
      createReceipt(rater.signing, { ...proof, dimension: 'output_quality', outcome: 100, severity: 0 }, head),
    );
  }
  return chain;
}

/** A node, as far as receipts go. */
class Side {
  readonly book = new ReceiptBook(defaultParameters);
  readonly #bytes = new Map<string, Uint8Array>();
  readonly sync = new ReceiptSync({ receipts: this });

  bytesOf(rater: Did, seq: number): Uint8Array | undefined {
    return this.#bytes.get(`${rater} ${seq}`);
  }

  take(receipts: Iterable<VerifiedReceipt>): void {
    for (const receipt of receipts) {
      this.book.take(receipt, hour);
      this.#bytes.set(`${receipt.body.rater} ${receipt.body.seq}`, encodeSigned(receipt.signed));
    }
  }

  seqsOf(name: string): readonly number[] {
    return this.book.after(identity(name).did, 0, 10_000);
  }
}

const all = [chainOf('one', 12), chainOf('two', 12)] as const;
const byBytes = new Map(all.flat().map((receipt) => [encodeSigned(receipt.signed).join(), receipt]));

/** The one asks, and takes what the other gives. */
function ask(from: Side, to: Side, question: Frame): readonly VerifiedReceipt[] {
  if (question.kind !== 'receipts-after') throw new Error('no such question');
  const given = to.sync.given(peer, question, now).map((bytes) => present(byBytes.get(bytes.join())));
  from.take(given);
  return given;
}

describe('receipts by rater and number', () => {
  it('come to whoever connects, from whom it has not to whom it never heard of, whoever has them', () => {
    const some = fc.subarray([...all[0]]);
    fc.assert(
      fc.property(some, some, (here, there) => {
        const [one, other] = [new Side(), new Side()];
        one.take(here);
        other.take([...there, ...all[1]]);
        const highest = Math.max(0, ...one.seqsOf('one'));
        ask(one, other, one.sync.opening());
        expect(one.seqsOf('two')).toEqual(other.seqsOf('two'));
        const above = (side: Side): readonly number[] => side.seqsOf('one').filter((seq) => seq > highest);
        expect(above(one)).toEqual(above(other));
        // Nothing is given twice.
        expect(ask(one, other, one.sync.opening())).toEqual([]);
      }),
    );
  });

  it('that are missing below one that came are asked of who told it', () => {
    const [one, other] = [new Side(), new Side()];
    other.take(all[0]);
    one.take(all[0].filter(({ body }) => body.seq <= 3 || body.seq === 9));
    const rater = identity('one').did;
    const question = one.sync.gapBefore({ rater, seq: 9 }, peer, now);
    expect(question).toEqual({ kind: 'receipts-after', heads: [{ rater, seq: 3 }], others: false });
    ask(one, other, present(question));
    expect(one.seqsOf('one')).toEqual(other.seqsOf('one'));
    expect(one.sync.gapBefore({ rater, seq: 9 }, peer, now)).toBeUndefined();
    expect(one.sync.gapBefore({ rater, seq: 1 }, peer, now)).toBeUndefined();
  });

  it('are asked for again only now and then where nobody has them, and given to one peer only so often', () => {
    const [one, other] = [new Side(), new Side()];
    one.take(all[0].filter(({ body }) => body.seq % 2 === 0));
    other.take(all[0]);
    const rater = identity('one').did;
    const questions = Array.from({ length: 10 }, () => one.sync.gapBefore({ rater, seq: 8 }, peer, now));
    expect(questions.filter((each) => each !== undefined)).toHaveLength(2);
    const answers = Array.from({ length: 40 }, () => ask(new Side(), other, new Side().sync.opening()).length);
    expect(answers.filter((count) => count > 0)).toHaveLength(16);
  });
});
