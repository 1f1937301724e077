import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import {
  call,
  everything,
  fixture,
  newAgent,
  oldAgent,
  startEverything,
  startFixture,
  type McpAgent,
  type McpServerAt,
} from './identical-mcp-agents.ts';
import { Mask, Recorder, type Exchange } from './identical-record.ts';

let sessions: McpServerAt;
let stateless: McpServerAt;
let caller: TestNode;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  [sessions, stateless] = await Promise.all([startEverything(), startFixture()]);
  const servers = { everything, fixture, sessions: { url: sessions.url }, stateless: { url: stateless.url } };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config: { mcp: { servers } } });
  opened.push(...nodes, sessions, stateless);
  [caller] = nodes;
  await introduce(nodes[1], caller);
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

const meshed = (server: string): URL => new URL(`${caller.ingressUrl}/mcp/called/${server}`);
const quiet = { stderr: 'ignore' } as const;

/** Cancels a call at its first step, and shows that the connection goes on. */
async function cancelled(agent: McpAgent, tool: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  const stop = new AbortController();
  const options = { signal: stop.signal, onprogress: () => stop.abort() };
  const answer = await agent.ask('tools/call', call(tool, args), options);
  return { answer, after: await agent.ask('tools/list') };
}

/** Everything that the reference server offers, without what changes from run to run. */
async function talkToEverything(agent: McpAgent): Promise<Record<string, unknown>> {
  const steps: unknown[] = [];
  const said: Record<string, unknown> = {
    met: agent.met,
    ping: await agent.ask('ping'),
    tools: await agent.ask('tools/list'),
    echo: await agent.ask('tools/call', call('echo', { message: 'Zw\u00f6lf Boxk\u00e4mpfer \u{1f94a}\n\u2028' })),
    sum: await agent.ask('tools/call', { ...call('get-sum', { a: 2, b: 40 }), _meta: { 'example.org/trace': 'kept' } }),
    structured: await agent.ask('tools/call', call('get-structured-content', { location: 'Chicago' })),
    image: await agent.ask('tools/call', call('get-tiny-image')),
    annotated: await agent.ask(
      'tools/call',
      call('get-annotated-message', { messageType: 'error', includeImage: true }),
    ),
    links: await agent.ask('tools/call', call('get-resource-links', { count: 3 })),
    badArguments: await agent.ask('tools/call', call('get-sum', { a: 'two' })),
    noSuchTool: await agent.ask('tools/call', call('no-such-tool')),
    noSuchMethod: await agent.ask('no/such/method'),
    prompts: await agent.ask('prompts/list'),
    prompt: await agent.ask('prompts/get', { name: 'args-prompt', arguments: { city: 'Oslo', state: 'none' } }),
    noSuchPrompt: await agent.ask('prompts/get', { name: 'no-such-prompt' }),
    resources: await agent.ask('resources/list'),
    templates: await agent.ask('resources/templates/list'),
    resource: await agent.ask('resources/read', { uri: 'demo://resource/static/document/features.md' }),
    noSuchResource: await agent.ask('resources/read', { uri: 'demo://no/such' }),
    completion: await agent.ask('completion/complete', {
      ref: { type: 'ref/prompt', name: 'completable-prompt' },
      argument: { name: 'department', value: 'E' },
    }),
    level: await agent.ask('logging/setLevel', { level: 'debug' }),
    wrongLevel: await agent.ask('logging/setLevel', { level: 'loud' }),
    subscribed: await agent.ask('resources/subscribe', { uri: 'demo://resource/dynamic/text/1' }),
    long: await agent.ask('tools/call', call('trigger-long-running-operation', { duration: 0.3, steps: 3 }), {
      onprogress: (step) => steps.push(step),
    }),
    cancelled: await cancelled(agent, 'trigger-long-running-operation', { duration: 600, steps: 6000 }),
    sampling: await agent.ask('tools/call', call('trigger-sampling-request', { prompt: 'Why?', maxTokens: 10 })),
    elicitation: await agent.ask('tools/call', call('trigger-elicitation-request')),
    roots: await agent.ask('tools/call', call('get-roots-list')),
    updates: await agent.ask('tools/call', call('toggle-subscriber-updates')),
  };
  await agent.hears('notifications/resources/updated');
  said['unsubscribed'] = await agent.ask('resources/unsubscribe', { uri: 'demo://resource/dynamic/text/1' });
  // The SDK's clients drop a step that reaches them in one piece with what follows, on any transport.
  said['progress'] = steps.slice(0, 1);
  const heard = new Set(agent.heard.map(({ method }) => method));
  // The server sends it right after the start, over HTTP mostly before the client's event stream is open.
  heard.delete('notifications/tools/list_changed');
  said['heard'] = [...heard].toSorted();
  // Over HTTP the 1.x client resumes each stream that ended with an error, and the server repeats what came since.
  const logged = agent.heard.map(({ params }) => JSON.stringify({ params }));
  said['logged'] = [...new Set(logged.filter((line) => line.includes('Received Subscribe')))];
  return said;
}

