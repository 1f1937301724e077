import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { Role, TaskState, type AgentCard, type Artifact, type Message, type TaskStatus } from '@a2a-js/sdk';
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

// Express ships no types.
const express: () => App = createRequire(import.meta.url)('express');

/** A running A2A agent. */
export interface EchoAgent extends AsyncDisposable {
  /** What stands before all its paths; the card is at `/.well-known/agent-card.json` below it. */
  readonly url: string;
}

/**
 * Starts an A2A agent of the official SDK on a free loopback port, with both HTTP bindings. It answers `hello`
 * with a message, keeps working on `wait` until it is cancelled, and says everything else again as an artifact
 * in three pieces.
 */
export async function startEchoAgent(): Promise<EchoAgent> {
  const app = express();
  const server = http.createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const requestHandler = new DefaultRequestHandler(cardOf(url), new InMemoryTaskStore(), new Echo());
  const userBuilder = UserBuilder.noAuthentication;
  app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: requestHandler }));
  app.use('/rpc', jsonRpcHandler({ requestHandler, userBuilder }));
  app.use('/rest', restHandler({ requestHandler, userBuilder }));
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A message of one text, as a client sends it. */
export function textMessage(messageId: string, text: string, role = Role.ROLE_USER): Message {
  return {
    messageId,
    contextId: '',
    taskId: '',
    role,
    parts: [textPart(text)],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}

/** The text of a message or an artifact. */
export function textOf({ parts }: Pick<Message, 'parts'>): string {
  return parts.map((part) => (part.content?.$case === 'text' ? part.content.value : '')).join('');
}

class Echo implements AgentExecutor {
  /** Tasks that wait to be cancelled, with what ends them. */
  readonly #waiting = new Map<string, { readonly contextId: string; readonly end: () => void }>();

  async execute(context: Parameters<AgentExecutor['execute']>[0], bus: ExecutionEventBus): Promise<void> {
    const { taskId, contextId, userMessage } = context;
    const text = textOf(userMessage);
    if (text === 'hello') {
      const message = {
        ...textMessage(`reply-to-${userMessage.messageId}`, 'hello yourself', Role.ROLE_AGENT),
        contextId,
      };
      bus.publish(AgentEvent.message(message));
      bus.finished();
      return;
    }
    const status = statusOf(TaskState.TASK_STATE_WORKING);
    const task = { id: taskId, contextId, status, artifacts: [], history: [userMessage], metadata: undefined };
    bus.publish(AgentEvent.task(task));
    if (text === 'wait') {
      await new Promise<void>((end) => this.#waiting.set(taskId, { contextId, end }));
      return;
    }
    for (const [index, piece] of ['one ', 'two ', text].entries()) {
      const lastChunk = index === 2;
      const artifact = artifactOf(piece);
      bus.publish(
        AgentEvent.artifactUpdate({ taskId, contextId, artifact, append: index > 0, lastChunk, metadata: undefined }),
      );
    }
    const done = statusOf(TaskState.TASK_STATE_COMPLETED);
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: done, metadata: undefined }));
    bus.finished();
  }

  async cancelTask(taskId: string, bus: ExecutionEventBus): Promise<void> {
    const waiting = this.#waiting.get(taskId);
    this.#waiting.delete(taskId);
    waiting?.end();
    const status = statusOf(TaskState.TASK_STATE_CANCELED);
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId: waiting?.contextId ?? '', status, metadata: undefined }));
    bus.finished();
    await Promise.resolve();
  }
}

function statusOf(state: TaskState): TaskStatus {
  return { state, message: undefined, timestamp: undefined };
}

function artifactOf(text: string): Artifact {
  return {
    artifactId: 'echo',
    name: 'echo',
    description: '',
    parts: [textPart(text)],
    metadata: undefined,
    extensions: [],
  };
}

function textPart(text: string): Message['parts'][number] {
  return { content: { $case: 'text', value: text }, metadata: undefined, filename: '', mediaType: 'text/plain' };
}

function cardOf(url: string): AgentCard {
  const skill = {
    id: 'echo',
    name: 'Echo',
    description: 'Says it again, in three pieces.',
    tags: ['sample'],
    examples: ['hello', 'wait', 'three pieces'],
    inputModes: [],
    outputModes: [],
    securityRequirements: [],
  };
  return {
    name: 'Echo',
    description: 'Says everything again.',
    supportedInterfaces: [
      { url: `${url}/rpc`, protocolBinding: 'JSONRPC', tenant: '', protocolVersion: '1.0' },
      { url: `${url}/rest`, protocolBinding: 'HTTP+JSON', tenant: '', protocolVersion: '1.0' },
    ],
    provider: undefined,
    version: '1.0.0',
    capabilities: { streaming: true, pushNotifications: false, extensions: [] },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [skill],
    signatures: [],
  };
}
