import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, equalBytes, fromUtf8, millis, utf8 } from '../../src/base/base.ts';
import {
  agentMeshSuite,
  signBundle,
  suites,
  type RespondOptions,
  type Sealed,
  type Suite,
} from '../../src/session/session.ts';
import { loadSignalSuite } from '../../src/signal/signal.ts';
import { accepted, Agent, begin, meet, moment, outcome, pair, Side, start } from './suite-pair.ts';

const signal = await loadSignalSuite();

interface Row {
  readonly suite: Suite;
  /** Messages that may be passed over at once. */
  readonly maxSkip: number;
  /** Most bytes that sealing adds. */
  readonly overheadBytes: number;
}

/** Every suite, and what it promises beyond the interface. */
const table: readonly Row[] = [
  ...[...suites.values()].map((suite) => ({ suite, maxSkip: 100, overheadBytes: 68 })),
  { suite: agentMeshSuite('npm4'), maxSkip: 100, overheadBytes: 68 },
  ...(signal === undefined ? [] : [{ suite: signal, maxSkip: 100, overheadBytes: 2000 }]),
];

const dayMs = 24 * 3600 * 1000;

async function sealed(side: Side, count: number): Promise<readonly Sealed[]> {
  const messages: Sealed[] = [];
  for (let n = 0; n < count; n++) messages.push(await side.seal(`message ${n}`));
  return messages;
}

const at = <T>(list: readonly T[], n: number): T => {
  const item = list.at(n);
  if (item === undefined) throw new Error('no such item');
  return item;
};

/** Both sides speak once, so both have a new chain. */
async function turn(a: Side, b: Side): Promise<void> {
  accepted(await a.open(await b.seal('turn')));
  accepted(await b.open(await a.seal('turn')));
}

/** What becomes of the first message under what the responder is given. */
async function joined(suite: Suite, options: RespondOptions, hello: Sealed): Promise<string> {
  const verdict = await suite.respond(options);
  return verdict.kind === 'accept' ? outcome(await new Side(suite, verdict.value.state).open(hello)) : outcome(verdict);
}

function flipped(bytes: Uint8Array, n: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[n] = at([...copy], n) ^ 1;
  return copy;
}

