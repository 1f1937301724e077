import { describe, expect, it } from 'vitest';
import { couldAllow, decide } from '../../../src/policy/policy.ts';
import { setOf, showProblem } from '../../../src/rulebook/rulebook.ts';
import { call, policies } from './sample-facts.ts';

function decided(...annotated: readonly Readonly<Record<string, string>>[]) {
  const set = policies(...annotated.map((annotations, i) => ({ id: `p${i}`, annotations })));
  return decide(set, call());
}

describe('obligations', () => {
  it('of all permits that hold are owed together', () => {
    const decision = decided(
      { redact: 'secret, personal.card', label: 'b, a' },
      { redact: 'personal.card,pattern', log: 'payments' },
      { reason: 'says nothing more' },
    );
    expect(decision.allow).toBe(true);
    expect(decision.obligations).toEqual({
      redact: ['pattern', 'personal.card', 'secret'],
      log: ['payments'],
      labels: ['a', 'b'],
      limits: [],
    });
  });

  it('that nobody knows, or that cannot be read, deny, also beside a permit that demands nothing', () => {
    const unknown: readonly Readonly<Record<string, string>>[] = [
      { encrypt: 'aes' },
      { Redact: 'secret' },
      { redact: 'everything' },
      { redact: '' },
      { redact: 'signal.prompt-injection' },
      { limit: 'often' },
      { log: 'a\nb' },
      { constructor: 'x' },
    ];
    for (const annotations of unknown) {
      const decision = decided({}, annotations);
      expect([annotations, decision.reason]).toEqual([annotations, 'obligation-failed']);
      expect(decision.policies).toMatchObject([{ id: 'p1' }]);
    }
    expect(couldAllow(policies({ annotations: { encrypt: 'aes' } }), call())).toBe(false);
  });

  it('of a limit count only that limit, and tell how long to wait', () => {
    const facts = call();
    const asked: string[] = [];
    const exceeded = (limit: string): number | undefined => {
      asked.push(limit);
      return limit === 'tool 1/1m' ? 700 : undefined;
    };
    const limited = { ...facts, context: { ...facts.context, exceeded } };
    expect(decide(policies({ annotations: { limit: 'agent 5/1m' } }), limited).allow).toBe(true);
    expect(decide(policies({ annotations: { limit: 'agent 5/1m, tool 1/1m' } }), limited)).toMatchObject({
      allow: false,
      reason: 'rate-limited',
      retryAfterMs: 700,
    });
    expect(asked).toContain('agent 5/1m');
  });
});

describe('a set is refused at load', () => {
  const permit = 'permit (principal, action, resource);';
  it.each([
    ['for an obligation that there is not', `@redct("secret")\n${permit}`, 'there is no obligation "redct"'],
    ['for one that cannot be read', `@redact("secrets")\n${permit}`, '@redact cannot be read'],
    ['for a finding that there is not', `@redact("secret.nothing")\n${permit}`, 'nothing is ever found'],
    ['for a signal, which is no certain place', `@redact("signal.hidden-text")\n${permit}`, '@redact cannot be read'],
    ['for a limit that is none', `@limit("often")\n${permit}`, '@limit cannot be read'],
    [
      'for an obligation on a forbid',
      `@redact("secret")\nforbid (principal, action, resource);`,
      'on a forbid does nothing',
    ],
  ])('%s', (_, text, message) => {
    const set = setOf([{ name: 'a.cedar', text }], '');
    if ('compiled' in set) throw new Error('it was loaded');
    expect(set.map(showProblem).join('\n')).toContain(message);
    expect(set[0]).toMatchObject({ line: 1 });
  });

  it('never for words that are for people', () => {
    const text = `@id("a") @description("x") @author("y") @source("z") @reason("r") @advice("v")\n${permit}`;
    expect(setOf([{ name: 'a.cedar', text }], '')).toHaveProperty('compiled');
  });
});
