import { describe, expect, it } from 'vitest';
import { sha256, toHex } from '../../../src/base/base.ts';
import {
  authenticateRecord,
  createRevocation,
  verifyRevocation,
  type VerifiedRecord,
  type VerifiedRevocation,
} from '../../../src/identity/identity.ts';
import {
  applyRevocation,
  decodeRegistryEntry,
  encodeRegistryEntry,
  mergeRecord,
  recordsOf,
  signerStands,
  standing,
  type RegistryEntry,
} from '../../../src/registry/registry.ts';
import { encodeStoredRegistryEntry, type StoredRegistryEntry } from '../../../src/wire/wire.ts';
import {
  accepted,
  agent,
  hour,
  keyOf,
  later,
  now,
  outcome,
  rotatedRecordOf,
  sponsorshipOf,
  verifiedOf,
} from '../identity/fixture.ts';

const alice = agent('alice');
const first = verifiedOf('alice');
const second = verifiedOf('alice', { seq: 2 });
const twin = verifiedOf('alice', { seq: 2, name: 'twin' });
const rotated = accepted(authenticateRecord(rotatedRecordOf('alice', 'alice next', { seq: 3 })));

function revocationOf(seq = 1, reason = 'lost'): VerifiedRevocation {
  return accepted(verifyRevocation(createRevocation({ did: alice.did, reason, seq, revoked: now }, alice.signing)));
}

function keyTarget(key: Uint8Array) {
  return { kind: 'key', key } as const;
}

function merged(...records: readonly VerifiedRecord[]): RegistryEntry {
  let entry: RegistryEntry | undefined;
  for (const record of records) {
    const verdict = mergeRecord(entry, record);
    if (verdict.kind === 'accept') entry = verdict.value;
  }
  if (entry === undefined) throw new Error('nothing was merged');
  return entry;
}

describe('merging a record', () => {
  it('takes the first, and then the one of a higher seq', () => {
    expect(merged(first).record).toBe(first);
    expect(merged(first, second).record).toBe(second);
    expect(merged(first, rotated).record).toBe(rotated);
  });

  it('lets none that is older take its place, and ignores one that is known', () => {
    expect(accepted(mergeRecord(merged(second), first)).record).toBe(second);
    expect(outcome(mergeRecord(merged(second), second))).toBe('ignore duplicate');
    expect(outcome(mergeRecord(merged(second, twin), second))).toBe('ignore duplicate');
    expect(outcome(mergeRecord(merged(second, twin), twin))).toBe('ignore duplicate');
  });

  it('refuses one of another agent', () => {
    expect(outcome(mergeRecord(merged(first), verifiedOf('bob', { seq: 9 })))).toBe('reject did-mismatch');
  });

  it('puts both in dispute when two keys hash to one DID', () => {
    const bob = verifiedOf('bob', { seq: 9 });
    const colliding = { ...bob, record: { ...bob.record, did: alice.did } };
    expect(outcome(standing(merged(first, colliding), now))).toBe('reject equivocation');
  });

  it('keeps the last few to compare later comers with, and no more', () => {
    const many = [1, 2, 3, 4, 5, 6, 7].map((seq) => verifiedOf('alice', { seq }));
    const entry = merged(...many);
    expect(recordsOf(entry).map(({ record }) => record.seq)).toEqual([7, 6, 5, 4]);
    expect(outcome(mergeRecord(entry, verifiedOf('alice', { seq: 2, name: 'twin' })))).toBe('ignore record-too-old');
    expect(outcome(standing(merged(...many, verifiedOf('alice', { seq: 4, name: 'twin' })), now))).toBe(
      'reject equivocation',
    );
  });
});

describe('more revoked keys than an agent can have', () => {
  /** A key that the agent forked to and revoked. */
  const forks = Array.from({ length: 45 }, (_, n) => {
    const evidence = rotatedRecordOf('alice', `fork ${n}`);
    const draft = { did: alice.did, reason: '', seq: 1, revoked: now, evidence };
    const target = keyTarget(keyOf(`fork ${n}`).publicKey);
    return accepted(verifyRevocation(createRevocation({ ...draft, target }, keyOf(`fork ${n}`))));
  });
  const after = (revocations: readonly VerifiedRevocation[]): RegistryEntry => {
    let entry = merged(first);
    for (const revocation of revocations) {
      const verdict = applyRevocation(entry, revocation);
      if (verdict.kind === 'accept') entry = verdict.value;
    }
    return entry;
  };

  it('mean that every key counts as revoked', () => {
    expect(outcome(standing(after(forks.slice(0, 39)), now))).toBe('accept');
    expect(outcome(standing(after(forks.slice(0, 40)), now))).toBe('reject revoked');
    expect(outcome(signerStands(after(forks), alice.signing.publicKey))).toBe('reject revoked');
  });

  it('are kept the same in every order, and whoever tells another is not at fault', () => {
    const [one, other] = [after(forks), after(forks.toReversed())];
    expect(one.revokedKeys).toHaveLength(40);
    expect(toHex(encodeRegistryEntry(one))).toBe(toHex(encodeRegistryEntry(other)));
    const verdicts = forks.map((fork) => outcome(applyRevocation(one, fork)));
    expect(new Set(verdicts)).toEqual(new Set(['ignore duplicate', 'ignore overloaded']));
  });
});

