import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { policyTools } from '../../../src/policy-tools.ts';

const library = fileURLToPath(new URL('../../../policies', import.meta.url));
const names = readdirSync(library);

describe('the library of policies', () => {
  it('has the sets that the documents name', () => {
    expect(names.toSorted()).toEqual([
      'business-hours',
      'deny-by-default',
      'no-secrets-out',
      'owasp-agentic',
      'read-only-partner',
      'two-person-rule',
    ]);
  });

  it.each(names)('%s does what its cases say', async (name) => {
    const dir = join(library, name);
    const results = await policyTools.test(dir, join(dir, 'cases'));
    expect(results.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(results.length).toBeGreaterThan(4);
  });

  it('has a case for every policy that forbids', async () => {
    for (const name of names) {
      const dir = join(library, name);
      const shown = await policyTools.show(dir);
      const forbids = shown.filter(({ cedar }) => /^forbid/m.test(cedar)).map(({ id }) => id);
      const cases = readFileSync(join(dir, 'cases', `${name}.yaml`), 'utf8');
      expect(forbids.filter((id) => !cases.includes(`[${id}]`))).toEqual([]);
    }
  });
});

describe('policy tools', () => {
  function folder(files: Readonly<Record<string, string>>): string {
    const dir = mkdtempSync(join(tmpdir(), 'parley-tools-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    return dir;
  }

  it('tell which case went wrong, and how', async () => {
    const cases = folder({ 'c.yaml': '- { name: x, action: session.open, expect: deny }\n' });
    const [result] = await policyTools.test(join(library, 'deny-by-default'), cases);
    expect(result?.fault).toBe('allow by base.session, not deny');
  });

  it('do not take a denial of impossible facts for one of the policies', async () => {
    const cases = folder({ 'c.yaml': '- { name: x, action: mcp.call, resource: { kind: topic }, expect: deny }\n' });
    const [result] = await policyTools.test(join(library, 'deny-by-default'), cases);
    expect(result?.fault).toBe('facts-invalid: mcp.call acts on Tool');
  });

  it('take what an action acts on from the action where nobody says it', async () => {
    const cases = folder({
      'c.yaml': ['mcp.call', 'mcp.read', 'mcp.prompt', 'exchange.respond', 'message.receive', 'control.read']
        .map((action) => `- { name: x, action: ${action}, expect: deny, reason: policy-denied }`)
        .join('\n'),
    });
    const policies = folder({ 'a.cedar': '@id("a") forbid (principal, action, resource);' });
    expect((await policyTools.test(policies, cases)).filter(({ fault }) => fault !== undefined)).toEqual([]);
  });

  it('explain a decision by the policy, its place and the facts it looked at', async () => {
    const facts = join(folder({ 'f.yaml': 'action: a2a.send\ncontext: { time: "2026-01-10T12:00:00Z" }\n' }), 'f.yaml');
    const decision = await policyTools.explain(join(library, 'business-hours'), facts);
    expect(decision).toMatchObject({ allow: false, reason: 'policy-denied' });
    expect(decision.policies).toMatchObject([
      {
        id: 'hours.closed',
        file: 'business-hours.cedar',
        line: 3,
        facts: [
          { name: 'context.direction', value: '"in"' },
          { name: 'context.hour', value: '12' },
          { name: 'context.weekday', value: '6' },
        ],
      },
    ]);
  });

  it('tell two sets apart by the ids of their policies', async () => {
    const one = folder({
      'a.cedar': '@id("a") permit (principal, action, resource); @id("b") forbid (principal, action, resource);',
    });
    const two = folder({
      'a.cedar': '@id("a") forbid (principal, action, resource); @id("c") forbid (principal, action, resource);',
    });
    const { added, removed, changed } = await policyTools.diff(one, two);
    expect([added, removed, changed.map(({ after }) => after)].map((list) => list.map(({ id }) => id))).toEqual([
      ['c'],
      ['b'],
      ['a'],
    ]);
  });

  it.each([
    ['a folder that is not there', async () => policyTools.check('/nowhere')],
    [
      'cases that are none',
      async () => policyTools.test(join(library, 'business-hours'), folder({ 'c.yaml': '- { name: x }' })),
    ],
    ['a folder without cases', async () => policyTools.test(join(library, 'business-hours'), folder({}))],
    [
      'facts that are none',
      async () => policyTools.explain(join(library, 'business-hours'), join(folder({ 'f.yaml': '[]' }), 'f.yaml')),
    ],
  ])('refuse %s', async (_, work) => {
    await expect(work()).rejects.toMatchObject({ code: 'policy-invalid' });
  });
});
