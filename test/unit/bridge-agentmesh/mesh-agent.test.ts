import { Message, Task } from '@a2a-js/sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../../../src/base/base.ts';
import { collectBody, meshAgent, meshDidOf, readMeshAnswer, type MeshAsked } from '../../../src/bridge/bridge.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { agent } from '../identity/fixture.ts';

const did = meshDidOf(agent('bob').signing.publicKey);
const shown = { did, name: 'bob', capabilities: ['echo', 'weather.today'] };
const headers = [['A2A-Version', '1.0'] as const];
const request = { kind: 'request', protocol: 'a2a', target: '', path: '', headers } as const;
const none = new AbortController().signal;

type Json = Readonly<Record<string, unknown>>;

/** An agent that answers every question with this, and what it was asked. */
function answering(payload: unknown, about = shown) {
  const asked: MeshAsked[] = [];
  const carry = meshAgent(about, async (question) => {
    asked.push(question);
    const read = readMeshAnswer(utf8(JSON.stringify(payload)));
    if (read === undefined) throw new Error('it is no answer');
    return { kind: 'answer', id: question.id ?? 'own', value: read.value };
  });
  const perform = async (given: Partial<ExchangeRequest>): Promise<{ status: number; text: string }> => {
    const outcome = await carry({ ...request, method: 'POST', body: new Uint8Array(0), ...given }, none);
    if (outcome.kind === 'refused') return { status: 0, text: outcome.reason };
    const body = await collectBody(outcome.response.body, 1_000_000);
    return { status: outcome.response.status, text: fromUtf8(body ?? utf8('')) ?? '' };
  };
  const call = async (method: string, params: unknown): Promise<Json> => {
    const body = utf8(JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }));
    return JSON.parse((await perform({ body })).text);
  };
  const say = (message: Json): Promise<Json> => call('SendMessage', { message: { role: 'ROLE_USER', ...message } });
  return { asked, perform, call, say };
}

/** The id of what the official SDK reads in a result. */
function idRead({ task, message }: Json): string {
  return task === undefined ? Message.fromJSON(message).messageId : Task.fromJSON(task).id;
}

const hi = { messageId: 'm1', parts: [{ text: 'hi' }] };

