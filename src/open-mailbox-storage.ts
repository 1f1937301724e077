import { fromUtf8, SecretKey, systemRandom, type PeerId } from './base/base.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import { readSecretSource } from './logins.ts';
import type { MailboxStorage } from './mailbox/mailbox.ts';
import { offerOf } from './mailing.ts';
import type { NatsLogin } from './nats/nats.ts';
import { notASecret, readSecretFile, type SecretPurpose } from './secret-file.ts';
import type { StopStack } from './stop-stack.ts';

/** What the storage of the offered mailbox needs of the rest of the hall. */
interface StoragePorts {
  readonly config: Config['mailbox'];
  /** Whose mailbox it is. */
  readonly host: PeerId;
  /** Seed of the host key: the storage outlives a restored node as its mailbox address does. */
  readonly secret: SecretKey;
  readonly events: Events;
  /** `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens NATS JetStream where it is configured; without it nothing of it is even loaded, and undefined means the store
 * of the node. Throws MeshError 'config-invalid', 'mailbox-storage', and what reading a secret throws.
 */
export async function openMailboxStorage(
  { config, host, secret, events, env }: StoragePorts,
  stack: StopStack,
): Promise<MailboxStorage | undefined> {
  const { nats, offer: isOffered } = config;
  if (nats === undefined || !isOffered) return undefined;
  const login = loginOf(nats, env);
  const { openMailboxInNats } = await import('./nats/nats.ts');
  const storage = await openMailboxInNats({
    servers: nats.servers,
    replicas: nats.replicas,
    tls: nats,
    login,
    host,
    secret,
    random: systemRandom,
    offer: offerOf(config),
    onChange: (why) => events.mailboxStorage(why),
  });
  stack.push('mailbox storage', () => storage.close());
  return storage;
}

function purposeOf(key: string): SecretPurpose {
  return {
    without: 'The mailbox cannot use NATS JetStream',
    use: 'which this node shows to NATS',
    setting: `mailbox.nats.${key} in parley.yaml`,
    code: 'config-invalid',
  };
}

function loginOf(nats: NonNullable<Config['mailbox']['nats']>, env: StoragePorts['env']): NatsLogin | undefined {
  const { credentialsFile, token, user, password } = nats;
  if (credentialsFile !== undefined) return { kind: 'credentials', secret: credentialsIn(credentialsFile) };
  if (token !== undefined) return { kind: 'token', secret: readSecretSource(token, env, purposeOf('token')) };
  if (user === undefined || password === undefined) return undefined;
  return { kind: 'password', user, secret: readSecretSource(password, env, purposeOf('password')) };
}

/** A credentials file as `nsc` writes it: a user's JWT and the seed of its key, each between two lines that say so. */
function credentialsIn(path: string): SecretKey {
  const purpose = purposeOf('credentialsFile');
  const bytes = readSecretFile(path, purpose);
  const parts = /-{3,}BEGIN NATS USER JWT-{3,}[^-]*\S[^]*-{3,}BEGIN USER NKEY SEED-{3,}\s*SU[A-Z2-7]{56}\s/;
  if (parts.test(fromUtf8(bytes) ?? '')) return SecretKey.own(bytes);
  throw notASecret(path, 'holds no NATS credentials', purpose);
}
