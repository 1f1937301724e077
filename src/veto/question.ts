import type { AgentFacts, Facts } from '../policy/policy.ts';

/** What a remote engine speaks. `opa`: Open Policy Agent, Data API. `authzen`: AuthZEN Authorization API 1.0. */
export type EngineKind = 'opa' | 'authzen';

/** What an engine is asked: an AuthZEN evaluation, which OPA gets as its `input`. */
export function questionOf(kind: EngineKind, facts: Facts): unknown {
  const { principal, action, resource, context } = facts;
  const { labels, seen, findings: _findings, exceeded: _exceeded, ...circumstances } = context;
  const { kind: type, owner, ...rest } = resource;
  const evaluation = {
    subject: { type: 'agent', id: principal.did, properties: propertiesOf(principal) },
    action: { name: action },
    resource: { type, id: idOf(facts), properties: { ...rest, owner: owner.did, ownerFacts: propertiesOf(owner) } },
    context: { ...circumstances, labels: labels?.() ?? [], seen: seen?.() ?? [] },
  };
  return kind === 'opa' ? { input: evaluation } : evaluation;
}

function propertiesOf({ did: _did, ...properties }: AgentFacts): object {
  return properties;
}

function idOf({ resource }: Facts): string {
  if ('uri' in resource) return resource.uri;
  if ('name' in resource) return resource.name;
  return 'id' in resource ? resource.id : resource.owner.did;
}

/**
 * Reads an answer. OPA: `result` is a bool, or an object whose `allow` is one (OPA REST API, "Get a Document with
 * Input"); a rule that is undefined has no `result`, which is no answer. AuthZEN: `decision` (section 6.2).
 */
export function readAnswer(kind: EngineKind, answer: unknown): 'yes' | 'no' | 'neither' {
  const result = field(answer, kind === 'opa' ? 'result' : 'decision');
  const decision = kind === 'opa' && typeof result === 'object' ? field(result, 'allow') : result;
  if (typeof decision !== 'boolean') return 'neither';
  return decision ? 'yes' : 'no';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}
