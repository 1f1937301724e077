import { type Did, millis, parseCanonicalDid, trustScore } from '../../../src/base/base.ts';
import { type CompiledPolicies, compilePolicies } from '../../../src/policy/compiled-policies.ts';
import type { AgentFacts, ContextFacts, McpCallFacts } from '../../../src/policy/facts.ts';

/** A DID made of one character repeated. */
function did(character: string): Did {
  const parsed = parseCanonicalDid(`did:agentmesh:${character.repeat(24)}`);
  if (parsed === undefined) throw new Error('not a base58 character');
  return parsed;
}

/** A remote agent of a known organisation. */
export const remote: AgentFacts = {
  did: did('R'),
  own: false,
  organisation: { id: 'org-r', name: 'Remote Inc.', known: true },
  score: trustScore(600),
  tier: 'standard',
  confidence: 0.25,
  capabilities: ['translate', 'search'],
  verifiedAt: millis(1_700_000_000_000),
};

/** The agent of this node. */
export const own: AgentFacts = {
  did: did('o'),
  own: true,
  alias: 'me',
  organisation: { id: 'org-o', name: 'Own Ltd.', known: true },
  score: trustScore(1000),
  tier: 'verified_partner',
  confidence: 1,
  capabilities: [],
};

/** A Wednesday, 13:30 UTC. */
export const context: ContextFacts = {
  direction: 'in',
  protocol: 'mcp',
  sizeBytes: 120,
  now: millis(Date.UTC(2026, 6, 1, 13, 30)),
  method: 'tools/call',
  contentType: 'application/json',
};

/** A call of `read_file` on our server `files` by the remote agent. */
export function call(args?: unknown, name = 'read_file'): McpCallFacts {
  return {
    principal: remote,
    action: 'mcp.call',
    resource: { kind: 'tool', owner: own, server: 'files', name },
    context: args === undefined ? context : { ...context, arguments: args },
  };
}

interface PolicyShape {
  readonly id?: string;
  readonly effect?: 'permit' | 'forbid';
  readonly principal?: unknown;
  readonly action?: unknown;
  readonly resource?: unknown;
  readonly when?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Compiles policies given as the parts of their JSON form that matter. */
export function policies(...shapes: readonly PolicyShape[]): CompiledPolicies {
  const all = { op: 'All' };
  const sources = shapes.map((shape, i) => ({
    id: shape.id ?? `p${i}`,
    file: 'test.cedar',
    line: i + 1,
    annotations: shape.annotations ?? {},
    json: {
      effect: shape.effect ?? 'permit',
      principal: shape.principal ?? all,
      action: shape.action ?? all,
      resource: shape.resource ?? all,
      conditions: shape.when === undefined ? [] : [{ kind: 'when', body: shape.when }],
    },
  }));
  return compilePolicies(sources, 'version');
}
