import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeEntry } from '../../../src/audit/audit.ts';
import type { MessageId } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import type { CrossCheckPorts } from '../../../src/cross-check.ts';
import { Events } from '../../../src/events.ts';
import { controlHandlers } from '../../../src/handlers.ts';
import type { CompiledPolicies } from '../../../src/policy/policy.ts';
import {
  openSecondOpinion,
  setOf,
  showProblem,
  type Rulebook,
  type SecondOpinion,
} from '../../../src/rulebook/rulebook.ts';
import { duo, Refusal, type HallNode } from '../../sim/hall-node.ts';
import { inBothTimes, type World } from '../../sim/world.ts';
import { present } from './frames.ts';

const everything = '@id("open") permit (principal, action, resource);';
/** Says no to what `open` lets pass. */
const careful = `${everything}
@id("quiet") forbid (principal, action in Action::"message.any", resource) when { resource.name == "loud" };`;

/** A set under a name of ours: two of them under one name are a defect that the other engine must notice. */
function compiled(text: string, version = 'a set'): CompiledPolicies {
  const set = setOf([{ name: 'a.cedar', text }], version);
  if ('compiled' in set) return set.compiled;
  throw new Error(set.map(showProblem).join('\n'));
}

const filesOf = (text: string): Rulebook['files'] => [{ name: 'a.cedar', text }];

interface Stage {
  readonly world: World;
  readonly alice: HallNode;
  readonly bob: HallNode;
}

/** Bob judges by one text, and the other engine reads another. */
async function stageOf(seed: string, texts: { readonly judged: string; readonly read: string }): Promise<Stage> {
  const events = new Events({ level: 'silent', pretty: false }, {});
  const crossCheck = { share: 1, files: filesOf(texts.read) };
  const stage = await duo(seed, { bob: { events, crossCheck, policies: compiled(texts.judged) } });
  onTestFinished(async () => {
    if (stage.bob.isUp) await stage.bob.parts.crossCheck.stop();
  });
  await answering(stage);
  return stage;
}

/** Until the other engine has read the set, in true time. */
async function answering({ world, bob }: Stage, state = 'answers'): Promise<void> {
  const end = AbortSignal.timeout(20_000);
  const look = async (): Promise<void> => {
    while (!end.aborted && bob.parts.crossCheck.state().state !== state)
      await new Promise((next) => setImmediate(next));
  };
  await inBothTimes(world, look());
  expect(bob.parts.crossCheck.state().state).toBe(state);
}

async function say({ world, alice, bob }: Stage, topic: string): Promise<MessageId> {
  const sent = await inBothTimes(world, alice.post(bob, 'text', { topic }));
  if (sent.kind === 'refused') throw new Refusal(sent.reason, sent.id);
  const end = AbortSignal.timeout(20_000);
  const told = async (): Promise<void> => {
    while (!end.aborted && bob.decisionOf(sent.id) === undefined) await new Promise((next) => setImmediate(next));
  };
  await inBothTimes(world, told());
  return sent.id;
}

function controlOf({ bob }: Stage, reload: readonly [] = []) {
  const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });
  const urls = { meshEndpoint: () => undefined, meshIatp: () => undefined, ingressUrl: () => '', controlUrl: () => '' };
  const life = { started: 0, isStopping: () => false, stop: () => {} };
  const rulebook = {
    current: () => bob.policies,
    version: bob.policies.version,
    files: [],
    problems: [],
    reload: async () => reload,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return controlHandlers({ ...bob.parts, ...urls, ...life, identity: bob.identity, config, rulebook });
}

const nothing = { params: {}, query: {}, request: undefined };
const never = new AbortController().signal;

function entriesOf(node: HallNode, type: string) {
  const all = [...(node.disk.get('audit')?.values() ?? [])].map((bytes) => present(decodeEntry(bytes)));
  return all.filter((entry) => entry.type === type).map(({ fields }) => fields);
}

