import { describe, expect, it } from 'vitest';
import { MeshError } from '../../../src/base/base.ts';
import type { CarriedFrame } from '../../../src/bridge/bridge.ts';
import { present } from './frames.ts';
import { codes, pairOf, type Side } from './mesh-side.ts';

type Write = Parameters<Parameters<Side['refuse']>[0]>[0];

/** Refuses the nth frame of a type, once, as a node does whose way to the other is full. */
function full(type: CarriedFrame['type'], nth = 1): Side['gate'] {
  let count = 0;
  return (frame) => {
    if (frame.type === type && ++count === nth) throw new MeshError('outbox-full', 'Too many messages wait.');
    return true;
  };
}

const isArrival = ({ kind, space }: Write): boolean => kind === 'put' && space === 'inbox';
const isLetter = ({ space, key }: Write): boolean =>
  space === 'frame' && typeof key === 'string' && key.startsWith('o/');

describe('the endpoint of AgentMesh, when what it does with a frame is not written', () => {
  it('takes a message when it comes again', async () => {
    const { alice, bob, say, heard } = await pairOf('message');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    bob.refuse(isArrival);
    await say(alice, 2, 3);
    expect(await heard(bob, 3)).toEqual([1, 2, 3]);
    expect(codes(bob)).toEqual(['store-busy']);
  });

  it('begins nothing while the disk does not keep up', async () => {
    const { world, alice, bob, say, heard } = await pairOf('busy');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    bob.store.fill(true);
    await say(alice, 2, 3);
    await world.pass(10_000);
    expect(await world.finish(bob.heard())).toEqual([1]);
    bob.store.fill(false);
    expect(await heard(bob, 3)).toEqual([1, 2, 3]);
    expect(codes(bob)).toEqual([]);
  });

  it('accepts a KNOCK when it comes again, with the prekey that it names', async () => {
    const { alice, bob, say, heard } = await pairOf('knock');
    bob.gate = full('knock_accept');
    const said: CarriedFrame['type'][] = [];
    alice.gate = ({ type }) => said.push(type) > 0;
    await say(alice, 1, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
    expect(codes(bob)).toEqual(['outbox-full']);
    expect(said).toEqual(['knock', 'message', 'message']);
    expect(alice.problems).toEqual([]);
  });

  it('ends a delivered message when the word of it comes again', async () => {
    const { alice, bob, say, heard } = await pairOf('delivered');
    alice.gate = (frame) => {
      if (frame.type === 'message')
        alice.refuse(({ kind, ...write }) => kind === 'delete' && isLetter({ kind, ...write }));
      return true;
    };
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    expect(codes(alice)).toEqual(['store-busy']);
    expect(alice.parts.endpoint.waiting).toBe(0);
  });

  it('seals a message anew that was not opened, when the word of it comes again', async () => {
    const { world, alice, bob, say, heard } = await pairOf('sealed anew');
    const lost: CarriedFrame[] = [];
    alice.gate = (frame) => frame.type !== 'message' || (lost.push(frame), false);
    await say(alice, 1);
    await world.until(() => lost.length > 0);
    alice.gate = () => true;
    alice.refuse(isLetter);
    bob.parts.frames.refuse(present(lost[0]), 'undecryptable');
    expect(await heard(bob, 1)).toEqual([1]);
    expect(codes(alice)).toEqual(['store-busy']);
  });
});

describe('the endpoint of AgentMesh, when what it sends is not written', () => {
  it('knocks again after its KNOCK found no room', async () => {
    const { alice, bob, say, heard } = await pairOf('no room to knock');
    alice.gate = full('knock');
    await say(alice, 1, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
    expect(codes(alice)).toEqual(['outbox-full']);
  });

  it('sends what found no room, and what came after it, in the session as it is on disk', async () => {
    const { world, alice, bob, say, heard } = await pairOf('no room');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    alice.gate = () => {
      throw new MeshError('outbox-full', 'Too many messages wait.');
    };
    await say(alice, 2, 3, 4);
    await world.pass(5_000);
    expect(new Set(codes(alice))).toEqual(new Set(['outbox-full']));
    alice.gate = full('message', 2);
    expect((await heard(bob, 4)).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    await say(bob, 5);
    expect(await heard(alice, 1)).toEqual([5]);
    expect(bob.problems).toEqual([]);
  });

  it('sends a message whose commit was refused once', async () => {
    const { alice, bob, say, heard } = await pairOf('refused');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    alice.gate = (frame) => {
      if (frame.type === 'message') {
        alice.gate = () => true;
        alice.refuse(isLetter);
      }
      return true;
    };
    await say(alice, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
    expect(codes(alice)).toEqual(['store-busy']);
  });

  it('keeps nothing of a message that its sender was told is not taken', async () => {
    const { world, alice, bob, say, heard } = await pairOf('not taken');
    alice.refuse(isLetter);
    await expect(say(alice, 1)).rejects.toMatchObject({ code: 'store-busy' });
    expect(alice.parts.endpoint.waiting).toBe(0);
    await say(alice, 2);
    expect(await heard(bob, 1)).toEqual([2]);
    await world.pass(60_000);
    expect(await world.finish(bob.heard())).toEqual([2]);
  });
});
