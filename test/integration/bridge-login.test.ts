import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { millis, SecretKey, utf8 } from '../../src/base/base.ts';
import {
  fixedLogin,
  httpTarget,
  oauthLogin,
  TargetError,
  type Login,
  type OAuthLoginOptions,
} from '../../src/bridge/bridge.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { alice, portOf } from './bridge-mcp-loopback.ts';

let issuer: Issuer;
let server: http.Server;
let url: string;
/** What reached the server behind its guard. */
let reached: http.IncomingHttpHeaders[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
  const inner: http.RequestListener = (request, answer) => {
    reached.push(request.headers);
    answer.writeHead(200, { 'WWW-Authenticate': 'Bearer', 'Content-Type': 'text/plain' }).end('done');
  };
  server = http.createServer(issuer.guard(() => url, inner)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${portOf(server)}/mcp`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await issuer[Symbol.asyncDispose]();
});

beforeEach(() => {
  reached = [];
});

const secret = (text: string): SecretKey => SecretKey.own(utf8(text));

interface Run {
  readonly login: Login;
  readonly failures: string[];
  readonly kept: { bytes?: Uint8Array };
  readonly later: (ms: number) => void;
}

function open(
  over: Partial<OAuthLoginOptions['client']> = {},
  more: { refreshToken?: string; kept?: Run['kept'] } = {},
): Run {
  const failures: string[] = [];
  const kept = more.kept ?? {};
  let ahead = 0;
  const login = oauthLogin({
    client: {
      at: { issuer: issuer.url },
      id: issuer.clientId,
      secret: secret(issuer.clientSecret),
      auth: 'basic',
      scope: 'use',
      resource: url,
      ...over,
    },
    refreshToken: more.refreshToken === undefined ? undefined : secret(more.refreshToken),
    shelf: {
      read: () => kept.bytes,
      write: async (bytes) => {
        kept.bytes = bytes;
        await Promise.resolve();
      },
    },
    now: () => millis(Date.now() + ahead),
    failed: (why) => void failures.push(why),
  });
  return { login, failures, kept, later: (ms) => void (ahead += ms) };
}

async function call(login: Login | undefined, headers: readonly (readonly [string, string])[] = []) {
  const target = httpTarget({ url, login });
  const request = {
    kind: 'request',
    protocol: 'mcp',
    target: 'x',
    method: 'POST',
    path: '',
    headers,
    body: utf8('{}'),
  } as const;
  try {
    const response = await target.perform(request, alice, new AbortController().signal);
    for await (const _ of response.body);
    return response;
  } finally {
    await target.close();
  }
}

describe('OAuth to the real server', () => {
  it('gets a token by client credentials once, for several calls at once, and shows it in place of the caller’s', async () => {
    const { login, kept } = open();
    const before = issuer.asked();
    const answers = await Promise.all(
      [1, 2, 3].map(async () => await call(login, [['Authorization', 'Bearer callers']])),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(issuer.asked() - before).toBe(1);
    expect(new Set(reached.map(({ authorization }) => authorization)).size).toBe(1);
    expect(JSON.stringify(answers)).not.toContain('WWW-Authenticate');
    expect(kept.bytes?.length).toBeGreaterThan(100);
  });

  it('takes up what it kept after a restart, and renews it before it expires', async () => {
    const first = open();
    await call(first.login);
    const before = issuer.asked();
    const second = open({}, { kept: first.kept });
    expect((await call(second.login)).status).toBe(200);
    expect(issuer.asked() - before).toBe(0);
    second.later(9 * 60_000 + 31_000);
    expect((await call(second.login)).status).toBe(200);
    expect(issuer.asked() - before).toBe(1);
  });

  it('gets another one when the server refuses what was good, and sends the call again', async () => {
    const { login } = open({ auth: 'basic' });
    await call(login);
    issuer.forget();
    // A token is the same within one second, but for its id.
    expect((await call(login)).status).toBe(200);
    expect(reached).toHaveLength(2);
  });

  it('uses a refresh token, and the one that takes its place from then on', async () => {
    const refreshToken = await issuer.refreshToken(url);
    const { login, later, kept, failures } = open({}, { refreshToken });
    expect((await call(login)).status).toBe(200);
    expect(Buffer.from(kept.bytes ?? []).toString()).not.toContain(refreshToken);
    later(15 * 60_000);
    expect((await call(login)).status).toBe(200);
    expect(failures).toEqual([]);
  });

  it('refuses the call, tells the operator why, and leaves the issuer alone for a while', async () => {
    const { login, failures, later } = open({ secret: secret('wrong') });
    const before = issuer.asked();
    for (let i = 0; i < 3; i++) await expect(call(login)).rejects.toMatchObject({ reason: 'agent-failed' });
    expect(issuer.asked() - before).toBe(1);
    expect(failures).toEqual(['The issuer refuses a token with status 401 (invalid_client).']);
    later(6_000);
    await expect(call(login)).rejects.toThrow(TargetError);
    expect(issuer.asked() - before).toBe(2);
    expect(JSON.stringify(failures)).not.toContain('wrong');
    expect(reached).toEqual([]);
  });

  it('tells an issuer that is not there from one that refuses', async () => {
    const { login, failures } = open({ at: { tokenUrl: 'http://127.0.0.1:9/token' } });
    await expect(call(login)).rejects.toMatchObject({ reason: 'agent-unreachable' });
    expect(failures).toEqual(['The issuer does not answer. Start it or correct its URL.']);
    const other = open({ at: { issuer: `${issuer.url}/elsewhere` } });
    await expect(call(other.login)).rejects.toMatchObject({ reason: 'agent-failed' });
  });

  it('does not keep asking for tokens that the server never takes', async () => {
    const { login, failures } = open({ resource: 'https://somewhere.example/else' });
    const before = issuer.asked();
    await expect(call(login)).rejects.toMatchObject({ reason: 'agent-failed' });
    expect(issuer.asked() - before).toBe(2);
    expect(failures).toEqual(['The server refuses the credentials.']);
  });
});

describe('a header that stays', () => {
  it('takes the place of the caller’s, and a refusal of it is told to the operator and not to the caller', async () => {
    const failures: string[] = [];
    const token = reached.length;
    const login = fixedLogin({ name: 'Authorization', prefix: 'Bearer ', secret: secret('not a token') }, (why) => {
      failures.push(why);
    });
    await expect(call(login)).rejects.toMatchObject({ reason: 'agent-failed' });
    expect(failures).toEqual(['The server refuses the credentials.']);
    expect(reached).toHaveLength(token);
  });

  it('is what a server without any login answers to as it is', async () => {
    const { status, headers } = await call(undefined);
    expect(status).toBe(401);
    expect(JSON.stringify(headers)).toContain('WWW-Authenticate');
  });
});
