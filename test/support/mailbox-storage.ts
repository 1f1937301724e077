import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretKey, sha256, systemRandom, utf8, type PeerId } from '../../src/base/base.ts';
import type { MailboxStorage, Offer } from '../../src/mailbox/mailbox.ts';
import { MailboxInStore } from '../../src/mailbox-in-store.ts';
import { openMailboxInNats, type NatsMailboxOptions } from '../../src/nats/nats.ts';
import { openStore } from '../../src/store/store.ts';
import { natsMissing, natsPassword, natsUser, startNatsServer, type NatsServer } from './nats-server.ts';

/** A storage that outlives what uses it. */
export interface StorageStage extends AsyncDisposable {
  /** Opens it, or opens it anew after closing it. */
  open(): Promise<MailboxStorage>;
}

/** A kind of storage, for tests that hold for all of them. */
export interface StorageKind {
  readonly name: string;
  /** Why it cannot be tried here; undefined when it can. */
  readonly missing: string | undefined;
  stage(host: PeerId, offer: Offer): Promise<StorageStage>;
}

/** Where a storage may keep letters. */
export const storageKinds: readonly StorageKind[] = [
  { name: 'the store of the node', missing: undefined, stage: inStore },
  { name: 'NATS JetStream', missing: natsMissing, stage: inNats },
];

async function inStore(): Promise<StorageStage> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-mailbox-'));
  const dataKey = SecretKey.own(new Uint8Array(32).fill(1));
  let close = async (): Promise<void> => await Promise.resolve();
  return {
    open: async () => {
      await close();
      const store = await openStore({ dir, dataKey, fsync: true, random: systemRandom });
      close = () => store.close();
      return new MailboxInStore(store);
    },
    [Symbol.asyncDispose]: async () => {
      await close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function inNats(host: PeerId, offer: Offer): Promise<StorageStage> {
  const server = await startNatsServer();
  let close = async (): Promise<void> => await Promise.resolve();
  return {
    open: async () => {
      await close();
      const storage = await openMailboxInNats(natsOptions(server, { host, offer }));
      close = () => storage.close();
      return storage;
    },
    [Symbol.asyncDispose]: async () => {
      await close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** How a storage in NATS is opened at a server of a test. */
export function natsOptions(
  server: Pick<NatsServer, 'url'>,
  more: Partial<NatsMailboxOptions> & Pick<NatsMailboxOptions, 'host' | 'offer'>,
): NatsMailboxOptions {
  return {
    servers: [server.url],
    login: { kind: 'password', user: natsUser, secret: SecretKey.own(utf8(natsPassword)) },
    tls: {},
    replicas: 1,
    secret: SecretKey.own(sha256(utf8('host seed'))),
    random: systemRandom,
    onChange: () => undefined,
    ...more,
  };
}
