import { Client as NewClient, type Transport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport as OldTransport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

/** What either generation of the SDK's client is asked to do here. */
export interface Agent extends AsyncDisposable {
  /** The result, or `{ error }` with its code. */
  ask(method: string, params?: Readonly<Record<string, unknown>>, options?: AskOptions): Promise<unknown>;
  /** Every notification that reached the client, in order. */
  readonly heard: readonly { readonly method: string; readonly params?: unknown }[];
  /** Resolves when a notification of this method has come. */
  hears(method: string): Promise<void>;
}

export interface AskOptions {
  readonly onprogress?: (progress: unknown) => void;
  readonly signal?: AbortSignal;
}

const info = { name: 'dialogue', version: '1.0.0' };
const anything = z.looseObject({});
const capabilities = { sampling: {}, elicitation: {}, roots: { listChanged: true } };
const sampled = { role: 'assistant', model: 'none', content: { type: 'text', text: 'Forty-two.' } } as const;
const elicited = { action: 'accept', content: { name: 'Ada', check: true } } as const;
const roots = { roots: [{ uri: 'file:///srv/data', name: 'data' }] };

/** The client of `@modelcontextprotocol/sdk` 1.x. */
export async function oldAgent(transport: OldTransport): Promise<Agent> {
  const client = new OldClient(info, { capabilities });
  const ears = listener();
  client.fallbackNotificationHandler = async (notification) => ears.hear(notification);
  client.setRequestHandler(CreateMessageRequestSchema, () => sampled);
  client.setRequestHandler(ElicitRequestSchema, () => elicited);
  client.setRequestHandler(ListRootsRequestSchema, () => roots);
  await client.connect(transport);
  return {
    ask: async (method, params, options) =>
      await settled(client.request({ method, ...(params === undefined ? {} : { params }) }, anything, options)),
    ...ears.agent,
    [Symbol.asyncDispose]: async () => await client.close(),
  };
}

/** The client of `@modelcontextprotocol/client` 2.x, in either era. */
export async function newAgent(
  transport: NewTransport,
  mode: 'legacy' | 'auto',
): Promise<Agent & { client: NewClient }> {
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
      // Only `callTool` repeats parameters in headers.
      const name = typeof params['name'] === 'string' ? params['name'] : '';
      const call = async (): Promise<unknown> => await client.callTool({ ...params, name }, options);
      const ask = async (): Promise<unknown> => await client.request({ method, params }, anything, options);
      return await settled(method === 'tools/call' ? call() : ask());
    },
    ...ears.agent,
    [Symbol.asyncDispose]: async () => await client.close(),
  };
}

async function settled(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    return { error: error instanceof Error && 'code' in error ? error.code : 'unknown' };
  }
}

function listener() {
  const heard: { method: string; params?: unknown }[] = [];
  const waiting = new Set<() => void>();
  const has = (method: string): boolean => heard.some((notification) => notification.method === method);
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
            if (!has(method)) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        }),
    },
  };
}

/** A tool call as parameters of `tools/call`. */
export function call(name: string, args: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { name, arguments: args };
}
