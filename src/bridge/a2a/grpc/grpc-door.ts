import { once, type EventEmitter } from 'node:events';
import {
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  setLogVerbosity,
  status as codes,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { limits, MeshError, utf8 } from '../../../base/base.ts';
import type { ExchangeRequest, Header } from '../../../wire/wire.ts';
import { isLoopbackHost } from '../../ingress-request.ts';
import { isEventStream } from '../../mcp/answer.ts';
import type { Carry, ExchangeOutcome, RawResponse } from '../../outcome.ts';
import { refusalStatus } from '../../refusal.ts';
import type { JsonObject, JsonValue } from '../../strict-json.ts';
import { heldTask } from '../held-task.ts';
import { readResults, type RpcResult } from './grpc-answer.ts';
import { headersOf, isTooMuch, metadataOf } from './grpc-metadata.ts';
import { grpcPath, timeoutHeader } from './grpc-path.ts';
import { bytesOf, jsonOf, operations, type Operation } from './grpc-schema.ts';
import { codeNamed, statusOf, withDetails, type GrpcStatus } from './grpc-status.ts';

/** Calls at once on one connection. */
const maxStreams = 256;
/** gRPC has at most eight digits for a time (gRPC over HTTP/2, `TimeoutValue`). */
const maxTimeout = 99_999_999;

/** Where a door for gRPC listens, and what it does with a call. */
export interface GrpcDoorOptions {
  /** A loopback address or `localhost`, in brackets where it has colons. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly carry: Carry;
  /** Told of what went wrong inside, for the log. */
  readonly problem: (error: unknown) => void;
}

/** A listener for the local gRPC clients of one remote agent. */
export interface GrpcDoor {
  /** `host:port`, as cards have it. */
  readonly address: string;
  /** Ends every call under way; idempotent. */
  close(): void;
}

/** Starts a listener. Throws MeshError `listen-failed`. */
export async function openGrpcDoor(options: GrpcDoorOptions): Promise<GrpcDoor> {
  // What gRPC would print is told to the client of the call, or to `problem`.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': limits.maxBodyBytes,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': maxStreams,
  });
  const all = [...operations.values()];
  server.addService(
    Object.fromEntries(all.map((operation) => [operation.name, definitionOf(operation)])),
    Object.fromEntries(all.map((operation) => [operation.name, handlerOf(operation, options)])),
  );
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync(`${options.host}:${options.port}`, ServerCredentials.createInsecure(), (error, port) => {
    if (error === null) resolve(port);
    else reject(error);
  });
  try {
    const port = await promise;
    return { address: `${options.host}:${port}`, close: () => server.forceShutdown() };
  } catch (cause) {
    throw new MeshError(
      'listen-failed',
      `No gRPC clients can be served on ${options.host}:${options.port}. Choose a free port in ingress.grpc.`,
      { cause },
    );
  }
}

function definitionOf({ path, isStream, input }: Operation) {
  return {
    path,
    requestStream: false,
    responseStream: isStream,
    requestSerialize: (json: JsonValue) => Buffer.from(bytesOf(input, json, false)),
    requestDeserialize: (bytes: Buffer): JsonValue => jsonOf(input, bytes),
    responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes),
    responseDeserialize: (bytes: Buffer): Uint8Array => bytes,
  };
}

type Unary = ServerUnaryCall<JsonValue, Uint8Array>;
type Streaming = ServerWritableStream<JsonValue, Uint8Array>;

function handlerOf(operation: Operation, options: GrpcDoorOptions): UntypedServiceImplementation[string] {
  if (operation.isStream)
    return (call: Streaming) => {
      void serve(call, { operation, options, sink: streamSink(call) });
    };
  return (call: Unary, done: sendUnaryData<Uint8Array>) => {
    void serve(call, { operation, options, sink: unarySink(call, done) });
  };
}

/** Where the results of a call go. */
interface Sink {
  begin(metadata: Metadata): void;
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  end(): void;
  fail(status: GrpcStatus): void;
}

function streamSink(call: Streaming): Sink {
  return {
    begin: (metadata) => call.sendMetadata(metadata),
    write: async (bytes, signal) => {
      if (!call.write(bytes)) await once(call, 'drain', { signal });
    },
    end: () => call.end(),
    fail: (status) => void call.emit('error', status),
  };
}

function unarySink(call: Unary, done: sendUnaryData<Uint8Array>): Sink {
  let result: Uint8Array | undefined;
  return {
    begin: (metadata) => call.sendMetadata(metadata),
    write: async (bytes) => {
      result = bytes;
      await Promise.resolve();
    },
    end: () => {
      if (result === undefined) done(noAnswer);
      else done(null, result);
    },
    fail: (status) => done(status),
  };
}

const failed = (code: number, details: string): GrpcStatus => ({ code, details, metadata: new Metadata() });
const noAnswer = failed(codes.INTERNAL, 'The agent gave no answer to this call.');

