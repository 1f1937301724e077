import {
  ClientFactory,
  ClientFactoryOptions,
  JsonRpcTransportFactory,
  RestTransportFactory,
  type Client,
} from '@a2a-js/sdk/client';
import { Role, type StreamResponse } from '@a2a-js/sdk';
import { z } from 'zod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCanonicalDid, parseMessageId, SecretKey, signingKeyFromSeed, type Did } from '../../src/base/base.ts';
import {
  a2aTarget,
  readRequestFacts,
  startIngress,
  TargetError,
  type CardSealer,
  type ExchangeOutcome,
  type Ingress,
  type KeptCard,
  type RequestFacts,
} from '../../src/bridge/bridge.ts';
import { sealCard, signCard, verifyCardSeal, verifyCardSignature } from '../../src/identity/identity.ts';
import type { ExchangeRequest } from '../../src/wire/wire.ts';
import { startSampleAgent, textMessage, type SampleAgent } from './bridge-a2a-agent.ts';

const did: Did = parseCanonicalDid('did:agentmesh:Rm9vQmFyQmF6UXV4Rm9vQm') ?? fail();
const key = signingKeyFromSeed(SecretKey.own(new Uint8Array(32).fill(7)));
const messageId = parseMessageId('0123456789abcdef0123456789abcdef');

function fail(): never {
  throw new Error('not a DID');
}

/** An ingress whose mesh is a function call. */
interface Bridge extends AsyncDisposable {
  readonly ingress: Ingress;
  readonly seen: readonly RequestFacts[];
  readonly kept: ReadonlyMap<Did, KeptCard>;
  deny: boolean;
  /** The agent's node is not reached. */
  away: boolean;
}

async function startBridge(agentUrl: string): Promise<Bridge> {
  const seal: CardSealer = (card) => {
    const sealed = sealCard(card, key, did);
    return sealed.kind === 'accept' ? sealed.value : undefined;
  };
  const target = a2aTarget({ url: agentUrl, seal });
  const kept = new Map<Did, KeptCard>();
  const seen: RequestFacts[] = [];
  const exchange = async (request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome> => {
    if (bridge.away) return { kind: 'refused', reason: 'timeout', messageId, side: 'local', status: 'unreachable' };
    const facts = readRequestFacts(request);
    if (facts.kind !== 'accept') return { kind: 'refused', reason: facts.reason, messageId, side: 'local' };
    seen.push(...facts.value);
    if (bridge.deny && facts.value.some((one) => one.action !== 'a2a.card')) {
      return { kind: 'refused', reason: 'policy-denied', messageId, side: 'remote' };
    }
    try {
      return { kind: 'response', response: await target.perform(request, did, signal) };
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      return { kind: 'refused', reason: error.reason, messageId, side: 'remote' };
    }
  };
  const ingress = await startIngress({
    host: '127.0.0.1',
    port: 0,
    ports: {
      resolve: (alias) => (alias === 'echo' || alias === did ? did : undefined),
      exchange: (_alias, request, signal) => exchange(request, signal),
      cards: {
        keep: (owner, card) => kept.set(owner, { ...card, ageSeconds: 7 }),
        held: (owner) => Promise.resolve(kept.get(owner)),
      },
    },
    signCard: (card) => signCard(card, key, 'node'),
  });
  const bridge: Bridge = {
    ingress,
    seen,
    kept,
    deny: false,
    away: false,
    [Symbol.asyncDispose]: async () => {
      await ingress.close();
      await target.close();
    },
  };
  return bridge;
}

const bindings = { JSONRPC: new JsonRpcTransportFactory(), 'HTTP+JSON': new RestTransportFactory() };
type Binding = keyof typeof bindings;

async function clientOf(baseUrl: string, binding: Binding): Promise<Client> {
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [bindings[binding]],
    preferredTransports: [binding],
  });
  return await new ClientFactory(options).createFromUrl(`${baseUrl}/`);
}

function send(text: string): Parameters<Client['sendMessage']>[0] {
  return {
    tenant: '',
    message: textMessage(Role.ROLE_USER, 'm1', text),
    configuration: undefined,
    metadata: undefined,
  };
}

async function all(stream: AsyncIterable<StreamResponse>): Promise<readonly StreamResponse[]> {
  const out: StreamResponse[] = [];
  for await (const event of stream) out.push(event);
  return out;
}

/** Ids and times that the agent makes up, replaced by their order of appearance. */
function anonymous(value: unknown): string {
  const names = new Map<string, string>();
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  const stamp = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
  return JSON.stringify(value)
    .replaceAll(uuid, (id) => names.get(id) ?? names.set(id, `id${names.size}`).get(id) ?? '')
    .replaceAll(stamp, 'time');
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return await promise.then(
    () => fail(),
    (error: unknown) => (error instanceof Error ? error : fail()),
  );
}

const cardShape = z.looseObject({
  supportedInterfaces: z.array(z.looseObject({ url: z.string() })),
  capabilities: z.looseObject({ extensions: z.array(z.looseObject({ params: z.looseObject({ card: z.string() }) })) }),
});

