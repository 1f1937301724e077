import type { Readable } from 'node:stream';
import { fromUtf8, limits } from '../../base/base.ts';
import type { Header } from '../../wire/wire.ts';
import { changeEvents } from '../event-stream.ts';
import { onOneLine } from './json-span.ts';
import { LineReader } from './line-reader.ts';
import { encodeHeaderText, nameHeader } from './mcp-headers.ts';
import { ParamHeaders } from './param-headers.ts';
import { asRpcId, idKey, protocolVersionKey, readRpcMessage, rpcError, type RpcMessage } from './rpc-message.ts';
import { codes } from './replies.ts';

/** A client that started this process, and the server that it shall reach. */
export interface StdioIngressOptions {
  /** Where an ingress serves the MCP server. */
  readonly url: string;
  readonly stdin: Readable;
  /** Takes one line of JSON with its end. */
  write(line: string): void;
}

/** How long calls under way may still answer after the client closed its end, milliseconds. */
const closeGraceMs = 10_000;

/**
 * Speaks MCP on stdio for clients that start a process, and Streamable HTTP to the ingress: both eras, every message
 * as it came. Resolves when the client has closed its end or `signal` aborts.
 */
export async function serveStdioIngress(options: StdioIngressOptions, signal: AbortSignal): Promise<void> {
  const ingress = new StdioIngress(options);
  const lines = new LineReader(limits.maxBodyBytes, (line) => ingress.take(line));
  const end = (): void => void options.stdin.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of options.stdin as AsyncIterable<Buffer>) if (!lines.push(chunk)) break;
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
    const message = readRpcMessage(line);
    if (message === undefined) return this.#write(rpcError(null, codes.parseError, 'Parse error'));
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
    if (!answered) this.#fail(message, `The node answered ${response.status}.`);
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
        answered ||= message.id === asked.id;
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
