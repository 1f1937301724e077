import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/policy/policy.ts';
import { setOf, showProblem, type ReadSet } from '../../../src/rulebook/rulebook.ts';
import { call, context, remote } from '../policy/sample-facts.ts';

function read(text: string, name = 'rules.yaml'): ReadSet {
  const set = setOf([{ name, text }], 'v');
  if ('compiled' in set) return set;
  throw new Error(set.map(showProblem).join('\n'));
}

function problems(text: string): string {
  const set = setOf([{ name: 'rules.yaml', text }], 'v');
  return 'compiled' in set ? '' : set.map(showProblem).join('\n');
}

const answer = (text: string, facts = call({ path: '/srv/public/x' })): string => {
  const { compiled } = read(text);
  const decision = decide(compiled, facts);
  return [decision.allow ? 'allow' : 'deny', ...decision.policies.map(({ id, line }) => `${id}:${line}`)].join(' ');
};

const open = '- allow: any\n  id: open\n';

describe('the short form in YAML', () => {
  it('becomes Cedar, and decisions name the line of the rule', () => {
    const text = `rules:\n  - id: tools\n    allow: mcp.call\n    from: { known: true, score: 500 }\n    tool: ['read_*']\n    reason: "a \\"reason\\""\n`;
    expect(read(text).policies[0]?.cedar).toBe(
      [
        '@id("tools")',
        '@reason("a \\"reason\\"")',
        'permit (principal, action == Action::"mcp.call", resource)',
        'when { resource is Tool && resource.name like "read_*" && principal.organisationKnown && principal.score >= 500 };',
      ].join('\n'),
    );
    expect(answer(text)).toBe('allow tools:2');
    expect(answer(text, call({}, 'write_file'))).toBe('deny');
  });

  it.each([
    ['direction: in', true],
    ['direction: out', false],
    ['stage: pre_tool', true],
    ['stage: post_tool', false],
    ['server: files', true],
    ['server: other', false],
    ['hours: 8-18', true],
    ['hours: 22-6', false],
    ['weekdays: 1-5', true],
    ['weekdays: 6-7', false],
    ['largerThan: 100', true],
    ['largerThan: 120', false],
    ['from: { tier: standard }', true],
    ['from: { tier: trusted }', false],
    ['from: { ring: 2 }', true],
    ['from: { ring: 1 }', false],
    ['from: { capability: [search] }', true],
    ['from: { organisation: org-r }', true],
    ['from: { organisation: org-x }', false],
    ['from: { own: true }', false],
    ['to: { own: true }', true],
    [`arguments: { path: '/srv/public/*' }`, true],
    [`arguments: { path: '/etc/*' }`, false],
    [`arguments: { other: '*' }`, false],
    ['sql: { writes: true }', false],
    ['k8s: { resource: secrets }', false],
    ['findings: [secret.private-key]', false],
    ['labels: [confidential]', false],
    ['seen: [confidential]', false],
    ['limit: agent 60/1m', false],
    ['when: resource.name like "read*"', true],
    ['unless: principal.own', true],
    ['protocol: mcp', true],
    ['method: tools/*', true],
    ['contentType: text/*', false],
  ])('%s decides %s', (condition, applies) => {
    expect(answer(`rules:\n  - forbid: mcp.call\n    id: no\n    ${condition}\n  ${open.replace('\n', '\n  ')}`)).toBe(
      applies ? 'deny no:2' : 'allow open:5',
    );
  });

  it.each([
    ['rules: 5', 'not a list'],
    ['rules:\n  - id: x\n', 'either `allow` or `forbid`'],
    ['rules:\n  - allow: any\n    forbid: any\n', 'either `allow` or `forbid`'],
    ['rules:\n  - allow: mcp.cal\n', 'rules.yaml:2:5: there is no action "mcp.cal"'],
    ['rules:\n  - allow: any\n    wen: true\n', 'rules.yaml:3:5: there is no "wen" in a rule'],
    ['rules:\n  - allow: any\n    from: { scor: 1 }\n', 'there is no "scor" here'],
    ['rules:\n  - allow: any\n    from: { tier: gold }\n', 'it is one of probationary'],
    ['rules:\n  - allow: any\n    limit: 5 per minute\n', 'it is no limit'],
    ['rules:\n  - allow: any\n    hours: late\n', 'two numbers'],
    ['rules:\n  - allow: any\n    when: principal.nothing\n', 'in Cedar the rule reads'],
    ['rules:\n  - allow: any\n    findings: [secret.nothing]\n', 'findings is never "secret.nothing"'],
    ['rules:\n  - allow: any\n    findings: [pattern.x]\n', 'findings is never "pattern.x"'],
    ['patterns: { x: "(a" }\nrules: []\n', 'the pattern cannot be read'],
    ['patterns: { x: "(?=a)" }\nrules: []\n', 'the pattern cannot be read'],
    ['patterns: [a]\nrules: []\n', 'not a mapping'],
    ['role: 1\nrules: []\n', 'there is no "role" here'],
    ['rules: [\n', 'not valid YAML'],
    ['rules:\n  - allow: any\n    when: "true }; permit (principal, action, resource"\n', 'in Cedar the rule reads'],
  ])('refuses %j at its place: %s', (text, message) => expect(problems(text)).toContain(message));

  it('cannot be talked out of a string', () => {
    const text = `rules:\n  - forbid: mcp.call\n    id: 'a") permit (principal, action, resource); @id("b'\n    tool: 'x" || true || "'\n`;
    expect(read(text).policies.map(({ id }) => id)).toEqual(['a") permit (principal, action, resource); @id("b']);
  });
});

