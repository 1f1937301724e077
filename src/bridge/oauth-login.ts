import { fromUtf8, SecretKey, utf8, type Millis } from '../base/base.ts';
import type { Header } from '../wire/wire.ts';
import { TargetError } from './egress-target.ts';
import type { Login } from './login.ts';
import { OAuthRefusal } from './oauth-ask.ts';
import { requestToken, type GivenToken, type Grant, type OAuthClient } from './oauth-token.ts';

/** Where the tokens of a login are kept over restarts; what is written is sealed by who keeps it. */
export interface TokenShelf {
  read(): Uint8Array | undefined;
  /** Resolves when it is on disk. */
  write(tokens: Uint8Array): Promise<void>;
}

export interface OAuthLoginOptions {
  readonly client: OAuthClient;
  /** A refresh token that a person got for this node; undefined for the client credentials grant alone. */
  readonly refreshToken?: SecretKey | undefined;
  /** The tokens stand for a person: the client never asks for one in its own name. */
  readonly isOfPerson?: boolean;
  readonly shelf: TokenShelf;
  now(): Millis;
  /** Told why no token was given, in words without secrets. */
  failed(why: string): void;
}

/** A token is renewed this long before it expires, milliseconds: it must hold for the way to the server. */
const marginMs = 30_000;
/** After a failure the issuer is left alone for so long, milliseconds; calls meanwhile are refused at once. */
const pauseMs = 5_000;
/** Lifetime of a token whose issuer does not tell one, milliseconds (RFC 6749, 5.1, leaves it open). */
const defaultLifeMs = 5 * 60_000;

interface Tokens {
  readonly access: SecretKey;
  readonly expires: number;
  readonly refresh: SecretKey | undefined;
}

/**
 * OAuth 2 (RFC 6749) to the real server: an access token by refresh token or client credentials, kept over restarts,
 * renewed before it expires and when the server refuses it. A refresh token that the issuer replaces is on disk before
 * it is used: the one before may be worth nothing any more.
 */
export function oauthLogin(options: OAuthLoginOptions): Login {
  return new OAuthLogin(options);
}

class OAuthLogin implements Login {
  readonly #options: OAuthLoginOptions;
  #tokens: Tokens | undefined;
  #renewing: Promise<Tokens> | undefined;
  #failure: { readonly error: TargetError; readonly until: number } | undefined;

  constructor(options: OAuthLoginOptions) {
    this.#options = options;
    this.#tokens = readTokens(options.shelf.read());
  }

  async headers(signal: AbortSignal): Promise<readonly Header[]> {
    const known = this.#tokens;
    const isGood = known !== undefined && this.#options.now() < known.expires - marginMs;
    return [headerOf(isGood ? known : await this.#renew(signal))];
  }

  failed(why: string): void {
    this.#options.failed(why);
  }

  async refused(headers: readonly Header[], signal: AbortSignal): Promise<boolean> {
    const sent = headers[0]?.[1];
    const known = this.#tokens;
    // Another call may have renewed it meanwhile.
    if (known !== undefined && headerOf(known)[1] === sent) await this.#renew(signal);
    return true;
  }

  /** One request to the issuer at a time, whoever waits for it; who goes away does not end it for the others. */
  async #renew(signal: AbortSignal): Promise<Tokens> {
    if (this.#failure !== undefined && this.#options.now() < this.#failure.until) throw this.#failure.error;
    this.#renewing ??= this.#ask().finally(() => {
      this.#renewing = undefined;
    });
    const gone = Promise.withResolvers<never>();
    const giveUp = (): void => gone.reject(new TargetError('cancelled', 'The exchange was cancelled.'));
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([this.#renewing, gone.promise]);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async #ask(): Promise<Tokens> {
    try {
      const tokens = await this.#granted();
      await this.#options.shelf.write(tokenLines(tokens));
      this.#tokens = tokens;
      this.#failure = undefined;
      return tokens;
    } catch (error) {
      if (!(error instanceof OAuthRefusal)) throw error;
      this.#options.failed(error.message);
      const text = 'This node gets no access token for the server behind it. Its log says why.';
      const failure = new TargetError(error.isReachable ? 'agent-failed' : 'agent-unreachable', text, { cause: error });
      this.#failure = { error: failure, until: this.#options.now() + pauseMs };
      throw failure;
    }
  }

  /** Tries what there is, the newest first; an issuer that is not there is not asked again. */
  async #granted(): Promise<Tokens> {
    const grants = this.#grants();
    let last: OAuthRefusal | undefined;
    for (const grant of grants) {
      try {
        const given = await requestToken(this.#options.client, grant);
        const refresh = given.refresh ?? (grant.kind === 'refresh' ? grant.token : undefined);
        return tokensOf({ ...given, refresh }, this.#options.now());
      } catch (error) {
        if (!(error instanceof OAuthRefusal) || !error.isReachable) throw error;
        last = error;
      }
    }
    throw last ?? new OAuthRefusal(this.#nothingToAskWith(), true);
  }

  #nothingToAskWith(): string {
    return this.#options.isOfPerson === true
      ? 'The login has expired, and the issuer gave nothing to renew it with.'
      : 'There is neither a refresh token nor a client secret to ask with.';
  }

  #grants(): readonly Grant[] {
    const { refreshToken, client, isOfPerson } = this.#options;
    const kept = this.#tokens?.refresh;
    const isSame = kept !== undefined && refreshToken !== undefined && kept.equals(refreshToken);
    const isOwn = isOfPerson !== true && refreshToken === undefined && client.secret !== undefined;
    const refreshing = [kept, isSame ? undefined : refreshToken].filter((token) => token !== undefined);
    return [
      ...refreshing.map((token) => ({ kind: 'refresh', token }) as const),
      ...(isOwn ? [{ kind: 'client-credentials' } as const] : []),
    ];
  }
}

function headerOf({ access }: Tokens): Header {
  return ['Authorization', `Bearer ${fromUtf8(access.expose()) ?? ''}`];
}

function tokensOf({ access, lifeMs, refresh }: GivenToken, now: Millis): Tokens {
  return { access, expires: now + (lifeMs ?? defaultLifeMs), refresh };
}

/** What an issuer gave at `now`, as a `TokenShelf` of `oauthLogin` keeps it. */
export function writeTokens(given: GivenToken, now: Millis): Uint8Array {
  return tokenLines(tokensOf(given, now));
}

/** Access token, moment of its end, refresh token or nothing: each on a line of its own, for none has a line break. */
function tokenLines({ access, expires, refresh }: Tokens): Uint8Array {
  const parts = [access.expose(), utf8(`\n${expires}\n`), refresh?.expose() ?? new Uint8Array(0)];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function readTokens(bytes: Uint8Array | undefined): Tokens | undefined {
  const [access, expires, refresh] = (bytes === undefined ? '' : (fromUtf8(bytes) ?? '')).split('\n');
  if (access === undefined || access === '' || expires === undefined || !/^\d+$/.test(expires)) return undefined;
  const secret = (text: string): SecretKey => SecretKey.own(utf8(text));
  return {
    access: secret(access),
    expires: Number(expires),
    refresh: refresh === undefined || refresh === '' ? undefined : secret(refresh),
  };
}
