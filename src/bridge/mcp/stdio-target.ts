import { limits, systemRandom, toHex, type Did } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import { headerValue } from '../headers.ts';
import type { RawResponse } from '../outcome.ts';
import {
  accepts,
  isModern,
  mediaFault,
  methodNotAllowed,
  modernVersion,
  statefulVersions,
  statelessFault,
  unsupportedVersion,
} from './http-faults.ts';
import { isModernVersion, protocolVersionOf } from './mcp-headers.ts';
import { ParamHeaders } from './param-headers.ts';
import { ProcessPool } from './process-pool.ts';
import { codes, emptyReply, errorReply, jsonReply, statusOfError, streamReply } from './replies.ts';
import type { ReplyStream } from './reply-stream.ts';
import { protocolVersionKey, readRpcBody, type RpcMessage } from './rpc-message.ts';
import type { ProcessDiagnosis, StdioCommand } from './server-process.ts';
import { SharedProcess } from './shared-process.ts';
import { StatefulSession } from './stateful-session.ts';

/** Options of `stdioTarget`; the numbers have defaults that suit a server used by a few agents. */
export interface StdioTargetOptions extends StdioCommand {
  /** Server processes at once, for all callers. */
  readonly maxProcesses?: number;
  /** Server processes at once for one caller, so that none can use up the others' share. */
  readonly maxProcessesPerCaller?: number;
  /** How long a process may go unused before it is ended, milliseconds. */
  readonly idleMs?: number;
  /** How long the head of an answer waits for its first message, milliseconds; an answer that is there by then needs no stream. */
  readonly headGraceMs?: number;
}

/** A local MCP server on stdio that looks like a Streamable HTTP server. */
export interface StdioTarget extends Target {
  /** What is known of the processes that run now, for the operator. */
  diagnosis(): readonly ProcessDiagnosis[];
}

const defaults = { maxProcesses: 32, maxProcessesPerCaller: 8, idleMs: 30 * 60_000, headGraceMs: 1_000 } as const;

/**
 * Makes a server that speaks stdio answer raw exchanges as a Streamable HTTP server does: with sessions for
 * 2025-11-25 and before (one process each, used only by the caller that opened it), without for 2026-07-28 (processes
 * shared by the clients of one caller). `perform` throws `TargetError` with `agent-unreachable` when the program
 * cannot be started, `overloaded` when too much is asked at once, `cancelled`, and `stopping` after `close`.
 */
export function stdioTarget(options: StdioTargetOptions): StdioTarget {
  return new StdioServer(options);
}

class StdioServer implements StdioTarget {
  readonly #command: StdioCommand;
  readonly #sessions = new Map<string, StatefulSession>();
  readonly #shared = new Set<SharedProcess>();
  readonly #params = new ParamHeaders();
  readonly #pool: ProcessPool;
  readonly #headGraceMs: number;

