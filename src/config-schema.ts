import { z } from 'zod';
import { actions } from './policy/policy.ts';
import { suiteNames } from './suites.ts';
import { loginSchema, secretHeader, secureUrl, type LoginConfig } from './config-login.ts';
import { natsSchema } from './config-nats.ts';

const text = z.string().min(1).max(1024);
const port = z.int().min(0).max(65_535);
/** Only its shape: `net` reads the address itself. */
const multiaddr = written(/^(?=.{2,1024}$)(\/[^/\s]+)+$/, 'a multiaddr such as /ip4/127.0.0.1/tcp/4001');
/** A multiaddr that says whose it is. */
const hostAddress = written(
  /^(?=.{2,1024}$)(\/[^/\s]+)+\/p2p\/[1-9A-HJ-NP-Za-km-z]{32,64}$/,
  'a multiaddr that ends in /p2p/<peer id>, as `parley status` of that node shows it',
);
/** A name in the public DNS, not an address: did:web names no port here. */
const domain = written(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
  'a domain in lower case, such as example.com',
);
const alias = written(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, '1 to 63 letters, digits, ".", "_" or "-"');
const serverName = written(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, '1 to 63 letters, digits, "_" or "-"');
const credentialName = written(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, 'the name of a systemd credential');
const did = written(/^did:(agentmesh|mesh):[A-Za-z0-9]{16,64}$/, 'a DID such as did:agentmesh:…');
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'an http:// or https:// URL' })
  .describe('an http:// or https:// URL');

function written(pattern: RegExp, what: string): z.ZodString {
  return z.string().regex(pattern, what).describe(what);
}

/** Only loopback: what speaks here may act for the agent, and nothing in the protocol says who is calling. */
const loopback = z.enum(['127.0.0.1', '::1', 'localhost']);

const mcpServer = z
  .strictObject({
    url: httpUrl.optional(),
    login: loginSchema.optional(),
    command: text.optional(),
    args: z.array(z.string().max(4096)).max(256).optional(),
    env: z.record(z.string(), z.string()).optional(),
  })
  .transform(({ url, login, command, args, env }, context): McpServerConfig => {
    if (url !== undefined && command === undefined && args === undefined && env === undefined) return { url, login };
    if (url === undefined && login === undefined && command !== undefined)
      return { command, args: args ?? [], env: env ?? {} };
    context.issues.push({ code: 'custom', input: url, message: 'either url, or command with args and env' });
    return z.NEVER;
  });

