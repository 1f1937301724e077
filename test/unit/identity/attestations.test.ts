import { describe, expect, it } from 'vitest';
import { authenticateRecord } from '../../../src/identity/identity.ts';
import type { Attestation } from '../../../src/wire/wire.ts';
import { accepted, outcome, recordOf } from './fixture.ts';

const oidc: Attestation = { kind: 'oidc', issuer: 'https://issuer.example', subject: 'agent' };
const spiffe: Attestation = { kind: 'spiffe', issuer: 'acme.example', subject: 'spiffe://acme.example/agent' };
const read = (attestations: readonly Attestation[]) => authenticateRecord(recordOf('alice', { attestations }));

describe('what a record says of who its agent is elsewhere', () => {
  it('is read as it was signed, and is absent where nothing is said', () => {
    expect(accepted(read([oidc, spiffe])).record.attestations).toEqual([oidc, spiffe]);
    expect(accepted(read([])).record).not.toHaveProperty('attestations');
  });

  it('is of each kind once, in bounds, and of kinds that there are', () => {
    expect(outcome(read([oidc, { ...oidc, subject: 'another' }]))).toBe('reject malformed');
    expect(outcome(read([{ ...oidc, subject: 'x'.repeat(257) }]))).toBe('reject malformed');
    expect(outcome(read([{ ...oidc, kind: Object('x') }]))).toBe('reject malformed');
    expect(outcome(read([oidc, spiffe, { ...oidc, kind: 'entra' }]))).toBe('accept');
  });
});
