import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { millis, systemRandom, utf8 } from '../../src/base/base.ts';
import { httpTarget, personLogin, type PersonLogin, type PersonLoginOptions } from '../../src/bridge/bridge.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { alice, portOf } from './bridge-mcp-loopback.ts';

let issuer: Issuer;
let server: http.Server;
let door: http.Server;
let url: string;
/** Where the browser comes back to, and what it brought. */
let redirectUri: string;
let brought: Record<string, string> = {};

beforeAll(async () => {
  issuer = await startIssuer();
  server = http
    .createServer(
      issuer.guard(
        () => url,
        (_, answer) => answer.end('done'),
      ),
    )
    .listen(0, '127.0.0.1');
  door = http
    .createServer((request, answer) => {
      brought = Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams);
      answer.end('back');
    })
    .listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(door, 'listening')]);
  url = `http://127.0.0.1:${portOf(server)}/mcp`;
  redirectUri = `http://127.0.0.1:${portOf(door)}/back`;
});

afterAll(async () => {
  for (const one of [server, door]) {
    one.closeAllConnections();
    one.close();
  }
  await issuer[Symbol.asyncDispose]();
});

beforeEach(() => {
  brought = {};
  issuer.deny(false);
});

interface Run {
  readonly login: PersonLogin;
  readonly failures: string[];
  readonly kept: { bytes?: Uint8Array };
  readonly later: (ms: number) => void;
}

function open(over: Partial<PersonLoginOptions> = {}, kept: Run['kept'] = {}): Run {
  const failures: string[] = [];
  let ahead = 0;
  const login = personLogin({
    url,
    issuer: undefined,
    resource: undefined,
    scope: undefined,
    client: undefined,
    name: 'a node',
    command: 'parley login files',
    shelf: {
      read: () => kept.bytes,
      write: async (bytes) => {
        kept.bytes = bytes;
        await Promise.resolve();
      },
    },
    random: systemRandom,
    now: () => millis(Date.now() + ahead),
    failed: (why) => void failures.push(why),
    ...over,
  });
  return { login, failures, kept, later: (ms) => void (ahead += ms) };
}

async function call(login: PersonLogin): Promise<number> {
  const target = httpTarget({ url, login });
  const body = utf8('{}');
  const request = {
    kind: 'request',
    protocol: 'mcp',
    target: 'x',
    method: 'POST',
    path: '',
    headers: [],
    body,
  } as const;
  try {
    const response = await target.perform(request, alice, new AbortController().signal);
    for await (const _ of response.body);
    return response.status;
  } finally {
    await target.close();
  }
}

/** What the browser brings back from a login that was begun. */
async function answerOf(login: PersonLogin): Promise<Record<string, string> & { state: string }> {
  const begun = await login.begin(redirectUri);
  expect((await issuer.visit(begun.url)).text).toBe('back');
  return { ...brought, state: brought['state'] ?? '' };
}

async function logIn(login: PersonLogin): Promise<void> {
  expect(await login.finish(await answerOf(login))).toBe(true);
}

