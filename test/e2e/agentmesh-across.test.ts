import { TaskState } from '@a2a-js/sdk';
import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { meshAgent, servesMesh, type MeshAgent } from '../support/mesh-client.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startA2aAgent, userMessage } from './identical-a2a-agent.ts';
import { clientOf, taskIn } from './identical-a2a-talk.ts';
import { call, everything, fixture, newAgent, oldAgent, type McpAgent } from './identical-mcp-agents.ts';

/** Real time, on a machine with other work: far above what a step takes. */
const testMs = 180_000;
const patient = { patienceMs: 60_000 };
const acmePorts = { registry: 31_682, relay: 31_683 };
const globexPorts = { registry: 31_692, relay: 31_693 };

const rules = `
@id("no-pid") forbid (principal, action == Action::"mcp.call", resource)
when { resource.owner.own && resource.name == "pid" };
@id("no-word") forbid (principal, action == Action::"mcp.call", resource)
when { context.arguments.hasTag("text") && context.arguments.getTag("text") == "forbidden" };
@id("no-secrets") forbid (principal, action == Action::"a2a.send", resource)
when { resource.owner.own && context.argumentsText like "*forbidden*" };
@id("ask-first") @approval("required") forbid (principal, action == Action::"mcp.call", resource)
when { resource.owner.own && resource.name == "cancelled" };
@id("no-large-answer") forbid (principal, action == Action::"exchange.respond", resource)
when { context has answerBytes && context.answerBytes > 500000 };
@id("no-leak") forbid (principal, action == Action::"a2a.send", resource)
when { !resource.owner.own && context.argumentsText like "*our key*" };
@id("no-hint") forbid (principal, action == Action::"message.send", resource)
when { context.protocol == "agentmesh" && context.sizeBytes > 50000 };
`;

const opened: AsyncDisposable[] = [];
let acme: TestNode;
let globex: TestNode;
/** An unmodified client of the SDK behind globex; an A2A agent and MCP servers are behind acme. */
let bob: MeshAgent;
let native: string;

beforeAll(async () => {
  // The SDK of the A2A agent prints what it is made to throw.
  vi.spyOn(console, 'error').mockReturnValue();
  const agent = await startA2aAgent();
  opened.push(agent);
  const serves = servesMesh(acmePorts.registry, acmePorts.relay);
  const config = {
    trust: { behaviour: { denials: 0 } },
    agent: { a2a: { url: agent.url } },
    mcp: { servers: { tools: fixture, old: everything } },
    agentmesh: { ...Object(serves['agentmesh']), deliver: 'a2a' },
  };
  const nodes = await startNodes(
    { name: 'acme', config, policies: { 'rules.cedar': rules }, ...patient },
    { name: 'globex', config: servesMesh(globexPorts.registry, globexPorts.relay), ...patient },
  );
  opened.push(...nodes);
  [acme, globex] = nodes;
  await introduce(acme, globex);
  bob = meshAgent(globexPorts, { name: 'bob' });
  await bob.client.connect();
  native = await eventually('the agent of acme is discovered', async () => {
    const [found] = await bob.client.discover('acme');
    return found?.did;
  });
  await bob.client.establishSessionWithPeer(native);
}, testMs);

afterAll(async () => {
  await bob?.client.disconnect();
  for (const one of opened.toReversed()) await one[Symbol.asyncDispose]();
  vi.restoreAllMocks();
});

let nextId = 1;

/** What the agent of acme answers to a message. */
async function answerTo(message: Readonly<Record<string, unknown>>): Promise<unknown> {
  const id = `call-${nextId++}`;
  await bob.client.send(native, { id, ...message });
  return await answerOf(id);
}

async function answerOf(id: string): Promise<unknown> {
  return await eventually(
    `the answer to ${id} (${bob.errors.join('; ')})`,
    async () => {
      await new Promise((next) => setImmediate(next));
      const payloads = bob.heard.map(({ payload }) => JSON.stringify(payload));
      const found = payloads.find((payload) => payload.startsWith(`{"inReplyTo":"${id}"`));
      return found === undefined ? undefined : (JSON.parse(found) as unknown);
    },
    60_000,
  );
}

