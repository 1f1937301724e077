import {
  concat,
  fromUtf8,
  millis,
  SecretKey,
  sha256,
  toBase64url,
  utf8,
  type Millis,
  type Random,
} from '../base/base.ts';
import type { Header } from '../wire/wire.ts';
import { TargetError } from './egress-target.ts';
import type { Login } from './login.ts';
import { errorCode, OAuthRefusal } from './oauth-ask.ts';
import { browserIssuer, type BrowserIssuer } from './oauth-issuer.ts';
import { oauthLogin, writeTokens, type TokenShelf } from './oauth-login.ts';
import { registerClient, type KnownClient } from './oauth-register.ts';
import { protectedResource, type ProtectedResource } from './oauth-resource.ts';
import { requestToken, type OAuthClient } from './oauth-token.ts';
import { readKeptClient, writeKeptClient } from './kept-client.ts';

/** What a login by a person needs. What is left out is asked of the server (RFC 9728) and its issuer (RFC 8414, 7591). */
export interface PersonLoginOptions {
  /** URL of the agent or server. */
  readonly url: string;
  readonly issuer: string | undefined;
  readonly resource: string | undefined;
  readonly scope: string | undefined;
  /** This node as the issuer knows it; undefined when it registers itself. */
  readonly client: KnownClient | undefined;
  /** What the person is shown as the name of the client. */
  readonly name: string;
  /** What the operator is told to run. */
  readonly command: string;
  readonly shelf: TokenShelf;
  readonly random: Random;
  now(): Millis;
  /** Told why there is no token, in words without secrets. */
  failed(why: string): void;
}

/** What the browser of a person brought back. */
export interface BrowserAnswer {
  readonly state: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly iss?: string | undefined;
}

/** How a login stands. */
export interface PersonLoginState {
  /** `failing`: a person logged in, and the last attempt to use or renew that failed. */
  readonly state: 'missing' | 'good' | 'failing';
  readonly problem: string | undefined;
  /** Whether a person is about to log in. */
  readonly isPending: boolean;
  /** Why the last attempt of a person came to nothing; undefined when it did not, or there was none. */
  readonly attempt: string | undefined;
}

/** A login that a person makes in a browser, for this node. */
export interface PersonLogin extends Login {
  /**
   * Begins one, in place of another that was begun: the address for the browser, which comes back to `redirectUri`
   * before `expires`. Throws `OAuthRefusal`.
   */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly expires: Millis }>;
  /** Takes what the browser brought back; undefined when it belongs to no login that was begun here, else whether it went well. */
  finish(answer: BrowserAnswer): Promise<boolean | undefined>;
  /** How it stands, at once or, while a person is about to log in, when that ends or `signal` aborts. */
  standing(signal?: AbortSignal): Promise<PersonLoginState>;
  /** How it stands now. */
  now(): PersonLoginState;
}

/** A person has so long to log in, milliseconds: to find a password and a second factor. */
const attemptMs = 10 * 60_000;
/** Longest code that is taken: it goes into one form. */
const maxCodeLength = 8192;

interface Attempt {
  readonly state: SecretKey;
  readonly verifier: SecretKey;
  readonly issuer: BrowserIssuer;
  readonly client: OAuthClient;
  readonly redirectUri: string;
  readonly expires: Millis;
  readonly ended: PromiseWithResolvers<void>;
}

/**
 * The authorization code grant with PKCE (RFC 6749, 4.1; RFC 7636; RFC 8252), as MCP asks for it. The tokens are kept
 * with the client they belong to, and renewed as those of `oauthLogin`; without a login every call is refused with `login-missing`.
 */
export function personLogin(options: PersonLoginOptions): PersonLogin {
  return new BrowserLogin(options);
}

