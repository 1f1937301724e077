import { didFromKey } from '../../../src/identity/identity.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, newMessageId, utf8, type Millis } from '../../../src/base/base.ts';
import { Caller } from '../../../src/callers.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import { entriesOf } from '../../../src/pages.ts';
import { PrekeyShelf } from '../../../src/prekey-shelf.ts';
import { RateGate } from '../../../src/rate.ts';
import { openBundle, suites } from '../../../src/session/session.ts';
import { forgetBefore, readSeen, writeSeen } from '../../../src/seen.ts';
import { Turns } from '../../../src/turns.ts';
import { decodeX3dhBundle } from '../../../src/wire/wire.ts';
import { Window } from '../../../src/window.ts';
import { SecretKey } from '../../../src/base/base.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';
import { present, received } from './frames.ts';

const identity = createIdentity(SecretKey.own(new Uint8Array(32).fill(7)));
const other = createIdentity(SecretKey.own(new Uint8Array(32).fill(8)));

describe('the rate gate', () => {
  it('lets no caller through more often than its burst and its rate allow', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3_000 }), { maxLength: 80 }), (gaps) => {
        const gate = new RateGate<string>({ burst: 5, perSecond: 2 });
        let now = 1_000_000;
        let admitted = 0;
        for (const gap of gaps) {
          now += gap;
          if (gate.admit('one', millis(now))) admitted++;
          expect(gate.admit(`another ${now} ${gap}`, millis(now))).toBe(true);
        }
        expect(admitted).toBeLessThanOrEqual(5 + ((now - 1_000_000) / 1000) * 2 + 1e-6);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('says beforehand whether it would let a caller through, and takes nothing for it', () => {
    const gate = new RateGate<string>({ burst: 1, perSecond: 1 });
    const asked = () => [1, 2].map(() => gate.allows('one', millis(10_000)));
    expect([...asked(), gate.admit('one', millis(10_000)), ...asked()]).toEqual([true, true, true, false, false]);
    expect(gate.allows('one', millis(11_000))).toBe(true);
  });

  it('does not fill faster when the clock goes back', () => {
    const gate = new RateGate<string>({ burst: 1, perSecond: 1 });
    expect(gate.admit('one', millis(10_000))).toBe(true);
    expect(gate.admit('one', millis(5_000))).toBe(false);
    expect(gate.admit('one', millis(5_500))).toBe(false);
  });
});

describe('the window', () => {
  it('never holds more than its size, except for one taker that alone is larger', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 30 }), async (sizes) => {
        const window = new Window(100);
        const held: number[] = [];
        const takers = sizes.map(async (size) => {
          await window.take(size, new AbortController().signal);
          held.push(size);
          const sum = held.reduce((a, b) => a + b, 0);
          expect(sum <= 100 || held.length === 1).toBe(true);
          await new Promise<void>((next) => setImmediate(next));
          held.splice(held.indexOf(size), 1);
          window.release(size);
        });
        await Promise.all(takers);
        expect(held).toEqual([]);
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('lets a taker go when its call is over, and all when it is closed', async () => {
    const window = new Window(10);
    await window.take(10, new AbortController().signal);
    const call = new AbortController();
    const waiting = window.take(1, call.signal);
    const other = window.take(1, new AbortController().signal);
    call.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    window.close();
    await other;
  });
});

describe('turns', () => {
  it('keep what follows waiting until the first that was sent away has come again, but not for ever', () => {
    const world = new World('turns');
    const turns = new Turns();
    const [a, b, c] = [0, 1, 2].map(() => newMessageId(world.now(), world.random));
    const now = world.now();
    const of = { stream: 'messages', now } as const;
    for (const id of [a, b, a]) turns.sendAway(identity.did, present(id), of);
    expect([a, b, c].map((id) => turns.mustWait(identity.did, present(id), of))).toEqual([false, true, true]);
    expect(turns.mustWait(other.did, present(c), of)).toBe(false);
    turns.done(identity.did, present(a));
    expect([b, c].map((id) => turns.mustWait(identity.did, present(id), of))).toEqual([false, true]);
    expect(turns.mustWait(identity.did, present(c), { ...of, now: millis(now + 60_001) })).toBe(false);
  });

  it('of another stream are not waited for, unless nobody knows yet of which stream what was sent away is', () => {
    const world = new World('streams');
    const turns = new Turns();
    const [a, b, c] = [0, 1, 2].map(() => present(newMessageId(world.now(), world.random)));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three ids');
    const now = world.now();
    const call = { stream: a, now };
    turns.sendAway(identity.did, b, { stream: 'messages', now });
    expect(turns.mustWait(identity.did, c, call)).toBe(false);
    turns.sendAway(identity.did, a, { now });
    expect(turns.mustWait(identity.did, c, call)).toBe(true);
    turns.sendAway(identity.did, a, { stream: 'messages', now });
    expect(turns.mustWait(identity.did, c, call)).toBe(false);
    expect(turns.mustWait(identity.did, a, { stream: 'messages', now })).toBe(true);
  });
});

