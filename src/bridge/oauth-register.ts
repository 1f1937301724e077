import { SecretKey, utf8 } from '../base/base.ts';
import { askIssuer, errorCode, OAuthRefusal } from './oauth-ask.ts';
import type { OAuthClient } from './oauth-token.ts';
import { textAt } from './strict-json.ts';

/** A client as the issuer knows it. */
export type KnownClient = Pick<OAuthClient, 'id' | 'secret' | 'auth'>;

/** Longest client id or secret that is kept. */
const maxLength = 1024;

/** Registers this node as a client of an issuer (RFC 7591), a public one unless the issuer says otherwise. Throws `OAuthRefusal`. */
export async function registerClient(
  url: string,
  as: { readonly name: string; readonly redirectUri: string; readonly scope: string | undefined },
): Promise<KnownClient> {
  const { status, json } = await askIssuer(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: as.name,
      application_type: 'native',
      redirect_uris: [as.redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...(as.scope === undefined ? {} : { scope: as.scope }),
    }),
  });
  if (status !== 200 && status !== 201)
    throw new OAuthRefusal(
      `The issuer does not register this node, with status ${status} (${errorCode(textAt(json, 'error'))}). Register it there, and name its clientId in parley.yaml.`,
      true,
    );
  const id = textAt(json, 'client_id');
  const secret = textAt(json, 'client_secret');
  const isFit = (text: string): boolean => text.length <= maxLength && /^[\x20-\x7e]+$/.test(text);
  if (id === undefined || !isFit(id) || (secret !== undefined && !isFit(secret)))
    throw new OAuthRefusal('The issuer registers this node under a name that cannot be used.', true);
  const isPublic = secret === undefined || textAt(json, 'token_endpoint_auth_method') === 'none';
  return {
    id,
    secret: isPublic ? undefined : SecretKey.own(utf8(secret)),
    auth: textAt(json, 'token_endpoint_auth_method') === 'client_secret_post' ? 'post' : 'basic',
  };
}
