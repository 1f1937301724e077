import { describe, expect, it } from 'vitest';
import { trustScore } from '../../../src/base/base.ts';
import { decide, type Facts, isActionName, actions } from '../../../src/policy/policy.ts';
import { call, policies, remote } from './sample-facts.ts';

const never = { '==': { left: { Value: 1 }, right: { Value: 2 } } };
const failing = { '.': { left: { Var: 'context' }, attr: 'missing' } };
const overflow = {
  '<': {
    left: { Value: 1 },
    right: { '*': { left: { Value: 9_000_000_000_000_000 }, right: { Value: 9_000_000_000_000_000 } } },
  },
};

/** What a fault elsewhere could hand over. */
function untyped(value: unknown): Facts {
  const facts: { value: Facts } = { value: call() };
  Object.assign(facts, { value });
  return facts.value;
}

describe('decide', () => {
  it('denies when there is no policy at all', () => {
    expect(decide(policies(), call())).toEqual({
      allow: false,
      reason: 'policy-denied',
      policies: [],
      errors: [],
      obligations: { redact: [], log: [], labels: [], limits: [] },
    });
  });

  it('allows when a permit holds, and names it with its place', () => {
    const decision = decide(policies({ when: never }, { id: 'yes' }), call());
    expect(decision.allow).toBe(true);
    expect(decision.reason).toBeUndefined();
    expect(decision.policies).toEqual([{ id: 'yes', file: 'test.cedar', line: 2, annotations: {} }]);
  });

  it('names what a person may lift only when nothing else denies', () => {
    const liftable = { id: 'ask', effect: 'forbid', annotations: { approval: 'required' } } as const;
    const both = decide(policies({ id: 'yes' }, liftable, { id: 'never', effect: 'forbid' }), call());
    expect(both.policies.map(({ id }) => id)).toEqual(['never']);
    expect(both.requestable).toBeUndefined();
    const alone = decide(policies({ id: 'yes' }, liftable), call());
    expect(alone).toMatchObject({ requestable: true, policies: [{ id: 'ask' }] });
  });

  it('lets a forbid win over any number of permits, whatever the order', () => {
    const decision = decide(policies({}, { id: 'no', effect: 'forbid' }, {}), call());
    expect(decision).toMatchObject({ allow: false, reason: 'policy-denied', policies: [{ id: 'no' }] });
  });

  it.each([
    ['a forbid', { id: 'bad', effect: 'forbid', when: failing } as const],
    ['a permit', { id: 'bad', when: failing } as const],
    ['an overflow', { id: 'bad', when: overflow } as const],
  ])('denies when %s fails beside a permit that holds, where Cedar would allow', (_, bad) => {
    const decision = decide(policies({}, bad), call());
    expect(decision).toMatchObject({ allow: false, reason: 'policy-error', policies: [{ id: 'bad' }] });
    expect(decision.errors[0]).toContain('policy "bad" (test.cedar:2)');
  });

  it('does not consider a policy outside its scope, so its failure does no harm', () => {
    const elsewhere = { op: '==', entity: { type: 'Action', id: 'mcp.read' } };
    expect(decide(policies({}, { when: failing, action: elsewhere }), call()).allow).toBe(true);
  });

  it('denies an action without a word in the schema', () => {
    const facts = untyped({ ...call(), action: 'mcp.teleport' });
    expect(decide(policies({}), facts)).toMatchObject({ allow: false, reason: 'unknown-action' });
    expect(isActionName('mcp.teleport')).toBe(false);
    expect(actions.every(isActionName)).toBe(true);
  });

  it.each([
    ['an integer beyond 2^53', { n: 2 ** 53 }],
    ['a number that is not finite', { n: Infinity }],
    ['text that is not well-formed', { s: '\ud800' }],
    ['a name that is not well-formed', { '\ud800': 1 }],
    ['a name that is too long', { ['n'.repeat(1025)]: 1 }],
    ['a value JSON does not have', { f: () => 1 }],
    ['nesting that is too deep', JSON.parse('['.repeat(70) + ']'.repeat(70))],
    ['too many values', Array.from({ length: 20_001 }, () => 0)],
  ])('denies arguments with %s', (_, args) => {
    expect(decide(policies({}), call(args))).toMatchObject({ allow: false, reason: 'facts-invalid' });
  });

  it('denies facts with a number that is not natural', () => {
    const facts = call();
    const broken: Facts = { ...facts, context: { ...facts.context, sizeBytes: 1.5 } };
    expect(decide(policies({}), broken).reason).toBe('facts-invalid');
    const doubtful: Facts = { ...facts, principal: { ...remote, confidence: Number.NaN } };
    expect(decide(policies({}), doubtful).reason).toBe('facts-invalid');
    const named: Facts = { ...facts, resource: { ...facts.resource, name: 'x'.repeat(9000) } };
    expect(decide(policies({}), named).reason).toBe('facts-invalid');
  });

  it('never throws, even over facts that break their types', () => {
    const facts = untyped({ action: 'mcp.call' });
    expect(decide(policies({}), facts)).toMatchObject({ allow: false, reason: 'policy-error' });
  });

  it('gives the same answer however often it is asked', () => {
    const set = policies({
      when: { '<=': { left: { Value: 500 }, right: { '.': { left: { Var: 'principal' }, attr: 'score' } } } },
    });
    const poor: Facts = { ...call(), principal: { ...remote, score: trustScore(499) } };
    for (let i = 0; i < 3; i++) {
      expect(decide(set, call()).allow).toBe(true);
      expect(decide(set, poor).allow).toBe(false);
    }
  });
});
