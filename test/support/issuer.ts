import { once } from 'node:events';
import http, { type RequestListener, type Server } from 'node:http';
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
  /** A handler in front of `serve`, which a request reaches with a token for this resource only. */
  guard(resource: () => string, serve: RequestListener): RequestListener;
  /** Says no to every token given before. */
  forget(): void;
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
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
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
  const serve = provider.callback();
  server.on('request', (request, answer) => {
    if (request.url?.startsWith('/token') === true) asked++;
    serve(request, answer);
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
    guard: (resource, inner) => (request, answer) => {
      void isGood(request.headers.authorization, resource()).then((good) => {
        if (good) return inner(request, answer);
        answer.writeHead(401, { 'WWW-Authenticate': `Bearer resource_metadata="${resource()}"` }).end();
        return undefined;
      });
    },
    forget: () => {
      for (const token of seen) forgotten.add(token);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
