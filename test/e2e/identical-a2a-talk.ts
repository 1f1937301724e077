import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
  RestTransportFactory,
  type Client,
} from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';
import { TaskState, type StreamResponse, type Task } from '@a2a-js/sdk';
import { userMessage } from './identical-a2a-agent.ts';
import { errorFields, outcome } from './identical-record.ts';

const legacyCompat = { enabled: true };

/** The bindings of A2A. */
export type Binding = 'JSONRPC' | 'HTTP+JSON' | 'GRPC';

/** A client of the SDK for an agent at a door, which reads its card there; agents of 0.3 through its compatibility layer. */
export async function clientOf(door: string, binding: Binding, fetchImpl: typeof fetch = fetch): Promise<Client> {
  const transports = {
    JSONRPC: () => new JsonRpcTransportFactory({ fetchImpl, legacyCompat }),
    'HTTP+JSON': () => new RestTransportFactory({ fetchImpl, legacyCompat }),
    GRPC: () => new GrpcTransportFactory(),
  };
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [transports[binding]()],
    preferredTransports: [binding],
    cardResolver: new DefaultAgentCardResolver({ legacyCompat }),
  });
  return await new ClientFactory(options).createFromUrl(`${door}/`);
}

/** A message to the agent. */
export function asks(text: string, task?: Task): Parameters<Client['sendMessage']>[0] {
  return { tenant: '', message: userMessage(text, task), configuration: undefined, metadata: { run: 'kept' } };
}

/** Every event of a stream, and how it ended. */
export async function all(stream: AsyncIterable<StreamResponse>): Promise<unknown> {
  const events: StreamResponse[] = [];
  try {
    for await (const event of stream) events.push(event);
    return { events };
  } catch (error) {
    return { events, ...Object(errorFields(error)) };
  }
}

/** The task in an answer. */
export function taskIn(value: Awaited<ReturnType<Client['sendMessage']>>): Task {
  if ('artifacts' in value) return value;
  throw new Error('not a task');
}

const none = { tenant: '', metadata: undefined };

/** Everything that an SDK client can ask, in one fixed order. */
export async function talk(client: Client): Promise<Record<string, unknown>> {
  const done = taskIn(await client.sendMessage(asks('three')));
  const asked = taskIn(await client.sendMessage(asks('ask')));
  const said: Record<string, unknown> = {
    message: await outcome(async () => await client.sendMessage(asks('hello'))),
    task: done,
    question: asked,
    answered: await outcome(async () => await client.sendMessage(asks('the answer', asked))),
    stream: await all(client.sendMessageStream(asks('three'))),
    streamedMessage: await all(client.sendMessageStream(asks('hello'))),
    failure: await outcome(async () => await client.sendMessage(asks('fail'))),
    streamedFailure: await all(client.sendMessageStream(asks('fail'))),
    get: await outcome(async () => await client.getTask({ tenant: '', id: done.id })),
    getShort: await outcome(async () => await client.getTask({ tenant: '', id: done.id, historyLength: 0 })),
    getUnknown: await outcome(async () => await client.getTask({ tenant: '', id: 'no such task?' })),
    cancelDone: await outcome(async () => await client.cancelTask({ ...none, id: done.id })),
    cancelUnknown: await outcome(async () => await client.cancelTask({ ...none, id: 'unknown' })),
    goOnWithDone: await outcome(async () => await client.sendMessage(asks('more', done))),
    resubscribeDone: await all(client.resubscribeTask({ tenant: '', id: done.id })),
    resubscribeUnknown: await all(client.resubscribeTask({ tenant: '', id: 'unknown' })),
    noParts: await outcome(async () => await client.sendMessage(asks(''))),
    push: await outcome(
      async () =>
        await client.createTaskPushNotificationConfig({
          tenant: '',
          id: 'p',
          taskId: done.id,
          url: 'http://127.0.0.1:9/',
          token: 't',
          authentication: undefined,
        }),
    ),
  };
  const filter = { tenant: '', contextId: done.contextId, status: TaskState.TASK_STATE_UNSPECIFIED, pageToken: '' };
  said['list'] = await outcome(
    async () => await client.listTasks({ ...filter, statusTimestampAfter: undefined, includeArtifacts: true }),
  );
  said['listNone'] = await outcome(
    async () =>
      await client.listTasks({ ...filter, contextId: 'unknown', statusTimestampAfter: undefined, pageSize: 1 }),
  );
  return said;
}

/** Two streams on one task that a third call cancels. */
export async function cancelUnderWay(client: Client): Promise<unknown> {
  const first = client.sendMessageStream(asks('wait'));
  const begun = await first.next();
  const { payload } = begun.value ?? {};
  if (payload?.$case !== 'task') throw new Error('not a task');
  const second = client.resubscribeTask({ tenant: '', id: payload.value.id });
  const joined = await second.next();
  const working = await client.getTask({ tenant: '', id: payload.value.id });
  const rest = Promise.all([all(first), all(second)]);
  const cancelled = await outcome(async () => await client.cancelTask({ ...none, id: payload.value.id }));
  return { begun, joined, working, cancelled, rest: await rest };
}
