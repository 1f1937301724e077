import { settings } from './config-settings.ts';

/** What `parley init` fills into the file; everything else stands there as its default. */
export interface CommentedConfigValues {
  /** Default `agent`. */
  readonly name?: string | undefined;
  readonly organisation?: string | undefined;
  /** Port of the network address on loopback, default 4001. */
  readonly port?: number | undefined;
  /** Default 4180. */
  readonly ingressPort?: number | undefined;
  /** Default 4181. */
  readonly controlPort?: number | undefined;
  /** Unlocks the keyring; a key file in the data folder when absent. */
  readonly passphraseFile?: string | undefined;
}

/** The parley.yaml that `parley init` writes: every key, its default, what it is for. Read as it is, it gives the defaults. */
export function commentedConfig(values: CommentedConfigValues): string {
  return meshPart(values) + localPart(values) + overridePart();
}

function meshPart({ name = 'agent', organisation, port = 4001 }: CommentedConfigValues): string {
  const organisationLine =
    organisation === undefined ? '# organisation: Example Ltd' : `organisation: ${JSON.stringify(organisation)}`;
  return `# Parley: the node beside an agent. Paths are relative to this file.
# Lines that start with "# key:" are examples; the other values are the defaults.

# Name of the agent behind this node: letters, digits, ".", "_", "-".
name: ${JSON.stringify(name)}

# Name of the organisation that the agent belongs to, shown to others beside its key.
${organisationLine}

# Keys, messages and state. Mode 0700; nothing in it is readable without the keyring's key.
data: ./data

# Where other nodes reach this one. Loopback until you change it: /ip4/0.0.0.0/tcp/4001 opens it to the network.
listen:
  - /ip4/127.0.0.1/tcp/${port}

# Addresses told to others as well, when this node is behind a router or in a container.
announce: []
#  - /dns4/agents.example.com/tcp/4001

${reachPart}${discoveryPart}# The agent behind this node, which others may call when policy permits.
agent: {}
# agent:
#   a2a:
#     url: http://127.0.0.1:9000
#     # Its gRPC interface, when its card names none or one on another host.
#     grpcUrl: http://127.0.0.1:9001

# MCP servers behind this node, by name: a URL, or a command that speaks MCP on stdio.
mcp:
  servers: {}
#   files:
#     command: npx
#     args: [-y, "@modelcontextprotocol/server-filesystem", /srv/shared]
#     env: { LOG_LEVEL: warn }
#   search:
#     url: http://127.0.0.1:9100/mcp
#     login: { header: { secret: { secretFile: search.token } } }

# Folder of Cedar policies (*.cedar). What no policy permits is refused. Changes take effect at once.
policies: ./policies

# Share of decisions (0 to 1) that cedar-wasm makes once more. When it decides otherwise, everything is denied.
policy:
  crossCheck: 0

# Remote policy engines that may say no to what the policies allow. One that does not answer in time means no.
veto: []
#  - kind: opa
#    url: http://127.0.0.1:8181/v1/data/parley/allow
#    timeoutMs: 500

# Peers with known addresses. \`parley join CODE\` adds peers without an entry here.
peers: []
#  - alias: globex
#    did: did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk
#    multiaddrs: [/dns4/agents.globex.example/tcp/4001]

`;
}

function localPart({ ingressPort = 4180, controlPort = 4181, passphraseFile }: CommentedConfigValues): string {
  const keyringLines =
    passphraseFile === undefined
      ? 'keyring: {}\n#  passphraseFile: /run/secrets/parley-passphrase'
      : `keyring:\n  passphraseFile: ${JSON.stringify(passphraseFile)}`;
  return `# Lowest trust score (0 to 1000) at which a session is opened. A newcomer of a known organisation has 500.
trust:
  minScore: 500

# Limits on a session that another agent opens here: messages, seconds, actions as in policies. Beyond them it opens a new one.
sessions:
  actions: []
#  maxMessages: 10000
#  maxSeconds: 604800

${mailboxPart}${agentmeshPart}# What this agent says it can do, as action:resource[:qualifier].
capabilities: []

${ingressPart(ingressPort)}# The local API: a Unix socket (default: control.sock in the data folder) and a port that asks for the token in
# control.token there.
control:
  host: 127.0.0.1
  port: ${controlPort}
#  socket: /run/user/1000/parley.sock

# What unlocks the keyring, one of these. Not a variable or an argument: others on the machine can see those.
# \`parley init\` writes keyring.key into the data folder; keep it elsewhere when others can read that disk.
${keyringLines}
#  keyFile: /run/credentials/parley.key
#  credential: parley.key
#  keyFd: 3
#  passphrase: ask

# Cipher suites that this node allows, in order of preference; one that is not installed is passed over.
suites: [signal, pqxdh, agentmesh]

# false is faster, and loses what was accepted in the last moment before a power cut.
store:
  fsync: true

# Bounds: beyond them the node refuses and says so.
limits:
  # Open connections to other nodes; each takes about 0.3 MB.
  connections: 300
  # Messages accepted and not yet delivered, for one peer, and for all agents of one organisation.
  outbox: 100000
  organisationOutbox: 500000
  # Messages received and not yet acknowledged. A peer, or an organisation, gets as many as there is room left.
  inbox: 100000
  # A2A and MCP calls under way at once.
  exchanges: 1000
  # How long a message may wait for its recipient; at most 259200, 72 hours.
  messageTtlSeconds: 259200

# An OpenTelemetry collector to tell of traces and metrics, over OTLP/HTTP; without a url none is told.
telemetry: {}
#  otlp:
#    url: http://127.0.0.1:4318
#    sample: 1
#    metricsSeconds: 60

# error, warn, info, debug or silent. Lines are JSON, and readable when the output is a terminal (or pretty: true).
log:
  level: info

`;
}

