import {
  parseCanonicalDid,
  parsePeerId,
  SecretKey,
  sha256,
  utf8,
  type Did,
  type MessageId,
  type Reason,
} from '../../src/base/base.ts';
import type { PeerId, Random } from '../../src/base/base.ts';
import { createEgress, type Egress, type RawResponse } from '../../src/bridge/bridge.ts';
import { Cards } from '../../src/cards.ts';
import { DeadLetters } from '../../src/dead-letters.ts';
import { Directory } from '../../src/directory.ts';
import { Events } from '../../src/events.ts';
import { Exchanges, type ExchangePorts } from '../../src/exchanges.ts';
import type { FrameGate } from '../../src/facts.ts';
import { Handshakes } from '../../src/handshakes.ts';
import { Gossip } from '../../src/gossip.ts';
import { Invitations } from '../../src/invitations.ts';
import { Approvals } from '../../src/approvals.ts';
import { AuditLog } from '../../src/audit-log.ts';
import { CrossCheck, type CrossCheckPorts } from '../../src/cross-check.ts';
import { ToolPins } from '../../src/tool-pins.ts';
import { Witnessing } from '../../src/witnessing.ts';
import { pagesIn, type Pages } from '../../src/journal.ts';
import { Knocking, type KnockLink } from '../../src/knocking.ts';
import type { Config } from '../../src/config.ts';
import { configSchema } from '../../src/config-schema.ts';
import type { HoldBack } from '../../src/hold-back.ts';
import { Letterbox } from '../../src/letterbox.ts';
import { openForLetters } from '../../src/letter-sessions.ts';
import { LettersOut } from '../../src/letters-out.ts';
import type { MailboxStorage } from '../../src/mailbox/mailbox.ts';
import { startMailing } from '../../src/mailing.ts';
import { Links } from '../../src/links.ts';
import { Lookup } from '../../src/lookup.ts';
import { MessageFeed } from '../../src/message-feed.ts';
import { OwnKeys } from '../../src/own-keys.ts';
import { openSuites } from '../../src/suites.ts';
import { publishRecord, type OwnFacts, type RotationPorts } from '../../src/own-record.ts';
import { PersonLogins } from '../../src/person-logins.ts';
import { openInbox } from '../../src/open-inbox.ts';
import { PartsOut, type Cutting } from '../../src/parts-out.ts';
import { OutboxQuota } from '../../src/outbox-quota.ts';
import { Pipeline } from '../../src/pipeline.ts';
import { compilePolicies, type CompiledPolicies } from '../../src/policy/policy.ts';
import { PrekeyShelf } from '../../src/prekey-shelf.ts';
import { Recall } from '../../src/recall.ts';
import { openSecondOpinion, type Rulebook } from '../../src/rulebook/rulebook.ts';
import { Repair } from '../../src/repair.ts';
import { Refusals } from '../../src/refusals.ts';
import { SessionReview } from '../../src/session-review.ts';
import { Sightings } from '../../src/sightings.ts';
import type { Organisations } from '../../src/tally.ts';
import { openTrust, type TrustPorts } from '../../src/open-trust.ts';
import type { KeyringSecrets } from '../../src/store/store.ts';
import type { Conditions, ExchangeRequest, Priority } from '../../src/wire/wire.ts';
import type { Veto } from '../../src/veto/veto.ts';
import { MemoryStore, type Disk } from './memory-store.ts';
import { Network, type SimNet } from './network.ts';
import { NodeClock, seeded, World } from './world.ts';

