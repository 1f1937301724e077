import { once } from 'node:events';
import http, { type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Provider } from 'oidc-provider';

const clientId = 'the-node';
/** With characters that the two ways of showing it encode differently. */
const clientSecret = 'a secret: with +, % and =';
const scope = 'use';

/** An authorization server (oidc-provider) on loopback, with one client. */
export interface Issuer extends AsyncDisposable {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Tokens asked for, in either way. */
  readonly asked: () => number;
  /** A refresh token as a person would have got it, for a resource. */
  refreshToken(resource: string): Promise<string>;
  /** An access token of the client itself, a JWT for this audience. */
  accessToken(audience: string): Promise<string>;
  /** A handler in front of `serve`, which a request reaches with a token for this resource only. */
  guard(resource: () => string, serve: RequestListener): RequestListener;
  /** Says no to every token given before. */
  forget(): void;
  /** Says no to the person from now on, or lets the person in again. */
  deny(isDenied: boolean): void;
  /** Does as a person with a browser: opens the address, logs in, agrees; resolves to the page at the end of all redirects. */
  visit(address: string): Promise<Page>;
}

/** What a browser ends at. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** Starts it; tokens are good for ten minutes. */
export async function startIssuer(): Promise<Issuer> {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = urlOf(server);
  const provider = new Provider(url, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
        redirect_uris: ['http://127.0.0.1/callback'],
        response_types: ['code'],
        application_type: 'native',
        scope,
      },
    ],
    scopes: [scope, 'offline_access'],
    rotateRefreshToken: true,
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      registration: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_: unknown, resource: string) => ({
          scope,
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
        }),
      },
    },
  });
  let asked = 0;
  let isDenied = false;
  const serve = provider.callback();
  server.on('request', (request, answer) => {
    if (request.url?.startsWith('/token') === true) asked++;
    if (request.url?.startsWith('/interaction/') !== true) {
      serve(request, answer);
      return;
    }
    const error = isDenied ? 'access_denied' : undefined;
    interact(provider, { request, answer, error }).catch(() => answer.writeHead(500).end());
  });
  const keys = createRemoteJWKSet(new URL(`${url}/jwks`));
  const isGood = async (authorization: string | undefined, audience: string): Promise<boolean> => {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
    return await jwtVerify(token, keys, { issuer: url, audience }).then(
      () => seen.add(token).size > 0 && !forgotten.has(token),
      () => false,
    );
  };
  const seen = new Set<string>();
  const forgotten = new Set<string>();
  return {
    url,
    clientId,
    clientSecret,
    asked: () => asked,
    refreshToken: async (resource) => {
      const client = await provider.Client.find(clientId);
      const accountId = 'operator';
      const grant = new provider.Grant({ accountId, clientId });
      grant.addResourceScope(resource, scope);
      const grantId = await grant.save();
      const rest = { gty: 'authorization_code', authTime: Math.floor(Date.now() / 1000) };
      return await new provider.RefreshToken({ accountId, client, grantId, scope, resource, ...rest }).save();
    },
    accessToken: async (audience) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', resource: audience, scope });
      const pair = [clientId, clientSecret]
        .map((part) => new URLSearchParams({ '': part }).toString().slice(1))
        .join(':');
      const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
      const answer = await fetch(`${url}/token`, { method: 'POST', headers: { authorization }, body });
      const given: unknown = await answer.json();
      if (typeof given !== 'object' || given === null || !('access_token' in given))
        throw new Error(`The issuer gave no token: ${JSON.stringify(given)}`);
      return String(given.access_token);
    },
    guard: (resource, inner) => (request, answer) => {
      void isGood(request.headers.authorization, resource()).then((good) => {
        if (good) return inner(request, answer);
        const { origin, pathname } = new URL(resource());
        const place = `/.well-known/oauth-protected-resource${pathname}`;
        if (request.url === place) {
          const metadata = { resource: resource(), authorization_servers: [url], scopes_supported: [scope] };
          return void answer.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(metadata));
        }
        answer.writeHead(401, { 'WWW-Authenticate': `Bearer resource_metadata="${origin}${place}"` }).end();
        return undefined;
      });
    },
    forget: () => {
      for (const token of seen) forgotten.add(token);
    },
    deny: (denied) => {
      isDenied = denied;
    },
    visit: async (address) => await visit(address, url),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Logs the person in and gives the client what it asks for, or says no. */
async function interact(
  provider: Provider,
  {
    request,
    answer,
    error,
  }: { readonly request: IncomingMessage; readonly answer: ServerResponse; readonly error: string | undefined },
): Promise<void> {
  if (error !== undefined) return await provider.interactionFinished(request, answer, { error });
  const { prompt, params } = await provider.interactionDetails(request, answer);
  const accountId = 'operator';
  if (prompt.name === 'login') return await provider.interactionFinished(request, answer, { login: { accountId } });
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  grant.addResourceScope(String(params['resource']), scope);
  return await provider.interactionFinished(request, answer, { consent: { grantId: await grant.save() } });
}

/** Follows redirects with the cookies of the issuer, to the first page that is none. */
async function visit(address: string, issuer: string): Promise<Page> {
  const cookies = new Map<string, string>();
  let url = address;
  for (let hops = 0; hops < 12; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const isIssuer = url.startsWith(issuer);
    const answer = await fetch(url, { redirect: 'manual', headers: isIssuer ? { cookie } : {} });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) return { url, status: answer.status, text: await answer.text() };
    url = new URL(next, url).href;
  }
  throw new Error('The issuer redirects for ever.');
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