describe('the cross-check', () => {
  it('lets pass what both engines allow, and counts it', async () => {
    const stage = await stageOf('agree', { judged: careful, read: careful });
    const id = await say(stage, 'news');
    expect(stage.bob.decisionOf(id)).toBe('in policy allowed');
    const denied = await say(stage, 'loud');
    expect(stage.bob.decisionOf(denied)).toBe('in policy policy-denied');
    const { agreed, differed, failed, difference } = stage.bob.parts.crossCheck.state();
    expect([agreed >= 2, differed, failed, difference]).toEqual([true, 0, 0, undefined]);
    expect(await controlOf(stage).ready(nothing, never)).toMatchObject({ ready: true, warnings: [] });
  });

  it('denies a decision that the other engine makes differently, and everything after it', async () => {
    const stage = await stageOf('differ', { judged: everything, read: careful });
    const { bob, alice } = stage;
    const before = await say(stage, 'news');
    expect(bob.decisionOf(before)).toBe('in policy allowed');
    const loud = await say(stage, 'loud');
    expect(bob.decisionOf(loud)).toBe('in policy policy-error');
    const after = await say(stage, 'news');
    expect(bob.decisionOf(after)).toBe('in policy policy-error');
    await expect(inBothTimes(stage.world, bob.send(alice, 'ours'))).rejects.toThrow('policy-error');
    expect(bob.parts.crossCheck.policies().isSuspended).toBe(true);
    expect(await bob.inbox()).toHaveLength(1);
  });

  it('says which message it was, in the log, the status, /ready and the metrics', async () => {
    const stage = await stageOf('told', { judged: everything, read: careful });
    const { bob } = stage;
    const id = await say(stage, 'loud');
    expect(bob.decisionOf(id)).toBe('in policy policy-error');
    const [entry] = entriesOf(bob, 'cross-check');
    expect(entry).toMatchObject({ outcome: 'differed', id, ours: 'allow by open', theirs: 'deny by quiet' });
    const control = controlOf(stage);
    const ready = await control.ready(nothing, never);
    expect(ready.ready).toBe(false);
    expect(ready.reasons.join()).toMatch(/cedar-wasm decided otherwise.*parley policy reload/);
    const status = await control.status(nothing, never);
    expect(status).toMatchObject({ ready: false, crossCheck: { differed: 1, difference: { id } } });
    const metrics = await control.metrics(nothing, never);
    expect(metrics).toContain('parley_policy_suspended 1');
    expect(metrics).toContain('parley_policy_cross_check_total{outcome="differed"} 1');
  });

  it('stays denied over a restart, until an operator has the policies loaded again', async () => {
    const stage = await stageOf('restart', { judged: everything, read: careful });
    const { bob, world } = stage;
    await say(stage, 'loud');
    bob.crash();
    await bob.start();
    await world.pass(10_000);
    const id = await say(stage, 'news');
    expect(bob.decisionOf(id)).toBe('in policy policy-error');
    await world.finish(Promise.resolve(controlOf(stage).reloadPolicies(nothing, never)));
    expect(entriesOf(bob, 'cross-check')).toMatchObject([{ outcome: 'differed' }, { outcome: 'lifted' }]);
    expect(await controlOf(stage).ready(nothing, never)).toMatchObject({ ready: true });
    expect(bob.decisionOf(await say(stage, 'news'))).toBe('in policy allowed');
    bob.crash();
    await bob.start();
    expect(bob.parts.crossCheck.state().difference).toBeUndefined();
  });

  it('ends with another set, which is read anew', async () => {
    const stage = await stageOf('another', { judged: everything, read: careful });
    const { bob } = stage;
    await say(stage, 'loud');
    bob.policies = compiled(careful, 'another set');
    expect(bob.parts.crossCheck.policies()).toBe(bob.policies);
    expect(await controlOf(stage).ready(nothing, never)).toMatchObject({ ready: true });
    // The first decision by it begins the reading.
    await say(stage, 'news');
    await answering(stage);
    expect(bob.decisionOf(await say(stage, 'loud'))).toBe('in policy policy-denied');
    expect(bob.parts.crossCheck.state()).toMatchObject({ differed: 1 });
  });

  it('looks at what does not wait, such as the opening of a session, afterwards', async () => {
    const closed = `${everything} @id("alone") forbid (principal, action == Action::"session.open", resource);`;
    const stage = await stageOf('session', { judged: everything, read: closed });
    const { world, alice, bob } = stage;
    await inBothTimes(world, alice.post(bob, 'text'));
    const end = AbortSignal.timeout(20_000);
    const differed = async (): Promise<void> => {
      while (!end.aborted && bob.parts.crossCheck.state().differed === 0)
        await new Promise((next) => setImmediate(next));
    };
    await inBothTimes(world, differed());
    const { difference } = bob.parts.crossCheck.state();
    expect(difference).toMatchObject({
      action: 'session.open',
      ours: { decision: 'allow' },
      theirs: { decision: 'deny' },
    });
    expect(bob.decisionOf(await say(stage, 'news'))).toBe('in policy policy-error');
  });

  it('lets what is sent in one turn leave in its order, also when only some of it is checked', async () => {
    const crossCheck = { share: 0.5, files: filesOf(everything) };
    const { world, alice, bob } = await duo('order', { alice: { crossCheck, policies: compiled(everything) } });
    onTestFinished(() => alice.parts.crossCheck.stop());
    await answering({ world, alice: bob, bob: alice });
    const texts = Array.from({ length: 40 }, (_, i) => String(i));
    await inBothTimes(world, Promise.all(texts.map((text) => alice.post(bob, text))));
    await world.pass(20_000);
    expect(await bob.inbox()).toEqual(texts);
    const { agreed, skipped } = alice.parts.crossCheck.state();
    expect([agreed > 5, agreed < 40, skipped]).toEqual([true, true, 0]);
  });

  it('checks nothing, and asks nobody, when the share is 0', async () => {
    const { world, alice, bob } = await duo('off');
    await alice.send(bob, 'text');
    await world.pass(5_000);
    expect(bob.parts.crossCheck.state()).toMatchObject({ state: 'off', agreed: 0, skipped: 0 });
  });

  it('denies what is in the sample while its thread is gone, warns, and has it started again', async () => {
    const threads: SecondOpinion[] = [];
    const faults: Error[] = [];
    const open: CrossCheckPorts['open'] = async (files, signal) => {
      const fault = faults.pop();
      if (fault !== undefined) throw fault;
      const thread = await openSecondOpinion(files, signal);
      threads.push(thread);
      return thread;
    };
    const crossCheck = { share: 1, files: filesOf(everything), open };
    const stage = await duo('gone', { bob: { crossCheck, policies: compiled(everything) } });
    const { bob, world } = stage;
    onTestFinished(() => bob.parts.crossCheck.stop());
    await answering(stage);
    expect(bob.decisionOf(await say(stage, 'news'))).toBe('in policy allowed');
    faults.push(new Error('no memory for a thread'));
    await threads[0]?.close();
    await answering(stage, 'fails');
    const id = await say(stage, 'news');
    expect(bob.decisionOf(id)).toBe('in policy policy-error');
    expect(entriesOf(bob, 'decision')).toContainEqual(expect.objectContaining({ id, reason: 'policy-error' }));
    const { ready, warnings } = await controlOf(stage).ready(nothing, never);
    expect([ready, warnings.some((warning) => warning.includes('cedar-wasm cannot be asked'))]).toEqual([true, true]);
    // The first new start fails, the second does not.
    await world.pass(1_500);
    await world.pass(1_500);
    await answering(stage);
    expect(bob.decisionOf(await say(stage, 'news'))).toBe('in policy allowed');
    expect(bob.parts.crossCheck.state().problem).toBeUndefined();
    expect(threads).toHaveLength(2);
  });
});
