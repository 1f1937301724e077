import { expect, it } from 'vitest';
import { meshProtocol } from '../../../src/open-link.ts';
import { worldOf } from '../../sim/hall-node.ts';

it('a node that starts takes no link before it has read its outbox and sessions', async () => {
  const names = ['alice', 'bob', 'carol', 'dave'];
  const { world, network, nodes } = await worldOf('early', Object.fromEntries(names.map((name) => [name, {}])));
  const [alice, ...others] = nodes;
  if (alice === undefined) throw new Error('nobody is there');
  for (const other of others) await alice.send(other, 'waits');
  alice.crash();
  let reads = 0;
  const early: boolean[] = [];
  alice.onStore = (store) => {
    const range = store.range.bind(store);
    store.range = (space, options) => {
      if (space === 'outbox') {
        reads++;
        if (reads <= others.length) early.push(network.at(alice.host)?.handlerOf(meshProtocol) !== undefined);
      }
      return range(space, options);
    };
  };
  const starting = alice.boot();
  await world.finish(starting);
  expect(early).toEqual([false, false, false]);
  expect(network.at(alice.host)?.handlerOf(meshProtocol)).toBeDefined();
});