class BrowserLogin implements PersonLogin {
  readonly #options: PersonLoginOptions;
  #login: Login | undefined;
  /** What the kept tokens belong to; a renewal under another must not overwrite them. */
  #head: Uint8Array | undefined;
  #problem: string | undefined;
  #attempt: Attempt | undefined;
  #answered: Attempt | undefined;
  #attemptProblem: string | undefined;

  constructor(options: PersonLoginOptions) {
    this.#options = options;
    const kept = readKeptClient(options.shelf.read());
    if (kept !== undefined) this.#use(kept.client, kept.tokens);
  }

  async headers(signal: AbortSignal): Promise<readonly Header[]> {
    return await this.#asPerson(async (login) => await login.headers(signal));
  }

  async refused(headers: readonly Header[], signal: AbortSignal): Promise<boolean> {
    return await this.#asPerson(async (login) => await login.refused(headers, signal));
  }

  failed(why: string): void {
    this.#problem = why;
    this.#options.failed(why);
  }

  async begin(redirectUri: string): Promise<{ readonly url: string; readonly expires: Millis }> {
    const { random } = this.#options;
    const resource = await this.#resource();
    const issuer = await browserIssuer(resource.issuer);
    const scope = withRenewal(resource.scope, issuer.scopes);
    const known = await this.#client(issuer, { redirectUri, scope });
    const client: OAuthClient = { ...known, at: { tokenUrl: issuer.tokenUrl }, scope, resource: resource.resource };
    const secret = (): SecretKey => SecretKey.own(utf8(toBase64url(random(32))));
    const expires = millis(this.#options.now() + attemptMs);
    const ended = Promise.withResolvers<void>();
    const attempt = { state: secret(), verifier: secret(), issuer, client, redirectUri, expires, ended };
    this.#end('Another login was begun.');
    this.#attemptProblem = undefined;
    this.#attempt = attempt;
    return { url: addressOf(attempt), expires };
  }

  async finish(answer: BrowserAnswer): Promise<boolean | undefined> {
    const attempt = this.#attempt;
    if (attempt === undefined || this.#options.now() >= attempt.expires) return undefined;
    if (!attempt.state.equals(SecretKey.own(utf8(answer.state)))) return undefined;
    // An answer is good for once, whatever comes of it; who waits is told when that is known.
    if (this.#answered === attempt) return undefined;
    this.#answered = attempt;
    try {
      const code = codeOf(answer, attempt.issuer);
      const { verifier, redirectUri, client } = attempt;
      const given = await requestToken(client, { kind: 'code', code, verifier, redirectUri });
      const tokens = writeTokens(given, this.#options.now());
      await this.#options.shelf.write(concat(writeKeptClient(client), tokens));
      this.#use(client, tokens);
      this.#problem = undefined;
      this.#end(undefined, attempt);
      return true;
    } catch (error) {
      this.#end(error instanceof OAuthRefusal ? error.message : 'The node could not keep the login.', attempt);
      if (!(error instanceof OAuthRefusal)) throw error;
      return false;
    }
  }

  async standing(signal?: AbortSignal): Promise<PersonLoginState> {
    const { ended } = this.#attempt ?? {};
    if (ended !== undefined && signal !== undefined && !signal.aborted) {
      const gone = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => gone.resolve(), { once: true });
      await Promise.race([ended.promise, gone.promise]);
    }
    return this.now();
  }

  now(): PersonLoginState {
    const state = this.#login === undefined ? 'missing' : this.#problem === undefined ? 'good' : 'failing';
    const isPending = this.#attempt !== undefined && this.#options.now() < this.#attempt.expires;
    const isOver = this.#attempt !== undefined && !isPending;
    const attempt = isOver ? 'Nobody logged in within ten minutes.' : this.#attemptProblem;
    return { state, problem: this.#problem, isPending, attempt };
  }

  #end(problem: string | undefined, attempt = this.#attempt): void {
    if (attempt === undefined || attempt !== this.#attempt) return;
    this.#attempt = undefined;
    this.#attemptProblem = problem;
    attempt.ended.resolve();
  }

  async #asPerson<T>(work: (login: Login) => Promise<T>): Promise<T> {
    const { command } = this.#options;
    if (this.#login === undefined)
      throw new TargetError('login-missing', `Nobody has logged in to the server for this node. Run \`${command}\`.`);
    try {
      return await work(this.#login);
    } catch (error) {
      if (!(error instanceof TargetError) || error.reason !== 'agent-failed') throw error;
      const text = `The login at the server has ended. Run \`${command}\`.`;
      throw new TargetError('login-missing', text, { cause: error });
    }
  }

  /** Uses tokens from now on, and keeps those that take their place with the client that they belong to. */
  #use(client: OAuthClient, tokens: Uint8Array): void {
    const { shelf } = this.#options;
    const head = writeKeptClient(client);
    this.#head = head;
    this.#login = oauthLogin({
      // The tokens are for the scope that the person agreed to, which a renewal need not repeat.
      client: { ...client, scope: undefined },
      isOfPerson: true,
      shelf: {
        read: () => tokens,
        write: async (renewed) => {
          if (this.#head !== head) return;
          await shelf.write(concat(head, renewed));
          this.#problem = undefined;
        },
      },
      now: () => this.#options.now(),
      failed: (why) => {
        if (this.#head === head) this.failed(why);
      },
    });
  }

  async #resource(): Promise<ProtectedResource> {
    const { url, issuer, resource, scope } = this.#options;
    if (issuer !== undefined) return { issuer, resource: resource ?? url, scope };
    const told = await protectedResource(url);
    return { issuer: told.issuer, resource: resource ?? told.resource, scope: scope ?? told.scope };
  }

  async #client(
    { registrationUrl }: BrowserIssuer,
    as: { readonly redirectUri: string; readonly scope: string | undefined },
  ): Promise<KnownClient> {
    const { client, name } = this.#options;
    if (client !== undefined) return client;
    if (registrationUrl === undefined)
      throw new OAuthRefusal(
        'The issuer lets no client register itself. Register this node there, and name its clientId in parley.yaml.',
        true,
      );
    return await registerClient(registrationUrl, { ...as, name });
  }
}

/** The scope, with leave to renew where the issuer gives that only to those who ask. */
function withRenewal(scope: string | undefined, known: readonly string[]): string | undefined {
  const asked = scope?.split(' ') ?? [];
  if (!known.includes('offline_access') || asked.includes('offline_access')) return scope;
  return [...asked, 'offline_access'].join(' ');
}

function addressOf({ state, verifier, issuer, client, redirectUri }: Attempt): string {
  const url = new URL(issuer.authorizationUrl);
  const fields = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    state: fromUtf8(state.expose()) ?? '',
    code_challenge: toBase64url(sha256(verifier.expose())),
    code_challenge_method: 'S256',
    ...(client.scope === undefined ? {} : { scope: client.scope }),
    ...(client.resource === undefined ? {} : { resource: client.resource }),
    // OpenID Connect Core, 11: leave to renew is the person's to give, each time.
    ...(client.scope?.split(' ').includes('offline_access') === true ? { prompt: 'consent' } : {}),
  };
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}

/** The code of a good answer. Throws `OAuthRefusal`. */
function codeOf({ code, error, iss }: BrowserAnswer, { issuer, namesItself }: BrowserIssuer): SecretKey {
  // RFC 9207: an answer of another issuer would take the code, and with it the login, there.
  if (iss === undefined ? namesItself : iss !== issuer)
    throw new OAuthRefusal('The answer does not come from the issuer that was asked.', true);
  if (error !== undefined) throw new OAuthRefusal(`The issuer lets nobody in (${errorCode(error)}).`, true);
  if (code === undefined || code === '' || code.length > maxCodeLength || !/^[\x20-\x7e]+$/.test(code))
    throw new OAuthRefusal('The issuer gives no code.', true);
  return SecretKey.own(utf8(code));
}