describe.each(table)('suite $suite.name', ({ suite, maxSkip, overheadBytes }) => {
  const other = table.find((row) => row.suite.name !== suite.name)?.suite ?? suite;

  describe('agrees on keys', () => {
    it('with a one-time prekey and without', async () => {
      const [alice, bob] = [new Agent(suite, 'a'), new Agent(suite, 'b')];
      const first = await meet(alice, bob);
      expect(first.usedOneTimePrekey).toBeTypeOf('number');
      bob.useUp();
      const second = await meet(alice, bob);
      expect(second.usedOneTimePrekey).toBeUndefined();
      for (const { a, b } of [first, second]) await turn(a, b);
    });

    it('when both open at once: both sessions carry messages, and neither opens those of the other', async () => {
      const [alice, bob] = [new Agent(suite, 'a'), new Agent(suite, 'b')];
      const [there, back] = await Promise.all([begin(alice, bob), begin(bob, alice)]);
      const atBob = new Side(suite, accepted(await suite.respond(there.respond)).state);
      const atAlice = new Side(suite, accepted(await suite.respond(back.respond)).state);
      expect((await atBob.open(back.hello)).kind).toBe('reject');
      accepted(await atBob.open(there.hello));
      accepted(await atAlice.open(back.hello));
      await turn(there.initiator, atBob);
      await turn(back.initiator, atAlice);
      expect((await atAlice.open(await there.initiator.seal('crossed'))).kind).toBe('reject');
    });

    it('also with prekeys that were rotated since, until they are given up', async () => {
      const [alice, bob] = [new Agent(suite, 'a'), new Agent(suite, 'b')];
      bob.useUp();
      const { respond, hello } = await begin(alice, bob);
      const later = (days: number) =>
        suite.refillPrekeys(bob.prekeys, { ...moment, now: millis(start + days * dayMs) });
      const kept = suite.decodePrekeys(suite.encodePrekeys(later(8)));
      expect(await joined(suite, { ...respond, prekeys: kept }, hello)).toBe('accept');
      bob.prekeys = later(8);
      const gone = later(30);
      expect(outcome(await suite.respond({ ...respond, prekeys: gone }))).toBe('reject: prekey-unknown');
    });
  });

  describe('refuses to begin', () => {
    const alice = new Agent(suite, 'a');
    const bob = new Agent(suite, 'b');
    const mallory = new Agent(suite, 'm');
    const initiate = async (bundle: Uint8Array, days = 0) => {
      const { identity: self, prekeys } = alice;
      const now = millis(start + days * dayMs);
      const options = { self, prekeys, peer: bob.peer, associatedData: utf8('a|b'), bundle, ...moment, now };
      return outcome(await suite.initiate(options));
    };

    it('with the bundle of an impostor', async () => {
      // Another agent's; one in the victim's name under another key; keys of another in a statement of the victim's.
      expect(await initiate(mallory.bundle())).toBe('reject: key-mismatch');
      const posing = { ...mallory.identity, did: bob.identity.did };
      expect(await initiate(suite.takeBundle(mallory.prekeys, posing, start).bundle)).toBe('reject: key-mismatch');
      const named = { ...bob.identity, did: mallory.identity.did };
      expect(await initiate(suite.takeBundle(bob.prekeys, named, start).bundle)).toBe('reject: did-mismatch');
    });

    it('with a bundle of another suite, however it is named', async () => {
      const foreign = new Agent(other, 'b').prekeys;
      expect(await initiate(other.takeBundle(foreign, bob.identity, start).bundle)).toBe('reject: no-common-suite');
      const renamed = signBundle(suite.name, utf8('of another form'), bob.identity, start);
      expect(await initiate(renamed)).toBe('reject: malformed');
    });

    it('with a bundle that is older than the keys in it, or from the future', async () => {
      const bundle = bob.bundle();
      expect(await initiate(bundle, 13)).toBe('accept');
      expect(await initiate(bundle, 15)).toBe('reject: expired');
      expect(await initiate(bundle, -1)).toBe('reject: expired');
    });

    it('with a bundle of which any byte was changed', async () => {
      const bundle = bob.bundle();
      expect(await initiate(bundle)).toBe('accept');
      for (let n = 0; n < bundle.length; n += 7) expect(await initiate(flipped(bundle, n))).toMatch(/^reject/);
      expect(await initiate(bundle.subarray(0, -1))).toMatch(/^reject/);
      expect(await initiate(new Uint8Array(0))).toMatch(/^reject/);
    });
  });

  describe('proves who the other side is', () => {
    it('by opening nothing for a peer of another identity, another DID or other prekeys', async () => {
      const [alice, bob, mallory] = [new Agent(suite, 'a'), new Agent(suite, 'b'), new Agent(suite, 'm')];
      bob.useUp();
      const { respond, hello } = await begin(alice, bob);
      const wrong = [
        { ...respond, peer: mallory.peer },
        { ...respond, self: mallory.identity, prekeys: mallory.prekeys },
        { ...respond, associatedData: utf8('somebody|else') },
        { ...respond, prekeys: new Agent(suite, 'b').prekeys },
      ];
      const outcomes = [];
      for (const options of wrong) outcomes.push(await joined(suite, options, hello));
      expect(outcomes).not.toContain('accept');
      expect(await joined(suite, respond, hello)).toBe('accept');
    });

    it('by opening nothing when any byte of the establishment was changed', async () => {
      const { respond, hello } = await begin(new Agent(suite, 'a'), new Agent(suite, 'b'));
      for (let n = 0; n < respond.establishment.length; n += 5) {
        const establishment = flipped(respond.establishment, n);
        expect(await joined(suite, { ...respond, establishment }, hello)).toMatch(/^reject/);
      }
      expect(outcome(await suite.respond({ ...respond, establishment: new Uint8Array(0) }))).toBe('reject: malformed');
    });
  });

  describe('stops a replay of the first message', () => {
    it('by the one-time prekey that is gone', async () => {
      const bob = new Agent(suite, 'b');
      const { respond } = await meet(new Agent(suite, 'a'), bob);
      expect(outcome(await suite.respond({ ...respond, prekeys: bob.prekeys }))).toBe('reject: prekey-unknown');
    });

    it('or says that only the caller can, because there was none', async () => {
      const bob = new Agent(suite, 'b');
      bob.useUp();
      const { respond, usedOneTimePrekey } = await meet(new Agent(suite, 'a'), bob);
      const again = accepted(await suite.respond({ ...respond, prekeys: bob.prekeys }));
      expect([usedOneTimePrekey, again.usedOneTimePrekey]).toEqual([undefined, undefined]);
    });
  });

  describe('carries messages', () => {
    it('of any length both ways, in runs and in turns, with a bounded overhead', async () => {
      const [a, b] = await pair(suite);
      for (const length of [0, 1, 1024, 70_000]) {
        const plaintext = new Uint8Array(length).fill(7);
        for (const [from, to] of [
          [a, b],
          [a, b],
          [b, a],
        ] as const) {
          const message = await from.seal(plaintext);
          expect(message.header.length + message.ciphertext.length - length).toBeLessThanOrEqual(overheadBytes);
          expect(equalBytes(accepted(await to.open(message)), plaintext)).toBe(true);
        }
      }
    });

    it('in any order, each once', async () => {
      const [a, b] = await pair(suite);
      const messages = await sealed(a, 30);
      const order = [7, 3, 29, 0, 28, 1];
      for (const n of order) expect(fromUtf8(accepted(await b.open(at(messages, n))))).toBe(`message ${n}`);
      for (const n of order) expect(outcome(await b.open(at(messages, n)))).toBe('ignore: duplicate');
      b.restart();
      for (const n of order) expect(outcome(await b.open(at(messages, n)))).toBe('ignore: duplicate');
    });

    it('that come after later chains began, although others were lost', async () => {
      const [a, b] = await pair(suite);
      const late = await sealed(a, 4);
      for (let i = 0; i < 4; i++) {
        await turn(a, b);
        await a.seal('lost');
        await b.seal('lost');
      }
      expect(fromUtf8(accepted(await b.open(at(late, 2))))).toBe('message 2');
      expect(outcome(await b.open(at(late, 2)))).toBe('ignore: duplicate');
      expect(fromUtf8(accepted(await b.open(at(late, 0))))).toBe('message 0');
    });

    it('unchanged: no byte can be, and what was refused does not hinder the true message', async () => {
      const [a, b] = await pair(suite);
      await turn(a, b);
      accepted(await a.open(await b.seal('turn')));
      const message = await a.seal('genuine');
      const before = b.encoded();
      const { header, ciphertext } = message;
      for (let n = 0; n < header.length; n++)
        expect((await b.open({ header: flipped(header, n), ciphertext })).kind).not.toBe('accept');
      for (let n = 0; n < ciphertext.length; n++)
        expect((await b.open({ header, ciphertext: flipped(ciphertext, n) })).kind).toBe('reject');
      for (const cut of [
        { header: header.subarray(1), ciphertext },
        { header: concat(header, header), ciphertext },
        { header, ciphertext: ciphertext.subarray(1) },
        { header, ciphertext: concat(ciphertext, Uint8Array.of(0)) },
        { header: new Uint8Array(0), ciphertext: new Uint8Array(0) },
      ])
        expect((await b.open(cut)).kind).toBe('reject');
      expect(equalBytes(b.encoded(), before)).toBe(true);
      expect(fromUtf8(accepted(await b.open(message)))).toBe('genuine');
    });

    it('only to the peer: not to the sender, nor to another session', async () => {
      const [a] = await pair(suite);
      const [, stranger] = await pair(suite);
      const message = await a.seal('for b');
      expect((await stranger.open(message)).kind).toBe('reject');
      expect((await a.open(message)).kind).toBe('reject');
    });

    it('up to a bound ahead, and no farther', async () => {
      const [a, b] = await pair(suite);
      const messages = await sealed(a, maxSkip + 2);
      expect(outcome(await b.open(at(messages, maxSkip + 1)))).toBe('reject: too-many-skipped');
      accepted(await b.open(at(messages, maxSkip)));
      accepted(await b.open(at(messages, maxSkip + 1)));
      accepted(await b.open(at(messages, 0)));
    });

    it('under another key stream each, also when an old state comes back', async () => {
      const [a] = await pair(suite);
      const [one, two] = [
        await suite.seal(a.state, utf8('one'), moment),
        await suite.seal(a.state, utf8('one'), moment),
      ];
      expect(equalBytes(one.ciphertext, two.ciphertext)).toBe(false);
    });
  });

  describe('keeps states', () => {
    it('that go through the store at any point and are the same again', async () => {
      const step = fc.record({ from: fc.constantFrom<0 | 1>(0, 1), lost: fc.boolean(), held: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 24 }), async (steps) => {
          const sides = await pair(suite);
          const waiting: { readonly to: Side; readonly message: Sealed; readonly text: string }[] = [];
          const arrived: (readonly [string | undefined, string])[] = [];
          for (const [i, { from, lost, held }] of steps.entries()) {
            const [sender, to] = [sides[from], sides[from === 0 ? 1 : 0]];
            const entry = { to, message: await sender.seal(`text ${i}`), text: `text ${i}` };
            if (held) waiting.push(entry);
            else if (!lost) arrived.push([fromUtf8(accepted(await to.open(entry.message))), entry.text]);
            for (const side of sides) {
              const before = side.encoded();
              side.restart();
              expect(equalBytes(side.encoded(), before)).toBe(true);
            }
          }
          for (const { to, message, text } of waiting) arrived.push([fromUtf8(accepted(await to.open(message))), text]);
          for (const [came, text] of arrived) expect(came).toBe(text);
        }),
        { numRuns: 15 },
      );
    });

    it('that are not changed by what is done with them', async () => {
      const [a, b] = await pair(suite);
      const before = [a.encoded(), b.encoded()];
      const message = await suite.seal(a.state, utf8('once'), moment);
      await suite.prepare(a.state, moment);
      accepted(await suite.open(b.state, message, moment));
      accepted(await suite.open(b.state, message, moment));
      expect([a.encoded(), b.encoded()].map((bytes, i) => equalBytes(bytes, at(before, i)))).toEqual([true, true]);
    });

    it('that `prepare` readies without consequences: kept or lost, both sides understand each other', async () => {
      const [a, b] = await pair(suite);
      b.state = await suite.prepare(b.state, moment);
      await turn(a, b);
      // Lost: what follows is sealed from the state before.
      await suite.prepare(b.state, moment);
      await turn(a, b);
      expect(await suite.prepare(a.state, moment)).toBe(a.state);
    });

    it('and refuses what is damaged or of another suite', async () => {
      const [a] = await pair(suite);
      const bytes = a.encoded();
      const damaged = expect.objectContaining({ code: 'store-damaged' });
      for (const wrong of [new Uint8Array(0), bytes.subarray(0, 40), Uint8Array.of(0xff), utf8('no state')])
        expect(() => suite.decodeState(wrong)).toThrow(damaged);
      const prekeys = suite.encodePrekeys(suite.createPrekeys(moment));
      for (const wrong of [new Uint8Array(0), prekeys.subarray(0, 500), utf8('no prekeys')])
        expect(() => suite.decodePrekeys(wrong)).toThrow(damaged);
      const internal = expect.objectContaining({ code: 'internal' });
      await expect(async () => await other.seal(a.state, utf8('mixed up'), moment)).rejects.toThrow(internal);
      expect(() => other.takeBundle(suite.createPrekeys(moment), new Agent(suite, 'a').identity, start)).toThrow(
        internal,
      );
    });
  });

  it('forgets keys of messages that can come no more without a message, or says that the session must be given up', async () => {
    const [a, b] = await pair(suite);
    const [, late] = await sealed(a, 3);
    accepted(await b.open(await a.seal('after those')));
    const after = (hours: number) => millis(start + hours * 3600_000);
    expect(suite.expire(a.state, after(1000))).toBe(a.state);
    expect(suite.expire(b.state, after(71))).toBe(b.state);
    b.restart();
    const left = suite.expire(b.state, after(73));
    if (left === undefined) return;
    expect(suite.encodeState(left).length).toBeLessThan(b.encoded().length - 3 * 32);
    expect((await suite.open(left, late ?? at([], 0), { ...moment, now: after(73) })).kind).toBe('reject');
    expect(suite.expire(left, after(74))).toBe(left);
    b.state = left;
    await turn(a, b);
  });

  it('lets the responder seal only after it opened the first message', async () => {
    const { respond } = await begin(new Agent(suite, 'a'), new Agent(suite, 'b'));
    const { state } = accepted(await suite.respond(respond));
    const internal = expect.objectContaining({ code: 'internal' });
    await expect(async () => await suite.seal(state, utf8('too early'), moment)).rejects.toThrow(internal);
  });
});
