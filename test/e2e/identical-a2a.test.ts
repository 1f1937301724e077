import { TaskState, type AgentCard } from '@a2a-js/sdk';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startA2aAgent, type A2aAgent } from './identical-a2a-agent.ts';
import { all, asks, cancelUnderWay, clientOf, talk } from './identical-a2a-talk.ts';
import { Mask, Recorder } from './identical-record.ts';

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

describe.each(['JSONRPC', 'HTTP+JSON', 'GRPC'] as const)('an SDK client through two nodes, over %s', (binding) => {
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
      await expect(all(stream)).resolves.toHaveProperty('error.name', binding === 'GRPC' ? 'A2AError' : 'AbortError');
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