async function talkToFixture(agent: McpAgent): Promise<Record<string, unknown>> {
  const steps: unknown[] = [];
  const logged = { ...call('log'), _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } };
  return {
    met: agent.met,
    discover: await agent.ask('server/discover'),
    tools: await agent.ask('tools/list'),
    echo: await agent.ask('tools/call', call('echo', { text: 'Zw\u00f6lf \u{1f94a}\n' })),
    fail: await agent.ask('tools/call', call('fail')),
    badArguments: await agent.ask('tools/call', call('echo', { text: 5 })),
    noSuchTool: await agent.ask('tools/call', call('no-such-tool')),
    resources: await agent.ask('resources/list'),
    resource: await agent.ask('resources/read', { uri: 'note://one' }),
    noSuchResource: await agent.ask('resources/read', { uri: 'note://two' }),
    prompts: await agent.ask('prompts/list'),
    prompt: await agent.ask('prompts/get', { name: 'greet' }),
    noSuchPrompt: await agent.ask('prompts/get', { name: 'none' }),
    steps: await agent.ask('tools/call', call('progress'), { onprogress: (step) => steps.push(step) }),
    progress: steps.slice(0, 1),
    silent: await agent.ask('tools/call', call('log')),
    logged: await agent.ask('tools/call', logged),
    asked: await agent.ask('tools/call', call('ask')),
    large: JSON.stringify(await agent.ask('tools/call', call('large'))).length,
    cancelled: await cancelled(agent, 'hang', {}),
    heard: agent.heard,
  };
}

/** Runs the same talk with both agents, and compares what each was told. */
async function compare(
  agents: readonly [direct: McpAgent, meshed: McpAgent],
  talk: (agent: McpAgent) => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const [direct, through] = await Promise.all(agents.map(talk));
  const mask = (said: unknown): unknown => new Mask().of(said);
  expect(Object.keys(through ?? {})).toEqual(Object.keys(direct ?? {}));
  for (const [step, said] of Object.entries(direct ?? {}))
    expect(mask({ [step]: through?.[step] })).toEqual(mask({ [step]: said }));
  return direct ?? {};
}

/** Whether an exchange has nothing in it that depends on when it ends, or on when the server asks something itself. */
function isSettled({ request, sent }: Exchange): boolean {
  return request.startsWith('POST') && sent.includes('"method"') && !/"steps"|cancelled|roots/.test(sent);
}

async function settled(recorder: Recorder): Promise<readonly unknown[]> {
  const exchanges = recorder.exchanges.filter(isSettled);
  await recorder.ended(exchanges);
  return exchanges.map((exchange) => new Mask().of(exchange));
}

describe.concurrent('an MCP client of the 1.x SDK through two nodes', () => {
  it('finds the reference server on stdio as on its own pipe', { timeout: 40_000 }, async () => {
    await using direct = await oldAgent(new OldStdio({ ...everything, ...quiet }));
    await using through = await oldAgent(new OldHttp(meshed('everything')));
    const said = await compare([direct, through], talkToEverything);
    await through.hears('notifications/tools/list_changed');
    expect(JSON.stringify(said['sampling'])).toContain('Forty-two.');
    expect(JSON.stringify(said['elicitation'])).toContain('Ada');
    expect(said['progress']).toHaveLength(1);
  });

  it('finds the reference server over HTTP as at its own URL, on the wire too', { timeout: 40_000 }, async () => {
    const recorders = [sessions.url, meshed('sessions').href].map((door) => new Recorder(door, new Mask()));
    const [near, far] = recorders.map(({ fetch }) => ({ fetch }));
    await using direct = await oldAgent(new OldHttp(new URL(sessions.url), near));
    await using through = await oldAgent(new OldHttp(meshed('sessions'), far));
    await compare([direct, through], talkToEverything);
    const [one, other] = await Promise.all(recorders.map(settled));
    expect(one?.length).toBeGreaterThan(25);
    expect(other).toEqual(one);
  });
});

