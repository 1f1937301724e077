import type { IncomingMessage } from 'node:http';
import { constantTimeEqual, sha256, utf8, type ErrorCode } from '../base/base.ts';
import type { Route } from './api.ts';
import type { Logins } from './logins.ts';

/** Why a request is turned away before anything in it is read. */
export interface Denial {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Whether a caller may have an answer of this route, or of none that there is. */
export type Authenticate = (request: IncomingMessage, route: Route | undefined) => Denial | undefined;

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Checks Host and Origin. A page on the web that makes its own name point to 127.0.0.1 (DNS rebinding) still sends that name
 * as Host, and a browser states a foreign page's Origin; programs send none.
 */
export function checkCaller(request: IncomingMessage): Denial | undefined {
  const { host, origin } = request.headers;
  if (host === undefined || !loopbackHost.test(host)) {
    return denied('The Host header does not name this machine. Call the API as 127.0.0.1, [::1] or localhost.');
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return denied(
      'The request comes from a page of another origin. Call the API from a program, or from its own page.',
    );
  }
  return undefined;
}

function denied(message: string): Denial {
  return { status: 403, code: 'unauthorized', message };
}

/** Makes the check of the Authorization header: the node's token may do everything, a login what it was made for. */
export function bearerCheck(token: string, logins: Pick<Logins, 'of'>): Authenticate {
  const expected = digest(`Bearer ${token}`);
  return (request, route) => {
    // Hashed first, so that neither content nor length shows in the time taken.
    if (constantTimeEqual(digest(request.headers.authorization ?? ''), expected)) return undefined;
    const may = logins.of(/^Bearer (\S{1,128})$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (may === 'act') return undefined;
    if (may === 'look' && request.method === 'GET' && route?.private !== true) return undefined;
    if (may === 'look')
      return denied(
        'This login may only look, and not at what was written to the agent. Make another with `parley dashboard`.',
      );
    return {
      status: 401,
      code: 'unauthorized',
      message:
        'The token is missing or wrong. Send "Authorization: Bearer" with the content of control.token in the data folder.',
    };
  };
}

function digest(text: string): Uint8Array {
  return sha256(utf8(text));
}