/** An MCP server behind this node: reached over HTTP, or started as a process that speaks on stdio. */
export type McpServerConfig =
  | { readonly url: string; readonly login: LoginConfig | undefined }
  | {
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

const identityKind = z.enum(['entra', 'oidc', 'spiffe']);

/** An issuer whose tokens prove who an agent is elsewhere. */
const trustedIssuer = z
  .strictObject({
    kind: identityKind,
    url: secureUrl.optional(),
    tenant: text.optional(),
    trustDomain: written(/^[a-z0-9._-]{1,255}$/, 'a trust domain such as acme.example').optional(),
    jwksUrl: secureUrl.optional(),
    jwksSeconds: z.int().min(60).max(86_400).default(3600),
    jwksMaxStaleSeconds: z.int().min(60).max(604_800).default(86_400),
  })
  .refine(({ kind, trustDomain }) => (kind === 'spiffe') === (trustDomain !== undefined), {
    error: 'trustDomain for spiffe, and for nothing else',
  })
  .refine(({ kind, url, jwksUrl }) => url !== undefined || (kind === 'spiffe' && jwksUrl !== undefined), {
    error: 'url; jwksUrl is enough for spiffe',
  });

/** A collector for traces and metrics; what it is shown as a secret goes over TLS, or stays on this machine. */
const collector = z
  .strictObject({
    url: httpUrl,
    sample: z.number().min(0).max(1).default(1),
    metricsSeconds: z.int().min(0).max(3600).default(60),
    header: secretHeader.optional(),
  })
  .refine(({ url, header }) => header === undefined || secureUrl.safeParse(url).success, {
    path: ['url'],
    error: 'an https:// URL, or http:// on this machine, as a header with a secret is sent there',
  });

/** Where requests for approval are announced, and the secret that both sides sign with. */
const approvalWebhook = z
  .strictObject({
    url: httpUrl,
    secretFile: text.optional(),
    credential: credentialName.optional(),
    env: written(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of a variable, in capitals').optional(),
  })
  .refine(({ secretFile, credential, env }) => [secretFile, credential, env].filter(Boolean).length === 1, {
    error: 'exactly one of secretFile, credential and env',
  });

/** The keys of parley.yaml with their defaults. Descriptions stand in the commented file that `parley init` writes. */
export const configSchema = z.strictObject({
  name: alias.default('agent'),
  organisation: text.max(128).optional(),
  data: text.default('./data'),
  listen: z.array(multiaddr).max(16).default(['/ip4/127.0.0.1/tcp/4001']),
  announce: z.array(multiaddr).max(16).default([]),
  reach: z
    .strictObject({
      relays: z.array(hostAddress).max(4).default([]),
      offer: z.boolean().default(false),
      maxReservations: z.int().min(1).max(4096).default(64),
      maxBytes: z
        .int()
        .min(1024)
        .max(1e12)
        .default(128 * 1024 * 1024),
      maxSeconds: z.int().min(10).max(86_400).default(3600),
      punch: z.boolean().default(false),
      probe: z.boolean().default(false),
      announceOnly: z.boolean().default(false),
    })
    .prefault({}),
  discovery: z
    .strictObject({
      mdns: z.boolean().default(false),
      dht: z.boolean().default(false),
      contacts: z.array(hostAddress).max(16).default([]),
      domains: z.array(domain).max(16).default([]),
    })
    .prefault({}),
  ingress: z
    .strictObject({
      host: loopback.default('127.0.0.1'),
      port: port.default(4180),
      grpc: z.record(alias, port).default({}),
    })
    .prefault({}),
  control: z
    .strictObject({ host: loopback.default('127.0.0.1'), port: port.default(4181), socket: text.optional() })
    .prefault({}),
  agent: z
    .strictObject({
      a2a: z.strictObject({ url: httpUrl, grpcUrl: httpUrl.optional(), login: loginSchema.optional() }).optional(),
    })
    .prefault({}),
  mcp: z
    .strictObject({
      servers: z.record(serverName, mcpServer).default({}),
    })
    .prefault({}),
  policies: text.default('./policies'),
  policy: z.strictObject({ crossCheck: z.number().min(0).max(1).default(0) }).prefault({}),
  veto: z
    .array(
      z.strictObject({
        kind: z.enum(['opa', 'authzen']),
        url: httpUrl,
        timeoutMs: z.int().min(10).max(10_000).default(500),
        tokenFile: text.optional(),
      }),
    )
    .max(4)
    .default([]),
  approvals: z
    .strictObject({
      holdSeconds: z.int().min(0).max(3600).default(300),
      webhook: approvalWebhook.optional(),
    })
    .prefault({}),
  peers: z
    .array(z.strictObject({ alias, did: did.optional(), multiaddrs: z.array(multiaddr).max(16).default([]) }))
    .max(1024)
    .superRefine((peers, context) => {
      const seen = new Set<string>();
      for (const [index, { alias }] of peers.entries()) {
        if (seen.has(alias)) {
          context.addIssue({
            code: 'custom',
            path: [index, 'alias'],
            input: alias,
            message: 'an alias that no other peer has',
          });
        }
        seen.add(alias);
      }
    })
    .default([]),
  sessions: z
    .strictObject({
      maxMessages: z.int().min(1).optional(),
      maxSeconds: z.int().min(1).optional(),
      maxAgeSeconds: z
        .int()
        .min(60)
        .max(30 * 24 * 3600)
        .default(7 * 24 * 3600),
      actions: z.array(z.enum(actions)).max(64).default([]),
    })
    .prefault({}),
  trust: z
    .strictObject({
      minScore: z.int().min(0).max(1000).default(500),
      behaviour: z
        .strictObject({
          callsPerMinute: z.int().min(0).max(100_000).default(0),
          failuresInRow: z.int().min(0).max(1000).default(20),
          denials: z.int().min(0).max(1000).default(10),
          quarantineSeconds: z
            .int()
            .min(1)
            .max(30 * 24 * 3600)
            .default(900),
        })
        .prefault({}),
    })
    .prefault({}),
  mailbox: z
    .strictObject({
      use: z.array(hostAddress).max(16).default([]),
      grantBytes: z
        .int()
        .min(1)
        .max(1e12)
        .default(64 * 1024 * 1024),
      grantMessages: z.int().min(1).max(1_000_000).default(10_000),
      afterSeconds: z.int().min(0).max(86_400).default(10),
      fetchSeconds: z.int().min(1).max(86_400).default(60),
      offer: z.boolean().default(false),
      maxBytes: z
        .int()
        .min(1)
        .max(1e15)
        .default(1024 * 1024 * 1024),
      maxMessages: z.int().min(1).max(10_000_000).default(100_000),
      maxBytesEach: z
        .int()
        .min(1)
        .max(1e15)
        .default(64 * 1024 * 1024),
      maxMessagesEach: z.int().min(1).max(10_000_000).default(10_000),
      nats: natsSchema.optional(),
    })
    .prefault({}),
  agentmesh: z
    .strictObject({
      enabled: z.boolean().default(false),
      host: loopback.default('127.0.0.1'),
      registryPort: port.default(8082),
      relayPort: port.default(8083),
      legacy: z.boolean().default(false),
      endpoint: z.boolean().default(true),
      deliver: z.enum(['inbox', 'a2a']).default('inbox'),
      tokenFile: text.optional(),
      issuer: z
        .strictObject({
          url: secureUrl,
          audience: text,
          tenant: text.optional(),
          jwksUrl: secureUrl.optional(),
          jwksSeconds: z.int().min(60).max(86_400).default(3600),
          jwksMaxStaleSeconds: z.int().min(60).max(604_800).default(86_400),
        })
        .optional(),
    })
    .refine(({ tokenFile, issuer }) => tokenFile === undefined || issuer === undefined, {
      error: 'only one of tokenFile and issuer: a client shows one token',
    })
    .prefault({}),
  identity: z
    .strictObject({
      show: z
        .array(z.strictObject({ kind: identityKind, file: text }))
        .max(3)
        .refine((shown) => new Set(shown.map(({ kind }) => kind)).size === shown.length, {
          error: 'one of a kind',
        })
        .default([]),
      trust: z.array(trustedIssuer).max(32).default([]),
    })
    .prefault({}),
  capabilities: z.array(text).max(64).default([]),
  suites: z
    .array(z.enum(suiteNames))
    .min(1)
    .max(suiteNames.length)
    .default([...suiteNames]),
  store: z.strictObject({ fsync: z.boolean().default(true) }).prefault({}),
  limits: z
    .strictObject({
      connections: z.int().min(1).max(100_000).default(300),
      outbox: z.int().min(1).max(10_000_000).default(100_000),
      organisationOutbox: z.int().min(1).max(100_000_000).default(500_000),
      inbox: z.int().min(1).max(10_000_000).default(100_000),
      exchanges: z.int().min(1).max(100_000).default(1000),
      messageTtlSeconds: z
        .int()
        .min(1)
        .max(72 * 3600)
        .default(72 * 3600),
    })
    .prefault({}),
  audit: z
    .strictObject({
      factsDays: z.int().min(1).max(3650).default(7),
      entriesDays: z.int().min(1).max(36_500).default(365),
    })
    .refine((audit) => audit.factsDays <= audit.entriesDays, {
      error: 'factsDays no larger than entriesDays: facts explain an entry',
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['error', 'warn', 'info', 'debug', 'silent']).default('info'),
      pretty: z.boolean().optional(),
    })
    .prefault({}),
  telemetry: z.strictObject({ otlp: collector.optional() }).prefault({}),
  keyring: z
    .strictObject({
      passphraseFile: text.optional(),
      keyFile: text.optional(),
      keyFd: z.int().min(3).max(1023).optional(),
      credential: credentialName.optional(),
      passphrase: z.enum(['ask']).optional(),
    })
    .refine((keyring) => Object.values(keyring).filter((value) => value !== undefined).length <= 1, {
      error: 'only one of passphraseFile, keyFile, keyFd, credential and passphrase',
    })
    .prefault({}),
});

/** What the schema gives: defaults filled in, paths still as written. */
export type ParsedConfig = z.output<typeof configSchema>;
