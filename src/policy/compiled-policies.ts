import type { ContentPattern } from '../content/content.ts';
import { formatError, isNode, listOf, type Node, nodeAt } from './est.ts';
import { compileExpression } from './expression.ts';
import { noObligations, obligationsOf, type Obligations } from './obligation.ts';
import type { CedarRequest, Code } from './request.ts';
import { readScope, type Scope, ScopeIndex } from './scope.ts';
import { EvaluationError } from './value.ts';

/** A policy as the rulebook read it: its place, its annotations and Cedar's JSON form of it. */
export interface PolicySource {
  readonly id: string;
  /** Name of the file inside the policy directory. */
  readonly file: string;
  /** 1 for the first line. */
  readonly line: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Cedar's JSON policy format (EST). */
  readonly json: unknown;
}

/** A policy ready to be evaluated. */
export interface CompiledPolicy {
  readonly source: Omit<PolicySource, 'json'>;
  readonly effect: 'permit' | 'forbid';
  readonly scope: Scope;
  /** Whether a person may lift it for one call: a forbid with `@approval("required")`. */
  readonly requestable: boolean;
  /** What it demands of what it lets pass; the name of what it demands and nobody here knows how to do. */
  readonly obligations: Obligations | { readonly unknown: string };
  /** Whether its conditions look at what only a request itself can tell: arguments, size, content, limits. */
  readonly looksInside: boolean;
  /** Place in the set. */
  readonly order: number;
  /** Whether all of `when` and none of `unless` hold; throws EvaluationError. */
  readonly holds: (request: CedarRequest) => boolean;
}

/** A set of policies ready to decide; immutable, so one taken at the start of a message judges all of it. */
export interface CompiledPolicies {
  /** SHA-256 of the set, hexadecimal. */
  readonly version: string;
  /** How many policies the set has. */
  readonly size: number;
  /** The policies by scope. */
  readonly index: Pick<ScopeIndex<CompiledPolicy>, 'find'>;
  /** Names of all attributes that some policy looks at: what none does need not be found out. */
  readonly mentions: ReadonlySet<string>;
  /** The operator's patterns for `context.findings`. */
  readonly patterns: readonly ContentPattern[];
  /** Nothing is decided by it: see `suspended`. */
  readonly isSuspended?: true;
}

/** Compiles a set a few policies at a time, so that a large one need not hold up messages. */
export interface PolicyCompiler {
  /** Compiles the next policies; throws MeshError('policy-invalid') for a form the evaluator does not know. */
  add(sources: readonly PolicySource[]): void;
  /** The set; the compiler is of no use afterwards. */
  finish(version: string, patterns?: readonly ContentPattern[]): CompiledPolicies;
}

/** Starts the compilation of a set. */
export function startCompiler(): PolicyCompiler {
  const index = new ScopeIndex<CompiledPolicy>();
  const mentions = new Set<string>();
  let size = 0;
  return {
    add: (sources) => {
      for (const source of sources) {
        index.add(compilePolicy(source, size++));
        addMentions(source.json, mentions);
        addOwed(source, mentions);
      }
    },
    finish: (version, patterns = []) => ({ version, size, index, mentions, patterns }),
  };
}

/** Compiles a whole set at once; throws MeshError('policy-invalid') for a form the evaluator does not know. */
export function compilePolicies(sources: readonly PolicySource[], version: string): CompiledPolicies {
  const compiler = startCompiler();
  compiler.add(sources);
  return compiler.finish(version);
}

/** Adds every name that stands behind a point or `has` anywhere in a policy's JSON form. */
function addMentions(json: unknown, mentions: Set<string>): void {
  if (Array.isArray(json)) for (const item of json) addMentions(item, mentions);
  if (!isNode(json)) return;
  for (const [name, value] of Object.entries(json)) {
    if (name === 'attr')
      for (const attribute of Array.isArray(value) ? value : [value]) mentions.add(String(attribute));
    else addMentions(value, mentions);
  }
}

