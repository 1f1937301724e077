import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseCanonicalDid, type Did } from '../../src/base/base.ts';
import { TargetError, type Target } from '../../src/bridge/egress-target.ts';
import { flatHeaders, pairHeaders } from '../../src/bridge/headers.ts';

/** The caller whose requests come in at `/mcp`. */
export const alice = didOf('1');
/** The caller whose requests come in at `/other`. */
export const mallory = didOf('2');

function didOf(digit: string): Did {
  const did = parseCanonicalDid(`did:agentmesh:${digit.repeat(24)}`);
  if (did === undefined) throw new Error('not a DID');
  return did;
}

/** An HTTP server in front of a target, in place of two nodes and the mesh between them. */
export interface Loopback extends AsyncDisposable {
  /** As alice. */
  readonly url: URL;
  /** As mallory. */
  readonly otherUrl: URL;
}

/** Serves a target on loopback; closing it closes the target. */
export async function serveTarget(target: Target): Promise<Loopback> {
  const server = createServer((request, response) => {
    serve(target, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${portOf(server)}`;
  return {
    url: new URL('/mcp', origin),
    otherUrl: new URL('/other', origin),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await target.close();
    },
  };
}

async function serve(target: Target, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const [, mount = '', path = ''] = /^\/(\w+)(.*)$/.exec(request.url ?? '') ?? [];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const exchange = {
    kind: 'request',
    protocol: 'mcp',
    target: 'fixture',
    method: request.method ?? '',
    path,
    headers: pairHeaders(request.rawHeaders),
    body: Buffer.concat(chunks),
  } as const;
  try {
    const answer = await target.perform(exchange, mount === 'mcp' ? alice : mallory, gone.signal);
    response.writeHead(answer.status, flatHeaders(answer.headers));
    response.flushHeaders();
    for await (const part of answer.body) response.write(part);
    response.end();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end(error.reason);
  }
}

/** The port a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
