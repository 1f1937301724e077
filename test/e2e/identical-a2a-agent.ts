import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { Server, ServerCredentials, ServerInterceptingCall, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { Role, TaskState, type AgentCard, type Message, type Part } from '@a2a-js/sdk';
import {
  AgentEvent,
  DefaultPushNotificationSender,
  DefaultRequestHandler,
  InMemoryPushNotificationStore,
  InMemoryTaskStore,
  type AgentExecutor,
  type ExecutionEventBus,
} from '@a2a-js/sdk/server';
import { V03PushNotificationSerializer } from '@a2a-js/sdk/compat/v0_3/server';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import { agentCardHandler, jsonRpcHandler, restHandler, UserBuilder } from '@a2a-js/sdk/server/express';
import { LostCalls } from '../support/lost-calls.ts';

interface App extends RequestListener {
  use(path: string, handler: unknown): void;
}

// Express ships no types and is needed by the SDK's agents only.
const express: () => App = createRequire(import.meta.url)('express');

/** An A2A agent of the official SDK, with all three bindings, on loopback. */
export interface A2aAgent extends AsyncDisposable {
  readonly url: string;
  /** `host:port` of its gRPC interface. */
  readonly grpcAddress: string;
  /** Answers that their client left before the end. */
  untilLost(count: number): Promise<void>;
  readonly lost: number;
  /** Requests other than for the card. */
  readonly asked: number;
}

function text(value: string): Part {
  return { content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType: '' };
}

/** A text message to the agent; `task` goes on with one. */
export function userMessage(value: string, task?: { readonly id: string; readonly contextId: string }): Message {
  return {
    messageId: `message of ${value}`,
    contextId: task?.contextId ?? '',
    taskId: task?.id ?? '',
    role: Role.ROLE_USER,
    parts: value === '' ? [] : [text(value)],
    metadata: { trace: ['kept', 1.5, null] },
    extensions: [],
    referenceTaskIds: [],
  };
}

const status = (state: TaskState, said?: Message) => ({ state, message: said, timestamp: new Date().toISOString() });

/**
 * `hello` is answered by a message, `fail` throws, `ask` needs more input, `wait` works until it is cancelled,
 * anything else becomes an artifact in three pieces.
 */
class Scripted implements AgentExecutor {
  readonly #waiting = new Map<string, () => void>();

  async execute(context: Parameters<AgentExecutor['execute']>[0], bus: ExecutionEventBus): Promise<void> {
    const { taskId, contextId, userMessage: asked, task } = context;
    const said = asked.parts.map((part) => (part.content?.$case === 'text' ? part.content.value : '')).join('');
    if (said === 'hello') {
      bus.publish(AgentEvent.message({ ...userMessage('hello yourself'), role: Role.ROLE_AGENT, contextId }));
      bus.finished();
      return;
    }
    if (said === 'fail') throw new Error('the agent failed');
    if (task === undefined) {
      const working = status(TaskState.TASK_STATE_WORKING);
      bus.publish(
        AgentEvent.task({
          id: taskId,
          contextId,
          status: working,
          artifacts: [],
          history: [asked],
          metadata: undefined,
        }),
      );
    }
    const tell = (state: TaskState, message?: Message): void =>
      bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: status(state, message), metadata: undefined }));
    if (said === 'ask') tell(TaskState.TASK_STATE_INPUT_REQUIRED, { ...userMessage('which?'), role: Role.ROLE_AGENT });
    else if (said === 'wait') {
      await new Promise<void>((resolve) => this.#waiting.set(taskId, resolve));
      tell(TaskState.TASK_STATE_CANCELED);
    } else {
      this.#write(bus, { taskId, contextId }, said);
      tell(TaskState.TASK_STATE_COMPLETED);
    }
    bus.finished();
  }

  async cancelTask(taskId: string): Promise<void> {
    await Promise.resolve();
    this.#waiting.get(taskId)?.();
    this.#waiting.delete(taskId);
  }

  #write(bus: ExecutionEventBus, task: { readonly taskId: string; readonly contextId: string }, said: string): void {
    for (const [index, piece] of ['one \u00e9', 'two \u{1f94a}', said].entries()) {
      bus.publish(
        AgentEvent.artifactUpdate({
          ...task,
          artifact: {
            artifactId: 'a',
            name: 'echo',
            description: '',
            parts: [text(piece)],
            metadata: undefined,
            extensions: [],
          },
          append: index > 0,
          lastChunk: index === 2,
          metadata: undefined,
        }),
      );
    }
  }
}

