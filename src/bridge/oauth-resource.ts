import { askedFor, askIssuer, OAuthRefusal } from './oauth-ask.ts';
import { listAt, textAt, type JsonObject } from './strict-json.ts';

/** What a server says about who may log in there (RFC 9728). */
export interface ProtectedResource {
  readonly issuer: string;
  /** What a token is asked for (RFC 8707). */
  readonly resource: string;
  /** What the server wants to be allowed, with spaces between; undefined where it does not say. */
  readonly scope: string | undefined;
}

/**
 * Asks a server at `url` for its metadata: where its refusal says that they are, else at the places of RFC 9728.
 * Throws `OAuthRefusal` when there are none that are about this server.
 */
export async function protectedResource(url: string): Promise<ProtectedResource> {
  const challenge = (await askedFor(url)) ?? '';
  const { origin, pathname, search } = new URL(url);
  const told = parameterOf(challenge, 'resource_metadata');
  const path = pathname === '/' ? '' : pathname;
  const wellKnown = `${origin}/.well-known/oauth-protected-resource`;
  const places = new Set([told, `${wellKnown}${path}${search}`, wellKnown].filter((place) => place !== undefined));
  for (const place of places) {
    if (!isGuarded(place, url)) continue;
    const { status, json } = await askIssuer(place, { headers: { accept: 'application/json' } });
    if (status === 200) return readMetadata(json, url, parameterOf(challenge, 'scope'));
  }
  throw new OAuthRefusal('The server does not say who its issuer is (RFC 9728). Name the issuer in parley.yaml.', true);
}

function readMetadata(json: JsonObject, url: string, wanted: string | undefined): ProtectedResource {
  const resource = textAt(json, 'resource');
  // A token for another server could be used there by whoever runs this one.
  if (resource === undefined || !isAbove(resource, url))
    throw new OAuthRefusal('The metadata of the server are about another server.', true);
  const issuer = listAt(json, 'authorization_servers').find((each) => typeof each === 'string');
  // What goes to the issuer is worth as much as what goes to the server.
  if (issuer === undefined || !isGuarded(issuer, url))
    throw new OAuthRefusal('The metadata of the server name no issuer that can be used.', true);
  const offered = listAt(json, 'scopes_supported').filter((each) => typeof each === 'string');
  return { issuer, resource, scope: scopeOf(wanted) ?? scopeOf(offered.join(' ')) };
}

/** Whether what is sent to `place` goes over TLS, or stays on this machine as what is sent to the server does. */
function isGuarded(place: string, server: string): boolean {
  if (!URL.canParse(place)) return false;
  const { protocol, hostname } = new URL(place);
  const isHere = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere && new URL(server).protocol === 'http:');
}

/** Whether a resource is the server at `url`, or one that it lies below. */
function isAbove(resource: string, url: string): boolean {
  if (!URL.canParse(resource)) return false;
  const above = new URL(resource);
  const below = new URL(url);
  const folder = (path: string): string => (path.endsWith('/') ? path : `${path}/`);
  return above.origin === below.origin && folder(below.pathname).startsWith(folder(above.pathname));
}

function scopeOf(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= 1024 && /^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/.test(text) ? text : undefined;
}

/** A parameter of a challenge (RFC 9110, 11.2), as a quoted text or a token. */
function parameterOf(challenge: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"([^"\\\\]*)"|([^\\s",]+))`, 'i').exec(challenge);
  return match?.[1] ?? match?.[2];
}
