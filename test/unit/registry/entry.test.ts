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

  it('ignores one that is older, and one that is known', () => {
    expect(outcome(mergeRecord(merged(second), first))).toBe('ignore record-too-old');
    expect(outcome(mergeRecord(merged(second), second))).toBe('ignore duplicate');
    expect(outcome(mergeRecord(merged(second, twin), second))).toBe('ignore duplicate');
    expect(outcome(mergeRecord(merged(second, twin), twin))).toBe('ignore duplicate');
  });

  it('refuses one of another agent', () => {
    expect(outcome(mergeRecord(merged(first), verifiedOf('bob', { seq: 9 })))).toBe('reject did-mismatch');
  });

  it('refuses both keys when two hash to one DID', () => {
    const bob = verifiedOf('bob', { seq: 9 });
    const colliding = { ...bob, record: { ...bob.record, did: alice.did } };
    expect(outcome(mergeRecord(merged(first), colliding))).toBe('reject did-mismatch');
  });

  it('refuses a rotation to a key that was not committed to, whatever its seq', () => {
    for (const seq of [1, 2, 99]) {
      const stolen = accepted(authenticateRecord(rotatedRecordOf('alice', 'mallory', { seq })));
      expect(outcome(mergeRecord(merged(first), stolen))).toBe('reject key-mismatch');
    }
  });

  it('refuses a new commitment that the holder of the current key makes without rotating', () => {
    const changed = verifiedOf('alice', { seq: 2, nextKeyHash: sha256(keyOf('mallory').publicKey) });
    expect(outcome(mergeRecord(merged(first), changed))).toBe('reject key-mismatch');
  });

  it('refuses everything from a key that was rotated away', () => {
    const old = verifiedOf('alice', { seq: 9 });
    expect(outcome(mergeRecord(merged(rotated), old))).toBe('reject key-mismatch');
    const fork = accepted(authenticateRecord(rotatedRecordOf('alice', 'mallory', { seq: 3 })));
    expect(outcome(mergeRecord(merged(rotated), fork))).toBe('reject key-mismatch');
  });

  it('takes the rotated record of two with one seq, in either order', () => {
    const unrotated = verifiedOf('alice', { seq: 3 });
    expect(merged(unrotated, rotated)).toEqual(merged(rotated, unrotated));
    expect(merged(unrotated, rotated)).toMatchObject({ record: rotated, conflict: undefined });
    expect(outcome(mergeRecord(merged(rotated), unrotated))).toBe('ignore record-too-old');
  });
});

describe('equivocation', () => {
  const disputed = merged(second, twin);

  it('keeps both records as proof and leaves the agent without standing', () => {
    expect(new Set([disputed.record, disputed.conflict])).toEqual(new Set([second, twin]));
    expect(outcome(standing(disputed, now))).toBe('reject equivocation');
  });

  it('is proved by the same two records whatever came first, also among three', () => {
    const third = verifiedOf('alice', { seq: 2, name: 'third' });
    const kept = merged(second, twin, third);
    expect(merged(third, twin, second)).toEqual(kept);
    const hashes = [second, twin, third].map((r) => toHex(r.hash)).toSorted();
    expect([kept.record, kept.conflict].map((r) => toHex(r?.hash ?? new Uint8Array(0)))).toEqual(hashes.slice(0, 2));
    const spare = [second, twin, third].find((r) => r !== kept.record && r !== kept.conflict);
    expect(spare && outcome(mergeRecord(kept, spare))).toBe('ignore equivocation');
  });

  it('is settled by a later record that follows from both sides', () => {
    const mended = accepted(mergeRecord(disputed, verifiedOf('alice', { seq: 3 })));
    expect(outcome(standing(mended, now))).toBe('accept');
    expect(accepted(mergeRecord(disputed, rotated)).record).toBe(rotated);
  });

  it('is not settled by a record that follows from one side only', () => {
    const thiefs = verifiedOf('alice', { seq: 2, nextKeyHash: sha256(keyOf('mallory').publicKey) });
    const contested = merged(second, thiefs);
    expect(outcome(standing(contested, now))).toBe('reject equivocation');
    expect(outcome(mergeRecord(contested, rotated))).toBe('reject equivocation');
    const stolen = accepted(authenticateRecord(rotatedRecordOf('alice', 'mallory', { seq: 3 })));
    expect(outcome(mergeRecord(contested, stolen))).toBe('reject equivocation');
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
    const empty = { did: alice.did, record: undefined, conflict: undefined, revocation: undefined };
    expect(outcome(standing(empty, now))).toBe('reject not-registered');
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
    for (const entry of [merged(first), full, noRecord]) {
      const bytes = encodeRegistryEntry(entry);
      const back = accepted(decodeRegistryEntry(bytes));
      expect(toHex(encodeRegistryEntry(back))).toBe(toHex(bytes));
      expect(back.did).toBe(entry.did);
      expect(outcome(standing(back, now))).toBe(outcome(standing(entry, now)));
    }
  });

  it('is refused when a part of it is damaged or of another agent', () => {
    const empty = new Uint8Array(0);
    const parts = { did: alice.did, record: first.bytes, conflict: empty, revocation: empty };
    const decode = (changes: Partial<StoredRegistryEntry>) =>
      outcome(decodeRegistryEntry(encodeStoredRegistryEntry({ ...parts, ...changes })));
    const junk = Uint8Array.of(255);
    expect(decode({})).toBe('accept');
    expect(decode({ record: junk })).toBe('reject malformed');
    expect(decode({ conflict: junk })).toBe('reject malformed');
    expect(decode({ revocation: junk })).toBe('reject malformed');
    expect(decode({ conflict: verifiedOf('bob').bytes })).toBe('reject did-mismatch');
    expect(outcome(decodeRegistryEntry(junk))).toBe('reject malformed');
    expect(outcome(decodeRegistryEntry(new Uint8Array(100_000)))).toBe('reject frame-too-large');
  });
});
