import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { limits, MeshError, type Did } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import type { CardSigner } from './a2a/ingress-card.ts';
import { cardRequest, readCardAnswer } from './a2a/card-exchange.ts';
import { collectBody } from './http-body.ts';
import { pairHeaders, requestHeaders } from './headers.ts';
import { sendLocal, sendRaw } from './ingress-answer.ts';
import {
  announcesTooMuch,
  bodyTooLarge,
  isLoopbackHost,
  problem,
  readMount,
  refuseHead,
  type Mount,
} from './ingress-request.ts';
import type { ExchangeOutcome } from './outcome.ts';
import { renderRefusal } from './refusal.ts';

/** What the ingress asks of the hall. */
export interface IngressPorts {
  /** The agent that a local alias (or a DID) means; undefined when this node knows none of that name. */
  resolve(alias: string): Did | undefined;
  /** Carries one exchange over the mesh. Aborting `signal` (the local client went away) cancels it there too. */
  exchange(alias: string, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome>;
  /** Told of what went wrong inside, for the log: a thrown exchange, an answer that broke off. */
  problem?(error: unknown): void;
}

export interface IngressOptions {
  /** A loopback address or `localhost`. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly ports: IngressPorts;
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
    void serve({ message, answer, options }, underWay);
  });
  await listen(server, options);
  const closed = Promise.withResolvers<void>();
  server.once('close', () => closed.resolve());
  const close = async (): Promise<void> => {
    if (!isStopping) {
      isStopping = true;
      for (const exchange of underWay) exchange.abort();
      server.close();
      server.closeAllConnections();
    }
    await closed.promise;
  };
  return { url: `http://${shown}:${portOf(server.address())}`, close, [Symbol.asyncDispose]: close };
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
  const mount = readMount(message.url ?? '');
  if (mount === undefined) return sendLocal(answer, noMount, { close: true });
  const did = options.ports.resolve(mount.alias);
  if (did === undefined) return sendLocal(answer, unknownAlias, { close: true });
  if (announcesTooMuch(message)) return sendLocal(answer, bodyTooLarge, { close: true });
  // Breaking off must not destroy the connection: the refusal still has to go out on it.
  const body = await collectBody(message.iterator({ destroyOnReturn: false }), limits.maxBodyBytes);
  if (body === undefined) return sendLocal(answer, bodyTooLarge, { close: true });
  const request: ExchangeRequest = {
    kind: 'request',
    protocol: mount.protocol,
    target: mount.target,
    method: message.method ?? 'GET',
    path: mount.path,
    headers: requestHeaders(pairHeaders(message.rawHeaders)),
    body,
  };
  await carry(incoming, { mount, did, request }, signal);
}

const noMount = problem(
  404,
  'NOT_FOUND',
  'Nothing is served here. Use /a2a/<alias> for an agent or /mcp/<alias>/<server> for an MCP server; `parley peers` lists the aliases.',
);
const unknownAlias = problem(
  404,
  'NOT_FOUND',
  'This node knows no agent of that name. `parley peers` lists those it knows; meet a new one with `parley join CODE`.',
);

interface Exchange {
  readonly mount: Mount;
  readonly did: Did;
  readonly request: ExchangeRequest;
}

async function carry(incoming: Incoming, exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { answer, options } = incoming;
  const card = cardRequest(exchange.request);
  const outcome = await options.ports.exchange(exchange.mount.alias, card ?? exchange.request, signal);
  if (outcome.kind === 'refused') return sendLocal(answer, renderRefusal(exchange.request, outcome));
  if (card === undefined || outcome.response.status !== 200) return sendRaw(answer, outcome.response, signal);
  const own = await readCardAnswer(outcome.response, exchange.request, {
    baseUrl: `http://${incoming.message.headers.host ?? ''}${exchange.mount.prefix}`,
    did: exchange.did,
    sign: options.signCard,
  });
  if (own.kind === 'accept') return sendLocal(answer, own.value);
  const { reason } = own;
  sendLocal(answer, renderRefusal(exchange.request, { kind: 'refused', reason, messageId: undefined, side: 'remote' }));
}
