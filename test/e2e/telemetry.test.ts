import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pass } from 'node:timers/promises';
import { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory } from '@a2a-js/sdk/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { a2aCaller } from '../../testnet/callers.ts';
import { textMessage } from '../../testnet/agents/echo-agent.ts';
import { startCountingAgent, type CountingAgent } from '../support/agent.ts';
import { makeCall } from '../support/call.ts';
import { startCollector, type Collector, type ToldSpan } from '../support/collector.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

let collector: Collector;
let counting: CountingAgent;
let agent: TracedAgent;
let alpha: TestNode;
let beta: TestNode;
let plain: TestNode;

/** An A2A agent that keeps the heads of what it is asked. */
interface TracedAgent {
  readonly url: string;
  readonly heads: readonly IncomingHttpHeaders[];
  close(): void;
}

async function startTracedAgent(): Promise<TracedAgent> {
  const heads: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    const url = `http://127.0.0.1:${portOf(server.address())}`;
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') return void response.end(JSON.stringify(cardAt(url)));
    const answer = async (): Promise<void> => {
      heads.push(request.headers);
      const { id }: { id: unknown } = JSON.parse(await text(request));
      const message = { messageId: 'answer', role: 'ROLE_AGENT', parts: [{ text: 'heard' }] };
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { message } }));
    };
    void answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    heads,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function cardAt(url: string): object {
  return {
    name: 'Traced',
    description: 'Keeps what it is asked.',
    version: '1.0.0',
    supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
    capabilities: {},
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
  };
}

beforeAll(async () => {
  collector = await startCollector();
  counting = await startCountingAgent();
  agent = await startTracedAgent();
  const telemetry = { otlp: { url: collector.url, metricsSeconds: 1 } };
  const held =
    '@id("ask") @approval("required") forbid (principal, action == Action::"mcp.call", resource) when { resource.owner.own };';
  [alpha, beta, plain] = await startNodes(
    { name: 'alpha', config: { telemetry } },
    { name: 'beta', config: { telemetry, ...counting.config, agent: { a2a: { url: agent.url } } } },
    { name: 'plain', config: { agent: { a2a: { url: agent.url } } } },
  );
  await beta.setPolicy('ask.cedar', held);
  await introduce(beta, alpha);
  await introduce(plain, alpha);
}, 60_000);

afterAll(async () => {
  await Promise.all([alpha, beta, plain].map((node) => node[Symbol.asyncDispose]()));
  agent.close();
  for (const one of [counting, collector]) await one[Symbol.asyncDispose]();
}, 60_000);

/** The spans of a trace, once there are as many as named, by node and name. */
async function traceOf(id: string, names: readonly string[]): Promise<ReadonlyMap<string, ToldSpan>> {
  return await eventually(`the trace ${id}`, async () => {
    await pass(50);
    const spans = collector.spans.filter(({ traceId }) => traceId === id);
    const named = new Map(spans.map((span) => [`${String(span.resource['parley.node'])} ${span.name}`, span]));
    return names.every((name) => named.has(name)) ? named : undefined;
  });
}

/** A fetch that begins every request in a trace, as an instrumented client does. */
function fetchIn(trace: string): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('traceparent', trace);
    return await fetch(input, { ...init, headers });
  };
}

const wayOfCall = [
  'alpha parley.call',
  'alpha parley.send',
  'alpha agt.policy.evaluate',
  'alpha agt.trust.verify',
  'alpha parley.deliver',
  'beta parley.receive',
  'beta agt.policy.evaluate',
  'beta agt.trust.verify',
  'beta parley.serve',
];

