import { isActionName } from '../policy/policy.ts';
import { type Fields, type Guarded, type MadePolicy, quote, RuleFault, type RuleFile, textOf } from './rule-source.ts';

/** A rule read: what it is about and what it says. */
interface Read {
  readonly fields: Fields;
  readonly id: string;
  readonly effect: 'allow' | 'deny' | 'ask';
  /** Cedar; `true` when the rule is about everything. */
  readonly condition: string;
  readonly limit: string | undefined;
}

/**
 * Compiles policies of AgentMesh (Agent Governance Toolkit 4): flat rules of action, effect and conditions, and rich ones
 * of condition and ruleAction. There the first rule that matches decides, by priority; here order does not
 * count, so a rule that denies excepts what the allowing rules before it allow. Their actions are tool calls here, unless
 * they name one of ours. `warn` and `log` allow; `require_approval` and `review` deny until somebody approves.
 */
export function agentMeshPolicies({ name, top, rules }: RuleFile, guarded: Guarded): readonly MadePolicy[] {
  const read: Read[] = [];
  const faults = rules.flatMap((rule, i) =>
    guarded(() => {
      if (rule.entries.get('enabled') !== false) read.push(readRule(rule, `${name}#${i + 1}`));
      return [];
    }),
  );
  const ordered = read.toSorted((a, b) => priorityOf(b) - priorityOf(a));
  const subject = guarded(() => {
    subjectOf(top);
    return [];
  });
  const only = subject.length === 0 ? safely(() => subjectOf(top)) : undefined;
  const policies = ordered.flatMap((rule, i) => made(rule, ordered.slice(0, i), only));
  if (top.entries.get('default_action') === 'allow') {
    policies.push({
      start: top.at('default_action'),
      text: policyText(`${name}#default`, 'permit', only === undefined ? [] : [only]),
    });
  }
  return [...faults, ...policies];
}

function safely(work: () => string | undefined): string | undefined {
  try {
    return work();
  } catch {
    // Told already.
    return undefined;
  }
}

function priorityOf({ fields }: Read): number {
  const priority = fields.entries.get('priority');
  return typeof priority === 'number' ? priority : 0;
}

/** Which agents the file is about; undefined for all. */
function subjectOf(top: Fields): string | undefined {
  const { entries } = top;
  const agents = [entries.get('agent'), entries.get('agents')]
    .flat()
    .filter((each) => each !== undefined)
    .map(textOf);
  if (agents.length === 0 || agents.includes('*')) return undefined;
  return `(${agents.map((each) => `principal.did == ${quote(each)} || principal.name == ${quote(each)}`).join(' || ')})`;
}

function made(rule: Read, before: readonly Read[], only: string | undefined): MadePolicy[] {
  const { start } = rule.fields;
  const conditions = [only, rule.condition].filter((part) => part !== undefined && part !== 'true').map(textOf);
  if (rule.effect === 'allow') {
    const permit = { start, text: policyText(rule.id, 'permit', conditions) };
    if (rule.limit === undefined) return [permit];
    const exceeded = `context.exceeded.hasTag(${quote(rule.limit)})`;
    return [permit, { start, text: policyText(`${rule.id}.limit`, 'forbid', [...conditions, exceeded]) }];
  }
  const exceptions = before.filter(({ effect }) => effect === 'allow').map(({ condition }) => `!(${condition})`);
  const ask = rule.effect === 'ask' ? '@approval("required")\n' : '';
  return [{ start, text: ask + policyText(rule.id, 'forbid', [...conditions, ...exceptions]) }];
}

function policyText(id: string, effect: 'permit' | 'forbid', conditions: readonly string[]): string {
  const when = conditions.length === 0 ? '' : `\nwhen { ${conditions.join(' && ')} }`;
  return `@id(${quote(id)})\n${effect} (principal, action in Action::"request.any", resource)${when};`;
}

function readRule(fields: Fields, defaultId: string): Read {
  const { entries } = fields;
  const id = textOf(entries.get('name') ?? defaultId);
  const effect = readEffect(fields);
  const parts = [actionCondition(entries.get('action')), ...readConditions(fields)].filter((part) => part !== 'true');
  const condition = parts.length === 0 ? 'true' : parts.join(' && ');
  return { fields, id, effect, condition, limit: readLimit(fields) };
}

function readEffect(fields: Fields): Read['effect'] {
  const key = fields.entries.has('ruleAction') ? 'ruleAction' : 'effect';
  switch (fields.entries.get(key) ?? 'deny') {
    case 'allow':
    case 'warn':
    case 'log':
      return 'allow';
    case 'deny':
      return 'deny';
    case 'review':
    case 'require_approval':
      return 'ask';
    default:
      throw new RuleFault(
        fields.at(key),
        `${key} is unknown`,
        'it is allow, deny, warn, log, review or require_approval',
      );
  }
}

