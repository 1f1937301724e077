import { fromUtf8, SecretKey, utf8 } from '../base/base.ts';
import { askIssuer, errorCode, OAuthRefusal } from './oauth-ask.ts';
import { issuerMetadata } from './oauth-issuer.ts';
import { textAt, type JsonObject } from './strict-json.ts';

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
export type Grant =
  | { readonly kind: 'client-credentials' }
  | { readonly kind: 'refresh'; readonly token: SecretKey }
  /** What a person's browser brought back (RFC 6749, 4.1.3), with the verifier of RFC 7636. */
  | { readonly kind: 'code'; readonly code: SecretKey; readonly verifier: SecretKey; readonly redirectUri: string };

/** What the issuer gave. */
export interface GivenToken {
  readonly access: SecretKey;
  readonly lifeMs: number | undefined;
  /** Present when the issuer gave a new one, which takes the place of the one before. */
  readonly refresh: SecretKey | undefined;
}

/** Longest token: it goes into one header. */
const maxTokenLength = 8192;
/** What a bearer token may be made of (RFC 6750, 2.1), and a refresh token (RFC 6749, appendix A.17). */
const tokenPattern = /^[\x20-\x7e]+$/;

/** Asks the issuer for a token. Throws `OAuthRefusal`. */
export async function requestToken(client: OAuthClient, grant: Grant): Promise<GivenToken> {
  const url = 'tokenUrl' in client.at ? client.at.tokenUrl : (await issuerMetadata(client.at.issuer)).tokenUrl;
  const { headers, body } = tokenRequest(client, grant);
  const answer = await askIssuer(url, { method: 'POST', headers, body: body.toString() });
  if (answer.status !== 200) {
    const why = errorCode(textAt(answer.json, 'error'));
    throw new OAuthRefusal(`The issuer refuses a token with status ${answer.status} (${why}).`, true);
  }
  return givenToken(answer.json);
}

function tokenRequest(client: OAuthClient, grant: Grant): { headers: Record<string, string>; body: URLSearchParams } {
  const body = new URLSearchParams({
    ...grantFields(grant),
    // A code stands for the scope that the person agreed to.
    ...(client.scope === undefined || grant.kind === 'code' ? {} : { scope: client.scope }),
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

function grantFields(grant: Grant): Record<string, string> {
  switch (grant.kind) {
    case 'client-credentials':
      return { grant_type: 'client_credentials' };
    case 'refresh':
      return { grant_type: 'refresh_token', refresh_token: textOf(grant.token) };
    case 'code':
      return {
        grant_type: 'authorization_code',
        code: textOf(grant.code),
        code_verifier: textOf(grant.verifier),
        redirect_uri: grant.redirectUri,
      };
  }
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

function textOf(secret: SecretKey): string {
  return fromUtf8(secret.expose()) ?? '';
}
