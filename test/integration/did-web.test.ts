import { createServer, type Server } from 'node:https';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/base/base.ts';
import { fetchVouched, guarded, type WebReach } from '../../src/did-web.ts';
import { organisationId } from '../../src/identity/identity.ts';
import { keyOf } from '../unit/identity/fixture.ts';

/** An authority and a certificate of acme.example that only this test believes, and the key that goes with it. */
const ca = `-----BEGIN CERTIFICATE-----
MIIBqDCCAU+gAwIBAgIURtpmO3BIhZwE8c4ZiEYNJj94e+0wCgYIKoZIzj0EAwIw
ITEfMB0GA1UEAwwWQXV0aG9yaXR5IG9mIHRoZSB0ZXN0czAgFw0yNjExMjMwNzUx
MzlaGA8yMTI2MTAzMDA3NTEzOVowITEfMB0GA1UEAwwWQXV0aG9yaXR5IG9mIHRo
ZSB0ZXN0czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDGf5zvqCpTB4s+EmoZv
JWxD8KFmT5kZ0mjQH5o1aDiLTRXqTptwp4X7q1PXGb0eWHtm+vHYz1OGaTZjtYfo
wyyjYzBhMB0GA1UdDgQWBBQ9KzNVNsb2nruKrbA0F7REuH0SazAfBgNVHSMEGDAW
gBQ9KzNVNsb2nruKrbA0F7REuH0SazAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB
/wQEAwICBDAKBggqhkjOPQQDAgNHADBEAiB5Lwvapefm9pJEhMkfwi1e5IopYAQh
lhzoRAHzIHeA3gIgLL8fKt7PtDxiE5gzT52EAnvTi4QWbnhREfD4MXIJp90=
-----END CERTIFICATE-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBqzCCAVKgAwIBAgIUUklgu1J5KI4HxyqpjftoKbHHoCMwCgYIKoZIzj0EAwIw
ITEfMB0GA1UEAwwWQXV0aG9yaXR5IG9mIHRoZSB0ZXN0czAgFw0yNjExMjMwNzUx
MzlaGA8yMTI2MTAzMDA3NTEzOVowFzEVMBMGA1UEAwwMYWNtZS5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE+GNFxnTipovmUDuwarjKs0YSzqug5c1A
UxcYnCTQOBSjYm0n0h0OZK/IgK+XsI4g7nKtt6+j+1Ji2xqUbClzJaNwMG4wFwYD
VR0RBBAwDoIMYWNtZS5leGFtcGxlMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1Ud
DgQWBBSJxhYXanFjAoiXZ+bXXVsFJKxQijAfBgNVHSMEGDAWgBQ9KzNVNsb2nruK
rbA0F7REuH0SazAKBggqhkjOPQQDAgNHADBEAiBEKqExtGB0HPF6YkMRfySdMmBL
gpI9vvnFelEAaHLtNQIgYBOU8s3miGjBIEMUrqpzAspXz9YdgCdoJO1fFLhxgpI=
-----END CERTIFICATE-----`;
const serverKey = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdJ0VFEHOir6+ZKzU',
  'opn/3qt2cOGjgS4Nxjc8WVlMVvyhRANCAAT4Y0XGdOKmi+ZQO7BquMqzRhLOq6Dl',
  'zUBTFxicJNA4FKNibSfSHQ5kr8iAr5ewjiDucq23r6P7UmLbGpRsKXMl',
  '-----END PRIVATE KEY-----',
].join('\n');

const domain = 'acme.example';
const self = `did:web:${domain}`;
const [acme, other, third] = ['acme', 'other', 'third'].map((name) => keyOf(name).publicKey);
const idOf = (key: Uint8Array | undefined): string => organisationId(key ?? new Uint8Array(32));
const multibase = (key: Uint8Array | undefined): string => idOf(key).slice('did:key:'.length);

const document = {
  id: self,
  verificationMethod: [
    { id: '#mesh', type: 'Multikey', controller: self, publicKeyMultibase: multibase(acme) },
    {
      id: `${self}#jwk`,
      type: 'JsonWebKey',
      controller: self,
      publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(other ?? new Uint8Array(32)) },
    },
    { id: '#login', type: 'Multikey', controller: self, publicKeyMultibase: multibase(third) },
  ],
  assertionMethod: ['#mesh', `${self}#jwk`],
  authentication: ['#login'],
};

