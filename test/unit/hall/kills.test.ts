import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { cutKilled, killHandlers } from '../../../src/kills-handlers.ts';
import { Kills, wholeNode } from '../../../src/kills.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present } from './frames.ts';

const never = new AbortController().signal;
const handlersOf = (node: HallNode) => killHandlers(node.parts);

function order(node: HallNode, world: World, word: 'kill' | 'revive', target: string) {
  const request = { target, by: 'ann', why: 'test' };
  return world.finish(Promise.resolve(handlersOf(node)[word]({ request }, never)));
}

/** Two nodes that have talked. */
async function acquainted(seed: string) {
  const stage = await duo(seed);
  await stage.alice.send(stage.bob, 'hello');
  await stage.world.pass(2_000);
  expect(await stage.bob.inbox()).toEqual(['hello']);
  return stage;
}

type Stage = Awaited<ReturnType<typeof acquainted>>;

/** What becomes of a message to and from bob; the reason for which he refuses to send. */
async function tried({ world, alice, bob }: Stage): Promise<readonly unknown[]> {
  await alice.send(bob, 'in').catch(() => undefined);
  await world.pass(5_000);
  const out = await bob.send(alice, 'out').catch((error: { readonly reason?: string }) => error.reason);
  return [(await bob.inbox()).includes('in'), out];
}

const targets: readonly (readonly [string, (stage: Stage) => string])[] = [
  ['an agent', ({ alice }) => alice.did],
  ['an organisation', ({ alice, bob }) => present(bob.parts.directory.organisationOf(alice.did))],
  ['the node', () => wholeNode],
  ['the node, by its own agent', ({ bob }) => bob.did],
];

describe.each(targets)('a kill of %s', (what, targetOf) => {
  it('acts on both directions at once, over a restart, until it is taken back', async () => {
    const stage = await acquainted(`kill ${what}`);
    const { world, alice, bob } = stage;
    await order(bob, world, 'kill', targetOf(stage));
    expect(bob.parts.links.isLinked(alice.did)).toBe(false);
    expect(bob.parts.links.laneTo(alice.did).sessions.current).toBeUndefined();
    expect(await tried(stage)).toEqual([false, 'killed']);

    bob.crash();
    await bob.start();
    expect(await tried(stage)).toEqual([false, 'killed']);

    await order(bob, world, 'revive', targetOf(stage));
    await alice.send(bob, 'again');
    await bob.send(alice, 'and back');
    await world.pass(60_000);
    expect(await bob.inbox()).toContain('again');
    expect(await alice.inbox()).toEqual(['and back']);
  });
});

describe('a kill', () => {
  it('meets the very next message, before it is on disk', async () => {
    const { world, alice, bob } = await acquainted('next');
    bob.parts.store.hold();
    const killing = bob.parts.kills.kill({ target: alice.did, by: 'ann', why: 'test', at: world.now() });
    const sending = bob.post(alice, 'out');
    bob.parts.store.release();
    expect(await world.finish(sending)).toMatchObject({ kind: 'refused', reason: 'killed' });
    await world.finish(killing);
  });

  it('ends messages that wait, and calls under way, with its reason', async () => {
    const { world, alice, bob, network } = await acquainted('waiting');
    network.cut(alice.host, bob.host);
    const id = await bob.send(alice, 'waits');
    const request: ExchangeRequest = {
      kind: 'request',
      protocol: 'a2a',
      target: '',
      method: 'GET',
      path: '/.well-known/agent-card.json',
      headers: [],
      body: new Uint8Array(0),
    };
    const calling = bob.parts.exchanges.call(alice.did, request, never);
    await world.pass(100);
    await order(bob, world, 'kill', alice.did);
    expect(await world.finish(calling)).toMatchObject({ kind: 'refused', reason: 'killed' });
    await world.pass(1_000);
    expect(bob.endOf(id)).toBe('denied killed');
  });

  it('of one agent leaves the others alone', async () => {
    const stage = await acquainted('others');
    const { world, alice, bob } = stage;
    await order(bob, world, 'kill', 'did:key:z6MkoJzZJYbj5fXFjzDZpUim7AAQjBJYpeNQApYYKEaT66Je');
    expect((await tried(stage))[0]).toBe(true);
    expect(alice.isUp).toBe(true);
  });

  it('and its end are in the log with who and why', async () => {
    const { world, alice, bob } = await acquainted('log');
    const { size } = bob.parts.audit;
    await order(bob, world, 'kill', alice.did);
    await order(bob, world, 'revive', alice.did);
    const entries = [...(bob.parts.store.disk.get('audit')?.values() ?? [])]
      .slice(size)
      .map((bytes): unknown => JSON.parse(new TextDecoder().decode(bytes)));
    const said = { type: 'kill', target: alice.did, by: 'ann', why: 'test' };
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...said, outcome: 'killed' }),
        expect.objectContaining({ ...said, outcome: 'revived' }),
      ]),
    );
    await expect(order(bob, world, 'revive', alice.did)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('whose consequences a crash cut off has them after the next start', async () => {
    const { world, alice, bob } = await acquainted('crash');
    await world.finish(bob.parts.kills.kill({ target: alice.did, by: 'ann', why: 'test', at: world.now() }));
    bob.crash();
    await bob.start();
    await world.finish(cutKilled(bob.parts));
    expect(bob.parts.links.laneTo(alice.did).sessions.current).toBeUndefined();
    expect(bob.parts.links.isLinked(alice.did)).toBe(false);
  });

  it('that cannot be read keeps the node from starting', async () => {
    const { world, bob } = await acquainted('damaged kill');
    const { store, audit } = bob.parts;
    await world.finish(store.commit([{ kind: 'put', space: 'meta', key: 'kill/x', value: utf8('{}') }]));
    await expect(world.finish(Kills.open({ store, audit }))).rejects.toMatchObject({ code: 'store-damaged' });
  });
});
