import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../src/policy/compiled-policies.ts';
import { isNode } from '../../src/policy/est.ts';
import { compileText, readEntities, readRequest } from './cedar-json.ts';

const ids = ['a', 'b', 'c'];
const uid = fc.record({ type: fc.constantFrom('U', 'G', 'N::T'), id: fc.constantFrom(...ids) });
const uidText = uid.map(({ type, id }) => `${type}::"${id}"`);
/** Strings for contexts. */
const word = fc.constantFrom('', 'a', 'ab', 'aba', 'b*', 'ä', '\u{1f600}', 'a\\b', '"');
const quote = (text: string): string => JSON.stringify(text);
const ips = [
  '127.0.0.1',
  '127.0.0.0/7',
  '224.0.0.0/3',
  'ff00::/7',
  '10.0.0.0/8',
  '10.1.2.3',
  '::1',
  'ff02::1/16',
  '224.0.0.1/4',
  '1.2.3',
  '1:2:3:4:5:6:7::',
  '0.0.0.0/0',
];
const decimals = ['1.0', '1.00', '-0.5', '0.0001', '922337203685477.5807', '922337203685477.5808', '1', '1.23456'];
const datetimes = [
  '2024-02-29',
  '2023-02-29',
  '1969-12-31T23:59:59.999Z',
  '2024-01-01T01:00:00+0130',
  '0000-01-01',
  '2024-01-01T24:00:00Z',
];
const durations = [
  '1d',
  '-1d2h',
  '5ms',
  '9223372036854775807ms',
  '-9223372036854775808ms',
  '1h1d',
  '',
  '106751991167d',
];

/** Cedar text of expressions by type; now and then one of another type, because errors must agree too. */
type Typed = Record<
  'any' | 'bool' | 'long' | 'text' | 'set' | 'entity' | 'record' | 'ip' | 'decimal' | 'datetime' | 'duration',
  string
>;

