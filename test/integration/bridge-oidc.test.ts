import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type GenerateKeyPairResult, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { millis } from '../../src/base/base.ts';
import { OidcVerifier, type OidcIssuer } from '../../src/bridge/bridge.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';

const audience = 'api://parley';
const bounds = { audience, jwksSeconds: 3600, jwksMaxStaleSeconds: 86_400 };

/** A verifier with a clock of its own, and what its operator was told. */
function verifierOf(issuer: Omit<OidcIssuer, keyof typeof bounds> & Partial<OidcIssuer>) {
  const clock = { now: millis(Date.now()), told: 0 };
  const told = (): void => void clock.told++;
  const verifier = new OidcVerifier({ ...bounds, ...issuer }, () => clock.now, told);
  const outcome = async (token: string): Promise<string> => {
    const verdict = await verifier.verify(token);
    return verdict.kind === 'accept' ? 'accepted' : verdict.reason;
  };
  return { clock, verifier, outcome };
}

/** An HTTP server that answers as `serve`, until the test ends. */
async function serving(serve: RequestListener) {
  const server = http.createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`, close };
}

/** A place where keys lie, and tokens by them with claims that no real issuer gives. */
async function keysAt() {
  const made: { key: GenerateKeyPairResult['privateKey']; jwk: JWK }[] = [];
  const add = async (kid: string): Promise<void> => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    made.push({ key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256' } });
  };
  await add('first');
  let asked = 0;
  const { url, close } = await serving((_, answer) => {
    asked++;
    answer.end(JSON.stringify({ keys: made.map(({ jwk }) => jwk) }));
  });
  const issuer = 'https://issuer.example';
  const token = async (claims: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const { key, jwk } = made.at(-1) ?? {};
    if (key === undefined) throw new Error('no key');
    const all = { iss: issuer, aud: audience, sub: 'agent', tid: 'Tenant', appid: 'app', ...claims };
    const header = { alg: 'RS256', kid: jwk?.kid ?? '' };
    return await new SignJWT(all).setProtectedHeader(header).setIssuedAt().setExpirationTime('30d').sign(key);
  };
  return { place: { url: issuer, jwksUrl: url }, add, token, close, asked: () => asked };
}

describe('the tokens of a real OpenID Connect issuer', () => {
  let issuer: Issuer;
  beforeAll(async () => {
    issuer = await startIssuer();
  });
  afterAll(async () => {
    await issuer[Symbol.asyncDispose]();
  });

  it('count with this audience, and say whom they are about', async () => {
    const { verifier } = verifierOf({ url: issuer.url });
    const token = await issuer.accessToken(audience);
    const verdict = await verifier.verify(token);
    expect(verdict).toMatchObject({
      value: { issuer: issuer.url, subject: issuer.clientId, app: issuer.clientId, tenant: undefined },
    });
  });

  it('count for no other audience, of no other tenant, after their end, or with one letter changed', async () => {
    const { outcome, clock } = verifierOf({ url: issuer.url });
    expect(await outcome(await issuer.accessToken('api://other'))).toBe('bad-signature');
    const token = await issuer.accessToken(audience);
    expect(await verifierOf({ url: issuer.url, tenant: 'ours' }).outcome(token)).toBe('bad-signature');
    expect(await verifierOf({ url: `${issuer.url}/` }).outcome(token)).toBe('timeout');
    const at = token.lastIndexOf('.') + 20;
    const forged = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    for (const bad of [forged, '', 'a.b.c', 'x'.repeat(300)]) expect(await outcome(bad)).toBe('bad-signature');
    expect(await outcome('x'.repeat(16_385))).toBe('too-large');
    expect(await outcome(token)).toBe('accepted');
    clock.now = millis(clock.now + 661_000);
    expect(await outcome(token)).toBe('expired');
  });
});

describe('the keys of an issuer', () => {
  it('judge tokens of the tenant, in whatever letters it is written, and neither unsigned ones nor by a shared secret', async () => {
    const { place, token } = await keysAt();
    const { outcome } = verifierOf({ ...place, tenant: 'tenant' });
    expect(await outcome(await token())).toBe('accepted');
    expect(await outcome(await token({ tid: 'other' }))).toBe('bad-signature');
    expect(await outcome(await token({ iss: 'https://other.example' }))).toBe('bad-signature');
    expect(await outcome(await token({ sub: undefined }))).toBe('bad-signature');
    const [, payload = ''] = (await token()).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect(await outcome(none)).toBe('bad-signature');
    const secret = new TextEncoder().encode('s'.repeat(32));
    const shared = await new SignJWT({ iss: place.url, aud: audience, sub: 'a', tid: 'tenant' })
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(secret);
    expect(await outcome(shared)).toBe('bad-signature');
  });

  it('are asked for once, and again for a new key, but not by whoever names keys that do not exist', async () => {
    const { place, token, add, asked } = await keysAt();
    const { outcome, clock } = verifierOf(place);
    const first = await token();
    expect(await Promise.all(Array.from({ length: 10 }, () => outcome(first)))).toEqual(Array(10).fill('accepted'));
    expect(asked()).toBe(1);
    await add('second');
    const second = await token();
    expect(await outcome(second)).toBe('bad-signature');
    expect(asked()).toBe(1);
    clock.now = millis(clock.now + 30_000);
    expect(await outcome(second)).toBe('accepted');
    expect(asked()).toBe(2);
  });

  it('go on while the issuer does not answer, for as long as they may, and then no token counts', async () => {
    const { place, token, close } = await keysAt();
    const { outcome, clock } = verifierOf(place);
    const good = await token();
    expect(await outcome(good)).toBe('accepted');
    await close();
    clock.now = millis(clock.now + 86_399_000);
    expect(await outcome(good)).toBe('accepted');
    expect(clock.told).toBe(1);
    clock.now = millis(clock.now + 1_000);
    expect(await outcome(good)).toBe('timeout');
  });

  it('are taken from nowhere but where they are asked for, in bounded size, as one JSON object', async () => {
    const { place, token } = await keysAt();
    const good = await token();
    const answers: readonly RequestListener[] = [
      (_, answer) => answer.writeHead(302, { location: place.jwksUrl }).end(),
      (_, answer) => answer.end(`{"keys":[],"pad":"${'x'.repeat(256 * 1024)}"}`),
      (_, answer) => answer.end('[]'),
      (_, answer) => answer.writeHead(500).end('{"keys":[]}'),
    ];
    for (const serve of answers) {
      const { url } = await serving(serve);
      const { outcome, clock } = verifierOf({ ...place, jwksUrl: url });
      expect(await outcome(good)).toBe('timeout');
      expect(clock.told).toBe(1);
    }
    const { url } = await serving((_, answer) => {
      answer.end(JSON.stringify({ issuer: url, jwks_uri: 'http://192.0.2.1/keys' }));
    });
    expect(await verifierOf({ url }).outcome(good)).toBe('timeout');
  });
});
