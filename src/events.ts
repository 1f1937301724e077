import { pino, type Logger } from 'pino';
import { MeshError, type Did, type MessageId, type Millis, type PeerId, type Reason } from './base/base.ts';
import { endOf, Flow } from './flow.ts';
import { Metrics } from './metrics.ts';
import { prettyStream } from './pretty-log.ts';
import type { CallEnd, JudgedMessage, Tracing, Verified } from './tracing.ts';
import type { Ack, Envelope, ExchangeRequest } from './wire/wire.ts';

/** How much is logged: error (someone must act), warn (someone may), info (lifecycle), debug (each message). */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/**
 * One method per thing worth knowing: the only place that logs and counts. Bodies, keys and text from the
 * network never get here; reasons are from our own table.
 */
export class Events {
  readonly #log: Logger;
  /** What was counted since the start. */
  readonly metrics = new Metrics();
  /** What becomes of messages, for whoever watches; nothing is noted while nobody does. */
  readonly flow = new Flow();
  /** The way of each message as spans; undefined where no collector is configured. */
  #traces: Tracing | undefined;
  /** Messages denied because a policy failed, since the policies were loaded, and what was said last. */
  #failures = { count: 0, last: '' };

  constructor(log: { readonly level: LogLevel; readonly pretty: boolean }, base: Readonly<Record<string, string>>) {
    const options = { level: log.level, base: { ...base }, timestamp: pino.stdTimeFunctions.isoTime };
    this.#log = pino(options, log.pretty ? prettyStream : pino.destination(2));
  }

  /** From now on what happens to a message is told to a collector as well. */
  traceTo(traces: Tracing): void {
    this.#traces = traces;
  }

  /** A collector did not take something: the node goes on without. */
  telemetryFailed(what: 'traces' | 'metrics', why: string): void {
    this.metrics.count('telemetry.failed', { what });
    this.#log.warn({ what, why }, 'the collector of telemetry.otlp did not take what it was sent');
  }

  /** Spans that nobody will see. */
  spansDropped(count: number): void {
    this.metrics.count('telemetry.dropped', {}, count);
  }

  ready(facts: { did: Did; peerId: string; addresses: readonly string[]; ms: number }): void {
    this.#log.info(facts, 'ready');
  }

  stopping(why: string): void {
    this.#log.info({ why }, 'stopping');
  }

  stopped(): void {
    this.#log.info('stopped');
  }

  partFailedToStop(part: string, error: unknown): void {
    this.#log.error({ part, err: error }, 'a part did not stop cleanly');
  }

  policyReloaded(version: string, count: number): void {
    this.#failures = { count: 0, last: '' };
    this.metrics.count('policy.reloads');
    this.#log.info({ version, count }, 'policies loaded');
  }

  policyRefused(problems: readonly string[]): void {
    this.metrics.count('policy.reload-refused');
    this.#log.error({ problems }, 'policies not loaded: the old set stays in force; mend the files named');
  }

  /** A policy failed, so a message was denied; the errors name the policy and hold nothing of the message. */
  policyFailed(id: MessageId, errors: readonly string[]): void {
    this.#failures = { count: this.#failures.count + 1, last: errors[0] ?? '' };
    this.#log.error({ id, errors }, 'a policy failed and so denied a message: mend it');
  }

  /** Messages denied because a policy failed, since the policies were loaded, and what was said last. */
  get policyFailures(): { readonly count: number; readonly last: string } {
    return this.#failures;
  }

