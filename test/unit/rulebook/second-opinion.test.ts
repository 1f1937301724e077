import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cedarVerdict, type CompiledPolicies, type Facts } from '../../../src/policy/policy.ts';
import { readCases } from '../../../src/policy-cases.ts';
import {
  openSecondOpinion,
  readPolicyFiles,
  setOf,
  type FactsAtRest,
  type Rulebook,
  type SecondOpinion,
} from '../../../src/rulebook/rulebook.ts';
import { call, own } from '../policy/sample-facts.ts';

const library = fileURLToPath(new URL('../../../policies', import.meta.url));

/** Looks at everything that facts have. */
const thorough = `
@id("reads") permit (principal, action == Action::"mcp.call", resource in Agent::"${own.did}")
when { context.arguments.hasTag("path") && context.arguments.getTag("path") like "/srv/*" };
@id("org") permit (principal in Organisation::"org-r", action in Action::"mcp.any", resource)
when { context.now < datetime("2040-01-01") && context.hour >= 0 && principal.capabilities.contains("search") };
@id("limit") forbid (principal, action, resource) when { context.exceeded.hasTag("agent 60/1m") };
@id("labels") forbid (principal, action, resource) when { context.labels.contains("secret") || context.seen.contains("top") };
@id("found") forbid (principal, action, resource) when { context.findings.contains("secret.private-key") };
@id("sql") forbid (principal, action == Action::"mcp.call", resource) when { context.sql.writes || context.k8s.writes };
@id("fails") forbid (principal, action == Action::"mcp.call", resource)
when { context.numbers.hasTag("n") && context.numbers.getTag("n") * 9007199254740991 > 0 };
@id("pairs") forbid (principal, action, resource)
when { context.pairs.containsAny(["to[]=eve", "__entity.type=Agent"]) || context.argumentsText like "*eve*" };
`;

async function opened(
  files: Rulebook['files'],
): Promise<{ readonly set: CompiledPolicies; readonly theirs: SecondOpinion }> {
  const set = setOf(files, 'set');
  if (!('compiled' in set)) throw new Error('the set is not good');
  const theirs = await openSecondOpinion(files, AbortSignal.timeout(30_000));
  onTestFinished(() => theirs.close());
  return { set: set.compiled, theirs };
}

function atRest(facts: Facts, limits: readonly string[]): FactsAtRest {
  const { labels, seen, findings, exceeded, ...context } = facts.context;
  const waits = limits.map((limit) => [limit, exceeded?.(limit) ?? -1] as const).filter(([, wait]) => wait >= 0);
  const plain: Facts = Object.assign({}, facts, { context });
  return {
    facts: plain,
    labels: labels?.() ?? [],
    seen: seen?.() ?? [],
    findings: findings?.() ?? [],
    exceeded: waits,
  };
}

async function opinionOn(facts: Facts, { set, theirs }: Awaited<ReturnType<typeof opened>>): Promise<string> {
  const ours = cedarVerdict(set, facts);
  if (ours === undefined) return 'no facts';
  return (await theirs.ask(atRest(facts, theirs.limits), ours)).kind;
}

describe('the other engine', () => {
  it.each(readdirSync(library))('agrees with ours on every case of %s', async (name) => {
    const files = await readPolicyFiles(`${library}/${name}`);
    const both = await opened(files.flatMap((file) => ('text' in file ? [file] : [])));
    const cases = await readCases(`${library}/${name}/cases`);
    const kinds = await Promise.all(cases.map((each) => opinionOn(each.facts(both.set.patterns), both)));
    expect(kinds.length).toBeGreaterThan(1);
    expect(kinds.filter((kind) => kind !== 'agrees')).toEqual([]);
  });

  it('agrees with ours on whatever a call may carry', async () => {
    const both = await opened([{ name: 'a.cedar', text: thorough }]);
    const names = fc.constantFrom(
      'path',
      'n',
      'to',
      '__proto__',
      '__entity',
      '__extn',
      'a.b',
      '',
      'type',
      '\u{1f600}',
      'sql',
    );
    const text = fc.oneof(
      fc.constantFrom('/srv/a', 'eve', 'DROP TABLE x', '\u0000', '"\\', '\u{1f600}', 'SELECT 1', ''),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const args = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(
          text,
          fc.maxSafeInteger(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constant(null),
          fc.boolean(),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map((fields) => Object.fromEntries(fields)),
      ),
    })).value;
    const some = fc.subarray(['secret', 'top', 'secret.private-key', 'x']);
    let denied = 0;
    const recalled = fc.record({ labels: some, seen: some, findings: some, full: fc.boolean() });
    const property = fc.asyncProperty(args, recalled, async (value, { labels, seen, findings, full }) => {
      const facts: Facts = {
        ...call(value, 'tool\u0000/ö'),
        context: {
          ...call(value).context,
          labels: () => labels,
          seen: () => seen,
          findings: () => findings,
          exceeded: () => (full ? 5 : undefined),
        },
      };
      const ours = cedarVerdict(both.set, facts);
      if (ours === undefined) return;
      if (ours.decision === 'deny') denied++;
      expect(await opinionOn(facts, both)).toBe('agrees');
    });
    await fc.assert(property, { numRuns: 300 });
    expect(denied).toBeGreaterThan(50);
  }, 60_000);

  it('says what it decides when that is something else', async () => {
    const { theirs } = await opened([{ name: 'a.cedar', text: thorough }]);
    const opinion = await theirs.ask(atRest(call({ path: '/etc' }), theirs.limits), {
      decision: 'deny',
      reasons: [],
      errors: [],
    });
    expect(opinion).toEqual({ kind: 'differs', theirs: { decision: 'allow', reasons: ['org'], errors: [] } });
    expect(theirs.limits).toEqual(['agent 60/1m']);
  });

  it('leaves out what would be too long to spell out, without taking long over it', async () => {
    const both = await opened([{ name: 'a.cedar', text: thorough }]);
    let deep: unknown = 'x'.repeat(200_000);
    for (let i = 0; i < 50; i++) deep = [deep];
    expect(await opinionOn(call({ deep }), both)).toBe('too-long');
  });

  it('fails when it is handed facts that are none, and goes on', async () => {
    const both = await opened([{ name: 'a.cedar', text: thorough }]);
    const facts = call({ path: '/srv/a' });
    const ours = { decision: 'deny', reasons: [], errors: [] } as const;
    const odd: Facts = { ...facts, context: { ...facts.context, sizeBytes: -1 } };
    expect((await both.theirs.ask(atRest(odd, []), ours)).kind).toBe('too-long');
    expect(await opinionOn(facts, both)).toBe('agrees');
  });

  it('ends with every question answered', async () => {
    const { theirs } = await opened([{ name: 'a.cedar', text: thorough }]);
    const ours = { decision: 'deny', reasons: [], errors: [] } as const;
    const asked = [1, 2, 3].map(() => theirs.ask(atRest(call({}), []), ours));
    await theirs.close();
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['differs', 'differs', 'differs']);
    expect(await theirs.ended).toBe('it was closed');
    expect((await theirs.ask(atRest(call({}), []), ours)).kind).toBe('failed');
  });

  it('does not open over a set that is none', async () => {
    await expect(
      openSecondOpinion([{ name: 'a.cedar', text: 'permit (' }], AbortSignal.timeout(30_000)),
    ).rejects.toThrow(/a\.cedar:1/);
  });
});