const tool = (name: string, given = {}, mcp = 'tools') => ({
  mcp,
  method: 'tools/call',
  params: { name, arguments: given },
});

/** The entries about calls of tools in the audit log of acme that hold a text, once there are so many. */
async function calls(text: string, count: number): Promise<readonly string[]> {
  return await eventually(`${count} calls with ${text} are in the log`, async () => {
    const lines = (await acme.cli('audit', 'export', '--format', 'ocsf')).trim().split('\n');
    const found = lines.filter((line) => line.includes('"operation":"mcp.call"') && line.includes(text));
    return found.length >= count ? found : undefined;
  });
}

describe('an unmodified client of the AgentMesh SDK, and MCP servers behind another node', () => {
  it.each(['tools', 'old'])(
    'lists the tools of %s as far as it may use them, and calls one',
    async (mcp) => {
      const listed = JSON.stringify(await answerTo({ mcp, method: 'tools/list' }));
      expect(listed).toContain('"echo"');
      expect(listed).not.toContain('"pid"');
      const given = mcp === 'tools' ? { text: 'Zwölf \u{1f94a}' } : { message: 'Zwölf \u{1f94a}' };
      const echoed = await answerTo(tool('echo', given, mcp));
      expect(echoed).toMatchObject({ result: { content: [{ type: 'text' }] } });
      expect(JSON.stringify(echoed)).toContain('Zwölf \u{1f94a}');
    },
    testMs,
  );

  it(
    'has its calls judged as calls, with their arguments, and their answers as answers',
    async () => {
      const denied = { error: { code: -32050, data: [{ reason: expect.any(String), domain: 'parley.mesh' }] } };
      expect(await answerTo(tool('pid'))).toMatchObject(denied);
      expect(await answerTo(tool('echo', { text: 'forbidden' }))).toMatchObject(denied);
      expect(await answerTo(tool('large'))).toMatchObject(denied);
      expect(await calls('no-pid', 1)).toEqual([expect.stringContaining('"Failure"')]);
      expect(await calls('no-word', 1)).toEqual([expect.stringContaining('"Failure"')]);
      // The call was let pass, its answer was not.
      expect(await calls('tools/large', 1)).toEqual([expect.stringContaining('"Success"')]);
    },
    testMs,
  );

  it(
    'waits for a person where a rule wants that, and calls again once it is approved',
    async () => {
      expect(await answerTo(tool('cancelled'))).toMatchObject({ error: { code: -32050 } });
      const [asked] = (await acme.client.approvals()).filter(({ state }) => state === 'pending');
      await acme.cli('approvals', 'approve', asked?.id ?? '', '--reason', 'checked', '--by', 'ann');
      expect(await answerTo(tool('cancelled'))).toMatchObject({ result: { content: [{ text: '0' }] } });
      expect(await answerTo(tool('cancelled'))).toMatchObject({ error: { code: -32050 } });
    },
    testMs,
  );

  it(
    'is told what went wrong',
    async () => {
      expect(await answerTo(tool('fail'))).toMatchObject({ result: { isError: true } });
      expect(await answerTo(tool('none'))).toMatchObject({ error: { code: expect.any(Number) } });
      expect(await answerTo(tool('echo', {}, 'nowhere'))).toMatchObject({ error: { message: expect.any(String) } });
      expect(await answerTo({ mcp: 'tools', method: 'initialize' })).toMatchObject({ error: { code: -32601 } });
    },
    testMs,
  );
});

