import type { Did } from './base/base.ts';
import { gatedCall, startIngress, type Ingress, type ListGate } from './bridge/bridge.ts';
import { signCard } from './identity/identity.ts';
import { listGate } from './list-gate.ts';
import type { PushRelay, PushWays } from './push-relay.ts';
import type { RunningNode } from './running-node.ts';

/** How often a held call is tried again: each time is a message, and a person takes longer. */
const holdAgainMs = 5000;

/** Carries an exchange to a peer that may have to be met first. */
export function caller({ links, exchanges }: Pick<RunningNode, 'links' | 'exchanges'>): PushWays['call'] {
  return async (peer, request, signal) => {
    await links.acquaint(peer, signal);
    return await exchanges.call(peer, request, signal);
  };
}

/** Opens the way in for local A2A and MCP clients. Throws MeshError `listen-failed`. */
export function openIngress(parts: RunningNode, push: PushRelay): Promise<Ingress> {
  const { config, directory, events, identity } = parts;
  const call = caller(parts);
  const gate: ListGate = listGate({ ...parts, self: identity.did, policies: () => parts.crossCheck.policies() });
  const resolve = (name: string): Did | undefined => directory.byName(name);
  return startIngress({
    ...config.ingress,
    hold: { holdMs: config.approvals.holdSeconds * 1000, againMs: holdAgainMs },
    ports: {
      resolve,
      exchange: async (alias, request, signal) => {
        const peer = resolve(alias);
        if (peer === undefined)
          return { kind: 'refused', reason: 'not-registered', messageId: undefined, side: 'local' };
        const parties = { caller: identity.did, owner: peer };
        return await gatedCall(request, parties, { gate, call: (passed) => call(peer, passed, signal) });
      },
      push,
      problem: (error) => events.internalError('ingress', error),
    },
    signCard: (card) => signCard(card, identity.signing, identity.did),
  });
}
