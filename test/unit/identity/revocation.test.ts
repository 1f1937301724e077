import { describe, expect, it } from 'vitest';
import { createRevocation, verifyRevocation } from '../../../src/identity/identity.ts';
import { decodeSigned, encodeSigned, signPayload } from '../../../src/wire/wire.ts';
import { accepted, agent, keyOf, now, outcome, recordOf, rotatedRecordOf, sponsorshipOf } from './fixture.ts';

const alice = agent('alice');
const draft = { did: alice.did, reason: 'the key was lost', seq: 1, revoked: now };

describe('a revocation', () => {
  it('needs nothing but itself when the first key signs', () => {
    const verified = accepted(verifyRevocation(createRevocation(draft, alice.signing)));
    expect(verified.by).toBe('self');
    expect(verified.revocation).toMatchObject({ did: alice.did, reason: 'the key was lost' });
  });

  it('may be signed by any key of the chain that its evidence shows, the old one included', () => {
    const evidence = rotatedRecordOf('alice', 'alice next');
    for (const key of [keyOf('alice next'), alice.signing])
      expect(accepted(verifyRevocation(createRevocation({ ...draft, evidence }, key))).by).toBe('self');
  });

  it('may be signed by the organisation that its evidence names', () => {
    const evidence = recordOf('alice', { sponsorship: sponsorshipOf('alice', 'acme') });
    expect(accepted(verifyRevocation(createRevocation({ ...draft, evidence }, keyOf('acme')))).by).toBe('organisation');
  });

  it('of a key is refused unless the key is one of the agent', () => {
    const evidence = rotatedRecordOf('alice', 'alice next');
    const ofKey = (key: string) => ({ ...draft, target: { kind: 'key', key: keyOf(key).publicKey } }) as const;
    expect(outcome(verifyRevocation(createRevocation(ofKey('alice'), alice.signing)))).toBe('accept');
    expect(outcome(verifyRevocation(createRevocation(ofKey('bob'), alice.signing)))).toBe('reject key-mismatch');
    expect(outcome(verifyRevocation(createRevocation({ ...ofKey('alice next'), evidence }, alice.signing)))).toBe(
      'accept',
    );
    expect(outcome(verifyRevocation(createRevocation({ ...ofKey('bob'), evidence }, alice.signing)))).toBe(
      'reject key-mismatch',
    );
  });

  it('is refused from anyone else', () => {
    const evidence = recordOf('alice', { sponsorship: sponsorshipOf('alice', 'acme') });
    const mallory = keyOf('mallory');
    expect(outcome(verifyRevocation(createRevocation(draft, mallory)))).toBe('reject did-mismatch');
    expect(outcome(verifyRevocation(createRevocation({ ...draft, evidence }, mallory)))).toBe('reject bad-signature');
  });

  it('is refused when the evidence is of another agent, or none', () => {
    const other = createRevocation({ ...draft, evidence: recordOf('bob') }, keyOf('bob'));
    const broken = createRevocation({ ...draft, evidence: Uint8Array.of(1) }, alice.signing);
    expect(outcome(verifyRevocation(other))).toBe('reject did-mismatch');
    expect(outcome(verifyRevocation(broken))).toBe('reject malformed');
  });

  it('is refused when it is forged or cannot be read', () => {
    const signed = accepted(decodeSigned(createRevocation(draft, alice.signing)));
    expect(outcome(verifyRevocation(encodeSigned({ ...signed, signature: new Uint8Array(64) })))).toBe(
      'reject bad-signature',
    );
    expect(outcome(verifyRevocation(encodeSigned(signPayload(alice.signing, 'Revocation', Uint8Array.of(255)))))).toBe(
      'reject malformed',
    );
    expect(outcome(verifyRevocation(Uint8Array.of(255)))).toBe('reject malformed');
  });
});
