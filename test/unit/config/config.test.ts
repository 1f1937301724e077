import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MeshError } from '../../../src/base/base.ts';
import { loadConfig, type Config } from '../../../src/config.ts';
import { commentedConfig } from '../../../src/config-file.ts';
import { settings } from '../../../src/config-settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'parley-config-'));
const file = join(dir, 'parley.yaml');
afterAll(() => rmSync(dir, { recursive: true }));

function load(text: string, more: { env?: Record<string, string>; flags?: Record<string, string> } = {}): Config {
  writeFileSync(file, text);
  return loadConfig({ file, env: more.env ?? {}, flags: more.flags ?? {} });
}

function problem(text: string, more: { env?: Record<string, string>; flags?: Record<string, string> } = {}): MeshError {
  try {
    load(text, more);
  } catch (error) {
    if (error instanceof MeshError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('the configuration', () => {
  it('has a default for every key, and paths relative to the file', () => {
    const config = load('');
    expect(config).toMatchObject({
      name: 'agent',
      data: join(dir, 'data'),
      policies: join(dir, 'policies'),
      control: { host: '127.0.0.1', port: 4181, socket: join(dir, 'data/control.sock') },
      keyring: { file: join(dir, 'data/keyring'), unlock: { kind: 'key-file', path: join(dir, 'data/keyring.key') } },
      trust: { minScore: 500 },
      suites: ['signal', 'pqxdh', 'agentmesh'],
      store: { fsync: true },
      log: { level: 'info', pretty: false },
    });
  });

  it('takes everything that a file can say', () => {
    const config = load(`
name: acme
organisation: Acme Ltd
data: /var/lib/parley
listen: [/ip4/0.0.0.0/tcp/4001, /ip6/::/tcp/4001]
announce: [/dns4/acme.example/tcp/4001]
agent: { a2a: { url: "http://127.0.0.1:9000/" } }
mcp:
  servers:
    files: { command: npx, args: [-y, server] }
    search: { url: "http://localhost:9100/mcp" }
peers:
  - { alias: globex, did: "did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk", multiaddrs: [/ip4/127.0.0.1/tcp/5001] }
keyring: { passphraseFile: secret.txt }
control: { socket: other.sock }
log: { level: debug, pretty: true }
`);
    expect(config.mcp.servers).toEqual({
      files: { command: 'npx', args: ['-y', 'server'], env: {} },
      search: { url: 'http://localhost:9100/mcp' },
    });
    expect(config.keyring).toEqual({
      file: '/var/lib/parley/keyring',
      unlock: { kind: 'passphrase-file', path: join(dir, 'secret.txt') },
    });
    expect(config.control.socket).toBe(join(dir, 'other.sock'));
    expect(config.peers[0]?.alias).toBe('globex');
  });

  it('is frozen through and through', () => {
    const config = load('peers: [{ alias: a }]');
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.peers[0]?.multiaddrs)).toBe(true);
    expect(() => Reflect.set(config.limits, 'outbox', 1) || Object.assign(config.limits, { outbox: 1 })).toThrow(
      TypeError,
    );
  });

  it('takes a key that was left empty for its default', () => {
    expect(load('limits:\n#  outbox: 5\nname:\n')).toMatchObject({ name: 'agent', limits: { outbox: 100_000 } });
  });

  it('lets the environment override the file, and flags override both', () => {
    const text = 'log: { level: warn }\nname: file\n';
    const env = {
      PARLEY_LOG_LEVEL: 'error',
      PARLEY_NAME: 'environment',
      PARLEY_LISTEN: '/ip4/127.0.0.1/tcp/1, /ip4/127.0.0.1/tcp/2',
      PARLEY_STORE_FSYNC: 'false',
      PARLEY_TRUST_MIN_SCORE: '700',
      PARLEY_DATA: '',
    };
    const config = load(text, { env, flags: { name: 'flag' } });
    expect(config).toMatchObject({
      name: 'flag',
      log: { level: 'error' },
      listen: ['/ip4/127.0.0.1/tcp/1', '/ip4/127.0.0.1/tcp/2'],
      store: { fsync: false },
      trust: { minScore: 700 },
      data: join(dir, 'data'),
    });
  });

  it('knows every key that the environment may set', () => {
    for (const { key, variable } of settings) {
      const error = problem('', { env: { [variable]: 'not//valid at all' + 'x'.repeat(2000) } });
      expect(error.message).toContain(`$${variable}: ${key}`);
    }
  });
});

describe('an error in the configuration', () => {
  it.each([
    ['a: 1\nname: [', '2:8', 'not valid YAML'],
    ['name: x\nlog:\n  level: loud\n', '3:3', 'log.level is "loud"; allowed: one of error, warn, info, debug, silent.'],
    ['ingress:\n  port: 70000\n', '2:3', 'ingress.port is 70000; allowed: a whole number from 0 to 65535.'],
    ['ingress:\n  port: "80"\n', '2:3', 'ingress.port is "80"; allowed: a whole number from 0 to 65535.'],
    ['control:\n  host: 0.0.0.0\n', '2:3', 'control.host is "0.0.0.0"; allowed: one of 127.0.0.1, ::1, localhost.'],
    ['store:\n  fsync: yes\n', '2:3', 'store.fsync is "yes"; allowed: true or false.'],
    ['listen: /ip4/1\n', '1:1', 'listen is "/ip4/1"; allowed: a list of 0 to 16 entries.'],
    ['listen:\n  - /ip4/127.0.0.1/tcp/1\n  - tcp\n', '3:5', 'listen[1] is "tcp"; allowed: a multiaddr'],
    [
      'peers:\n  - alias: a\n  - alias: b\n  - alias: a\n',
      '4:5',
      'peers[2].alias is "a"; allowed: an alias that no other peer has.',
    ],
    [
      'peers:\n  - did: did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5\n',
      '2:5',
      'peers[0].alias is missing; allowed: 1 to 63 letters',
    ],
    [
      '\nagent: { a2a: { url: "ftp://x" } }\n',
      '2:17',
      'agent.a2a.url is "ftp://x"; allowed: an http:// or https:// URL.',
    ],
    [
      'mcp: { servers: { x: { url: "http://x", command: y } } }',
      '1:19',
      'allowed: either url, or command with args and env.',
    ],
    ['mcp: { servers: { "a/b": { command: y } } }', '1:19', 'the name "a/b" is not allowed'],
    [
      'keyring: { keyFile: a, passphraseFile: b }',
      '1:1',
      'allowed: only one of passphraseFile, keyFile, keyFd, credential and passphrase.',
    ],
    ['log: 5', '1:1', 'log is 5; allowed: the keys level, pretty.'],
    ['- a\n- b', '1', 'lines "key: value"'],
    ['name: a\nname: b', '2:1', 'not valid YAML'],
  ])('names key, value, what is allowed, and the line: %j', (text, position, message) => {
    const error = problem(text);
    expect(error.code).toBe('config-invalid');
    expect(error.message).toContain(`${file}:${position}: `);
    expect(error.message).toContain(message);
  });

  it('suggests the nearest name for a key that does not exist', () => {
    expect(problem('name: a\ncontrol:\n  sokcet: /x\n').message).toBe(
      `${file}:3:3: control.sokcet: there is no key of this name. Did you mean socket?`,
    );
    expect(problem('zzzzzz: 1\n').message).toContain('Keys here: name, organisation, data,');
    expect(problem('trust: { minscore: 1 }').message).toContain('Did you mean minScore?');
    expect(problem('', { flags: { 'log.levle': 'info' } }).message).toContain('Did you mean log.level?');
    expect(problem('', { flags: { zzz: 'info' } }).message).toContain('Keys that can be set: name,');
  });

  it('tells several problems at once', () => {
    expect(problem('name: ""\nfoo: 1\nstore: { fsync: 3 }\n').message.split('\n')).toHaveLength(3);
  });

  it('names the variable or the flag when the value came from there', () => {
    expect(problem('log: { level: info }', { env: { PARLEY_LOG_LEVEL: 'loud' } }).message).toMatch(
      /^\$PARLEY_LOG_LEVEL: log\.level is "loud"/,
    );
    expect(problem('', { flags: { 'ingress.port': 'x' } }).message).toMatch(
      /^--set ingress\.port: ingress\.port is "x"/,
    );
  });

  it('shows no value that may be a secret', () => {
    const text =
      'mcp: { servers: { x: { command: y, env: { KEY: 12345678 } } } }\nagent: { a2a: { url: "ftp://me:hunter2@host/" } }';
    const { message } = problem(text);
    expect(message).toContain('mcp.servers.x.env.KEY is not shown');
    expect(message).not.toContain('12345678');
    expect(message).not.toContain('hunter2');
  });

  it('refuses a socket path that the system cannot hold', () => {
    const socket = `/tmp/${'x'.repeat(110)}`;
    const error = problem(`control:\n  socket: ${socket}\n`);
    expect(error.message).toContain(
      `${file}:2:3: control.socket is ${socket}, 115 bytes; allowed: a path of at most 10`,
    );
    expect(problem(`data: /${'d'.repeat(110)}\n`).message).toContain('control.socket is /ddd');
  });

  it('refuses a file that multiplies itself by aliases', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.replaceAll(
      /./g,
      (c) =>
        `${c}: &${c} [${Array(10)
          .fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)
          .join(',')}]\n`,
    )}`;
    expect(problem(bomb)).toMatchObject({ code: 'config-invalid' });
  });

  it('says when the file cannot be read', () => {
    const missing = (path: string) => () => loadConfig({ file: path, env: {} });
    expect(missing(join(dir, 'nowhere.yaml'))).toThrow(/there is no such file. `parley init` makes one/);
    expect(missing(dir)).toThrow(expect.objectContaining({ code: 'config-unreadable' }));
    expect(() => load(`# ${'x'.repeat(1024 * 1024)}`)).toThrow(expect.objectContaining({ code: 'config-unreadable' }));
  });
});

describe('the file that init writes', () => {
  it('reads as the defaults', () => {
    expect(load(commentedConfig({}))).toEqual(load(''));
  });

  it('carries what it was given, whatever characters that has', () => {
    const config = load(
      commentedConfig({ name: '007', organisation: 'Ac"me: #1 \\ é', port: 1, ingressPort: 0, controlPort: 3 }),
    );
    expect(config).toMatchObject({
      name: '007',
      organisation: 'Ac"me: #1 \\ é',
      listen: ['/ip4/127.0.0.1/tcp/1'],
      ingress: { port: 0 },
      control: { port: 3 },
    });
  });

  it('names every key', () => {
    const text = commentedConfig({});
    for (const { key } of settings) expect(text).toContain(`${key.split('.').at(-1)}`);
  });
});
