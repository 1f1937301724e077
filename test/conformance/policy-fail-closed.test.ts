import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeEntry } from '../../src/audit/audit.ts';
import { millis, utf8 } from '../../src/base/base.ts';
import {
  compilePolicies,
  decide,
  LimitCounters,
  parseLimit,
  type CompiledPolicies,
  type Facts,
} from '../../src/policy/policy.ts';
import { openRulebook, setOf, showProblem, type PolicyProblem } from '../../src/rulebook/rulebook.ts';
import { duo, type HallNode } from '../sim/hall-node.ts';
import { call, context, policies } from '../unit/policy/sample-facts.ts';

const open = policies({ id: 'open' });
const attribute = (name: string): unknown => ({ '.': { left: { Var: 'context' }, attr: name } });

function directory(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'parley-closed-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'a.cedar'), text);
  return dir;
}

function withContext(changes: object): Facts {
  const facts = call({ path: '/a' });
  return { ...facts, context: { ...facts.context, ...changes } };
}

const throwing = (): never => {
  throw new Error('anything');
};
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('policy fails closed', () => {
  it('and lets the plain case through, so that the rest says something', () => {
    expect(decide(open, call({ path: '/a' })).allow).toBe(true);
  });

  it.each<readonly [string, CompiledPolicies, Facts, string]>([
    ['no policy at all', compilePolicies([], 'none'), call(), 'policy-denied'],
    [
      'an attribute that is missing',
      policies({}, { effect: 'forbid', when: attribute('nothing') }),
      call(),
      'policy-error',
    ],
    ['a condition that is no bool', policies({}, { effect: 'forbid', when: { Value: 1 } }), call(), 'policy-error'],
    ['an index that throws', { ...open, index: { find: throwing } }, call(), 'policy-error'],
    [
      'content checks that throw',
      policies({}, { effect: 'forbid', when: { isEmpty: { arg: attribute('findings') } } }),
      withContext({ findings: throwing }),
      'policy-error',
    ],
    [
      'labels that throw',
      policies({}, { effect: 'forbid', when: { isEmpty: { arg: attribute('labels') } } }),
      withContext({ labels: throwing }),
      'policy-error',
    ],
    ['arguments nested too deep', open, call(nested(100)), 'facts-invalid'],
    ['a big integer', open, call({ n: 2 ** 53 }), 'facts-invalid'],
    ['a number that is not finite', open, call({ n: Number.POSITIVE_INFINITY }), 'facts-invalid'],
    ['a value that JSON does not have', open, call({ n: undefined }), 'facts-invalid'],
    ['a lone surrogate', open, call({ s: '\ud800' }), 'facts-invalid'],
    ['a lone surrogate as a name', open, call({ '\ud800': 1 }), 'facts-invalid'],
    ['too many values', open, call(Array.from({ length: 30_000 }, () => 0)), 'facts-invalid'],
    ['a clock that is none', open, withContext({ now: Number.NaN }), 'facts-invalid'],
    ['a clock before 1970', open, withContext({ now: -1 }), 'facts-invalid'],
    ['a size that is none', open, withContext({ sizeBytes: 0.5 }), 'facts-invalid'],
  ])('on %s', (_, set, facts, reason) => {
    expect(decide(set, facts)).toMatchObject({ allow: false, reason });
  });

  it('and takes floats, null and `__entity` in arguments for what they are: no integer, no entity', () => {
    const isPaid = { hasTag: { left: attribute('numbers'), right: { Value: 'amount' } } };
    for (const amount of [1.5, null, { __entity: { type: 'Agent', id: 'x' } }, '5', true]) {
      expect(decide(policies({ when: isPaid }), call({ amount })).allow).toBe(false);
    }
    expect(decide(policies({ when: isPaid }), call({ amount: 5 })).allow).toBe(true);
  });

  it.each([
    ['a file that does not parse', 'permit (principal'],
    ['an attribute that the schema does not have', 'permit (principal, action, resource) when { context.nothing };'],
    [
      'a facet on an action without it',
      'permit (principal, action == Action::"mcp.list", resource) when { context.sql.writes };',
    ],
    ['a rule that can never match', 'permit (principal is Tool, action, resource);'],
    ['a word that is never there', 'permit (principal, action, resource) when { context.stage == "pre_tol" };'],
    ['a limit that cannot be read', 'forbid (principal, action, resource) when { context.exceeded.hasTag("often") };'],
    [
      'a limit that is computed',
      'forbid (principal, action, resource) when { context.exceeded.hasTag(context.method) };',
    ],
    [
      'a finding that does not exist',
      'forbid (principal, action, resource) when { context.findings.contains("secret.x") };',
    ],
  ])('at load on %s', (_, text) => {
    const set = setOf([{ name: 'a.cedar', text }], '');
    if ('compiled' in set) throw new Error('it was loaded');
    expect(set[0]).toMatchObject({ file: 'a.cedar', line: 1 });
    expect(set[0]?.excerpt).toContain('^');
  });

  it('on reload: a bad file leaves the good set in force and says so', async () => {
    const dir = directory('@id("closed") forbid (principal, action, resource);');
    const told: (readonly PolicyProblem[])[] = [];
    await using book = await openRulebook({ dir, onReload: () => {}, onProblem: (problems) => told.push(problems) });
    writeFileSync(join(dir, 'a.cedar'), 'permit (principal, action, resource)');
    expect(await book.reload()).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(decide(book.current(), call())).toMatchObject({ allow: false, policies: [{ id: 'closed' }] });
  });

  it('on a clock that jumps back: a limit refills nothing, and one that jumps ahead once only', () => {
    const limit = parseLimit('agent 2/1m');
    if (limit === undefined) throw new Error('no limit');
    const counters = new LimitCounters();
    const start = 1_780_000_000_000;
    for (let i = 0; i < 2; i++) counters.take('a', limit, start);
    expect(counters.waitMs('a', limit, start)).toBe(30_000);
    expect(counters.waitMs('a', limit, start - 86_400_000)).toBe(30_000);
    expect(counters.waitMs('a', limit, start + 30_000)).toBe(0);
    counters.take('a', limit, start + 30_000);
    expect(counters.waitMs('a', limit, start)).toBe(30_000);
  });

  it('names how long to wait when a limit is used up', () => {
    const asks = { hasTag: { left: attribute('exceeded'), right: { Value: 'agent 2/1m' } } };
    const facts: Facts = { ...call(), context: { ...context, now: millis(1), exceeded: () => 1234 } };
    expect(decide(policies({}, { effect: 'forbid', when: asks }), facts)).toMatchObject({
      reason: 'rate-limited',
      retryAfterMs: 1234,
    });
  });
});

