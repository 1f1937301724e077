import { describe, expect, it } from 'vitest';
import { agreementKeyFromPair, concat, MeshError, u32be, utf8 } from '../../../src/base/base.ts';
import type { Sealed } from '../../../src/session/session.ts';
import { accepted, connected, establish, moment, refusal, Side, suite } from './pair.ts';

const text = (n: number): Uint8Array => utf8(`message ${n}`);
const seal = (side: Side, count: number): readonly Sealed[] =>
  Array.from({ length: count }, (_, i) => side.seal(text(i)));
const at = (messages: readonly Sealed[], n: number): Sealed => {
  const message = messages.at(n);
  if (message === undefined) throw new Error('no such message');
  return message;
};
/** Both sides speak once, so both have a new chain. */
function turn(a: Side, b: Side): void {
  accepted(a.open(b.seal(utf8('turn'))));
  accepted(b.open(a.seal(utf8('turn'))));
}

describe('a session', () => {
  it('carries messages of any length both ways, in turns and in runs', () => {
    const [a, b] = connected();
    for (const length of [0, 1, 1024, 70_000]) {
      const plaintext = new Uint8Array(length).fill(7);
      expect(accepted(b.open(a.seal(plaintext)))).toEqual(plaintext);
      expect(accepted(b.open(a.seal(plaintext)))).toEqual(plaintext);
      expect(accepted(a.open(b.seal(plaintext)))).toEqual(plaintext);
    }
  });

  it('opens messages in any order, each once', () => {
    const [a, b] = connected();
    const messages = seal(a, 30);
    for (const n of [7, 3, 29, 0, 28, 1]) expect(accepted(b.open(at(messages, n)))).toEqual(text(n));
    for (const n of [7, 3, 29, 0, 28, 1]) expect(refusal(b.open(at(messages, n)))).toBe('ignore: duplicate');
    for (const n of [2, 27]) expect(accepted(b.open(at(messages, n)))).toEqual(text(n));
    for (const n of [2, 27]) expect(refusal(b.open(at(messages, n)))).toBe('ignore: duplicate');
  });

  it('opens late messages of chains that ended, and knows their duplicates', () => {
    const [a, b] = connected();
    const late = seal(a, 3);
    accepted(b.open(at(late, 0)));
    for (let i = 0; i < 5; i++) turn(a, b);
    expect(accepted(b.open(at(late, 2)))).toEqual(text(2));
    expect(refusal(b.open(at(late, 2)))).toBe('ignore: duplicate');
    expect(refusal(b.open(at(late, 0)))).toBe('ignore: duplicate');
    expect(accepted(b.open(at(late, 1)))).toEqual(text(1));
  });

  it('cannot tell a duplicate from a forgery once 16 later chains have ended', () => {
    const [a, b] = connected();
    const early = a.seal(text(0));
    accepted(b.open(early));
    for (let i = 0; i < 16; i++) turn(a, b);
    expect(refusal(b.open(early))).toBe('ignore: duplicate');
    turn(a, b);
    expect(refusal(b.open(early))).toBe('reject: undecryptable');
  });

  it('skips 100 messages at once and no more, in the chain and at its end', () => {
    const [a, b] = connected();
    const messages = seal(a, 102);
    expect(refusal(b.open(at(messages, 101)))).toBe('reject: too-many-skipped');
    expect(accepted(b.open(at(messages, 100)))).toEqual(text(100));
    expect(accepted(b.open(at(messages, 101)))).toEqual(text(101));

    seal(a, 101);
    accepted(a.open(b.seal(utf8('turn'))));
    expect(refusal(b.open(a.seal(utf8('after 101'))))).toBe('reject: too-many-skipped');
  });

  it('skips 100 messages at the start of a new chain and no more', () => {
    const [a, b] = connected();
    accepted(a.open(b.seal(utf8('turn'))));
    const messages = seal(a, 102);
    expect(refusal(b.open(at(messages, 101)))).toBe('reject: too-many-skipped');
    expect(accepted(b.open(at(messages, 100)))).toEqual(text(100));
  });

  it('keeps the last 2000 skipped keys; a message whose key gave way is not called a duplicate', () => {
    const [a, b] = connected();
    const skipped: Sealed[] = [];
    for (let round = 0; round < 21; round++) {
      skipped.push(...seal(a, 100));
      accepted(b.open(a.seal(utf8('ahead'))));
    }
    expect(refusal(b.open(at(skipped, 99)))).toBe('reject: undecryptable');
    expect(accepted(b.open(at(skipped, 100)))).toEqual(text(0));
    expect(refusal(b.open(at(skipped, 100)))).toBe('reject: undecryptable');
    expect(accepted(b.open(at(skipped, 2099)))).toEqual(text(99));
    b.state = suite.decodeState(suite.encodeState(b.state));
    expect(refusal(b.open(at(skipped, 99)))).toBe('reject: undecryptable');
    expect(accepted(b.open(at(skipped, 1234)))).toEqual(text(34));
  });

  it('lets keys of older chains give way first', () => {
    const [a, b] = connected();
    const chains: (readonly Sealed[])[] = [];
    for (let round = 0; round < 21; round++) {
      chains.push(seal(a, 100));
      accepted(b.open(a.seal(utf8('ahead'))));
      turn(a, b);
    }
    expect(refusal(b.open(at(chains[0] ?? [], 0)))).toBe('reject: undecryptable');
    expect(accepted(b.open(at(chains[1] ?? [], 0)))).toEqual(text(0));
    expect(refusal(b.open(at(chains[20] ?? [], 5)))).toBeUndefined();
    expect(refusal(b.open(at(chains[20] ?? [], 5)))).toBe('ignore: duplicate');
  });

  it('refuses what has not the form of a message', () => {
    const [a, b] = connected();
    const { header, ciphertext } = a.seal(text(0));
    const malformed = [
      { header: header.subarray(0, 39), ciphertext },
      { header: concat(header, Uint8Array.of(0)), ciphertext },
      { header: new Uint8Array(0), ciphertext },
      { header, ciphertext: ciphertext.subarray(0, 27) },
      { header, ciphertext: new Uint8Array(0) },
    ];
    for (const message of malformed) expect(refusal(b.open(message))).toBe('reject: malformed');
    expect(accepted(b.open({ header, ciphertext }))).toEqual(text(0));
  });

  it('refuses damaged headers and ciphertexts, and then opens the true ones', () => {
    const [a, b] = connected();
    const message = a.seal(text(0));
    const before = suite.encodeState(b.state);
    for (let i = 0; i < 40; i++) {
      const header = flipped(message.header, i);
      expect(refusal(b.open({ header, ciphertext: message.ciphertext }))).toMatch(
        /undecryptable|too-many-skipped|duplicate/,
      );
    }
    for (let i = 0; i < message.ciphertext.length; i++) {
      const ciphertext = flipped(message.ciphertext, i);
      expect(refusal(b.open({ header: message.header, ciphertext }))).toBe('reject: undecryptable');
    }
    expect(suite.encodeState(b.state)).toEqual(before);
    expect(accepted(b.open(message))).toEqual(text(0));
  });

  it('keeps a skipped key when a forgery names it, also one read from the store as a Buffer', () => {
    const [a, b] = connected();
    const [first, second] = [a.seal(text(0)), a.seal(text(1))];
    accepted(b.open(second));
    b.state = suite.decodeState(Buffer.from(suite.encodeState(b.state)));
    const ciphertext = flipped(first.ciphertext, 20);
    expect(refusal(b.open({ header: first.header, ciphertext }))).toBe('reject: undecryptable');
    expect(accepted(b.open(first))).toEqual(text(0));
  });

  it('refuses a ratchet key of small order', () => {
    const [, b] = connected();
    const header = concat(new Uint8Array(32), u32be(0), u32be(0));
    expect(refusal(b.open({ header, ciphertext: new Uint8Array(28) }))).toBe('reject: weak-key');
  });

  it('refuses messages of another session', () => {
    const [a] = connected();
    const [, b] = connected();
    expect(refusal(b.open(a.seal(text(0))))).toBe('reject: undecryptable');
  });

  it('does not open its own messages', () => {
    const [a, b] = connected();
    const [mine, theirs] = [a.seal(text(0)), b.seal(text(0))];
    expect(refusal(a.open(mine))).toBe('reject: undecryptable');
    expect(refusal(b.open(theirs))).toBe('reject: undecryptable');
  });

  it('gives the initiator nothing to open before it has sealed', () => {
    const { initiator, bundle } = establish();
    const side = new Side(initiator);
    for (const key of [bundle.signedPrekey, bundle.identityKey]) {
      const header = concat(key, u32be(0), u32be(0));
      expect(refusal(side.open({ header, ciphertext: new Uint8Array(28) }))).toBe('reject: undecryptable');
    }
  });

  it('lets the responder seal only after it opened a message', () => {
    const { responder } = establish();
    expect(() => suite.seal(responder, text(0), moment)).toThrow(MeshError);
    expect(() => suite.seal(responder, text(0), moment)).toThrow(/opened a message/);
  });

  it('never reuses a nonce or a key stream when an old state comes back', () => {
    const [a] = connected();
    const [one, two] = [suite.seal(a.state, text(0), moment), suite.seal(a.state, text(0), moment)];
    expect(one.header).toEqual(two.header);
    expect(one.ciphertext).not.toEqual(two.ciphertext);
  });

  it('changes no state it was given', () => {
    const [a, b] = connected();
    const before = [a, b].map(({ state }) => suite.encodeState(state));
    const states = [a.state, b.state] as const;
    const message = suite.seal(states[0], text(0), moment);
    accepted(suite.open(states[1], message, moment));
    accepted(suite.open(states[1], message, moment));
    expect(states.map((state) => suite.encodeState(state))).toEqual(before);
  });

  it('ends after 2^32 messages of one chain', () => {
    const [a] = connected();
    const worn = { ...a.state, sent: 2 ** 32 };
    expect(() => suite.seal(worn, text(0), moment)).toThrow(/4294967296 messages/);
    const last = suite.seal({ ...a.state, sent: 2 ** 32 - 1 }, text(0), moment);
    expect(Buffer.from(last.header).readUInt32BE(36)).toBe(2 ** 32 - 1);
  });

  it('says so when its own state holds a weak key', () => {
    const { initiator } = establish();
    const broken = { ...initiator, peerKey: new Uint8Array(32) };
    expect(() => suite.seal(broken, text(0), moment)).toThrow(/weak key/);
  });
});

