import { MeshError } from './base/base.ts';
import { nearest } from './config-problem.ts';

type Kind = 'text' | 'number' | 'boolean' | 'list';

/** The keys that environment and flags may set; lists of objects stay in the file. */
const kinds: Readonly<Record<string, Kind>> = {
  name: 'text',
  organisation: 'text',
  data: 'text',
  listen: 'list',
  announce: 'list',
  'reach.relays': 'list',
  'reach.offer': 'boolean',
  'reach.maxReservations': 'number',
  'reach.maxBytes': 'number',
  'reach.maxSeconds': 'number',
  'reach.punch': 'boolean',
  'reach.probe': 'boolean',
  'reach.announceOnly': 'boolean',
  'discovery.mdns': 'boolean',
  'discovery.dht': 'boolean',
  'discovery.contacts': 'list',
  'discovery.domains': 'list',
  'ingress.host': 'text',
  'ingress.port': 'number',
  'control.host': 'text',
  'control.port': 'number',
  'control.socket': 'text',
  'agent.a2a.url': 'text',
  'agent.a2a.grpcUrl': 'text',
  policies: 'text',
  'policy.crossCheck': 'number',
  'approvals.holdSeconds': 'number',
  'sessions.maxMessages': 'number',
  'sessions.maxSeconds': 'number',
  'sessions.maxAgeSeconds': 'number',
  'sessions.actions': 'list',
  'trust.minScore': 'number',
  'trust.behaviour.callsPerMinute': 'number',
  'trust.behaviour.failuresInRow': 'number',
  'trust.behaviour.denials': 'number',
  'trust.behaviour.quarantineSeconds': 'number',
  'mailbox.use': 'list',
  'mailbox.grantBytes': 'number',
  'mailbox.grantMessages': 'number',
  'mailbox.afterSeconds': 'number',
  'mailbox.fetchSeconds': 'number',
  'mailbox.offer': 'boolean',
  'mailbox.maxBytes': 'number',
  'mailbox.maxMessages': 'number',
  'mailbox.maxBytesEach': 'number',
  'mailbox.maxMessagesEach': 'number',
  'mailbox.nats.servers': 'list',
  'mailbox.nats.replicas': 'number',
  'mailbox.nats.user': 'text',
  'mailbox.nats.credentialsFile': 'text',
  'mailbox.nats.caFile': 'text',
  'mailbox.nats.certFile': 'text',
  'mailbox.nats.keyFile': 'text',
  'agentmesh.enabled': 'boolean',
  'agentmesh.host': 'text',
  'agentmesh.registryPort': 'number',
  'agentmesh.relayPort': 'number',
  'agentmesh.legacy': 'boolean',
  'agentmesh.endpoint': 'boolean',
  'agentmesh.deliver': 'text',
  'agentmesh.tokenFile': 'text',
  'agentmesh.issuer.url': 'text',
  'agentmesh.issuer.audience': 'text',
  'agentmesh.issuer.tenant': 'text',
  'agentmesh.issuer.jwksUrl': 'text',
  'agentmesh.issuer.jwksSeconds': 'number',
  'agentmesh.issuer.jwksMaxStaleSeconds': 'number',
  capabilities: 'list',
  suites: 'list',
  'store.fsync': 'boolean',
  'limits.connections': 'number',
  'limits.outbox': 'number',
  'limits.organisationOutbox': 'number',
  'limits.inbox': 'number',
  'limits.exchanges': 'number',
  'limits.messageTtlSeconds': 'number',
  'audit.factsDays': 'number',
  'audit.entriesDays': 'number',
  'telemetry.otlp.url': 'text',
  'telemetry.otlp.sample': 'number',
  'telemetry.otlp.metricsSeconds': 'number',
  'log.level': 'text',
  'log.pretty': 'boolean',
  'keyring.passphraseFile': 'text',
  'keyring.keyFile': 'text',
  'keyring.keyFd': 'number',
  'keyring.credential': 'text',
  'keyring.passphrase': 'text',
};

/**
 * The environment variable of a dotted key: `PARLEY_`, then the key in capitals, `_` for a dot and before a
 * capital: `trust.minScore` is PARLEY_TRUST_MIN_SCORE. Lists are separated by commas; booleans are true or false.
 */
function variableOf(key: string): string {
  return `PARLEY_${key
    .replaceAll('.', '_')
    .replaceAll(/([A-Z])/g, '_$1')
    .toUpperCase()}`;
}

/** The dotted keys that environment and flags may set, each with its variable. */
export const settings: readonly { readonly key: string; readonly variable: string }[] = Object.keys(kinds).map(
  (key) => ({ key, variable: variableOf(key) }),
);

/** A value that overrides the file, and where it came from, for error messages. */
export interface Override {
  readonly key: string;
  readonly value: unknown;
  readonly origin: string;
}

/** Reads overrides, weakest first: environment, then flags. An empty variable counts as absent. */
export function overridesOf(
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, string>>,
): readonly Override[] {
  const fromEnv = settings.flatMap(({ key, variable }): readonly Override[] => {
    const text = env[variable];
    return text === undefined || text === '' ? [] : [{ key, value: read(key, text), origin: `$${variable}` }];
  });
  const fromFlags = Object.entries(flags).map(([key, text]): Override => {
    if (!Object.hasOwn(kinds, key)) throw unknownFlag(key);
    return { key, value: read(key, text), origin: `--set ${key}` };
  });
  return [...fromEnv, ...fromFlags];
}

function unknownFlag(key: string): MeshError {
  const hint = nearest(key, Object.keys(kinds));
  const advice =
    hint === undefined ? `Keys that can be set: ${Object.keys(kinds).join(', ')}.` : `Did you mean ${hint}?`;
  return new MeshError(
    'config-invalid',
    `--set ${key}: there is no such key that can be set from outside the file. ${advice}`,
  );
}

/** What does not read as its kind stays text, so that the schema says what is allowed. */
function read(key: string, text: string): unknown {
  const kind = kinds[key];
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return kind === 'list' ? text.split(',').map((item) => item.trim()) : text;
}
