import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, parseMessageId, utf8, type MessageId } from '../../../src/base/base.ts';
import { approvalTtlMs } from '../../../src/approvals.ts';
import type { ExchangeOutcome, RawResponse } from '../../../src/bridge/bridge.ts';
import type { CompiledPolicies } from '../../../src/policy/policy.ts';
import { setOf } from '../../../src/rulebook/rulebook.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { duo, permitAll, type HallNode, type Setup } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present } from './frames.ts';

const cedar = `
@id("all") permit (principal, action, resource);
@id("pay") @approval("required") @reason("Payments need a person.")
forbid (principal, action in [Action::"mcp.call", Action::"a2a.send"], resource);
@id("topic") @approval("required")
forbid (principal, action in Action::"message.any", resource) when { resource.name == "held" };
@id("never") forbid (principal, action in Action::"message.any", resource) when { context.sizeBytes > 100 };
`;

function policies(text = cedar): CompiledPolicies {
  const set = setOf([{ name: 'test.cedar', text }], `version of ${text.length}`);
  if ('compiled' in set) return set.compiled;
  throw new Error(JSON.stringify(set));
}

function mcp(amount: number, id: number | string = 1): ExchangeRequest {
  const params = { name: 'pay', arguments: { amount } };
  return {
    kind: 'request',
    protocol: 'mcp',
    target: 'tools',
    method: 'POST',
    path: '',
    headers: [['content-type', 'application/json']],
    body: utf8(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })),
  };
}

/** An agent that counts what it is asked to do. */
function counting(): { readonly done: string[]; readonly perform: NonNullable<Setup['perform']> } {
  const done: string[] = [];
  async function* nothing(): AsyncGenerator<Uint8Array> {
    yield utf8('paid');
  }
  const perform = async (request: ExchangeRequest): Promise<RawResponse> => {
    done.push(new TextDecoder().decode(request.body));
    return { status: 200, headers: [], body: nothing() };
  };
  return { done, perform };
}

const never = new AbortController().signal;

async function call(world: World, from: HallNode, to: HallNode, asked: ExchangeRequest): Promise<string> {
  const outcome = await world.finish(from.parts.exchanges.call(to.did, asked, never));
  return nameOf(outcome);
}

const nameOf = (outcome: ExchangeOutcome): string =>
  outcome.kind === 'response' ? `response ${outcome.response.status}` : `${outcome.side} ${outcome.reason}`;

/** A caller, and a node whose tools need a person's word. */
async function stage(seed: string, at: 'in' | 'out' = 'in') {
  const agent = counting();
  const holding = policies();
  const other = { perform: agent.perform, policies: permitAll };
  const setups =
    at === 'in'
      ? { alice: { policies: permitAll }, bob: { ...other, policies: holding } }
      : { alice: { policies: holding }, bob: other };
  const made = await duo(seed, setups);
  await made.alice.send(made.bob, 'hello');
  await made.world.pass(2_000);
  return { ...made, done: agent.done, holder: at === 'in' ? made.bob : made.alice };
}

function waiting(node: HallNode, world: World) {
  return node.parts.approvals.all(world.now());
}

function answer(node: HallNode, world: World, id: MessageId, approve = true) {
  const given = { approve, by: 'ann', why: 'checked', at: world.now() };
  return world.finish(node.parts.approvals.answer(id, given, node.policies.version));
}