/** How a node of the simulation differs from an ordinary one. */
export interface Setup {
  readonly policies?: CompiledPolicies;
  readonly veto?: Veto | undefined;
  /** What frames of AgentMesh clients are judged by; without it none pass. */
  readonly frames?: FrameGate;
  /** Share of decisions that are made once more, and the files that the other engine reads. */
  readonly crossCheck?: Pick<CrossCheckPorts, 'share'> &
    Partial<Pick<CrossCheckPorts, 'open'>> &
    Pick<Rulebook, 'files'>;
  /** What its approval webhook's owner signs with. */
  readonly webhookSecret?: SecretKey;
  /** What it counts; one that all nodes share when absent. */
  readonly events?: Events;
  readonly conditions?: Partial<Conditions>;
  readonly minScore?: number;
  readonly behaviour?: TrustPorts['behaviour'];
  readonly maxQueued?: number;
  readonly maxQueuedOfOrganisation?: number;
  /** From which size a message travels in parts, and how large these are. */
  readonly cutting?: Cutting;
  readonly maxInbox?: number;
  readonly maxExchanges?: number;
  readonly maxAgents?: number;
  /** Whose organisation signs for it, by the name of a node; its own when absent. */
  readonly organisation?: string;
  /** What its record says that it can do. */
  readonly capabilities?: readonly string[];
  /** Repairs with its neighbours. */
  readonly repairs?: boolean;
  readonly suites?: readonly string[];
  readonly maxSessionAgeMs?: number;
  /** What it offers and uses as mailboxes; by name, the nodes whose mailboxes are its own. */
  readonly mailbox?: Partial<Omit<Config['mailbox'], 'use'>> & { readonly use?: readonly string[] };
  /** Where the mailbox that it offers keeps its letters; its own disk when absent. */
  readonly mailboxStorage?: () => Promise<MailboxStorage>;
  /** A defect that the simulator must notice. */
  readonly plant?: Plant;
  /** What the agent behind the node answers. */
  readonly perform?: (request: ExchangeRequest, caller: Did, signal: AbortSignal) => Promise<RawResponse>;
}

/** How a message is posted besides its text. */
interface PostOptions {
  readonly topic?: string;
  readonly ttlMs?: number;
  readonly priority?: Priority | undefined;
}

/** Takes the place of parts of a node, so that it breaks a promise. */
export interface Plant {
  readonly store?: (world: World, disk: Disk) => MemoryStore;
  readonly exchanges?: (ports: ExchangePorts) => Exchanges;
  readonly holdBack?: (store: MemoryStore, known: Organisations) => Promise<HoldBack>;
  /** What a start does to the disk before anything reads it. */
  readonly atStart?: (disk: Disk) => void;
}

/** Most scenarios are about other things, and call more often than a minute allows. */
const noAlarms = { callsPerMinute: 0, failuresInRow: 0, denials: 0, quarantineSeconds: 900 };

function mailboxOf({ mailbox = {} }: Setup): Config['mailbox'] {
  return { ...configSchema.parse({}).mailbox, ...mailbox, use: (mailbox.use ?? []).map(addressOf) };
}

function quotaOf({ maxQueued = 1000, maxQueuedOfOrganisation = 5000 }: Setup, directory: Directory): OutboxQuota {
  return new OutboxQuota({ outbox: maxQueued, organisationOutbox: maxQueuedOfOrganisation }, directory);
}

function capabilitiesOf({ capabilities = [] }: Setup): string[] {
  return [...capabilities];
}

/** Counts and logs nothing that anyone reads; shared, because each has a stream of its own. */
const sharedEvents = new Events({ level: 'silent', pretty: false }, {});

/** One node of the simulation: the hall over a virtual clock, a network in memory and a disk in memory. */
export class HallNode {
  readonly name: string;
  readonly setup: Setup;
  readonly host: PeerId;
  readonly did: Did;
  /** What its keyring file holds. */
  secrets: KeyringSecrets;
  policies: CompiledPolicies;
  readonly #network: Network;
  readonly #world: World;
  readonly disk: Disk = new Map();
  /** Called with each store that it opens, before anything is written. */
  onStore: (store: MemoryStore) => void = () => {};
  /** How far its clock is off, milliseconds. */
  #offsetMs = 0;
  #parts: Parts | undefined;
  /** What it starts, or runs, with. */
  #site: Site | undefined;

  constructor(network: Network, name: string, setup: Setup = {}) {
    this.name = name;
    this.setup = setup;
    this.policies = setup.policies ?? permitAll;
    this.secrets = secretsOf(name, setup.organisation);
    this.did = new OwnKeys(this.secrets).did;
    this.host = hostOf(name);
    this.#network = network;
    this.#world = network.world;
  }

  /** Its keys: those of the running node, or of its keyring. */
  get identity(): OwnKeys {
    return this.#parts?.identity ?? new OwnKeys(copyOf(this.secrets));
  }