describe('an unmodified client of the AgentMesh SDK, and an A2A agent behind another node', () => {
  it(
    'speak with each other',
    async () => {
      const hello = { message: 'hello yourself', parts: [{ text: 'hello yourself' }], contextId: expect.any(String) };
      expect(await answerTo({ message: 'hello' })).toMatchObject(hello);
      await bob.client.send(native, 'hello');
      await eventually('a message without an id is answered', async () => {
        await new Promise((next) => setImmediate(next));
        return bob.heard.find(({ payload }) => JSON.stringify(payload).startsWith('{"inReplyTo":null'));
      });
    },
    testMs,
  );

  it(
    'go on with a task',
    async () => {
      const asked = await answerTo({ message: 'ask' });
      expect(asked).toMatchObject({ message: 'which?', state: 'TASK_STATE_INPUT_REQUIRED' });
      const { taskId, contextId } = Object(asked);
      const done = await answerTo({ message: 'this one', taskId, contextId });
      expect(done).toMatchObject({ taskId, contextId, state: 'TASK_STATE_COMPLETED' });
      expect(JSON.stringify(done)).toContain('this one');
    },
    testMs,
  );

  it(
    'are kept apart by the rules for messages to the agent',
    async () => {
      expect(await answerTo({ message: 'forbidden' })).toMatchObject({ error: { code: -32050 } });
      expect(await answerTo({ message: 'fail' })).toHaveProperty('inReplyTo');
    },
    testMs,
  );

  it(
    'are not made to answer answers',
    async () => {
      await bob.client.send(native, { inReplyTo: 'no call', message: 'hello' });
      for await (const message of acme.client.inbox({ signal: AbortSignal.timeout(60_000) })) {
        expect(JSON.parse(message.text())).toEqual({ inReplyTo: 'no call', message: 'hello' });
        await message.ack();
        break;
      }
    },
    testMs,
  );
});

/** Has a client answer what it is asked, by `says`; undefined is no answer. */
function answers(agent: MeshAgent, says: (asked: Readonly<Record<string, unknown>>) => unknown): void {
  agent.client.onMessage((from, payload) => {
    const answer = Object(payload).id === undefined ? undefined : says(Object(payload));
    if (answer !== undefined) void agent.client.send(from, answer);
  });
}

/** What an agent says to an A2A client at a node that asks it. */
async function asked(node: TestNode, did: string, text: string, messageId = crypto.randomUUID()): Promise<unknown> {
  const client = await clientOf(`${node.ingressUrl}/a2a/${did}`, 'JSONRPC');
  const message = { ...userMessage(text), messageId };
  return await client.sendMessage({ tenant: '', message, configuration: undefined, metadata: undefined });
}

const saying = (value: string) => ({ parts: [{ content: { $case: 'text', value } }] });