describe('policies of AgentMesh', () => {
  const rich = `
apiVersion: governance.toolkit/v1
name: demo
default_action: deny
rules:
  - { name: reads, condition: "action in ['read_file', 'list']", ruleAction: allow, priority: 5 }
  - { name: no-delete, condition: "action == 'delete_file' or params.force == true", ruleAction: deny, priority: 10 }
  - { name: big, condition: "trust_score >= 500 and amount > 100", ruleAction: require_approval }
  - { name: limited, condition: "tool == 'ping'", ruleAction: allow, limit: 100/hour }
`;

  it('decide as there: the first rule that matches, by priority', () => {
    expect(answer(rich, call({}, 'read_file'))).toBe('allow reads:6');
    expect(answer(rich, call({ force: true }, 'read_file'))).toBe('deny no-delete:7');
    expect(answer(rich, call({}, 'other'))).toBe('deny');
    expect(answer(rich, call({ amount: 101 }, 'other'))).toBe('deny big:8');
    // An allowing rule before it decides first.
    expect(answer(rich, call({ amount: 101 }, 'read_file'))).toBe('allow reads:6');
  });

  it('carry limits and approvals over', () => {
    const { compiled } = read(rich);
    const ping = { ...call({}, 'ping'), context: { ...context, exceeded: () => 7 } };
    expect(decide(compiled, ping)).toMatchObject({ allow: false, reason: 'rate-limited', retryAfterMs: 7 });
    const [big] = decide(compiled, call({ amount: 101 }, 'other')).policies;
    expect(big?.annotations['approval']).toBe('required');
  });

  it('are read in the flat form too', () => {
    const flat = `rules:\n  - { action: 'fs.*', effect: deny }\n  - { action: read_file, effect: allow, conditions: { path: /srv } }\n`;
    expect(answer(flat, call({ path: '/srv' }))).toBe('allow rules#2:3');
    expect(answer(flat, call({ path: '/etc' }))).toBe('deny');
    expect(answer(flat, call({}, 'fs.write'))).toBe('deny rules#1:2');
  });

  it('of one agent say nothing of another', () => {
    const text = (agent: string): string => `agent: ${agent}\ndefault_action: allow\nrules: []\n`;
    expect(answer(text(remote.did))).toBe('allow rules#default:2');
    expect(answer(text('someone-else'))).toBe('deny');
  });

  it.each([
    ['rules:\n  - { effect: maybe, action: x }\n', 'effect is unknown'],
    ['rules:\n  - { ruleAction: allow, condition: "len(x) > 5" }\n', 'cannot be read'],
    ['rules:\n  - { ruleAction: allow, condition: "a == 1", limit: often }\n', 'the limit cannot be read'],
    ['rules:\n  - { effect: allow, conditions: { a: 1.5 } }\n', 'compares with something else'],
  ])('refuses %j: %s', (text, message) => expect(problems(text)).toContain(message));
});
