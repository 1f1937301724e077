import { describe, expect, it } from 'vitest';
import { MeshError, utf8 } from '../../../src/base/base.ts';
import type { Message } from '../../../src/session/session.ts';
import { forged } from './forged.ts';
import {
  accepted,
  at,
  bob,
  connected,
  establish,
  isMissing,
  mallory,
  moment,
  refusal,
  Side,
  suite,
  text,
  turn,
  why,
} from './pair.ts';

const damagedAt = (message: Message, n: number): Message => {
  const ciphertext = Uint8Array.from(message.ciphertext);
  const place = n < 0 ? ciphertext.length + n : n;
  ciphertext[place] = (ciphertext[place] ?? 0) ^ 1;
  return { header: message.header, ciphertext };
};

describe.skipIf(isMissing)(`a session of suite signal (${why})`, () => {
  it('carries messages of any length both ways, in turns and in runs', async () => {
    const [a, b] = await connected();
    for (const length of [0, 1, 1024, 70_000]) {
      const plaintext = new Uint8Array(length).fill(7);
      expect(accepted(await b.open(await a.seal(plaintext)))).toEqual(plaintext);
      expect(accepted(await b.open(await a.seal(plaintext)))).toEqual(plaintext);
      expect(accepted(await a.open(await b.seal(plaintext)))).toEqual(plaintext);
    }
  });

  it('opens messages in any order, each once', async () => {
    const [a, b] = await connected();
    const messages = await a.run(30);
    for (const n of [7, 3, 29, 0, 28, 1]) expect(accepted(await b.open(at(messages, n)))).toEqual(text(n));
    for (const n of [7, 3, 29, 0, 28, 1]) expect(refusal(await b.open(at(messages, n)))).toBe('ignore: duplicate');
    for (const n of [2, 27]) expect(accepted(await b.open(at(messages, n)))).toEqual(text(n));
    for (const n of [2, 27]) expect(refusal(await b.open(at(messages, n)))).toBe('ignore: duplicate');
  });

  it('opens its first messages in any order, and each again only as a duplicate', async () => {
    const { initiator, responder } = await establish();
    const [a, b] = [new Side(initiator), new Side(responder)];
    const messages = await a.run(4);
    for (const n of [2, 0, 3]) expect(accepted(await b.open(at(messages, n)))).toEqual(text(n));
    for (const n of [2, 0, 3]) expect(refusal(await b.open(at(messages, n)))).toBe('ignore: duplicate');
    expect(accepted(await a.open(await b.seal(text(9))))).toEqual(text(9));
    expect(accepted(await b.open(at(messages, 1)))).toEqual(text(1));
  });

  it('keeps the chains of the last four turns, and knows their duplicates', async () => {
    const [a, b] = await connected();
    const late = await a.run(3);
    accepted(await b.open(at(late, 0)));
    for (let i = 0; i < 4; i++) await turn(a, b);
    expect(accepted(await b.open(at(late, 2)))).toEqual(text(2));
    expect(refusal(await b.open(at(late, 2)))).toBe('ignore: duplicate');
    expect(refusal(await b.open(at(late, 0)))).toBe('ignore: duplicate');
    await turn(a, b);
    expect(refusal(await b.open(at(late, 1)))).toBe('reject: undecryptable');
  });

  it('is changed by nothing that is refused, and a state may be used again', async () => {
    const [a, b] = await connected();
    const before = b.state;
    const stored = suite().encodeState(before);
    const message = await a.seal(text(1));
    for (const n of [0, 5, 40, -20, -1]) {
      const verdict = refusal(await b.open(damagedAt(message, n)));
      expect(['reject: malformed', 'reject: undecryptable']).toContain(verdict);
    }
    const { ciphertext } = message;
    expect(refusal(await b.open({ header: new Uint8Array(0), ciphertext }))).toBe('reject: malformed');
    expect(refusal(await b.open({ header: Uint8Array.of(9), ciphertext }))).toBe('reject: malformed');
    expect(refusal(await b.open({ header: Uint8Array.of(3), ciphertext }))).toBe('reject: malformed');
    expect(refusal(await b.open({ header: Uint8Array.of(2), ciphertext: utf8('no') }))).toBe('reject: malformed');
    expect(b.state).toBe(before);
    expect(accepted(await b.open(message))).toEqual(text(1));
    expect(accepted(await new Side(before).open(message))).toEqual(text(1));
    expect(suite().encodeState(before)).toEqual(stored);
  });

  it('shows no equal block when an old state seals again', async () => {
    const [a] = await connected();
    const plaintext = new Uint8Array(64).fill(7);
    const [one, two] = [await new Side(a.state).seal(plaintext), await new Side(a.state).seal(plaintext)];
    // Behind the sealed blocks stand the position in the post-quantum ratchet, 42 bytes here, and the MAC.
    const blocks = (message: Message): readonly string[] =>
      Array.from({ length: 60 }, (_, n) =>
        Buffer.from(message.ciphertext)
          .subarray(-130 + n, -114 + n)
          .toString('hex'),
      );
    const shown = new Set(blocks(one));
    expect(blocks(two).filter((block) => shown.has(block))).toEqual([]);
  });

  it('goes on from the store at every point, before the first message of either side too', async () => {
    const stored = (side: Side): Side => new Side(suite().decodeState(suite().encodeState(side.state)));
    const { initiator, responder } = await establish();
    let [a, b] = [new Side(initiator), new Side(responder)];
    for (let i = 0; i < 6; i++) {
      [a, b] = [stored(a), stored(b)];
      expect(accepted(await b.open(await a.seal(text(i))))).toEqual(text(i));
      [a, b] = [stored(a), stored(b)];
      expect(accepted(await a.open(await b.seal(text(i))))).toEqual(text(i));
    }
  });

  it('refuses a stored state that is damaged', async () => {
    const [a] = await connected();
    const stored = suite().encodeState(a.state);
    for (const bytes of [new Uint8Array(0), utf8('no state'), stored.slice(0, -9), new Uint8Array(2 * 1024 * 1024)])
      expect(() => suite().decodeState(bytes)).toThrow(MeshError);
  });

  it('is not sealed by the responder before its first message, nor with the state of another suite', async () => {
    const { responder } = await establish();
    await expect(new Side(responder).seal(text(0))).rejects.toThrow('sealed before it opened');
    expect(() => suite().seal({ suite: 'agentmesh' }, text(0), moment)).toThrow('of suite agentmesh');
  });

  it('is opened by nobody who takes either side for somebody else, or has other associated data', async () => {
    const { initiator, respond } = await establish();
    const hello = await new Side(initiator).seal(text(0));
    for (const other of [
      { associatedData: utf8('somebody|else') },
      { self: mallory },
      { self: { ...mallory, did: bob.did } },
    ]) {
      const b = new Side(accepted(await suite().respond({ ...respond, ...other })).state);
      expect(refusal(await b.open(hello))).toBe('reject: undecryptable');
    }
    accepted(await new Side(accepted(await suite().respond(respond)).state).open(hello));
  });
});

