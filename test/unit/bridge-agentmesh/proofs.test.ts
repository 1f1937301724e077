import { describe, expect, it } from 'vitest';
import { millis, toBase64url, utf8 } from '../../../src/base/base.ts';
import {
  bundleJson,
  checkConnect,
  checkRegistration,
  isKnockOf,
  readBundle,
  readDeposit,
  type ConnectFrame,
} from '../../../src/bridge/bridge.ts';
import { depositSchema } from '../../../src/bridge/agentmesh/bundle.ts';
import { readClientFrame } from '../../../src/bridge/agentmesh/frame.ts';
import { checkAuthorization } from '../../../src/bridge/agentmesh/proof.ts';
import { depositOf, knockOf, messageOf, party } from './support.ts';

const alice = party('alice');
const mallory = party('mallory');
const now = millis(1_800_000_000_000);
const at = new Date(now).toISOString();

function connectOf(self = alice, timestamp = at): ConnectFrame {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const signature = base64(self.signing.sign(utf8(timestamp)));
  return { type: 'connect', from: self.did, public_key: base64(self.signing.publicKey), timestamp, signature };
}

describe('the proof of a connection', () => {
  it('is taken from the holder of the key, at its time', () => {
    expect(checkConnect(connectOf(), now)).toMatchObject({ kind: 'accept', value: { did: alice.did, at: now } });
  });

  it.each([
    ['another DID', { ...connectOf(), from: mallory.did }, 'did-mismatch'],
    ['another signature', { ...connectOf(), signature: connectOf(mallory).signature }, 'bad-signature'],
    ['a time past', connectOf(alice, new Date(now - 301_000).toISOString()), 'expired'],
    ['a time to come', connectOf(alice, new Date(now + 301_000).toISOString()), 'expired'],
    ['a time without an offset', connectOf(alice, at.slice(0, -1)), 'malformed'],
    ['no key', { type: 'connect' as const, from: alice.did }, 'malformed'],
  ])('is refused with %s', (_, frame, reason) => {
    expect(checkConnect(frame, now)).toMatchObject({ kind: 'reject', reason });
  });
});

describe('the proof of a registration and of a request', () => {
  it('signs key and time as they are written', () => {
    const public_key = toBase64url(alice.signing.publicKey);
    const proof = toBase64url(alice.signing.sign(utf8(public_key + at)));
    expect(checkRegistration({ public_key, proof, proof_timestamp: at }, now)).toMatchObject({ kind: 'accept' });
    const late = new Date(now + 1000).toISOString();
    expect(checkRegistration({ public_key, proof, proof_timestamp: late }, now)).toMatchObject({
      reason: 'bad-signature',
    });
  });

  it('is a header of DID, time and signature, of an agent that is known', () => {
    const header = `Ed25519-Timestamp ${alice.did} ${at} ${toBase64url(alice.signing.sign(utf8(at)))}`;
    expect(checkAuthorization(header, () => alice.signing.publicKey, now)).toMatchObject({ kind: 'accept' });
    expect(checkAuthorization(header, () => undefined, now)).toMatchObject({ reason: 'not-registered' });
    expect(checkAuthorization(header, () => mallory.signing.publicKey, now)).toMatchObject({ reason: 'bad-signature' });
    expect(checkAuthorization(undefined, () => alice.signing.publicKey, now)).toBeUndefined();
  });
});

describe('a prekey bundle', () => {
  it('passes when its DID, both identity keys and the signed prekey are of one owner', () => {
    const read = readDeposit(alice.did, depositSchema.parse(depositOf(alice, { prekey: 'p', oneTime: 3 })));
    if (read.kind !== 'accept') throw new Error(read.reason);
    const [oneTime] = read.value.oneTime;
    const text = JSON.stringify(bundleJson({ ...read.value.prekeys, oneTime }));
    expect(readBundle(alice.did, text)).toEqual({ kind: 'accept', value: { ...read.value.prekeys, oneTime } });
  });

  it.each([
    ['of another agent', depositOf(mallory, { prekey: 'p', oneTime: 0 }), 'key-mismatch'],
    [
      'with another X25519 key',
      { ...depositOf(alice, { prekey: 'p', oneTime: 0 }), identity_key: toBase64url(mallory.agreementKey) },
      'key-mismatch',
    ],
    [
      'with a signed prekey put in',
      {
        ...depositOf(alice, { prekey: 'p', oneTime: 0 }),
        signed_pre_key: depositOf(mallory, { prekey: 'q', oneTime: 0 }).signed_pre_key,
      },
      'bad-signature',
    ],
  ])('is refused when it is one %s', (_, deposit, reason) => {
    expect(readDeposit(alice.did, depositSchema.parse(deposit))).toMatchObject({ kind: 'reject', reason });
    expect(readBundle(alice.did, JSON.stringify(deposit))).toMatchObject({ kind: 'reject', reason });
  });
});

describe('a frame of a client', () => {
  const bytes = (frame: unknown): Uint8Array => utf8(JSON.stringify(frame));

  it('is refused in clear, and one that is too large before it is parsed', () => {
    const plain = { ...messageOf(alice, mallory, 'm'), header: undefined, ciphertext: 'e30=', plaintext: true };
    expect(readClientFrame(bytes(plain))).toMatchObject({ reason: 'condition-not-met' });
    expect(readClientFrame(bytes({ ...messageOf(alice, mallory, 'm'), plaintext: true }))).toMatchObject({
      reason: 'condition-not-met',
    });
    expect(readClientFrame(new Uint8Array(1024 * 1024 + 1))).toMatchObject({ reason: 'frame-too-large' });
  });

  it('keeps what this gateway does not know, and is told apart from what is no frame', () => {
    const frame = { v: 1, ...messageOf(alice, mallory, 'm'), ts: at, later: { field: 1 } };
    expect(readClientFrame(bytes(frame))).toEqual({ kind: 'accept', value: frame });
    expect(readClientFrame(bytes({ type: 'of a later version' }))).toMatchObject({ value: { type: 'other' } });
    expect(readClientFrame(bytes({ ...frame, header: { dh: 'x', pn: 0, n: 0 } }))).toMatchObject({
      reason: 'malformed',
    });
    expect(readClientFrame(utf8('{'))).toMatchObject({ reason: 'malformed' });
  });

  it('that knocks is of whom it names only with that key', () => {
    expect(isKnockOf(knockOf(alice, mallory, 'k'), alice.signing.publicKey)).toBe(true);
    expect(isKnockOf(knockOf(alice, mallory, 'k'), mallory.signing.publicKey)).toBe(false);
  });
});
