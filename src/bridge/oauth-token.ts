import { fromUtf8, SecretKey, utf8 } from '../base/base.ts';
import { collectBody } from './http-body.ts';
import { isJsonObject, readStrictJson, textAt, type JsonObject } from './strict-json.ts';

/** This node as a client of an authorization server. */
export interface OAuthClient {
  /** The issuer whose metadata names the token endpoint (RFC 8414), or that endpoint itself. */
  readonly at: { readonly issuer: string } | { readonly tokenUrl: string };
  readonly id: string;
  /** Undefined for a public client. */
  readonly secret: SecretKey | undefined;
  /** How the secret is shown: in a header or in the body (RFC 6749, 2.3.1). */
  readonly auth: 'basic' | 'post';
  readonly scope: string | undefined;
  /** What the token is for (RFC 8707). */
  readonly resource: string | undefined;
}

/** What a token is asked for with. */
export type Grant = { readonly kind: 'client-credentials' } | { readonly kind: 'refresh'; readonly token: SecretKey };

/** What the issuer gave. */
export interface GivenToken {
  readonly access: SecretKey;
  readonly lifeMs: number | undefined;
  /** Present when the issuer gave a new one, which takes the place of the one before. */
  readonly refresh: SecretKey | undefined;
}

/** Why there is no token, in words for the operator's log: without tokens, secrets or text of the issuer but its error code. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  /** Whether the issuer answered. */
  readonly isReachable: boolean;

  constructor(message: string, isReachable: boolean, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.isReachable = isReachable;
  }
}

/** An issuer answers at once, or is asked again by the next call. */
const timeoutMs = 10_000;
/** Metadata and tokens are a few KiB. */
const maxAnswerBytes = 64 * 1024;
/** Longest token: it goes into one header. */
const maxTokenLength = 8192;
/** What a bearer token may be made of (RFC 6750, 2.1), and a refresh token (RFC 6749, appendix A.17). */
const tokenPattern = /^[\x20-\x7e]+$/;

/** Asks the issuer for a token. Throws `OAuthRefusal`. */
export async function requestToken(client: OAuthClient, grant: Grant): Promise<GivenToken> {
  const url = 'tokenUrl' in client.at ? client.at.tokenUrl : await tokenEndpoint(client.at.issuer);
  const { headers, body } = tokenRequest(client, grant);
  const answer = await ask(url, { method: 'POST', headers, body: body.toString() });
  if (answer.status !== 200) {
    const code = textAt(answer.json, 'error') ?? '';
    const shown = /^[a-z_]{1,64}$/.test(code) ? code : 'no error code';
    throw new OAuthRefusal(`The issuer refuses a token with status ${answer.status} (${shown}).`, true);
  }
  return givenToken(answer.json);
}

function tokenRequest(client: OAuthClient, grant: Grant): { headers: Record<string, string>; body: URLSearchParams } {
  const body = new URLSearchParams({
    grant_type: grant.kind === 'refresh' ? 'refresh_token' : 'client_credentials',
    ...(grant.kind === 'refresh' ? { refresh_token: textOf(grant.token) } : {}),
    ...(client.scope === undefined ? {} : { scope: client.scope }),
    ...(client.resource === undefined ? {} : { resource: client.resource }),
  });
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (client.secret !== undefined && client.auth === 'basic') {
    const pair = [client.id, textOf(client.secret)].map(formEncoded).join(':');
    headers['authorization'] = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  } else {
    body.set('client_id', client.id);
    if (client.secret !== undefined) body.set('client_secret', textOf(client.secret));
  }
  return { headers, body };
}

/** RFC 6749, 2.3.1: both halves are form-encoded before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function givenToken(json: JsonObject): GivenToken {
  const access = textAt(json, 'access_token');
  const refresh = textAt(json, 'refresh_token');
  const kind = textAt(json, 'token_type')?.toLowerCase();
  const isToken = (text: string): boolean => text.length <= maxTokenLength && tokenPattern.test(text);
  if (access === undefined || kind !== 'bearer' || !isToken(access) || (refresh !== undefined && !isToken(refresh)))
    throw new OAuthRefusal('The issuer gives no bearer token that can be used.', true);
  const life = json['expires_in'];
  return {
    access: SecretKey.own(utf8(access)),
    lifeMs: typeof life === 'number' && life > 0 ? life * 1000 : undefined,
    refresh: refresh === undefined ? undefined : SecretKey.own(utf8(refresh)),
  };
}

/** The endpoint by the issuer's metadata: as RFC 8414 places it, else as OpenID Connect Discovery does. */
async function tokenEndpoint(issuer: string): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const place of places) {
    const { status, json } = await ask(place, { headers: { accept: 'application/json' } });
    if (status !== 200) continue;
    const endpoint = textAt(json, 'token_endpoint');
    // RFC 8414, 3.3: metadata that names another issuer is not this one's.
    if (textAt(json, 'issuer')?.replace(/\/$/, '') !== issuer.replace(/\/$/, ''))
      throw new OAuthRefusal('The metadata of the issuer name another issuer.', true);
    if (endpoint === undefined || !URL.canParse(endpoint) || new URL(endpoint).protocol !== new URL(issuer).protocol)
      throw new OAuthRefusal('The metadata of the issuer name no token endpoint that can be used.', true);
    return endpoint;
  }
  throw new OAuthRefusal('The issuer has no metadata (RFC 8414). Name its tokenUrl instead.', true);
}

interface Answer {
  readonly status: number;
  readonly json: JsonObject;
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    // A redirect would show the secret to somebody else.
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const bytes = response.body === null ? new Uint8Array(0) : await collectBody(response.body, maxAnswerBytes);
    const read = bytes === undefined ? undefined : readStrictJson(bytes);
    return { status: response.status, json: read?.kind === 'accept' && isJsonObject(read.value) ? read.value : {} };
  } catch (cause) {
    throw new OAuthRefusal('The issuer does not answer. Start it or correct its URL.', false, { cause });
  }
}

function textOf(secret: SecretKey): string {
  return fromUtf8(secret.expose()) ?? '';
}
