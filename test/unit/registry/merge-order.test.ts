import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, sha256, toHex, type Verdict } from '../../../src/base/base.ts';
import { authenticateRecord, createRevocation, verifyRevocation } from '../../../src/identity/identity.ts';
import {
  applyRevocation,
  encodeRegistryEntry,
  ingest,
  mergeRecord,
  recordsOf,
  standing,
  type RegistryEntry,
} from '../../../src/registry/registry.ts';
import { decodeSigned, encodeSigned } from '../../../src/wire/wire.ts';
import {
  accepted,
  agent,
  keyOf,
  now,
  recordOf,
  rotatedRecordOf,
  sponsorshipOf,
  verifiedOf,
} from '../identity/fixture.ts';

type Statement = (entry: RegistryEntry | undefined) => Verdict<RegistryEntry>;

const alice = agent('alice');
const record =
  (verified: ReturnType<typeof verifiedOf>): Statement =>
  (entry) =>
    mergeRecord(entry, verified);
const rotatedTo = (to: string, seq: number, name = to): Statement =>
  record(accepted(authenticateRecord(rotatedRecordOf('alice', to, { seq, name }))));
const revocation = (seq: number, evidence: Uint8Array, key: string): Statement => {
  const draft = { did: alice.did, reason: '', seq, revoked: now, evidence };
  const verified = accepted(verifyRevocation(createRevocation(draft, keyOf(key))));
  return (entry) => applyRevocation(entry, verified);
};

const sponsored = verifiedOf('alice', { seq: 2, sponsorship: sponsorshipOf('alice', 'acme') });

/** What the owner of one lineage may publish, with the slips of a restored backup among them. Of few seqs: more are not all compared. */
const records: readonly Statement[] = [
  record(verifiedOf('alice')),
  record(verifiedOf('alice', { name: 'twin' })),
  record(sponsored),
  record(verifiedOf('alice', { seq: 2, name: 'twin' })),
  record(verifiedOf('alice', { seq: 2, name: 'third' })),
  record(verifiedOf('alice', { seq: 3 })),
  rotatedTo('alice next', 3),
  rotatedTo('alice next', 3, 'twin'),
];
const revokedKey = accepted(
  verifyRevocation(
    createRevocation(
      { did: alice.did, reason: '', seq: 1, revoked: now, target: { kind: 'key', key: alice.signing.publicKey } },
      alice.signing,
    ),
  ),
);
const keyRevocation: Statement = (entry) => applyRevocation(entry, revokedKey);
const revocations: readonly Statement[] = [
  revocation(1, new Uint8Array(0), 'alice'),
  revocation(1, sponsored.bytes, 'acme'),
  revocation(2, rotatedRecordOf('alice', 'alice next'), 'alice next'),
];
/** What thieves may publish: breaks the lineage. */
const attacks: readonly Statement[] = [
  rotatedTo('mallory', 2),
  rotatedTo('mallory', 9),
  rotatedTo('mallory', 3),
  record(verifiedOf('alice', { seq: 2, nextKeyHash: sha256(keyOf('mallory').publicKey) })),
  record(verifiedOf('alice', { seq: 9, nextKeyHash: sha256(keyOf('mallory').publicKey) })),
  record(verifiedOf('alice', { seq: 9 })),
];

function mergeAll(statements: readonly Statement[], from?: RegistryEntry): RegistryEntry | undefined {
  let entry = from;
  for (const statement of statements) {
    const verdict = statement(entry);
    if (verdict.kind === 'accept') entry = verdict.value;
  }
  return entry;
}

const encoded = (entry: RegistryEntry | undefined): string => (entry ? toHex(encodeRegistryEntry(entry)) : 'nothing');

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

const everything = [...records, ...revocations, keyRevocation, ...attacks];
const few = fc.subarray(everything, { minLength: 1, maxLength: 5 });
const shuffled = (items: readonly Statement[]) => fc.shuffledSubarray([...items], { maxLength: 8 });

describe('the merge of what owners and thieves of the keys published', () => {
  it('comes to the same bytes in every order', () => {
    fc.assert(
      fc.property(few, (set) => {
        const ends = permutations(set).map((order) => encoded(mergeAll(order)));
        expect(new Set(ends).size).toBe(1);
      }),
      { numRuns: 150 },
    );
  });

  it('comes to the same bytes however often each part is heard', () => {
    fc.assert(
      fc.property(shuffled(everything), shuffled(everything), (some, more) => {
        const once = mergeAll([...some, ...more]);
        expect(encoded(mergeAll([...more, ...some, ...more]))).toBe(encoded(once));
      }),
      { numRuns: 150 },
    );
  });

  it('comes to the same bytes when two nodes tell each other what they hold', () => {
    fc.assert(
      fc.property(shuffled(everything), shuffled(everything), (here, there) => {
        const left = mergeAll(here);
        const right = mergeAll(there);
        expect(encoded(exchange(left, right))).toBe(encoded(exchange(right, left)));
        expect(encoded(exchange(left, right))).toBe(encoded(mergeAll([...here, ...there])));
      }),
      { numRuns: 150 },
    );
  });
});

