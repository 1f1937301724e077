import type { Did } from './base/base.ts';
import type { ListGate } from './bridge/bridge.ts';
import type { Clock } from './clock.ts';
import { factsOfUse } from './facts.ts';
import { couldAllow, type ActionName, type CompiledPolicies } from './policy/policy.ts';
import type { Reputation } from './reputation.ts';
import type { ToolPins } from './tool-pins.ts';

/** What the gate of lists looks at. */
export interface ListGatePorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly reputation: Pick<Reputation, 'agentFacts'>;
  readonly tools: Pick<ToolPins, 'factsOf' | 'isBarred' | 'listed'>;
  readonly self: Did;
  policies(): CompiledPolicies;
}

/** The rules of calls, asked before there is a call; and the book of tools, which every list passes. */
export function listGate(ports: ListGatePorts): ListGate {
  const { clock, reputation, tools, self } = ports;
  return {
    mayUse: (caller, owner, use) => {
      const { resource } = use;
      if (resource.kind === 'tool' && tools.isBarred({ ...resource, owner })) return false;
      const now = clock.now();
      const agent = (did: Did, acts?: ActionName) => reputation.agentFacts(did, now, acts);
      const direction = caller === self ? 'out' : 'in';
      const definitionOf: ListGatePorts['tools']['factsOf'] = (name) => tools.factsOf(name);
      const facts = factsOfUse(use, { caller, owner }, { direction, now, agent, definitionOf });
      return couldAllow(ports.policies(), facts);
    },
    listed: (owner, server, listed) => tools.listed(owner, server, listed),
  };
}
