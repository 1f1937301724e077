import { z } from 'zod';

const name = z.string().min(1).max(128).describe('Who it is for: what the dashboard proposes as the name in records.');
const time = z.number().describe('Milliseconds since the epoch.');

/** The rows of the contract about logins of browsers, so that the node's own token stays out of them. */
export const loginRoutes = {
  loginCode: {
    method: 'POST',
    path: '/v1/login-codes',
    summary: 'Makes a code that a browser logs in with, once, within two minutes.',
    authenticated: true,
    request: z.strictObject({
      name,
      readOnly: z.boolean().default(false).describe('The login may look, and change nothing.'),
    }),
    response: z.object({ code: z.string(), expires: time }),
  },
  login: {
    method: 'POST',
    path: '/v1/logins',
    summary: 'Takes a login code and gives a token for twelve hours, at the longest until the node stops.',
    authenticated: false,
    request: z.strictObject({ code: z.string().min(1).max(128) }),
    response: z.object({ token: z.string(), name, readOnly: z.boolean(), expires: time }),
  },
} as const;
