import { constantTimeEqual, sha256, systemRandom, toBase64url, utf8 } from '../base/base.ts';
import { ControlError, type Input, type Output } from './api.ts';

/** Bounds of logins. */
export const loginLimits = {
  /** How long a code can be used: from a terminal to a browser on the same machine. */
  codeMs: 2 * 60_000,
  /** How long a login holds: a working day. */
  loginMs: 12 * 3600_000,
  /** Codes not used, and logins in force; beyond, the oldest goes. */
  maxKept: 64,
} as const;

interface Granted {
  /** SHA-256 of the code or token: what is kept cannot be used. */
  readonly digest: Uint8Array;
  readonly name: string;
  readonly readOnly: boolean;
  readonly expires: number;
}

/** What logins need to know. */
interface LoginsOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly command?: string;
}

/** Logins of browsers, in memory: a stop of the node ends all of them. */
export class Logins {
  #codes: readonly Granted[] = [];
  #logins: readonly Granted[] = [];
  readonly #now: () => number;

  readonly #command: string;

  /** `command` makes a code: what is proposed to whoever comes with one that is worth nothing. */
  constructor({ now = Date.now, command = 'parley dashboard' }: LoginsOptions = {}) {
    this.#now = now;
    this.#command = command;
  }

  /** Makes a code for one login. */
  issue({ request: { name, readOnly } }: Input<'loginCode'>): Output<'loginCode'> {
    const expires = this.#now() + loginLimits.codeMs;
    const { secret, digest } = newSecret();
    this.#codes = kept(this.#codes, { digest, name, readOnly, expires }, this.#now());
    return { code: secret, expires };
  }

  /** Takes a code, which is then worth nothing. Throws ControlError 'unauthorized'. */
  redeem({ request: { code } }: Input<'login'>): Output<'login'> {
    const found = find(this.#codes, code, this.#now());
    if (found === undefined)
      throw new ControlError(
        'unauthorized',
        `The login code was used already, or is older than two minutes. Make another with \`${this.#command}\`.`,
      );
    this.#codes = this.#codes.filter((each) => each !== found);
    const { name, readOnly } = found;
    const expires = this.#now() + loginLimits.loginMs;
    const { secret, digest } = newSecret();
    this.#logins = kept(this.#logins, { digest, name, readOnly, expires }, this.#now());
    return { token: secret, name, readOnly, expires };
  }

  /** What the login of a token may do; undefined when there is none. */
  of(token: string): 'look' | 'act' | undefined {
    const found = find(this.#logins, token, this.#now());
    if (found === undefined) return undefined;
    return found.readOnly ? 'look' : 'act';
  }
}

function newSecret(): { readonly secret: string; readonly digest: Uint8Array } {
  const secret = toBase64url(systemRandom(32));
  return { secret, digest: sha256(utf8(secret)) };
}

function kept(all: readonly Granted[], granted: Granted, now: number): readonly Granted[] {
  return [...all.filter(({ expires }) => expires > now), granted].slice(-loginLimits.maxKept);
}

function find(all: readonly Granted[], secret: string, now: number): Granted | undefined {
  const digest = sha256(utf8(secret));
  return all.find((each) => constantTimeEqual(each.digest, digest) && each.expires > now);
}