  get isUp(): boolean {
    return this.#parts !== undefined;
  }

  /** The parts of the running node. */
  get parts(): Parts {
    if (this.#parts === undefined) throw new Error(`${this.name} is not running`);
    return this.#parts;
  }

  /** Whether it runs, or is about to. */
  get isStarted(): boolean {
    return this.#site !== undefined;
  }

  /** Starts the node over what its disk holds. */
  async start(): Promise<void> {
    // Loading a library takes true time, and is done once.
    await openSuites(this.setup.suites ?? ['agentmesh'], () => undefined);
    await this.#world.finish(this.boot());
  }

  /** As `start`, without letting time pass. It may crash before it is done: then it never is. */
  async boot(): Promise<void> {
    const { plant } = this.setup;
    plant?.atStart?.(this.disk);
    const clock = new NodeClock(this.#world, this.#offsetMs);
    const store = plant?.store?.(this.#world, this.disk) ?? new MemoryStore(this.#world, this.disk);
    const net = this.#network.host(this.host);
    const random = seeded(`${this.name} ${this.#world.below(2 ** 24)}`);
    const visitors: SimNet[] = [];
    const visitor = async (): Promise<SimNet> => {
      const host = this.#network.host(hostOf(`visitor${this.#world.below(2 ** 24)}`));
      visitors.push(host);
      return host;
    };
    const site = { clock, store, net, random, visitor, visitors, policies: () => this.policies };
    this.#site = site;
    this.onStore(store);
    const parts = await openHall(this, site);
    if (this.#site !== site) return;
    this.#parts = parts;
    this.#parts.links.greet();
  }

  /** The node is gone between two events; of its writes under way some are on disk. */
  crash(): void {
    const site = this.#site;
    if (site === undefined) return;
    this.#site = undefined;
    this.#parts = undefined;
    site.clock.stop();
    site.store.crash();
    for (const host of [site.net, ...site.visitors]) host.crash();
  }

  /** Sets its clock ahead of true time, or behind; for good. */
  setClock(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    this.#site?.clock.setOffset(offsetMs);
  }

  /** It stands still: no timer, no write, and nothing passes to it or from it, until `resume`. */
  pause(): void {
    this.#site?.clock.pause();
    this.#site?.store.hold();
  }

  resume(): void {
    this.#site?.store.release();
    this.#site?.clock.resume();
  }

  /** While it is down, its disk loses every session. */
  forgetSessions(): void {
    this.disk.delete('session');
  }

  /** Makes `other` known here, as an operator would by configuration. */
  async know(other: HallNode): Promise<void> {
    const { directory, reputation } = this.parts;
    const how = { alias: other.name, multiaddrs: [], via: 'configuration', now: this.#world.now() } as const;
    await this.#world.finish(directory.welcome(other.parts.directory.own, how, []));
    reputation.changed();
  }

  /** Sends a message; its id when it was accepted, else why not. */
  async send(to: HallNode | Did, text: string, options: PostOptions = {}): Promise<MessageId> {
    const sent = await this.#world.finish(this.post(to, text, options));
    if (sent.kind === 'refused') throw new Refusal(sent.reason, sent.id);
    return sent.id;
  }

  /** As `send`, without letting time pass. */
  post(to: HallNode | Did, text: string, options: PostOptions = {}): ReturnType<Pipeline['send']> {
    const { topic = '', ...rest } = options;
    return this.parts.pipeline.send({
      to: to instanceof HallNode ? to.did : to,
      body: { kind: 'message', topic, contentType: 'text/plain', body: utf8(text), replyTo: undefined },
      ...rest,
    });
  }

  /** Every message waiting for the agent, as text, oldest first. */
  async inbox(): Promise<readonly string[]> {
    const messages = await this.#world.finish(this.parts.inbox.read(0, 10_000));
    return messages.map(({ message }) => new TextDecoder().decode(message.body));
  }

  /** How a message ended, as `outcome` or `outcome reason`; undefined as long as it has not. */
  endOf(id: MessageId): string | undefined {
    const { ending } = this.pagesOf(id);
    return ending && [ending.outcome, ending.reason].filter(Boolean).join(' ');
  }

  /** All that its journal has under an id. */
  pagesOf(id: MessageId): Pages {
    const entries = [...(this.disk.get('decision') ?? [])]
      .map(([key, value]) => [Buffer.from(key, 'hex'), value] as const)
      .filter(([key]) => key.toString().split('.')[0] === id);
    return pagesIn(entries.sort(([a], [b]) => Buffer.compare(a, b)));
  }

  /** What was decided about a message here, as `direction step allowed reason`. */
  decisionOf(id: MessageId): string | undefined {
    const entry = this.pagesOf(id).pages[0]?.entry;
    const decision = entry?.decisions[0];
    if (entry === undefined || decision === undefined) return undefined;
    return [entry.direction, decision.step, decision.allowed ? 'allowed' : decision.reason].join(' ');
  }
}

interface Site {
  readonly clock: NodeClock;
  readonly store: MemoryStore;
  readonly net: SimNet;
  readonly random: Random;
  /** Hosts made for one visit. */
  readonly visitors: readonly SimNet[];
  visitor(): Promise<SimNet>;
  policies(): CompiledPolicies;
}

/** The parts between the wire and the agent, wired as the daemon wires them. */
async function openHall(node: HallNode, site: Site) {
  const { name, setup } = node;
  const { clock, store, net, random } = site;
  const events = setup.events ?? sharedEvents;
  // The keys in memory are wiped when they rotate; the file keeps its own.
  const identity = await OwnKeys.open(store, copyOf(node.secrets));
  const mailbox = mailboxOf(setup);
  const letterbox = await Letterbox.open(store, mailbox.use, random);
  const own: OwnFacts & RotationPorts = {
    letterbox,
    config: {
      name,
      organisation: name,
      capabilities: capabilitiesOf(setup),
      agent: {},
      mcp: { servers: {} },
    },
    keys: identity,
    store,
    random,
    saveKeyring: async (secrets) => {
      node.secrets = copyOf(secrets);
    },
    peerId: net.peerId,
    multiaddrs: net.addresses(),
  };
  const record = await publishRecord(store, own, clock.now());
  const directory = await Directory.open(store, identity, record, setup.maxAgents);
  const audit = await AuditLog.open({ store, clock, events, self: identity });
  const suites = await openSuites(setup.suites ?? ['agentmesh'], () => undefined);
  const refusals = new Refusals({ store, audit, clock, events });
  const crossCheck = crossCheckOf(setup, { ...site, audit, events });
  const policies = (): CompiledPolicies => crossCheck.policies();
  const base = { store, audit, clock, random, events, refusals, directory, suites, crossCheck, policies };
  const trust = await openTrust({
    ...base,
    self: identity,
    minScore: setup.minScore ?? 500,
    behaviour: setup.behaviour ?? noAlarms,
  });
  const { reputation } = trust;
  const recall = await Recall.open(store, parseCanonicalDid);
  const approvals = await Approvals.open(base);
  const book: { tools?: ToolPins } = {};
  const invitations = new Invitations(store);
  const { partsIn, inbox } = await openInbox(store, directory, setup.maxInbox ?? 1000);
  const deadLetters = await DeadLetters.open(store);
  const feed = new MessageFeed(clock.now());
  const laneTo = (peer: Did) => links.laneTo(peer);
  const openExchanges = setup.plant?.exchanges ?? ((ports) => new Exchanges(ports));
  const exchanges: Exchanges = openExchanges({
    ...base,
    egress: egressOf(setup),
    maxExchanges: setup.maxExchanges ?? 100,
    send: (draft) => pipeline.send(draft),
    credit: (peer, exchange, taken) => links.send(peer, { kind: 'credit', exchange, taken }),
    reachable: (peer, signal) => links.reachable(peer, signal),
    sighted: (peer, kind, about) => pipeline.sighted(peer, kind, about),
  });
  const large = { partsIn, partsOut: new PartsOut({ ...base, self: identity.did, cutting: setup.cutting, laneTo }) };
  const pipeline: Pipeline = new Pipeline({
    veto: setup.veto,
    frames: setup.frames,
    ...base,
    ...trust,
    self: identity.did,
    exchanges,
    inbox,
    deadLetters,
    feed,
    ...large,
    recall,
    approvals,
    tools: {
      factsOf: (name) => book.tools?.factsOf(name),
      isBarred: (name) => book.tools?.isBarred(name) ?? false,
    },
    laneTo,
  });
  const shelf = await PrekeyShelf.open({ ...base, self: identity, now: clock.now() });
  const conditions = { maxMessages: undefined, maxSeconds: undefined, actions: [], ...setup.conditions };
  const knocking = new Knocking({ ...base, self: identity, reputation, shelf, conditions, laneTo });
  const requirement = { minScore: setup.minScore ?? 500, capabilities: [] };
  const handshakes = new Handshakes({
    ...base,
    self: identity,
    net,
    reputation,
    invitations,
    requirement,
    suites: [...suites.keys()],
  });
  const closed = audit.problem !== undefined;
  const witnessing = await Witnessing.open({
    ...base,
    self: identity,
    send: (peer, frame) => links.send(peer, frame),
    linked: () => links.linkedPeers(),
  });
  const gossip: Gossip = new Gossip({ ...base, ...trust, own, net, exchanges, handshakes, links: () => links });
  const out: LettersOut = new LettersOut({
    ...base,
    ...trust,
    self: identity,
    letterbox,
    afterMs: mailbox.afterSeconds * 1000,
    visitor: () => site.visitor(),
    links: () => links,
  });
  const letters = {
    waits: (peer: Did) => out.waits(peer),
    met: (link: KnockLink) => void openForLetters(link, { ...base, knocking, laneTo }),
  };
  gossip.start();
  const repair = repairOf(setup, () => new Repair({ ...base, net, handshakes, gossip, links: () => links }));
  const review: SessionReview = new SessionReview({
    ...base,
    self: identity,
    reputation,
    exchanges,
    links: () => links,
  });
  review.start();
  const links: Links = new Links({
    ...base,
    review,
    letters,
    repair,
    witnessing,
    self: identity.did,
    net,
    handshakes,
    knocking,
    pipeline,
    exchanges,
    ...large,
    gossip,
    quota: quotaOf(setup, directory),
    maxSessionAgeMs: setup.maxSessionAgeMs ?? 7 * 24 * 3600 * 1000,
    closed,
  });
  await exchanges.load();
  await pipeline.load();
  await links.load();
  const mailing = await startMailing({
    ...(await keptElsewhere(setup, store, directory)),
    ...base,
    ...trust,
    config: mailbox,
    self: identity,
    net,
    handshakes,
    letterbox,
    inbox,
    pipeline,
    links,
    out,
    closed,
  });
  await exchanges.recover();
  const tools = await ToolPins.open({ ...base, self: identity.did });
  book.tools = tools;
  const core = {
    clock,
    suites,
    store,
    audit,
    net,
    random,
    events,
    own,
    identity,
    letterbox,
    mailing,
    gossip,
    directory,
    ...trust,
    recall,
    approvals,
    veto: setup.veto,
    crossCheck,
    webhookSecret: setup.webhookSecret,
    tools,
    personLogins: new PersonLogins(),
    invitations,
    inbox,
    deadLetters,
    feed,
    sightings: new Sightings(),
    cards: await Cards.open(base),
    ...large,
  };
  const { discovery } = configSchema.parse({});
  const lookup = new Lookup({ ...core, config: { discovery }, links });
  return { ...core, lookup, exchanges, pipeline, shelf, knocking, handshakes, links, witnessing, review };
}

/** Where letters are kept, as far as the node does not do what every node does. */
async function keptElsewhere({ plant, mailboxStorage }: Setup, store: MemoryStore, known: Organisations) {
  return { holdBack: await plant?.holdBack?.(store, known), mailboxStorage: await mailboxStorage?.() };
}

function crossCheckOf(setup: Setup, site: Site & Pick<CrossCheckPorts, 'audit' | 'events'>): CrossCheck {
  const { share, files, open = openSecondOpinion } = setup.crossCheck ?? { share: 0, files: [] };
  const rulebook = { current: () => site.policies(), files };
  return CrossCheck.open({ ...site, share, rulebook, open });
}

function repairOf({ repairs }: Setup, make: () => Repair): Repair | undefined {
  if (repairs !== true) return undefined;
  const repair = make();
  repair.start();
  return repair;
}

type Parts = Awaited<ReturnType<typeof openHall>>;

/** A message that was not accepted here. */
export class Refusal extends Error {
  readonly reason: Reason;
  readonly id: MessageId;

  constructor(reason: Reason, id: MessageId) {
    super(reason);
    this.reason = reason;
    this.id = id;
  }
}

function egressOf({ perform }: Setup): Egress {
  const target = perform && { perform, close: async () => {} };
  return createEgress({ a2a: target, mcp: new Map(target === undefined ? [] : [['tools', target]]) });
}

function secret(name: string): SecretKey {
  return SecretKey.own(sha256(utf8(name)));
}

function secretsOf(name: string, organisation = name): KeyringSecrets {
  return {
    identitySeed: secret(`${name} identity`),
    nextIdentitySeed: secret(`${name} next identity`),
    organisationSeed: secret(`${organisation} organisation`),
    hostSeed: secret(`${name} host`),
    dataKey: secret(`${name} data`),
  };
}

function copyOf(secrets: KeyringSecrets): KeyringSecrets {
  const copy = (key: SecretKey): SecretKey => SecretKey.own(Uint8Array.from(key.expose()));
  const { identitySeed, nextIdentitySeed, organisationSeed, hostSeed, dataKey } = secrets;
  return {
    ...secrets,
    identitySeed: copy(identitySeed),
    nextIdentitySeed: copy(nextIdentitySeed),
    organisationSeed: organisationSeed && copy(organisationSeed),
    hostSeed: copy(hostSeed),
    dataKey: copy(dataKey),
  };
}

function hostOf(name: string): PeerId {
  const peerId = parsePeerId(`12D3KooW${name.replaceAll(/[^1-9A-HJ-NP-Za-km-z]/g, '')}`.padEnd(52, 'x'));
  if (peerId === undefined) throw new Error(`no peer id can be made of ${name}`);
  return peerId;
}

/** Where a node of the simulation is found as a mailbox. */
function addressOf(name: string): string {
  return `/memory/${name}/p2p/${hostOf(name)}`;
}

/** A policy that permits or forbids actions; all of them when none is named. */
export function rule(effect: 'permit' | 'forbid', action?: string, conditions: readonly unknown[] = []) {
  const all = { op: 'All' };
  return {
    effect,
    principal: all,
    action: action === undefined ? all : { op: '==', entity: { type: 'Action', id: action } },
    resource: all,
    conditions,
  };
}

/** A set of rules in force. */
export function rules(...jsons: readonly ReturnType<typeof rule>[]): CompiledPolicies {
  const sources = jsons.map((json, i) => ({ id: `rule-${i}`, file: 'test.cedar', line: i + 1, annotations: {}, json }));
  return compilePolicies(sources, 'test');
}

/** Everything is allowed. */
export const permitAll: CompiledPolicies = rules(rule('permit'));

/** Nodes in a world of their own; they know one another unless they are strangers. */
export async function worldOf(
  seed: string,
  setups: Readonly<Record<string, Setup>>,
  options: { readonly maxDelayMs?: number; readonly strangers?: boolean } = {},
) {
  const network = new Network(new World(seed), options);
  const nodes = Object.entries(setups).map(([name, setup]) => new HallNode(network, name, setup));
  for (const node of nodes) await node.start();
  if (options.strangers === true) return { world: network.world, network, nodes };
  for (const node of nodes) for (const other of nodes) if (other !== node) await node.know(other);
  return { world: network.world, network, nodes };
}

/** Two nodes that know each other. */
export async function duo(
  seed: string,
  setups: { readonly alice?: Setup; readonly bob?: Setup } = {},
  options: { readonly maxDelayMs?: number } = {},
) {
  const { alice: a = {}, bob: b = {} } = setups;
  const { nodes, ...rest } = await worldOf(seed, { alice: a, bob: b }, options);
  const [alice, bob] = nodes;
  if (alice === undefined || bob === undefined) throw new Error('two nodes make a duo');
  return { ...rest, alice, bob };
}
