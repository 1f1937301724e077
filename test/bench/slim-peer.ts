import { createServer } from 'node:http';
import { freePort } from '../support/nodes.ts';
import { listen } from './listen.ts';
import { loadSlim, type Slim, type SlimApp, type SlimName, type SlimSession } from './slim-package.ts';

/** Messages that wait for their acknowledgement at once. Of 8 to 1 024 it was fastest with these, and with the most by far the slowest. */
const inFlight = 128;
const messageBytes = 1024;
/** What its documentation uses. */
const retries = { maxRetries: 5, interval: 5_000 };
/** Both clients prove themselves by it. */
const secret = 'what both clients of this benchmark share';
/** The first byte of a message that is to be sent back. */
const echo = 1;

/** What must live as long as the process: once its wrapper is collected as garbage, a client's sessions fall silent. */
const kept: unknown[] = [];

/** A SLIM server; prints its port. */
export async function runSlimServer(dir: string): Promise<void> {
  const slim = await loadSlim(dir);
  // It takes a port, not 0.
  const port = await freePort();
  const service = slim.getGlobalService();
  kept.push(service);
  await service.runServerAsync(slim.newInsecureServerConfig(`127.0.0.1:${port}`));
  console.log(port);
  // The server runs on threads of its own, which do not keep the process.
  setInterval(() => undefined, 60_000);
}

interface Client {
  readonly slim: Slim;
  readonly app: SlimApp;
  readonly connection: bigint;
}

const nameOf = (slim: Slim, client: 'a' | 'b'): SlimName => new slim.Name('parley', 'bench', client);

async function enter(dir: string, port: string, client: 'a' | 'b'): Promise<Client> {
  const slim = await loadSlim(dir);
  const service = slim.getGlobalService();
  const connection = await service.connectAsync(slim.newInsecureClientConfig(`http://127.0.0.1:${port}`));
  const name = nameOf(slim, client);
  const app = service.createAppWithSecret(name, secret);
  kept.push(service, app);
  await app.subscribeAsync(name, connection);
  return { slim, app, connection };
}

/** The client that is written to; prints a URL that answers with the number of messages that came and were kept. */
export async function runSlimReceiver(dir: string, port: string): Promise<void> {
  const { app } = await enter(dir, port, 'b');
  let count = 0;
  const take = async (session: SlimSession): Promise<void> => {
    for (;;) {
      const { context, payload } = await session.getMessageAsync(undefined);
      if (new Uint8Array(payload)[0] === echo) await session.publishToAsync(context, payload, undefined, undefined);
      else count++;
    }
  };
  console.log(await listen(createServer((_, response) => void response.end(String(count)))));
  await take(await app.listenForSessionAsync(undefined));
}

/**
 * The client that writes, over one session with MLS and acknowledgements; prints a URL. `POST /one-way?<count>`
 * and `POST /round-trips?<count>` answer with milliseconds, of all messages and of each.
 */
export async function runSlimSender(dir: string, port: string): Promise<void> {
  const { slim, app, connection } = await enter(dir, port, 'a');
  const to = nameOf(slim, 'b');
  await app.setRouteAsync(to, connection);
  const session = await app.createSessionAndWaitAsync(
    {
      sessionType: slim.SessionType.PointToPoint,
      ...retries,
      metadata: new Map(),
      mlsSettings: { headerIntegrityValidationPercent: 100 },
    },
    to,
  );
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://bench');
    const count = Number(search.slice(1));
    const work = pathname === '/one-way' ? oneWay(session, count) : roundTrips(session, count);
    work.then(
      (times) => response.end(JSON.stringify(times)),
      (error: unknown) => {
        console.error(error);
        response.writeHead(500).end(String(error));
      },
    );
  });
  console.log(await listen(server));
}

async function oneWay(session: SlimSession, count: number): Promise<readonly number[]> {
  const payload = new ArrayBuffer(messageBytes);
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await session.publishAndWaitAsync(payload, undefined, undefined);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  return [performance.now() - started];
}

async function roundTrips(session: SlimSession, count: number): Promise<readonly number[]> {
  const payload = new ArrayBuffer(messageBytes);
  new Uint8Array(payload)[0] = echo;
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    const answer = session.getMessageAsync(undefined);
    await session.publishAsync(payload, undefined, undefined);
    await answer;
    times.push(performance.now() - started);
  }
  return times;
}