const typed = fc.letrec<Typed>((tie) => {
  const { any, bool, long, text, set, entity, record, ip, decimal, datetime, duration } = {
    any: tie('any'),
    bool: tie('bool'),
    long: tie('long'),
    text: tie('text'),
    set: tie('set'),
    entity: tie('entity'),
    record: tie('record'),
    ip: tie('ip'),
    decimal: tie('decimal'),
    datetime: tie('datetime'),
    duration: tie('duration'),
  };
  type Text = fc.Arbitrary<string>;
  const infix = (left: Text, operators: readonly string[], right: Text): Text =>
    fc.tuple(left, fc.constantFrom(...operators), right).map(([a, operator, b]) => `((${a}) ${operator} (${b}))`);
  const method = (left: Text, names: readonly string[], right?: Text): Text =>
    fc.tuple(left, fc.constantFrom(...names), right ?? fc.constant('')).map(([a, name, b]) => `(${a}).${name}(${b})`);
  const choose = (of: Text): Text => fc.tuple(bool, of, of).map(([a, b, c]) => `(if (${a}) then (${b}) else (${c}))`);
  const made = (name: string, texts: readonly string[]): Text =>
    fc.constantFrom(...texts).map((each) => `${name}(${quote(each)})`);
  const pattern = fc
    .array(fc.constantFrom('a', 'b', '*', '\\*', 'ä'), { maxLength: 5 })
    .map((parts) => `"${parts.join('')}"`);
  /** Ends come first, since they are what is left when it gets deep. */
  const kind = (ends: readonly string[], ...more: readonly Text[]): Text => {
    const first: fc.WeightedArbitrary<string> = { arbitrary: fc.constantFrom(...ends), weight: 3 };
    const rest = more.map((arbitrary) => ({ arbitrary, weight: 2 }));
    return fc.oneof({ maxDepth: 5 }, first, ...rest, { arbitrary: any, weight: 1 });
  };
  const types = [bool, long, text, set, entity, record, ip, decimal, datetime, duration];
  return {
    any: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('context.x', 'context.none', 'principal.x', 'resource.x', '1', '"a"', 'true', 'context'),
      ...types,
    ),
    bool: kind(
      ['true', 'false', 'context.b'],
      infix(any, ['==', '!='], any),
      infix(bool, ['&&', '||'], bool),
      infix(infix(any, ['&&', '||'], any), ['=='], any),
      infix(long, ['<', '<=', '>', '>=', '=='], long),
      infix(datetime, ['<', '<=', '=='], datetime),
      infix(duration, ['>', '>=', '=='], duration),
      infix(entity, ['in', '=='], entity),
      infix(
        entity,
        ['in'],
        fc.array(entity, { maxLength: 2 }).map((items) => `[${items.join(', ')}]`),
      ),
      bool.map((a) => `!(${a})`),
      method(set, ['contains'], any),
      method(set, ['containsAll', 'containsAny'], set),
      method(set, ['isEmpty']),
      method(entity, ['hasTag'], text),
      infix(fc.oneof(entity, record), ['has'], fc.constantFrom('x', 'r.x', '"odd name"')).map((each) =>
        each.replace(/ has \((.*)\)\)$/, ' has $1)'),
      ),
      fc.tuple(text, pattern).map(([a, b]) => `((${a}) like ${b})`),
      fc
        .tuple(entity, fc.constantFrom('U', 'N::T', 'Action'), fc.option(entity))
        .map(([a, type, b]) => `((${a}) is ${type}${b === null ? '' : ` in (${b})`})`),
      method(ip, ['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast']),
      method(ip, ['isInRange'], ip),
      method(decimal, ['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'], decimal),
      choose(bool),
    ),
    long: kind(
      ['0', '1', '-7', '9007199254740991', 'context.n'],
      infix(long, ['+', '-', '*'], long),
      long.map((a) => `-(${a})`),
      method(duration, ['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays']),
      choose(long),
    ),
    text: kind(['""', '"a"', '"ab"', '"aba"', '"b*"', '"ä"', '"\\u{1f600}"', '"a\\\\b"', '"\\""', 'context.s']),
    set: kind(
      ['[]', 'context.set', '[1, 1, 2]'],
      fc.array(any, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    ),
    entity: kind(
      ['principal', 'resource', 'action', 'context.u', 'U::"a"', 'G::"a"', 'N::T::"b"', 'Action::"any"'],
      uidText,
    ),
    record: kind(
      ['{}', 'context', 'context.r'],
      fc.tuple(any, any).map(([a, b]) => `{x: (${a}), "odd name": (${b})}`),
    ),
    ip: kind(['ip("10.0.0.0/8")'], made('ip', ips)),
    decimal: kind(['decimal("1.0")'], made('decimal', decimals)),
    datetime: kind(
      ['datetime("2024-02-29")'],
      made('datetime', datetimes),
      method(datetime, ['offset'], duration),
      method(datetime, ['toDate']),
    ),
    duration: kind(
      ['duration("1d")'],
      made('duration', durations),
      method(datetime, ['durationSince'], datetime),
      method(datetime, ['toTime']),
    ),
  };
});
const expression = typed.bool;

const scope = (name: string): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constant(name), weight: 6 },
    uidText.map((text) => `${name} == ${text}`),
    uidText.map((text) => `${name} in ${text}`),
    fc.constantFrom('U', 'G').map((type) => `${name} is ${type}`),
    uidText.map((text) => `${name} is U in ${text}`),
  );
const action = fc.constantFrom(
  'action',
  'action == Action::"go"',
  'action in Action::"any"',
  'action in [Action::"no", Action::"any"]',
);
const policy = fc
  .record({
    effect: fc.constantFrom('permit', 'permit', 'forbid'),
    principal: scope('principal'),
    action,
    resource: scope('resource'),
    when: fc.option(expression),
    unless: fc.option(expression),
  })
  .map((p) => {
    const when = p.when === null ? '' : ` when { ${p.when} }`;
    const unless = p.unless === null ? '' : ` unless { ${p.unless} }`;
    return `${p.effect} (${p.principal}, ${p.action}, ${p.resource})${when}${unless};`;
  });