  /** The two engines of policy decided differently: everything is denied. */
  policyDiffers(difference: object): void {
    this.#log.error(
      difference,
      'cedar-wasm decides otherwise than this node: everything is denied until other policies are in force or `parley policy reload`',
    );
  }

  policyDifferenceLifted(policySet: string): void {
    this.#log.warn(
      { policySet },
      'the operator had the policies loaded again: they are in force in spite of a difference',
    );
  }

  /** The other engine of policy does not answer: what is in the sample is denied. */
  crossCheckFails(why: string): void {
    this.#log.error(
      { why },
      'cedar-wasm cannot be asked: decisions that were to be checked are denied; it is started again',
    );
  }

  /** An older copy of the data directory was put back: its sessions are forgotten, and what no key opens is gone. */
  storeRestored(facts: { cause: string; forgotten: number; unreadable: number }): void {
    this.metrics.count('store.restored');
    const what = 'the data directory is an older copy: its sessions were forgotten, and new ones will be opened';
    if (facts.unreadable === 0) this.#log.warn(facts, what);
    else this.#log.error(facts, `${what}; messages whose key was erased since are lost, restore a backup to have them`);
  }

  peerLinked(peer: Did, direction: 'in' | 'out'): void {
    this.metrics.count('link.opened');
    this.#log.info({ peer, direction }, 'peer connected and authenticated');
  }

  peerUnlinked(peer: Did): void {
    this.metrics.count('link.closed');
    this.#log.info({ peer }, 'peer disconnected');
  }

  /** This node is reached elsewhere than before; its record says so. */
  addressesChanged(addresses: readonly string[]): void {
    this.metrics.count('address.changed');
    this.#log.info({ addresses }, 'addresses changed; the record was published anew');
  }

  /** A way to find others could not be used: the node goes on without it. */
  discoveryFailed(way: 'mdns' | 'dht', error: unknown): void {
    this.#log.warn({ way, err: error }, 'others are not looked for by this way');
  }

  /** The network was asked for an agent. */
  lookedUp(did: Did, found: number): void {
    this.metrics.count('discovery.looked-up', { outcome: found > 0 ? 'found' : 'unknown' });
    this.#log.debug({ did, found }, 'agent looked up in the network');
  }

  /** Our record stands in the network where it is looked for. */
  recordPut(hosts: number): void {
    this.metrics.count('discovery.put');
    this.#log.debug({ hosts }, 'record put where it is looked for');
  }

  /** A host of the configuration that look-ups begin with was not reached. */
  contactFailed(host: PeerId, error: unknown): void {
    this.metrics.count('discovery.unreached');
    this.#log.debug({ host, err: error }, 'contact for look-ups not reached');
  }

  /** A domain said which organisations it vouches for. */
  domainRead(domain: string, organisations: number): void {
    this.#log.info({ domain, organisations }, 'keys of a domain read');
  }

  /** A domain did not: what it said before counts for at most two days. */
  domainFailed(domain: string, error: unknown): void {
    this.metrics.count('discovery.domain-failed');
    this.#log.warn({ domain, err: error }, 'keys of a domain not read');
  }

  /** A known agent's host was seen on the local network. */
  nearbySeen(peer: Did): void {
    this.metrics.count('discovery.nearby');
    this.#log.debug({ peer }, 'peer seen on the local network');
  }

  /** Local AgentMesh clients are served. */
  meshGatewayOpened(registry: string, relay: string): void {
    this.#log.info({ registry, relay }, 'serving AgentMesh clients');
  }

  /** A frame of a local AgentMesh client was not carried. */
  meshFrameRefused(reason: Reason): void {
    this.metrics.count('agentmesh.refused', { reason });
    this.#log.debug({ reason }, 'a frame of an AgentMesh client was refused');
  }

  /** A suite of the configuration cannot be loaded here. */
  suiteAbsent(suite: string): void {
    this.#log.info({ suite }, 'cipher suite not installed; the next one in order is used');
  }

  /** A handshake that failed: `who` is a DID once one was claimed, else a libp2p peer id. */
  handshakeFailed(who: string, reason: Reason, check: string | undefined): void {
    this.metrics.count('handshake.failed', { reason });
    this.#log.warn({ who, reason, check }, 'handshake failed');
  }

  peerUnreachable(peer: Did, reason: Reason, retryMs: number): void {
    this.metrics.count('link.failed');
    this.#log.debug({ peer, reason, retryMs }, 'peer not reached');
  }

  /** An agent that nobody may deal with any more: revoked, or proved to contradict itself. */
  agentEnded(did: Did, reason: Reason): void {
    this.metrics.count('agent.ended', { reason });
    this.#log.warn({ did, reason }, 'an agent has lost its standing for good; what stood with it ends');
  }

  /** An agent was suspended by its operator, or goes on after that; ours, or one that is known here. */
  agentRests(did: Did, status: 'active' | 'suspended'): void {
    this.metrics.count('agent.rest', { status });
    this.#log.warn({ did }, status === 'active' ? 'an agent goes on' : 'an agent is suspended; what waits is kept');
  }

  /** A delegation came that counts here. */
  delegated(issuer: Did, audience: Did): void {
    this.metrics.count('delegation.received');
    this.#log.info({ issuer, audience }, 'a delegation was received');
  }

  /** Our own key was rotated. */
  keyRotated(did: Did, rotations: number): void {
    this.metrics.count('key.rotated');
    this.#log.info({ did, rotations }, 'identity key rotated');
  }

  /** Another organisation signs for our agent from now on, or none. */
  organisationChanged(id: string | undefined): void {
    this.metrics.count('organisation.changed');
    if (id === undefined) this.#log.warn('no organisation signs for this agent any more');
    else this.#log.info({ organisation: id }, 'another organisation signs for this agent');
  }

  /** Our organisation's word for our own agent was renewed. */
  sponsorshipTaken(until: Millis | undefined): void {
    this.metrics.count('organisation.renewed');
    this.#log.info({ until }, 'the organisation of this agent signed for it anew');
  }

  /** We signed for another agent by the key of our organisation. */
  sponsorshipGiven(agent: Did): void {
    this.metrics.count('organisation.sponsored');
    this.#log.info({ agent }, 'signed for an agent of this organisation');
  }

  sessionOpened(peer: Did, suite: string, role: 'initiator' | 'responder'): void {
    this.metrics.count('session.opened');
    this.#log.info({ peer, suite, role }, 'session opened');
  }

  sessionRefused(peer: Did, reason: Reason): void {
    this.metrics.count('session.refused', { reason });
    this.#log.warn({ peer, reason }, 'session refused');
  }

  sessionLost(peer: Did, reason: Reason): void {
    this.metrics.count('session.lost');
    this.#log.warn({ peer, reason }, 'session lost; a new one will be opened and what was not acknowledged sent again');
  }

  sent(id: MessageId, peer: Did, kind: string, frames = 1): void {
    this.metrics.count('message.accepted', {}, frames);
    this.#traces?.sent(id, peer);
    this.flow.note({ id, peer, what: 'sent', direction: 'out' }, frames);
    this.#log.debug({ id, peer, kind }, 'accepted for sending');
  }

  received(id: MessageId, peer: Did, kind: string, frames = 1): void {
    this.metrics.count('message.received', {}, frames);
    this.#traces?.received(id, kind === 'request');
    this.flow.note({ id, peer, what: 'received', direction: 'in' }, frames);
    this.#log.debug({ id, peer, kind }, 'received');
  }

  refused(id: MessageId, peer: Did, direction: 'in' | 'out', reason: Reason): void {
    this.metrics.count('message.refused', { direction, reason });
    this.#traces?.refused(id, direction, reason);
    this.flow.note({ id, peer, what: 'refused', direction, reason });
    this.#log.debug({ id, peer, direction, reason }, 'refused');
  }

  /** Asks whether a peer is worth enough; times it for those who are told of traces. */
  gating<T>(gate: () => T): T {
    return this.#traces === undefined ? gate() : this.#traces.gating(gate);
  }

  /** Judges, and counts how long that took and how it came out. */
  judging<J extends JudgedMessage>(judge: () => J): J {
    this.#traces?.judging();
    const from = performance.now();
    const judged = judge();
    const ms = performance.now() - from;
    this.metrics.judged(judged.judgement.allowed, ms);
    this.#traces?.judged(judged, ms);
    return judged;
  }

  /** A local client begins a call: what of it travels, and where in a trace it stands, or an empty text. */
  calling(
    id: MessageId,
    peer: Did,
    request: ExchangeRequest,
  ): { readonly request: ExchangeRequest; readonly traceparent: string } {
    return this.#traces?.calling(id, peer, request) ?? { request, traceparent: '' };
  }

  /** The call of a local client is over. */
  called(id: MessageId, end: CallEnd): void {
    this.#traces?.called(id, end);
  }

  /** Something is about to be judged and sent. */
  leaving(envelope: Envelope): Envelope {
    return this.#traces?.leaving(envelope) ?? envelope;
  }

  /** Something authentic is about to be judged, its packet opened at `now`. */
  arriving(envelope: Envelope, now: number): Envelope {
    return this.#traces?.arriving(envelope, now) ?? envelope;
  }

  /** The agent here is asked: what it is given. */
  serving(id: MessageId, peer: Did, request: ExchangeRequest): ExchangeRequest {
    return this.#traces?.serving(id, peer, request) ?? request;
  }

  /** The answer of the agent here is over. */
  served(id: MessageId, end: CallEnd): void {
    this.#traces?.served(id, end);
  }

  /** A handshake, from its first frame to its end. */
  async verifying<E extends Verified>(role: string, handshake: () => Promise<E>): Promise<E> {
    return await (this.#traces?.verifying(role, handshake) ?? handshake());
  }

  /** A call waits for a person from now on. */
  approvalAsked(id: MessageId): void {
    this.#traces?.asked(id);
  }

  /** A message passed that a rule (`@log`) wants to be told of; the words are the operator's own. */
  noted(id: MessageId, peer: Did, direction: 'in' | 'out', words: readonly string[]): void {
    for (const word of words) this.metrics.count('message.noted', { word });
    this.#log.info({ id, peer, direction, log: words }, 'passed, as a rule wants to be logged');
  }

  acknowledged(peer: Did, ack: Ack, frames: number): void {
    this.metrics.count('message.acknowledged', { outcome: ack.outcome }, frames);
    this.flow.note(endOf(peer, ack));
    this.#traces?.delivered(ack.id, ack.outcome === 'delivered' ? undefined : ack.reason);
    this.#log.debug({ id: ack.id, peer, outcome: ack.outcome, reason: ack.reason }, 'acknowledged');
  }

  gaveUp(peer: Did, { id, reason = 'malformed', refused }: Ack, frames: number): void {
    const failed = this.metrics.failed(frames, refused?.length);
    this.#traces?.delivered(id, reason);
    this.flow.note({ id, peer, what: 'failed', direction: 'out', reason }, failed);
    this.#log.warn({ id, peer, reason }, 'message not delivered');
  }

  /** A frame that broke the protocol. */
  badFrame(peer: string, reason: Reason): void {
    this.metrics.count('frame.refused', { reason });
    this.#log.debug({ peer, reason }, 'frame refused');
  }

  /** What is held was compared with what a peer holds. */
  repaired(peer: Did, taken: number, given: number): void {
    this.metrics.count('registry.repaired');
    this.#log.debug({ peer, taken, given }, 'registry repaired with a peer');
  }

  /** The audit log cannot be trusted: the node delivers nothing. */
  auditDamaged(error: Error): void {
    this.metrics.count('audit.damaged');
    this.#log.error({ err: error }, 'audit log damaged: nothing is sent or delivered');
  }

  /** An agent was shut out: by the behaviour monitor for a while, or until a person lifts it (without `until`). */
  quarantined(peer: Did, cause: string, until: number | undefined): void {
    this.metrics.count('quarantine', { cause });
    const end =
      until === undefined
        ? 'only parley forgive or unquarantine lets it in again'
        : 'it is let in again then, or by parley unquarantine';
    this.#log.warn({ peer, cause, until }, `agent quarantined: ${end}`);
  }

  /** A peer took a request and did not sign under having taken it, or signed what does not hold. */
  signatureWithheld(peer: Did): void {
    this.metrics.count('receipt.withheld');
    this.#log.warn(
      { peer },
      'a peer kept back its signature under having taken a request: held against it as a breach',
    );
  }

  /** Another node announced that it shut an agent out, or let it in again before its time. */
  quarantineHeard(said: {
    readonly by: Did;
    readonly subject: Did;
    readonly cause: string;
    readonly lifted: boolean;
  }): void {
    this.metrics.count('quarantine.heard', { cause: said.cause });
    this.#log.info(said, said.lifted ? 'a node let an agent in again' : 'a node shut an agent out');
  }

  /** The tier of a peer fell, and its session stands: the policy for sessions permits it still. */
  sessionKept(peer: Did, tier: string): void {
    this.metrics.count('session.kept');
    this.#log.info({ peer, tier }, 'session judged again and kept: the trust in the peer fell');
  }

  /** A session was judged again, here or at the other side, and does not stand any more. */
  sessionClosed(peer: Did, reason: Reason, by: 'here' | 'there'): void {
    this.metrics.count('session.closed', { reason, by });
    const whose = by === 'here' ? 'the trust in the peer fell' : 'the peer trusts this agent less than before';
    this.#log.warn({ peer, reason }, `session judged again and closed: ${whose}`);
  }

  /** An agent acts unlike itself: its long record does not speak for it until it is itself again. */
  regimeChanged(peer: Did): void {
    this.metrics.count('trust.regime-changed');
    this.#log.warn({ peer }, 'an agent acts unlike it did before: only what it did of late counts for it now');
  }

  /** An operator decided something about trust. */
  operatorDecided(act: string, target: string): void {
    this.metrics.count('trust.decision', { act });
    this.#log.info({ act, target }, 'trust decision recorded');
  }

  /** A peer's audit log has two histories; `proven` when the two checkpoints contradict each other by themselves. */
  auditForked(peer: Did, proven: boolean): void {
    this.metrics.count('audit.forked');
    this.#log.error(
      { peer, proven },
      'audit log of a peer does not continue what was cosigned: both checkpoints are kept',
    );
  }

  /** A neighbour says that our own log does not continue what it cosigned. */
  auditDisputed(peer: Did, reason: string): void {
    this.metrics.count('audit.disputed');
    this.#log.error({ peer, reason }, 'a neighbour disputes the audit log of this node');
  }

  cosignRefused(peer: Did, reason: Reason): void {
    this.metrics.count('audit.cosign-refused', { reason });
    this.#log.debug({ peer, reason }, 'checkpoint not cosigned');
  }

  /** Letters for a peer that is not connected lie at one of its mailboxes. */
  lettersLeft(peer: Did, mailbox: PeerId, count: number): void {
    if (count === 0) return;
    this.metrics.count('letter.left', {}, count);
    this.#log.debug({ peer, mailbox, count }, 'letters left at a mailbox');
  }

  /** A mailbox of a peer did not take all; what it did not take stays in the outbox and is left again later. */
  lettersRefused(peer: Did, mailbox: PeerId, reason: Reason): void {
    this.metrics.count('letter.refused', { reason });
    this.#log.debug({ peer, mailbox, reason }, 'a mailbox did not take the letters for a peer');
  }

  /** A packet came by letter. */
  letterOpened(peer: Did, { id, outcome, reason }: Ack): void {
    this.metrics.count('letter.opened', { outcome });
    this.#log.debug({ id, peer, outcome, reason }, 'a letter was fetched and opened');
  }

  /** A peer misses what came before others that it has; what still waits for it is left again. */
  lettersMissed(peer: Did, count: number): void {
    this.metrics.count('letter.missed', {}, count);
    this.#log.info({ peer, count }, 'a peer misses messages that were left for it; they are left again');
  }

  /** Letters came before their turn: what is before them was asked for. */
  lettersHeld(peer: Did, held: number, missing: number): void {
    this.metrics.count('letter.gap', {}, missing);
    this.#log.info({ peer, held, missing }, 'letters wait for others before them, which were asked for');
  }

  /** Something that was left for us is worth nothing: damaged, or of nobody that we know. */
  letterRefused(reason: Reason): void {
    this.metrics.count('letter.worthless', { reason });
    this.#log.debug({ reason }, 'a letter was fetched that is worth nothing');
  }

  /** One of our own mailboxes could not be read. */
  mailboxUnread(mailbox: PeerId, reason: Reason): void {
    this.metrics.count('mailbox.unread');
    this.#log.warn({ mailbox, reason }, 'a mailbox of this node could not be read; `parley mailbox` shows them');
  }

  /** Why the storage of the mailbox that this node offers does not work at the moment; undefined when it does again. */
  mailboxStorage(why: string | undefined): void {
    if (why === undefined) this.#log.info('NATS JetStream takes and gives letters of the mailbox again');
    else this.#log.warn({ why }, 'the mailbox that this node offers cannot use NATS JetStream: it refuses letters');
  }

  /** The mailbox that this node offers was given a letter; undefined when it took it. */
  letterKept(refused: Reason | undefined): void {
    if (refused === undefined) this.metrics.count('mailbox.kept');
    else this.metrics.count('mailbox.refused', { reason: refused });
  }

  killed(target: string, word: 'kill' | 'revive'): void {
    this.metrics.count(word);
    this.#log.warn({ target }, `${word === 'kill' ? 'killed' : 'revived'} by the operator`);
  }

  /** The webhook did not take an announcement. */
  webhookFailed(id: MessageId, attempt: number, problem: string): void {
    this.metrics.count('approval.webhook-failed');
    this.#log.warn({ id, attempt, problem }, 'a call that waits for approval was not announced to the webhook');
  }

  /** An agent or server behind this node cannot be used: it, or the issuer of its tokens, does not take what we show. */
  loginFailed(key: string, problem: string): void {
    this.metrics.count('login.failed');
    this.#log.warn({ key, problem }, 'no login at an agent or server behind this node');
  }

  /** The keys of an issuer of tokens cannot be had: when the ones held are too old, none of its tokens counts. */
  issuerFailed(key: string, problem: string): void {
    this.metrics.count('issuer.failed');
    this.#log.warn({ key, problem }, 'no keys of an issuer whose tokens are to be judged');
  }

  /** A file of `identity.show` holds no token that proves anything now. */
  tokenUnusable(kind: string, problem: string): void {
    this.metrics.count('identity.unusable', { kind });
    this.#log.warn({ kind, problem }, 'a token of identity.show cannot be shown to anybody');
  }

  /** An agent proved by a token who it is elsewhere, or did not for this reason. */
  identityJudged(did: Did, kind: string, problem?: string): void {
    this.metrics.count(problem === undefined ? 'identity.proved' : 'identity.refused', { kind });
    if (problem === undefined) this.#log.info({ did, kind }, 'an agent proved who it is elsewhere');
    else this.#log.warn({ did, kind, problem }, 'an agent did not prove who it says it is elsewhere');
  }

  approvalAnswered(id: MessageId, state: string): void {
    this.metrics.count('approval', { state });
    this.#traces?.answered(id, state);
    this.#log.info({ id, state }, 'a call that waited for approval was answered');
  }

  /** A server lists another definition of a tool than before: the tool is quarantined. */
  toolDrifted(owner: Did, server: string): void {
    this.metrics.count('tool', { state: 'drifted' });
    this.#log.warn({ owner, server }, 'an MCP server changed a tool: nobody may call it until parley tools approve');
  }

  toolAnswered(owner: Did, server: string, outcome: string): void {
    this.metrics.count('tool', { state: outcome });
    this.#log.info({ owner, server, outcome }, 'an operator decided on a tool');
  }

  /** Something failed that should not: someone must act. What a stop breaks off is nothing of the kind. */
  internalError(where: string, error: unknown): void {
    if (error instanceof MeshError && error.code === 'stopping') return;
    this.metrics.count('internal-error');
    this.#log.error({ where, err: error }, 'internal error');
  }
}
