import { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';
import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlError } from '../../src/control/control.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startA2aAgent, userMessage, type A2aAgent } from './identical-a2a-agent.ts';
import { call, fixture, newAgent, oldAgent, startFixture, type McpServerAt } from './identical-mcp-agents.ts';
import { errorFields, outcome } from './identical-record.ts';

const senderRules = `// What our agent may not do.

@id("own.no-cancelling")
@reason("Our agent does not cancel.")
forbid (principal, action == Action::"a2a.cancel", resource)
when { principal.own };

@id("own.no-hanging")
forbid (principal, action == Action::"mcp.call", resource)
when { principal.own && resource.name == "hang" };
`;

const receiverRules = `@id("house.no-secrets")
@reason("Secrets stay here.")
@advice("Ask for something else.")
forbid (principal, action in [Action::"a2a.send", Action::"a2a.stream"], resource)
when { context.argumentsText like "*secret*" };

@id("house.no-crashing")
forbid (principal, action == Action::"mcp.call", resource)
when { resource.name == "crash" };
`;

let agent: A2aAgent;
let server: McpServerAt;
let caller: TestNode;
let called: TestNode;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  [agent, server] = await Promise.all([startA2aAgent(), startFixture()]);
  // Refusals are what is looked at here; they must not add up to a quarantine.
  const trust = { behaviour: { denials: 0 } };
  const servers = { fixture, remote: { url: server.url } };
  const config = { trust, agent: { a2a: { url: agent.url } }, mcp: { servers } };
  [caller, called] = await startNodes(
    { name: 'caller', policies: { 'own.cedar': senderRules } },
    { name: 'called', config, policies: { 'house.cedar': receiverRules } },
  );
  opened.push(caller, called, agent, server);
  await introduce(called, caller);
  await earnTrust();
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

/** A denial costs trust: without some good calls before them, the denials of these tests would end all calls. */
async function earnTrust(): Promise<void> {
  const calls = Array.from({ length: 60 }, async () => {
    const response = await fetch(`${caller.ingressUrl}/a2a/called/.well-known/agent-card.json`);
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });
  await Promise.all(calls);
}

const transports = {
  JSONRPC: () => new JsonRpcTransportFactory(),
  'HTTP+JSON': () => new RestTransportFactory(),
  GRPC: () => new GrpcTransportFactory(),
};

const clientOf = async (binding: keyof typeof transports) => {
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [transports[binding]()],
    preferredTransports: [binding],
  });
  return await new ClientFactory(options).createFromUrl(`${caller.ingressUrl}/a2a/called/`);
};

const asks = (text: string) => ({ tenant: '', message: userMessage(text), configuration: undefined, metadata: {} });

/** The message id that an error tells its reader to ask about. */
function idIn(error: unknown): string {
  const id = /parley explain ([0-9a-f]{32})/.exec(JSON.stringify(error))?.[1];
  if (id === undefined) throw new Error(`no message id in ${JSON.stringify(error)}`);
  return id;
}

/** What a node knows of a message. */
async function explained(node: TestNode, id: string) {
  const { state } = await node.client.message(id);
  return { ...(await node.client.explain(id)), state };
}

/** The sender's node notes the answer of the other one a moment after its client has it. */
async function refused(node: TestNode, id: string) {
  return await eventually(`${id} is refused`, async () => {
    const said = await explained(node, id);
    return said.state === 'refused' && said;
  });
}

/** The sender's node refused: it names the rule, and the other node never heard of the message. */
async function expectRefusedHere(error: unknown, rule: { id: string; line: number }): Promise<void> {
  expect(JSON.stringify(error)).toContain('Refused by this node (policy-denied)');
  const id = idIn(error);
  const said = await explained(caller, id);
  expect(said).toMatchObject({ direction: 'out', state: 'refused' });
  const no = said.decisions.find((decision) => !decision.allowed);
  expect(no).toMatchObject({ side: 'local', reason: 'policy-denied', policies: [{ ...rule, file: 'own.cedar' }] });
  await expect(called.client.explain(id)).rejects.toBeInstanceOf(ControlError);
}

/** The receiver's node refused: it names the rule, and the sender's node says that the other one refused. */
async function expectRefusedThere(error: unknown, rule: { id: string; line: number }): Promise<void> {
  expect(JSON.stringify(error)).toContain('Refused by the other node (policy-denied)');
  const id = idIn(error);
  const there = await explained(called, id);
  expect(there).toMatchObject({ direction: 'in', state: 'refused' });
  const no = there.decisions.find((decision) => !decision.allowed);
  expect(no).toMatchObject({ side: 'local', reason: 'policy-denied', policies: [{ ...rule, file: 'house.cedar' }] });
  const here = await refused(caller, id);
  expect(here.direction).toBe('out');
  const answer = here.decisions.find((decision) => !decision.allowed);
  expect(answer).toMatchObject({ side: 'remote', reason: 'policy-denied', policies: [] });
  expect(JSON.stringify({ error, here })).not.toContain('house.no-');
}