describe.each(['in', 'out'] as const)('a call that a rule holds (%s)', (direction) => {
  const side = direction === 'in' ? 'remote' : 'local';

  it('passes once, after a person approved exactly it', async () => {
    const { world, alice, bob, done, holder } = await stage(`once ${direction}`, direction);
    expect(await call(world, alice, bob, mcp(5))).toBe(`${side} approval-required`);
    const [asked] = waiting(holder, world);
    expect(asked).toMatchObject({ state: 'pending', direction, from: alice.did, action: 'mcp.call', resource: 'pay' });
    expect(asked?.policies).toEqual([{ id: 'pay', reason: 'Payments need a person.' }]);

    await answer(holder, world, present(asked).id);
    expect(await call(world, alice, bob, mcp(6))).toBe(`${side} approval-required`);
    expect(done).toEqual([]);
    // Clients number their calls: the same call has another id.
    expect(await call(world, alice, bob, mcp(5, 'two'))).toBe('response 200');
    expect(await call(world, alice, bob, mcp(5))).toBe(`${side} approval-required`);
    expect(done).toHaveLength(1);
  });

  it('stays refused once a person said no, and no second answer counts', async () => {
    const { world, alice, bob, done, holder } = await stage(`no ${direction}`, direction);
    await call(world, alice, bob, mcp(5));
    const { id } = present(waiting(holder, world)[0]);
    await answer(holder, world, id, false);
    await expect(answer(holder, world, id)).rejects.toMatchObject({ code: 'refused' });
    expect(await call(world, alice, bob, mcp(5))).toBe(`${side} approval-denied`);
    expect(done).toEqual([]);
  });

  it('expires to a denial, unanswered and approved alike', async () => {
    const { world, alice, bob, done, holder } = await stage(`late ${direction}`, direction);
    await call(world, alice, bob, mcp(5));
    const { id } = present(waiting(holder, world)[0]);
    await world.pass(approvalTtlMs);
    await expect(answer(holder, world, id)).rejects.toMatchObject({ code: 'not-found' });
    await call(world, alice, bob, mcp(5));
    await answer(holder, world, present(waiting(holder, world)[0]).id);
    await world.pass(approvalTtlMs);
    expect(await call(world, alice, bob, mcp(5))).toBe(`${side} approval-required`);
    expect(done).toEqual([]);
  });

  it('is judged by the policies in force when it passes', async () => {
    const { world, alice, bob, done, holder } = await stage(`changed ${direction}`, direction);
    await call(world, alice, bob, mcp(5));
    const { id } = present(waiting(holder, world)[0]);
    holder.policies = policies(`${cedar}@id("more") permit (principal, action, resource) when { context.hour < 3 };`);
    await expect(answer(holder, world, id)).rejects.toMatchObject({ code: 'refused' });
    holder.policies = policies();
    await answer(holder, world, id);
    holder.policies = policies(`${cedar}@id("no") forbid (principal, action == Action::"mcp.call", resource);`);
    expect(await call(world, alice, bob, mcp(5))).toBe(`${side} policy-denied`);
    expect(done).toEqual([]);
  });
});

