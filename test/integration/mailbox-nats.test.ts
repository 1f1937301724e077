import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, MeshError, millis, reject, SecretKey, utf8 } from '../../src/base/base.ts';
import type { KeptFor, MailboxStorage } from '../../src/mailbox/mailbox.ts';
import { openMailboxInNats, type MailboxInNats, type NatsMailboxOptions } from '../../src/nats/nats.ts';
import { natsOptions } from '../support/mailbox-storage.ts';
import { natsMissing, natsPassword, natsUser, startNatsServer, type NatsServer } from '../support/nats-server.ts';
import { agent, peerIdOf } from '../unit/identity/fixture.ts';

const owner = agent('CANARYowner').did;
const offer = { maxBytes: 1_000_000, maxMessages: 10, maxBytesPerOwner: 1_000_000, maxMessagesPerOwner: 10 };
const testMs = 60_000;

function letter(number: number): KeptFor {
  const id = new Uint8Array(16);
  new DataView(id.buffer).setUint32(0, number);
  return { owner, kept: { seq: number, id, bytes: 10, arrived: millis(1_800_000_000_000) } };
}

async function restored(storage: MailboxStorage): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const item of storage.restore()) if (item.kind === 'letter') numbers.push(item.kept.seq);
  return numbers;
}

/** The MeshError of an opening that fails, as `code: message`. */
async function failureOf(options: NatsMailboxOptions): Promise<string> {
  try {
    await using _ = closing(await openMailboxInNats(options));
  } catch (error) {
    if (error instanceof MeshError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'it opened';
}

function closing(storage: MailboxInNats): AsyncDisposable & { readonly storage: MailboxInNats } {
  return { storage, [Symbol.asyncDispose]: () => storage.close() };
}

describe.skipIf(natsMissing !== undefined)(`a mailbox in NATS JetStream (${natsMissing ?? 'is here'})`, () => {
  let server: NatsServer;
  let hosts = 0;

  beforeAll(async () => {
    server = await startNatsServer();
  }, testMs);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  }, testMs);

  /** Options for a mailbox that nobody used before. */
  function fresh(more: Partial<NatsMailboxOptions> = {}): NatsMailboxOptions {
    return natsOptions(server, { host: peerIdOf(`host${++hosts + 1}`), offer, ...more });
  }

  async function manager(): Promise<Awaited<ReturnType<typeof jetstreamManager>> & AsyncDisposable> {
    const connection = await connect({ servers: server.url, user: natsUser, pass: natsPassword });
    const made = await jetstreamManager(connection);
    return Object.assign(made, { [Symbol.asyncDispose]: () => connection.close() });
  }

  it('has nothing on the disk of the server that tells owner, letter or grant', async () => {
    await using at = closing(await openMailboxInNats(fresh()));
    const canary = 'CANARY-bytes-of-a-letter';
    expect(await at.storage.put(letter(1), utf8(canary))).toEqual(accept(true));
    expect(await at.storage.grant(owner, utf8(`CANARY-grant of ${owner}`))).toEqual(accept(true));
    const names = await readdir(server.storeDir, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
    expect(contents.some((content) => content.includes('parley.letters.'))).toBe(true);
    for (const content of contents) {
      expect(content).not.toContain('CANARY');
      expect(content).not.toContain(owner);
    }
  });

  it('holds a letter whose write nobody answered once, and takes it for written when it is left again', async () => {
    const options = fresh();
    await using first = closing(await openMailboxInNats(options));
    await first.storage.put(letter(1), utf8('as it was left'));
    // It does not count what the other wrote, as after an answer that was lost.
    await using second = closing(await openMailboxInNats(options));
    const again = { owner, kept: { ...letter(1).kept, seq: 2 } };
    expect(await second.storage.put(again, utf8('as it was left'))).toEqual(accept(true));
    expect(await second.storage.read(again)).toEqual(utf8('as it was left'));
    expect(await restored(second.storage)).toEqual([1]);
  });

  it('gives numbers that grow even when a late write took one a second time', async () => {
    const options = fresh();
    await using at = closing(await openMailboxInNats(options));
    const late = { owner, kept: { ...letter(9).kept, seq: 2 } };
    for (const each of [letter(1), letter(2), late, letter(3)]) await at.storage.put(each, utf8('x'));
    expect(await restored(at.storage)).toEqual([1, 2, 3, 4]);
  });

  it('refuses by name when the stream is full, and keeps what it has', async () => {
    await using at = closing(await openMailboxInNats(fresh({ offer: { ...offer, maxMessages: 1 } })));
    const numbers = Array.from({ length: 1_001 }, (_, i) => i + 1);
    for (let i = 0; i < numbers.length; i += 100)
      await Promise.all(numbers.slice(i, i + 100).map((number) => at.storage.put(letter(number), utf8('x'))));
    expect(await at.storage.put(letter(5_000), utf8('one too many'))).toEqual(reject('mailbox-full'));
    expect(await at.storage.confirm(letter(5_000))).not.toEqual(accept(true));
    expect(await at.storage.read(letter(5_000))).toBeUndefined();
    expect((await restored(at.storage)).length).toBe(1_001);
    await at.storage.remove({ letters: [letter(1)], grants: [] });
    expect(await at.storage.put(letter(5_000), utf8('now'))).toEqual(accept(true));
  });

  it('follows the bounds of the configuration, and refuses a stream that somebody made otherwise', async () => {
    const options = fresh();
    await (await openMailboxInNats(options)).close();
    await (await openMailboxInNats({ ...options, offer: { ...offer, maxMessages: 77 } })).close();
    await using jsm = await manager();
    const { config } = await jsm.streams.info(`parley-letters-${options.host}`);
    expect(config).toMatchObject({ max_msgs: 1_077, storage: 'file', discard: 'new', max_msgs_per_subject: 1 });
    const other = fresh();
    const subjects = [`parley.letters.${other.host}.*.*`];
    await jsm.streams.add({ name: `parley-letters-${other.host}`, subjects, storage: 'memory', no_ack: true });
    const told = await failureOf(other);
    expect(told).toMatch(/^mailbox-storage: .*not as it has to be .*storage.*discard.*no_ack/);
  });

  it('does not open over what it did not write', async () => {
    const options = fresh();
    await using at = closing(await openMailboxInNats(options));
    await using jsm = await manager();
    await jsm.jetstream().publish(`parley.letters.${options.host}.aa.bb`, utf8('planted'));
    await expect(restored(at.storage)).rejects.toMatchObject({ code: 'mailbox-storage' });
    // Nor over its own, moved to another place.
    await jsm.streams.purge(`parley-letters-${options.host}`);
    await at.storage.put(letter(1), utf8('mine'));
    const stored = await jsm.streams.getMessage(`parley-letters-${options.host}`, { seq: 2 });
    const moved = `parley.letters.${options.host}.aa.bb`;
    await jsm.jetstream().publish(moved, stored?.data, stored === null ? {} : { headers: stored.header });
    await expect(restored(at.storage)).rejects.toThrow('holds what this node did not write');
  });

  it('names what is wrong with the server or the login, and never the login', async () => {
    const password = 'CANARY-wrong-password';
    const login = { kind: 'password', user: natsUser, secret: SecretKey.own(utf8(password)) } as const;
    const told = [
      await failureOf(fresh({ login })),
      await failureOf(fresh({ login: undefined })),
      await failureOf(fresh({ login: { kind: 'token', secret: SecretKey.own(utf8(password)) } })),
      await failureOf(fresh({ replicas: 3 })),
      await failureOf(fresh({ servers: ['nats://127.0.0.1:9'] })),
      // The server of the tests has no TLS: nothing is shown to it.
      await failureOf(fresh({ servers: [server.url.replace('nats:', 'tls:')] })),
    ];
    expect(told.map((text) => text.split(':')[0])).toEqual(told.map(() => 'mailbox-storage'));
    expect(told.slice(0, 3).every((text) => text.includes('it refuses the login'))).toBe(true);
    expect(told[3]).toContain('JetStream error 10074');
    expect(told.slice(4).every((text) => text.includes('cannot be reached'))).toBe(true);
    expect(told.join('\n')).not.toContain('CANARY');
  });

  it(
    'does not open at a server without JetStream, or whose messages are smaller than letters',
    { timeout: testMs },
    async () => {
      await using plain = await startNatsServer({ jetstream: false });
      expect(await failureOf(fresh({ servers: [plain.url] }))).toContain('JetStream is not enabled');
      await using small = await startNatsServer({ maxPayload: '1MB' });
      expect(await failureOf(fresh({ servers: [small.url] }))).toContain('set max_payload: 8MB');
    },
  );

  it(
    'refuses letters while the servers are gone, says so once, and has everything when they are back',
    { timeout: testMs },
    async () => {
      await using own = await startNatsServer();
      const told: string[] = [];
      const [lost, back] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const onChange = (why: string | undefined): void => {
        told.push(why ?? 'back');
        (why === undefined ? back : lost).resolve();
      };
      await using at = closing(await openMailboxInNats(fresh({ servers: [own.url], onChange })));
      const numbers = Array.from({ length: 50 }, (_, i) => i + 1);
      const puts = await Promise.all(numbers.map((number) => at.storage.put(letter(number), utf8(`${number}`))));
      expect(puts).toEqual(numbers.map(() => accept(true)));
      await own.kill();
      await lost.promise;
      expect(at.storage.refusal).toBe('store-failed');
      expect(await at.storage.put(letter(60), utf8('refused'))).toEqual(reject('store-failed'));
      await at.storage.remove({ letters: [letter(7)], grants: [] });
      await own.start();
      await back.promise;
      expect(at.storage.refusal).toBeUndefined();
      expect(told).toEqual(['the connection to the servers is lost', 'back']);
      // What could not be deleted meanwhile goes with the next round.
      await at.storage.remove({ letters: [], grants: [] });
      expect(await restored(at.storage)).toEqual(numbers.filter((number) => number !== 7));
      expect(await at.storage.read(letter(50))).toEqual(utf8('50'));
      expect(await at.storage.put(letter(60), utf8('taken'))).toEqual(accept(true));
    },
  );
});

describe('the packages of NATS', () => {
  it('are named where they are missing', async () => {
    const door = fileURLToPath(new URL('../../src/nats/nats.ts', import.meta.url));
    const program = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve(specifier, context, next) {
        if (specifier.startsWith('@nats-io/')) return next('@nats-io/of-this-name-there-is-none', context);
        return next(specifier, context);
      } });
      const { openMailboxInNats } = await import(${JSON.stringify(door)});
      try { await openMailboxInNats({}); } catch (error) { console.log(error.code + ': ' + error.message); }`;
    const options = ['--experimental-strip-types', '--input-type=module', '--no-warnings', '-e', program];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    expect(stdout).toContain('config-invalid: mailbox.nats needs the optional packages @nats-io/transport-node');
  });
});