describe('no order of merging, with thieves among the speakers,', () => {
  const anything = shuffled(everything);

  it('lowers a seq', () => {
    fc.assert(
      fc.property(anything, (statements) => {
        let seq = 0;
        let entry: RegistryEntry | undefined;
        for (const statement of statements) {
          entry = mergeAll([statement], entry);
          expect(entry?.record?.record.seq ?? seq).toBeGreaterThanOrEqual(seq);
          seq = entry?.record?.record.seq ?? seq;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('brings a revoked agent back', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...revocations), anything, (before, revoke, after) => {
        const verdict = standing(mergeAll([...before, revoke, ...after]), now);
        expect(verdict).toMatchObject({ kind: 'reject', reason: 'revoked' });
      }),
      { numRuns: 150 },
    );
  });

  it('takes a field that its signer did not sign', () => {
    const signed = [
      recordOf('alice', { seq: 7 }),
      recordOf('alice', { seq: 8, sponsorship: sponsorshipOf('alice', 'acme') }),
      rotatedRecordOf('alice', 'alice next', { seq: 9 }),
      createRevocation({ did: alice.did, reason: '', seq: 5, revoked: now }, alice.signing),
    ];
    /** A field that no message has, with one byte in it. */
    const field = Uint8Array.of(0xa2, 0x06, 1, 1);
    const forgeries = fc
      .tuple(fc.constantFrom(...signed), fc.nat(), fc.integer({ min: 1, max: 255 }))
      .map(([bytes, at, flip]): readonly Uint8Array[] => {
        const statement = accepted(decodeSigned(bytes));
        const { payload } = statement;
        return [
          bytes.with(at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ flip),
          concat(bytes, field),
          encodeSigned({ ...statement, payload: concat(payload, field) }),
          encodeSigned({ ...statement, key: keyOf('mallory').publicKey }),
        ];
      });
    fc.assert(
      fc.property(anything, forgeries, (before, forged) => {
        const entry = mergeAll(before);
        const held = { now, entryOf: () => entry, concerns: () => true, hasRevokedAll: () => false };
        for (const bytes of forged)
          expect(ingest(bytes, { ...held, delegationRevocation: () => undefined }).kind).not.toBe('accept');
      }),
      { numRuns: 300 },
    );
    // What was signed is taken: that is what was changed above.
    const none = { now, entryOf: () => undefined, concerns: () => true, hasRevokedAll: () => false };
    for (const bytes of signed)
      expect(ingest(bytes, { ...none, delegationRevocation: () => undefined }).kind).toBe('accept');
  });

  it('gives standing to a key that was not committed to, where the commitment is known', () => {
    const owner = mergeAll([record(verifiedOf('alice')), rotatedTo('alice next', 3)]);
    fc.assert(
      fc.property(shuffled([...records, ...attacks]), (statements) => {
        const verdict = standing(mergeAll(statements, owner), now);
        const key = verdict.kind === 'accept' ? verdict.value.record.publicKey : keyOf('alice next').publicKey;
        expect(toHex(key)).toBe(toHex(keyOf('alice next').publicKey));
      }),
      { numRuns: 100 },
    );
  });

  it('leaves an agent in standing that was proved to contradict itself', () => {
    const twins = [record(verifiedOf('alice')), record(verifiedOf('alice', { name: 'twin' }))];
    fc.assert(
      fc.property(shuffled([...everything, ...twins]), (some) => {
        const verdict = standing(mergeAll([...some, ...twins]), now);
        expect(verdict.kind === 'reject' && ['equivocation', 'revoked'].includes(verdict.reason)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

/** What a node holds after it heard everything that another holds. */
function exchange(own: RegistryEntry | undefined, other: RegistryEntry | undefined): RegistryEntry | undefined {
  if (other === undefined) return own;
  const { dispute, revocation, revokedKeys } = other;
  const proof = dispute === undefined ? [] : [dispute.first, dispute.second];
  const heard = [...proof, ...recordsOf(other)].map(record);
  const revoked = revocation === undefined ? revokedKeys : [revocation, ...revokedKeys];
  return mergeAll(
    [
      ...heard,
      ...revoked.map(
        (one): Statement =>
          (entry) =>
            applyRevocation(entry, one),
      ),
    ],
    own,
  );
}
