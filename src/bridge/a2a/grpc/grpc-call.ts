import {
  Client,
  connectivityState,
  credentials,
  logVerbosity,
  Metadata,
  setLogVerbosity,
  status as codes,
  type ClientReadableStream,
} from '@grpc/grpc-js';
import { limits, utf8 } from '../../../base/base.ts';
import type { ExchangeRequest, Header } from '../../../wire/wire.ts';
import { TargetError } from '../../egress-target.ts';
import { headerValue } from '../../headers.ts';
import type { RawResponse } from '../../outcome.ts';
import { isJsonObject, readStrictJson, textAt, type JsonObject, type JsonValue } from '../../strict-json.ts';
import { headersOf, metadataOf } from './grpc-metadata.ts';
import { timeoutHeader } from './grpc-path.ts';
import { bytesOf, jsonOf, operations, type Operation } from './grpc-schema.ts';
import { errorOf, type GrpcStatus } from './grpc-status.ts';

/** google.rpc.Code */
const ok: number = codes.OK;
/** On the same host or its network a connection takes milliseconds. */
const connectTimeoutMs = 5_000;
/** An agent that was not there is tried again after it, when a call comes. */
const backoffMs = 250;
/** A model may think for minutes before a blocking answer begins. */
const headTimeoutMs = 10 * 60_000;

/** Where an agent speaks gRPC. */
export interface GrpcAddress {
  /** `host:port` */
  readonly authority: string;
  readonly isSecure: boolean;
}

/** What a call needs beside its request. */
export interface GrpcCallOptions {
  /** What this node proves itself with. */
  readonly own: readonly Header[];
  readonly signal: AbortSignal;
}

/** Connections to the gRPC interface of one agent. */
export class GrpcLine {
  readonly #client: Client;

  constructor({ authority, isSecure }: GrpcAddress) {
    // What gRPC would print is in the status of the call.
    setLogVerbosity(logVerbosity.NONE);
    const how = isSecure ? credentials.createSsl() : credentials.createInsecure();
    this.#client = new Client(authority, how, {
      'grpc.max_receive_message_length': limits.maxBodyBytes,
      'grpc.max_send_message_length': -1,
      'grpc.enable_retries': 0,
      'grpc.initial_reconnect_backoff_ms': backoffMs,
      'grpc.max_reconnect_backoff_ms': backoffMs,
      'grpc.enable_http_proxy': 0,
      'grpc.service_config_disable_resolution': 1,
    });
  }

  close(): void {
    this.#client.close();
  }

  /**
   * Makes the call that a request of JSON-RPC is, and gives its messages as JSON-RPC again: one as JSON, a stream as
   * events. Throws `TargetError` when there is no agent, or no answer in time.
   */
  async call(request: ExchangeRequest, options: GrpcCallOptions): Promise<GrpcAnswer> {
    const asked = readCall(request);
    if (asked.kind === 'error') return { code: codes.INVALID_ARGUMENT, response: whole(asked.error) };
    await this.#connected(options.signal);
    const metadata = metadataOf(request.headers);
    for (const [name, value] of options.own) metadata.set(name.toLowerCase(), value);
    const left = readTimeout(headerValue(request.headers, timeoutHeader));
    const call = this.#client.makeServerStreamRequest(
      asked.operation.path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer): JsonValue => jsonOf(asked.operation.output, bytes),
      asked.bytes,
      metadata,
      left === undefined ? {} : { deadline: Date.now() + left },
    );
    const stop = (): void => call.cancel();
    options.signal.addEventListener('abort', stop, { once: true });
    call.once('close', () => options.signal.removeEventListener('abort', stop));
    return await answerOf(call, { ...asked, signal: options.signal });
  }

  /** A channel that cannot be connected would keep its calls waiting. */
  async #connected(signal: AbortSignal): Promise<void> {
    const channel = this.#client.getChannel();
    const end = Date.now() + connectTimeoutMs;
    let state = channel.getConnectivityState(true);
    // Failing states are left only by a further attempt, which is waited for once.
    const attempts = state === connectivityState.TRANSIENT_FAILURE ? 2 : 1;
    for (let changes = 0; state !== connectivityState.READY; changes++) {
      if (signal.aborted) throw cancelled();
      if (state === connectivityState.TRANSIENT_FAILURE && changes >= attempts) throw unreachable();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      channel.watchConnectivityState(state, end, (error) => {
        if (error === undefined) resolve();
        else reject(unreachable());
      });
      await promise;
      state = channel.getConnectivityState(true);
    }
  }
}

const unreachable = (): TargetError =>
  new TargetError(
    'agent-unreachable',
    'No gRPC connection to the agent. Start it or correct agent.a2a in parley.yaml.',
  );
const cancelled = (): TargetError => new TargetError('cancelled', 'The exchange was cancelled.');

/** The answer to a call, and the code that it ended with if that is known already; 0 while it goes well. */
export interface GrpcAnswer {
  readonly code: number;
  readonly response: RawResponse;
}

type Id = string | number | null;

interface Asked {
  readonly kind: 'call';
  readonly id: Id;
  readonly operation: Operation;
  readonly bytes: Uint8Array;
}

