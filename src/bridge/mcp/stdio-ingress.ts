import type { Readable } from 'node:stream';
import { fromUtf8, limits } from '../../base/base.ts';
import type { Header } from '../../wire/wire.ts';
import { changeEvents } from '../event-stream.ts';
import { readStrictJson } from '../strict-json.ts';
import { onOneLine, spanAt, splice } from './json-span.ts';
import { LineReader } from './line-reader.ts';
import { encodeHeaderText, nameHeader } from './mcp-headers.ts';
import { ParamHeaders } from './param-headers.ts';
import { codes } from './replies.ts';
import {
  asRpcId,
  idKey,
  protocolVersionKey,
  readRpcBody,
  readRpcMessage,
  rpcError,
  type RpcId,
  type RpcMessage,
} from './rpc-message.ts';

/** A client that started this process, and the server that it shall reach. */
export interface StdioIngressOptions {
  /** Where an ingress serves the MCP server. */
  readonly url: string;
  readonly stdin: Readable;
  /** Takes one line of JSON with its end. */
  write(line: string): void;
}

/**
 * Bytes of the longest line that is read, as much as servers of the official SDK buffer: a request over the limit of a
 * body is refused by its id up to here. Where a longer one ends nobody knows, so that it ends the conversation.
 */
const maxLineBytes = 10 * 1024 * 1024;
/** How long calls under way may still answer after the client closed its end, milliseconds. */
const closeGraceMs = 10_000;

/**
 * Speaks MCP on stdio for clients that start a process, and Streamable HTTP to the ingress: both eras, every message
 * as it came. Resolves when the client has closed its end or `signal` aborts.
 */
export async function serveStdioIngress(options: StdioIngressOptions, signal: AbortSignal): Promise<void> {
  const ingress = new StdioIngress(options);
  const lines = new LineReader(maxLineBytes, (line) => ingress.take(line));
  const end = (): void => void options.stdin.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of options.stdin as AsyncIterable<Buffer>) {
      if (lines.push(chunk)) continue;
      ingress.refuse(null, `A line of more than ${maxLineBytes} bytes: nothing after it is read.`);
      break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await ingress.close();
}

class StdioIngress {
  readonly #options: StdioIngressOptions;
  readonly #params = new ParamHeaders();
  /** What is under way, by the id of its request. */
  readonly #calls = new Map<string, AbortController>();
  readonly #work = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #session: string | undefined;
  #version: string | undefined;

  constructor(options: StdioIngressOptions) {
    this.#options = options;
  }

