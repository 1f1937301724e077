import { askIssuer, OAuthRefusal } from './oauth-ask.ts';
import { listAt, textAt, type JsonObject } from './strict-json.ts';

/** What an authorization server says about itself (RFC 8414). */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly json: JsonObject;
}

/** What a login by a browser needs besides. */
export interface BrowserIssuer {
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly authorizationUrl: string;
  /** Where clients register themselves (RFC 7591); undefined where they cannot. */
  readonly registrationUrl: string | undefined;
  /** Scopes it knows, as far as it tells. */
  readonly scopes: readonly string[];
  /** Whether every answer names the issuer (RFC 9207). */
  readonly namesItself: boolean;
}

/** The issuer's metadata: as RFC 8414 places them, else as OpenID Connect Discovery does. Throws `OAuthRefusal`. */
export async function issuerMetadata(issuer: string): Promise<IssuerMetadata> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const places = new Set([
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]);
  for (const place of places) {
    const { status, json } = await askIssuer(place, { headers: { accept: 'application/json' } });
    if (status !== 200) continue;
    const named = textAt(json, 'issuer');
    // RFC 8414, 3.3: metadata that name another issuer are not this one's.
    if (named === undefined || named.replace(/\/$/, '') !== issuer.replace(/\/$/, ''))
      throw new OAuthRefusal('The metadata of the issuer name another issuer.', true);
    const tokenUrl = endpointAt(json, 'token_endpoint', issuer);
    if (tokenUrl === undefined)
      throw new OAuthRefusal('The metadata of the issuer name no token endpoint that can be used.', true);
    return { issuer: named, tokenUrl, json };
  }
  throw new OAuthRefusal('The issuer has no metadata (RFC 8414). Name its tokenUrl instead.', true);
}

/** The same for a login by a browser. Throws `OAuthRefusal`, also for an issuer that does not offer PKCE with S256. */
export async function browserIssuer(issuer: string): Promise<BrowserIssuer> {
  const { issuer: named, tokenUrl, json } = await issuerMetadata(issuer);
  const authorizationUrl = endpointAt(json, 'authorization_endpoint', issuer);
  if (authorizationUrl === undefined)
    throw new OAuthRefusal('The metadata of the issuer name no authorization endpoint that can be used.', true);
  // Without it, who catches the code on its way through the browser could use it (RFC 7636).
  if (!listAt(json, 'code_challenge_methods_supported').includes('S256'))
    throw new OAuthRefusal('The issuer does not offer PKCE with S256, without which a login is not safe.', true);
  return {
    issuer: named,
    tokenUrl,
    authorizationUrl,
    registrationUrl: endpointAt(json, 'registration_endpoint', issuer),
    scopes: listAt(json, 'scopes_supported').filter((scope) => typeof scope === 'string'),
    namesItself: json['authorization_response_iss_parameter_supported'] === true,
  };
}

/** An endpoint of the metadata; undefined when there is none, or it is less guarded on the way than the issuer. */
function endpointAt(json: JsonObject, key: string, issuer: string): string | undefined {
  const endpoint = textAt(json, key);
  if (endpoint === undefined || !URL.canParse(endpoint)) return undefined;
  return new URL(endpoint).protocol === new URL(issuer).protocol ? endpoint : undefined;
}