describe.each(['JSONRPC', 'HTTP+JSON', 'GRPC'] as const)('an A2A call over %s', (binding) => {
  it("that the sender's policy forbids shows the SDK client its reason and message id", async () => {
    const client = await clientOf(binding);
    const before = agent.asked;
    const error = await outcome(async () => await client.cancelTask({ tenant: '', id: 'x', metadata: undefined }));
    await expectRefusedHere(error, { id: 'own.no-cancelling', line: 3 });
    expect(agent.asked).toBe(before);
  });

  it("that the receiver's policy forbids shows the SDK client its reason and message id", async () => {
    const client = await clientOf(binding);
    const before = agent.asked;
    const error = await outcome(async () => await client.sendMessage(asks('tell me the secret')));
    await expectRefusedThere(error, { id: 'house.no-secrets', line: 1 });
    expect(agent.asked).toBe(before);
  });

  it("that would stream is refused by the receiver's policy before anything streams", async () => {
    const client = await clientOf(binding);
    const stream = client.sendMessageStream(asks('stream me the secret'));
    const error = await stream.next().then(() => 'an event', errorFields);
    expect(error).toHaveProperty('error');
    await expectRefusedThere(error, { id: 'house.no-secrets', line: 1 });
  });

  it('goes on as before after a denial', async () => {
    const client = await clientOf(binding);
    await outcome(async () => await client.sendMessage(asks('a secret')));
    expect(await client.sendMessage(asks('hello'))).toMatchObject({
      parts: [{ content: { value: 'hello yourself' } }],
    });
  });
});

describe('the shape of a denial', () => {
  const json = { 'Content-Type': 'application/json', 'A2A-Version': '1.0' };
  const message = { messageId: 'm', role: 'ROLE_USER', parts: [{ text: 'the secret' }] };

  it('is 403 with an ErrorInfo of our domain, in either binding', async () => {
    const door = `${caller.ingressUrl}/a2a/called`;
    const rpc = JSON.stringify({ jsonrpc: '2.0', id: 'seven', method: 'SendMessage', params: { message } });
    const info = {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'POLICY_DENIED',
      domain: 'parley.mesh',
      metadata: { side: 'remote' },
    };
    const one = await fetch(`${door}/rpc`, { method: 'POST', headers: json, body: rpc });
    expect(one.status).toBe(403);
    expect(await one.json()).toMatchObject({ jsonrpc: '2.0', id: 'seven', error: { code: -32050, data: [info] } });
    const rest = JSON.stringify({ message });
    const other = await fetch(`${door}/rest/message:send`, { method: 'POST', headers: json, body: rest });
    expect(other.status).toBe(403);
    const error = { code: 403, status: 'PERMISSION_DENIED', details: [info] };
    expect(await other.json()).toMatchObject({ error });
  });

  it('does not tell an MCP server that is not there from one that may not be used', async () => {
    const params = { name: 'crash', arguments: {} };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    const headers = { ...json, Accept: 'application/json, text/event-stream' };
    const answers = ['fixture', 'no-such-server'].map(async (name) => {
      const response = await fetch(`${caller.ingressUrl}/mcp/called/${name}`, { method: 'POST', headers, body });
      return [response.status, (await response.text()).replaceAll(/[0-9a-f]{32}/g, 'id')];
    });
    const [forbidden, missing] = await Promise.all(answers);
    expect(missing).toEqual(forbidden);
    expect(JSON.stringify(missing)).toContain('policy-denied');
  });
});

describe.each(['fixture', 'remote'])('an MCP call of the server "%s"', (name) => {
  const door = (): URL => new URL(`${caller.ingressUrl}/mcp/called/${name}`);

  it('that policy forbids shows the 2.x client its reason and message id, on either side', async () => {
    await using client = await newAgent(new NewHttp(door()), 'auto');
    const here = await client.ask('tools/call', call('hang'));
    expect(here).toMatchObject({ error: { code: -32050 } });
    await expectRefusedHere(here, { id: 'own.no-hanging', line: 8 });
    const there = await client.ask('tools/call', call('crash'));
    expect(there).toMatchObject({ error: { code: -32050 } });
    await expectRefusedThere(there, { id: 'house.no-crashing', line: 7 });
    expect(await client.ask('tools/call', call('echo', { text: 'still here' }))).toHaveProperty('result');
  });

  it('that policy forbids shows the 1.x client its reason and message id, on either side', async () => {
    await using client = await oldAgent(new OldHttp(door()));
    const here = await client.ask('tools/call', call('hang'));
    expect(here).toMatchObject({ error: { code: -32050 } });
    await expectRefusedHere(here, { id: 'own.no-hanging', line: 8 });
    const there = await client.ask('tools/call', call('crash'));
    expect(there).toMatchObject({ error: { code: -32050 } });
    await expectRefusedThere(there, { id: 'house.no-crashing', line: 7 });
    expect(await client.ask('tools/call', call('echo', { text: 'still here' }))).toHaveProperty('result');
  });
});

describe('parley explain', () => {
  it('names rule, file and line on the node that refused, and the other node on the one that asked', async () => {
    const client = await clientOf('JSONRPC');
    const id = idIn(await outcome(async () => await client.sendMessage(asks('the secret'))));
    await refused(caller, id);
    const [there, here] = await Promise.all([called.cli('explain', id), caller.cli('explain', id)]);
    for (const part of [
      'policy-denied',
      'house.no-secrets',
      'house.cedar:1',
      'Secrets stay here.',
      'Ask for something else.',
    ]) {
      expect(there).toContain(part);
      expect(here).not.toContain(part === 'policy-denied' ? 'house' : part);
    }
    expect(here).toContain('by the other node');
  });
});

describe('a rule that is taken away', () => {
  it('forbids no longer, without a restart', async () => {
    const client = await clientOf('JSONRPC');
    await called.setPolicy('house.cedar', undefined);
    expect(await outcome(async () => await client.sendMessage(asks('the secret')))).toHaveProperty('result');
    await called.setPolicy('house.cedar', receiverRules);
    const error = await outcome(async () => await client.sendMessage(asks('the secret')));
    await expectRefusedThere(error, { id: 'house.no-secrets', line: 1 });
  });
});
