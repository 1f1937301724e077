import type { Answer, ErrorBody } from '../control/api.ts';
import { login, logIn, logOut } from './login.ts';

/** The answers of the routes that the page reads, by path. */
interface Reads {
  '/v1/status': Answer<'status'>;
  '/v1/outbox': Answer<'outbox'>;
  '/v1/dead-letters': Answer<'deadLetters'>;
  '/v1/approvals': Answer<'approvals'>;
  '/v1/audit': Answer<'audit'>;
  '/v1/audit/entries': Answer<'auditEntries'>;
  '/v1/audit/consistency': Answer<'auditConsistency'>;
  '/v1/trust': Answer<'trustRoots'>;
  '/v1/trust/agent': Answer<'trust'>;
  '/v1/trust/history': Answer<'trustHistory'>;
  '/v1/capabilities': Answer<'capabilities'>;
  '/v1/tools': Answer<'tools'>;
  '/v1/tools/definition': Answer<'tool'>;
  '/v1/kills': Answer<'kills'>;
  '/v1/mailbox': Answer<'mailbox'>;
  '/ready': Answer<'ready'>;
}

/** The answers about one message. */
interface MessageReads {
  explain: Answer<'explain'>;
  trace: Answer<'trace'>;
  proof: Answer<'auditProof'>;
}

/** An answer that is not good, with the words of the node. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Reads a route of the control API. Throws Refused. */
export async function read<P extends keyof Reads>(
  path: P,
  query: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Reads[P]> {
  const search = new URLSearchParams(query).toString();
  const answer: Reads[P] = await exchange('GET', search === '' ? path : `${path}?${search}`, undefined, signal);
  return answer;
}

/** Reads what the node has about a message. Throws Refused. */
export async function readMessage<K extends keyof MessageReads>(
  id: string,
  what: K,
  signal?: AbortSignal,
): Promise<MessageReads[K]> {
  const answer: MessageReads[K] = await exchange(
    'GET',
    `/v1/messages/${encodeURIComponent(id)}/${what}`,
    undefined,
    signal,
  );
  return answer;
}

/** Asks the node to do something. Throws Refused. */
export async function act(path: string, request: object): Promise<void> {
  await exchange('POST', path, request);
}

/** As `act`, with the answer; what that is, the caller knows of the path. */
export async function ask<T>(path: string, request: object): Promise<T> {
  return await exchange('POST', path, request);
}

/** As `act`, with the answer to sending dead letters anew. */
export async function retryLetters(ids: readonly string[]): Promise<Answer<'retryDeadLetters'>['results']> {
  const answer: Answer<'retryDeadLetters'> = await exchange('POST', '/v1/dead-letters/retry', { ids });
  return answer.results;
}

/** Logs in with a code of `parley dashboard`, or with the node's own token. Throws Refused. */
export async function logInWith(secret: string): Promise<void> {
  // A token has the same form as a code: what is no code may still be the token.
  try {
    const { token, name, readOnly }: Answer<'login'> = await exchange('POST', '/v1/logins', { code: secret });
    logIn({ token, name, readOnly });
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'unauthorized') throw error;
    const response = await fetch('/v1/status', { headers: { authorization: `Bearer ${secret}` } });
    if (!response.ok) throw error;
    logIn({ token: secret, name: 'operator', readOnly: false });
  }
}

/** The headers of a call that is logged in. */
export function authorization(): Readonly<Record<string, string>> {
  const token = login.value?.token;
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** The node answers what its contract says, to a page of its own version. */
async function exchange<T>(method: string, path: string, request?: object, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: { ...authorization(), ...(request === undefined ? {} : { 'content-type': 'application/json' }) },
    cache: 'no-store',
    ...(request === undefined ? {} : { body: JSON.stringify(request) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new Refused(0, 'not-running', 'The node does not answer. It may be stopped, or on its way up.');
  });
  // Not ready is an answer.
  if (response.ok || path === '/ready') return await response.json();
  throw await refusal(response);
}

async function refusal(response: Response): Promise<Refused> {
  const body: ErrorBody | undefined = await response.json().catch(() => undefined);
  const { code, message } = body?.error ?? { code: 'internal', message: `The node answered ${response.status}.` };
  if (response.status === 401 && login.value !== undefined)
    logOut('The login has ended: twelve hours are over, or what serves this page was started again.');
  return new Refused(response.status, code, message);
}