describe('a login that a person makes', () => {
  it('finds the issuer, registers, asks with PKCE for this server only, and lets calls through', async () => {
    const { login, failures, kept } = open();
    await expect(call(login)).rejects.toMatchObject({ reason: 'login-missing' });
    expect(login.now()).toMatchObject({ state: 'missing', isPending: false });
    const begun = new URL((await login.begin(redirectUri)).url);
    expect(Object.fromEntries(begun.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      resource: url,
      redirect_uri: redirectUri,
      scope: 'use offline_access',
    });
    expect(login.now().isPending).toBe(true);
    await logIn(login);
    expect(await call(login)).toBe(200);
    expect(login.now()).toEqual({ state: 'good', problem: undefined, isPending: false, attempt: undefined });
    expect(kept.bytes?.length).toBeGreaterThan(100);
    expect(failures).toEqual([]);
  });

  it('is taken up after a restart, renewed before it ends, and the renewed one kept', async () => {
    const first = open();
    await logIn(first.login);
    const second = open({}, first.kept);
    const before = issuer.asked();
    expect(await call(second.login)).toBe(200);
    expect(issuer.asked() - before).toBe(0);
    const kept = second.kept.bytes;
    second.later(9 * 60_000 + 31_000);
    expect(await call(second.login)).toBe(200);
    expect(issuer.asked() - before).toBe(1);
    expect(second.kept.bytes).not.toEqual(kept);
    const third = open({}, second.kept);
    expect(await call(third.login)).toBe(200);
  });

  it('says that it has ended when the issuer renews it no more, and can be made again', async () => {
    const { login, failures, later, kept } = open();
    await logIn(login);
    const old = kept.bytes;
    later(10 * 60_000);
    expect(await call(login)).toBe(200);
    // A refresh token that was used already is taken for stolen, and ends the whole login.
    const again = open({}, { bytes: old ?? new Uint8Array(0) });
    again.later(10 * 60_000);
    await expect(call(again.login)).rejects.toMatchObject({ reason: 'login-missing' });
    expect(again.login.now()).toMatchObject({ state: 'failing', problem: expect.stringContaining('invalid_grant') });
    expect(failures).toEqual([]);
    await logIn(again.login);
    expect(await call(again.login)).toBe(200);
    expect(again.login.now().state).toBe('good');
  });

  it('takes an answer once, and none that it did not ask for', async () => {
    const { login } = open();
    const answer = await answerOf(login);
    expect(await login.finish({ ...answer, state: 'A'.repeat(43) })).toBeUndefined();
    expect(await login.finish({ ...answer, state: '\0'.repeat(43) })).toBeUndefined();
    const both = await Promise.all([login.finish(answer), login.finish(answer)]);
    expect(both).toEqual([true, undefined]);
    expect(await login.finish(answer)).toBeUndefined();
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }, /does not come from the issuer/],
    ['that does not say of whom', { iss: undefined }, /does not come from the issuer/],
    ['with a code of somebody else', { code: 'stolen' }, /invalid_grant/],
    ['without a code', { code: undefined }, /gives no code/],
  ])('takes no answer %s', async (_, over, why) => {
    const { login } = open();
    const answer = await answerOf(login);
    expect(await login.finish({ ...answer, ...over })).toBe(false);
    expect(login.now()).toMatchObject({ state: 'missing', attempt: expect.stringMatching(why) });
  });

  it('tells who waits that the person said no, or did nothing in time', async () => {
    const { login, later } = open();
    issuer.deny(true);
    const answer = await answerOf(login);
    const waiting = login.standing(AbortSignal.timeout(10_000));
    expect(await login.finish(answer)).toBe(false);
    expect((await waiting).attempt).toBe('The issuer lets nobody in (access_denied).');
    issuer.deny(false);
    const late = await answerOf(login);
    later(10 * 60_000);
    expect(await login.finish(late)).toBeUndefined();
    expect(login.now()).toMatchObject({ isPending: false, attempt: 'Nobody logged in within ten minutes.' });
  });
});

/** A server and issuer in one that says what the test wants. */
async function liar(metadata: (at: string) => object, issuerSays: (at: string) => object = () => ({})) {
  const lying = http.createServer((request, answer) => {
    const at = `http://127.0.0.1:${portOf(lying)}`;
    const isResource = request.url?.startsWith('/.well-known/oauth-protected-resource') === true;
    const isIssuer = request.url?.startsWith('/.well-known/oauth-authorization-server') === true;
    if (!isResource && !isIssuer) return void answer.writeHead(404).end();
    answer.writeHead(200).end(JSON.stringify(isResource ? metadata(at) : issuerSays(at)));
    return undefined;
  });
  lying.listen(0, '127.0.0.1');
  await once(lying, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(lying)}/mcp`,
    [Symbol.asyncDispose]: async () => {
      lying.closeAllConnections();
      lying.close();
      await once(lying, 'close');
    },
  };
}

const own = (at: string): object => ({ resource: `${at}/mcp`, authorization_servers: [at] });
const endpoints = (at: string) => ({ issuer: at, token_endpoint: `${at}/t`, authorization_endpoint: `${at}/a` });

describe('a server or issuer that cannot be trusted with a login', () => {
  it.each<[string, (at: string) => object, (at: string) => object, RegExp]>([
    [
      'speaks for another server',
      (at) => ({ ...own(at), resource: 'https://bank.example/mcp' }),
      endpoints,
      /another server/,
    ],
    ['names no issuer', (at) => ({ resource: at }), endpoints, /no issuer/],
    [
      'names an issuer over the network without TLS',
      (at) => ({ ...own(at), authorization_servers: ['http://a.example'] }),
      endpoints,
      /no issuer/,
    ],
    [
      'names an issuer of another kind',
      (at) => ({ ...own(at), authorization_servers: ['ftp://x'] }),
      endpoints,
      /no issuer/,
    ],
    ['is another issuer', own, (at) => ({ ...endpoints(at), issuer: 'https://evil.example' }), /another issuer/],
    ['has no PKCE', own, endpoints, /PKCE/],
    [
      'lets nobody register',
      own,
      (at) => ({ ...endpoints(at), code_challenge_methods_supported: ['S256'] }),
      /clientId/,
    ],
  ])('is refused when it %s', async (_, metadata, issuerSays, why) => {
    await using lying = await liar(metadata, issuerSays);
    await expect(open({ url: lying.url }).login.begin(redirectUri)).rejects.toThrow(why);
  });
});
