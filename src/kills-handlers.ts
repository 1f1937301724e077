import { MeshError } from './base/base.ts';
import type { Handlers } from './control/control.ts';
import { wholeNode } from './kills.ts';
import type { RunningNode } from './running-node.ts';

/** What a kill touches. */
type Killing = Pick<RunningNode, 'kills' | 'directory' | 'reputation' | 'exchanges' | 'links' | 'events' | 'clock'>;

/** The control API's handlers about the kill switch. */
export function killHandlers(parts: Killing): Pick<Handlers, 'kills' | 'kill' | 'revive'> {
  const { kills, clock, events } = parts;
  return {
    kills: () => ({ kills: kills.all() }),
    kill: async ({ request }) => {
      const order = { ...request, target: targetOf(parts, request.target), at: clock.now() };
      const written = kills.kill(order);
      events.killed(order.target, 'kill');
      await Promise.all([written, cutKilled(parts)]);
      return order;
    },
    revive: async ({ request }) => {
      const order = { ...request, target: targetOf(parts, request.target), at: clock.now() };
      await kills.revive(order);
      events.killed(order.target, 'revive');
      return { target: order.target };
    },
  };
}

/** Ends everything under way with the killed: calls, connections, sessions, and messages that wait. */
export async function cutKilled({
  directory,
  reputation,
  exchanges,
  links,
}: Pick<Killing, 'directory' | 'reputation' | 'exchanges' | 'links'>): Promise<void> {
  const killed = directory.peers().filter(({ did }) => reputation.killOf(did) !== undefined);
  for (const { did } of killed) exchanges.breakOff(did, 'killed');
  await Promise.all(killed.map(({ did }) => links.cut(did, 'killed')));
}

/** What an order is about. Without our own agent there is nothing for this node to do. */
function targetOf({ directory }: Pick<Killing, 'directory'>, text: string): string {
  const { record, organisation } = directory.own;
  if (text === wholeNode || text === organisation?.id) return wholeNode;
  if (text.startsWith('did:key:')) return text;
  const did = directory.byName(text);
  if (did === record.did) return wholeNode;
  if (did !== undefined) return did;
  throw new MeshError('peer-unknown', 'No agent of that name is known here. `parley peers` lists those that are.');
}
