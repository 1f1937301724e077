import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
  RestTransportFactory,
  type Client,
} from '@a2a-js/sdk/client';
import { TaskState, type AgentCard, type StreamResponse, type Task } from '@a2a-js/sdk';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startA2aAgent, userMessage, type A2aAgent } from './identical-a2a-agent.ts';
import { errorFields, Mask, outcome, Recorder } from './identical-record.ts';

let agent: A2aAgent;
let caller: TestNode;
const nodes: TestNode[] = [];

beforeAll(async () => {
  // The SDK's agent complains there about every wrong request.
  vi.spyOn(console, 'error').mockReturnValue();
  agent = await startA2aAgent();
  const config = { agent: { a2a: { url: agent.url } } };
  const started = await startNodes({ name: 'caller' }, { name: 'called', config });
  nodes.push(...started);
  [caller] = started;
  await introduce(started[1], caller);
});

afterAll(async () => {
  vi.restoreAllMocks();
  for (const node of nodes) await node[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
});

/** The same agent as its own neighbour and as a client of another node sees it. */
const doors = (): readonly [direct: string, meshed: string] => [agent.url, `${caller.ingressUrl}/a2a/called`];

type Binding = 'JSONRPC' | 'HTTP+JSON';

async function clientOf(door: string, binding: Binding, fetchImpl: typeof fetch = fetch): Promise<Client> {
  const transport =
    binding === 'JSONRPC' ? new JsonRpcTransportFactory({ fetchImpl }) : new RestTransportFactory({ fetchImpl });
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [transport],
    preferredTransports: [binding],
    cardResolver: new DefaultAgentCardResolver(),
  });
  return await new ClientFactory(options).createFromUrl(`${door}/`);
}

function asks(text: string, task?: Task): Parameters<Client['sendMessage']>[0] {
  return { tenant: '', message: userMessage(text, task), configuration: undefined, metadata: { run: 'kept' } };
}

/** Every event of a stream, and how it ended. */
async function all(stream: AsyncIterable<StreamResponse>): Promise<unknown> {
  const events: StreamResponse[] = [];
  try {
    for await (const event of stream) events.push(event);
    return { events };
  } catch (error) {
    return { events, ...Object(errorFields(error)) };
  }
}

function taskIn(value: Awaited<ReturnType<Client['sendMessage']>>): Task {
  if ('artifacts' in value) return value;
  throw new Error('not a task');
}

const none = { tenant: '', metadata: undefined };

/** Everything that an SDK client can ask, in one fixed order. */
async function talk(client: Client): Promise<Record<string, unknown>> {
  const done = taskIn(await client.sendMessage(asks('three')));
  const asked = taskIn(await client.sendMessage(asks('ask')));
  const said: Record<string, unknown> = {
    message: await outcome(async () => await client.sendMessage(asks('hello'))),
    task: done,
    question: asked,
    answered: await outcome(async () => await client.sendMessage(asks('the answer', asked))),
    stream: await all(client.sendMessageStream(asks('three'))),
    streamedMessage: await all(client.sendMessageStream(asks('hello'))),
    failure: await outcome(async () => await client.sendMessage(asks('fail'))),
    streamedFailure: await all(client.sendMessageStream(asks('fail'))),
    get: await outcome(async () => await client.getTask({ tenant: '', id: done.id })),
    getShort: await outcome(async () => await client.getTask({ tenant: '', id: done.id, historyLength: 0 })),
    getUnknown: await outcome(async () => await client.getTask({ tenant: '', id: 'no such task?' })),
    cancelDone: await outcome(async () => await client.cancelTask({ ...none, id: done.id })),
    cancelUnknown: await outcome(async () => await client.cancelTask({ ...none, id: 'unknown' })),
    goOnWithDone: await outcome(async () => await client.sendMessage(asks('more', done))),
    resubscribeDone: await all(client.resubscribeTask({ tenant: '', id: done.id })),
    resubscribeUnknown: await all(client.resubscribeTask({ tenant: '', id: 'unknown' })),
    noParts: await outcome(async () => await client.sendMessage(asks(''))),
    push: await outcome(
      async () =>
        await client.createTaskPushNotificationConfig({
          tenant: '',
          id: 'p',
          taskId: done.id,
          url: 'http://127.0.0.1:9/',
          token: 't',
          authentication: undefined,
        }),
    ),
  };
  const filter = { tenant: '', contextId: done.contextId, status: TaskState.TASK_STATE_UNSPECIFIED, pageToken: '' };
  said['list'] = await outcome(
    async () => await client.listTasks({ ...filter, statusTimestampAfter: undefined, includeArtifacts: true }),
  );
  said['listNone'] = await outcome(
    async () =>
      await client.listTasks({ ...filter, contextId: 'unknown', statusTimestampAfter: undefined, pageSize: 1 }),
  );
  return said;
}