describe.skipIf(isMissing)(`messages far ahead in suite signal (${why})`, () => {
  it('are opened 100 beyond the last and refused 101 beyond it, in a chain and in the next one', async () => {
    const [a, b] = await connected();
    const messages = await a.run(102);
    expect(refusal(await b.open(at(messages, 101)))).toBe('reject: too-many-skipped');
    expect(accepted(await b.open(at(messages, 100)))).toEqual(text(100));
    expect(accepted(await b.open(at(messages, 101)))).toEqual(text(101));
    accepted(await a.open(await b.seal(text(0))));
    const next = await a.run(102);
    expect(refusal(await b.open(at(next, 101)))).toBe('reject: too-many-skipped');
    expect(accepted(await b.open(at(next, 100)))).toEqual(text(100));
  });

  it('are refused by the number they claim, before libsignal looks for their key', async () => {
    const [a, b] = await connected();
    const { header, ciphertext } = await a.seal(text(0));
    const claim = (numbers: { counter?: number; index?: number }) =>
      b.open({ header, ciphertext: forged(ciphertext, numbers) });
    expect(refusal(await claim({ counter: 25_000 }))).toBe('reject: too-many-skipped');
    expect(refusal(await claim({ index: 25_000 }))).toBe('reject: too-many-skipped');
    expect(refusal(await claim({ counter: 0xffff_ffff }))).toBe('reject: too-many-skipped');
    expect(refusal(await claim({ counter: 90, index: 90 }))).toBe('reject: undecryptable');
    expect(accepted(await claim({}))).toEqual(text(0));
  });

  it('leave no more than 2000 keys behind', async () => {
    const [a, b] = await connected();
    const messages = await a.run(2130);
    for (let n = 100; n < 2020; n += 101) accepted(await b.open(at(messages, n)));
    const next = 20 * 101;
    accepted(await b.open(at(messages, next)));
    expect(refusal(await b.open(at(messages, next + 2)))).toBe('reject: too-many-skipped');
    // The post-quantum ratchet goes back 2000 messages, no further.
    expect(refusal(await b.open(at(messages, 0)))).toBe('reject: undecryptable');
    expect(accepted(await b.open(at(messages, 50)))).toEqual(text(50));
    expect(accepted(await b.open(at(messages, next + 2)))).toEqual(text(next + 2));
    const stored = suite().encodeState(b.state);
    expect(stored.length).toBeLessThan(256 * 1024);
    expect(suite().encodeState(suite().decodeState(stored))).toEqual(stored);
  });
});
