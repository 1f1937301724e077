import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { limits, MeshError, parseCanonicalDid, type Did, type MeshDid } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import type { CardSigner } from './a2a/ingress-card.ts';
import { cardRequest, extendedCardPath, readCardAnswer, readExtendedCard } from './a2a/card-exchange.ts';
import { answerOf, keepingCard, type CardShelf } from './a2a/kept-card.ts';
import { Across, readAcrossMount, type AcrossCall, type AcrossMount } from './across/across.ts';
import { collectMessage } from './http-body.ts';
import { GrpcDoors } from './a2a/grpc/grpc-doors.ts';
import { sinkPath } from './a2a/push-egress.ts';
import { withGrant } from './a2a/push-grant.ts';
import type { PushAddress, PushSeal } from './a2a/push-seal.ts';
import { pairHeaders, requestHeaders, withoutConnection } from './headers.ts';
import { sendLocal, sendRaw } from './ingress-answer.ts';
import {
  announcesTooMuch,
  bodyTooLarge,
  decodeName,
  isLoopbackHost,
  problem,
  readMount,
  refuseHead,
  type Mount,
} from './ingress-request.ts';
import { holdableCall, sendHeld, type HoldTimes } from './mcp/held-call.ts';
import type { ExchangeOutcome, Refused } from './outcome.ts';
import { jsonAnswer, renderRefusal } from './refusal.ts';

/** What the ingress asks of the hall. */
export interface IngressPorts {
  /** The agent that a local alias (or a DID, also one of AgentMesh) means; undefined when this node knows none of that name. */
  resolve(alias: string): Did | MeshDid | undefined;
  /** Carries one exchange over the mesh. Aborting `signal` (the local client went away) cancels it there too. */
  exchange(alias: string, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome>;
  /** Where cards are kept for when their agents are not reached; absent when none are. */
  readonly cards?: CardShelf;
  /** Absent when webhooks are not relayed. */
  readonly push?: PushPorts;
  /** Told of what went wrong inside, for the log: a thrown exchange, an answer that broke off. */
  problem?(error: unknown): void;
}

/** The ways of webhooks at an ingress. */
export interface PushPorts {
  readonly seal: PushSeal;
  /** Takes over a notification of our own agent: resolves true once it is on disk, false when too many wait. */
  take(address: PushAddress, posted: Pick<ExchangeRequest, 'headers' | 'body'>): Promise<boolean>;
}

export interface IngressOptions {
  /** A loopback address or `localhost`. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Ports for gRPC clients, by alias of the agent; any other agent gets a free port when its card is read. */
  readonly grpc?: Readonly<Record<string, number>>;
  readonly ports: IngressPorts;
  /** How calls that wait for a person are held open; none is when absent. */
  readonly hold?: HoldTimes;
  /** Signs the cards served here; undefined serves them unsigned. */
  readonly signCard: CardSigner | undefined;
}

/** A running ingress. */
export interface Ingress extends AsyncDisposable {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** Ends every exchange under way; idempotent. */
  close(): Promise<void>;
}

/** A local client sends its head and body at once; one that trickles them holds a connection for nothing. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 60_000;
const timeoutCheckMs = 5_000;
/** Longer than common clients keep theirs, so that they close first. */
const keepAliveTimeoutMs = 65_000;
/** Connections at once; an open event stream holds one. */
const maxConnections = 1024;

/** Starts the local HTTP server. Throws MeshError `listen-failed` or `config-invalid`. */
export async function startIngress(options: IngressOptions): Promise<Ingress> {
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host;
  if (!isLoopbackHost(shown)) {
    throw new MeshError(
      'config-invalid',
      'The ingress listens on this machine only. Set its host to 127.0.0.1 in parley.yaml.',
    );
  }
  const across = new Across({
    signCard: options.signCard,
    exchange: (alias) => (request, signal) => options.ports.exchange(alias, request, signal),
  });
  const underWay = new Set<AbortController>();
  let isStopping = false;
  const server = http.createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: timeoutCheckMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  });
  // Without a limit of its own, so that headers beyond it are refused by us and not dropped by Node.
  server.maxHeadersCount = 0;
  server.maxConnections = maxConnections;
  server.on('request', (message, answer) => {
    void serve({ message, answer, options, across, doors }, underWay);
  });
  await listen(server, options);
  const url = `http://${shown}:${portOf(server.address())}`;
  const doors = new GrpcDoors({
    host: shown,
    ports: options.grpc ?? {},
    carry: (alias) => (request, signal) => carryGrpc({ options, doors, url }, { alias, request }, signal),
    problem: (error) => options.ports.problem?.(error),
  });
  const closed = Promise.withResolvers<void>();
  server.once('close', () => closed.resolve());
  const close = async (): Promise<void> => {
    if (!isStopping) {
      isStopping = true;
      for (const exchange of underWay) exchange.abort();
      across.close();
      await doors.close();
      server.close();
      server.closeAllConnections();
    }
    await closed.promise;
  };
  try {
    await doors.start();
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close, [Symbol.asyncDispose]: close };
}

