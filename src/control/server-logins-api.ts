import { z } from 'zod';

const key = z.string().min(1).max(256).describe('Where the login stands in parley.yaml, as `mcp.servers.files`.');

/** Where the browser of a person comes back to; it stands in what the node tells an issuer. */
export const answerPath = '/v1/login-answers';

/** Longest wait for a person in one call, milliseconds: below the idle timeout of common proxies. */
const maxWaitMs = 60_000;

/** A login at an agent or server behind this node that a person makes. */
const serverLogin = z.object({
  key,
  state: z
    .enum(['missing', 'good', 'failing'])
    .describe('Nobody has logged in; it can be used; the last attempt to use or renew it failed.'),
  pending: z.boolean().describe('A person is about to log in.'),
  problem: z.string().optional().describe('Why it fails.'),
  attempt: z.string().optional().describe('Why the last attempt of a person came to nothing.'),
});

/** A text in the answer of an issuer. */
const told = z.string().max(8192);

/** The rows of the contract about logins of the node itself, at agents and servers behind it. */
export const serverLoginRoutes = {
  serverLogins: {
    method: 'GET',
    path: '/v1/server-logins',
    summary: 'Logins at agents and servers behind the node that a person makes, and how they stand.',
    authenticated: true,
    response: z.object({ logins: z.array(serverLogin).readonly() }),
  },
  beginServerLogin: {
    method: 'POST',
    path: '/v1/server-logins',
    summary: 'Begins such a login: gives the address that the person opens within ten minutes.',
    authenticated: true,
    request: z.strictObject({ key }),
    response: z.object({ key, url: z.string(), expires: z.number().describe('Milliseconds since the epoch.') }),
  },
  serverLogin: {
    method: 'GET',
    path: '/v1/server-logins/state',
    summary: 'How one of them stands; while a person is about to log in, waits up to waitMs for the end of that.',
    authenticated: true,
    query: z.strictObject({ key, waitMs: z.coerce.number().int().min(0).max(maxWaitMs).default(0) }),
    response: serverLogin,
  },
  finishServerLogin: {
    method: 'GET',
    path: answerPath,
    summary: 'Where the issuer sends the browser of that person back to; its `state` proves that the node asked.',
    authenticated: false,
    query: z.object({ state: told, code: told.optional(), error: told.optional(), iss: told.optional() }),
    response: z.string(),
    media: 'text/html; charset=utf-8',
  },
} as const;