function readLimit(fields: Fields): string | undefined {
  const limit = fields.entries.get('limit');
  if (limit === undefined) return undefined;
  const match = /^(\d+)\s*\/\s*(second|minute|hour|day)s?$/.exec(textOf(limit));
  if (match === null) throw new RuleFault(fields.at('limit'), 'the limit cannot be read', 'write it as 100/hour');
  return `agent ${match[1]}/1${match[2]?.[0]}`;
}

function actionCondition(action: unknown): string {
  if (action === undefined || action === '*') return 'true';
  const pattern = textOf(action);
  if (isActionName(pattern)) return `action == Action::${quote(pattern)}`;
  if (!pattern.endsWith('.*')) return `resource.name == ${quote(pattern)}`;
  const prefix = pattern.slice(0, -2);
  return `(resource.name == ${quote(prefix)} || resource.name like ${quote(`${prefix}.*`)})`;
}

function readConditions(fields: Fields): readonly string[] {
  const key = fields.entries.has('condition') ? 'condition' : 'conditions';
  const given = fields.entries.get(key);
  if (given === undefined) return [];
  const at = fields.at(key);
  if (typeof given === 'string') return [`(${expression(given, at)})`];
  if (typeof given !== 'object' || given === null) throw new RuleFault(at, 'a condition is neither text nor mapping');
  return Object.entries(given).map(([path, value]) => compare(path, '==', literalOf(value, at)));
}

/** A value of a condition. */
type Literal = string | number | boolean;

function literalOf(value: unknown, at: number): Literal {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new RuleFault(at, 'a condition compares with something else than text, whole number, true or false');
}

const outsideQuotes = (word: string): RegExp => new RegExp(` ${word} (?=(?:[^'"]*['"][^'"]*['"])*[^'"]*$)`);

/** Expressions of AgentMesh: comparisons joined by `and`, and those by `or`. */
function expression(text: string, at: number): string {
  const alternatives = text.trim().split(outsideQuotes('or'));
  if (alternatives.length > 1) return alternatives.map((part) => expression(part, at)).join(' || ');
  const all = text.trim().split(outsideQuotes('and'));
  return all.map((part) => comparison(part.trim(), at)).join(' && ');
}

function comparison(text: string, at: number): string {
  const inList = /^(\w+(?:\.\w+)*)\s+(not\s+in|in)\s+\[([^\]]*)\]$/.exec(text);
  if (inList !== null) {
    const items = (inList[3] ?? '').split(',').map((item) => item.trim().replaceAll(/^['"]|['"]$/g, ''));
    const any = items.map((item) => compare(inList[1] ?? '', '==', item)).join(' || ');
    return inList[2] === 'in' ? `(${any})` : `!(${any})`;
  }
  const match = /^(\w+(?:\.\w+)*)\s*(==|!=|>=|<=|>|<)\s*(?:'([^']*)'|"([^"]*)"|(\d+)|(true|false))$/.exec(text);
  if (match !== null) {
    const [, path = '', operator = '', ...literals] = match;
    return compare(path, operator, written(literals));
  }
  const bare = /^(not\s+)?(\w+(?:\.\w+)*)$/.exec(text);
  if (bare !== null) return compare(bare[2] ?? '', bare[1] === undefined ? '==' : '!=', true);
  throw new RuleFault(at, 'the condition cannot be read', 'write it in Cedar, in a file that ends in .cedar');
}

/** The literal of a comparison: in single or double quotes, a number, or true or false. */
function written([single, double, digits, flag]: readonly (string | undefined)[]): Literal {
  return single ?? double ?? (digits === undefined ? flag === 'true' : Number(digits));
}

/** What their names mean here; everything else is an argument of the call. */
const texts: Readonly<Record<string, string>> = {
  action: 'resource.name',
  tool: 'resource.name',
  tool_name: 'resource.name',
  agent: 'principal.did',
  agent_did: 'principal.did',
  agent_id: 'principal.did',
  protocol: 'context.protocol',
};
const numbers: Readonly<Record<string, string>> = {
  trust_score: 'principal.score',
  ring: 'principal.ring',
  size: 'context.sizeBytes',
};

function compare(path: string, operator: string, literal: Literal): string {
  const shown = typeof literal === 'string' ? quote(literal) : textOf(literal);
  const text = texts[path];
  if (text !== undefined) return `${text} ${operator} ${quote(textOf(literal))}`;
  const number = numbers[path];
  if (number !== undefined) return `${number} ${operator} ${shown}`;
  if (path === 'sql.verb') {
    const verb = `context has sql && context.sql.kinds.contains(${quote(textOf(literal).toUpperCase())})`;
    return operator === '!=' ? `!(${verb})` : `(${verb})`;
  }
  const tag = quote(path.replace(/^(?:params|args|arguments|input)\./, ''));
  const table = typeof literal === 'number' ? 'numbers' : 'arguments';
  const value = typeof literal === 'number' ? shown : quote(textOf(literal));
  const found = `context.${table}.hasTag(${tag}) && context.${table}.getTag(${tag})`;
  return operator === '!=' ? `!(${found} == ${value})` : `(${found} ${operator} ${value})`;
}
