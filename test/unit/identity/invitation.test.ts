import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits, SecretKey, toBase64url } from '../../../src/base/base.ts';
import {
  createInvitation,
  invitationProof,
  parseInvitation,
  verifyInvitationProof,
} from '../../../src/identity/identity.ts';
import { encodeInvitation, encodeSigned, signPayload } from '../../../src/wire/wire.ts';
import { accepted, agent, hour, later, now, outcome, peerIdOf, recordOf, seededRandom } from './fixture.ts';

const alice = agent('alice');
const draft = {
  identity: alice,
  record: recordOf('alice'),
  multiaddrs: ['/ip4/127.0.0.1/tcp/4001'],
  expires: later(hour),
  random: seededRandom('invitation'),
};
const invitation = createInvitation(draft);

describe('an invitation code', () => {
  it('tells the joiner whom to meet, where, and the secret', () => {
    expect(invitation.code).toMatch(/^parley1[\w-]+$/);
    const parsed = accepted(parseInvitation(invitation.code, now));
    expect(parsed.inviter.record.did).toBe(alice.did);
    expect(parsed).toMatchObject({ id: invitation.id, multiaddrs: draft.multiaddrs, expires: draft.expires });
    expect(parsed.secret.equals(invitation.secret)).toBe(true);
  });

  it('is read with the white space a mail program puts into it', () => {
    const broken = `  ${invitation.code.replaceAll(/(.{64})/g, '$1\r\n  ')}\n`;
    expect(outcome(parseInvitation(broken, now))).toBe('accept');
  });

  it('does not give its secret away when it is printed', () => {
    const parsed = accepted(parseInvitation(invitation.code, now));
    expect(JSON.stringify(parsed.secret)).toBe('"[secret]"');
  });

  it('is refused once it has expired', () => {
    expect(outcome(parseInvitation(invitation.code, later(hour + limits.clockSkewMs)))).toBe('reject expired');
  });

  it('is still read when the record inside has expired, for the handshake brings a newer one', () => {
    const record = recordOf('alice', { expires: later(1000) });
    const { code } = createInvitation({ ...draft, record });
    expect(outcome(parseInvitation(code, later(hour)))).toBe('accept');
  });

  it('is refused when it is not complete, not a code, or too long', () => {
    const { code } = invitation;
    expect(outcome(parseInvitation(code.slice(0, -9), now))).toBe('reject malformed');
    expect(outcome(parseInvitation(`${code}=`, now))).toBe('reject malformed');
    expect(outcome(parseInvitation(code.slice(1), now))).toBe('reject malformed');
    expect(outcome(parseInvitation('', now))).toBe('reject malformed');
    expect(outcome(parseInvitation(`parley1${'A'.repeat(30_000)}`, now))).toBe('reject frame-too-large');
    expect(outcome(parseInvitation(' '.repeat(1_000_000), now))).toBe('reject frame-too-large');
  });

  it('is refused when it is signed by another agent than it leads to', () => {
    const { code } = createInvitation({ ...draft, identity: agent('mallory') });
    expect(outcome(parseInvitation(code, now))).toBe('reject key-mismatch');
  });

  it('is refused when the record inside is bad, or nothing of it can be read', () => {
    const { code } = createInvitation({ ...draft, record: Uint8Array.of(1) });
    expect(outcome(parseInvitation(code, now))).toBe('reject malformed');
    const junk = encodeSigned(signPayload(alice.signing, 'Invitation', Uint8Array.of(255)));
    expect(outcome(parseInvitation(`parley1${toBase64url(junk)}`, now))).toBe('reject malformed');
  });

  it('is refused after a change of any character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 7, max: invitation.code.length - 1 }), (at) => {
        const other = invitation.code[at] === 'A' ? 'B' : 'A';
        const changed = invitation.code.slice(0, at) + other + invitation.code.slice(at + 1);
        expect(parseInvitation(changed, now).kind).toBe('reject');
      }),
      { numRuns: 100 },
    );
  });

  it('is refused when its signature does not hold', () => {
    const payload = encodeInvitation({
      id: new Uint8Array(16),
      secret: new Uint8Array(32),
      record: draft.record,
      multiaddrs: [],
      expires: draft.expires,
    });
    const forged = { ...signPayload(alice.signing, 'Invitation', payload), signature: new Uint8Array(64) };
    expect(outcome(parseInvitation(`parley1${toBase64url(encodeSigned(forged))}`, now))).toBe('reject bad-signature');
  });
});

describe('an invitation proof', () => {
  const subject = { nonce: new Uint8Array(32).fill(1), did: agent('bob').did, peerId: peerIdOf('bob') };
  const proof = invitationProof(invitation, subject);

  it('is taken for the handshake it was made for', () => {
    expect(outcome(verifyInvitationProof(proof, invitation, subject, now))).toBe('accept');
  });

  it.each([
    ['another nonce', { ...subject, nonce: new Uint8Array(32) }],
    ['another agent', { ...subject, did: agent('mallory').did }],
    ['another host', { ...subject, peerId: peerIdOf('mallory') }],
  ])('is worth nothing with %s', (_, other) => {
    expect(outcome(verifyInvitationProof(proof, invitation, other, now))).toBe('reject invitation-unknown');
  });

  it('is refused under another secret or id, or after the invitation expired', () => {
    const secret = SecretKey.own(new Uint8Array(32));
    const id = new Uint8Array(16);
    const verify = (kept: typeof invitation, at = now) => outcome(verifyInvitationProof(proof, kept, subject, at));
    expect(verify({ ...invitation, secret })).toBe('reject invitation-unknown');
    expect(verify({ ...invitation, id })).toBe('reject invitation-unknown');
    expect(verify(invitation, later(hour + limits.clockSkewMs))).toBe('reject invitation-unknown');
    expect(outcome(verifyInvitationProof({ ...proof, id }, invitation, subject, now))).toBe(
      'reject invitation-unknown',
    );
  });
});