describe('equivocation', () => {
  const disputed = merged(second, twin);
  const stolen = (seq: number): VerifiedRecord =>
    accepted(authenticateRecord(rotatedRecordOf('alice', 'mallory', { seq })));
  const contradictions: Readonly<Record<string, readonly VerifiedRecord[]>> = {
    'two records of one seq': [second, twin],
    'a rotation to a key that was not committed to': [first, stolen(2)],
    'a rotation of the same seq that was not committed to': [first, stolen(1)],
    'two rotations of one key': [rotated, stolen(5)],
    'a new commitment without a rotation': [
      first,
      verifiedOf('alice', { seq: 2, nextKeyHash: sha256(keyOf('mallory').publicKey) }),
    ],
    'a later record of a key that was rotated away': [rotated, verifiedOf('alice', { seq: 9 })],
  };

  it.each(Object.entries(contradictions))('is %s: the agent ends disputed in either order', (_, records) => {
    const entry = merged(...records);
    expect(outcome(standing(entry, now))).toBe('reject equivocation');
    expect(new Set([entry.dispute?.first, entry.dispute?.second])).toEqual(new Set(records));
    expect(toHex(encodeRegistryEntry(merged(...records.toReversed())))).toBe(toHex(encodeRegistryEntry(entry)));
  });

  it('is not a rotation that keeps its word, nor a renewal', () => {
    expect(outcome(standing(merged(first, second, rotated), now))).toBe('accept');
    expect(outcome(standing(merged(rotated, second, first), now))).toBe('accept');
  });

  it('is proved by the same two records whatever came first, also among three', () => {
    const third = verifiedOf('alice', { seq: 2, name: 'third' });
    const kept = merged(second, twin, third);
    expect(merged(third, twin, second)).toEqual(kept);
    const hashes = [second, twin, third].map((r) => toHex(r.hash)).toSorted();
    const proof = [kept.dispute?.first, kept.dispute?.second].map((r) => toHex(r?.hash ?? new Uint8Array(0)));
    expect(proof).toEqual(hashes.slice(0, 2));
    const spare = [second, twin, third].find((r) => r !== kept.dispute?.first && r !== kept.dispute?.second);
    expect(spare && outcome(mergeRecord(kept, spare))).toBe('ignore equivocation');
  });

  it('is never settled, whatever the owner publishes later', () => {
    const later = [3, 4, 5, 6, 7, 8].map((seq) => verifiedOf('alice', { seq }));
    const entry = merged(second, twin, ...later);
    expect(entry.record?.record.seq).toBe(8);
    expect(outcome(standing(entry, now))).toBe('reject equivocation');
    expect(new Set([entry.dispute?.first, entry.dispute?.second])).toEqual(new Set([second, twin]));
    expect(outcome(standing(accepted(mergeRecord(disputed, rotated)), now))).toBe('reject equivocation');
  });
});

