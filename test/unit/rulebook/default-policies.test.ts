import { describe, expect, it } from 'vitest';
import { trustScore } from '../../../src/base/base.ts';
import {
  type AgentFacts,
  compilePolicies,
  type CompiledPolicies,
  decide,
  type Facts,
} from '../../../src/policy/policy.ts';
import { checkPolicies } from '../../../src/rulebook/check-policies.ts';
import { defaultPolicies } from '../../../src/rulebook/rulebook.ts';
import { call, context, own, remote } from '../policy/sample-facts.ts';

function compile(text: string): CompiledPolicies {
  const { policies, problems } = checkPolicies([{ name: 'default.cedar', text }]);
  expect(problems).toEqual([]);
  return compilePolicies(policies, '');
}

const set = compile(defaultPolicies());
const stranger: AgentFacts = { ...remote, organisation: { id: 'x', name: 'X', known: false } };
const { organisation: _, ...alone } = remote;
const weak: AgentFacts = { ...remote, score: trustScore(499), tier: 'probationary' };

const session = (principal: AgentFacts, owner: AgentFacts): Facts => ({
  principal,
  action: 'session.open',
  resource: { kind: 'agent', owner },
  context: { ...context, direction: principal.own ? 'out' : 'in', protocol: 'mesh' },
});
const standing = (principal: AgentFacts, owner: AgentFacts): Facts => {
  const opening = session(principal, owner);
  return { ...opening, context: { ...opening.context, standing: true } };
};
const message = (principal: AgentFacts, owner: AgentFacts): Facts => ({
  principal,
  action: principal.own ? 'message.send' : 'message.receive',
  resource: { kind: 'topic', owner, name: '' },
  context: { ...context, direction: principal.own ? 'out' : 'in', protocol: 'native' },
});
const respond = (principal: AgentFacts, owner: AgentFacts): Facts => ({
  principal,
  action: 'exchange.respond',
  resource: { kind: 'exchange', owner, id: '0'.repeat(32), request: 'mcp.call' },
  context: { ...context, part: 'head', status: 200 },
});

/** A tool whose server says that it changes things. */
const changing = (principal: AgentFacts): Facts => {
  const asked = call({ path: 'a' });
  const definition = { hash: '', pin: 'new', destructive: true } as const;
  return { ...asked, principal, resource: { ...asked.resource, definition } };
};
const earned: AgentFacts = { ...remote, mayWrite: true };

describe('the default policies', () => {
  it.each([
    ['a session with a known agent', session(own, remote), true],
    ['a session from a known agent', session(remote, own), true],
    ['a session with a stranger', session(own, stranger), false],
    ['a session from a stranger', session(stranger, own), false],
    ['a session from an agent without organisation', session(alone, own), false],
    ['a session from an agent below 500', session(weak, own), false],
    ['a session that stands, of an agent below 500', standing(weak, own), true],
    ['a session of ours that stands, with an agent below 500', standing(own, weak), true],
    ['a session that stands, of an untrusted agent', standing({ ...weak, score: trustScore(299) }, own), false],
    ['a session that stands, of a stranger', standing(stranger, own), false],
    ['a session between others', session(remote, { ...remote, own: false }), false],
    ['a message to anyone', message(own, stranger), true],
    ['a message from a known agent', message(remote, own), true],
    ['a message from a stranger', message(stranger, own), false],
    ['a message from an agent below 500', message(weak, own), true],
    ['a message from an untrusted agent', message({ ...weak, score: trustScore(299), tier: 'untrusted' }, own), false],
    ['a message for somebody else', message(remote, stranger), false],
    ['a call from a known agent', call({ path: 'a' }), true],
    ['a call that changes something, from a known agent', changing(remote), false],
    ['a call that changes something, from one that earned it', changing(earned), true],
    ['a call with SQL that changes something, from a known agent', call({ sql: 'DROP TABLE orders' }), false],
    ['the same from one that earned it', { ...call({ sql: 'DROP TABLE orders' }), principal: earned }, true],
    ['a call with SQL that reads, from a known agent', call({ sql: 'SELECT 1' }), true],
    ['a call from a stranger', { ...call(), principal: stranger }, false],
    ['an answer from us', respond(own, remote), true],
    ['an answer to us', respond(stranger, own), true],
  ] satisfies readonly (readonly [string, Facts, boolean])[])('decide on %s', (_, facts, allowed) => {
    expect(decide(set, facts).allow).toBe(allowed);
  });

  it('let a person pass what an agent has not earned yet, name the rule, and count it as no offence', () => {
    const decision = decide(set, changing(remote));
    expect(decision).toMatchObject({ requestable: true, policies: [{ id: 'default.unearned-writes' }] });
    const statement = call({ sql: 'DROP TABLE orders' });
    const context = { ...statement.context, approved: true };
    expect(decide(set, { ...statement, context }).allow).toBe(true);
  });

  it('show examples that hold when their comment marks are taken away', () => {
    const tightened = defaultPolicies()
      .split(/---- to tighten -+/)[1]
      ?.replaceAll(/^\/\/ {5}/gm, '')
      .replace('<its id, from parley peers>', 'org-z');
    const all = compile(defaultPolicies() + (tightened ?? ''));
    expect(all.size).toBe(set.size + 7);
    expect(decide(all, call({ path: 'a' })).allow).toBe(false);
    const trusted = { ...remote, organisation: { id: 'org-z', name: '', known: true } };
    const by = (args: unknown, name?: string): boolean =>
      decide(all, { ...call(args, name), principal: trusted }).allow;
    expect(by({ path: '/home/a', amount: 5, to: ['a@example.com'] })).toBe(true);
    expect(by({ path: '/etc/passwd' })).toBe(false);
    expect(by({ amount: 101 })).toBe(false);
    expect(by({ to: ['a@example.com', 'everyone@example.com'] })).toBe(false);
    expect(by({ note: 'the secret' })).toBe(false);
    expect(by({}, 'delete_file')).toBe(false);
  });
});
