import { createRequire } from 'node:module';
import http, { type RequestListener } from 'node:http';
import { Role, TaskState, type AgentCard, type Message } from '@a2a-js/sdk';
import {
  AgentEvent,
  DefaultRequestHandler,
  InMemoryTaskStore,
  type AgentExecutor,
  type ExecutionEventBus,
} from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, restHandler, UserBuilder } from '@a2a-js/sdk/server/express';

interface App extends RequestListener {
  use(path: string, handler: unknown): void;
}

// Express ships no types and is needed by the SDK's agents only.
const express: () => App = createRequire(import.meta.url)('express');

/** A running A2A agent of the official SDK with both HTTP bindings. */
export interface SampleAgent extends AsyncDisposable {
  readonly url: string;
  /** Requests that reached it: method and path. */
  readonly requests: readonly string[];
  /** Resolves when a client goes away before its answer has ended. */
  readonly lost: Promise<void>;
}

/** Echoes text as an artifact in three pieces; `wait` stays in the working state until it is cancelled. */
class Echo implements AgentExecutor {
  readonly #cancelled = Promise.withResolvers<void>();

  async execute(context: Parameters<AgentExecutor['execute']>[0], bus: ExecutionEventBus): Promise<void> {
    await Promise.resolve();
    const { taskId, contextId, userMessage } = context;
    const text = textOf(userMessage);
    if (text === 'hello') {
      bus.publish(AgentEvent.message(agentMessage(contextId, 'hello yourself')));
      bus.finished();
      return;
    }
    const status = (state: TaskState): { state: TaskState; message: undefined; timestamp: undefined } => ({
      state,
      message: undefined,
      timestamp: undefined,
    });
    bus.publish(
      AgentEvent.task({
        id: taskId,
        contextId,
        status: status(TaskState.TASK_STATE_WORKING),
        artifacts: [],
        history: [userMessage],
        metadata: undefined,
      }),
    );
    if (text === 'wait') {
      await this.#cancelled.promise;
      return;
    }
    for (const [index, piece] of ['one ', 'two ', text].entries()) {
      bus.publish(
        AgentEvent.artifactUpdate({
          taskId,
          contextId,
          artifact: {
            artifactId: 'a',
            name: 'echo',
            description: '',
            parts: [{ content: { $case: 'text', value: piece }, metadata: undefined, filename: '', mediaType: '' }],
            metadata: undefined,
            extensions: [],
          },
          append: index > 0,
          lastChunk: index === 2,
          metadata: undefined,
        }),
      );
    }
    const done = status(TaskState.TASK_STATE_COMPLETED);
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: done, metadata: undefined }));
    bus.finished();
  }

  async cancelTask(taskId: string, bus: ExecutionEventBus): Promise<void> {
    await Promise.resolve();
    this.#cancelled.resolve();
    const status = { state: TaskState.TASK_STATE_CANCELED, message: undefined, timestamp: undefined };
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId: '', status, metadata: undefined }));
    bus.finished();
  }
}

function textOf(message: Message): string {
  return message.parts.map((part) => (part.content?.$case === 'text' ? part.content.value : '')).join('');
}

/** A text message; the id is the caller's to choose, so that two runs are alike. */
export function textMessage(role: Role, messageId: string, text: string): Message {
  return {
    messageId,
    contextId: '',
    taskId: '',
    role,
    parts: [{ content: { $case: 'text', value: text }, metadata: undefined, filename: '', mediaType: '' }],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}

function agentMessage(contextId: string, text: string): Message {
  return { ...textMessage(Role.ROLE_AGENT, 'reply', text), contextId };
}

/** Starts the agent on a free loopback port, with `prefix` before all its paths. */
export async function startSampleAgent(prefix = ''): Promise<SampleAgent> {
  const app = express();
  const requests: string[] = [];
  const lost = Promise.withResolvers<void>();
  const server = http.createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.once('close', () => {
      if (!response.writableFinished) lost.resolve();
    });
    app(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}${prefix}`;
  const handler = new DefaultRequestHandler(card(url), new InMemoryTaskStore(), new Echo());
  const userBuilder = UserBuilder.noAuthentication;
  app.use(`${prefix}/.well-known/agent-card.json`, agentCardHandler({ agentCardProvider: handler }));
  app.use(`${prefix}/rpc`, jsonRpcHandler({ requestHandler: handler, userBuilder }));
  app.use(`${prefix}/rest`, restHandler({ requestHandler: handler, userBuilder }));
  return {
    url,
    requests,
    lost: lost.promise,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function card(url: string): AgentCard {
  return {
    name: 'Echo',
    description: 'Says it again.',
    supportedInterfaces: [
      { url: `${url}/rpc`, protocolBinding: 'JSONRPC', tenant: '', protocolVersion: '1.0' },
      { url: `${url}/rest`, protocolBinding: 'HTTP+JSON', tenant: '', protocolVersion: '1.0' },
    ],
    provider: undefined,
    version: '1',
    capabilities: { streaming: true, pushNotifications: false, extensions: [] },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [
      {
        id: 'echo',
        name: 'echo',
        description: 'Says it again.',
        tags: [],
        examples: [],
        inputModes: [],
        outputModes: [],
        securityRequirements: [],
      },
    ],
    signatures: [],
  };
}