describe.concurrent('an MCP client of the 2.x SDK through two nodes', () => {
  it('finds the reference server in the older era as on its own pipe', { timeout: 40_000 }, async () => {
    await using direct = await newAgent(new NewStdio({ ...everything, ...quiet }), 'legacy');
    await using through = await newAgent(new NewHttp(meshed('everything')), 'legacy');
    const said = await compare([direct, through], talkToEverything);
    expect(said['heard']).toContain('notifications/resources/updated');
  });

  it('finds a 2026-07-28 server on stdio as on its own pipe', { timeout: 40_000 }, async () => {
    await using direct = await newAgent(new NewStdio({ ...fixture, ...quiet }), 'auto');
    await using through = await newAgent(new NewHttp(meshed('fixture')), 'auto');
    expect(through.client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    const said = await compare([direct, through], talkToFixture);
    expect(JSON.stringify(said['asked'])).toContain('answered');
    expect(said['progress']).toHaveLength(1);
  });

  it('finds a 2026-07-28 server over HTTP as at its own URL, on the wire too', { timeout: 40_000 }, async () => {
    const recorders = [stateless.url, meshed('stateless').href].map((door) => new Recorder(door, new Mask()));
    const [near, far] = recorders.map(({ fetch }) => ({ fetch }));
    await using direct = await newAgent(new NewHttp(new URL(stateless.url), near), 'auto');
    await using through = await newAgent(new NewHttp(meshed('stateless'), far), 'auto');
    await compare([direct, through], talkToFixture);
    const [one, other] = recorders.map((recorder) => recorder.written());
    expect(other).toEqual(one);
  });

  it('is told of an unknown method as over HTTP, whatever the server speaks', { timeout: 40_000 }, async () => {
    const answers: unknown[] = [];
    for (const door of [new URL(stateless.url), meshed('stateless'), meshed('fixture')]) {
      await using agent = await newAgent(new NewHttp(door), 'auto');
      answers.push(await agent.ask('no/such/method'));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toMatchObject({ error: { data: { status: 404 } } });
  });
});

describe('an MCP server behind two nodes', () => {
  it.each(['fixture', 'stateless'])(
    'sends each step of its progress, in order and before the result: %s',
    async (server) => {
      const version = '2026-07-28';
      const _meta = {
        progressToken: 'mine',
        'io.modelcontextprotocol/protocolVersion': version,
        'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      };
      const response = await fetch(meshed(server), {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          'MCP-Protocol-Version': version,
          'Mcp-Method': 'tools/call',
          'Mcp-Name': 'progress',
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...call('progress'), _meta } }),
      });
      const text = await response.text();
      const order = [...text.matchAll(/"progress":(\d)|"text":"(done)"/g)].map(([, step, done]) => step ?? done);
      expect(order).toEqual(['1', '2', '3', 'done']);
      expect(text.match(/"progressToken":"mine"/g)).toHaveLength(3);
    },
  );

  it('ends a cancelled call, on stdio and over HTTP', { timeout: 40_000 }, async () => {
    for (const server of ['fixture', 'stateless']) {
      await using agent = await newAgent(new NewHttp(meshed(server)), 'auto');
      const count = async (): Promise<string> => JSON.stringify(await agent.ask('tools/call', call('cancelled')));
      const before = await count();
      await cancelled(agent, 'hang', {});
      await expect.poll(count).not.toBe(before);
    }
  });

  it('tells of a change of its tools on a listen stream', { timeout: 40_000 }, async () => {
    await using agent = await newAgent(new NewHttp(meshed('fixture')), 'auto');
    const subscription = await agent.client.listen({ toolsListChanged: true });
    await agent.ask('tools/call', call('change'));
    await agent.hears('notifications/tools/list_changed');
    await subscription.close();
    expect(agent.heard.map(({ method }) => method)).toContain('notifications/tools/list_changed');
  });
});