let server: Server;
let reach: WebReach;
let answer: (response: ServerResponse, url: string) => void;
const asked: string[] = [];

const json = (value: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(value));
const vouched = (at = reach, name = domain): Promise<readonly string[]> =>
  fetchVouched(name, AbortSignal.timeout(5_000), at);

beforeAll(async () => {
  server = createServer({ cert, key: serverKey }, (request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    answer(response, request.url ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  reach = {
    lookup: (_, options, done) =>
      done(null, options.all === true ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4),
    port: address.port,
    ca,
  };
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('a domain', () => {
  it('vouches for the organisations whose keys it asserts with, in either form, and for no other', async () => {
    answer = json(document);
    expect(await vouched()).toEqual([idOf(acme), idOf(other)]);
    expect(asked.at(-1)).toMatch(/^acme\.example:\d+ \/\.well-known\/did\.json$/);
  });

  it.each([
    ['speaks for another domain', { ...document, id: 'did:web:globex.example' }, 'another domain'],
    ['is no object', [document], 'no JSON object'],
    [
      'lists too many keys',
      { ...document, assertionMethod: Array.from({ length: 33 }, () => '#mesh') },
      'too many keys',
    ],
  ])('is not believed when its document %s', async (_, value, why) => {
    answer = json(value);
    await expect(vouched()).rejects.toMatchObject({ code: 'peer-unreachable', message: expect.stringContaining(why) });
  });

  it('vouches with no key that another controls, or that is of another kind', async () => {
    const [mesh] = document.verificationMethod;
    answer = json({
      id: self,
      verificationMethod: [
        { ...mesh, id: '#a', controller: 'did:web:globex.example' },
        { ...mesh, id: '#b', publicKeyMultibase: 'zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme' },
        {
          ...mesh,
          id: '#c',
          publicKeyMultibase: undefined,
          publicKeyJwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
        },
      ],
      assertionMethod: ['#a', '#b', '#c', '#missing', 7],
    });
    expect(await vouched()).toEqual([]);
  });

  it.each([
    [
      'redirects',
      (r: ServerResponse) => void r.writeHead(302, { location: `https://${domain}/elsewhere` }).end(),
      '302',
    ],
    ['has nothing there', (r: ServerResponse) => void r.writeHead(404).end(), '404'],
    ['answers without end', (r: ServerResponse) => void r.end('x'.repeat(70_000)), 'too long'],
    ['breaks off', (r: ServerResponse) => void (r.write('{'), r.destroy()), 'be read'],
    ['answers in no text', (r: ServerResponse) => void r.end(Buffer.from([0xff, 0xfe])), 'UTF-8'],
  ])('that %s is not read, and nothing else is asked', async (_, respond, why) => {
    answer = respond;
    const before = asked.length;
    await expect(vouched()).rejects.toMatchObject({ message: expect.stringContaining(why) });
    expect(asked.length).toBe(before + 1);
  });

  it('is not waited for longer than the signal allows', async () => {
    answer = () => {};
    const early = fetchVouched(domain, AbortSignal.timeout(100), reach);
    await expect(early).rejects.toMatchObject({ message: expect.stringContaining('no answer in time') });
  });

  it('has to have a certificate of its own that holds', async () => {
    answer = json(document);
    await expect(vouched(reach, 'globex.example')).rejects.toMatchObject({
      message: expect.stringContaining('certificate'),
    });
    const { ca: _, ...system } = reach;
    await expect(vouched(system)).rejects.toMatchObject({ message: expect.stringContaining('certificate') });
  });

  it.each(['127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '::1', 'fd00:ec2::254', '::ffff:127.0.0.1'])(
    'whose name leads to %s, among others, is not asked',
    async (address) => {
      const found = [
        { address: '203.0.113.7', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ];
      const resolve: Parameters<typeof guarded>[0] = (_, __, done) => done(null, found);
      const before = asked.length;
      await expect(vouched({ ...reach, lookup: guarded(resolve) })).rejects.toMatchObject({
        message: expect.stringContaining('not open to everyone'),
      });
      expect(asked.length).toBe(before);
    },
  );
});
