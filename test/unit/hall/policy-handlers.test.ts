import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { controlHandlers } from '../../../src/handlers.ts';
import type { CompiledPolicies } from '../../../src/policy/policy.ts';
import { openRulebook, setOf } from '../../../src/rulebook/rulebook.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import { inBothTimes } from '../../sim/world.ts';

const never = new AbortController().signal;
const asked = <T>(request: T) => ({ params: {}, query: {}, request }) as const;
const nothing = { params: {}, query: {}, request: undefined } as const;
const permitAll = '@id("all") permit (principal, action, resource);\n';

function compiled(text: string): CompiledPolicies {
  const set = setOf([{ name: 'test.cedar', text }], '');
  if (!('compiled' in set)) throw new Error(set.map(({ message }) => message).join());
  return set.compiled;
}

/** The control API over a node of the simulation and a folder of policies. */
async function controlOf(node: HallNode, text: string) {
  const dir = await mkdtemp(join(tmpdir(), 'parley-policies-'));
  const file = join(dir, 'a.cedar');
  await writeFile(file, text);
  const rulebook = await openRulebook({ dir, onReload: () => {}, onProblem: () => {} });
  onTestFinished(async () => {
    await rulebook.close();
    await rm(dir, { recursive: true, force: true });
  });
  node.policies = rulebook.current();
  const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });
  const life = {
    started: 0,
    isStopping: () => false,
    stop: () => {},
    meshEndpoint: () => undefined,
    meshIatp: () => undefined,
    ingressUrl: () => '',
    controlUrl: () => '',
  };
  const handlers = controlHandlers({ ...node.parts, ...life, identity: node.identity, config, rulebook });
  return { handlers, rulebook, dir, file };
}

describe('a set that was refused', () => {
  it('shows in status and readiness with file, line and reason, and the set before stays in force', async () => {
    const { bob } = await duo('refused set');
    const { handlers, rulebook, file } = await controlOf(bob, permitAll);
    expect(await handlers.ready(nothing, never)).toEqual({ ready: true, reasons: [], warnings: [] });
    const { version } = rulebook;
    await writeFile(file, `${permitAll}\npermit (principal);\n`);
    await expect(handlers.reloadPolicies(nothing, never)).rejects.toMatchObject({ code: 'policy-invalid' });
    const place = /^a\.cedar:3:\d+: .+/;
    const status = await handlers.status(nothing, never);
    expect(status.policies).toEqual({ version, count: 1, problems: [expect.stringMatching(place)] });
    const { ready, warnings } = await handlers.ready(nothing, never);
    expect({ ready, warnings }).toEqual({
      ready: true,
      warnings: [expect.stringMatching(/^policies not loaded: a\.cedar:3:\d+: .+/)],
    });
    await writeFile(file, permitAll);
    await handlers.reloadPolicies(nothing, never);
    expect((await handlers.status(nothing, never)).policies.problems).toEqual([]);
  });

  it('shows also when the folder is gone, until it is back', async () => {
    const { bob } = await duo('folder gone');
    const { handlers, dir, file } = await controlOf(bob, permitAll);
    await rm(file);
    await rm(dir, { recursive: true });
    await expect(handlers.reloadPolicies(nothing, never)).rejects.toMatchObject({ code: 'policy-invalid' });
    const { policies } = await handlers.status(nothing, never);
    expect(policies).toMatchObject({ count: 1, problems: [expect.stringContaining('cannot be read (ENOENT)')] });
  });
});