/** What an agent is to be, beside the usual. */
export interface AgentOptions {
  /** Of its interfaces; 1.0 when absent. */
  readonly version?: '1.0' | '0.3';
  /** What its clients put into each request, and into the paths of HTTP+JSON. */
  readonly tenant?: string;
  /** Whether it keeps webhooks and posts to them. */
  readonly push?: boolean;
  /** The bindings that its card names; all three when absent. */
  readonly bindings?: readonly string[];
}

/** Starts the agent on a free loopback port. */
export async function startA2aAgent(options: AgentOptions = {}): Promise<A2aAgent> {
  const app = express();
  let asked = 0;
  const lost = new LostCalls();
  const server = http.createServer((request, response) => {
    if (request.url?.includes('.well-known') !== true) asked++;
    response.once('close', () => {
      if (response.writableFinished) return;
      lost.add();
    });
    app(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const watched = (next: ServerInterceptingCallInterface): ServerInterceptingCall => {
    asked++;
    return new ServerInterceptingCall(next, {
      start: (go) =>
        go({
          onCancel: () => {
            lost.add();
          },
        }),
    });
  };
  const grpc = new Server({ interceptors: [(_, next) => watched(next)] });
  const grpcPort = await new Promise<number>((resolve, reject) => {
    grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
  const grpcAddress = `127.0.0.1:${grpcPort}`;
  const card = cardAt({ url, grpcAddress }, options);
  const webhooks = options.push === true ? new InMemoryPushNotificationStore() : undefined;
  const handler = new DefaultRequestHandler(
    card,
    new InMemoryTaskStore(),
    new Scripted(),
    undefined,
    webhooks,
    webhooks &&
      new DefaultPushNotificationSender(webhooks, { serializers: { '0.3': new V03PushNotificationSerializer() } }),
    { ...card, name: 'Scripted, extended' },
  );
  const legacyCompat = { enabled: options.version === '0.3' };
  const userBuilder = UserBuilder.noAuthentication;
  app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: handler, legacyCompat }));
  app.use('/rpc', jsonRpcHandler({ requestHandler: handler, userBuilder, legacyCompat }));
  app.use('/rest', restHandler({ requestHandler: handler, userBuilder, legacyCompat }));
  grpc.addService(A2AService, grpcService({ requestHandler: handler, userBuilder }));
  return {
    url,
    grpcAddress,
    get lost() {
      return lost.count;
    },
    get asked() {
      return asked;
    },
    untilLost: (count) => lost.until(count),
    [Symbol.asyncDispose]: async () => {
      grpc.forceShutdown();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function cardAt(
  { url, grpcAddress }: { readonly url: string; readonly grpcAddress: string },
  { version = '1.0', tenant = '', push = false, bindings = ['JSONRPC', 'HTTP+JSON', 'GRPC'] }: AgentOptions,
): AgentCard {
  const skill = { id: 'echo', name: 'echo', description: 'Says it again.', tags: ['talk'], examples: [] };
  return {
    name: 'Scripted',
    description: 'Says it again.',
    supportedInterfaces: [
      { url: `${url}/rpc`, protocolBinding: 'JSONRPC', tenant, protocolVersion: version },
      { url: `${url}/rest`, protocolBinding: 'HTTP+JSON', tenant, protocolVersion: version },
      { url: grpcAddress, protocolBinding: 'GRPC', tenant, protocolVersion: version },
    ].filter(({ protocolBinding }) => bindings.includes(protocolBinding)),
    provider: { url: 'https://provider.example', organization: 'Provider' },
    version: '1.2.3',
    documentationUrl: 'https://provider.example/docs',
    capabilities: { streaming: true, pushNotifications: push, extendedAgentCard: true, extensions: [] },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [{ ...skill, inputModes: [], outputModes: [], securityRequirements: [] }],
    signatures: [],
  };
}
