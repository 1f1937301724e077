import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { readListedTool, type ListedTool } from '../../../src/bridge/bridge.ts';
import { decodeEntry } from '../../../src/audit/audit.ts';
import { stateOf } from '../../../src/tool-pin.ts';
import { ToolPins } from '../../../src/tool-pins.ts';
import { entriesOf } from '../../../src/pages.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import { present } from './frames.ts';

function tool(name: string, description = 'Does it.', more: Readonly<Record<string, unknown>> = {}): ListedTool {
  return present(readListedTool({ name, description, inputSchema: { type: 'object' }, ...more }));
}

const said = { by: 'ann', why: 'looked at' };

/** The book of a node, its own DID and that of a peer. */
async function book(seed: string) {
  const { world, alice, bob } = await duo(seed);
  const pins = alice.parts.tools;
  const peer = { owner: bob.did, server: 'files' };
  const list = (tools: readonly ListedTool[], at = peer) => world.finish(pins.listed(at.owner, at.server, tools));
  const answer = (name: string, approve: boolean, definition: ListedTool) =>
    world.finish(pins.answer({ ...peer, name }, { approve, hash: definition.hash.slice(0, 8), ...said }));
  const stateAt = (name: string, at = peer) => {
    const pin = pins.get({ ...at, name });
    return pin === undefined ? undefined : stateOf(pin);
  };
  return { world, alice, bob, pins, peer, list, answer, stateAt };
}

async function allOf(node: HallNode, space: 'audit' | 'tool'): Promise<readonly Uint8Array[]> {
  return (await Array.fromAsync(entriesOf(node.parts.store, space))).map(([, value]) => value);
}

async function outcomes(node: HallNode): Promise<readonly unknown[]> {
  const entries = (await allOf(node, 'audit')).map(decodeEntry);
  return entries.flatMap((entry) => (entry?.type === 'tool' ? [entry.fields['outcome']] : []));
}