describe('an approval', () => {
  it('lets one of two calls pass that come together', async () => {
    const { world, alice, bob, done, holder } = await stage('together');
    await call(world, alice, bob, mcp(5));
    await answer(holder, world, present(waiting(holder, world)[0]).id);
    const both = [1, 2, 3].map((id) => alice.parts.exchanges.call(bob.did, mcp(5, id), never));
    const outcomes = (await world.finish(Promise.all(both))).map(nameOf).toSorted();
    expect(outcomes).toEqual(['remote approval-required', 'remote approval-required', 'response 200']);
    expect(done).toHaveLength(1);
  });

  it('is of one caller, and found by the id of every message that asked', async () => {
    const { world, alice, bob, holder } = await stage('messages');
    const first = await alice.send(bob, 'x', { topic: 'held' });
    const second = await alice.send(bob, 'x', { topic: 'held' });
    await world.pass(2_000);
    expect(alice.endOf(first)).toBe('denied approval-required');
    expect(bob.decisionOf(first)).toBe('in policy approval-required');
    expect(waiting(holder, world)).toHaveLength(1);
    expect((await answer(holder, world, second)).id).toBe(first);
    await alice.send(bob, 'x', { topic: 'held' });
    await alice.send(bob, 'x', { topic: 'held' });
    await world.pass(2_000);
    expect(await bob.inbox()).toEqual(['hello', 'x']);
  });

  it('is not asked for when something else denies too', async () => {
    const { world, alice, bob, holder } = await stage('never');
    const id = await alice.send(bob, 'x'.repeat(200), { topic: 'held' });
    await world.pass(2_000);
    expect(bob.decisionOf(id)).toBe('in policy policy-denied');
    expect(waiting(holder, world)).toEqual([]);
  });

  it('is stored in the same commit as the denial, and used in the same commit as the delivery', async () => {
    const { world, alice, bob, holder } = await stage('commits');
    const commitOf = (space: string) =>
      holder.parts.store.history.filter((operations) => operations.some((one) => one.space === space));
    await alice.send(bob, 'x', { topic: 'held' });
    await world.pass(2_000);
    const [asked] = commitOf('approval');
    expect(asked?.map(({ space }) => space)).toEqual(expect.arrayContaining(['decision', 'seen', 'session', 'audit']));
    await answer(holder, world, present(waiting(holder, world)[0]).id);
    await alice.send(bob, 'x', { topic: 'held' });
    await world.pass(2_000);
    expect(
      commitOf('approval')
        .at(-1)
        ?.map(({ space }) => space),
    ).toEqual(expect.arrayContaining(['inbox', 'session']));
  });

  it('does not count when the disk does not take it', async () => {
    const { world, alice, bob, holder } = await stage('broken');
    await call(world, alice, bob, mcp(5));
    const { id } = present(waiting(holder, world)[0]);
    holder.parts.store.breakDisk();
    await expect(answer(holder, world, id)).rejects.toMatchObject({ code: 'store-write-failed' });
    expect(waiting(holder, world)[0]?.state).toBe('pending');
  });

  it('is not asked for without bound', async () => {
    const { world, alice, bob, holder } = await stage('many');
    for (let i = 0; i < 70; i++) await alice.send(bob, `x${i}`, { topic: 'held' });
    await world.pass(10_000);
    expect(waiting(holder, world)).toHaveLength(64);
    await world.pass(approvalTtlMs);
    await alice.send(bob, 'y', { topic: 'held' });
    await world.pass(2_000);
    expect(waiting(holder, world)).toHaveLength(1);
  });

  it('cannot be given to a message that never asked', async () => {
    const { world, holder } = await stage('unknown');
    const id = present(parseMessageId('0'.repeat(32)));
    await expect(answer(holder, world, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is gone from the disk when it has expired, with an entry in the log', async () => {
    const { world, alice, bob, holder } = await stage('swept');
    await call(world, alice, bob, mcp(5));
    const size = holder.parts.audit.size;
    const at = millis(world.now() + approvalTtlMs);
    await world.finish(holder.parts.store.commit(holder.parts.approvals.sweep(at)));
    expect(holder.parts.store.disk.get('approval')?.size).toBe(0);
    expect(holder.parts.audit.size).toBe(size + 1);
  });
});

/** What may happen around an approval. */
const step = fc.constantFrom('call', 'call', 'approve', 'approve', 'crash', 'crash in the middle');

it('no story of calls, answers and crashes lets a call pass more often than a person approved it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 1, maxLength: 4 }),
      fc.array(step, { minLength: 4, maxLength: 14 }),
      async (seed, story) => {
        const { world, alice, bob, done } = await stage(seed);
        let approved = 0;
        const crash = async (): Promise<void> => {
          bob.crash();
          await bob.start();
          await world.pass(2_000);
        };
        const begin = (one: string): Promise<unknown> | undefined => {
          if (one === 'call') return alice.parts.exchanges.call(bob.did, mcp(5), never);
          const open = waiting(bob, world).find(({ state }) => state === 'pending');
          if (one !== 'approve' || open === undefined) return undefined;
          approved++;
          const given = { approve: true, by: 'ann', why: 'checked', at: world.now() };
          return bob.parts.approvals.answer(open.id, given, bob.policies.version);
        };
        for (const [i, one] of story.entries()) {
          const under = begin(one)?.catch(() => undefined);
          // A crash right behind cuts it off at any of its writes.
          if (story[i + 1] === 'crash in the middle') await world.pass(1 + world.below(12));
          else if (under !== undefined) await world.pass(3_000);
          if (one.startsWith('crash')) await crash();
          expect(done.length).toBeLessThanOrEqual(approved);
        }
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);