const value = fc.oneof(
  fc.integer(),
  fc.boolean(),
  word,
  uid.map((entity) => ({ __entity: entity })),
);
const request = fc.record({
  principal: uid,
  resource: uid,
  context: fc.record({
    n: fc.integer(),
    s: word,
    set: fc.array(value, { maxLength: 3 }),
    r: fc.record({ x: value }),
    b: fc.boolean(),
    x: value,
    u: uid.map((entity) => ({ __entity: entity })),
  }),
  attributes: fc.option(value),
  tag: fc.option(value),
  upwards: fc.boolean(),
});

/** Entities with attributes, tags and groups; `c` of each type is left out, as Cedar allows. */
function entitiesOf({
  attributes,
  tag,
  upwards,
}: {
  readonly attributes: unknown;
  readonly tag: unknown;
  readonly upwards: boolean;
}): cedar.EntityJson[] {
  const attrs = JSON.parse(JSON.stringify(attributes === null ? {} : { x: attributes }));
  const tags = JSON.parse(JSON.stringify(tag === null ? {} : { a: tag }));
  const entity = (type: string, id: string, parents: readonly cedar.TypeAndId[]): cedar.EntityJson => ({
    uid: { type, id },
    attrs,
    tags,
    parents: [...parents],
  });
  return [
    entity('U', 'a', [{ type: 'G', id: 'a' }]),
    entity('U', 'b', upwards ? [{ type: 'U', id: 'a' }] : []),
    entity('G', 'a', upwards ? [{ type: 'N::T', id: 'c' }] : []),
    entity('N::T', 'b', [
      { type: 'G', id: 'a' },
      { type: 'G', id: 'c' },
    ]),
    { uid: { type: 'Action', id: 'go' }, attrs: {}, parents: [{ type: 'Action', id: 'any' }] },
  ];
}

const sorted = (list: readonly string[]): readonly string[] => list.toSorted();

describe('the evaluator beside cedar-wasm', () => {
  it('gives the same decision, determining policies and errors for generated policies', () => {
    let failing = 0;
    let allowed = 0;
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 5 }), request, (texts, made) => {
        const staticPolicies = Object.fromEntries(texts.map((text, i) => [`p${i}`, text]));
        const entities = entitiesOf(made);
        const call = {
          principal: made.principal,
          action: { type: 'Action', id: 'go' },
          resource: made.resource,
          context: made.context,
        };
        const theirs = cedar.isAuthorized({ ...call, policies: { staticPolicies }, entities });
        if (theirs.type === 'failure') throw new Error(`${JSON.stringify(theirs.errors)}\n${texts.join('\n')}`);
        const { decision, diagnostics } = theirs.response;
        const wanted = {
          decision,
          reasons: sorted(diagnostics.reason),
          errors: sorted(diagnostics.errors.map((error) => error.policyId)),
        };
        const json: unknown = JSON.parse(JSON.stringify(call));
        const ours = authorize(
          compileText(staticPolicies),
          readRequest(isNode(json) ? json : {}, readEntities(entities)),
        );
        failing += Math.min(1, ours.failures.length);
        allowed += ours.decision === 'allow' ? 1 : 0;
        expect({
          decision: ours.decision,
          reasons: sorted(ours.reasons.map((each) => each.source.id)),
          errors: sorted(ours.failures.map((each) => each.policy.source.id)),
        }).toEqual(wanted);
      }),
      { numRuns: Number(process.env['PARLEY_RUNS'] ?? '1500') },
    );
    // Neither all nonsense nor all plain sailing.
    expect(failing).toBeGreaterThan(50);
    expect(allowed).toBeGreaterThan(50);
  }, 120_000);
});
