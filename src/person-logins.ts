import type { BrowserAnswer, PersonLogin } from './bridge/bridge.ts';

/** Logins at agents and servers behind this node that a person makes in a browser, by their place in parley.yaml. */
export class PersonLogins {
  readonly #logins = new Map<string, PersonLogin>();

  /** Takes in what stands at `key`, and hands it on. */
  add(key: string, login: PersonLogin): PersonLogin {
    this.#logins.set(key, login);
    return login;
  }

  get(key: string): PersonLogin | undefined {
    return this.#logins.get(key);
  }

  all(): readonly (readonly [string, PersonLogin])[] {
    return [...this.#logins];
  }

  /** Hands on what a browser brought to the login that it belongs to; undefined when there is none, else whether it went well. */
  async finish(answer: BrowserAnswer): Promise<boolean | undefined> {
    for (const login of this.#logins.values()) {
      const done = await login.finish(answer);
      if (done !== undefined) return done;
    }
    return undefined;
  }

  /** What the operator must mend, each with what to run. */
  problems(): readonly string[] {
    return this.all().flatMap(([key, login]) => {
      const { state, problem } = login.now();
      if (state === 'good') return [];
      const what = state === 'missing' ? 'nobody has logged in' : (problem ?? 'the login has ended');
      return [`no login for ${key}: ${what}; run \`${loginCommand(key)}\``];
    });
  }
}

const serversKey = 'mcp.servers.';

/** The command that logs in at a place of parley.yaml. */
export function loginCommand(key: string): string {
  return key.startsWith(serversKey) ? `parley login ${key.slice(serversKey.length)}` : 'parley login --agent';
}
