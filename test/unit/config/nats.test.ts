import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { MeshError, SecretKey } from '../../../src/base/base.ts';
import { loadConfig, type Config } from '../../../src/config.ts';
import { Events } from '../../../src/events.ts';
import { openMailboxStorage } from '../../../src/open-mailbox-storage.ts';
import { StopStack } from '../../../src/stop-stack.ts';
import { peerIdOf } from '../identity/fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-nats-config-'));
const file = join(folder, 'parley.yaml');
const local = { servers: ['nats://127.0.0.1:9'] };

afterAll(() => rmSync(folder, { recursive: true }));

function configOf(nats: object, offer = true): Config['mailbox'] {
  writeFileSync(file, stringify({ mailbox: { offer, nats } }));
  return loadConfig({ file, env: {} }).mailbox;
}

/** What is wrong with it, in the words for the operator. */
function faultOf(nats: object): string {
  try {
    configOf(nats);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'config-invalid') return error.message;
    throw error;
  }
  return 'nothing';
}

async function openingOf(config: Config['mailbox'], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const events = new Events({ level: 'silent', pretty: false }, {});
  const host = peerIdOf('mailbox');
  const secret = SecretKey.own(new Uint8Array(32));
  try {
    const opened = await openMailboxStorage({ config, host, secret, events, env }, new StopStack(events));
    return opened === undefined ? 'the store of the node' : 'opened';
  } catch (error) {
    if (error instanceof MeshError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('mailbox.nats', () => {
  it('takes servers over TLS, or on this machine, and not both', () => {
    const taken = [
      ['tls://nats.example.com:4222', 'tls://[2001:db8::1]:4222'],
      ['nats://127.0.0.1:4222', 'nats://localhost:1', 'nats://[::1]:4222'],
    ];
    for (const servers of taken) expect(configOf({ servers }).nats?.servers).toEqual(servers);
    const refused = [
      'nats://nats.example.com:4222',
      'nats://127.0.0.1.example.com:4222',
      'tls://user:secret@nats.example.com:4222',
      'wss://nats.example.com:4222',
      'tls://nats.example.com',
    ];
    for (const server of refused) expect(faultOf({ servers: [server] })).toContain('tls://host:port, or nats://');
    expect(faultOf({ servers: [taken[0]?.[0], taken[1]?.[0]] })).toContain('either all tls:// or all nats://');
    expect(faultOf({ servers: [] })).not.toBe('nothing');
  });

  it('takes one login, whole, and a certificate with its key', () => {
    const secret = { env: 'NATS_SECRET' };
    expect(faultOf({ ...local, token: secret, credentialsFile: 'a.creds' })).toContain('only one of credentialsFile');
    expect(faultOf({ ...local, user: 'parley' })).toContain('user and password together');
    expect(faultOf({ ...local, password: secret })).toContain('user and password together');
    expect(faultOf({ ...local, certFile: 'a.pem' })).toContain('certFile and keyFile together');
  });

  it('has its files beside the configuration', () => {
    const { nats } = configOf({ ...local, credentialsFile: 'a.creds', caFile: 'ca.pem', certFile: 'c', keyFile: 'k' });
    const at = (name: string): string => join(folder, name);
    expect(nats).toMatchObject({
      credentialsFile: at('a.creds'),
      caFile: at('ca.pem'),
      certFile: at('c'),
      keyFile: at('k'),
    });
  });

  it('means the store of the node where it is absent, or no mailbox is offered', async () => {
    writeFileSync(file, stringify({ mailbox: { offer: true } }));
    expect(await openingOf(loadConfig({ file, env: {} }).mailbox)).toBe('the store of the node');
    expect(await openingOf(configOf(local, false))).toBe('the store of the node');
  });

  it('reads its login before it asks any server, and names the place that has none', async () => {
    const path = join(folder, 'a.creds');
    const config = configOf({ ...local, credentialsFile: 'a.creds' });
    expect(await openingOf(config)).toMatch(/^credential-missing: The mailbox cannot use NATS JetStream: .*a\.creds/);
    writeFileSync(path, 'CANARY no credentials', { mode: 0o600 });
    const told = await openingOf(config);
    expect(told).toMatch(/^config-invalid: .*holds no NATS credentials/);
    expect(told).not.toContain('CANARY');
    const jwt = '-----BEGIN NATS USER JWT-----\ne30.e30.x\n------END NATS USER JWT------\n';
    const seed = `-----BEGIN USER NKEY SEED-----\nSU${'A'.repeat(56)}\n------END USER NKEY SEED------\n`;
    writeFileSync(path, jwt);
    expect(await openingOf(config)).toContain('holds no NATS credentials');
    writeFileSync(path, `${jwt}\n${seed}`);
    expect(await openingOf(config)).toMatch(/^mailbox-storage: .*cannot be reached/);
    chmodSync(path, 0o644);
    expect(await openingOf(config)).toMatch(/^keyring-permissions: /);
    expect(await openingOf(configOf({ ...local, token: { env: 'NATS_SECRET' } }))).toMatch(
      /^config-invalid: .*NATS_SECRET/,
    );
    const named = await openingOf(configOf({ ...local, token: { env: 'NATS_SECRET' } }), { NATS_SECRET: 'CANARY' });
    expect(named).toMatch(/^mailbox-storage: .*cannot be reached/);
    expect(named).not.toContain('CANARY');
  });
});
