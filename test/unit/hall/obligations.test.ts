import { describe, expect, it } from 'vitest';
import { commitment, decodeEntry } from '../../../src/audit/audit.ts';
import { utf8, type MessageId } from '../../../src/base/base.ts';
import type { RawResponse } from '../../../src/bridge/bridge.ts';
import type { CompiledPolicies } from '../../../src/policy/policy.ts';
import { setOf, showProblem } from '../../../src/rulebook/rulebook.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import { present } from './frames.ts';

function compiled(text: string): CompiledPolicies {
  const set = setOf([{ name: 'test.cedar', text }], 'test');
  if ('compiled' in set) return set.compiled;
  throw new Error(set.map(showProblem).join('\n'));
}

const key = 'AKIAIOSFODNN7EXAMPLE';
const stars = '*'.repeat(key.length);
const redacting = compiled(`@id("covered") @redact("secret, personal") @log("watched")
  permit (principal, action, resource);`);

/** The entry of the log about a message, and whether it stands for these bytes. */
function entryOf(node: HallNode, id: MessageId, body: string) {
  const page = present(node.pagesOf(id).pages[0]);
  const { fields } = present(decodeEntry(present(node.parts.audit.entry(page.index))));
  const content = commitment(Buffer.from(page.salt, 'base64'), utf8(body));
  return { fields, isOf: fields['content'] === content };
}

describe.each(['in', 'out'] as const)('a message that a rule lets pass redacted (%s)', (direction) => {
  const setups = direction === 'in' ? { bob: { policies: redacting } } : { alice: { policies: redacting } };

  it('is delivered, recorded and explained as it was redacted, and nothing else of it is kept', async () => {
    const { world, alice, bob } = await duo(`redact ${direction}`, setups);
    const at = direction === 'in' ? bob : alice;
    const id = await alice.send(bob, `the key is ${key}.`);
    await world.pass(2_000);
    const delivered = `the key is ${stars}.`;
    expect(await bob.inbox()).toEqual([delivered]);
    const { fields, isOf } = entryOf(at, id, delivered);
    expect(isOf).toBe(true);
    expect(fields).toMatchObject({ allowed: true, redacted: ['secret.aws-access-key'], log: ['watched'] });
    expect(at.parts.events.metrics.counted('message.noted', { word: 'watched' })).toBeGreaterThan(0);
    const disk = [...at.disk].flatMap(([, values]) =>
      [...values.values()].map((value) => Buffer.from(value).toString('latin1')),
    );
    expect(disk.some((value) => value.includes(key))).toBe(false);
  });

  it('is refused when what stands there cannot be covered with certainty', async () => {
    const { world, alice, bob } = await duo(`uncovered ${direction}`, setups);
    const hidden = Buffer.from(`the key is ${key}, keep it`).toString('base64');
    const sent = await world.finish(alice.post(bob, hidden));
    await world.pass(2_000);
    const at = direction === 'in' ? bob : alice;
    expect(at.decisionOf(sent.id)).toBe(`${direction} policy obligation-failed`);
    expect(await bob.inbox()).toEqual([]);
  });

  it('is refused when it stands in the topic, where nothing can be covered', async () => {
    const { world, alice, bob } = await duo(`topic ${direction}`, setups);
    const sent = await world.finish(alice.post(bob, 'x', { topic: key }));
    await world.pass(2_000);
    const at = direction === 'in' ? bob : alice;
    expect(at.decisionOf(sent.id)).toBe(`${direction} policy obligation-failed`);
  });
});

const never = new AbortController().signal;

function request(text: string, headers: ExchangeRequest['headers'] = []): ExchangeRequest {
  const params = { name: 'note', arguments: { text } };
  const body = utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }));
  return { kind: 'request', protocol: 'mcp', target: 'tools', method: 'POST', path: '', headers, body };
}

/** An agent that answers in the pieces given, and remembers what it was asked. */
function agent(pieces: readonly string[], headers: RawResponse['headers'] = []) {
  const asked: string[] = [];
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) {
      yield utf8(piece);
      // Each piece travels by itself.
      await new Promise<void>((next) => setImmediate(next));
    }
  }
  const perform = async (given: ExchangeRequest): Promise<RawResponse> => {
    asked.push(new TextDecoder().decode(given.body));
    return { status: 200, headers, body: body() };
  };
  return { asked, perform };
}

async function answerOf(from: HallNode, to: HallNode, asked: ExchangeRequest): Promise<string> {
  const outcome = await from.parts.exchanges.call(to.did, asked, never);
  if (outcome.kind === 'refused') return outcome.reason;
  let text = '';
  try {
    for await (const piece of outcome.response.body) text += new TextDecoder().decode(piece);
  } catch {
    return `${text} broken off`;
  }
  return text;
}

describe('a call that a rule lets pass redacted', () => {
  it('reaches the agent covered, in its arguments and in the facts that were judged', async () => {
    const { asked, perform } = agent(['ok']);
    const { world, alice, bob } = await duo('call', { bob: { policies: redacting, perform } });
    expect(await world.finish(answerOf(alice, bob, request(key)))).toBe('ok');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain(stars);
    expect(asked[0]).not.toContain(key);
  });

  it('brings its answer back covered, and breaks it off where a credential lies over two pieces', async () => {
    const whole = agent([`the key is ${key}.`]);
    const one = await duo('answer', { alice: { policies: redacting }, bob: { perform: whole.perform } });
    expect(await one.world.finish(answerOf(one.alice, one.bob, request('x')))).toBe(`the key is ${stars}.`);
    const compressed = agent(['plain'], [['content-encoding', 'gzip']]);
    const two = await duo('compressed', { alice: { policies: redacting }, bob: { perform: compressed.perform } });
    expect(await two.world.finish(answerOf(two.alice, two.bob, request('x')))).toBe('obligation-failed');
  });

  it('is judged anew by what it became: a rule about what is covered now decides', async () => {
    const policies = compiled(`@redact("secret") permit (principal, action, resource);
      @id("covered") forbid (principal, action == Action::"mcp.call", resource)
      when { context.arguments.hasTag("text") && context.arguments.getTag("text") like "*\\***" };`);
    const { asked, perform } = agent(['ok']);
    const { world, alice, bob } = await duo('anew', { bob: { policies, perform } });
    expect(await world.finish(answerOf(alice, bob, request('nothing')))).toBe('ok');
    expect(await world.finish(answerOf(alice, bob, request(key)))).toBe('policy-denied');
    expect(asked).toHaveLength(1);
  });

  it('that a person approved is used up once, as the call that came', async () => {
    const policies = compiled(`@redact("secret") permit (principal, action, resource);
      @approval("required") forbid (principal, action == Action::"mcp.call", resource);`);
    const { asked, perform } = agent(['ok']);
    const { world, alice, bob } = await duo('approved', { bob: { policies, perform } });
    expect(await world.finish(answerOf(alice, bob, request(key)))).toBe('approval-required');
    const [held] = bob.parts.approvals.all(world.now());
    const given = { approve: true, by: 'ann', why: 'fine', at: world.now() };
    await world.finish(bob.parts.approvals.answer(present(held).id, given, bob.policies.version));
    expect(await world.finish(answerOf(alice, bob, request(key)))).toBe('ok');
    expect(await world.finish(answerOf(alice, bob, request(key)))).toBe('approval-required');
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain(key);
  });
});