describe('AuthZEN', () => {
  const set = `${permitAll}@id("no-pay") forbid (principal, action == Action::"mcp.call", resource)
    when { resource.name == "pay" && context.numbers.hasTag("amount") && context.numbers.getTag("amount") > 100 };
    @id("theirs") forbid (principal, action in Action::"a2a.any", resource) unless { principal.own };`;
  const pay = (subject: string, amount: unknown) => ({
    subject: { type: 'agent', id: subject, properties: { score: 1000, own: true } },
    action: { name: 'mcp.call' },
    resource: { type: 'tool', id: 'pay', properties: { server: 'bank' } },
    context: { arguments: { amount } },
  });

  it('decides by the set in force and names the deciding policies', async () => {
    const { alice, bob } = await duo('authzen');
    const { handlers } = await controlOf(bob, set);
    expect(await handlers.evaluation(asked(pay(alice.did, 50)), never)).toEqual({
      decision: true,
      context: { policies: ['all'] },
    });
    expect(await handlers.evaluation(asked(pay('alice', 500)), never)).toEqual({
      decision: false,
      context: { reason: 'policy-denied', policies: ['no-pay'] },
    });
  });

  it('takes nobody at their word: a stranger is denied, and what a subject says of itself counts nothing', async () => {
    const { alice, bob } = await duo('authzen strangers');
    const { handlers } = await controlOf(bob, set);
    const stranger = `did:agentmesh:${'z'.repeat(24)}`;
    expect(await handlers.evaluation(asked(pay(stranger, 1)), never)).toMatchObject({
      decision: false,
      context: { reason: 'not-registered' },
    });
    const send = { ...pay(alice.did, 1), action: { name: 'a2a.send' }, resource: { type: 'agent', id: bob.did } };
    expect(await handlers.evaluation(asked(send), never)).toMatchObject({
      decision: false,
      context: { policies: ['theirs'] },
    });
    const own = { ...send, subject: { type: 'agent', id: bob.did }, resource: { type: 'agent', id: alice.did } };
    expect(await handlers.evaluation(asked(own), never)).toMatchObject({ decision: true });
  });

  it.each([
    ['an action there is not', { action: { name: 'mcp.dance' } }],
    ['a session, which is not asked this way', { action: { name: 'session.open' } }],
    ['a kind of resource there is not', { resource: { type: 'planet', id: 'x' } }],
    ['a resource that the action is not about', { resource: { type: 'topic', id: 'x' } }],
    ['arguments that policy cannot carry', { context: { arguments: { n: 2 ** 60 } } }],
    ['a size that is none', { context: { sizeBytes: -1 } }],
  ])('denies %s', async (name, changes) => {
    const { alice, bob } = await duo(`authzen ${name}`);
    const { handlers } = await controlOf(bob, permitAll);
    expect(await handlers.evaluation(asked({ ...pay(alice.did, 1), ...changes }), never)).toMatchObject({
      decision: false,
    });
  });

  it('answers several at once, with defaults, and stops where it is told to', async () => {
    const { alice, bob } = await duo('authzen batch');
    const { handlers } = await controlOf(bob, set);
    const batch = {
      ...pay(alice.did, 1),
      evaluations: [{}, { context: { arguments: { amount: 500 } } }, {}],
    };
    const decisions = async (options?: {
      evaluations_semantic: 'deny_on_first_deny' | 'permit_on_first_permit';
    }): Promise<readonly boolean[]> => {
      const answer = await handlers.evaluations(asked({ ...batch, options }), never);
      return answer.evaluations.map(({ decision }) => decision);
    };
    expect(await decisions()).toEqual([true, false, true]);
    expect(await decisions({ evaluations_semantic: 'deny_on_first_deny' })).toEqual([true, false]);
    expect(await decisions({ evaluations_semantic: 'permit_on_first_permit' })).toEqual([true]);
    const partial = await handlers.evaluations(asked({ evaluations: [{}] }), never);
    expect(partial.evaluations).toEqual([{ decision: false, context: { reason: 'facts-invalid', policies: [] } }]);
  });
});

