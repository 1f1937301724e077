import { describe, expect, it } from 'vitest';
import { millis } from '../../../src/base/base.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import { createGrant, mailboxesIn, verifyGrant } from '../../../src/mailbox/mailbox.ts';
import { encodeMailboxGrant, signPayload, decodeMailboxGrant } from '../../../src/wire/wire.ts';
import { keyOf, later, now, peerIdOf, seedOf } from '../identity/fixture.ts';

const owner = createIdentity(seedOf('owner'));
const mailbox = peerIdOf('mailbox');
const draft = { owner: owner.did, mailbox, maxBytes: 1000, maxMessages: 10 };
const expected = { owner: owner.did, key: owner.signing.publicKey, mailbox, now };
const day = 24 * 3600 * 1000;

describe('a grant', () => {
  it('holds for its owner, its mailbox and thirty days', () => {
    const grant = createGrant(owner.signing, draft, now);
    expect(verifyGrant(grant, expected)).toMatchObject({ kind: 'accept', value: draft });
    expect(verifyGrant(grant, { ...expected, now: later(29 * day) }).kind).toBe('accept');
    expect(verifyGrant(grant, { ...expected, now: later(30 * day) })).toMatchObject({ reason: 'expired' });
    expect(verifyGrant(grant, { ...expected, now: millis(now - day) })).toMatchObject({ reason: 'expired' });
  });

  it('is nothing to another mailbox, nor from another owner', () => {
    const grant = createGrant(owner.signing, draft, now);
    const elsewhere = verifyGrant(grant, { ...expected, mailbox: peerIdOf('other') });
    expect(elsewhere).toMatchObject({ kind: 'reject', reason: 'did-mismatch' });
    const other = createIdentity(seedOf('other'));
    const asOther = verifyGrant(createGrant(owner.signing, { ...draft, owner: other.did }, now), expected);
    expect(asOther).toMatchObject({ kind: 'reject', reason: 'did-mismatch' });
  });

  it('is refused under another key, with another signature, and for longer than thirty days', () => {
    const forged = createGrant(keyOf('mallory'), draft, now);
    expect(verifyGrant(forged, expected)).toMatchObject({ kind: 'reject', reason: 'key-mismatch' });
    const claimed = { ...forged, key: owner.signing.publicKey };
    expect(verifyGrant(claimed, expected)).toMatchObject({ kind: 'reject', reason: 'bad-signature' });
    const long = encodeMailboxGrant({ ...draft, notBefore: now, expires: later(31 * day) });
    const signed = signPayload(owner.signing, 'MailboxGrant', long);
    expect(verifyGrant(signed, expected)).toMatchObject({ kind: 'reject', reason: 'expired' });
    const asLetter = signPayload(owner.signing, 'Letter', long);
    expect(verifyGrant(asLetter, expected)).toMatchObject({ kind: 'reject', reason: 'bad-signature' });
  });

  it('comes back from its encoding as it was', () => {
    const grant = { ...draft, notBefore: now, expires: later(day) };
    expect(decodeMailboxGrant(encodeMailboxGrant(grant))).toEqual({ kind: 'accept', value: grant });
  });
});

describe('the mailboxes of a record', () => {
  it('are told apart by their host, and addresses without one are passed over', () => {
    const [a, b] = [peerIdOf('a'), peerIdOf('b')];
    const addresses = [
      `/ip4/10.0.0.1/tcp/1/p2p/${a}`,
      '/ip4/10.0.0.2/tcp/2',
      `/dns4/x/tcp/3/p2p/${b}`,
      `/ip6/::1/tcp/1/p2p/${a}`,
    ];
    expect(mailboxesIn(addresses)).toEqual([
      { host: a, multiaddrs: [addresses[0], addresses[3]] },
      { host: b, multiaddrs: [addresses[2]] },
    ]);
  });

  it('are at most four, whatever a record says', () => {
    const many = Array.from({ length: 64 }, (_, i) => `/ip4/10.0.0.1/tcp/${i}/p2p/${peerIdOf(`m${i + 11}`)}`);
    expect(mailboxesIn(many)).toHaveLength(4);
  });
});
