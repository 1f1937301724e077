import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agreementKeyFromPrivate,
  newAgreementKey,
  newMessageId,
  parseSessionId,
  SecretKey,
  toHex,
  utf8,
  type MessageId,
} from '../../../src/base/base.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import { depositId, openLetter, sealLetter } from '../../../src/mailbox/mailbox.ts';
import { packetName, type Letter, type Packet } from '../../../src/wire/wire.ts';
import { keyOf, now, peerIdOf, seededRandom, seedOf } from '../identity/fixture.ts';

const random = seededRandom('letters');
const alice = createIdentity(seedOf('alice'));
const bob = createIdentity(seedOf('bob'));
const mailboxKey = newAgreementKey(random);
const olderKey = newAgreementKey(random);
const keys = [mailboxKey, olderKey];

function packetOf(ciphertext: Uint8Array): Packet {
  const session = parseSessionId('00112233445566778899aabbccddeeff');
  if (session === undefined) throw new Error('not a session id');
  return { id: newMessageId(now, random), session, header: utf8('header'), ciphertext };
}

function letterWith(ciphertext: Uint8Array, receipts: readonly MessageId[] = []): Letter {
  return {
    from: alice.did,
    to: bob.did,
    written: now,
    packet: packetOf(ciphertext),
    before: undefined,
    missing: [],
    receipts: receipts.map((id) => ({
      ack: { id, outcome: 'rejected', reason: 'unknown-session' },
      packet: new Uint8Array(16).fill(7),
    })),
  };
}

function seal(letter: Letter, to = mailboxKey.publicKey, signing = alice.signing): Uint8Array {
  const sealed = sealLetter(letter, { signing, mailboxKey: to }, random);
  if (sealed.kind !== 'accept') throw new Error(sealed.reason);
  return sealed.value;
}

describe('a sealed letter', () => {
  it('opens for the mailbox key in force and for older ones, to what was written', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 3000 }),
        fc.nat(40),
        fc.boolean(),
        (ciphertext, count, older) => {
          const ids = Array.from({ length: count }, () => newMessageId(now, random));
          const letter = letterWith(ciphertext, ids);
          const opened = openLetter(seal(letter, (older ? olderKey : mailboxKey).publicKey), keys, bob.did);
          if (opened.kind !== 'accept') throw new Error(opened.reason);
          expect(opened.value.letter).toEqual(letter);
          expect(opened.value.isBy(alice.signing.publicKey)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is refused when any bit of it is flipped', () => {
    const sealed = seal(letterWith(utf8('ciphertext')));
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const damaged = sealed.slice();
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // The highest bit of an X25519 key is not part of it, and the key that is derived notices.
        expect(openLetter(damaged, keys, bob.did)).toMatchObject({ kind: 'reject', reason: 'undecryptable' });
      }),
      { numRuns: 300 },
    );
  });

  it('is refused when it is cut, empty, or under a key of small order', () => {
    const sealed = seal(letterWith(utf8('ciphertext')));
    const weak = sealed.slice();
    weak.fill(0, 0, 32);
    for (const bytes of [new Uint8Array(0), sealed.subarray(0, 31), sealed.subarray(0, 47), sealed.slice(0, -1), weak])
      expect(openLetter(bytes, keys, bob.did)).toMatchObject({ kind: 'reject', reason: 'undecryptable' });
  });

  it('is refused when it is for another agent, although the key opens it', () => {
    const opened = openLetter(seal({ ...letterWith(utf8('x')), to: alice.did }), keys, bob.did);
    expect(opened).toMatchObject({ kind: 'reject', reason: 'did-mismatch' });
  });

  it('is by no other key than the one that signed it', () => {
    const opened = openLetter(seal(letterWith(utf8('x'))), keys, bob.did);
    if (opened.kind !== 'accept') throw new Error(opened.reason);
    expect(opened.value.isBy(keyOf('mallory').publicKey)).toBe(false);
    const claimed = seal(letterWith(utf8('x')), mailboxKey.publicKey, keyOf('mallory'));
    const forged = openLetter(claimed, keys, bob.did);
    if (forged.kind !== 'accept') throw new Error(forged.reason);
    expect(forged.value.letter.from).toBe(alice.did);
    expect(forged.value.isBy(alice.signing.publicKey)).toBe(false);
  });

  it('shows nothing of its writer, its recipient or its message, and of its length only what PADME leaves', () => {
    const one = letterWith(utf8('one'));
    const shown = toHex(seal(one));
    for (const part of [utf8(alice.did), utf8(bob.did), alice.signing.publicKey, utf8('one'), utf8('header')])
      expect(shown).not.toContain(toHex(part));
    expect(seal(one)).not.toEqual(seal(one));
    const lengths = new Set(Array.from({ length: 40 }, (_, i) => seal(letterWith(new Uint8Array(1000 + i))).length));
    expect(lengths.size).toBeLessThanOrEqual(3);
  });

  it('is not made for a mailbox key that nobody can agree with', () => {
    const keys = { signing: alice.signing, mailboxKey: new Uint8Array(32) };
    expect(sealLetter(letterWith(utf8('x')), keys, random)).toMatchObject({ kind: 'reject', reason: 'weak-key' });
  });
});

describe('the id of a deposit', () => {
  it('is the same for the same thing at the same mailbox, and differs for any other', () => {
    const secret = SecretKey.own(random(32));
    const other = SecretKey.own(random(32));
    const [here, there] = [peerIdOf('here'), peerIdOf('there')];
    const id = depositId(secret, here, utf8('thing'));
    expect(id.length).toBe(16);
    expect(depositId(secret, here, utf8('thing'))).toEqual(id);
    const others = [
      depositId(other, here, utf8('thing')),
      depositId(secret, there, utf8('thing')),
      depositId(secret, here, utf8('other')),
    ];
    expect(new Set([id, ...others].map(toHex)).size).toBe(4);
  });
});

describe('the name of a packet', () => {
  it('tells two sealings of one message apart', () => {
    const packet = packetOf(utf8('first'));
    expect(packetName(packet)).toEqual(packetName({ ...packet }));
    expect(packetName({ ...packet, ciphertext: utf8('second') })).not.toEqual(packetName(packet));
  });
});

// Imported again from its private half, a key opens what was sealed before: it lies in the store in between.
describe('a mailbox key', () => {
  it('opens letters after it was stored and read again', () => {
    const again = agreementKeyFromPrivate(SecretKey.own(mailboxKey.privateKey.expose().slice()));
    expect(openLetter(seal(letterWith(utf8('x'))), [again], bob.did).kind).toBe('accept');
  });
});