describe('the stored form of a session', () => {
  it('is about 330 bytes, carries on where it was, and holds skipped keys', () => {
    const [a, b] = connected();
    const messages = seal(a, 5);
    accepted(b.open(at(messages, 4)));
    expect(suite.encodeState(a.state).length).toBeLessThan(330);
    const [a2, b2] = [a, b].map(({ state }) => new Side(suite.decodeState(suite.encodeState(state))));
    if (a2 === undefined || b2 === undefined) throw new Error('no sides');
    expect(suite.encodeState(b2.state)).toEqual(suite.encodeState(b.state));
    for (let n = 0; n < 4; n++) expect(accepted(b2.open(at(messages, n)))).toEqual(text(n));
    turn(a2, b2);
    expect(refusal(b2.open(at(messages, 4)))).toBe('ignore: duplicate');
  });

  it('is read whole or not at all', () => {
    const [a] = connected();
    const bytes = suite.encodeState(a.state);
    for (const wrong of [new Uint8Array(0), bytes.subarray(0, 150), Uint8Array.of(0xff), new Uint8Array(300_000)]) {
      expect(() => suite.decodeState(wrong)).toThrow(expect.objectContaining({ code: 'store-damaged' }));
    }
  });

  it('shows no secret in JSON', () => {
    const [a, b] = connected();
    accepted(b.open(at(seal(a, 3), 2)));
    const { rootKey, receiveChain } = b.state;
    const shown = JSON.stringify(b.state);
    expect(shown).toContain('[secret]');
    for (const key of [rootKey, receiveChain]) expect(shown).not.toContain(Array.from(key?.expose() ?? []).join());
  });

  it('imports the ratchet key it holds', () => {
    const [a] = connected();
    const { self } = suite.decodeState(suite.encodeState(a.state));
    if (self === undefined) throw new Error('no key');
    expect(self.publicKey).toEqual(a.state.self?.publicKey);
    const other = agreementKeyFromPair(self.privateKey, self.publicKey);
    expect(self.agree(other.publicKey)).toEqual(a.state.self?.agree(other.publicKey));
  });
});

function flipped(bytes: Uint8Array, i: number): Uint8Array {
  const copy = bytes.slice();
  copy[i] = (copy[i] ?? 0) ^ 1;
  return copy;
}
