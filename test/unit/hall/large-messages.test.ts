import { describe, expect, it, vi } from 'vitest';
import { limits, newMessageId, utf8, type MessageId } from '../../../src/base/base.ts';
import { Events } from '../../../src/events.ts';
import { decodeEnvelope, type Body } from '../../../src/wire/wire.ts';
import type { Operation } from '../../../src/store/store.ts';
import type { CompiledPolicies } from '../../../src/policy/policy.ts';
import { setOf, showProblem } from '../../../src/rulebook/rulebook.ts';
import { sweep } from '../../../src/sweep.ts';
import { duo, rule, rules, type HallNode } from '../../sim/hall-node.ts';
import { SimChannel } from '../../sim/network.ts';
import type { World } from '../../sim/world.ts';

/** Parts of 100 bytes, so that a short text makes many. */
const cutting = { fromBytes: 250, partBytes: 100 };
const large = (name: string, bytes = 3_000): string => name.padEnd(bytes, `${name} `);

const pair = (seed: string, bob = {}) =>
  duo(seed, { alice: { cutting }, bob: { cutting, ...bob } }, { maxDelayMs: 20 });

function spaceSizes(node: HallNode): Readonly<Record<string, number>> {
  const size = (space: 'part' | 'transfer' | 'outbox'): number => node.disk.get(space)?.size ?? 0;
  return { part: size('part'), transfer: size('transfer'), outbox: size('outbox') };
}

const config = { audit: { factsDays: 30, entriesDays: 365 } };
const nothingLeft = { part: 0, transfer: 0, outbox: 0 };

/** What the agent finds in its inbox; it acknowledges all of it. */
async function fetched(world: World, node: HallNode): Promise<readonly string[]> {
  const texts = await node.inbox();
  await world.finish(node.parts.inbox.acknowledgeUpTo(node.parts.inbox.end));
  return texts;
}

/** Rules that let everything pass, with secrets covered. */
function redacting(): CompiledPolicies {
  const text = '@id("covered") @redact("secret") permit (principal, action, resource);';
  const set = setOf([{ name: 'test.cedar', text }], 'test');
  if ('compiled' in set) return set.compiled;
  throw new Error(set.map(showProblem).join('\n'));
}

/** Lets time pass until so many parts have arrived. */
const arrived = (world: World, from: HallNode, id: MessageId, parts: number): Promise<boolean> =>
  world.until(() => (from.parts.partsOut.progressOf(id)?.arrived ?? 0) >= parts);

