import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fromUtf8, utf8 } from '../../src/base/base.ts';
import type { LookupOptions, Lookups, Net } from '../../src/net/net.ts';
import { eventually } from '../support/nodes.ts';
import { node, patience } from './net-nodes.ts';

interface Party {
  readonly net: Net;
  readonly lookups: Lookups;
}

/** Values of the test: `<key> <number>`, the higher number is better. */
const numberIn = (value: Uint8Array): number => Number(fromUtf8(value)?.split(' ')[1] ?? 'NaN');
const rules: LookupOptions = {
  isValid: (key, value) => fromUtf8(value)?.split(' ')[0] === key && Number.isInteger(numberIn(value)),
  isBetter: (value, than) => numberIn(value) > numberIn(than),
  mayAsk: () => true,
};

async function party(options: Partial<LookupOptions> = {}, listen = ['/ip4/127.0.0.1/tcp/0']): Promise<Party> {
  const net = await node({ listen });
  return { net, lookups: await net.discovery.lookups({ ...rules, ...options }) };
}

async function end({ net, lookups }: Party): Promise<void> {
  await lookups.close();
  await net.close();
}

async function guest(...args: Parameters<typeof party>): Promise<Party> {
  const one = await party(...args);
  onTestFinished(() => end(one));
  return one;
}

const meet = (from: Party, to: Party): Promise<void> =>
  from.lookups.meet(to.net.peerId, to.net.addresses(), patience());

/** Resolves when a host has as many contacts. */
async function contacts({ lookups }: Party, count: number): Promise<void> {
  await eventually(`${count} contacts`, async () => lookups.contacts >= count);
}

const get = async ({ lookups }: Party, key: string): Promise<readonly (string | undefined)[]> =>
  (await lookups.get(key, patience())).map((value) => fromUtf8(value));

const key = '/parley/agent/somebody';
const members: Party[] = [];

beforeAll(async () => {
  for (let n = 0; n < 5; n++) members.push(await party());
  // A chain: nobody but its neighbours is told of anyone.
  for (let n = 1; n < members.length; n++) {
    const [one, before] = [members[n], members[n - 1]];
    if (one === undefined || before === undefined) throw new Error('nobody is there');
    await meet(one, before);
    await contacts(one, 1);
  }
}, 60_000);

afterAll(async () => {
  for (const member of members) await end(member);
}, 60_000);

const at = (n: number): Party => members[n] ?? members[0] ?? raise();
const raise = (): never => {
  throw new Error('nobody is there');
};

describe('five hosts, each told of one other', () => {
  it('find what one of them put, wherever it is asked for', async () => {
    expect(await at(4).lookups.put(key, utf8(`${key} 1`), patience())).toBeGreaterThan(0);
    for (const member of members) expect(await get(member, key)).toEqual([`${key} 1`]);
  });

  it('hold the better of two values, in whichever order these come', async () => {
    await at(0).lookups.put(key, utf8(`${key} 7`), patience());
    await at(2).lookups.put(key, utf8(`${key} 3`), patience());
    const found = await get(at(4), key);
    expect(found).toContain(`${key} 7`);
    const late = await guest();
    await meet(late, at(1));
    await contacts(late, 1);
    expect(await get(late, key)).toContain(`${key} 7`);
  });

  it('take no value that is not valid for its key, and none of another namespace', async () => {
    const [liar, listener] = [await guest({ isValid: () => true }), await guest()];
    await meet(liar, at(0));
    await meet(listener, at(0));
    await contacts(liar, 1);
    for (const [name, value] of [
      ['/parley/agent/forged', '/parley/agent/another 1'],
      ['/pk/anything', '/pk/anything 1'],
      ['/other/agent/x', '/other/agent/x 1'],
    ] as const) {
      expect(await liar.lookups.put(name, utf8(value), patience())).toBe(0);
      expect(await get(listener, name)).toEqual([]);
    }
  });

  it('believe no forged answer, and find what is true beside it', async () => {
    const forged = '/parley/agent/wanted';
    const liar = await guest({ isValid: () => true });
    await meet(liar, at(0));
    await contacts(liar, 1);
    await contacts(at(0), 2);
    // It holds the forgery itself, and gives it to whoever asks.
    await liar.lookups.put(forged, utf8('/parley/agent/another 9'), patience());
    await at(3).lookups.put(forged, utf8(`${forged} 1`), patience());
    for (const member of members) expect(await get(member, forged)).toEqual([`${forged} 1`]);
  });
});

describe('a host of the look-up network', () => {
  it('holds no more than its bounds, whatever strangers put there', async () => {
    const small = await guest({ held: { count: 10, bytes: 100_000 } });
    const flooder = await guest();
    await meet(flooder, small);
    await contacts(flooder, 1);
    for (let n = 0; n < 40; n++) {
      const name = `/parley/agent/made-up-${n}`;
      expect(await flooder.lookups.put(name, utf8(`${name} 1`), patience())).toBe(1);
    }
    expect(small.lookups.held).toBe(10);
  });

  it('takes no value larger than a request may be', async () => {
    const [large, receiver] = [await guest(), await guest()];
    await meet(large, receiver);
    await contacts(large, 1);
    const value = utf8(`${key} 1${' '.repeat(64 * 1024)}`);
    expect(await large.lookups.put(key, value, patience())).toBe(0);
    expect(receiver.lookups.held).toBe(0);
  });

  it('answers nobody who asks too much', async () => {
    const state = { left: 2 };
    const busy = await guest({ mayAsk: () => state.left-- > 0 });
    const eager = await guest();
    await meet(eager, busy);
    await contacts(eager, 1);
    state.left = 0;
    expect(await eager.lookups.put(key, utf8(`${key} 1`), patience())).toBe(0);
  });

  it('that nobody can dial asks, and is asked nothing', async () => {
    const hidden = await guest({}, []);
    const open = await guest();
    await meet(hidden, open);
    await contacts(hidden, 1);
    expect(await hidden.lookups.put(key, utf8(`${key} 5`), patience())).toBe(1);
    expect(open.lookups.contacts).toBe(0);
    expect(await get(open, key)).toEqual([`${key} 5`]);
  });
});
