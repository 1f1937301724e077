import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, limits, sha256, toHex } from '../../../src/base/base.ts';
import {
  authenticateRecord,
  createIdentity,
  createRecord,
  createRotation,
  organisationId,
  verifyRecord,
} from '../../../src/identity/identity.ts';
import { decodeSigned, encodeAgentRecord, encodeSigned, signPayload } from '../../../src/wire/wire.ts';
import {
  accepted,
  agent,
  draft,
  hour,
  keyOf,
  later,
  now,
  outcome,
  recordOf,
  rotatedRecordOf,
  seedOf,
  sponsorshipOf,
} from './fixture.ts';

const alice = agent('alice');

describe('a record', () => {
  it('is verified offline and named by the hash of its payload', () => {
    const bytes = recordOf('alice');
    const verified = accepted(verifyRecord(bytes, now));
    expect(verified.record.did).toBe(alice.did);
    expect(verified.bytes).toEqual(bytes);
    expect(verified.hash).toEqual(sha256(accepted(decodeSigned(bytes)).payload));
    expect(verified.keys.map(toHex)).toEqual([toHex(alice.genesisKey)]);
    expect(verified.organisation).toBeUndefined();
  });

  it('is refused before parsing when it is too large', () => {
    expect(outcome(verifyRecord(new Uint8Array(limits.maxRecordBytes + 1), now))).toBe('reject frame-too-large');
  });

  it('is refused when it is no record', () => {
    expect(outcome(verifyRecord(Uint8Array.of(1, 2, 3), now))).toBe('reject malformed');
  });

  it('has one encoding only: the same fields written in another way are refused', () => {
    const { payload } = accepted(decodeSigned(recordOf('alice')));
    const other: Readonly<Record<string, Uint8Array>> = {
      'a field nobody knows': concat(payload, Uint8Array.of(0xfa, 0x07, 0x00)),
      'a default written out': concat(payload, Uint8Array.of(0x52, 0x00)),
      'the last field of two': concat(payload, Uint8Array.of(0x88, 0x01, 0x01)),
      'a longer varint': concat(payload.subarray(0, -1), Uint8Array.of((payload.at(-1) ?? 0) | 0x80, 0x00)),
    };
    for (const [how, bytes] of Object.entries(other)) {
      const signed = encodeSigned(signPayload(alice.signing, 'AgentRecord', bytes));
      expect(`${how}: ${outcome(verifyRecord(signed, now))}`).toBe(`${how}: reject malformed`);
    }
    expect(outcome(verifyRecord(concat(recordOf('alice'), Uint8Array.of(0xfa, 0x07, 0x00)), now))).toBe(
      'reject malformed',
    );
  });

  it('never verifies after a bit of it changed', () => {
    const bytes = recordOf('alice', { sponsorship: sponsorshipOf('alice', 'acme') });
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const damaged = Uint8Array.from(bytes);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyRecord(damaged, now).kind).toBe('reject');
      }),
      { numRuns: 300 },
    );
  });

  it('is not taken from a signature made for another kind of statement', () => {
    const payload = encodeAgentRecord({
      ...draft('alice'),
      did: alice.did,
      publicKey: alice.genesisKey,
      genesisKey: alice.genesisKey,
    });
    expect(outcome(verifyRecord(encodeSigned(signPayload(alice.signing, 'Knock', payload)), now))).toBe(
      'reject bad-signature',
    );
    const renamed = { ...signPayload(alice.signing, 'Knock', payload), type: 'AgentRecord' };
    expect(outcome(verifyRecord(encodeSigned(renamed), now))).toBe('reject bad-signature');
  });

  it('is refused under a key of small order, whose signatures prove nothing', () => {
    const signed = accepted(decodeSigned(recordOf('alice')));
    for (const key of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))])
      expect(outcome(verifyRecord(encodeSigned({ ...signed, key }), now))).toBe('reject weak-key');
  });

  it('is refused when its first key is weak', () => {
    const weak = Uint8Array.of(1, ...new Uint8Array(31));
    const identity = createIdentity(seedOf('alice'), weak);
    expect(outcome(verifyRecord(createRecord(identity, draft('alice')), now))).toBe('reject weak-key');
  });

  it('is refused when its DID is not of its first key', () => {
    const posing = { ...alice, did: agent('bob').did };
    expect(outcome(verifyRecord(createRecord(posing, draft('alice')), now))).toBe('reject did-mismatch');
  });

  it('is refused when another key signs than it names', () => {
    const payload = encodeAgentRecord({
      ...draft('alice'),
      did: alice.did,
      publicKey: alice.genesisKey,
      genesisKey: alice.genesisKey,
    });
    const bytes = encodeSigned(signPayload(keyOf('mallory'), 'AgentRecord', payload));
    expect(outcome(verifyRecord(bytes, now))).toBe('reject key-mismatch');
  });

  it('holds between its dates, give or take the skew of clocks', () => {
    const bytes = recordOf('alice', { notBefore: now, expires: later(hour) });
    const skew = limits.clockSkewMs;
    expect(outcome(verifyRecord(bytes, later(-skew)))).toBe('accept');
    expect(outcome(verifyRecord(bytes, later(-skew - 1)))).toBe('reject not-active');
    expect(outcome(verifyRecord(bytes, later(hour + skew - 1)))).toBe('accept');
    expect(outcome(verifyRecord(bytes, later(hour + skew)))).toBe('reject not-active');
    expect(outcome(authenticateRecord(bytes))).toBe('accept');
  });
});