describe('a large message', () => {
  it('travels in parts, is judged and delivered as a whole, and leaves nothing behind', async () => {
    const { world, alice, bob } = await pair('whole');
    const text = large('the whole of it');
    const id = await alice.send(bob, text);
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    await world.pass(1_000);
    expect(await fetched(world, bob)).toEqual([text]);
    expect(bob.decisionOf(id)).toBe('in policy allowed');
    expect([spaceSizes(alice), spaceSizes(bob)]).toEqual([nothingLeft, nothingLeft]);
    expect(bob.parts.partsIn.bytes).toBe(0);
  });

  it('stays in its parts until the agent acknowledges it, also over a restart', async () => {
    const { world, alice, bob } = await pair('stays');
    const [first, second] = [large('the first'), large('the second', 2_000)];
    for (const text of [first, 'a short one', second]) {
      const id = await alice.send(bob, text);
      expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    }
    await world.pass(1_000);
    expect(spaceSizes(bob)).toEqual({ part: 30 + 20, transfer: 2, outbox: 0 });
    // Not written once more as one.
    expect(Math.max(...[...(bob.disk.get('inbox') ?? [])].map(([, value]) => value.length))).toBeLessThan(1_000);
    expect(bob.parts.partsIn.bytes).toBe(0);
    for (let times = 0; times < 2; times++) {
      expect(await bob.inbox()).toEqual([first, 'a short one', second]);
      bob.crash();
      await bob.start();
    }
    await world.finish(sweep({ ...bob.parts, config }, bob.parts.own));
    await world.finish(bob.parts.inbox.acknowledge([1]));
    expect(await bob.inbox()).toEqual(['a short one', second]);
    expect(spaceSizes(bob)).toEqual({ part: 20, transfer: 1, outbox: 0 });
    expect(await fetched(world, bob)).toEqual(['a short one', second]);
    expect(spaceSizes(bob)).toEqual(nothingLeft);
  });

  it('is not changed by parts that its sender sends after it', async () => {
    const { world, alice, bob } = await pair('after it');
    const text = large('as it was judged');
    const id = await alice.send(bob, text);
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    const part = { kind: 'part', of: id, index: 0, body: utf8('x'.repeat(100)) } as const;
    for (let times = 0; times < 2; times++) {
      const writes = bob.parts.partsIn.take(alice.did, { expires: world.now() }, part);
      await world.finish(bob.parts.store.commit(writes ?? []));
      expect(await bob.inbox()).toEqual([text]);
      bob.crash();
      await bob.start();
    }
    expect(await fetched(world, bob)).toEqual([text]);
    expect(spaceSizes(bob)).toEqual(nothingLeft);
  });

  it('of which something is redacted is kept as what was judged, and its parts are forgotten', async () => {
    const policies = redacting();
    const { world, alice, bob } = await pair('redacted', { policies });
    const key = 'AKIAIOSFODNN7EXAMPLE';
    const id = await alice.send(bob, large(`the key is ${key}.`, 600));
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    await world.pass(1_000);
    const [text = ''] = await bob.inbox();
    expect([text.length, text.includes(key), text.includes('*'.repeat(key.length))]).toEqual([600, false, true]);
    expect(spaceSizes(bob)).toEqual(nothingLeft);
  });

  it('that lost a part says at which place it stands, and keeps nothing behind it from who acknowledges it', async () => {
    const { world, alice, bob } = await pair('a part lost');
    for (const text of [large('damaged', 6_000), 'behind it']) {
      const id = await alice.send(bob, text);
      expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    }
    for (const key of [...(bob.disk.get('part') ?? new Map()).keys()].slice(3, 4)) bob.disk.get('part')?.delete(key);
    await expect(bob.inbox()).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining('cursor 1 '),
    });
    await world.finish(bob.parts.inbox.acknowledge([1]));
    expect(await bob.inbox()).toEqual(['behind it']);
    expect(spaceSizes(bob)).toEqual(nothingLeft);
  });

  it('is put together as well from the disk, where parts of others took the memory', async () => {
    const { world, alice, bob } = await pair('memory');
    const texts = [large('one', 6_000), large('two', 5_000)];
    const read = vi.spyOn(bob.parts.store, 'get');
    const readsOf = async (text: string, meanwhile: () => void): Promise<number> => {
      read.mockClear();
      const id = await alice.send(bob, text);
      expect(await arrived(world, alice, id, 20)).toBe(true);
      meanwhile();
      expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
      return read.mock.calls.filter(([space]) => space === 'part').length;
    };
    expect(await readsOf(texts[0] ?? '', () => {})).toBe(0);
    const takeOther = (): void => {
      const of = newMessageId(world.now(), world.random);
      const part = { kind: 'part', of, index: 0, body: new Uint8Array(20 * 1024 * 1024) } as const;
      expect(bob.parts.partsIn.take(alice.did, { expires: world.now() }, part)).toBeDefined();
    };
    expect(await readsOf(texts[1] ?? '', takeOther)).toBe(50);
    expect(await bob.inbox()).toEqual(texts);
  });

  it('is refused as a whole by a rule about its size, and the parts are forgotten', async () => {
    const small = {
      kind: 'when',
      body: { '<=': { left: { '.': { left: { Var: 'context' }, attr: 'sizeBytes' } }, right: { Value: 999 } } },
    };
    const policies = rules(rule('permit', 'message.receive', [small]), rule('permit', 'session.open'));
    const { world, alice, bob } = await pair('judged', { policies });
    const id = await alice.send(bob, large('too much'));
    const fits = await alice.send(bob, large('fits', 600));
    expect(await world.until(() => alice.endOf(fits) === 'delivered')).toBe(true);
    expect(alice.endOf(id)).toBe('denied policy-denied');
    await world.pass(1_000);
    expect(await fetched(world, bob)).toEqual([large('fits', 600)]);
    expect(spaceSizes(bob)).toEqual(nothingLeft);
  });

  it('waits for its own disk once for each handful of parts, and not for each part', async () => {
    const { world, alice, bob } = await pair('together');
    const commits = vi.spyOn(alice.parts.store, 'commit');
    const id = await alice.send(bob, large('in handfuls', 3_200));
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    const isStep = (operation: Operation): boolean => 'space' in operation && operation.space === 'session';
    const steps = commits.mock.calls.filter(([operations]) => operations.every(isStep));
    expect(steps.length).toBeLessThanOrEqual(12);
  });

  it('leaves from memory when it leaves at once, and from the disk after a wait', async () => {
    const { world, alice, bob } = await pair('from memory');
    const read = vi.spyOn(alice.parts.store, 'get');
    const reads = (): number => read.mock.calls.filter(([space]) => space === 'part').length;
    const [first, second, third] = [large('at once'), large('broken'), large('waiting', 2_000)];
    const hello = await alice.send(bob, 'hello');
    expect(await world.until(() => alice.endOf(hello) === 'delivered')).toBe(true);
    const atOnce = await alice.send(bob, first);
    expect(await world.until(() => alice.endOf(atOnce) === 'delivered')).toBe(true);
    expect(reads()).toBe(0);
    const broken = await alice.send(bob, second);
    expect(await arrived(world, alice, broken, 10)).toBe(true);
    bob.crash();
    await world.pass(60_000);
    read.mockClear();
    const arrivedBefore = alice.parts.partsOut.progressOf(broken)?.arrived ?? 0;
    const waiting = await alice.send(bob, third);
    await bob.start();
    for (const id of [broken, waiting])
      expect(await world.until(() => alice.endOf(id) === 'delivered', 120_000)).toBe(true);
    expect(reads()).toBe(30 - arrivedBefore + 20);
    expect(await bob.inbox()).toEqual(['hello', first, second, third]);
  });

  it('goes on after a break where it was, and does not begin anew', async () => {
    const { world, network, alice, bob } = await pair('break');
    const text = large('after a break', 6_000);
    const id = await alice.send(bob, text);
    expect(await arrived(world, alice, id, 20)).toBe(true);
    network.reset(alice.host, bob.host);
    const before = bob.disk.get('part')?.size ?? 0;
    expect(before).toBeGreaterThanOrEqual(20);
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(await bob.inbox()).toEqual([text]);
    // Each part was opened once, but for those that were on their way when the connection broke.
    const received = bob.parts.links.laneTo(alice.did).sessions.current?.received ?? 0;
    expect(received).toBeLessThanOrEqual(60 + 1 + 2 * 16);
  });

  it('waits for the next connection, and that is no error, when one is lost that is full of its parts', async () => {
    const events = new Events({ level: 'silent', pretty: false }, {});
    const failed = vi.spyOn(events, 'internalError');
    const { world, network, alice, bob } = await duo('full', { alice: { events } });
    const text = large('through a full channel', 4_300_000);
    const drained = vi.spyOn(SimChannel.prototype, 'drained');
    const id = await alice.send(bob, text);
    expect(await world.until(() => drained.mock.calls.length > 0)).toBe(true);
    drained.mockRestore();
    network.reset(alice.host, bob.host);
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(await bob.inbox()).toEqual([text]);
    expect(failed).not.toHaveBeenCalled();
  });

  it.each(['alice', 'bob'] as const)('goes on after %s was killed in the middle', async (victim) => {
    const { world, alice, bob } = await pair(`killed ${victim}`);
    const text = large('killed', 6_000);
    const id = await alice.send(bob, text);
    expect(await arrived(world, alice, id, 20)).toBe(true);
    await world.pass(40);
    const node = victim === 'alice' ? alice : bob;
    node.crash();
    await node.start();
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    await world.pass(1_000);
    expect(await fetched(world, bob)).toEqual([text]);
    expect([spaceSizes(alice), spaceSizes(bob)]).toEqual([nothingLeft, nothingLeft]);
  });

  it.each(['alice', 'bob'] as const)(
    'arrives although the clock of its recipient jumped ahead on the way and its parts were forgotten, and %s was killed then',
    async (victim) => {
      const { world, alice, bob } = await pair(`jumped ${victim}`);
      const text = large('over a jump', 2_000);
      const id = await alice.send(bob, text, { ttlMs: 600_000 });
      expect(await arrived(world, alice, id, 10)).toBe(true);
      bob.setClock(3_600_000);
      await world.finish(sweep({ ...bob.parts, config }, bob.parts.own));
      expect(bob.parts.partsIn.bytes).toBe(0);
      bob.setClock(0);
      // The message comes, and what arrived before counts no more.
      expect(await arrived(world, alice, id, 20)).toBe(true);
      expect(await world.until(() => alice.parts.partsOut.progressOf(id)?.arrived === 0)).toBe(true);
      expect(await arrived(world, alice, id, 5)).toBe(true);
      const node = victim === 'alice' ? alice : bob;
      node.crash();
      await node.start();
      expect(await world.until(() => alice.endOf(id) !== undefined, 600_000)).toBe(true);
      expect(alice.endOf(id)).toBe('delivered');
      await world.pass(1_000);
      expect(await fetched(world, bob)).toEqual([text]);
      expect([spaceSizes(alice), spaceSizes(bob)]).toEqual([nothingLeft, nothingLeft]);
    },
  );

  it('is sent five times and not delivered when a part was changed before: the digest of the whole does not hold', async () => {
    const { world, alice, bob } = await pair('digest');
    const id = await alice.send(bob, large('as it was judged', 600));
    for (const [key, value] of alice.disk.get('part') ?? [])
      alice.disk.get('part')?.set(
        key,
        value.map(() => 120),
      );
    expect(await world.until(() => alice.endOf(id) !== undefined)).toBe(true);
    expect(alice.endOf(id)).toBe('rejected parts-missing');
    await world.pass(1_000);
    expect(await bob.inbox()).toEqual([]);
    expect([spaceSizes(alice), spaceSizes(bob)]).toEqual([nothingLeft, nothingLeft]);
    // All parts went five times, and no more.
    const received = bob.parts.links.laneTo(alice.did).sessions.current?.received ?? 0;
    expect(received).toBe(5 * (6 + 1));
  });

  it('that expires is a dead letter with its whole body, and can be sent anew', async () => {
    const { world, alice, bob } = await pair('expired');
    bob.crash();
    const text = large('late');
    const id = await alice.send(bob, text, { ttlMs: 60_000 });
    expect(await world.until(() => alice.endOf(id) !== undefined, 300_000)).toBe(true);
    await world.pass(1_000);
    expect(spaceSizes(alice)).toEqual(nothingLeft);
    const envelope = alice.parts.deadLetters.find(id)?.envelope;
    const read = envelope && decodeEnvelope(envelope);
    expect(read?.kind === 'accept' && bodyText(read.value.body)).toBe(text);
  });

  it('of more than 16 MiB is refused before it is accepted', async () => {
    const { alice, bob } = await duo('too large');
    const body = 'x'.repeat(limits.maxMessageBytes + 1);
    await expect(alice.send(bob, body)).rejects.toMatchObject({ reason: 'too-large' });
    expect(spaceSizes(alice)).toEqual(nothingLeft);
  });

  it('does not hold up a call to the same peer', async () => {
    const perform = async () => ({ status: 200, headers: [], body: once('yes') });
    const { world, alice, bob } = await pair('beside', { perform });
    const id = await alice.send(bob, large('slow', 6_000));
    await arrived(world, alice, id, 8);
    const called = alice.parts.exchanges.call(bob.did, request, new AbortController().signal);
    const outcome = await world.finish(called);
    expect(outcome.kind).toBe('response');
    expect(alice.endOf(id)).toBeUndefined();
  });
});