/** A set of Cedar text, as a node would load it. */
function loaded(text: string): CompiledPolicies {
  const set = setOf([{ name: 'clock.cedar', text }], 'clock');
  if ('compiled' in set) return set.compiled;
  throw new Error(set.map(showProblem).join('\n'));
}

describe('a clock that goes back an hour', () => {
  const hour = 3_600_000;
  const base = '@id("all") permit (principal, action, resource);';
  const outcome = async (node: HallNode, to: HallNode, topic: string): Promise<string> => {
    const sent = await node.parts.pipeline.send({
      to: to.did,
      body: { kind: 'message', topic, contentType: 'text/plain', body: utf8('text'), replyTo: undefined },
    });
    return sent.kind === 'accepted' ? 'accepted' : sent.reason;
  };
  const stage = async (seed: string, text: string) => {
    const { world, alice, bob } = await duo(seed, { alice: { policies: loaded(text) } });
    // So that what peers say of themselves is older than the jump.
    await world.pass(hour + 60_000);
    const say = (topic: string): Promise<string> => world.finish(outcome(alice, bob, topic));
    return { world, alice, say };
  };

  it('makes an approval void instead of longer', async () => {
    const held = `${base}
@id("ask") @approval("required") forbid (principal, action == Action::"message.send", resource) when { resource.name == "pay" };`;
    const { world, alice, say } = await stage('approval and clock', held);
    const approve = async (): Promise<void> => {
      const [waiting] = alice.parts.approvals.all(alice.parts.clock.now()).filter(({ state }) => state === 'pending');
      if (waiting === undefined) throw new Error('nothing waits');
      const given = { approve: true, by: 'ann', why: 'agreed', at: alice.parts.clock.now() };
      await world.finish(alice.parts.approvals.answer(waiting.id, given, 'clock'));
    };
    expect(await say('pay')).toBe('approval-required');
    await approve();
    alice.setClock(-hour);
    expect(await say('pay')).toBe('approval-required');
    await approve();
    expect(await say('pay')).toBe('accepted');
    expect(await say('pay')).toBe('approval-required');
  });

  it('refills no limit and takes no label away', async () => {
    const limited = `${base}
@id("limit") forbid (principal, action == Action::"message.send", resource) when { context.exceeded.hasTag("agent 2/1h") };
@id("marks") @label("confidential") permit (principal, action == Action::"message.send", resource) when { resource.name == "marks" };
@id("stays") forbid (principal, action == Action::"message.send", resource)
when { resource.name == "out" && context.seen.contains("confidential") };`;
    const { alice, say } = await stage('limit and clock', limited);
    expect(await say('marks')).toBe('accepted');
    alice.setClock(-hour);
    expect(await say('out')).toBe('policy-denied');
    expect(await say('news')).toBe('accepted');
    expect(await say('news')).toBe('rate-limited');
  });

  it('leaves the log whole: its order is that of the entries, whatever times they name', async () => {
    const { world, alice, say } = await stage('log and clock', base);
    await say('before');
    const size = alice.parts.audit.size;
    alice.setClock(-hour);
    expect(await say('after')).toBe('accepted');
    await world.pass(5_000);
    expect(alice.parts.audit.size).toBeGreaterThan(size);
    const times = [...(alice.disk.get('audit')?.values() ?? [])].map((bytes) => decodeEntry(bytes)?.time ?? 0);
    expect(Math.min(...times.slice(size))).toBeLessThan(Math.max(...times.slice(0, size)));
    alice.crash();
    await alice.start();
    expect(alice.parts.audit.problem).toBeUndefined();
    expect(await say('again')).toBe('accepted');
  });
});