describe('a revocation', () => {
  it('beats every record, before it and after', () => {
    const revocation = revocationOf();
    const before = accepted(applyRevocation(merged(first), revocation));
    expect(outcome(standing(before, now))).toBe('reject revoked');
    const after = accepted(mergeRecord(accepted(applyRevocation(undefined, revocation)), rotated));
    expect(outcome(standing(after, now))).toBe('reject revoked');
  });

  it('of an agent not known yet leaves it revoked', () => {
    expect(outcome(standing(accepted(applyRevocation(undefined, revocationOf())), now))).toBe('reject revoked');
  });

  it('is ignored when it adds nothing, and never replaced by an earlier one', () => {
    const entry = accepted(applyRevocation(merged(first), revocationOf(2)));
    expect(outcome(applyRevocation(entry, revocationOf(2)))).toBe('ignore duplicate');
    expect(outcome(applyRevocation(entry, revocationOf(1)))).toBe('ignore duplicate');
    expect(accepted(applyRevocation(entry, revocationOf(3))).revocation?.revocation.seq).toBe(3);
  });

  it('of a key ends what that key says, and leaves the agent to the key after it', () => {
    const draft = {
      did: alice.did,
      reason: 'stolen',
      seq: 1,
      revoked: now,
      target: keyTarget(alice.signing.publicKey),
    };
    const revoked = accepted(verifyRevocation(createRevocation(draft, alice.signing)));
    const entry = accepted(applyRevocation(merged(first), revoked));
    expect(outcome(standing(entry, now))).toBe('reject revoked');
    expect(outcome(standing(accepted(mergeRecord(entry, rotated)), now))).toBe('accept');
    expect(outcome(applyRevocation(entry, revoked))).toBe('ignore duplicate');
  });

  it('of a delegation is no business of an entry', () => {
    const target = { kind: 'delegation', id: new Uint8Array(32) } as const;
    const draft = { did: alice.did, reason: '', seq: 1, revoked: now, target };
    const revoked = accepted(verifyRevocation(createRevocation(draft, alice.signing)));
    expect(outcome(applyRevocation(merged(first), revoked))).toBe('reject malformed');
  });

  it('of another agent is refused', () => {
    const bob = { did: agent('bob').did, reason: '', seq: 1, revoked: now };
    const other = accepted(verifyRevocation(createRevocation(bob, keyOf('bob'))));
    expect(outcome(applyRevocation(merged(first), other))).toBe('reject did-mismatch');
  });
});

describe('standing', () => {
  it('is that of the current record while it is in force', () => {
    expect(accepted(standing(merged(first), now))).toBe(first);
    expect(outcome(standing(merged(first), later(25 * hour)))).toBe('reject not-active');
    expect(outcome(standing(merged(first), later(-hour)))).toBe('reject not-active');
  });

  it('is refused to an agent nothing is known of', () => {
    expect(outcome(standing(undefined, now))).toBe('reject not-registered');
    const draft = { did: alice.did, reason: '', seq: 1, revoked: now, target: keyTarget(alice.signing.publicKey) };
    const onlyKey = accepted(
      applyRevocation(undefined, accepted(verifyRevocation(createRevocation(draft, alice.signing)))),
    );
    expect(outcome(standing(onlyKey, now))).toBe('reject not-registered');
  });

  it('is refused to a suspended agent', () => {
    expect(outcome(standing(merged(verifiedOf('alice', { status: 'suspended' })), now))).toBe('reject not-active');
  });

  it("is refused when the organisation's word has run out", () => {
    const entry = merged(verifiedOf('alice', { sponsorship: sponsorshipOf('alice', 'acme') }));
    expect(outcome(standing(entry, now))).toBe('accept');
    expect(outcome(standing(entry, later(2 * hour)))).toBe('reject not-sponsored');
  });
});

describe('a stored entry', () => {
  const full = accepted(applyRevocation(merged(second, twin), revocationOf()));

  it('comes back as it was', () => {
    const noRecord = accepted(applyRevocation(undefined, revocationOf()));
    const longAgo = merged(second, twin, ...[3, 4, 5, 6, 7].map((seq) => verifiedOf('alice', { seq })));
    for (const entry of [merged(first), full, noRecord, longAgo]) {
      const bytes = encodeRegistryEntry(entry);
      const back = accepted(decodeRegistryEntry(bytes));
      expect(toHex(encodeRegistryEntry(back))).toBe(toHex(bytes));
      expect(back.did).toBe(entry.did);
      expect(outcome(standing(back, now))).toBe(outcome(standing(entry, now)));
    }
  });

  it('is refused when a part of it is damaged or of another agent', () => {
    const parts: StoredRegistryEntry = { did: alice.did, records: [first.bytes], proof: [], revocations: [] };
    const decode = (changes: Partial<StoredRegistryEntry>) =>
      outcome(decodeRegistryEntry(encodeStoredRegistryEntry({ ...parts, ...changes })));
    const junk = Uint8Array.of(255);
    expect(decode({})).toBe('accept');
    expect(decode({ records: [junk] })).toBe('reject malformed');
    expect(decode({ proof: [junk] })).toBe('reject malformed');
    expect(decode({ revocations: [junk] })).toBe('reject malformed');
    expect(decode({ proof: [verifiedOf('bob').bytes] })).toBe('reject did-mismatch');
    expect(outcome(decodeRegistryEntry(junk))).toBe('reject malformed');
    expect(decode({ records: [] })).toBe('reject malformed');
    expect(outcome(decodeRegistryEntry(new Uint8Array(3_000_000)))).toBe('reject frame-too-large');
  });
});
