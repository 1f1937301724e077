import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Millis, type Verdict, type MeshDid } from '../../base/base.ts';
import { collectBody } from '../http-body.ts';
import { sendLocal } from '../ingress-answer.ts';
import { refuseHead } from '../ingress-request.ts';
import { jsonAnswer } from '../refusal.ts';
import { closeServer, listenOn, type GatewayDoor, type GatewayPlace } from './listen.ts';
import { checkAuthorization, type Proved } from './proof.ts';
import { problem, readRegistryRequest, type RegistryAnswer, type RegistryRequest } from './registry-request.ts';

/** Largest body: a deposit of the most one-time prekeys is half of it. */
const maxBodyBytes = 64 * 1024;
/** Connections at once. */
const maxConnections = 256;
/** A local client sends its head and body at once. */
const requestTimeoutMs = 15_000;

/** What the registry asks of the hall. */
export interface RegistryPorts {
  now(): Millis;
  /** The Ed25519 key of a client or of an agent elsewhere; undefined when none is known of that DID. */
  keyOf(did: MeshDid): Uint8Array | undefined;
  /** Whether this caller may ask once more now: the proved DID, or the address it calls from. */
  admits(caller: string): boolean;
  /** Answers a request; `caller` is the DID that the request proved, undefined when it proved none. */
  answer(request: RegistryRequest, caller: Proved | undefined, signal: AbortSignal): Promise<RegistryAnswer>;
  /** Told of what went wrong inside. */
  problem(error: unknown): void;
}

/** Starts the registry's HTTP server for local AgentMesh clients. Throws MeshError `listen-failed`. */
export async function startMeshRegistry(place: GatewayPlace, ports: RegistryPorts): Promise<GatewayDoor> {
  const underWay = new Set<AbortController>();
  const server = http.createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs });
  server.maxConnections = maxConnections;
  server.on('request', (message, response) => {
    const gone = new AbortController();
    underWay.add(gone);
    response.once('close', () => {
      underWay.delete(gone);
      gone.abort();
    });
    message.on('error', () => gone.abort());
    void reply({ message, place, ports }, response, gone.signal);
  });
  const url = await listenOn(server, place, 'registry');
  const close = closeServer(server, () => {
    for (const request of underWay) request.abort();
  });
  return { url, close };
}

/** Whether the Authorization is of an agent that is not known, which may be about to be. */
function isStranger(caller: Verdict<Proved> | undefined): boolean {
  return caller?.kind === 'reject' && caller.reason === 'not-registered';
}

interface Asked {
  readonly message: IncomingMessage;
  readonly place: GatewayPlace;
  readonly ports: RegistryPorts;
}

async function reply(asked: Asked, response: ServerResponse, signal: AbortSignal): Promise<void> {
  let answer: RegistryAnswer;
  try {
    answer = await serve(asked, signal);
  } catch (error) {
    if (!signal.aborted) asked.ports.problem(error);
    answer = problem(500, 'The node failed. Its log says why.');
  }
  const { status, body } = answer;
  sendLocal(response, jsonAnswer(status, body ?? {}), { close: status === 413 || status === 403 });
}

async function serve({ message, place, ports }: Asked, signal: AbortSignal): Promise<RegistryAnswer> {
  const refused = place.isLoopback ? refuseHead(message) : undefined;
  if (refused !== undefined) return problem(refused.status, 'Only programs on this machine may ask here.');
  const caller: Verdict<Proved> | undefined = checkAuthorization(
    message.headers.authorization,
    (did) => ports.keyOf(did),
    ports.now(),
  );
  const name = caller?.kind === 'accept' ? caller.value.did : (message.socket.remoteAddress ?? '');
  if (!ports.admits(name)) return problem(429, 'Too many requests; try again later');
  const body = await collectBody(message.iterator({ destroyOnReturn: false }), maxBodyBytes);
  if (body === undefined) return problem(413, `A body has at most ${maxBodyBytes} bytes`);
  const request = readRegistryRequest(message.method ?? '', message.url ?? '', body);
  return 'kind' in request ? await ask(request, caller, { ports, signal }) : request;
}

async function ask(
  request: RegistryRequest,
  caller: Verdict<Proved> | undefined,
  { ports, signal }: { readonly ports: RegistryPorts; readonly signal: AbortSignal },
): Promise<RegistryAnswer> {
  // Of one that is not known yet an Authorization proves nothing: a registration has a proof of its own, and so has a deposit.
  const isNew = request.kind === 'register' || (request.kind === 'deposit' && isStranger(caller));
  if (caller !== undefined && caller.kind !== 'accept' && !isNew)
    return problem(401, `Authorization: ${caller.reason}`);
  return await ports.answer(request, caller?.kind === 'accept' ? caller.value : undefined, signal);
}
