import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { millis, SecretKey, systemRandom } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { loginSchema } from '../../../src/config-login.ts';
import { openLogin, type LoginPorts } from '../../../src/logins.ts';
import { PersonLogins } from '../../../src/person-logins.ts';
import { openStore } from '../../../src/store/store.ts';

const dir = mkdtempSync(join(tmpdir(), 'parley-login-'));
afterAll(() => rmSync(dir, { recursive: true }));

const client = { issuer: 'https://login.example', clientId: 'node', clientSecret: { env: 'SECRET' } };

describe('a login of the configuration', () => {
  it('has its files beside the configuration', () => {
    const file = join(dir, 'parley.yaml');
    const login = {
      oauth: { ...client, clientSecret: { secretFile: 'client' }, refreshToken: { secretFile: '/run/r' } },
    };
    const header = { header: { secret: { secretFile: 'key' } } };
    const servers = { a: { url: 'http://127.0.0.1:1/', login } };
    writeFileSync(
      file,
      JSON.stringify({ mcp: { servers }, agent: { a2a: { url: 'http://127.0.0.1:2', login: header } } }),
    );
    const config = loadConfig({ file, env: {} });
    expect(config.mcp.servers['a']).toMatchObject({
      login: { oauth: { clientSecret: { secretFile: join(dir, 'client') }, refreshToken: { secretFile: '/run/r' } } },
    });
    expect(config.agent.a2a?.login?.header).toEqual({
      name: 'Authorization',
      prefix: 'Bearer ',
      secret: { secretFile: join(dir, 'key') },
    });
  });

  it.each([
    ['nothing', {}],
    ['both', { header: { secret: { env: 'A' } }, oauth: client }],
    ['a secret that lies nowhere', { header: { secret: {} } }],
    ['a secret in two places', { header: { secret: { env: 'A', secretFile: 'b' } } }],
    ['the secret itself', { header: { secret: 'it' } }],
    ['a header that frames the message', { header: { name: 'Content-Length', secret: { env: 'A' } } }],
    ['an issuer over the network without TLS', { oauth: { ...client, issuer: 'http://login.example' } }],
    ['a look-alike of this machine', { oauth: { ...client, issuer: 'http://127.0.0.1.example/' } }],
    ['two places for tokens', { oauth: { ...client, tokenUrl: 'https://login.example/token' } }],
    ['no secret at all', { oauth: { ...client, clientSecret: undefined } }],
  ])('is not %s', (_, login) => {
    expect(loginSchema.safeParse(login).success).toBe(false);
  });

  it('is read once, and not begun with what is no secret', async () => {
    await using store = await openStore({
      dir,
      dataKey: SecretKey.own(systemRandom(32)),
      fsync: false,
      random: systemRandom,
    });
    const ports: Omit<LoginPorts, 'env'> = {
      store,
      clock: { now: () => millis(0) },
      events: { loginFailed: () => {} },
      personLogins: new PersonLogins(),
      name: 'node',
    };
    const place = { key: 'mcp.servers.a', url: 'http://127.0.0.1:1/' };
    const config = loginSchema.parse({ header: { name: 'X-Key', prefix: '', secret: { env: 'KEY' } } });
    const login = openLogin(config, place, { ...ports, env: { KEY: 'k e y' } });
    expect(await login?.headers(new AbortController().signal)).toEqual([['X-Key', 'k e y']]);
    for (const value of [undefined, '', 'two\nlines', ' around ', 'é'])
      expect(() => openLogin(config, place, { ...ports, env: { KEY: value } })).toThrow(
        /mcp\.servers\.a: the variable KEY/,
      );
  });
});
