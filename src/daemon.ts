import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCanonicalDid, systemRandom, type Did, type MessageId, type Random } from './base/base.ts';
import type { Ingress } from './bridge/bridge.ts';
import { openMesh, type AgentMesh } from './agentmesh.ts';
import { ApprovalWebhook, webhookAddress } from './approval-webhook.ts';
import { Approvals } from './approvals.ts';
import { AuditLog } from './audit-log.ts';
import { Cards } from './cards.ts';
import { repeat, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { openToken, startControl, type Control } from './control/control.ts';
import { Directory } from './directory.ts';
import { startDiscovery } from './discovery.ts';
import { Events } from './events.ts';
import { Exchanges } from './exchanges.ts';
import { Gossip } from './gossip.ts';
import { controlHandlers } from './handlers.ts';
import { Handshakes } from './handshakes.ts';
import { parseDid } from './identity/identity.ts';
import { Invitations } from './invitations.ts';
import { cutKilled } from './kills-handlers.ts';
import { Knocking } from './knocking.ts';
import type { Lane } from './lane.ts';
import { Letterbox } from './letterbox.ts';
import { openForLetters } from './letter-sessions.ts';
import { LettersOut } from './letters-out.ts';
import { Links } from './links.ts';
import { Lookup } from './lookup.ts';
import { openEnds } from './message-ends.ts';
import { openLocalAgents } from './local-agents.ts';
import { startMailing } from './mailing.ts';
import type { MailboxStorage } from './mailbox/mailbox.ts';
import type { CompiledPolicies } from './policy/policy.ts';
import { startVisitor } from './net/net.ts';
import { OwnKeys } from './own-keys.ts';
import { publishRecord } from './own-record.ts';
import { OutboxQuota } from './outbox-quota.ts';
import { Pipeline } from './pipeline.ts';
import { PartsOut } from './parts-out.ts';
import type { PushRelay } from './push-relay.ts';
import { caller, openIngress } from './open-ingress.ts';
import { measuresOf } from './metrics-handler.ts';
import { MeshClients } from './mesh-clients.ts';
import { openInbox } from './open-inbox.ts';
import { openIdentity, startIdentity, type IdentityParts } from './open-identity.ts';
import { PersonLogins } from './person-logins.ts';
import { PrekeyShelf } from './prekey-shelf.ts';
import { startReaching } from './reaching.ts';
import { Recall } from './recall.ts';
import { Repair } from './repair.ts';
import { Refusals } from './refusals.ts';
import { trustFloor } from './reputation.ts';
import { openNet } from './open-net.ts';
import { openPolicies } from './open-policies.ts';
import { openTelemetry } from './open-telemetry.ts';
import { openTrust } from './open-trust.ts';
import { openKeyring, saveKeyring, openStore, type KeyringSecrets, type Store, type Unlock } from './store/store.ts';
import type { RunningNode } from './running-node.ts';
import { SessionReview } from './session-review.ts';
import { Sightings } from './sightings.ts';
import { StopStack } from './stop-stack.ts';
import { openSuites } from './suites.ts';
import { sweep } from './sweep.ts';
import { listGate } from './list-gate.ts';
import { ToolPins } from './tool-pins.ts';
import { resume } from './resume.ts';
import { openVeto } from './veto/veto.ts';
import { vetoEngines } from './veto-engines.ts';
import { readUnlock } from './unlock.ts';
import { version } from './version.ts';
import { Witnessing } from './witnessing.ts';

/** How often what is due is looked after: expiry, renewal, prekeys, old entries. */
const sweepEveryMs = 60_000;

/** A running node. */
export interface Daemon extends AsyncDisposable {
  readonly info: DaemonInfo;
  /** Resolves when the node has stopped, whoever stopped it. */
  readonly stopped: Promise<void>;
  /** Finishes what is under way, within ten seconds. Idempotent. */
  stop(): Promise<void>;
}

/** Where a running node is found. */
export interface DaemonInfo {
  readonly did: Did;
  readonly peerId: string;
  readonly addresses: readonly string[];
  readonly ingress: string;
  readonly control: string;
  readonly socket: string;
  readonly readyMs: number;
}

/** Starts a node: parts in the order written, stopped in reverse. Throws MeshError for what the operator must mend. */
export async function startDaemon(config: Config, options: { readonly signal: AbortSignal }): Promise<Daemon> {
  const started = performance.now();
  const events = new Events(config.log, { node: config.name });
  const stack = new StopStack(events);
  try {
    const daemon = await start(config, { events, stack, started });
    options.signal.addEventListener('abort', () => void daemon.stop(), { once: true });
    if (options.signal.aborted) void daemon.stop();
    return daemon;
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

async function start(
  config: Config,
  run: { readonly events: Events; readonly stack: StopStack; readonly started: number },
): Promise<Daemon> {
  const { events, stack } = run;
  // Reading policies waits for a worker, the rest for the disk: both at once.
  const putInForce = openPolicies(config, events, stack);
  const suitesOpening = openSuites(config.suites, (name) => events.suiteAbsent(name));
  // Awaited below, or not at all when a step before that fails.
  suitesOpening.catch(() => undefined);
  const { secrets, store, unlock } = await openState(config, stack);
  await resume(store, systemClock.now(), events);
  const identity = await OwnKeys.open(store, secrets);
  const telemetry = await openTelemetry({ config, events, did: identity.did, env: process.env }, stack);
  const { net, mailboxStorage } = await openNet({ config, hostSeed: secrets.hostSeed, events }, stack);
  const letterbox = await Letterbox.open(store, config.mailbox.use, systemRandom);
  const clients = config.agentmesh.enabled ? await MeshClients.open(store) : undefined;
  const identityParts = await openIdentity({ config, events }, identity.did);
  const { tokens } = identityParts;
  const own = ownOf({ config, identity, store, net, letterbox, clients, tokens }, unlock);
  const published = await publishRecord(store, own, systemClock.now());
  const directory = await Directory.open(store, identity, published);
  introducePeers(directory, config);
  const audit = await AuditLog.open({ store, clock: systemClock, events, self: identity });
  stack.push('audit', () => audit.stop());
  const inForce = await putInForce({ store, audit });
  const suites = await suitesOpening;
  const opened = { config, events, store, audit, net, identity, own, letterbox, directory, ...inForce, suites };
  const hall = await openHall({ ...opened, mailboxStorage, identityParts }, stack);

  const node = await openDoors(hall, {
    stack,
    started: Date.now() - Math.round(performance.now() - run.started),
  });
  stack.push('drain', () => drain(node));
  stack.push(
    'sweep',
    repeat(systemClock, sweepEveryMs, () => sweep(node, own)),
  );

  await hall.exchanges.recover();
  telemetry?.measure(() => measuresOf(node));
  // A crash may have come between a kill and its consequences.
  await cutKilled(hall);
  hall.links.greet();
  if (audit.problem === undefined) stack.push('discovery', startDiscovery(node));
  const info = infoOf(node, Math.round(performance.now() - run.started));
  events.ready({ did: info.did, peerId: info.peerId, addresses: info.addresses, ms: info.readyMs });
  const stop = (): Promise<void> => stack.stop('asked to');
  return { info, stopped: stack.stopped, stop, [Symbol.asyncDispose]: stop };
}

function infoOf(node: RunningNode, readyMs: number): DaemonInfo {
  return {
    did: node.identity.did,
    peerId: node.net.peerId,
    addresses: node.net.addresses(),
    ingress: node.ingressUrl(),
    control: node.controlUrl(),
    socket: node.config.control.socket,
    readyMs,
  };
}

/** The ways in for the local agent and its operator, once everything behind them stands. */
async function openDoors(
  hall: Hall,
  run: { readonly stack: StopStack; readonly started: number },
): Promise<RunningNode> {
  const { stack, started } = run;
  const { config, events } = hall;
  const doors: { ingress?: Ingress; control?: Control } = {};
  const node: RunningNode = {
    ...hall,
    started,
    meshEndpoint: () => hall.agentMesh?.endpoint(),
    meshIatp: () => hall.agentMesh?.iatp,
    ingressUrl: () => doors.ingress?.url ?? '',
    controlUrl: () => doors.control?.url ?? '',
    isStopping: () => stack.isStopping,
    stop: () => void stack.stop('asked to by the control API'),
  };
  const ingress = await openIngress(node, hall.push, () => hall.agentMesh?.agents());
  doors.ingress = ingress;
  hall.push.start({ url: ingress.url, call: caller(node) });
  stack.push('ingress', () => ingress.close());
  await hall.agentMesh?.start(stack);
  const control = await startControl({
    handlers: controlHandlers(node),
    token: await openToken(join(config.data, 'control.token')),
    socketPath: config.control.socket,
    host: config.control.host,
    port: config.control.port,
    version,
    dashboard: fileURLToPath(new URL('../src/dashboard/', import.meta.url)),
    onFailure: (error, route) => events.internalError(route, error),
  });
  doors.control = control;
  stack.push('control', () => control.close());
  return node;
}

async function openState(
  config: Config,
  stack: StopStack,
): Promise<{ secrets: KeyringSecrets; store: Store; unlock: Unlock }> {
  // Kept for a rotation: what came by a descriptor or a terminal cannot be read again.
  const unlock = await readUnlock(config.keyring.unlock);
  const secrets = await openKeyring(config.keyring.file, unlock);
  const store = await openStore({
    dir: config.data,
    dataKey: secrets.dataKey,
    fsync: config.store.fsync,
    random: systemRandom,
  });
  stack.push('store', () => store.close());
  return { secrets, store, unlock };
}

function introducePeers(directory: Directory, config: Config): void {
  for (const { alias, did, multiaddrs } of config.peers) {
    const known = did === undefined ? directory.byAlias(alias) : parseDid(did, (mesh) => directory.byMeshAlias(mesh));
    if (known !== undefined) directory.introduce(known, alias, multiaddrs);
  }
}

type Hall = Omit<
  RunningNode,
  'started' | 'ingressUrl' | 'controlUrl' | 'isStopping' | 'stop' | 'meshEndpoint' | 'meshIatp'
> & {
  readonly push: PushRelay;
  readonly agentMesh: AgentMesh | undefined;
};

/** What the hall is opened with. */
type Given = Pick<
  RunningNode,
  | 'config'
  | 'events'
  | 'store'
  | 'audit'
  | 'net'
  | 'identity'
  | 'own'
  | 'letterbox'
  | 'directory'
  | 'rulebook'
  | 'crossCheck'
  | 'suites'
> & { readonly mailboxStorage: MailboxStorage | undefined; readonly identityParts: IdentityParts };

/** The parts between the wire and the agent. Those that need one another find it through a function. */
async function openHall(given: Given, stack: StopStack): Promise<Hall> {
  const { config, events, store, audit, identity, directory, crossCheck, suites } = given;
  const recall = await Recall.open(store, parseCanonicalDid);
  const policies = (): CompiledPolicies => crossCheck.policies();
  const { approvals, webhookSecret } = await openApprovals({ config, store, audit, events }, stack);
  const tools = await ToolPins.open({ store, audit, clock: systemClock, self: identity.did, events });
  const shared = { store, audit, clock: systemClock, random: systemRandom, events, directory, policies, suites };
  const base = { ...shared, crossCheck, recall, approvals, tools };
  const trust = await openTrust({ ...base, ...config.trust, self: identity, trusted: given.identityParts.trusted });
  const invitations = new Invitations(store);
  const { partsIn, inbox } = await openInbox(store, directory, config.limits.inbox);
  const gate = listGate({ ...base, ...trust, self: identity.did });
  const agentMesh = await openMesh({ ...given, clock: systemClock });
  const cards = await Cards.open(base);
  const local = { ...base, gate, identity, self: identity.did, agentmesh: agentMesh?.target };
  const personLogins = new PersonLogins();
  const { egress, push } = await openLocalAgents(config, { ...local, personLogins }, stack);
  const ends = await openEnds(store, systemClock.now());
  const laneTo = (peer: Did) => links.laneTo(peer);
  const exchanges = new Exchanges({
    ...base,
    egress,
    maxExchanges: config.limits.exchanges,
    send: (draft) => pipeline.send(draft),
    credit: (peer, exchange, taken) => links.send(peer, { kind: 'credit', exchange, taken }),
    reachable: (peer, signal) => links.reachable(peer, signal),
    sighted: (peer, kind, about) => pipeline.sighted(peer, kind, about),
  });
  const large = { partsIn, partsOut: new PartsOut({ ...base, self: identity.did, laneTo }) };
  const veto = openVeto(vetoEngines(config.veto));
  const own = { ...base, ...trust, ...ends, ...large, self: identity.did, frames: agentMesh?.frames };
  const intake = agentMesh?.intake(inbox) ?? inbox;
  const pipeline: Pipeline = new Pipeline({ ...own, exchanges, inbox: intake, laneTo, veto });
  const shelf = await PrekeyShelf.open({ ...base, self: identity, now: systemClock.now() });
  const witnessing = await Witnessing.over({ ...base, self: identity }, () => links);
  const sightings = new Sightings();
  const parts = { ...trust, invitations, inbox, ...large, exchanges, pipeline, shelf, witnessing, sightings, cards };
  const meeting: Meeting = await openLinks({ ...given, ...base, ...parts, laneTo }, stack);
  const { links } = meeting;
  agentMesh?.join({ ...parts, ...meeting, ...ends, egress });
  witnessing.start();
  stack.push('witnessing', () => witnessing.stop());
  return {
    ...given,
    ...parts,
    ...meeting,
    ...ends,
    clock: systemClock,
    recall,
    approvals,
    webhookSecret,
    tools,
    personLogins,
    veto,
    push,
    agentMesh,
    lookup: new Lookup({ ...base, ...given, ...meeting }),
  };
}

/** Calls that wait for a person, announced where the operator wants to hear of them. */
async function openApprovals(
  { config, store, audit, events }: Pick<RunningNode, 'config' | 'store' | 'audit' | 'events'>,
  stack: StopStack,
): Promise<Pick<RunningNode, 'approvals' | 'webhookSecret'>> {
  const address = webhookAddress(config.approvals, process.env);
  const announced: { by?: ApprovalWebhook } = {};
  const onAsked = (id: MessageId): void => {
    events.approvalAsked(id);
    announced.by?.announce(id);
  };
  const approvals = await Approvals.open({ store, audit, onAsked });
  if (address === undefined) return { approvals, webhookSecret: undefined };
  const webhook = new ApprovalWebhook(address, { clock: systemClock, events, approvals });
  announced.by = webhook;
  webhook.start();
  stack.push('approval webhook', () => webhook.stop());
  return { approvals, webhookSecret: address.secret };
}

type Meeting = Pick<Hall, 'links' | 'gossip' | 'mailing' | 'review'>;

/** What brings peers together: handshakes, knocks, the links that carry everything else, and mailboxes where there are none. */
async function openLinks(
  parts: Omit<
    Hall,
    keyof Meeting | 'lookup' | 'deadLetters' | 'feed' | 'push' | 'veto' | 'webhookSecret' | 'agentMesh' | 'personLogins'
  > & {
    readonly random: Random;
    readonly mailboxStorage: MailboxStorage | undefined;
    readonly identityParts: IdentityParts;
    policies(): CompiledPolicies;
    laneTo(peer: Did): Lane;
  },
  stack: StopStack,
): Promise<Meeting> {
  const { config, audit, identity, suites } = parts;
  const { maxMessages, maxSeconds, actions, maxAgeSeconds } = config.sessions;
  const meeting = { ...parts, self: identity, refusals: new Refusals(parts) };
  const closed = audit.problem !== undefined;
  const knocking = new Knocking({ ...meeting, conditions: { maxMessages, maxSeconds, actions } });
  // To be connected takes less than to open a session: one that stands must survive a restart.
  const requirement = { minScore: Math.min(config.trust.minScore, trustFloor), capabilities: [] };
  const handshakes = new Handshakes({ ...meeting, requirement, suites: [...suites.keys()] });
  const gossip: Gossip = new Gossip({ ...parts, handshakes, links: () => links });
  const out: LettersOut = new LettersOut({
    ...meeting,
    afterMs: config.mailbox.afterSeconds * 1000,
    visitor: startVisitor,
    links: () => links,
  });
  const repair: Repair = new Repair({ ...parts, handshakes, gossip, links: () => links });
  const review: SessionReview = new SessionReview({ ...meeting, links: () => links });
  const links: Links = new Links({
    ...parts,
    review,
    gossip,
    repair,
    self: identity.did,
    handshakes,
    knocking,
    letters: { waits: (peer) => out.waits(peer), met: (link) => void openForLetters(link, { ...parts, knocking }) },
    quota: new OutboxQuota(config.limits, parts.directory),
    maxSessionAgeMs: maxAgeSeconds * 1000,
    closed,
  });
  gossip.start();
  repair.start();
  review.start();
  await Promise.all([parts.exchanges.load(), parts.pipeline.load()]);
  await links.load();
  stack.push('links', () => links.stop());
  const { connections: maxConnections } = config.limits;
  if (!closed) stack.push('reach', startReaching({ ...meeting, gossip, links, handshakes, maxConnections }));
  stack.push('repair', () => repair.stop());
  stack.push('identity', startIdentity({ ...parts, gossip, links, handshakes }));
  const mailing = await startMailing({ ...meeting, config: config.mailbox, handshakes, links, out, closed });
  stack.push('mailing', () => mailing.stop());
  return { links, gossip, mailing, review };
}

/** What our record says, and where its keys are kept. */
function ownOf(
  given: Pick<RunningNode, 'config' | 'identity' | 'store' | 'net' | 'letterbox'> &
    Pick<RunningNode['own'], 'clients' | 'tokens'>,
  unlock: Unlock,
): RunningNode['own'] {
  const { config, identity, store, net, letterbox, clients, tokens } = given;
  const { file } = config.keyring;
  return {
    config,
    keys: identity,
    peerId: net.peerId,
    clients,
    tokens,
    // As they are whenever a record is made: a copy of this object would keep those of the moment.
    get multiaddrs() {
      return net.addresses();
    },
    letterbox,
    store,
    random: systemRandom,
    saveKeyring: (secrets) => saveKeyring({ file, secrets, unlock, random: systemRandom }),
  };
}

/** Lets calls under way end, then writes what was gathered. */
async function drain({ exchanges, reputation, clock, store }: RunningNode): Promise<void> {
  const until = clock.now() + drainMs;
  while (exchanges.active > 0 && clock.now() < until) await new Promise<void>((next) => clock.after(20, next));
  exchanges.stop();
  await store.commit(reputation.flush(clock.now()));
}

/** What calls under way get to end, milliseconds. */
const drainMs = 3_000;