describe('a caller', () => {
  const part = (index: number, text: string, last = false) => {
    const exchange = newMessageId(millis(0), (length) => new Uint8Array(length));
    return index === 0
      ? ({ kind: 'response', exchange, status: 200, headers: [], body: utf8(text), last } as const)
      : ({ kind: 'chunk', exchange, index, body: utf8(text), last } as const);
  };
  const caller = (abandoned = () => {}, taken = () => {}): Caller =>
    new Caller(
      newMessageId(millis(0), (length) => new Uint8Array(length)),
      identity.did,
      { taken, abandoned },
    );

  it('says that a part was taken when its reader asks for the next one, not before', async () => {
    let taken = 0;
    const one = caller(undefined, () => taken++);
    for (const index of [0, 1, 2]) one.take(part(index, `${index}`, index === 2));
    const outcome = await one.outcome;
    if (outcome.kind !== 'response') throw new Error('refused');
    const reader = outcome.response.body[Symbol.asyncIterator]();
    const read = async (): Promise<number> => {
      await reader.next();
      await new Promise<void>((next) => setImmediate(next));
      return taken;
    };
    expect(taken).toBe(0);
    expect([await read(), await read(), await read()]).toEqual([0, 1, 2]);
    expect(await read()).toBe(3);
  });

  it('gives up the call when its reader leaves early, and lets every part go', async () => {
    let gone = 0;
    const one = caller(() => gone++);
    for (const index of [0, 1, 2]) one.take(part(index, `${index}`));
    const outcome = await one.outcome;
    if (outcome.kind !== 'response') throw new Error('refused');
    for await (const bytes of outcome.response.body) {
      expect(bytes).toEqual(utf8('0'));
      break;
    }
    expect(gone).toBe(1);
  });
});

describe('what was seen', () => {
  it('is remembered with its answer, and forgotten by the time in its id', async () => {
    const world = new World('seen');
    const store = new MemoryStore(world);
    const [peer, other] = [didFromKey(world.random(32)), didFromKey(world.random(32))];
    const ids = [];
    for (let i = 0; i < 5; i++) {
      const id = newMessageId(world.now(), world.random);
      ids.push(id);
      await world.finish(store.commit([writeSeen(peer, id, { outcome: 'denied', reason: 'policy-denied' })]));
      await world.pass(1_000);
    }
    expect(readSeen(store, peer, present(ids[0]))).toEqual({ outcome: 'denied', reason: 'policy-denied' });
    expect(readSeen(store, other, present(ids[0]))).toBeUndefined();
    const border = millis(Number.parseInt(present(ids[3]).slice(0, 12), 16));
    expect(await world.finish(forgetBefore(store, 'seen', border, 2))).toBe(2);
    await world.pass(100);
    expect(await world.finish(forgetBefore(store, 'seen', border, 2))).toBe(1);
    await world.pass(100);
    expect(ids.map((id) => readSeen(store, peer, id) !== undefined)).toEqual([false, false, false, true, true]);
  });
});

describe('reading a space', () => {
  it('gives every entry once, over as many pages as it takes', async () => {
    const world = new World('pages');
    const store = new MemoryStore(world);
    const names = Array.from({ length: 1_203 }, (_, i) => `a${i.toString().padStart(5, '0')}`);
    const put = (key: string) => ({ kind: 'put', space: 'peer', key, value: utf8(key) }) as const;
    await world.finish(store.commit(['9', ...names, 'b'].map(put)));
    const read = async (): Promise<readonly string[]> => {
      const keys: string[] = [];
      for await (const [key] of entriesOf(store, 'peer', { gte: 'a', lt: 'b' }))
        keys.push(new TextDecoder().decode(key));
      return keys;
    };
    expect(await world.finish(read())).toEqual(names);
  });
});

describe('the prekey shelf', () => {
  const peer = { did: identity.did, publicKey: identity.signing.publicKey };
  const oneTimeOf = (bundle: Uint8Array, now: Millis): number => {
    const body = received(openBundle('agentmesh', bundle, peer, now));
    return present(received(decodeX3dhBundle(body)).oneTimePrekey).id;
  };

  it('has each bundle it gave on disk before, and gives none twice, also after a restart', async () => {
    const world = new World('shelf');
    const store = new MemoryStore(world);
    const open = (of: MemoryStore) =>
      world.finish(PrekeyShelf.open({ store: of, random: world.random, self: identity, suites, now: world.now() }));
    const shelf = await open(store);
    const given = new Set<number>();
    for (let i = 0; i < 10; i++) {
      const bundle = received(await world.finish(shelf.take(other.did, 'agentmesh', world.now())));
      given.add(oneTimeOf(bundle, world.now()));
    }
    store.crash();
    const again = await open(new MemoryStore(world, store.disk));
    for (let i = 0; i < 10; i++) {
      const bundle = received(await world.finish(again.take(other.did, 'agentmesh', world.now())));
      given.add(oneTimeOf(bundle, world.now()));
    }
    expect(given.size).toBe(20);
    expect(await world.finish(again.take(other.did, 'unheard-of', world.now()))).toMatchObject({
      reason: 'no-common-suite',
    });
  });
});