async function listen(server: http.Server, options: IngressOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options.port, options.host, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new MeshError(
      'listen-failed',
      `The ingress cannot listen on ${options.host}:${options.port}. Choose a free port.`,
      {
        cause,
      },
    );
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Incoming {
  readonly message: IncomingMessage;
  readonly answer: ServerResponse;
  readonly options: IngressOptions;
  readonly across: Across;
  readonly doors: GrpcDoors;
}

/** One request from its head to the end of its answer; never throws. */
async function serve(incoming: Incoming, underWay: Set<AbortController>): Promise<void> {
  const { message, answer, options } = incoming;
  // One signal for both ends, the client's and the node's: combining signals costs as much as parsing the request.
  const gone = new AbortController();
  underWay.add(gone);
  answer.once('close', () => {
    underWay.delete(gone);
    if (!answer.writableFinished) gone.abort();
  });
  message.on('error', () => gone.abort());
  try {
    await take(incoming, gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return;
    options.ports.problem?.(error);
    if (answer.headersSent) answer.destroy();
    else sendLocal(answer, failure(error), { close: true });
  }
}

/** Ours or the operator's fault; a MeshError's message is written for the operator and holds no secret. */
function failure(error: unknown): ReturnType<typeof problem> {
  return error instanceof MeshError && error.code !== 'internal'
    ? problem(503, 'UNAVAILABLE', error.message)
    : problem(500, 'INTERNAL', 'The node failed to carry this request. Its log says why.');
}

async function take(incoming: Incoming, signal: AbortSignal): Promise<void> {
  const { message, answer, options } = incoming;
  const refused = refuseHead(message);
  if (refused !== undefined) return sendLocal(answer, refused, { close: true });
  if (message.url?.startsWith(sinkPath) === true) return await takePush(incoming, message.url.slice(sinkPath.length));
  const mount = mountOf(message.url ?? '');
  if (mount === undefined) return sendLocal(answer, noMount, { close: true });
  const did = options.ports.resolve(mount.alias);
  if (did === undefined) return sendLocal(answer, unknownAlias, { close: true });
  const body = announcesTooMuch(message) ? undefined : await bodyOf(message);
  if (body === undefined) return sendLocal(answer, bodyTooLarge, { close: true });
  const plain = {
    kind: 'request',
    method: message.method ?? '',
    path: mount.path,
    headers: requestHeaders(pairHeaders(message.rawHeaders)),
    body,
  } as const;
  if ('server' in mount)
    return await cross(incoming, { mount, did, request: { ...plain, protocol: 'mcp', target: '' } }, signal);
  const { protocol, target } = mount;
  await carry(
    incoming,
    { mount, did, request: withGrant(did, options.ports.push?.seal, { ...plain, protocol, target }) },
    signal,
  );
}

function mountOf(url: string): Mount | AcrossMount | undefined {
  return readAcrossMount(url, decodeName) ?? readMount(url);
}

function bodyOf(message: IncomingMessage): Promise<Uint8Array | undefined> {
  // Breaking off must not destroy the connection: the refusal still has to go out on it.
  return collectMessage(message, limits.maxBodyBytes);
}

/** A notification that our own agent posts to a sink. */
async function takePush({ message, answer, options }: Incoming, segment: string): Promise<void> {
  const address = options.ports.push?.seal.open(segment);
  if (address === undefined || message.method !== 'POST') return sendLocal(answer, noMount, { close: true });
  const body = announcesTooMuch(message) ? undefined : await bodyOf(message);
  if (body === undefined) return sendLocal(answer, bodyTooLarge, { close: true });
  // Credentials too: the client of the other node told the agent to show them to its webhook.
  const headers = withoutConnection(pairHeaders(message.rawHeaders));
  const taken = await options.ports.push?.take(address, { headers, body });
  sendLocal(answer, taken === true ? jsonAnswer(200, {}) : tooManyPushes);
}

const tooManyPushes = problem(503, 'UNAVAILABLE', 'Too many notifications wait for the other node. Try again later.');

const noMount = problem(
  404,
  'NOT_FOUND',
  'Nothing is served here. Use /a2a/<alias> for an agent, /mcp/<alias>/<server> for an MCP server /mcp/<alias> for all of them, /skills/<alias>/<server> for a server as an A2A agent or /tools/<alias> for an agent as an MCP server; `parley peers` lists the aliases.',
);
const unknownAlias = problem(
  404,
  'NOT_FOUND',
  'This node knows no agent of that name. `parley peers` lists those it knows; meet a new one with `parley join CODE`.',
);

/** A client of one protocol at what speaks the other. */
async function cross(incoming: Incoming, call: Omit<AcrossCall, 'origin'>, signal: AbortSignal): Promise<void> {
  const origin = `http://${incoming.message.headers.host ?? ''}`;
  await sendRaw(incoming.answer, await incoming.across.perform({ ...call, origin }, signal), signal);
}

interface Exchange {
  readonly mount: Mount;
  readonly did: Did | MeshDid;
  readonly request: ExchangeRequest;
}

/** A call of a gRPC client: the same exchange as over JSON-RPC, with the same changes on the way. */
async function carryGrpc(
  { options, doors, url }: { readonly options: IngressOptions; readonly doors: GrpcDoors; readonly url: string },
  { alias, request }: { readonly alias: string; readonly request: ExchangeRequest },
  signal: AbortSignal,
): Promise<ExchangeOutcome> {
  const { ports, signCard: sign } = options;
  const did = ports.resolve(alias);
  if (did === undefined) return { kind: 'refused', reason: 'not-registered', messageId: undefined, side: 'local' };
  const outcome = await ports.exchange(alias, withGrant(did, ports.push?.seal, request), signal);
  const extended = outcome.kind === 'response' ? extendedCardPath(request) : undefined;
  if (outcome.kind !== 'response' || extended === undefined) return outcome;
  const baseUrl = `${url}/a2a/${encodeURIComponent(alias)}`;
  const door = { baseUrl, did, sign, grpc: () => doors.address(alias) };
  return { kind: 'response', response: await readExtendedCard(outcome.response, extended, door) };
}

async function carry(incoming: Incoming, exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { answer, options, doors } = incoming;
  const card = cardRequest(exchange.request);
  const outcome = await carried(options.ports, { ...exchange, card }, signal);
  if (outcome.kind === 'refused') return await refuse(incoming, exchange, outcome, signal);
  const extended = extendedCardPath(exchange.request);
  const door = {
    baseUrl: `http://${incoming.message.headers.host ?? ''}${exchange.mount.prefix}`,
    did: exchange.did,
    sign: options.signCard,
    grpc: () => doors.address(exchange.mount.alias),
  };
  if (outcome.response.status !== 200) return sendRaw(answer, outcome.response, signal);
  if (extended !== undefined) return sendRaw(answer, await readExtendedCard(outcome.response, extended, door), signal);
  if (card === undefined) return sendRaw(answer, outcome.response, signal);
  const own = await readCardAnswer(outcome.response, exchange.request, door);
  if (own.kind === 'accept') return sendLocal(answer, own.value);
  const { reason } = own;
  sendLocal(answer, renderRefusal(exchange.request, { kind: 'refused', reason, messageId: undefined, side: 'remote' }));
}

/** Carries the exchange. A card comes by way of the shelf: kept as it passes, taken from there while its agent is not reached. */
async function carried(
  ports: IngressPorts,
  { mount, did, request, card }: Exchange & { readonly card: ExchangeRequest | undefined },
  signal: AbortSignal,
): Promise<ExchangeOutcome> {
  const { cards } = ports;
  const outcome = await ports.exchange(mount.alias, card ?? request, signal);
  // An agent of AgentMesh has no record here, so nothing shows by whose key its card would be signed.
  const owner = parseCanonicalDid(did);
  if (card === undefined || cards === undefined || owner === undefined) return outcome;
  if (outcome.kind === 'response') return await keepingCard(outcome, owner, cards);
  const held = outcome.status === 'unreachable' ? await cards.held(owner) : undefined;
  return held === undefined ? outcome : { kind: 'response', response: answerOf(held) };
}

/** A refusal is the answer, unless only a person's word is missing and the client can wait for it. */
async function refuse(
  { answer, options }: Incoming,
  { mount, request }: Exchange,
  refused: Refused,
  signal: AbortSignal,
): Promise<void> {
  const { ports, hold: times = notHeld } = options;
  const call = holdableCall(request, refused, times);
  if (call === undefined) return sendLocal(answer, renderRefusal(request, refused));
  const again = (): Promise<ExchangeOutcome> => ports.exchange(mount.alias, request, signal);
  await sendHeld(answer, { request, call, refused, times, again }, signal);
}

const notHeld: HoldTimes = { holdMs: 0, againMs: 0 };