  /** Passes one line of the client on. */
  take(line: Uint8Array): void {
    const body = readRpcBody(line);
    const message = typeof body === 'string' || body.batch ? undefined : body.messages[0];
    if (message === undefined) return this.#refuseLine(line);
    if (line.length > limits.maxBodyBytes) {
      const id = message.kind === 'request' ? message.id : undefined;
      return this.refuse(id ?? null, `The message is larger than ${limits.maxBodyBytes} bytes.`);
    }
    const isModern = protocolVersionKey in message.meta;
    if (isModern && message.method === 'notifications/cancelled') {
      // Over HTTP this era cancels by closing the stream of the answer.
      const id = asRpcId(message.params['requestId']);
      if (id !== undefined) this.#calls.get(idKey(id))?.abort();
      return;
    }
    const work = this.#post(message).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  /** Answers what is no valid request. */
  refuse(id: RpcId | null, text: string): void {
    this.#write(rpcError(id, codes.invalidRequest, text));
  }

  #refuseLine(line: Uint8Array): void {
    if (readStrictJson(line).kind !== 'accept') this.#write(rpcError(null, codes.parseError, 'Parse error'));
    else this.refuse(null, 'Not one JSON-RPC 2.0 message. Batches are not taken: write one message on each line.');
  }

  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeGraceMs);
    });
    await Promise.race([Promise.all(this.#work), late]);
    clearTimeout(timer);
    this.#closing.abort();
    if (this.#session === undefined) return;
    await fetch(this.#options.url, { method: 'DELETE', headers: this.#sessionHeaders() }).catch(() => undefined);
  }

  async #post(message: RpcMessage): Promise<void> {
    const call = new AbortController();
    const signal = AbortSignal.any([call.signal, this.#closing.signal]);
    const key = idKey(message.id ?? '');
    const isRequest = message.kind === 'request';
    if (isRequest) this.#calls.set(key, call);
    try {
      await this.#exchange(message, signal);
    } catch {
      if (!signal.aborted) this.#fail(message, 'The node cannot be reached.');
    } finally {
      if (isRequest) this.#calls.delete(key);
    }
  }

  async #exchange(message: RpcMessage, signal: AbortSignal): Promise<void> {
    const body = fromUtf8(message.bytes) ?? '';
    const response = await fetch(this.#options.url, { method: 'POST', headers: this.#headers(message), body, signal });
    this.#session = response.headers.get('mcp-session-id') ?? this.#session;
    const answered = await this.#read(response, message);
    if (!answered) this.#fail(message, `The node answered ${response.status} without a response to this request.`);
    if (message.method === 'notifications/initialized' && response.ok) void this.#listen();
  }

  /** The stream on which a server of the older eras speaks unasked; a server without one refuses it. */
  async #listen(): Promise<void> {
    if (this.#session === undefined) return;
    const headers = { ...this.#sessionHeaders(), accept: 'text/event-stream' };
    const response = await fetch(this.#options.url, { headers, signal: this.#closing.signal }).catch(() => undefined);
    if (response?.ok === true) await this.#read(response).catch(() => undefined);
    else await response?.body?.cancel();
  }

  /** Hands on every message of an answer; whether one of them answers the request. */
  async #read(response: Response, asked?: RpcMessage): Promise<boolean> {
    let answered = false;
    const hear = (bytes: Uint8Array): Uint8Array => {
      const message = readRpcMessage(bytes);
      if (message === undefined) return bytes;
      if (message.kind === 'response' && asked !== undefined) {
        this.#learn(asked, message);
        const anonymous = asked.kind === 'request' && message.id === undefined;
        answered ||= anonymous || message.id === asked.id;
        if (anonymous) this.#write(answerTo(asked, message));
      }
      if (message.id !== undefined || message.kind === 'notification') this.#write(bytes);
      return bytes;
    };
    const type = response.headers.get('content-type') ?? '';
    if (response.body === null) return false;
    if (type.startsWith('text/event-stream')) {
      const events = changeEvents(response.body, hear, () => new Error('The event stream cannot be read.'));
      while ((await events.next()).done !== true);
    } else {
      const body = new Uint8Array(await response.arrayBuffer());
      if (type.startsWith('application/json')) hear(body);
    }
    return answered;
  }

  #learn(asked: RpcMessage, { result }: RpcMessage): void {
    const { protocolVersion } = result;
    if (asked.method === 'initialize' && typeof protocolVersion === 'string') this.#version = protocolVersion;
    if (asked.method === 'tools/list') this.#params.learn(result);
  }

  #headers(message: RpcMessage): Record<string, string> {
    const claimed = message.meta[protocolVersionKey];
    const base = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    if (typeof claimed !== 'string') return { ...base, ...this.#sessionHeaders() };
    const name = nameHeader(message);
    const params: readonly Header[] = message.method === 'tools/call' ? this.#params.headersOf(message.params) : [];
    return {
      ...base,
      'mcp-protocol-version': claimed,
      'mcp-method': message.method,
      ...(name === undefined ? {} : { 'mcp-name': encodeHeaderText(name) }),
      ...Object.fromEntries(params),
    };
  }

  #sessionHeaders(): Record<string, string> {
    return {
      ...(this.#session === undefined ? {} : { 'mcp-session-id': this.#session }),
      ...(this.#version === undefined ? {} : { 'mcp-protocol-version': this.#version }),
    };
  }

  #fail(message: RpcMessage, text: string): void {
    if (message.kind === 'request') this.#write(rpcError(message.id ?? null, codes.internalError, text));
  }

  #write(message: Uint8Array): void {
    this.#options.write(`${fromUtf8(onOneLine(message)) ?? ''}\n`);
  }
}

/** An error without an id answers the request of its exchange over HTTP; on stdio only the id says so. */
function answerTo(asked: RpcMessage, error: RpcMessage): Uint8Array {
  const from = spanAt(asked.bytes, ['id']);
  const span = spanAt(error.bytes, ['id']);
  if (from === undefined || span === undefined)
    return rpcError(asked.id ?? null, error.errorCode ?? codes.internalError, 'Refused.');
  return splice(error.bytes, [{ span, bytes: asked.bytes.slice(from.start, from.end) }]);
}