/** What an obligation needs to know is asked for as if a condition did. */
function addOwed({ annotations }: PolicySource, mentions: Set<string>): void {
  if (annotations['redact'] !== undefined) mentions.add('findings');
  if (annotations['limit'] !== undefined) mentions.add('exceeded');
}

function compilePolicy(source: PolicySource, order: number): CompiledPolicy {
  if (!isNode(source.json)) throw formatError('its JSON form is not an object');
  const { json, ...place } = source;
  const { effect } = json;
  if (effect !== 'permit' && effect !== 'forbid') throw formatError('its effect is unknown');
  const clauses = listOf(json['conditions'], 'conditions').map((clause) => compileClause(nodeAt({ clause }, 'clause')));
  const inside = looksInside(json['conditions']);
  return {
    source: place,
    effect,
    scope: readScope(json),
    requestable: effect === 'forbid' && place.annotations['approval'] === 'required',
    obligations: effect === 'permit' ? obligationsOf(place.annotations) : noObligations,
    looksInside: inside,
    order,
    holds: (request) => clauses.every((c) => c(request)),
  };
}

/** The attributes of the context that only a request itself can tell. */
const inside = [
  'arguments',
  'argumentsText',
  'pairs',
  'numbers',
  'sizeBytes',
  'answerBytes',
  'contentType',
  'writes',
  'sql',
  'k8s',
  'labels',
  'seen',
  'findings',
  'exceeded',
  'approved',
];

/** Whether the conditions of a policy, in Cedar's JSON form, look at what only a request itself can tell. */
function looksInside(conditions: unknown): boolean {
  const text = JSON.stringify(conditions ?? []);
  return inside.some((name) => text.includes(`"${name}"`));
}

function compileClause(clause: Node): (request: CedarRequest) => boolean {
  const wanted = clause['kind'] === 'when';
  if (!wanted && clause['kind'] !== 'unless') throw formatError('a condition is neither when nor unless');
  const run: Code = compileExpression(clause['body']);
  return (request) => {
    const value = run(request);
    if (typeof value !== 'boolean') throw new EvaluationError('a condition is not a bool');
    return value === wanted;
  };
}

/** What Cedar itself answers: it skips policies that fail, which `decide` does not. */
export interface CedarAnswer {
  readonly decision: 'allow' | 'deny';
  /** The forbids that hold, or else the permits that hold. */
  readonly reasons: readonly CompiledPolicy[];
  /** The permits that hold, also when a forbid denies. */
  readonly permits: readonly CompiledPolicy[];
  readonly failures: readonly { readonly policy: CompiledPolicy; readonly message: string }[];
}

/** Evaluates all policies in scope, with Cedar's semantics (Cedar reference, "Authorization"). */
export function authorize(policies: CompiledPolicies, request: CedarRequest): CedarAnswer {
  const permits: CompiledPolicy[] = [];
  const forbids: CompiledPolicy[] = [];
  const failures: { readonly policy: CompiledPolicy; readonly message: string }[] = [];
  for (const policy of policies.index.find(request)) {
    const outcome = evaluate(policy, request);
    if (typeof outcome === 'string') failures.push({ policy, message: outcome });
    else if (outcome) (policy.effect === 'permit' ? permits : forbids).push(policy);
  }
  const decision = forbids.length === 0 && permits.length > 0 ? 'allow' : 'deny';
  return { decision, reasons: decision === 'allow' ? permits : forbids, permits, failures };
}

/** Whether the policy holds, or why it failed. */
function evaluate(policy: CompiledPolicy, request: CedarRequest): boolean | string {
  try {
    return policy.holds(request);
  } catch (error) {
    // Anything else, a full stack among it, also only fails this policy: and a failure denies.
    return error instanceof EvaluationError ? error.message : 'it could not be evaluated';
  }
}