interface Serving {
  readonly operation: Operation;
  readonly options: GrpcDoorOptions;
  readonly sink: Sink;
}

type Call = (Unary | Streaming) & EventEmitter;

/** One call from its request to its status; never throws. */
async function serve(call: Call, serving: Serving): Promise<void> {
  const { options, sink } = serving;
  const gone = new AbortController();
  call.once('cancelled', () => gone.abort());
  try {
    const request = requestOf(call, serving.operation);
    if (request.kind === 'refused') return sink.fail(request.status);
    await answer(serving, request.request, gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return;
    options.problem(error);
    sink.fail(failed(codes.UNAVAILABLE, 'The answer of the agent broke off.'));
  }
}

type Asked =
  | { readonly kind: 'request'; readonly request: ExchangeRequest }
  | { readonly kind: 'refused'; readonly status: GrpcStatus };

/** The exchange that a call is: JSON-RPC with the message as ProtoJSON, the metadata as headers. */
function requestOf(call: Call, operation: Operation): Asked {
  const refuse = (code: number, details: string): Asked => ({ kind: 'refused', status: failed(code, details) });
  if (!isLoopbackHost(call.getHost()))
    return refuse(codes.PERMISSION_DENIED, 'The authority of the call does not name this machine.');
  const carried = headersOf(call.metadata);
  const left = timeLeft(call.getDeadline());
  const headers: readonly Header[] = [
    ...carried,
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json, text/event-stream'],
    ...(left === undefined ? [] : [[timeoutHeader, left] as const]),
  ];
  if (isTooMuch(headers))
    return refuse(
      codes.RESOURCE_EXHAUSTED,
      `At most ${limits.maxHeaders} headers and ${limits.maxHeaderBytes} bytes of them can be carried.`,
    );
  const body = utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method: operation.name, params: call.request }));
  if (body.length > limits.maxBodyBytes)
    return refuse(codes.RESOURCE_EXHAUSTED, `The message is larger than ${limits.maxBodyBytes} bytes as JSON.`);
  const request = { protocol: 'a2a', target: '', method: 'POST', path: grpcPath, headers, body } as const;
  return { kind: 'request', request: { kind: 'request', ...request } };
}

/** As gRPC writes it; undefined for a call without an end. */
function timeLeft(deadline: Date | number): string | undefined {
  const ms = Math.max(1, Math.ceil(Number(deadline) - Date.now()));
  if (!Number.isFinite(ms)) return undefined;
  return ms <= maxTimeout ? `${ms}m` : `${Math.min(maxTimeout, Math.ceil(ms / 1000))}S`;
}

async function answer({ operation, options, sink }: Serving, request: ExchangeRequest, signal: AbortSignal) {
  const outcome: ExchangeOutcome = await options.carry(request, signal);
  if (outcome.kind === 'response') return await answerWith(outcome.response, { operation, sink, signal });
  const held: JsonObject | undefined =
    outcome.reason === 'approval-required' && outcome.messageId !== undefined
      ? heldTask(request, outcome.messageId)
      : undefined;
  if (held === undefined) {
    const { code, message, details } = refusalStatus(outcome);
    return sink.fail(withDetails(codeNamed(code), message, details));
  }
  await sink.write(bytesOf(operation.output, held, true), signal);
  sink.end();
}

interface Answering {
  readonly operation: Operation;
  readonly sink: Sink;
  readonly signal: AbortSignal;
}

async function answerWith(response: RawResponse, { operation, sink, signal }: Answering): Promise<void> {
  const head = metadataOf(response.headers);
  let begun = false;
  const begin = (): void => {
    if (!begun) sink.begin(head);
    begun = true;
  };
  if (isEventStream(response) || Object.keys(head.getMap()).length > 0) begin();
  for await (const one of readResults(response)) {
    if (signal.aborted) return;
    if (one.kind === 'error') return sink.fail(statusOf(one.error, httpCode(response.status)));
    begin();
    await sink.write(resultBytes(operation, one), signal);
  }
  if (!signal.aborted) sink.end();
}

/** What `DeleteTaskPushNotificationConfig` gives is nothing, however a binding writes that. */
function resultBytes({ output }: Operation, { result }: RpcResult & { readonly kind: 'result' }): Uint8Array {
  return output.typeName === 'google.protobuf.Empty' ? new Uint8Array(0) : bytesOf(output, result, true);
}

/** For an error that is none of JSON-RPC's (gRPC, "HTTP to gRPC status code mapping"). */
function httpCode(status: number): number {
  if (status === 401) return codes.UNAUTHENTICATED;
  if (status === 403) return codes.PERMISSION_DENIED;
  return [429, 502, 503, 504].includes(status) ? codes.UNAVAILABLE : codes.INTERNAL;
}
