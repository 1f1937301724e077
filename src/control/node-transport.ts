import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { join } from 'node:path';
import { ControlError } from './api.ts';
import {
  brokenOff,
  callOver,
  maxAnswerBytes,
  notRunning,
  silenceMs,
  type CameBack,
  type Sent,
  type Transport,
} from './transport.ts';

/** Where the node is: its socket, its port with the token, or its data folder (whose `control.sock` is used). */
export type Target =
  { readonly socket: string } | { readonly url: string; readonly token: string } | { readonly dataDir: string };

/** Connections of one client at once; more calls wait their turn. */
const maxSockets = 64;

/** Makes the client's side of the API in Node.js; nothing is opened before the first call. */
export function openTransport(target: Target): Transport {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const address: Address = { agent, ...addressOf(target) };
  return { call: callOver((sent) => exchange(address, sent)), close: () => agent.destroy() };
}

type Address = Pick<RequestOptions, 'agent' | 'host' | 'port' | 'socketPath'> & { readonly authorization?: string };

function addressOf(target: Target): Address {
  if (!('url' in target))
    return { socketPath: 'socket' in target ? target.socket : join(target.dataDir, 'control.sock') };
  const { hostname, port } = new URL(target.url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port, authorization: `Bearer ${target.token}` };
}

function exchange({ authorization, ...address }: Address, sent: Sent): Promise<CameBack> {
  const body = typeof sent.body === 'string' ? Buffer.from(sent.body) : sent.body;
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(body === undefined ? {} : { 'content-type': sent.media, 'content-length': body.length }),
  };
  return new Promise((resolve, reject) => {
    const call = httpRequest({
      ...address,
      headers,
      method: sent.method,
      path: sent.path,
      ...(sent.signal === undefined ? {} : { signal: sent.signal }),
    });
    const fail = (error: unknown): void => reject(unreachable(error, address));
    call.setTimeout(silenceMs, () => call.destroy(new Error('the node did not answer in time')));
    call.once('error', fail);
    call.once('response', (response) => {
      readJson(response).then((json) => resolve({ status: response.statusCode ?? 0, json }), fail);
    });
    call.end(body);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!(chunk instanceof Buffer)) continue;
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  const json: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return json;
}

function unreachable(cause: unknown, address: Address): ControlError {
  const where = address.socketPath ?? `port ${address.port}`;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') {
    return new ControlError(
      'unauthorized',
      `The socket ${where} belongs to another user. Run as the user that runs the node.`,
      { cause },
    );
  }
  return code === 'ENOENT' || code === 'ECONNREFUSED' ? notRunning(where, cause) : brokenOff(where, cause);
}