let agent: SampleAgent;
let bridge: Bridge;

describe.each(['', '/agents/echo'])('an SDK agent below "%s" behind the bridge', (prefix) => {
  beforeEach(async () => {
    agent = await startSampleAgent(prefix);
    bridge = await startBridge(agent.url);
  });
  afterEach(async () => {
    await bridge[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
  });
  const mounted = (): string => `${bridge.ingress.url}/a2a/echo`;

  describe.each(['JSONRPC', 'HTTP+JSON'] as const)('over %s', (binding) => {
    it('answers an SDK client as it does directly', async () => {
      const run = async (url: string): Promise<readonly string[]> => {
        const client = await clientOf(url, binding);
        const out: unknown[] = [await client.sendMessage(send('hello')), await client.sendMessage(send('three'))];
        out.push(await all(client.sendMessageStream(send('three'))));
        out.push((await errorOf(client.getTask({ tenant: '', id: 'nope' }))).message);
        return out.map(anonymous);
      };
      const direct = await run(agent.url);
      expect(await run(mounted())).toEqual(direct);
      expect(direct[2]).toContain('two ');
    });

    it('shows a denial to an SDK client with its reason and message id', async () => {
      const client = await clientOf(mounted(), binding);
      bridge.deny = true;
      const error = await errorOf(client.sendMessage(send('hello')));
      expect(error.message).toContain('policy-denied');
      expect(error.message).toContain('parley explain 0123456789abcdef0123456789abcdef');
      const streamed = await errorOf(all(client.sendMessageStream(send('hello'))));
      expect(streamed.message).toContain('policy-denied');
      expect(agent.requests.filter((line) => !line.includes('.well-known'))).toEqual([]);
    });

    it('lets policy see what is asked', async () => {
      const client = await clientOf(mounted(), binding);
      await client.sendMessage(send('what policy sees'));
      const facts = bridge.seen.find((one) => one.action === 'a2a.send');
      expect(facts?.context.arguments).toMatchObject({ text: 'what policy sees', otherParts: 0 });
    });

    it('cancels a stream at the agent when the client goes away', async () => {
      const client = await clientOf(mounted(), binding);
      const stop = new AbortController();
      const stream = client.sendMessageStream(send('wait'), { signal: stop.signal });
      const first = await stream.next();
      expect(JSON.stringify(first.value)).toContain('"state":2');
      stop.abort();
      await expect(all(stream)).rejects.toThrow('aborted');
      await agent.lost;
    });
  });

  it("serves the node's own signed card with the origin card verbatim inside", async () => {
    const origin = await (await fetch(`${agent.url}/.well-known/agent-card.json`)).text();
    const response = await fetch(`${mounted()}/.well-known/agent-card.json`);
    const card = cardShape.parse(await response.json());
    expect(card.supportedInterfaces.map((one) => one.url)).toEqual([`${mounted()}/rpc`, `${mounted()}/rest`, did]);
    expect(verifyCardSignature(card, [{ kid: 'node', alg: 'EdDSA', publicKey: key.publicKey }]).kind).toBe('accept');
    const [extension] = card.capabilities.extensions;
    expect(Buffer.from(extension?.params.card ?? '', 'base64url').toString()).toBe(origin);
    const again = await fetch(`${mounted()}/.well-known/agent-card.json`, {
      headers: { 'If-None-Match': response.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    const head = await fetch(`${mounted()}/.well-known/agent-card.json`, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag')]).toEqual([200, response.headers.get('etag')]);
  });

  it('goes on serving the card that its node signed while that is not reached, and nothing where none was kept', async () => {
    const url = `${mounted()}/.well-known/agent-card.json`;
    bridge.away = true;
    expect((await fetch(url)).status).toBeGreaterThanOrEqual(500);
    bridge.away = false;
    const fresh = await fetch(url);
    expect(fresh.headers.get('parley-card-signature')).toBeNull();
    const { bytes, seal } = bridge.kept.get(did) ?? fail();
    const sent = JSON.parse(Buffer.from(bytes).toString());
    expect(verifyCardSeal(sent, seal, [{ kid: did, alg: 'EdDSA', publicKey: key.publicKey }]).kind).toBe('accept');
    expect(
      verifyCardSeal({ ...sent, name: 'x' }, seal, [{ kid: did, alg: 'EdDSA', publicKey: key.publicKey }]),
    ).toEqual(expect.objectContaining({ kind: 'reject' }));
    bridge.away = true;
    const held = await fetch(url);
    expect([held.status, held.headers.get('age'), held.headers.get('etag')]).toEqual([
      200,
      '7',
      fresh.headers.get('etag'),
    ]);
    expect(await held.json()).toEqual(await fresh.json());
    const known = await fetch(url, { headers: { 'If-None-Match': held.headers.get('etag') ?? '' } });
    expect(known.status).toBe(304);
    // Only the card: a call of an agent that is away is an error as before.
    const call = { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'GetTask', params: {} }) };
    const answer = await (await fetch(`${mounted()}/rpc`, call)).json();
    expect(answer).toHaveProperty('error');
  });
});
