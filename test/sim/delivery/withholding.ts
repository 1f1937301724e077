import { fromHex } from '../../../src/base/base.ts';
import { HoldBack, holdBackBounds } from '../../../src/hold-back.ts';
import { mailboxProtocol } from '../../../src/mailbox-talk.ts';
import { decodeMailboxFrame } from '../../../src/wire/wire.ts';
import { Chance } from '../chance.ts';
import { worldOf, type HallNode, type Plant, type Setup } from '../hall-node.ts';

/** Messages left while their recipient is away: more than may be held back. */
const count = holdBackBounds.maxLettersEach + 40;

/** Holds back whatever comes. */
export class RoomyHoldBack extends HoldBack {
  protected override hasRoom(): boolean {
    return true;
  }
}

/**
 * A mailbox that withholds one letter for some time, and gives all that are behind it: the
 * faults found, none when the recipient holds back no more than it may, shows its agent nothing out of order, and has
 * everything in the end.
 */
export async function withhold(seed: number, plant: Plant = {}): Promise<readonly string[]> {
  const chance = new Chance(seed);
  const owner: Setup = { mailbox: { use: ['carol'], grantMessages: 10_000 }, plant };
  const setups = { alice: owner, bob: owner, carol: { mailbox: { offer: true } } };
  const { world, network, nodes } = await worldOf(`withholding ${seed}`, setups);
  const [alice, bob, carol] = nodes;
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three nodes');
  for (const node of nodes) node.parts.links.greet();
  await world.pass(70_000);
  bob.crash();
  await world.pass(1_000);
  for (let i = 0; i < count; i++) await world.finish(alice.post(bob, String(i)));
  await world.pass(60_000);
  alice.crash();

  const nth = chance.below(30);
  let kept: number | undefined;
  let met = 0;
  network.tap = (frame, { protocol, from, to }) => {
    const read = protocol === mailboxProtocol && from === carol.host && to === bob.host && decodeMailboxFrame(frame);
    if (read === false || read.kind !== 'accept' || read.value.kind !== 'item') return [frame];
    if (met++ === nth) kept = read.value.seq;
    return read.value.seq === kept ? [] : [frame];
  };
  const faults: string[] = [];
  await bob.start();
  for (let i = 0; i < 4; i++) {
    await world.pass(60_000);
    faults.push(...heldFaults(bob), ...(await orderFaults(bob)));
    if (chance.oneIn(3)) {
      bob.crash();
      await bob.start();
    }
  }
  network.tap = (frame) => [frame];
  await world.pass(300_000);
  const seen = await bob.inbox();
  if (seen.length < count) faults.push(`lost: ${count - seen.length} of ${count} are missing`);
  return [...faults, ...heldFaults(bob), ...(await orderFaults(bob))];
}

/** What is on disk, whatever the node believes. */
function heldFaults({ name, disk }: HallNode): readonly string[] {
  const held = [...(disk.get('held') ?? [])];
  const peers = Map.groupBy(held, ([key]) => new TextDecoder().decode(fromHex(key)).split('/')[0]);
  return [...peers.values()].flatMap((letters) => {
    const bytes = letters.reduce((sum, [, value]) => sum + value.length, 0);
    const isBounded = letters.length <= holdBackBounds.maxLettersEach && bytes <= holdBackBounds.maxBytesEach;
    return isBounded ? [] : [`hold-back: ${name} holds ${letters.length} letters of one peer, ${bytes} bytes`];
  });
}

async function orderFaults(node: HallNode): Promise<readonly string[]> {
  const seen = await node.inbox();
  const wrong = seen.findIndex((text, i) => text !== String(i));
  return wrong < 0 ? [] : [`order: ${node.name} has ${seen[wrong]} at place ${wrong}`];
}
