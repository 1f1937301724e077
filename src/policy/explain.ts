import { isNode } from './est.ts';
import { compileExpression } from './expression.ts';
import type { Facts } from './facts.ts';
import type { PolicySource } from './compiled-policies.ts';
import { toRequest } from './to-request.ts';
import { RecordValue, SetValue, type Value } from './value.ts';

/** A fact that a policy looks at, and its value in one request. */
export interface UsedFact {
  /** As in the policy: `principal.score`. */
  readonly name: string;
  readonly value: string;
}

/** Longest value shown, UTF-16 units. */
const maxShown = 200;

/** The facts that the conditions of a policy look at, each once, in their order; empty when the facts are none that Cedar can carry. */
export function factsUsed(policy: Pick<PolicySource, 'json'>, facts: Facts): readonly UsedFact[] {
  const request = toRequest(facts);
  if (request.kind !== 'accept') return [];
  const used = new Map<string, string>();
  const visit = (json: unknown): void => {
    if (Array.isArray(json)) json.forEach(visit);
    if (!isNode(json)) return;
    const name = nameOf(json);
    if (name !== undefined && !used.has(name)) {
      const value = valueOf(json, request.value);
      if (value !== undefined) used.set(name, value);
    }
    if (name === undefined) Object.values(json).forEach(visit);
  };
  visit(isNode(policy.json) ? policy.json['conditions'] : undefined);
  return [...used].map(([name, value]) => ({ name, value }));
}

/** `context.arguments.getTag("path")`, `principal.organisation.name`; undefined for what is no fact by itself. */
function nameOf(json: unknown): string | undefined {
  if (!isNode(json)) return undefined;
  if (typeof json['Var'] === 'string') return json['Var'];
  const access = json['.'];
  if (isNode(access)) {
    const left = nameOf(access['left']);
    return left === undefined ? undefined : `${left}.${String(access['attr'])}`;
  }
  for (const operator of ['hasTag', 'getTag']) {
    const call = json[operator];
    if (!isNode(call)) continue;
    const left = nameOf(call['left']);
    const right = isNode(call['right']) ? call['right']['Value'] : undefined;
    if (left !== undefined && typeof right === 'string') return `${left}.${operator}(${JSON.stringify(right)})`;
  }
  return undefined;
}

function valueOf(json: unknown, request: Parameters<ReturnType<typeof compileExpression>>[0]): string | undefined {
  try {
    const text = shown(compileExpression(json)(request));
    return text.length <= maxShown ? text : `${text.slice(0, maxShown)}…`;
  } catch {
    // A tag that is not there, an attribute that only other actions have.
    return undefined;
  }
}

function shown(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof SetValue) return `[${Array.from(value.values(), shown).join(', ')}]`;
  if (value instanceof RecordValue) return '{...}';
  if (value.kind === 'entity') return `${value.type}::${JSON.stringify(value.id)}`;
  return 'ms' in value ? String(value.ms) : value.kind;
}