const ingressPart = (
  port: number,
): string => `# Where local clients call remote agents: http://127.0.0.1:PORT/a2a/<alias>, /mcp/<alias>/<server>, /mcp/<alias>. 0: any free port.
ingress:
  host: 127.0.0.1
  port: ${port}
  # Ports for local gRPC clients, by alias of the agent. Others get a free one, which the card served here names.
  grpc: {}
#    globex: 4190

`;

const reachPart = `# Ways to be reached where nobody can dial this node, and to help others to be.
reach:
  # Relays: addresses with /p2p/<peer id> of nodes that know this one and offer places. listen may then be [].
  relays: []
#    - /dns4/relay.example.com/tcp/4001/p2p/12D3KooW...
  # Offer places to the peers of this node: how many, and what one connection may carry, in bytes and seconds.
  offer: false
  maxReservations: 64
  maxBytes: 134217728
  maxSeconds: 3600
  # Try to turn connections through relays into direct ones.
  punch: false
  # Ask peers whether the public addresses of this node can be dialled, and do the same for them.
  probe: false
  # Others are told only what announce has and places at relays, not the addresses listened on.
  announceOnly: false

`;

const discoveryPart = `# Ways to find others beyond those that this node was told of. They tell strangers that a node is here, so they are off.
discovery:
  # Nodes on the local network, by mDNS.
  mdns: false
  # Agents whose DID is all that is known: a network of look-ups (Kademlia), where the record of this agent is then public.
  dht: false
  # Where that network begins, besides the peers of this node: addresses with /p2p/<peer id>.
  contacts: []
#    - /ip4/203.0.113.7/tcp/4001/p2p/12D3KooW...
  # Domains asked which keys are those of their organisation (did:web): https://<domain>/.well-known/did.json
  domains: []
#    - acme.example

`;

const mailboxPart = `# Mailboxes: nodes that keep sealed messages for an agent whose own node cannot be reached.
mailbox:
  # Those of this agent: addresses with /p2p/<peer id> of nodes that know this one and offer a mailbox.
  use: []
#    - /dns4/mail.example.com/tcp/4001/p2p/12D3KooW...
  # What each of them may keep for this agent, and how often they are visited.
  grantBytes: 67108864
  grantMessages: 10000
  fetchSeconds: 60
  # How long a peer is without a connection before messages for it are left at its mailboxes.
  afterSeconds: 10
  # Offer a mailbox to the peers of this node: bounds for all, and for each.
  offer: false
  maxBytes: 1073741824
  maxMessages: 100000
  maxBytesEach: 67108864
  maxMessagesEach: 10000
  # What it keeps lies in the store of this node, or in NATS JetStream: see docs/mailboxes.md.
#  nats:
#    servers: [tls://nats.example.com:4222]
#    replicas: 3
#    credentialsFile: /etc/parley/mailbox.creds

`;

const agentmeshPart = `# Serve local AgentMesh clients, in the place of their registry and relay.
agentmesh:
  enabled: false
  host: 127.0.0.1
  registryPort: 8082
  relayPort: 8083
  # Also those that prove nothing, such as release 4.0.0 of the SDK on npm. Any program here can then speak as one.
  legacy: false
  # Where messages of AgentMesh agents to the agent of this node go: inbox, or a2a for the agent of agent.a2a.
  deliver: inbox
  # A token that every client must show at the relay.
#  tokenFile: /etc/parley/agentmesh.token
  # Instead: a token (JWT) of this OpenID Connect issuer, such as Entra ID.
#  issuer:
#    url: https://login.microsoftonline.com/TENANT/v2.0
#    audience: api://parley
#    tenant: TENANT

`;

function overridePart(): string {
  return `# The environment overrides this file, and --set KEY=VALUE overrides both:
${settings.map(({ key, variable }) => `#   ${variable.padEnd(32)} ${key}`).join('\n')}
`;
}
