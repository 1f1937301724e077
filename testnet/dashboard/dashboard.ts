import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  boundedServer,
  checkCaller,
  ControlError,
  DashboardFiles,
  isDashboardPath,
  listenTcp,
  Logins,
  stopServer,
  writeEvents,
} from '../../src/control/control.ts';
import { Observer, type Observation } from './observer.ts';

/** What the dashboard of a network needs. */
export interface DashboardOptions extends Observation {
  /** Carries out an order as one from a terminal; gives what there is to say. Throws an Error that says why not. */
  readonly order: (words: readonly string[]) => Promise<readonly string[]>;
  /** Makes a new address; for messages. */
  readonly command: string;
  /** Where the built page lies; beside the compiled program when absent. */
  readonly folder?: string;
}

/** The dashboard of a whole network, served by the testnet's own process. */
export interface NetworkDashboard extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** An address that logs in once, within two minutes. */
  address(): string;
}

/** Longest body of a request, bytes. */
const maxBody = 4096;
/** Pages that may follow the network at once. */
const maxWatchers = 16;

const loginIn = z.strictObject({ code: z.string().min(1).max(128) });
const orderIn = z.strictObject({ words: z.array(z.string().max(256)).min(1).max(8) });

const builtPage = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/testnet/dashboard/page' : './page', import.meta.url),
);

/**
 * Serves the dashboard on any free port of loopback. As the control API of a node: a page of another origin is refused,
 * and everything but the page's own files needs a login, which the code of an address gives once. Throws MeshError
 * 'listen-failed'.
 */
export async function openDashboard(options: DashboardOptions): Promise<NetworkDashboard> {
  const site = new Site(options);
  const server = boundedServer((request, response) => {
    site.serve(request, response).catch(() => response.destroy());
  });
  const url = await listenTcp(server, '127.0.0.1', 0);
  return {
    url,
    // A fragment: browsers send it to nobody, and the page takes it out of the address.
    address: () => `${url}/#login=${site.code()}`,
    [Symbol.asyncDispose]: async () => {
      site.close();
      await stopServer(server);
    },
  };
}

/** A request that is answered with a failure. */
class Failure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

class Site {
  readonly #options: DashboardOptions;
  readonly #observer: Observer;
  readonly #files: DashboardFiles;
  readonly #logins: Logins;
  readonly #closing = new AbortController();

  constructor(options: DashboardOptions) {
    this.#options = options;
    this.#observer = new Observer(options);
    this.#files = new DashboardFiles(options.folder ?? builtPage);
    this.#logins = new Logins({ command: options.command });
  }

  /** For one login. */
  code(): string {
    return this.#logins.issue({ request: { name: 'testnet', readOnly: false } }).code;
  }

  close(): void {
    this.#closing.abort();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const denial = checkCaller(request);
      if (denial !== undefined) throw new Failure(denial.status, denial.code, denial.message);
      await this.#answer(request, response);
    } catch (error) {
      const { status, code, message } = failureOf(error);
      // What is left of the request is not read: the connection ends with the answer.
      if (!response.headersSent) write(response, status, { error: { code, message } });
      else response.destroy();
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '/' } = request;
    const [path = '/'] = url.split('?');
    if (isDashboardPath(path) && (method === 'GET' || method === 'HEAD')) {
      if (await this.#files.serve(request, response, path)) return;
      throw new Failure(404, 'not-found', 'There is no such file. If there is none at all, `npm run build` makes it.');
    }
    switch (`${method} ${path}`) {
      case 'POST /v1/logins':
        write(response, 200, this.#logins.redeem({ request: loginIn.parse(await bodyOf(request)) }));
        return;
      case 'GET /v1/network':
        this.#authenticate(request);
        await this.#follow(response);
        return;
      case 'POST /v1/orders': {
        this.#authenticate(request);
        const { words } = orderIn.parse(await bodyOf(request));
        write(response, 200, { lines: await this.#options.order(words) });
        return;
      }
      default:
        throw new Failure(404, 'not-found', 'There is no such path.');
    }
  }

  #authenticate({ headers }: IncomingMessage): void {
    const token = /^Bearer (\S{1,128})$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (this.#logins.of(token) === undefined)
      throw new Failure(401, 'unauthorized', `Log in first: \`${this.#options.command}\` makes an address for it.`);
  }

  async #follow(response: ServerResponse): Promise<void> {
    if (this.#observer.watchers >= maxWatchers)
      throw new Failure(503, 'refused', `${maxWatchers} pages watch this network already. Close one.`);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#closing.signal]);
    await writeEvents(response, this.#observer.watch(signal), signal);
  }
}

function failureOf(error: unknown): { readonly status: number; readonly code: string; readonly message: string } {
  if (error instanceof Failure) return error;
  if (error instanceof ControlError) return { status: 401, code: error.code, message: error.message };
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return { status: 400, code: 'request-invalid', message: 'The request is not what this path takes.' };
  // An order that cannot be carried out says why.
  return { status: 409, code: 'refused', message: error instanceof Error ? error.message : String(error) };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type'] !== 'application/json')
    throw new Failure(415, 'request-invalid', 'Send JSON, as application/json.');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    length += chunk.length;
    if (length > maxBody) throw new Failure(413, 'request-invalid', `A request has at most ${maxBody} bytes.`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function write(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status >= 400 ? { connection: 'close' } : {}),
  });
  response.end(text);
}