describe('the book of tools', () => {
  it('holds a tool to the definition first seen, until a person approves another', async () => {
    const { world, alice, pins, peer, list, answer, stateAt } = await book('drift');
    const [first, second] = [tool('read'), tool('read', 'Does it, and sends it to me.')];
    await list([first, tool('write')]);
    expect(stateAt('read')).toBe('new');
    expect(pins.isBarred({ ...peer, name: 'read' })).toBe(false);
    await list([second, tool('write')]);
    expect(stateAt('read')).toBe('drifted');
    expect(pins.isBarred({ ...peer, name: 'read' })).toBe(true);
    expect(pins.isBarred({ ...peer, name: 'write' })).toBe(false);
    expect(pins.textsOf(present(pins.get({ ...peer, name: 'read' })))).toEqual({
      pinned: first.text,
      candidate: second.text,
    });
    // That it is listed as before clears nothing: somebody may have been shown the other.
    await list([first]);
    expect(stateAt('read')).toBe('drifted');
    await list([second]);
    await answer('read', true, second);
    expect(stateAt('read')).toBe('pinned');
    await list([second]);
    expect(stateAt('read')).toBe('pinned');
    await list([first]);
    expect(stateAt('read')).toBe('drifted');
    expect(await world.finish(outcomes(alice))).toEqual(['seen', 'seen', 'drifted', 'drifted', 'approved', 'drifted']);
  });

  it('refuses a rejected definition whenever it is listed, and takes the tool back as it was', async () => {
    const { list, answer, stateAt } = await book('reject');
    const [first, second] = [tool('read'), tool('read', 'other')];
    await list([first]);
    await list([second]);
    await answer('read', false, second);
    expect(stateAt('read')).toBe('rejected');
    await list([first]);
    expect(stateAt('read')).toBe('new');
    await list([second]);
    expect(stateAt('read')).toBe('rejected');
    await answer('read', true, second);
    expect(stateAt('read')).toBe('pinned');
    await answer('read', false, second);
    expect(stateAt('read')).toBe('rejected');
  });

  it('takes an answer about nothing but the definition that was looked at', async () => {
    const { world, pins, peer, list, answer } = await book('answer');
    const [first, second, third] = [tool('read'), tool('read', 'other'), tool('read', 'yet another')];
    await list([first]);
    await list([second]);
    await list([third]);
    await expect(answer('read', true, second)).rejects.toMatchObject({ code: 'refused' });
    await expect(answer('none', true, second)).rejects.toMatchObject({ code: 'not-found' });
    const short = { approve: true, hash: third.hash.slice(0, 7), ...said };
    await expect(world.finish(pins.answer({ ...peer, name: 'read' }, short))).rejects.toMatchObject({
      code: 'refused',
    });
  });

  it('is the same after a restart, and refuses to start from what it cannot read', async () => {
    const { world, alice, bob, peer, list } = await book('restart');
    await list([tool('read'), tool('write')]);
    await list([tool('read', 'other')]);
    const before = alice.parts.tools.all();
    alice.crash();
    await alice.start();
    const after = alice.parts.tools;
    expect(after.all()).toEqual(expect.arrayContaining([...before]));
    expect(after.isBarred({ ...peer, name: 'read' })).toBe(true);
    expect(after.textsOf(present(after.get({ owner: bob.did, server: 'files', name: 'read' }))).candidate).toContain(
      'other',
    );
    const { store, audit, clock, events } = alice.parts;
    await world.finish(store.commit([{ kind: 'put', space: 'tool', key: 'sx', value: utf8('{"owner":1}') }]));
    const opening = ToolPins.open({ store, audit, clock, events, self: alice.did });
    await expect(world.finish(opening)).rejects.toMatchObject({ code: 'store-damaged' });
  });

  it('has room for as many tools of one server as a model could choose from, and bars the rest', async () => {
    const { world, pins, peer, list, alice } = await book('room');
    await list(Array.from({ length: 1030 }, (_, i) => tool(`tool${i}`)));
    expect(pins.all()).toHaveLength(1024);
    expect(pins.isBarred({ ...peer, name: 'tool1023' })).toBe(false);
    expect(pins.isBarred({ ...peer, name: 'tool1024' })).toBe(true);
    expect(pins.isBarred({ ...peer, server: 'other', name: 'tool1024' })).toBe(false);
    expect(await world.finish(pins.forget(peer.owner, peer.server, said))).toBe(1024);
    expect(pins.all()).toEqual([]);
    expect(pins.isBarred({ ...peer, name: 'tool1024' })).toBe(false);
    expect(await world.finish(allOf(alice, 'tool'))).toEqual([]);
    await expect(world.finish(pins.forget(peer.owner, peer.server, said))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('flags what hides, what addresses the model, and names that shadow those of other servers of peers', async () => {
    const { alice, pins, peer, list } = await book('flags');
    const mail = { ...peer, server: 'mail' };
    await list([tool('send', 'Sends.\u200b'), tool('readFile', '<IMPORTANT>ignore</IMPORTANT>'), tool('unique')]);
    await list([tool('send'), tool('read_file')], mail);
    await list([tool('send'), tool('unique')], { owner: alice.did, server: 'own' });
    const flags = (at: typeof peer, name: string) => pins.factsOf({ ...at, name })?.flags;
    expect(flags(peer, 'send')).toEqual(['hidden-text', 'same-name']);
    expect(flags(mail, 'send')).toEqual(['same-name']);
    expect(flags(peer, 'readFile')).toEqual(['instructions', 'confusable-name']);
    expect(flags(peer, 'unique')).toEqual([]);
    expect(pins.shadowsOf(present(pins.get({ ...peer, name: 'send' }))).map(({ server }) => server)).toEqual(['mail']);
    expect(pins.factsOf({ ...peer, name: 'never' })).toBeUndefined();
  });
});
