import type { AgentCard, Message } from '@a2a-js/sdk';
import { Role } from '@a2a-js/sdk';
import {
  AgentEvent,
  DefaultRequestHandler,
  InMemoryTaskStore,
  type AgentExecutor,
  type ExecutionEventBus,
} from '@a2a-js/sdk/server';
import { jsonRpcHandler, UserBuilder } from '@a2a-js/sdk/server/express';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { serveEvents } from './event-stream.ts';
import { listen } from './listen.ts';

interface App extends RequestListener {
  use(path: string, handler: unknown): void;
}

// Express ships no types and is needed by the SDK's agents only.
const express: () => App = createRequire(import.meta.url)('express');

/** Answers each message with a message of its own, at once. */
class Answering implements AgentExecutor {
  async execute(context: Parameters<AgentExecutor['execute']>[0], bus: ExecutionEventBus): Promise<void> {
    await Promise.resolve();
    bus.publish(AgentEvent.message(answerIn(context.contextId)));
    bus.finished();
  }

  async cancelTask(): Promise<void> {
    await Promise.resolve();
  }
}

function answerIn(contextId: string): Message {
  return {
    messageId: 'answer',
    contextId,
    taskId: '',
    role: Role.ROLE_AGENT,
    parts: [{ content: { $case: 'text', value: 'hello yourself' }, metadata: undefined, filename: '', mediaType: '' }],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}

function card(url: string): AgentCard {
  return {
    name: 'Bench',
    description: 'Answers at once.',
    supportedInterfaces: [{ url, protocolBinding: 'JSONRPC', tenant: '', protocolVersion: '1.0' }],
    provider: undefined,
    version: '1',
    capabilities: { streaming: false, pushNotifications: false, extensions: [] },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
    signatures: [],
  };
}

/** An A2A agent of the official SDK; prints its base URL. JSON-RPC is at `/rpc`. */
export async function runA2aAgent(): Promise<void> {
  const app = express();
  const url = await listen(createServer(app));
  const requestHandler = new DefaultRequestHandler(card(`${url}/rpc`), new InMemoryTaskStore(), new Answering());
  app.use('/message:stream', serveEvents);
  app.use('/rpc', jsonRpcHandler({ requestHandler, userBuilder: UserBuilder.noAuthentication }));
  console.log(url);
}