describe('A2A and MCP clients that begin a conversation with an AgentMesh agent', () => {
  const tooLong = 'x'.repeat(600_000);
  /** The mark of a question that is answered by hand. */
  let huge: unknown;

  beforeAll(() => {
    answers(bob, ({ id, message, skill, contextId }) => {
      if (message === 'ask')
        return { inReplyTo: id, message: 'which?', taskId: 't1', state: 'TASK_STATE_INPUT_REQUIRED' };
      if (message === 'long') return { inReplyTo: id, message: tooLong };
      if (message === 'huge') return void (huge = id);
      if (message === 'fail') return { inReplyTo: id, error: 'out of order' };
      return {
        inReplyTo: id,
        message: `bob heard ${String(message)}`,
        ...(skill === undefined ? { contextId } : { contextId: skill }),
      };
    });
  });

  it(
    'find its card, and get its answer as a message or a task',
    async () => {
      const client = await clientOf(`${acme.ingressUrl}/a2a/${bob.did}`, 'JSONRPC');
      const card = await client.getAgentCard();
      expect(card.skills.map(({ id }) => id)).toContain('echo');
      expect(card.signatures.length).toBeGreaterThan(0);
      expect(await asked(acme, bob.did, 'Zwölf \u{1f94a}')).toMatchObject(saying('bob heard Zwölf \u{1f94a}'));
      const parallel = await Promise.all(['a', 'b', 'c'].map(async (text) => await asked(acme, bob.did, text)));
      expect(parallel).toMatchObject(['a', 'b', 'c'].map((text) => saying(`bob heard ${text}`)));
      const task = taskIn(Object(await asked(acme, bob.did, 'ask')));
      expect(task).toMatchObject({ id: 't1', status: { state: TaskState.TASK_STATE_INPUT_REQUIRED } });
      await expect(asked(acme, bob.did, 'fail')).rejects.toThrow('out of order');
    },
    testMs,
  );

  const eras: readonly (readonly [string, (url: URL) => Promise<McpAgent>])[] = [
    ['2026-07-28', async (url) => await newAgent(new NewHttp(url), 'auto')],
    ['2025-11-25', async (url) => await oldAgent(new OldHttp(url))],
  ];

  it.each(eras)(
    'call it as a tool, with an MCP client of %s',
    async (_, open) => {
      await using client = await open(new URL(`${acme.ingressUrl}/tools/${bob.did}`));
      expect(JSON.stringify(await client.ask('tools/list'))).toContain('"echo"');
      const said = await client.ask('tools/call', call('echo', { message: 'from MCP' }));
      expect(said).toMatchObject({ result: { content: [{ type: 'text', text: 'bob heard from MCP' }] } });
      expect(JSON.stringify(said)).toContain('"contextId":"echo"');
      expect(JSON.stringify(await client.ask('tools/call', call('echo', { message: 'fail' })))).toContain('isError');
    },
    testMs,
  );

  it(
    'are refused by the policies of either node, and so is an answer',
    async () => {
      const before = bob.heard.length;
      // As what is asked, as the message that it is, and as the answer.
      for (const text of ['this is our key', 'y'.repeat(60_000)])
        await expect(asked(acme, bob.did, text)).rejects.toThrow(/policy-denied/);
      expect(bob.heard).toHaveLength(before);
      await expect(asked(acme, bob.did, 'long')).rejects.toThrow(/policy-denied/);
      const rule = `forbid (principal, action == Action::"message.receive", resource) when { resource.name == "agentmesh/message" };`;
      await globex.setPolicy('closed.cedar', rule);
      await expect(asked(acme, bob.did, 'hello')).rejects.toThrow(/other node \(policy-denied\)/);
      await globex.setPolicy('closed.cedar', undefined);
      expect(await asked(acme, bob.did, 'again')).toMatchObject(saying('bob heard again'));
    },
    testMs,
  );

  it(
    'wait for a person where a rule wants that for the message, and ask again once it is approved',
    async () => {
      const rule = `@id("ask-a-person") @approval("required")
        forbid (principal, action == Action::"message.send", resource)
        when { context has arguments && context.arguments.hasTag("agent") && context.arguments.getTag("agent") == "${bob.did}" };`;
      await acme.setPolicy('person.cedar', rule);
      const id = crypto.randomUUID();
      const held = taskIn(Object(await asked(acme, bob.did, 'with leave', id)));
      expect(held.status?.state).toBe(TaskState.TASK_STATE_AUTH_REQUIRED);
      const wanted = (await acme.client.approvals()).find(({ action }) => action === 'message.send');
      await acme.cli('approvals', 'approve', wanted?.id ?? '', '--reason', 'checked', '--by', 'ann');
      expect(await asked(acme, bob.did, 'with leave', id)).toMatchObject(saying('bob heard with leave'));
      await acme.setPolicy('person.cedar', undefined);
    },
    testMs,
  );

  it(
    'hear nothing of an answer that no frame can hold, and get the next one',
    async () => {
      const answer = asked(acme, bob.did, 'huge');
      const reconnected = async (): Promise<boolean> => {
        await new Promise((next) => setImmediate(next));
        return bob.client.isConnected;
      };
      await eventually('bob was asked', async () => (await reconnected()) && huge !== undefined);
      await bob.client.send(native, { inReplyTo: huge, message: 'x'.repeat(1_200_000) }).catch(() => undefined);
      await eventually('bob is cut off', async () => !(await reconnected()));
      await eventually('bob is back', reconnected);
      await bob.client.send(native, { inReplyTo: huge, message: 'in short' });
      expect(await answer).toMatchObject(saying('in short'));
    },
    testMs,
  );

  it(
    'get their answer when the agent was not connected, and had never spoken to the node',
    async () => {
      const carol = meshAgent(globexPorts, { name: 'carol' });
      // It knows nothing of questions and their marks: it says something back.
      carol.client.onMessage((from) => void carol.client.send(from, 'carol is back'));
      await carol.client.connect();
      await eventually('acme knows carol', async () => {
        const path = `http://127.0.0.1:${acmePorts.registry}/v1/agents/${carol.did}`;
        return (await fetch(path)).status === 200;
      });
      await carol.client.disconnect();
      const answer = asked(acme, carol.did, 'are you there?');
      // The SDK takes the end of its old connection for that of a new one that was made before it heard of it.
      await eventually('acme knocked for carol', async () => {
        const lines = (await acme.cli('audit', 'export', '--format', 'ocsf')).split('\n');
        return lines.some((line) => line.includes('"operation":"message.send"') && line.includes('agentmesh/knock"'));
      });
      await carol.client.connect();
      expect(await answer).toMatchObject(saying('carol is back'));
      expect(carol.heard.map(({ payload }) => payload)).toMatchObject([{ message: 'are you there?' }]);
      await carol.client.disconnect();
    },
    testMs,
  );

  it(
    'reach the agent of another node, which speaks the other variant of the key derivation',
    async () => {
      expect(await asked(globex, native, 'hello')).toMatchObject(saying('hello yourself'));
      const task = taskIn(Object(await asked(globex, native, 'three')));
      expect(task.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
      await using client = await newAgent(new NewHttp(new URL(`${globex.ingressUrl}/tools/${native}`)), 'auto');
      expect(JSON.stringify(await client.ask('tools/call', call('acme', { message: 'hello' })))).toContain(
        'hello yourself',
      );
    },
    testMs,
  );

  it('are told that there is no such agent', async () => {
    const nobody = `did:mesh:${'00'.repeat(16)}`;
    for (const path of [`a2a/${nobody}`, `tools/${nobody}`])
      expect((await fetch(`${acme.ingressUrl}/${path}`, { method: 'POST' })).status).toBe(404);
  });
});

it(
  'a client at the same node calls, and is asked, under the same rules',
  async () => {
    const dave = meshAgent(acmePorts, { name: 'dave' });
    await dave.client.connect();
    await dave.client.establishSessionWithPeer(native);
    await dave.client.send(native, { id: 1, ...tool('pid') });
    await dave.client.send(native, { id: 2, ...tool('echo', { text: 'from beside' }) });
    await eventually('both are answered', async () => {
      await new Promise((next) => setImmediate(next));
      return dave.heard.length === 2;
    });
    const told = new Map(dave.heard.map(({ payload }) => [Object(payload).inReplyTo, payload]));
    expect(told.get(1)).toMatchObject({ error: { code: -32050 } });
    expect(told.get(2)).toMatchObject({ result: { content: [{ text: 'from beside' }] } });
    answers(dave, ({ id, message }) => ({ inReplyTo: id, message: `dave heard ${String(message)}` }));
    expect(await asked(acme, dave.did, 'you beside me')).toMatchObject(saying('dave heard you beside me'));
    await dave.client.disconnect();
  },
  testMs,
);

it(
  'a call that a crash cuts off is not repeated, and its client is told',
  async () => {
    const id = 'cut off';
    await bob.client.send(native, { id, ...tool('hang') });
    await calls('tools/hang', 1);
    await acme.kill();
    await acme.restart();
    expect(await answerOf(id)).toMatchObject({ error: { message: expect.stringContaining('interrupted') } });
    await answerTo(tool('progress'));
    await calls('tools/progress', 1);
    expect(await calls('tools/hang', 1)).toHaveLength(1);
  },
  testMs,
);