describe('an AgentMesh agent as an A2A agent', () => {
  it('has a card whose skills are its capabilities; one at least', async () => {
    const get = { method: 'GET', path: '/.well-known/agent-card.json' };
    const card = JSON.parse((await answering('x').perform(get)).text);
    expect(card).toMatchObject({ name: 'bob', skills: [{ id: 'echo' }, { id: 'weather.today' }] });
    expect(card.supportedInterfaces).toEqual([
      { url: 'http://agentmesh.invalid', protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
    ]);
    const plain = await answering('x', { ...shown, capabilities: [] }).perform(get);
    expect(JSON.parse(plain.text)).toMatchObject({ skills: [{ id: 'message' }] });
  });

  it('is asked in the shape of a question, under the id of the message', async () => {
    const { asked, say } = answering('hello');
    const data = { data: { a: 1 } };
    await say(hi);
    await say({ ...hi, parts: [{ text: 'one' }, { text: 'two' }], contextId: 'c', taskId: 't' });
    await say({ ...hi, messageId: 'x'.repeat(129), parts: [{ text: 'one' }, data], metadata: { skill: 'echo' } });
    expect(asked).toEqual([
      { id: 'm1', content: { message: 'hi' } },
      { id: 'm1', content: { message: 'one\ntwo', contextId: 'c', taskId: 't' } },
      { id: undefined, content: { message: 'one', parts: [{ text: 'one' }, data], skill: 'echo' } },
    ]);
  });

  it.each([
    ['a text', 'hello', [{ text: 'hello' }]],
    ['a message', { inReplyTo: 'm1', message: 'hello' }, [{ text: 'hello' }]],
    [
      'parts',
      { message: 'x', parts: [{ text: 'a' }, { url: 'https://a.example' }] },
      [{ text: 'a' }, { url: 'https://a.example' }],
    ],
    ['parts that are none', { parts: [7, {}] }, [{ data: 7 }, { data: {} }]],
    ['any JSON', { inReplyTo: 'm1', sum: 3, contextId: 'c' }, [{ data: { sum: 3 } }]],
    ['a list', [1, 2], [{ data: [1, 2] }]],
    ['nothing', { inReplyTo: 'm1' }, []],
  ])('answers with %s as a message', async (_, payload, parts) => {
    const { result } = Object(await answering(payload).say(hi));
    expect(result.message).toMatchObject({ role: 'ROLE_AGENT', messageId: expect.any(String), parts });
  });

  it('answers with a task where it says the state of one, and with an error where it says that', async () => {
    const state = 'TASK_STATE_INPUT_REQUIRED';
    const task = await answering({ message: 'which?', taskId: 't', contextId: 'c', state }).say(hi);
    const shownTask = { id: 't', contextId: 'c', status: { state }, artifacts: [{ parts: [{ text: 'which?' }] }] };
    expect(task).toMatchObject({ id: 7, result: { task: shownTask } });
    expect(await answering({ message: 'x', state: 'tired' }).say(hi)).toHaveProperty('result.message');
    const own = { code: -32050, message: 'no', data: [{ reason: 'POLICY_DENIED' }] };
    expect(await answering({ error: own }).say(hi)).toEqual({ jsonrpc: '2.0', id: 7, error: own });
    expect(await answering({ error: 'no idea' }).say(hi)).toMatchObject({
      error: { code: -32603, message: 'no idea' },
    });
    expect(await answering({ error: { code: 1.5 } }).say(hi)).toMatchObject({ error: { code: -32603 } });
    expect(await answering({ error: null, message: 'fine' }).say(hi)).toHaveProperty('result.message');
  });

  it('answers what the client of the official SDK reads, whatever JSON it says', async () => {
    const strange = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('message', 'parts', 'state', 'contextId', 'taskId', 'error'), fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(strange, async (value) => {
        const isQuestion = readMeshAnswer(utf8(JSON.stringify(value))) === undefined;
        fc.pre(!isQuestion);
        const { result, error } = Object(await answering(value).say(hi));
        expect(error === undefined ? idRead(result) : error.message).not.toBe('');
      }),
    );
  });

  it('says what it cannot do', async () => {
    const { asked, call, say, perform } = answering('x');
    expect(await say({ messageId: 'm', parts: [] })).toMatchObject({ error: { code: -32602 } });
    expect(await call('GetTask', { id: 't' })).toMatchObject({ error: { code: -32001 } });
    expect(await call('SendStreamingMessage', { message: hi })).toMatchObject({ error: { code: -32004 } });
    expect(await call('Dance', {})).toMatchObject({ error: { code: -32601 } });
    const configuration = { taskPushNotificationConfig: { url: 'https://a.example/hook' } };
    expect(await call('SendMessage', { message: hi, configuration })).toMatchObject({ error: { code: -32003 } });
    expect((await perform({ path: '/v1/message:send' })).status).toBe(404);
    expect((await perform({ body: utf8('{') })).text).toContain('-32700');
    expect((await perform({ protocol: 'mcp' })).text).toBe('no-target');
    expect(asked).toEqual([]);
  });
});

describe('what an AgentMesh agent says', () => {
  const read = (value: unknown) => readMeshAnswer(utf8(JSON.stringify(value)));

  it('is an answer with the question that it names, or without one', () => {
    expect(read({ inReplyTo: 'a', message: 'x' })).toMatchObject({ inReplyTo: 'a' });
    expect(read('x')).toEqual({ inReplyTo: undefined, value: 'x' });
    expect(read({ message: 'x' })).toMatchObject({ inReplyTo: undefined });
  });

  it('is none when it asks for an answer itself, names no question of ours, or can be understood differently', () => {
    for (const no of [{ id: 1, message: 'x' }, { inReplyTo: null }, { inReplyTo: 7 }]) expect(read(no)).toBeUndefined();
    expect(readMeshAnswer(utf8('{"message":"a","message":"b"}'))).toBeUndefined();
  });
});
