import { actionGroups, isActionName, parseLimit } from '../policy/policy.ts';
import { type Fields, type Guarded, type MadePolicy, quote, RuleFault, type RuleFile, textOf } from './rule-source.ts';

/** Lowest score of each tier. */
const tierScores: Readonly<Record<string, number>> = {
  probationary: 300,
  standard: 500,
  trusted: 700,
  verified_partner: 900,
};

type Condition = (value: unknown, fail: (message: string, hint?: string) => never) => string;

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

function anyOf(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' || ')})`;
}

/** `*` stands for anything; without one the texts must be equal. */
function matches(left: string, pattern: string): string {
  return pattern.includes('*') ? `${left} like ${quote(pattern)}` : `${left} == ${quote(pattern)}`;
}

function named(left: string): Condition {
  return (value) => anyOf(list(value).map((pattern) => matches(left, pattern)));
}

function number(value: unknown, fail: Parameters<Condition>[1]): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : fail('it must be a whole number');
}

function flag(left: string): Condition {
  return (value, fail) => (typeof value === 'boolean' ? (value ? left : `!${left}`) : fail('it must be true or false'));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `from` and `to`: what must hold of an agent. */
function agent(of: string): Condition {
  const parts: Readonly<Record<string, Condition>> = {
    own: flag(`${of}.own`),
    known: flag(`${of}.organisationKnown`),
    agent: (value) => anyOf(list(value).map((did) => `${of}.did == ${quote(did)}`)),
    name: named(`${of}.name`),
    organisation: (value) => anyOf(list(value).map((id) => `${of}.organisation == Organisation::${quote(id)}`)),
    score: (value, fail) => `${of}.score >= ${number(value, fail)}`,
    ring: (value, fail) => `${of}.ring <= ${number(value, fail)}`,
    tier: (value, fail) => {
      const score = tierScores[textOf(value)];
      return score === undefined
        ? fail(`it is one of ${Object.keys(tierScores).join(', ')}`)
        : `${of}.score >= ${score}`;
    },
    capability: (value) =>
      list(value)
        .map((each) => `${of}.capabilities.contains(${quote(each)})`)
        .join(' && '),
  };
  return (value, fail) => {
    if (!isRecord(value)) return fail('it must be a mapping', `with ${Object.keys(parts).join(', ')}`);
    return Object.entries(value)
      .map(([key, item]) => (parts[key] ?? unknownKey(key, Object.keys(parts), fail))(item, fail))
      .join(' && ');
  };
}

function unknownKey(key: string, known: readonly string[], fail: Parameters<Condition>[1]): never {
  return fail(`there is no "${key}" here`, `there are ${known.join(', ')}`);
}

function facet(name: 'sql' | 'k8s'): Condition {
  const fields: Readonly<Record<string, Condition>> =
    name === 'sql'
      ? { writes: flag('context.sql.writes'), kinds: setOf('context.sql.kinds'), tables: setOf('context.sql.tables') }
      : {
          writes: flag('context.k8s.writes'),
          verb: named('context.k8s.verb'),
          resource: named('context.k8s.resource'),
          namespace: named('context.k8s.namespace'),
        };
  return (value, fail) => {
    if (!isRecord(value)) return fail('it must be a mapping', `with ${Object.keys(fields).join(', ')}`);
    const parts = Object.entries(value).map(([key, item]) =>
      (fields[key] ?? unknownKey(key, Object.keys(fields), fail))(item, fail),
    );
    return [`context has ${name} && context.${name}.present`, ...parts].join(' && ');
  };
}

function setOf(left: string): Condition {
  return (value) => `${left}.containsAny([${list(value).map(quote).join(', ')}])`;
}

/** `8-18`: from the first, up to and without the second; over midnight when the first is larger. */
function range(left: string, inclusive: boolean): Condition {
  return (value, fail) => {
    const [, from = '', to = ''] =
      /^(\d{1,2})-(\d{1,2})$/.exec(textOf(value)) ?? fail('it must be two numbers as 8-18');
    const end = `${left} ${inclusive ? '<=' : '<'} ${Number(to)}`;
    return `(${left} >= ${Number(from)} ${Number(from) <= Number(to) ? '&&' : '||'} ${end})`;
  };
}

const conditions: Readonly<Record<string, Condition>> = {
  from: agent('principal'),
  to: agent('resource.owner'),
  direction: named('context.direction'),
  stage: named('context.stage'),
  protocol: named('context.protocol'),
  method: named('context.method'),
  contentType: named('context.contentType'),
  findings: setOf('context.findings'),
  labels: setOf('context.labels'),
  seen: setOf('context.seen'),
  hours: range('context.hour', false),
  weekdays: range('context.weekday', true),
  largerThan: (value, fail) => `context.sizeBytes > ${number(value, fail)}`,
  sql: facet('sql'),
  k8s: facet('k8s'),
  limit: (value, fail) =>
    parseLimit(textOf(value)) === undefined
      ? fail('it is no limit', 'write it as `agent 60/1m` or `tool 10/1h burst 2`')
      : `context.exceeded.hasTag(${quote(textOf(value))})`,
  arguments: (value, fail) => {
    if (!isRecord(value)) return fail('it must be a mapping of paths to patterns');
    return Object.entries(value)
      .map(([path, pattern]) => {
        const tag = `context.arguments.getTag(${quote(path)})`;
        const parts = list(pattern).map((each) => matches(tag, each));
        return `context.arguments.hasTag(${quote(path)}) && ${anyOf(parts)}`;
      })
      .join(' && ');
  },
  when: (value) => `(${textOf(value)})`,
};
const resourceKeys: readonly string[] = ['tool', 'server', 'topic', 'prompt', 'uri', 'skill'];
const resourceType: Readonly<Record<string, string>> = {
  tool: 'Tool',
  topic: 'Topic',
  prompt: 'Prompt',
  uri: 'McpResource',
  skill: 'Skill',
};
const annotationKeys: readonly string[] = ['reason', 'advice', 'label', 'redact', 'log', 'approval'];
const otherKeys: readonly string[] = ['id', 'allow', 'forbid', 'unless', ...resourceKeys, ...annotationKeys];

/** Compiles our short form; each rule becomes one policy. */
export function shortPolicies({ name, top, rules }: RuleFile, guarded: Guarded): readonly MadePolicy[] {
  const topKeys = guarded(() => {
    for (const key of top.entries.keys()) {
      if (key !== 'rules' && key !== 'patterns')
        throw new RuleFault(top.at(key), `there is no "${key}" here`, 'a file of rules has `rules` and `patterns`');
    }
    return [];
  });
  return [...topKeys, ...rules.flatMap((rule, i) => guarded(() => [shortPolicy(rule, `${name}#${i + 1}`)]))];
}