function readCall({ body }: ExchangeRequest): Asked | { readonly kind: 'error'; readonly error: JsonObject } {
  const read = readStrictJson(body);
  const message = read.kind === 'accept' && isJsonObject(read.value) ? read.value : {};
  const found = message['id'];
  const id = typeof found === 'string' || typeof found === 'number' ? found : null;
  const fail = (code: number, text: string): { readonly kind: 'error'; readonly error: JsonObject } => ({
    kind: 'error',
    error: { jsonrpc: '2.0', id, error: { code, message: text } },
  });
  const operation = operations.get(textAt(message, 'method') ?? '');
  if (operation === undefined) return fail(-32601, 'Method not found');
  try {
    return { kind: 'call', id, operation, bytes: bytesOf(operation.input, message['params'] ?? {}, false) };
  } catch {
    return fail(-32602, 'The parameters are no message of this method.');
  }
}

/** Milliseconds (gRPC over HTTP/2, `Timeout`); undefined for none. */
function readTimeout(text: string | undefined): number | undefined {
  const [, value, unit] = /^(\d{1,8})([HMSmun])$/.exec(text ?? '') ?? [];
  const units: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 0.000_001 };
  return value === undefined ? undefined : Number(value) * (units[unit ?? ''] ?? 1);
}

interface Answering {
  readonly id: Id;
  readonly operation: Operation;
  readonly signal: AbortSignal;
}

type Call = ClientReadableStream<JsonValue>;

async function answerOf(call: Call, asked: Answering): Promise<GrpcAnswer> {
  const ended = Promise.withResolvers<GrpcStatus>();
  call.once('status', (status) => ended.resolve(status));
  // The status tells the same; a stream without anybody who hears its error would end the process.
  call.on('error', () => undefined);
  const begun = Promise.withResolvers<Metadata>();
  call.once('metadata', (metadata) => begun.resolve(metadata));
  const first = await inTime(Promise.race([begun.promise, ended.promise]), call);
  if (asked.signal.aborted) throw cancelled();
  const headers = first instanceof Metadata ? headersOf(first) : [];
  const isOver = !(first instanceof Metadata);
  if (asked.operation.isStream && (!isOver || first.code === ok)) {
    const body = events(call, ended.promise, asked);
    return {
      code: ok,
      response: { status: 200, headers: [['Content-Type', 'text/event-stream'], ...headers], body },
    };
  }
  return await wholeAnswer({ call, ended: ended.promise, headers, isOver }, asked);
}

interface Begun {
  readonly call: Call;
  readonly ended: Promise<GrpcStatus>;
  readonly headers: readonly Header[];
  /** Whether the status is all that there is. */
  readonly isOver: boolean;
}

async function wholeAnswer({ call, ended, headers, isOver }: Begun, { id, signal }: Answering): Promise<GrpcAnswer> {
  const results: JsonValue[] = [];
  if (!isOver) for await (const some of messages(call)) results.push(...some);
  const status = await ended;
  if (signal.aborted) throw cancelled();
  const [result = null] = results;
  const message: JsonObject = status.code === ok ? { jsonrpc: '2.0', id, result } : errorMessage(id, status);
  return { code: status.code, response: whole(message, headers) };
}

async function inTime<T>(work: Promise<T>, call: Call): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    call.cancel();
    late.reject(new TargetError('timeout', 'The agent does not begin its answer in time.'));
  }, headTimeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The messages of a call up to its status, whatever that is: each time those that are there, so that a fast agent does not
 * make one message of the mesh for each.
 */
async function* messages(call: Call): AsyncGenerator<readonly JsonValue[], void, undefined> {
  let wake = Promise.withResolvers<void>();
  const look = (): void => wake.resolve();
  const state = { isOpen: true };
  const end = (): void => {
    state.isOpen = false;
    wake.resolve();
  };
  call.on('readable', look);
  for (const last of ['end', 'error', 'close']) call.once(last, end);
  try {
    for (let some = readAll(call); state.isOpen || some.length > 0; some = readAll(call)) {
      if (some.length > 0) yield some;
      else await wake.promise;
      wake = Promise.withResolvers<void>();
    }
  } finally {
    call.cancel();
  }
}

function readAll(call: Call): readonly JsonValue[] {
  const found: JsonValue[] = [];
  for (let next: unknown = call.read(); isJson(next); next = call.read()) found.push(next);
  return found;
}

/** What the channel was given to read messages with makes JSON of each; null says that there is none yet. */
function isJson(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

async function* events(call: Call, ended: Promise<GrpcStatus>, { id, signal }: Answering): AsyncGenerator<Uint8Array> {
  for await (const some of messages(call))
    yield utf8(some.map((result) => event({ jsonrpc: '2.0', id, result })).join(''));
  const status = await ended;
  if (signal.aborted) throw cancelled();
  if (status.code !== ok) yield utf8(event(errorMessage(id, status)));
}

function errorMessage(id: Id, status: GrpcStatus): JsonObject {
  return { jsonrpc: '2.0', id, error: errorOf(status) };
}

function event(message: JsonObject): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}

function whole(message: JsonObject, headers: readonly Header[] = []): RawResponse {
  const bytes = utf8(JSON.stringify(message));
  const framing: readonly Header[] = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(bytes.length)],
  ];
  return { status: 200, headers: [...framing, ...headers], body: only(bytes) };
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