/** Two streams on one task that a third call cancels. */
async function cancelUnderWay(client: Client): Promise<unknown> {
  const first = client.sendMessageStream(asks('wait'));
  const begun = await first.next();
  const { payload } = begun.value ?? {};
  if (payload?.$case !== 'task') throw new Error('not a task');
  const second = client.resubscribeTask({ tenant: '', id: payload.value.id });
  const joined = await second.next();
  const working = await client.getTask({ tenant: '', id: payload.value.id });
  const rest = Promise.all([all(first), all(second)]);
  const cancelled = await outcome(async () => await client.cancelTask({ ...none, id: payload.value.id }));
  return { begun, joined, working, cancelled, rest: await rest };
}

/** What the ingress changes in a card on purpose is left out. */
function cardWithout(card: AgentCard): unknown {
  const { supportedInterfaces, signatures, capabilities, ...rest } = card;
  const open = JSON.stringify(rest, (key, value: unknown) => (key.startsWith('security') ? undefined : value));
  return {
    ...JSON.parse(open),
    bindings: supportedInterfaces.map((one) => one.protocolBinding).filter((name) => !name.startsWith('https:')),
    signed: signatures.length > 0 ? true : undefined,
    streaming: capabilities?.streaming,
  };
}

describe.each(['JSONRPC', 'HTTP+JSON'] as const)('an SDK client through two nodes, over %s', (binding) => {
  it('gets every result, error and stream event as it does directly, on the wire too', async () => {
    const runs = await Promise.all(
      doors().map(async (door) => {
        const mask = new Mask();
        const recorder = new Recorder(door, mask);
        const client = await clientOf(door, binding, recorder.fetch);
        const said = mask.of(await talk(client));
        return { said, wire: recorder.written('/.well-known/') };
      }),
    );
    const [direct, meshed] = runs;
    expect(Object.keys(Object(direct?.said)).length).toBe(20);
    expect(meshed?.said).toEqual(direct?.said);
    expect(meshed?.wire).toEqual(direct?.wire);
  });

  it('cancels a task that two streams follow, and both see the same events', async () => {
    const runs: unknown[] = [];
    for (const door of doors()) {
      const mask = new Mask();
      runs.push(mask.of(await cancelUnderWay(await clientOf(door, binding))));
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(JSON.stringify(runs[0])).toContain(`"state":${TaskState.TASK_STATE_CANCELED}`);
  });

  it('ends the stream at the agent when the client goes away', async () => {
    for (const door of doors()) {
      const before = agent.lost;
      const client = await clientOf(door, binding);
      const stop = new AbortController();
      const stream = client.sendMessageStream(asks('wait'), { signal: stop.signal });
      await stream.next();
      stop.abort();
      await expect(all(stream)).resolves.toHaveProperty('error.name', 'AbortError');
      await agent.untilLost(before + 1);
    }
  });

  it('shows the card with its own addresses and everything else as it was', async () => {
    const cards: AgentCard[] = [];
    for (const door of doors()) {
      const client = await clientOf(door, binding);
      cards.push(await client.getAgentCard());
    }
    const [direct, meshed] = cards.map(cardWithout);
    expect(meshed).toEqual({ ...Object(direct), signed: true });
    expect(cards[1]?.supportedInterfaces[0]?.url).toBe(`${doors()[1]}/rpc`);
  });
});

interface Raw {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const json = { 'Content-Type': 'application/json', 'A2A-Version': '1.0' };

async function raw(door: string, { method = 'POST', path, headers = json, body }: Raw) {
  const response = await fetch(door + path, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

const rpc = (method: string, params: unknown, id: unknown = 7): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

describe('a request that is wrong', () => {
  it.each<readonly [string, Raw]>([
    ['an unknown method', { path: '/rpc', body: rpc('NoSuchMethod', {}) }],
    ['a method of 0.3', { path: '/rpc', body: rpc('tasks/get', { id: 'x' }) }],
    ['no params', { path: '/rpc', body: rpc('GetTask', undefined) }],
    ['params of a wrong type', { path: '/rpc', body: rpc('SendMessage', { message: { parts: 'text' } }) }],
    ['an id of null', { path: '/rpc', body: rpc('GetTask', { id: 'x' }, null) }],
    ['a text id', { path: '/rpc', body: rpc('GetTask', { id: 'x' }, 'seven') }],
    ['no id', { path: '/rpc', body: '{"jsonrpc":"2.0","method":"GetTask","params":{"id":"x"}}' }],
    ['a wrong JSON-RPC version', { path: '/rpc', body: '{"jsonrpc":"1.0","id":1,"method":"GetTask","params":{}}' }],
    [
      'no version header',
      { path: '/rpc', headers: { 'Content-Type': 'application/json' }, body: rpc('GetTask', { id: 'x' }) },
    ],
    [
      'a version that nobody has',
      { path: '/rpc', headers: { ...json, 'A2A-Version': '9.0' }, body: rpc('GetTask', { id: 'x' }) },
    ],
    ['GET on the JSON-RPC path', { method: 'GET', path: '/rpc' }],
    ['an unknown REST path', { method: 'GET', path: '/rest/nothing' }],
    ['an unknown REST task', { method: 'GET', path: '/rest/tasks/unknown' }],
    ['a REST message of a wrong type', { path: '/rest/message:send', body: '{"message":{"parts":"text"}}' }],
    ['an empty REST message', { path: '/rest/message:send', body: '{}' }],
    ['a wrong REST method', { method: 'DELETE', path: '/rest/tasks/unknown' }],
    ['a wrong history length', { method: 'GET', path: '/rest/tasks/unknown?historyLength=many' }],
    ['a path outside both bindings', { method: 'GET', path: '/elsewhere' }],
  ])('is answered as directly: %s', async (_, request) => {
    const mask = new Mask();
    const [direct, meshed] = await Promise.all(doors().map(async (door) => await raw(door, request)));
    expect(mask.of(meshed)).toEqual(mask.of(direct));
  });
});

describe('a request that policy cannot read', () => {
  it.each<readonly [string, Raw, number | undefined]>([
    ['cut off', { path: '/rpc', body: '{"jsonrpc":"2.0","id":1,"method":"GetTask"' }, -32_700],
    ['no object', { path: '/rpc', body: '"text"' }, -32_600],
    ['no method', { path: '/rpc', body: '{"jsonrpc":"2.0","id":1,"params":{}}' }, -32_600],
    ['an empty batch', { path: '/rpc', body: '[]' }, -32_600],
    ['no body', { path: '/rpc' }, -32_700],
    ['a key twice', { path: '/rpc', body: '{"jsonrpc":"2.0","id":1,"method":"GetTask","method":"X"}' }, -32_700],
    ['a REST body cut off', { path: '/rest/message:send', body: '{"message":' }, undefined],
    ['a hidden slash in a task id', { method: 'GET', path: '/rest/tasks/a%2Fb' }, undefined],
  ])('is refused by the node itself, in the words of its protocol: %s', async (_, request, code) => {
    const before = agent.asked;
    const answer = await raw(doors()[1], request);
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('FACTS_INVALID') });
    const { error } = z.looseObject({ error: z.looseObject({ code: z.number() }) }).parse(JSON.parse(answer.body));
    expect(error.code).toBe(code ?? 400);
    expect(agent.asked).toBe(before);
  });
});