function shortPolicy(rule: Fields, defaultId: string): MadePolicy {
  const { entries } = rule;
  const effect = entries.has('forbid') ? 'forbid' : 'allow';
  const asked = entries.get(effect);
  if (asked === undefined || (entries.has('allow') && entries.has('forbid')))
    throw new RuleFault(
      rule.start,
      'a rule has either `allow` or `forbid`',
      'with an action, a list of them, or a group',
    );
  const known = [...Object.keys(conditions), ...otherKeys];
  for (const key of entries.keys()) {
    if (!known.includes(key))
      throw new RuleFault(rule.at(key), `there is no "${key}" in a rule`, `there are ${known.join(', ')}`);
  }
  // To a rule that allows, a limit is what it must keep to; to one that forbids, when it begins to.
  const owed = [...annotationKeys, ...(effect === 'allow' ? ['limit'] : [])].filter((key) => entries.has(key));
  const parts = [...resourceConditions(rule), ...conditionsOf(rule, owed)];
  const unless = entries.get('unless');
  return {
    start: rule.start,
    text: [
      `@id(${quote(textOf(entries.get('id') ?? defaultId))})`,
      ...owed.map((key) => `@${key}(${quote(list(entries.get(key)).join(', '))})`),
      `${effect === 'allow' ? 'permit' : 'forbid'} (principal, ${actionScope(asked, rule.at(effect))}, resource)`,
      ...(parts.length === 0 ? [] : [`when { ${parts.join(' && ')} }`]),
      ...(unless === undefined ? [] : [`unless { ${textOf(unless)} }`]),
    ]
      .join('\n')
      .concat(';'),
  };
}

function conditionsOf(rule: Fields, owed: readonly string[]): readonly string[] {
  return [...rule.entries].flatMap(([key, value]) => {
    const condition = conditions[key];
    if (condition === undefined) return [];
    const fail = (message: string, hint?: string): never => {
      throw new RuleFault(rule.at(key), `${key}: ${message}`, hint);
    };
    const made = condition(value, fail);
    return owed.includes(key) ? [] : [made];
  });
}

function resourceConditions({ entries }: Fields): readonly string[] {
  return resourceKeys
    .filter((key) => entries.has(key))
    .map((key) => {
      const value = entries.get(key);
      const type = resourceType[key];
      if (type !== undefined) return `resource is ${type} && ${named('resource.name')(value, never)}`;
      const kinds = ['Tool', 'McpResource', 'Prompt', 'Server'];
      return anyOf(kinds.map((kind) => `(resource is ${kind} && ${named('resource.server')(value, never)})`));
    });
}

function never(message: string): never {
  throw new RuleFault(0, message);
}

function actionScope(asked: unknown, at: number): string {
  const names = list(asked);
  for (const each of names) {
    if (isActionName(each) || actionGroups.includes(each)) continue;
    throw new RuleFault(at, `there is no action "${each}"`, `groups are ${actionGroups.join(', ')}`);
  }
  if (names.length === 1 && isActionName(names[0] ?? '')) return `action == Action::${quote(names[0] ?? '')}`;
  if (names.length === 1) return `action in Action::${quote(names[0] ?? '')}`;
  return `action in [${names.map((each) => `Action::${quote(each)}`).join(', ')}]`;
}
