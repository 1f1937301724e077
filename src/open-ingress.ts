import { gatedCall, startIngress, type ExchangeOutcome, type Ingress, type ListGate } from './bridge/bridge.ts';
import { signCard } from './identity/identity.ts';
import { listGate } from './list-gate.ts';
import type { MeshAgents } from './mesh-agents.ts';
import type { PushRelay, PushWays } from './push-relay.ts';
import type { RunningNode } from './running-node.ts';

/** How often a held call is tried again: each time is a message, and a person takes longer. */
const holdAgainMs = 5000;

const notRegistered: ExchangeOutcome = {
  kind: 'refused',
  reason: 'not-registered',
  messageId: undefined,
  side: 'local',
};

/** Carries an exchange to a peer that may have to be met first. */
export function caller({ links, exchanges }: Pick<RunningNode, 'links' | 'exchanges'>): PushWays['call'] {
  return async (peer, request, signal) => {
    await links.acquaint(peer, signal);
    return await exchanges.call(peer, request, signal);
  };
}

/** Opens the way in for local A2A and MCP clients, to peers and to agents of AgentMesh where there are any. Throws MeshError `listen-failed`. */
export function openIngress(
  parts: RunningNode,
  push: PushRelay,
  agents: () => MeshAgents | undefined,
): Promise<Ingress> {
  const { config, directory, events, identity } = parts;
  const call = caller(parts);
  const gate: ListGate = listGate({ ...parts, self: identity.did, policies: () => parts.crossCheck.policies() });
  return startIngress({
    ...config.ingress,
    hold: { holdMs: config.approvals.holdSeconds * 1000, againMs: holdAgainMs },
    ports: {
      resolve: (name) => directory.byName(name) ?? agents()?.resolve(name),
      exchange: async (alias, request, signal) => {
        const peer = directory.byName(alias);
        if (peer === undefined) return (await agents()?.carry(alias)(request, signal)) ?? notRegistered;
        const parties = { caller: identity.did, owner: peer };
        return await gatedCall(request, parties, { gate, call: (passed) => call(peer, passed, signal) });
      },
      cards: parts.cards,
      push,
      problem: (error) => events.internalError('ingress', error),
    },
    signCard: (card) => signCard(card, identity.signing, identity.did),
  });
}
