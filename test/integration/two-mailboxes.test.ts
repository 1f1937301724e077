import { afterEach, describe, expect, it } from 'vitest';
import type { PeerId } from '../../src/base/base.ts';
import { mailboxProtocol } from '../../src/mailbox-talk.ts';
import { decodeMailboxFrame } from '../../src/wire/wire.ts';
import { HallNode, type Setup } from '../sim/hall-node.ts';
import { Network, type Tap } from '../sim/network.ts';
import { inBothTimes, World } from '../sim/world.ts';
import { dice, type Dice } from '../support/dice.ts';
import { storageKinds } from '../support/mailbox-storage.ts';
import { peerIdOf } from '../unit/identity/fixture.ts';

/** Servers and disks of a busy machine. */
const testMs = 120_000;
const missing = storageKinds.find((kind) => kind.missing !== undefined)?.missing;
const grantMessages = 100;
const offer = { maxBytes: 50_000_000, maxMessages: 1_000, maxBytesPerOwner: 40_000_000, maxMessagesPerOwner: 500 };
const texts = Array.from({ length: 12 }, (_, i) => `m${i}`);

/** Lets true and virtual time pass together: what real storages do takes its time. */
const pass = (world: World, ms: number): Promise<void> =>
  inBothTimes(world, new Promise<void>((done) => void world.after(ms, done)));

/** What a mailbox gives on one visit is some of what it has; which, the dice say. */
function sparing(to: PeerId, chance: Dice): Tap {
  return (frame, way) => {
    if (way.protocol !== mailboxProtocol || way.to !== to) return [frame];
    const decoded = decodeMailboxFrame(frame);
    return decoded.kind === 'accept' && decoded.value.kind === 'item' && chance.roll(3) > 0 ? [] : [frame];
  };
}

describe.skipIf(missing !== undefined)(
  `two mailboxes, one in the store of its node and one in NATS JetStream (${missing ?? 'both are here'}),`,
  () => {
    const open = new AsyncDisposableStack();

    afterEach(async () => await open.disposeAsync(), testMs);

    /** Alice writes to Bob, whose mailboxes are those of Carol and Dave: one for each kind of storage. */
    async function stage(seed: string) {
      const world = new World(seed);
      const network = new Network(world);
      const setups: Setup[] = [];
      for (const [i, kind] of storageKinds.entries()) {
        const storage = open.use(await kind.stage(peerIdOf(`post${i}`), offer));
        setups.push({ mailbox: { offer: true }, mailboxStorage: () => storage.open() });
      }
      const owner: Setup = { mailbox: { use: ['carol', 'dave'], grantMessages, fetchSeconds: 5, afterSeconds: 1 } };
      const alice = new HallNode(network, 'alice', owner);
      const bob = new HallNode(network, 'bob', owner);
      const posts = setups.map((setup, i) => new HallNode(network, i === 0 ? 'carol' : 'dave', setup));
      const nodes = [alice, bob, ...posts];
      for (const node of [alice, bob]) await node.start();
      for (const node of posts) await inBothTimes(world, node.boot());
      for (const node of nodes) for (const other of nodes) if (other !== node) await node.know(other);
      for (const node of nodes) node.parts.links.greet();
      await pass(world, 20_000);
      return { world, network, alice, bob, posts };
    }

    it(
      'give what they have mixed and in any order, and it is taken once and in its order',
      { timeout: testMs },
      async () => {
        const { world, network, alice, bob, posts } = await stage('two storages');
        const kept = (): readonly number[] => posts.map(({ parts }) => parts.mailing.host?.describe().messages ?? -1);
        bob.crash();
        await pass(world, 1_000);
        const ids = [];
        for (const text of texts) ids.push(await alice.send(bob, text));
        await pass(world, 20_000);
        expect(kept()).toEqual([texts.length, texts.length]);
        alice.crash();

        network.tap = sparing(bob.host, dice(7));
        await bob.start();
        let mostHeld = 0;
        for (let visit = 0; visit < 100 && (await bob.inbox()).length < texts.length; visit++) {
          await pass(world, 1_000);
          const inbox = await bob.inbox();
          expect(inbox).toEqual(texts.slice(0, inbox.length));
          mostHeld = Math.max(mostHeld, bob.parts.mailing.in.held);
        }
        expect(await bob.inbox()).toEqual(texts);
        expect(mostHeld).toBeGreaterThan(0);
        network.tap = (frame) => [frame];
        await pass(world, 15_000);
        expect(await bob.inbox()).toEqual(texts);
        expect(bob.parts.mailing.in.held).toBe(0);

        bob.crash();
        await alice.start();
        await pass(world, 15_000);
        expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
        // Before she heard of it she left some again, and none of it comes twice.
        await bob.start();
        await pass(world, 15_000);
        expect(await bob.inbox()).toEqual(texts);
        expect(kept()).toEqual([0, 0]);
      },
    );
  },
);
