import { MeshError } from './base/base.ts';
import { OAuthRefusal, type PersonLoginState } from './bridge/bridge.ts';
import { answerPath, ControlError, type Handlers, type Output } from './control/control.ts';
import type { RunningNode } from './running-node.ts';

type Parts = Pick<RunningNode, 'personLogins' | 'controlUrl'>;

/** The control API's handlers about logins that a person makes at servers behind this node. */
export function serverLoginHandlers(
  parts: Parts,
): Pick<Handlers, 'serverLogins' | 'beginServerLogin' | 'serverLogin' | 'finishServerLogin'> {
  const { personLogins } = parts;
  const loginAt = (key: string) => {
    const login = personLogins.get(key);
    if (login !== undefined) return login;
    throw new MeshError(
      'not-found',
      `No person logs in for ${key}. \`person\` below its login in parley.yaml says so.`,
    );
  };
  return {
    serverLogins: () => ({ logins: personLogins.all().map(([key, login]) => shown(key, login.now())) }),
    beginServerLogin: async ({ request: { key } }) => {
      try {
        return { key, ...(await loginAt(key).begin(`${parts.controlUrl()}${answerPath}`)) };
      } catch (error) {
        if (error instanceof OAuthRefusal) throw new ControlError('refused', error.message, { cause: error });
        throw error;
      }
    },
    serverLogin: async ({ query: { key, waitMs } }, signal) =>
      shown(key, await loginAt(key).standing(AbortSignal.any([signal, AbortSignal.timeout(waitMs)]))),
    finishServerLogin: async ({ query }) => {
      const done = await personLogins.finish(query);
      if (done === undefined)
        throw new MeshError('request-invalid', 'No login waits for this answer. Begin one with `parley login`.');
      return page(done ? 'You are logged in' : 'The login failed', done ? '' : ' It says why.');
    },
  };
}

function shown(key: string, { state, problem, isPending, attempt }: PersonLoginState): Output<'serverLogin'> {
  return {
    key,
    state,
    pending: isPending,
    ...(problem === undefined ? {} : { problem }),
    ...(attempt === undefined ? {} : { attempt }),
  };
}

/** What the browser shows; nothing in it came from the request. */
function page(title: string, more: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>Close this page, and go back to the terminal.${more}</p></html>\n`;
}
