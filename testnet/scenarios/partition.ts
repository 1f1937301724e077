import type { Organisation } from '../organisation.ts';
import { refusalReason } from '../refusal.ts';
import { arrived, essential, meshOf, namesOf, opening, say, separate, type Play, type Stage } from '../stage.ts';
import { until } from '../until.ts';

/**
 * The network falls into two while it runs. What one side decides meanwhile (an agent is revoked) reaches the other side when
 * the cut heals, without anybody saying it again; so does a message that waited.
 */
export function playPartition(stage: Stage): Play {
  const shuffled = stage.dice.shuffled(stage.names);
  const half = Math.ceil(shuffled.length / 2);
  const sides = (): { readonly north: readonly Organisation[]; readonly south: readonly Organisation[] } => ({
    north: shuffled.slice(0, half).map((name) => meshOf(stage).find(name)),
    south: shuffled.slice(half).map((name) => meshOf(stage).find(name)),
  });
  /** Its agent is revoked; the witness stands for the side that knows it at once. */
  const parts = (): { readonly lost: Organisation; readonly witness: Organisation; readonly far: Organisation } => {
    const { north, south } = sides();
    const [[lost, witness], [far]] = [north, south];
    if (lost === undefined || witness === undefined || far === undefined) throw new Error('a side is too small');
    return { lost, witness, far };
  };
  const order = stage.dice.between(1000, 9999);
  let waiting = '';
  return {
    steps: [
      ...opening(stage, {}),
      essential('cut the network in two', async (signal) => {
        const { north, south } = sides();
        for (const one of north) for (const other of south) meshOf(stage).faults.cut(one.alias, other.alias);
        await until('the end of every connection across', signal, async () => areApart(north, south));
        return `${namesOf(north)} | ${namesOf(south)}: no connection leads across`;
      }),
      essential('a message that cannot cross waits', async (signal) => {
        const { witness, far } = parts();
        waiting = await say(far, witness, { text: `Order ${order}`, signal });
        return `${far.name} to ${witness.name}: ${(await far.client.message(waiting)).state}`;
      }),
      essential('an agent is revoked on one side', async (signal) => {
        const { lost, witness } = parts();
        const { south } = sides();
        await lost.parley(['revoke', '--reason', 'the machine was stolen', '--yes'], signal);
        await until('the word of it', signal, async () => (await standing(witness, lost)) === 'revoked');
        for (const one of south) {
          const known = await standing(one, lost);
          if (known !== 'active') throw new Error(`${one.name} holds it for ${known}, and cannot know`);
        }
        return `${lost.name} revoked; ${witness.name} knows, ${namesOf(south)} cannot`;
      }),
      essential('the cut heals', async (signal) => {
        const { lost } = parts();
        const { south } = sides();
        const begun = performance.now();
        meshOf(stage).faults.heal();
        for (const one of south)
          await until(`the word of it at ${one.name}`, signal, async () => (await standing(one, lost)) === 'revoked');
        return `${namesOf(south)} learned of it by repair ${Math.round(performance.now() - begun)} ms after`;
      }),
      separate('the message that waited arrives', async (signal) => {
        const { witness, far } = parts();
        await arrived(far, waiting, signal);
        for await (const message of witness.client.inbox({ follow: false }))
          if (message.text() === `Order ${order}`) return `${waiting} at ${witness.name}: "${message.text()}"`;
        throw new Error(`${waiting} is not in the inbox of ${witness.name}`);
      }),
      separate('the revoked agent is refused everywhere', async (signal) => {
        const { lost, witness, far } = parts();
        const reasons = await Promise.all(
          [witness, far].map((one) => refusalReason(say(one, lost, { text: 'Are you there?', signal }))),
        );
        if (reasons.some((reason) => reason !== 'revoked')) throw new Error(`it met ${reasons.join(', ')}`);
        return `${witness.name} and ${far.name} send it nothing more: ${reasons.join(', ')}`;
      }),
    ],
    guide: () => [],
  };
}

async function areApart(north: readonly Organisation[], south: readonly Organisation[]): Promise<boolean> {
  for (const [side, other] of [
    [north, south],
    [south, north],
  ] as const) {
    const dids = new Set(other.map(({ did }) => did));
    for (const one of side) {
      const peers = await one.client.peers();
      if (peers.some(({ did, connected }) => connected && dids.has(did))) return false;
    }
  }
  return true;
}

/** What an organisation thinks of the agent of another one. */
async function standing(by: Organisation, about: Organisation): Promise<string> {
  const peer = (await by.client.peers()).find(({ did }) => did === about.did);
  return peer?.standing ?? 'unknown';
}