describe('parts whose message does not come', () => {
  it('are forgotten once it can come no more, and fill no more than their quota until then', async () => {
    const { world, alice, bob } = await pair('abandoned');
    const take = (of: MessageId): boolean => {
      const part = { kind: 'part', of, index: 0, body: new Uint8Array(10) } as const;
      const kept = bob.parts.partsIn.take(alice.did, { expires: world.now() }, part);
      if (kept !== undefined) void bob.parts.store.commit(kept);
      return kept !== undefined;
    };
    const ids = Array.from({ length: 9 }, () => newMessageId(world.now(), world.random));
    expect(ids.map(take)).toEqual([...Array.from({ length: 8 }, () => true), false]);
    await world.pass(120_000);
    await world.finish(sweep({ ...bob.parts, config }, bob.parts.own));
    await world.pass(1_000);
    expect(spaceSizes(bob)['part']).toBe(0);
  });
});

function bodyText(body: Body): string {
  return body.kind === 'message' ? new TextDecoder().decode(body.body) : '';
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield utf8(text);
}

const request = {
  kind: 'request',
  protocol: 'mcp',
  target: 'tools',
  method: 'POST',
  path: '',
  headers: [['content-type', 'application/json']],
  body: utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'look', arguments: {} } })),
} as const;
