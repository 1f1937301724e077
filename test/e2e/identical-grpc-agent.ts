import { once } from 'node:events';
import http from 'node:http';
import { A2AService } from '@a2a-js/sdk/server/grpc';
import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { LostCalls } from '../support/lost-calls.ts';

/** A call as the agent received it. */
export interface SeenCall {
  readonly method: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Milliseconds that its deadline left when it came; undefined without one. */
  readonly leftMs: number | undefined;
  readonly request: unknown;
}

/** An agent that speaks gRPC only, and answers by what the task is called; its card is served over HTTP. */
export interface GrpcAgent extends AsyncDisposable {
  /** URL of the card. */
  readonly url: string;
  readonly address: string;
  readonly seen: readonly SeenCall[];
  /** Calls that their client left before the end. */
  readonly lost: number;
  /** Resolves when this many calls are lost. */
  untilLost(count: number): Promise<void>;
  /** Ends all connections of gRPC at once. */
  breakOff(): void;
}

const task = (id: string) => ({ id, contextId: 'c', status: { state: 3 }, artifacts: [], history: [] });

function trailers(details: string): Metadata {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(details, 'latin1'));
  metadata.set('x-trailer', 'kept');
  return metadata;
}

/** `status-5` fails with that code, before or after its head; `hang` answers never; everything else is a task. */
function unary(call: ServerUnaryCall<{ id: string }, unknown>, done: sendUnaryData<unknown>): void {
  const { id } = call.request;
  const code = Number(/^status-(\d+)/.exec(id)?.[1] ?? 0);
  const head = new Metadata();
  head.set('x-head', 'h');
  head.set('x-head-bin', Buffer.from([0, 255, 1]));
  if (id === 'hang') return;
  if (code === 0 || id.endsWith('late')) call.sendMetadata(head);
  if (code === 0) done(null, task(id));
  else done({ code, details: `caf\u00e9 ${id}`, metadata: trailers('\u0008\u0005\u0012\u0001x') });
}

function streaming(call: ServerWritableStream<{ id: string }, unknown>): void {
  const { id } = call.request;
  const [, count = '0', then = ''] = /^(\d+)-?(.*)$/.exec(id) ?? [];
  const write = (text: string): void => {
    const status = { state: 2, message: undefined, timestamp: undefined };
    call.write({
      payload: { $case: 'statusUpdate', value: { taskId: text, contextId: 'c', status, metadata: undefined } },
    });
  };
  for (let i = 0; i < Number(count); i++) write(String(i));
  if (then === 'fail') call.emit('error', { code: 10, details: 'enough', metadata: trailers('x') });
  else if (then === '') call.end();
}

/** Starts it on free loopback ports. */
export async function startGrpcAgent(): Promise<GrpcAgent> {
  const seen: SeenCall[] = [];
  const lost = new LostCalls();
  const see = (method: string, call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>) => {
    const left = Number(call.getDeadline()) - Date.now();
    const metadata = call.metadata.getMap();
    seen.push({ method, metadata, request: call.request, leftMs: Number.isFinite(left) ? left : undefined });
    call.once('cancelled', () => {
      lost.add();
    });
  };
  const server = new Server();
  const handlers: UntypedServiceImplementation = {
    getTask: (call: ServerUnaryCall<{ id: string }, unknown>, done: sendUnaryData<unknown>) => {
      see('getTask', call);
      unary(call, done);
    },
    subscribeToTask: (call: ServerWritableStream<{ id: string }, unknown>) => {
      see('subscribeToTask', call);
      streaming(call);
    },
  };
  server.addService(A2AService, handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });
  const address = `127.0.0.1:${port}`;
  const card = {
    name: 'Echo',
    supportedInterfaces: [{ url: address, protocolBinding: 'GRPC', protocolVersion: '1.0' }],
    capabilities: { streaming: true },
    skills: [],
  };
  const cards = http.createServer((_, answer) => {
    answer.setHeader('Content-Type', 'application/json');
    answer.end(JSON.stringify(card));
  });
  cards.listen(0, '127.0.0.1');
  await once(cards, 'listening');
  const at = cards.address();
  return {
    url: `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`,
    address,
    seen,
    get lost() {
      return lost.count;
    },
    untilLost: (count) => lost.until(count),
    breakOff: () => server.forceShutdown(),
    [Symbol.asyncDispose]: async () => {
      server.forceShutdown();
      cards.closeAllConnections();
      cards.close();
      await once(cards, 'close');
    },
  };
}
