import { describe, expect, it } from 'vitest';
import { newMessageId } from '../../../src/base/base.ts';
import type { Operation } from '../../../src/store/store.ts';
import { duo } from '../../sim/hall-node.ts';
import { MemoryStore } from '../../sim/memory-store.ts';

/** Turns of the queue of what promises have set off; more than a look at an empty outbox takes. */
const most = 24;

/** Whoever waits for a commit hears of it so many turns after it is on disk. */
class LateStore extends MemoryStore {
  turns = 0;

  override async commit(operations: readonly Operation[], options?: { readonly lazy?: boolean }): Promise<void> {
    await super.commit(operations, options);
    for (let i = 0; i < this.turns; i++) await Promise.resolve();
  }
}

describe('what comes to wait', () => {
  it('leaves, at whatever moment of a look at the outbox it comes', async () => {
    const stores: LateStore[] = [];
    const store: NonNullable<NonNullable<Parameters<typeof duo>[1]>['alice']>['plant'] = {
      store: (world, disk) => {
        const made = new LateStore(world, disk);
        stores.push(made);
        return made;
      },
    };
    const { world, alice, bob } = await duo('wakes', { alice: { plant: store } });
    const [late] = stores;
    if (late === undefined) throw new Error('no store');
    const lane = alice.parts.links.laneTo(bob.did);
    const texts: string[] = [];
    for (; late.turns < most; late.turns++) {
      texts.push(`m${late.turns}`);
      late.onGroup = (moment) => {
        // A look begins.
        if (moment === 'after') lane.release(newMessageId(world.now(), world.random));
      };
      await alice.send(bob, `m${late.turns}`);
      late.onGroup = () => {};
      await world.pass(1_000);
      expect(await bob.inbox()).toEqual(texts);
    }
  });
});