describe('telemetry', () => {
  it('makes a call of an A2A client through two nodes to the agent one trace', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const fetchImpl = fetchIn(`00-${traceId}-b7ad6b7169203331-01`);
    const transports = [new JsonRpcTransportFactory({ fetchImpl })];
    const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, { transports }));
    const client = await factory.createFromUrl(`${alpha.ingressUrl}/a2a/beta/`);
    await client.sendMessage({
      tenant: '',
      message: textMessage('traced-1', 'hello'),
      configuration: undefined,
      metadata: undefined,
    });

    const spans = await traceOf(traceId, wayOfCall);
    const idOf = (name: string): string | undefined => spans.get(name)?.spanId;
    const parents = wayOfCall.map((name) => spans.get(name)?.parentSpanId);
    expect(parents).toEqual([
      'b7ad6b7169203331',
      idOf('alpha parley.call'),
      idOf('alpha parley.send'),
      idOf('alpha agt.policy.evaluate'),
      idOf('alpha parley.send'),
      idOf('alpha parley.send'),
      idOf('beta parley.receive'),
      idOf('beta agt.policy.evaluate'),
      idOf('beta parley.receive'),
    ]);
    // The agent is told where it stands: below what its own node did.
    expect(agent.heads.at(-1)?.['traceparent']).toBe(`00-${traceId}-${idOf('beta parley.serve')}-01`);
    expect(spans.get('beta agt.policy.evaluate')?.attributes).toMatchObject({
      'parley.action': 'a2a.send',
      'parley.decision': 'allow',
      'parley.step': 'policy',
    });
    expect(spans.get('beta agt.trust.verify')?.attributes).toMatchObject({
      'parley.peer': alpha.did,
      'parley.trust.tier': 'standard',
      'parley.decision': 'allow',
    });
    expect(spans.get('alpha parley.call')?.attributes).toMatchObject({
      'parley.peer': beta.did,
      'http.response.status_code': '200',
    });
    expect(collector.faults).toEqual([]);
  });

  it('begins a trace for a client that has none, and hands it on through a node that tells nobody', async () => {
    const caller = await a2aCaller(`${alpha.ingressUrl}/a2a/plain/`, AbortSignal.timeout(20_000));
    const before = agent.heads.length;
    await caller.send('hello');
    const [, traceId = '', spanId] = String(agent.heads[before]?.['traceparent']).split('-');
    const spans = await traceOf(traceId, ['alpha parley.call']);
    expect(spans.get('alpha parley.call')).toMatchObject({ spanId, kind: 2 });
    expect(spans.get('alpha parley.call')?.parentSpanId).toBeUndefined();
    expect([...spans.keys()].filter((name) => name.startsWith('plain'))).toEqual([]);
  });

  it('carries the place of a message to the agent that reads it', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await alpha.client.send({ to: 'beta', body: 'two boxes', traceparent });
    const spans = await traceOf(traceId, ['alpha parley.send', 'alpha parley.deliver', 'beta parley.receive']);
    const received = spans.get('beta parley.receive');
    for await (const message of beta.client.inbox({ follow: false }))
      expect(message.traceparent).toBe(`00-${traceId}-${received?.spanId}-01`);

    await alpha.client.send({ to: 'plain', body: 'two boxes', traceparent });
    await eventually('the message', async () => {
      for await (const message of plain.client.inbox({ follow: false }))
        return message.traceparent?.startsWith(`00-${traceId}-`);
      return undefined;
    });
  });

  it('tells of a call that a person decides on, from the place that the client gave in `_meta`', async () => {
    const traceId = '80f198ee56343ba864fe8b2a57d3eff7';
    const call = async (): Promise<string> => {
      const _meta = { traceparent: `00-${traceId}-e457b5a2e4d86bd1-01` };
      const params = { name: 'count', arguments: { call: 'held', text: 'work' }, _meta };
      const response = await fetch(`${alpha.ingressUrl}/mcp/beta/tools`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
        signal: AbortSignal.timeout(20_000),
      });
      return await response.text();
    };
    expect(await call()).toContain('approval-required');
    const [waiting] = await eventually('the request', async () => {
      const approvals = await beta.client.approvals();
      return approvals.length > 0 && approvals;
    });
    await beta.cli('approvals', 'approve', waiting?.id ?? '', '--reason', 'agreed');
    expect(await call()).toContain('re-held');
    const spans = await traceOf(traceId, ['beta agt.approval.request', 'beta parley.serve']);
    expect(spans.get('beta agt.approval.request')?.attributes).toEqual({
      'parley.approval.id': waiting?.id,
      'parley.approval.state': 'approved',
    });
  });

  it('tells how both sides proved who they are, and counts policy as AgentMesh does', async () => {
    const verified = collector.spans.filter(({ name }) => name === 'agt.trust.verify');
    expect(verified.map(({ attributes }) => attributes['parley.peer'])).toContain(beta.did);
    const metrics = await eventually('the metrics', async () => {
      await pass(50);
      const told = collector.metrics.get('beta');
      const judged = told?.find(({ name }) => name === 'agt.policy.evaluations')?.sum?.dataPoints[0]?.asDouble ?? 0;
      return judged >= 3 && told;
    });
    const denials = metrics.find(({ name }) => name === 'agt.policy.denials');
    expect(denials?.sum?.dataPoints[0]?.asDouble).toBeGreaterThan(0);
    const latency = metrics.find(({ name }) => name === 'agt.policy.latency_ms')?.histogram?.dataPoints[0];
    const inClasses = latency?.bucketCounts.reduce((sum, n) => sum + Number(n), 0);
    expect(inClasses).toBe(Number(latency?.count));
    expect(metrics.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['parley.peers_connected', 'parley.message.received', 'process.resident_memory_bytes']),
    );
  });

  it('leaves calls alone when the collector fails, and says so', async () => {
    collector.answer(500);
    const end = await makeCall({ ingress: alpha.ingressUrl, to: 'beta', kind: 'a2a', call: 'unseen' });
    expect(end.kind).not.toBe('broken');
    await alpha.logged(/did not take/);
    collector.answer(200);
  });
});
