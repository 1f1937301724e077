import { routes, type Answer } from './api.ts';
import type { Call } from './transport.ts';

/** How a login at an agent or server behind the node stands. */
export type ServerLogin = Answer<'serverLogin'>;

/** Wait of one long poll, milliseconds. */
const waitMs = 30_000;

/** The client's methods for logins of the node itself. */
export function serverLoginClient(call: Call) {
  return {
    serverLogins: async (): Promise<readonly ServerLogin[]> => (await call(routes.serverLogins, {})).logins,
    beginServerLogin: (key: string): Promise<Answer<'beginServerLogin'>> =>
      call(routes.beginServerLogin, { request: { key } }),
    serverLogin: (key: string, signal?: AbortSignal): Promise<ServerLogin> =>
      call(routes.serverLogin, { query: { key, waitMs: String(waitMs) }, signal }),
  };
}
