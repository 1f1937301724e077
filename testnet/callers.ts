import { ClientFactory, type Client as A2aClient } from '@a2a-js/sdk/client';
import { TaskState, type StreamResponse } from '@a2a-js/sdk';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { textMessage, textOf } from './agents/echo-agent.ts';
import type { McpCaller } from './plain-caller.ts';

/** An agent of the official A2A SDK that calls another one; `url` is what it takes for that agent's address. */
export async function a2aCaller(url: string, signal: AbortSignal): Promise<A2aCaller> {
  const client = await new ClientFactory().createFromUrl(url);
  return new A2aCaller(client, signal);
}

/** Calls of one A2A client. */
export class A2aCaller {
  readonly #client: A2aClient;
  readonly #signal: AbortSignal;
  #count = 0;

  constructor(client: A2aClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Sends a text; gives the text of the answer, or of the artifacts of the task that came of it. */
  async send(text: string): Promise<string> {
    const answer = await this.#client.sendMessage(this.#request(text), { signal: this.#signal });
    return 'parts' in answer ? textOf(answer) : answer.artifacts.map(textOf).join('');
  }

  /** Sends a text and gives the events of the answer as they come. */
  stream(text: string): AsyncIterable<StreamResponse> {
    return this.#client.sendMessageStream(this.#request(text), { signal: this.#signal });
  }

  /** Cancels a task; whether it counts as cancelled now. */
  async cancel(taskId: string): Promise<boolean> {
    const task = await this.#client.cancelTask(
      { tenant: '', id: taskId, metadata: undefined },
      { signal: this.#signal },
    );
    return task.status?.state === TaskState.TASK_STATE_CANCELED;
  }

  #request(text: string): Parameters<A2aClient['sendMessage']>[0] {
    const message = textMessage(`message-${++this.#count}`, text);
    return { tenant: '', message, configuration: undefined, metadata: undefined };
  }
}

const info = { name: 'testnet', version: '1.0.0' };

/** The client of `@modelcontextprotocol/sdk` 1.x: the protocol with sessions, which most agents speak today. */
export async function mcpCaller(url: string, signal: AbortSignal): Promise<McpCaller> {
  const client = new Client(info);
  await client.connect(new StreamableHTTPClientTransport(new URL(url)), { signal });
  return {
    list: async () => (await client.listTools({}, { signal })).tools.map((tool) => tool.name),
    call: async (name, args) =>
      textIn((await client.callTool({ name, arguments: args }, undefined, { signal })).content),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The client of `@modelcontextprotocol/client` 2.x: the protocol without sessions, where the server has it. */
export async function modernMcpCaller(url: string, signal: AbortSignal): Promise<McpCaller> {
  const client = new ModernClient(info, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new ModernHttp(new URL(url)), { signal });
  return {
    list: async () => (await client.listTools({}, { signal })).tools.map((tool) => tool.name),
    call: async (name, args) => textIn((await client.callTool({ name, arguments: { ...args } }, { signal })).content),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function textIn(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const blocks: readonly unknown[] = content;
  return blocks.map((block) => (hasText(block) ? block.text : '')).join('');
}

function hasText(block: unknown): block is { readonly text: string } {
  return typeof block === 'object' && block !== null && 'text' in block && typeof block.text === 'string';
}