describe('a simulation', () => {
  it('lists what another set would decide otherwise, by which policy, and leaves the set in force alone', async () => {
    const { world, alice, bob } = await duo('simulate');
    const news = await alice.send(bob, 'x', { topic: 'news' });
    await alice.send(bob, 'y', { topic: 'other' });
    await world.pass(2_000);
    const { handlers } = await controlOf(bob, permitAll);
    const text = `${permitAll}@id("no-news") forbid (principal, action, resource is Topic) when { resource.name == "news" };`;
    const simulated = Promise.resolve(handlers.simulatePolicies(asked({ files: [{ name: 'b.cedar', text }] }), never));
    expect(await inBothTimes(world, simulated)).toEqual({
      judged: 2,
      unknown: 0,
      changes: [{ id: news, action: 'message.receive', before: 'allow', after: 'deny', policies: ['no-news'] }],
    });
    const again = await alice.send(bob, 'z', { topic: 'news' });
    await world.pass(2_000);
    expect(alice.endOf(again)).toBe('delivered');
  });

  it('says of how many messages it does not know all facts, and refuses a set with a mistake', async () => {
    const { world, alice, bob } = await duo('simulate unknown');
    await alice.send(bob, 'x');
    await world.pass(2_000);
    const { handlers } = await controlOf(bob, permitAll);
    const simulate = async (text: string): Promise<unknown> =>
      inBothTimes(
        world,
        Promise.resolve(handlers.simulatePolicies(asked({ files: [{ name: 'b.cedar', text }] }), never)),
      );
    const asksMore = 'forbid (principal, action, resource) when { context.findings.contains("secret.private-key") };';
    expect(await simulate(permitAll + asksMore)).toMatchObject({ judged: 1, unknown: 1, changes: [] });
    await expect(simulate('permit (principal)')).rejects.toMatchObject({ code: 'policy-invalid' });
  });
});

describe('labels', () => {
  const labelling = compiled(`@label("confidential") permit (principal, action == Action::"message.receive", resource);
    permit (principal, action in [Action::"session.open", Action::"message.send"], resource);
    @id("stays") forbid (principal, action == Action::"message.send", resource)
    when { context.seen.contains("confidential") && !context.labels.contains("confidential") };`);

  it('raised by a message stay over a restart, and forbid what leaves until an operator clears them', async () => {
    const { world, alice, bob } = await duo('labels', { bob: { policies: labelling } });
    await bob.send(alice, 'before');
    await alice.send(bob, 'secret plan');
    await world.pass(2_000);
    expect(bob.parts.recall.labelled()).toEqual([{ did: alice.did, labels: ['confidential'] }]);
    bob.crash();
    await bob.start();
    expect(bob.parts.recall.seen()).toEqual(['confidential']);
    const { handlers } = await controlOf(bob, permitAll);
    expect(await handlers.labels(nothing, never)).toEqual({ peers: [{ did: alice.did, labels: ['confidential'] }] });
    const cleared = await world.finish(Promise.resolve(handlers.clearLabels(nothing, never)));
    expect(cleared.peers).toHaveLength(1);
    bob.crash();
    await bob.start();
    expect(bob.parts.recall.labelled()).toEqual([]);
  });
});

describe('a limit that is used up', () => {
  it('refuses the next message and tells the sender how long to wait', async () => {
    const limited = compiled(`permit (principal, action, resource);
      forbid (principal, action == Action::"message.send", resource) when { context.exceeded.hasTag("agent 2/1m") };`);
    const { world, alice, bob } = await duo('limited', { alice: { policies: limited } });
    for (let i = 0; i < 2; i++) await alice.send(bob, 'ok');
    const third = await world.finish(alice.post(bob, 'too many'));
    expect(third).toMatchObject({ kind: 'refused', reason: 'rate-limited' });
    const { retryAfterMs = 0 } = third.kind === 'refused' ? third : {};
    expect(retryAfterMs).toBeGreaterThan(20_000);
    expect(retryAfterMs).toBeLessThanOrEqual(30_000);
    await world.pass(retryAfterMs);
    await alice.send(bob, 'again');
  });
});
