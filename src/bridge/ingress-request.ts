import type { IncomingMessage } from 'node:http';
import { limits } from '../base/base.ts';
import type { ExchangeProtocol } from '../wire/wire.ts';
import { maxPathLength } from './http-path.ts';
import { pairHeaders } from './headers.ts';
import { jsonAnswer, type LocalAnswer } from './refusal.ts';

/** Where a request goes: `/a2a/<alias>…`, `/mcp/<alias>/<server>…`, or `/mcp/<alias>` for all servers of a peer. */
export interface Mount {
  readonly protocol: ExchangeProtocol;
  readonly alias: string;
  /** Name of the MCP server; empty for A2A and for all servers at once. */
  readonly target: string;
  /** The mount as the client wrote it, for URLs that it shall use. */
  readonly prefix: string;
  /** Path and query below it, byte for byte. */
  readonly path: string;
}

/** An answer in google.rpc.Status form for what never became an exchange. */
export function problem(status: number, code: string, message: string): LocalAnswer {
  return jsonAnswer(status, { error: { code: status, status: code, message } });
}

const mountPattern = /^(?:\/(a2a)\/([^/?]+)|\/(mcp)\/([^/?]+)(?:\/([^/?]+))?)([/?].*)?$/;
/** Longest name of an MCP server, as the wire contract has it; and of an alias. */
const maxNameLength = 128;

/** Reads the mount; undefined when the path is none. */
export function readMount(url: string): Mount | undefined {
  const [, a2a, agent, , alias, server, path = ''] = mountPattern.exec(url) ?? [];
  const name = decodeName(agent ?? alias);
  const target = server === undefined ? '' : decodeName(server);
  if (name === undefined || target === undefined) return undefined;
  const prefix = url.slice(0, url.length - path.length);
  return { protocol: a2a === undefined ? 'mcp' : 'a2a', alias: name, target, prefix, path };
}

/** A name in a path; undefined when it is none that can be meant. */
export function decodeName(segment: string | undefined): string | undefined {
  if (segment === undefined) return undefined;
  try {
    const name = decodeURIComponent(segment);
    return name.length <= maxNameLength ? name : undefined;
  } catch {
    return undefined;
  }
}

const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const loopbackOrigin = /^https?:\/\/(.*)$/i;

/** Whether a `Host` names this machine: a page of another site that points its name here (DNS rebinding) does not. */
export function isLoopbackHost(host: string): boolean {
  return loopbackHost.test(host);
}

/** Why a request may not come in; undefined when it may. */
export function refuseHead(message: IncomingMessage): LocalAnswer | undefined {
  const { host = '', origin } = message.headers;
  if (!isLoopbackHost(host)) {
    return problem(
      403,
      'PERMISSION_DENIED',
      'The Host header does not name this machine. Use http://127.0.0.1 or localhost.',
    );
  }
  if (origin !== undefined && !isLoopbackHost(loopbackOrigin.exec(origin)?.[1] ?? '')) {
    return problem(
      403,
      'PERMISSION_DENIED',
      'A web page of another site may not use this node. Call it from a program or a page on localhost.',
    );
  }
  const headers = pairHeaders(message.rawHeaders);
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (headers.length > limits.maxHeaders || bytes > limits.maxHeaderBytes) {
    return problem(
      431,
      'INVALID_ARGUMENT',
      `At most ${limits.maxHeaders} headers and ${limits.maxHeaderBytes} bytes of them can be carried.`,
    );
  }
  if ((message.url ?? '').length > maxPathLength) {
    return problem(414, 'INVALID_ARGUMENT', `A path may have at most ${maxPathLength} bytes.`);
  }
  return undefined;
}

/** The answer to a body above the limit. */
export const bodyTooLarge: LocalAnswer = problem(
  413,
  'OUT_OF_RANGE',
  `The body is larger than ${limits.maxBodyBytes} bytes, the most that one message of the mesh carries. Send less, or a link.`,
);

/** Whether the head already announces a body above the limit. */
export function announcesTooMuch(message: IncomingMessage): boolean {
  return Number(message.headers['content-length'] ?? 0) > limits.maxBodyBytes;
}