  constructor(options: StdioTargetOptions) {
    this.#command = options;
    this.#headGraceMs = options.headGraceMs ?? defaults.headGraceMs;
    this.#pool = new ProcessPool({
      max: options.maxProcesses ?? defaults.maxProcesses,
      maxPerCaller: options.maxProcessesPerCaller ?? defaults.maxProcessesPerCaller,
      idleMs: options.idleMs ?? defaults.idleMs,
    });
  }

  async perform(request: ExchangeRequest, caller: Did, signal: AbortSignal): Promise<RawResponse> {
    if (!/^\/?(?:\?|$)/.test(request.path)) return emptyReply(404);
    switch (request.method) {
      case 'POST':
        return await this.#post(request, caller, signal);
      case 'GET':
        return this.#get(request, caller, signal);
      case 'DELETE':
        return await this.#delete(request, caller);
      default:
        return methodNotAllowed();
    }
  }

  diagnosis(): readonly ProcessDiagnosis[] {
    return [...this.#sessions.values(), ...this.#shared].map((running) => running.diagnosis());
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #post(request: ExchangeRequest, caller: Did, signal: AbortSignal): Promise<RawResponse> {
    if (request.body.length > limits.maxBodyBytes) return errorReply(413, codes.transport, 'The body is too large.');
    const fault = mediaFault(request);
    if (fault !== undefined) return fault;
    const body = readRpcBody(request.body);
    if (body === 'not-json') return errorReply(400, codes.parseError, 'Parse error');
    if (body === 'not-rpc') return errorReply(400, codes.invalidRequest, 'The body is not JSON-RPC.');
    const [first] = body.messages;
    const modern = first !== undefined && body.messages.some((message) => isModern(message, request));
    if (!modern || first === undefined) return await this.#postStateful(request, body.messages, caller, signal);
    if (body.batch) return errorReply(400, codes.invalidRequest, 'This protocol version has no batches.');
    return await this.#postStateless(request, first, caller, signal);
  }

  async #postStateless(
    request: ExchangeRequest,
    message: RpcMessage,
    caller: Did,
    signal: AbortSignal,
  ): Promise<RawResponse> {
    const refused = statelessFault(request, message, this.#params);
    if (refused !== undefined) return refused;
    const claimed = message.meta[protocolVersionKey];
    if (message.kind === 'request' && claimed !== modernVersion) {
      const versions = await this.#sharedProcess(caller, message).supportedVersions();
      if (!versions.includes(claimed)) return unsupportedVersion(message, versions);
    }
    // Closing a stream is how this era cancels over HTTP; ids of other clients are not a client's to name.
    if (message.method === 'notifications/cancelled') return emptyReply(202);
    const process = this.#sharedProcess(caller, message);
    if (message.kind === 'notification') {
      process.notify(message);
      return emptyReply(202);
    }
    const call = process.call(message);
    await untilHead(call.stream, signal, this.#headGraceMs);
    const only = call.stream.takeOnly();
    return only === undefined ? streamReply(call.stream) : jsonReply(statusOfError(call.errorCode()), only);
  }

  async #postStateful(
    request: ExchangeRequest,
    messages: readonly RpcMessage[],
    caller: Did,
    signal: AbortSignal,
  ): Promise<RawResponse> {
    const initialize = messages.find(({ method, kind }) => method === 'initialize' && kind === 'request');
    if (initialize !== undefined) {
      if (messages.length > 1) return errorReply(400, codes.invalidRequest, 'initialize must stand alone.');
      return await this.#initialize(initialize, caller, signal);
    }
    const session = this.#session(request, caller);
    if (!(session instanceof StatefulSession)) return session;
    this.#pool.touch(session);
    const stream = session.post(messages);
    if (typeof stream === 'string') return errorReply(400, codes.invalidRequest, stream);
    if (stream === undefined) return emptyReply(202);
    await untilHead(stream, signal, this.#headGraceMs);
    return replyOf(stream, session);
  }

  /** Starts a session; there is one only if the server accepts. */
  async #initialize(message: RpcMessage, caller: Did, signal: AbortSignal): Promise<RawResponse> {
    const session = this.#pool.start(caller, (onEnd) => {
      const id = toHex(systemRandom(16));
      const started = new StatefulSession({
        id,
        caller,
        command: this.#command,
        onEnd: () => {
          this.#sessions.delete(id);
          onEnd();
        },
      });
      return started;
    });
    try {
      const stream = session.post([message]);
      if (stream === undefined || typeof stream === 'string') throw new TargetError('agent-failed', 'No stream.');
      await untilHead(stream, signal);
      if (session.version === undefined) {
        void session.close();
        const refusal = stream.takeOnly();
        return refusal === undefined ? streamReply(stream) : jsonReply(200, refusal);
      }
      this.#sessions.set(session.id, session);
      return replyOf(stream, session);
    } catch (error) {
      void session.close();
      throw error;
    }
  }

  #get(request: ExchangeRequest, caller: Did, signal: AbortSignal): RawResponse {
    if (isModernVersion(protocolVersionOf(request.headers))) return methodNotAllowed();
    const session = this.#session(request, caller);
    if (!(session instanceof StatefulSession)) return session;
    if (!accepts(request, 'text/event-stream')) {
      return errorReply(406, codes.transport, 'Not Acceptable: Client must accept text/event-stream');
    }
    this.#pool.touch(session);
    const stream = session.listen();
    onAbort(signal, () => stream.detach());
    return replyOf(stream, session);
  }

  async #delete(request: ExchangeRequest, caller: Did): Promise<RawResponse> {
    if (isModernVersion(protocolVersionOf(request.headers))) return methodNotAllowed();
    const session = this.#session(request, caller);
    if (!(session instanceof StatefulSession)) return session;
    this.#sessions.delete(session.id);
    await session.close();
    return emptyReply(200);
  }

  /** The session that a request names, if it is this caller's; otherwise the refusal. */
  #session(request: ExchangeRequest, caller: Did): StatefulSession | RawResponse {
    const id = headerValue(request.headers, 'mcp-session-id');
    if (id === undefined) {
      return errorReply(400, codes.transport, 'Bad Request: Mcp-Session-Id header is required');
    }
    const session = this.#sessions.get(id);
    // Another caller's session is answered like none at all: that it exists is not theirs to know.
    if (session === undefined || session.caller !== caller || !session.running) {
      return errorReply(404, codes.sessionNotFound, 'Session not found');
    }
    const version = headerValue(request.headers, 'mcp-protocol-version')?.trim();
    if (version !== undefined && version !== session.version && !statefulVersions.has(version)) {
      return errorReply(400, codes.transport, 'Bad Request: Unsupported protocol version');
    }
    return session;
  }

  #sharedProcess(caller: Did, message: RpcMessage): SharedProcess {
    const own = [...this.#shared].filter((process) => process.caller === caller && process.running);
    const wantsLog = SharedProcess.asksForLog(message);
    const free = own.find((process) => !(wantsLog && process.logging));
    const process = free ?? this.#startShared(caller, own[0]);
    this.#pool.touch(process);
    return process;
  }

  /** A new process; when there is no room for one, `instead`. */
  #startShared(caller: Did, instead: SharedProcess | undefined): SharedProcess {
    if (instead !== undefined && !this.#pool.hasRoom(caller)) return instead;
    const process = this.#pool.start(caller, (onEnd) => {
      const started: SharedProcess = new SharedProcess({
        caller,
        command: this.#command,
        params: this.#params,
        onEnd: () => {
          this.#shared.delete(started);
          onEnd();
        },
      });
      return started;
    });
    this.#shared.add(process);
    return process;
  }
}

/** In these eras servers answer by a stream, whose end the mesh carries with its first event. */
function replyOf(stream: ReplyStream, session: StatefulSession): RawResponse {
  return streamReply(stream, [['mcp-session-id', session.id]]);
}

/**
 * Waits until the head of an answer can be sent: for the last message, or with a grace for the first one or
 * that time, whichever is earlier. Throws `cancelled` when the client goes away; later that closes the stream.
 */
async function untilHead(stream: ReplyStream, signal: AbortSignal, graceMs?: number): Promise<void> {
  onAbort(signal, () => stream.detach());
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<void>((resolve) => {
    if (graceMs !== undefined) timer = setTimeout(resolve, graceMs);
  });
  try {
    await Promise.race([graceMs === undefined ? stream.settled : stream.started, moment]);
  } finally {
    clearTimeout(timer);
  }
  if (signal.aborted) throw new TargetError('cancelled', 'The caller went away before the MCP server answered.');
}

function onAbort(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
}
