import { Client as NewClient, type Transport as NewTransport } from '@modelcontextprotocol/client';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport as OldTransport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createFixture } from '../integration/bridge-mcp-fixture-server.ts';
import { outcome } from './identical-record.ts';

/** How to ask, beside the method and its parameters. */
export interface AskOptions {
  readonly onprogress?: (step: unknown) => void;
  readonly signal?: AbortSignal;
}

type Params = Readonly<Record<string, unknown>>;

/** A client of either generation of the official SDK. */
export interface McpAgent extends AsyncDisposable {
  /** `{ result }`, or `{ error }` with all that it says. */
  ask(method: string, params?: Params, options?: AskOptions): Promise<unknown>;
  /** What the client learned about the server when it connected. */
  readonly met: unknown;
  /** Every notification that reached the client, in order. */
  readonly heard: readonly { readonly method: string; readonly params?: unknown }[];
  /** Resolves when a notification of this method has come. */
  hears(method: string): Promise<void>;
}

const info = { name: 'identical', version: '1.0.0' };
const anything = z.looseObject({});
const capabilities = { sampling: {}, elicitation: {}, roots: { listChanged: true } };
const sampled = { role: 'assistant', model: 'none', content: { type: 'text', text: 'Forty-two.' } } as const;
const elicited = { action: 'accept', content: { name: 'Ada', check: true } } as const;
const roots = { roots: [{ uri: 'file:///srv/data', name: 'data' }] };

/** The client of `@modelcontextprotocol/sdk` 1.x. */
export async function oldAgent(transport: OldTransport): Promise<McpAgent> {
  const client = new OldClient(info, { capabilities });
  const ears = listener();
  client.fallbackNotificationHandler = async (notification) => ears.hear(notification);
  client.setRequestHandler(CreateMessageRequestSchema, () => sampled);
  client.setRequestHandler(ElicitRequestSchema, () => elicited);
  client.setRequestHandler(ListRootsRequestSchema, () => roots);
  await client.connect(transport);
  return {
    ask: async (method, params, options) =>
      await outcome(
        async () => await client.request({ method, ...(params === undefined ? {} : { params }) }, anything, options),
      ),
    met: [client.getServerVersion(), client.getServerCapabilities(), client.getInstructions()],
    ...ears.agent,
    [Symbol.asyncDispose]: async () => await client.close(),
  };
}

/** The client of `@modelcontextprotocol/client` 2.x, in either era. */
export async function newAgent(
  transport: NewTransport,
  mode: 'legacy' | 'auto',
): Promise<McpAgent & { client: NewClient }> {
  const client = new NewClient(info, { capabilities, versionNegotiation: { mode } });
  const ears = listener();
  client.fallbackNotificationHandler = async (notification) => ears.hear(notification);
  client.setRequestHandler('sampling/createMessage', () => sampled);
  client.setRequestHandler('elicitation/create', () => elicited);
  client.setRequestHandler('roots/list', () => roots);
  await client.connect(transport);
  return {
    client,
    ask: async (method, params = {}, options = {}) => {
      // Only `callTool` repeats parameters in headers, as 2026-07-28 has it.
      const name = typeof params['name'] === 'string' ? params['name'] : '';
      return await outcome(async () =>
        method === 'tools/call'
          ? await client.callTool({ ...params, name }, options)
          : await client.request({ method, params }, anything, options),
      );
    },
    met: [client.getServerVersion(), client.getServerCapabilities(), client.getNegotiatedProtocolVersion()],
    ...ears.agent,
    [Symbol.asyncDispose]: async () => await client.close(),
  };
}

function listener() {
  const heard: { method: string; params?: unknown }[] = [];
  const waiting = new Set<() => void>();
  return {
    hear: (notification: { readonly method: string; readonly params?: unknown }): void => {
      heard.push({ method: notification.method, params: notification.params });
      for (const look of waiting) look();
    },
    agent: {
      heard,
      hears: async (method: string): Promise<void> =>
        await new Promise((resolve) => {
          const look = (): void => {
            if (!heard.some((notification) => notification.method === method)) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        }),
    },
  };
}

/** Parameters of `tools/call`. */
export function call(name: string, args: Params = {}): Params {
  return { name, arguments: args };
}

const everythingFile = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'));

/** The reference server, started for each client on stdio. */
export const everything = { command: process.execPath, args: [everythingFile, 'stdio'] };

/** A server of 2026-07-28 on stdio. */
export const fixture = {
  command: process.execPath,
  args: [fileURLToPath(new URL('../integration/bridge-mcp-fixture.ts', import.meta.url))],
};

/** An MCP server at a URL. */
export interface McpServerAt extends AsyncDisposable {
  readonly url: string;
}

/** The reference server over HTTP with sessions, as a process. */
export async function startEverything(): Promise<McpServerAt> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = portOf(probe.address());
  probe.close();
  await once(probe, 'close');
  const child = spawn(process.execPath, [everythingFile, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.resume();
  const lines = createInterface({ input: child.stderr });
  for await (const line of lines) if (line.includes('listening')) break;
  child.stderr.resume();
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The server of 2026-07-28 over HTTP, in this process. */
export async function startFixture(): Promise<McpServerAt> {
  const handler = createMcpHandler(createFixture);
  const server = createServer((incoming, outgoing) => {
    const serve = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
      const gone = new AbortController();
      outgoing.on('close', () => gone.abort());
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
      const { method = '', url = '' } = incoming;
      const body = method === 'POST' ? Buffer.concat(chunks) : null;
      const request = new Request(`http://localhost${url}`, { method, headers, body, signal: gone.signal });
      const answer = await handler.fetch(request);
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
      outgoing.flushHeaders();
      for await (const part of answer.body ?? []) outgoing.write(part);
      outgoing.end();
    };
    serve().catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/mcp`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