describe('a sponsored record', () => {
  it('names the organisation that signed for it', () => {
    const verified = accepted(verifyRecord(recordOf('alice', { sponsorship: sponsorshipOf('alice', 'acme') }), now));
    const { publicKey } = keyOf('acme');
    expect(verified.organisation).toMatchObject({ id: organisationId(publicKey), name: 'acme' });
    expect(toHex(verified.organisation?.key ?? new Uint8Array(0))).toBe(toHex(publicKey));
  });

  it('is refused when the sponsorship is for another agent', () => {
    const sponsorship = sponsorshipOf('bob', 'acme');
    expect(outcome(verifyRecord(recordOf('alice', { sponsorship }), now))).toBe('reject not-sponsored');
  });

  it('is refused when the sponsorship is not in force', () => {
    const past = sponsorshipOf('alice', 'acme', { notBefore: later(-2 * hour), expires: later(-hour) });
    const future = sponsorshipOf('alice', 'acme', { notBefore: later(hour), expires: later(2 * hour) });
    for (const sponsorship of [past, future])
      expect(outcome(verifyRecord(recordOf('alice', { sponsorship }), now))).toBe('reject not-sponsored');
  });

  it('is refused when the sponsorship cannot be read or is signed by another key', () => {
    const signed = accepted(decodeSigned(sponsorshipOf('alice', 'acme')));
    const forged = [
      Uint8Array.of(1, 2, 3),
      encodeSigned({ ...signed, signature: new Uint8Array(64) }),
      encodeSigned(signPayload(keyOf('mallory'), 'Sponsorship', signed.payload)),
      encodeSigned(signPayload(keyOf('acme'), 'Sponsorship', Uint8Array.of(255))),
    ];
    for (const sponsorship of forged)
      expect(outcome(verifyRecord(recordOf('alice', { sponsorship }), now))).toBe('reject not-sponsored');
  });
});

describe('a rotated record', () => {
  const next = keyOf('alice next');
  const rotation = createRotation({ did: alice.did, oldKey: alice.signing, newKey: next.publicKey, seq: 2 });
  const rotated = createIdentity(seedOf('alice next'), alice.genesisKey);
  const withRotations = (rotations: readonly Uint8Array[], seq = 2): string =>
    outcome(verifyRecord(createRecord(rotated, draft('alice next', { seq, rotations })), now));

  it('keeps the DID and shows the chain of keys', () => {
    const verified = accepted(verifyRecord(rotatedRecordOf('alice', 'alice next'), now));
    expect(verified.record.did).toBe(alice.did);
    expect(verified.keys.map(toHex)).toEqual([alice.genesisKey, next.publicKey].map(toHex));
  });

  it('is refused without the rotation that leads to its key', () => {
    expect(withRotations([])).toBe('reject key-mismatch');
  });

  it('is refused when the rotation is signed by another key', () => {
    const stolen = createRotation({ did: alice.did, oldKey: keyOf('mallory'), newKey: next.publicKey, seq: 2 });
    const signed = accepted(decodeSigned(rotation));
    const forged = encodeSigned({ ...signed, signature: new Uint8Array(64) });
    expect(withRotations([stolen])).toBe('reject key-mismatch');
    expect(withRotations([forged])).toBe('reject key-mismatch');
  });

  it('is refused when a rotation is of another agent, or leads past the record or backwards', () => {
    const step = { did: alice.did, oldKey: alice.signing, newKey: next.publicKey };
    expect(withRotations([createRotation({ ...step, did: agent('bob').did, seq: 2 })])).toBe('reject key-mismatch');
    expect(withRotations([createRotation({ ...step, seq: 3 })])).toBe('reject key-mismatch');
    expect(withRotations([createRotation({ ...step, seq: 0 })])).toBe('reject key-mismatch');
    const back = createRotation({ did: alice.did, oldKey: next, newKey: next.publicKey, seq: 2 });
    expect(withRotations([rotation, back])).toBe('reject key-mismatch');
  });

  it('is refused when the rotation lacks the proof AgentMesh knows', () => {
    let calls = 0;
    const lying = {
      ...alice.signing,
      sign: (message: Uint8Array) => (calls++ === 0 ? new Uint8Array(64) : alice.signing.sign(message)),
    };
    const unproved = createRotation({ did: alice.did, oldKey: lying, newKey: next.publicKey, seq: 2 });
    expect(withRotations([unproved])).toBe('reject key-mismatch');
  });

  it('is refused when a rotation cannot be read or passes through a weak key', () => {
    expect(withRotations([Uint8Array.of(1, 2, 3)])).toBe('reject malformed');
    expect(withRotations([encodeSigned(signPayload(alice.signing, 'Rotation', Uint8Array.of(255)))])).toBe(
      'reject malformed',
    );
    const weak = createRotation({ did: alice.did, oldKey: alice.signing, newKey: new Uint8Array(32), seq: 1 });
    expect(withRotations([weak])).toBe('reject weak-key');
  });
});
