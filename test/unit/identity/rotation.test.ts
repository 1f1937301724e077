import { describe, expect, it } from 'vitest';
import { fromUtf8, sha256, toHex, verifyEd25519 } from '../../../src/base/base.ts';
import {
  authenticateRecord,
  continuesLineage,
  createRotation,
  legacyRotationMessage,
} from '../../../src/identity/identity.ts';
import { decodeRotation, decodeSigned } from '../../../src/wire/wire.ts';
import { accepted, agent, keyOf, outcome, rotatedRecordOf, verifiedOf } from './fixture.ts';

const first = verifiedOf('alice');
const rotatedTo = (to: string) => accepted(authenticateRecord(rotatedRecordOf('alice', to)));

describe('a rotation', () => {
  it('carries the proof AgentMesh verifies', () => {
    const { did, signing } = agent('alice');
    const newKey = keyOf('alice next').publicKey;
    const signed = accepted(decodeSigned(createRotation({ did, oldKey: signing, newKey, seq: 2 })));
    const message = legacyRotationMessage(signing.publicKey, newKey);
    expect(fromUtf8(message)).toBe(`rotate:${toHex(signing.publicKey)}:${toHex(newKey)}`);
    const { legacyProof } = accepted(decodeRotation(signed.payload));
    expect(verifyEd25519(signing.publicKey, message, legacyProof)).toBe(true);
  });
});

describe('a lineage', () => {
  it('goes on under the same key with the same commitment', () => {
    expect(outcome(continuesLineage(first, verifiedOf('alice', { seq: 2 })))).toBe('accept');
  });

  it('goes on under the key that was committed to', () => {
    expect(outcome(continuesLineage(first, rotatedTo('alice next')))).toBe('accept');
  });

  it('does not go on under a key that was not committed to', () => {
    expect(outcome(continuesLineage(first, rotatedTo('mallory')))).toBe('reject key-mismatch');
  });

  it('does not go on when the commitment changes without a rotation', () => {
    const changed = verifiedOf('alice', { seq: 2, nextKeyHash: sha256(keyOf('mallory').publicKey) });
    expect(outcome(continuesLineage(first, changed))).toBe('reject key-mismatch');
  });

  it('does not go back to a key that was rotated away', () => {
    expect(outcome(continuesLineage(rotatedTo('alice next'), verifiedOf('alice', { seq: 3 })))).toBe(
      'reject key-mismatch',
    );
  });
});
