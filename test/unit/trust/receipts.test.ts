import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretKey, newMessageId, millis, sha256, utf8, type Did } from '../../../src/base/base.ts';
import { createIdentity, type AgentIdentity } from '../../../src/identity/identity.ts';
import {
  createReceipt,
  defaultParameters,
  emptyChain,
  exchangeId,
  isFork,
  one,
  ReceiptBook,
  signAcceptance,
  verifyReceipt,
  type ChainHead,
  type KeysOf,
  type VerifiedReceipt,
} from '../../../src/trust/trust.ts';
import { now } from './support.ts';

const identity = (name: string): AgentIdentity => createIdentity(SecretKey.own(sha256(utf8(name))));
const rater = identity('rater');
const subjects = ['first', 'second', 'third'].map(identity);
const known = new Map<Did, readonly Uint8Array[]>(
  [rater, ...subjects].map((each) => [each.did, [each.signing.publicKey]]),
);
const keysOf: KeysOf = (did) => known.get(did);

interface Told {
  readonly subject: number;
  readonly outcome: number;
  readonly hoursAgo: number;
  /** Receipts of one exchange share its nonce. */
  readonly exchange: number;
}

function receiptOf({ subject, outcome, hoursAgo, exchange }: Told, head: ChainHead): VerifiedReceipt {
  const asked = subjects[subject] ?? rater;
  const request = newMessageId(millis(1), (length) => new Uint8Array(length).fill(exchange));
  const iid = exchangeId(request, new Uint8Array(16).fill(exchange));
  const acceptance = { iid, rater: rater.did, subject: asked.did, capability: 'mcp.call', hour: now - hoursAgo };
  const subjectSignature = signAcceptance(asked.signing, acceptance);
  const proof = { acceptance, subjectSignature, subjectKey: asked.signing.publicKey };
  return createReceipt(rater.signing, { ...proof, dimension: 'output_quality', outcome, severity: 1 }, head);
}

function chainOf(told: readonly Told[]): readonly VerifiedReceipt[] {
  const chain: VerifiedReceipt[] = [];
  for (const each of told) {
    const last = chain.at(-1);
    chain.push(receiptOf(each, last === undefined ? emptyChain : { seq: last.body.seq, id: last.id }));
  }
  return chain;
}

/** What a book amounts to, in one form. */
function statementsOf(receipts: Iterable<VerifiedReceipt>, parameters = defaultParameters): readonly string[] {
  const book = new ReceiptBook(parameters);
  for (const receipt of receipts) book.take(receipt, now);
  const said = [...book.statements()].map(({ subject, day, r, s }) => `${subject} ${day} ${r} ${s}`);
  // A statement whose receipts are all void says nothing.
  return said.filter((line) => !line.endsWith(' 0 0')).toSorted();
}

const anyTold: fc.Arbitrary<Told> = fc.record({
  subject: fc.nat(2),
  outcome: fc.constantFrom(0, 50, 100),
  hoursAgo: fc.nat(60),
  exchange: fc.nat(12),
});
const sample: Told = { subject: 0, outcome: 100, hoursAgo: 0, exchange: 1 };

describe('a receipt', () => {
  it('verifies with both signatures, and with no byte of it changed', () => {
    const { signed } = receiptOf(sample, emptyChain);
    expect(verifyReceipt(signed, keysOf)).toMatchObject({ kind: 'accept' });
    for (let at = 0; at < signed.payload.length; at++) {
      const payload = signed.payload.slice();
      payload[at] = (payload[at] ?? 0) ^ 1;
      expect(verifyReceipt({ ...signed, payload }, keysOf).kind).not.toBe('accept');
    }
  });

  it('is no receipt without the signature of its subject, or of a rater nobody knows', () => {
    const stranger = identity('stranger');
    const { signed, body } = receiptOf(sample, emptyChain);
    const forged = createReceipt(
      rater.signing,
      {
        acceptance: body,
        subjectSignature: signAcceptance(stranger.signing, body),
        subjectKey: body.subjectKey,
        dimension: 'output_quality',
        outcome: 100,
        severity: 0,
      },
      emptyChain,
    );
    expect(verifyReceipt(forged.signed, keysOf)).toMatchObject({ reason: 'bad-signature' });
    expect(verifyReceipt(signed, () => undefined)).toMatchObject({ kind: 'ignore', reason: 'not-registered' });
    expect(verifyReceipt({ ...signed, key: stranger.signing.publicKey }, keysOf)).toMatchObject({
      reason: 'key-mismatch',
    });
  });
});

describe('the book of receipts', () => {
  it('comes to the same statements in every order, in portions and with repetitions', () => {
    // A budget of five, so that it matters which receipts are within it.
    const parameters = { ...defaultParameters, dailyReceipts: 5 };
    fc.assert(
      fc.property(fc.array(anyTold, { maxLength: 24 }), fc.array(fc.nat(1000)), (told, ranks) => {
        const chain = chainOf(told);
        const shuffled = chain
          .map((receipt, i) => ({ receipt, rank: ranks[i] ?? i }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ receipt }) => receipt);
        const repeated = [...shuffled, ...shuffled.slice(0, 5)];
        expect(statementsOf(repeated, parameters)).toEqual(statementsOf(chain, parameters));
      }),
      { numRuns: 40 },
    );
  });

  it('gives a rater at most one unit about a subject in a day, and one receipt an exchange', () => {
    const flood = chainOf(Array.from({ length: 60 }, (_, i) => ({ ...sample, exchange: i })));
    expect(statementsOf(flood)).toEqual([`${subjects[0]?.did} ${Math.floor(now / 24)} ${one} 0`]);
    const twice = chainOf([sample, { ...sample, outcome: 0 }]);
    expect(statementsOf(twice)).toEqual([`${subjects[0]?.did} ${Math.floor(now / 24)} ${one} 0`]);
  });

  it('counts the first receipts of a day up to the budget of the rater, by their numbers', () => {
    const parameters = { ...defaultParameters, dailyReceipts: 2 };
    const chain = chainOf([0, 1, 2].map((subject) => ({ ...sample, subject, exchange: subject })));
    const first = [0, 1].map((i) => `${subjects[i]?.did} ${Math.floor(now / 24)} ${one} 0`).toSorted();
    expect(statementsOf(chain, parameters)).toEqual(first);
    expect(statementsOf(chain.toReversed(), parameters)).toEqual(first);
  });

  it('takes no receipt from more than an hour ahead or of more than 180 days ago', () => {
    const book = new ReceiptBook(defaultParameters);
    for (const hoursAgo of [-2, 180 * 24 + 1])
      expect(book.take(receiptOf({ ...sample, hoursAgo }, emptyChain), now)).toMatchObject({ reason: 'expired' });
    expect(book.take(receiptOf({ ...sample, hoursAgo: -1 }, emptyChain), now).kind).toBe('accept');
  });

  it('sees a fork in either order, and counts neither side of it', () => {
    const [one_, other] = [
      receiptOf(sample, emptyChain),
      receiptOf({ ...sample, outcome: 0, exchange: 2 }, emptyChain),
    ];
    expect(isFork(one_, other)).toBe(true);
    for (const pair of [
      [one_, other],
      [other, one_],
    ] as const) {
      const book = new ReceiptBook(defaultParameters);
      expect(book.take(pair[0], now).kind).toBe('accept');
      expect(book.take(pair[1], now)).toMatchObject({ kind: 'reject', reason: 'equivocation' });
      expect(book.forkedRaters()).toEqual([rater.did]);
      expect(statementsOf(pair)).toEqual([]);
    }
  });
});
