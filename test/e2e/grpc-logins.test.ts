import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2AService } from '@a2a-js/sdk/server/grpc';
import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { localCertificate } from '../support/local-certificate.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';

const key = 'an-api-key-of-the-called-side';
const resource = 'https://agent.example/grpc';
const opened: AsyncDisposable[] = [];
const stops: (() => unknown)[] = [];
/** What the agent was shown, call by call. */
let shown: string[] = [];
let issuer: Issuer;
let config: Readonly<Record<string, unknown>>;
let env: Readonly<Record<string, string>>;
let url: string;
let grpcUrl: string;

/** An agent that speaks gRPC over TLS to those who are let in. */
async function startAgent(): Promise<void> {
  const guard = issuer.guard(
    () => resource,
    (_, answer) => void answer.writeHead(200).end(),
  );
  const judge = http.createServer(guard).listen(0, '127.0.0.1');
  const card = http
    .createServer((_, answer) => {
      const supportedInterfaces = [{ url: grpcUrl, protocolBinding: 'GRPC', protocolVersion: '1.0' }];
      answer.end(JSON.stringify({ name: 'Echo', supportedInterfaces, capabilities: {}, skills: [] }));
    })
    .listen(0, '127.0.0.1');
  await Promise.all([once(judge, 'listening'), once(card, 'listening')]);
  const server = new Server();
  server.addService(A2AService, {
    getTask: (call: ServerUnaryCall<{ id: string }, unknown>, done: sendUnaryData<unknown>) => {
      const authorization = String(call.metadata.get('authorization')[0] ?? '');
      shown.push(authorization);
      const answer = async (): Promise<void> => {
        const isGood =
          authorization === `Bearer ${key}` ||
          (await fetch(`http://127.0.0.1:${portOf(judge)}/`, { headers: { authorization } })).ok;
        const task = { id: call.request.id, contextId: 'c', status: { state: 3 }, artifacts: [], history: [] };
        if (isGood) done(null, task);
        else done({ code: 16, details: 'who are you?' });
      };
      void answer();
    },
  });
  const pair = { cert_chain: Buffer.from(localCertificate.cert), private_key: Buffer.from(localCertificate.key) };
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createSsl(null, [pair]), (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });
  url = `http://127.0.0.1:${portOf(card)}`;
  grpcUrl = `https://localhost:${port}`;
  stops.push(
    () => server.forceShutdown(),
    () => judge.close(),
    () => card.close(),
  );
}

function portOf(server: http.Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeAll(async () => {
  issuer = await startIssuer();
  opened.push(issuer);
  await startAgent();
  const folder = await mkdtemp(join(tmpdir(), 'parley-grpc-'));
  stops.push(async () => await rm(folder, { recursive: true }));
  const authority = join(folder, 'ca.pem');
  await writeFile(authority, localCertificate.cert);
  // The machine of the test may name authorities for all of gRPC, in place of those of Node.js.
  const noOthers = { GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: '' };
  env = { ...noOthers, NODE_EXTRA_CA_CERTS: authority, TEST_SECRET: issuer.clientSecret, TEST_KEY: key };
  config = { trust: { behaviour: { denials: 0, failuresInRow: 0 } } };
}, 60_000);

afterAll(async () => {
  for (const one of opened.toReversed()) await one[Symbol.asyncDispose]();
  for (const stop of stops) await stop();
});

/** Two nodes, the called one with this login, and what asks for a task by gRPC at the door of the caller. */
async function meshed(login: object | undefined, believes = true) {
  const agent = { a2a: { url, grpcUrl, ...(login === undefined ? {} : { login }) } };
  const nodes = await startNodes(
    { name: 'caller', config },
    { name: 'called', config: { ...config, agent }, env: believes ? env : { ...env, NODE_EXTRA_CA_CERTS: '' } },
  );
  opened.push(...nodes);
  const [caller, called] = nodes;
  await introduce(called, caller);
  const card: unknown = await (await fetch(`${caller.ingressUrl}/a2a/called/.well-known/agent-card.json`)).json();
  const door = /"url":"([^"]+)","protocolBinding":"GRPC"/.exec(JSON.stringify(card))?.[1] ?? '';
  return { called, ask: async () => await askFor(door) };
}

/** The id of the task, or the code and details of the failure. */
async function askFor(door: string): Promise<string> {
  const client = new Client(door, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('a2a-version', '1.0');
  metadata.set('authorization', 'Bearer of the caller');
  try {
    return await new Promise((resolve) => {
      const { path, requestSerialize, responseDeserialize } = A2AService.getTask;
      client.makeUnaryRequest(
        path,
        (request: { id: string }) => requestSerialize({ tenant: '', historyLength: undefined, ...request }),
        (bytes: Buffer): unknown => responseDeserialize(bytes),
        { id: 't1' },
        metadata,
        (error, task) => resolve(error === null ? JSON.stringify(task) : `${error.code} ${error.details}`),
      );
    });
  } finally {
    client.close();
  }
}

async function toldOfFailure(called: TestNode): Promise<void> {
  await called.logged(/agent\.a2a.*The server refuses the credentials/);
}

describe('an agent that speaks gRPC over TLS and asks for a login', () => {
  it('is used with a token that stays, in place of the caller’s', { timeout: 60_000 }, async () => {
    shown = [];
    const { ask } = await meshed({ header: { secret: { env: 'TEST_KEY' } } });
    expect(await ask()).toContain('"id":"t1"');
    expect(shown).toEqual([`Bearer ${key}`]);
  });

  it('is used with a token of its issuer, and another when that is refused', { timeout: 60_000 }, async () => {
    shown = [];
    const at = { issuer: issuer.url, clientId: issuer.clientId };
    const oauth = { ...at, clientSecret: { env: 'TEST_SECRET' }, scope: 'use', resource };
    const { ask } = await meshed({ oauth });
    expect(await ask()).toContain('"id":"t1"');
    issuer.forget();
    expect(await ask()).toContain('"id":"t1"');
    expect(new Set(shown).size).toBe(2);
    expect(shown).toHaveLength(3);
  });

  it(
    'tells the caller nothing of a login that is refused, and the operator that it is',
    { timeout: 60_000 },
    async () => {
      const { ask, called } = await meshed({ header: { prefix: 'Basic ', secret: { env: 'TEST_KEY' } } });
      const said = await ask();
      expect(said).toMatch(/^14 /);
      expect(said).not.toContain('who are you');
      await toldOfFailure(called);
    },
  );

  it('is not shown the login when its certificate is not believed', { timeout: 60_000 }, async () => {
    shown = [];
    const { ask } = await meshed({ header: { secret: { env: 'TEST_KEY' } } }, false);
    expect(await ask()).toMatch(/^14 /);
    expect(shown).toEqual([]);
  });
});
