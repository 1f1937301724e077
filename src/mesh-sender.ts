import {
  limits,
  MeshError,
  millis,
  newMessageId,
  parseReason,
  toHex,
  utf8,
  fromUtf8,
  type Did,
  type MeshDid,
  type Millis,
  type Random,
} from './base/base.ts';
import { encodeBase64, type Bundle, type CarriedFrame } from './bridge/bridge.ts';
import type { AuditLog } from './audit-log.ts';
import { backoffMs, type Clock } from './clock.ts';
import type { Sent } from './draft.ts';
import type { HostedAgents } from './hosted-agents.ts';
import { writeEnding } from './journal.ts';
import type { MeshClients } from './mesh-clients.ts';
import type { FrameOutcome, MeshFrames } from './mesh-frames.ts';
import type { MeshLetter, MeshOutbox } from './mesh-outbox.ts';
import type { MeshOwn } from './mesh-self.ts';
import type { MeshSessions, MeshStanding } from './mesh-sessions.ts';
import type { MeshTurn } from './mesh-turn.ts';
import type { MessageFeed } from './message-feed.ts';
import { endState } from './message-state.ts';
import type { Pipeline } from './pipeline.ts';
import { kdfVariants, knockMesh, sealMesh, variantOf, type Message } from './session/session.ts';
import type { Operation, Store } from './store/store.ts';
import type { Ack, PlainMessage } from './wire/wire.ts';

/** What sending needs of the rest of the hall. */
export interface SenderPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** This node. */
  readonly self: Did;
  readonly own: MeshOwn;
  readonly clients: MeshClients;
  readonly hosted: HostedAgents;
  readonly frames: MeshFrames;
  readonly audit: AuditLog;
  readonly feed: Pick<MessageFeed, 'tell'>;
  readonly pipeline: Pick<Pipeline, 'judgeClear'>;
  /** Messages that may wait for AgentMesh agents. */
  readonly maxWaiting: number;
  /** The bundle of an agent here or elsewhere, its keys checked against its DID; undefined when there is none now. */
  bundleOf(did: MeshDid, signal: AbortSignal): Promise<Bundle | undefined>;
  problem(error: unknown): void;
}

/** What both directions share. */
export interface EndpointState {
  readonly sessions: MeshSessions;
  readonly outbox: MeshOutbox;
  /** Whatever touches a session, or a message that is on disk, is done in turn. */
  readonly turn: MeshTurn;
  readonly stop: AbortSignal;
}

/** Largest payload, bytes: in base64, with its envelope, it fits into a frame. */
const maxPayloadBytes = 700 * 1024;
/** How long an agent that was knocked in vain, or whose session ended, is let alone, milliseconds. */
const rest = { firstMs: 2_000, maxMs: 60_000 };
/** Asking a node for the prekeys of its client, milliseconds. */
const bundleMs = 15_000;
/** How long the one that knocked may take for its first message before we knock ourselves, milliseconds: until it comes we cannot answer. */
const firstMessageMs = 10_000;
/** Messages that are sealed before the first of them is on disk. */
const maxSealing = 64;

/** After these a message is sealed anew under another session. */
const sealedAnew: ReadonlySet<string> = new Set(['undecryptable', 'session-lost', 'unknown-session', 'session-race']);
/** After these a KNOCK is tried again: they pass by themselves, or with another prekey. */
const passing: ReadonlySet<string> = new Set([
  ...sealedAnew,
  'overloaded',
  'rate-limited',
  'mailbox-full',
  'store-failed',
  'stopping',
  'prekey-unknown',
]);

/** The messages of this node's agent to AgentMesh agents: each is kept until its receiver took it, and told of how it ended. */
export class MeshSender {
  readonly #ports: SenderPorts;
  readonly #state: EndpointState;
  readonly #opening = new Set<MeshDid>();
  readonly #rests = new Map<MeshDid, { readonly until: Millis; readonly attempt: number }>();

  constructor(ports: SenderPorts, state: EndpointState) {
    this.#ports = ports;
    this.#state = state;
  }

  /**
   * Sends a message, which must be JSON or text: on disk when it resolves, with `cause`. One that is refused leaves
   * `cause` undone. Throws MeshError `peer-unknown`, `request-invalid`, `message-too-large` and `outbox-full`.
   */
  async send(
    to: MeshDid,
    message: Omit<PlainMessage, 'kind'>,
    ttlMs: number,
    cause: readonly Operation[] = [],
  ): Promise<Sent> {
    const { clock, random, self, store, pipeline } = this.#ports;
    const host = this.hostOf(to);
    if (host === undefined) throw new MeshError('peer-unknown', 'No AgentMesh agent of that DID is known here.');
    if (this.#state.outbox.count >= this.#ports.maxWaiting)
      throw new MeshError('outbox-full', 'Too many messages wait for AgentMesh agents. Send when some are delivered.');
    const payload = payloadOf(message);
    const now = clock.now();
    const expires = millis(now + Math.min(ttlMs, limits.messageTtlMs));
    const body: PlainMessage = { ...message, kind: 'message', body: payload, agent: to };
    const id = newMessageId(now, random);
    const envelope = { id, from: self, to: host, created: now, expires, traceparent: '', body };
    const cleared = await pipeline.judgeClear(envelope, 'out');
    if (cleared.refused !== undefined) {
      await store.commit(cleared.record());
      return { kind: 'refused', id, reason: cleared.refused };
    }
    const judged = cleared.envelope.body;
    const passed = judged.kind === 'message' ? judged.body : payload;
    const letter = { id, to, host, expires, payload: passed };
    await this.#state.outbox.add(letter, (put) => store.commit([...cleared.record(), ...cause, put]));
    this.pumpSoon(to);
    return { kind: 'accepted', id };
  }

  /** The node that serves an agent: this one or another; undefined when none is known to. */
  hostOf(did: MeshDid): Did | undefined {
    const { clients, hosted, clock, self } = this.#ports;
    return clients.find(did)?.key === undefined ? hosted.find(did, clock.now())?.host : self;
  }

  /** Sends what waits for an agent, in its turn. */
  pumpSoon(peer: MeshDid): void {
    if (this.#state.stop.aborted) return;
    this.#state.turn.run(() => this.#pump(peer)).catch((error: unknown) => this.#failed(peer, error));
  }

  /** The disk, or the way to the agent's node, takes nothing more: what waits for the agent goes on waiting. */
  #failed(peer: MeshDid, error: unknown): void {
    if (this.#state.stop.aborted) return;
    this.#rest(peer);
    this.#ports.problem(error);
  }

  /** Nothing is held against an agent any more. */
  refreshed(peer: MeshDid): void {
    this.#rests.delete(peer);
  }

  /** Sends what waits for an agent, or does what it waits for. */
  async #pump(peer: MeshDid): Promise<void> {
    const now = this.#ports.clock.now();
    await this.#endExpired(peer, now);
    const waiting = this.#state.outbox.to(peer).filter(({ sent }) => sent === undefined);
    if (waiting.length === 0 || this.#ports.store.busy || this.#isAtRest(peer, now)) return;
    const { standing } = this.#state.sessions.get(peer);
    if (standing?.kind === 'open') return await this.#sendAll(this.#next(peer, waiting), standing);
    if (standing?.kind === 'answered') return this.#awaitFirst(peer, now);
    if (standing === undefined && !this.#opening.has(peer)) this.#knockSoon(peer);
  }

  /** Those that may be sealed now. Until one was opened it is not known that any will be: one goes ahead. */
  #next(peer: MeshDid, waiting: readonly MeshLetter[]): readonly MeshLetter[] {
    if (this.#state.sessions.get(peer).speaks !== undefined) return waiting.slice(0, maxSealing);
    return this.#state.outbox.to(peer).length > waiting.length ? [] : waiting.slice(0, 1);
  }

  #isAtRest(peer: MeshDid, now: Millis): boolean {
    return (this.#rests.get(peer)?.until ?? 0) > now;
  }

  /** They knocked, and have said nothing yet. */
  #awaitFirst(peer: MeshDid, now: Millis): void {
    const since = this.#rests.get(peer);
    if (since === undefined) this.#rests.set(peer, { until: millis(now + firstMessageMs), attempt: 0 });
    else if (!this.#opening.has(peer)) this.#knockSoon(peer);
  }

  async #sendAll(letters: readonly MeshLetter[], { state }: Extract<MeshStanding, { kind: 'open' }>): Promise<void> {
    const { clock, random, frames } = this.#ports;
    let current = state;
    const under: { readonly letter: MeshLetter; readonly done: Promise<FrameOutcome> }[] = [];
    for (const letter of letters) {
      const sealed = sealMesh(current, letter.payload, { now: clock.now(), random });
      current = sealed.state;
      const frame = this.#messageFrame(letter, sealed);
      const sent = { ...letter, sent: { frame: frame.id, variant: variantOf(current) } };
      const cause = [
        this.#state.sessions.put(letter.to, { standing: { kind: 'open', state: current } }),
        this.#state.outbox.put(sent),
      ];
      under.push({ letter: sent, done: frames.fromClient(frame, cause) });
    }
    // All of them, also when one fails: only then is it known what is on disk.
    const outcomes = await Promise.allSettled(under.map(({ done }) => done));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    for (const { letter, done } of under) {
      const outcome = await done;
      if (outcome.kind === 'refused') await this.notSent(letter, outcome.reason);
    }
    const [first] = letters;
    if (first !== undefined) this.pumpSoon(first.to);
  }

  #messageFrame({ to }: MeshLetter, { header, ciphertext }: Message): CarriedFrame {
    const view = new DataView(header.buffer, header.byteOffset, header.length);
    return {
      ...this.head('message', to),
      header: { dh: encodeBase64(header.subarray(0, 32)), pn: view.getUint32(32), n: view.getUint32(36) },
      ciphertext: encodeBase64(ciphertext),
      receipt: true,
    };
  }

  /** What every frame of ours begins with. */
  head<const T extends CarriedFrame['type']>(type: T, to: MeshDid) {
    const { random, clock } = this.#ports;
    const ts = new Date(clock.now()).toISOString();
    return { v: 1, type, from: this.#ports.own.did, to, id: toHex(random(16)), ts } as const;
  }

  /** A message was refused, here or on its way: it is sealed anew, or ends. */
  async notSent(letter: MeshLetter, reason: string): Promise<void> {
    if (!sealedAnew.has(reason)) return await this.end(letter, endOf(reason));
    const { speaks, standing, next } = this.#state.sessions.get(letter.to);
    const tried = letter.sent?.variant ?? next;
    // What nobody of this variant could open was perhaps meant for the other.
    const turned = reason === 'undecryptable' && speaks !== tried ? otherThan(tried) : next;
    const isOver = standing?.kind === 'open';
    const put = this.#state.sessions.put(letter.to, { next: turned, ...(isOver ? { standing: undefined } : {}) });
    this.#rest(letter.to);
    await this.#ports.store.commit([put, this.#state.outbox.put({ ...letter, sent: undefined })]);
  }

  async #endExpired(peer: MeshDid, now: Millis): Promise<void> {
    for (const letter of this.#state.outbox.to(peer)) {
      if (letter.expires <= now) await this.end(letter, { outcome: 'rejected', reason: 'message-expired' });
    }
  }

  /** A message came to its end; `more` is written with it. */
  async end(letter: MeshLetter, end: Pick<Ack, 'outcome' | 'reason'>, more: readonly Operation[] = []): Promise<void> {
    const { store, audit, feed, clock } = this.#ports;
    const { id, host: peer } = letter;
    const at = clock.now();
    const ending = writeEnding(audit, { id, peer }, { at, ...end });
    await store.commit([...more, ending, this.#state.outbox.remove(letter)]);
    feed.tell({ at, id, peer, state: endState(end), reason: end.reason });
  }

  #knockSoon(peer: MeshDid): void {
    this.#opening.add(peer);
    const signal = AbortSignal.any([this.#state.stop, AbortSignal.timeout(bundleMs)]);
    this.#ports
      .bundleOf(peer, signal)
      .then((bundle) => this.#state.turn.run(() => this.#knock(peer, bundle)))
      .catch((error: unknown) => this.#failed(peer, error))
      .finally(() => this.#opening.delete(peer));
  }

  async #knock(peer: MeshDid, bundle: Bundle | undefined): Promise<void> {
    const { own, random, frames } = this.#ports;
    const { standing, next } = this.#state.sessions.get(peer);
    const isStanding = standing?.kind === 'open' || standing?.kind === 'asked';
    if (isStanding || this.#state.stop.aborted) return;
    if (bundle === undefined) return this.#rest(peer);
    const between = { self: own, peer: { did: peer, publicKey: bundle.key }, random };
    const begun = knockMesh(bundle, between, next);
    if (begun.kind !== 'accept') return this.#rest(peer);
    const { identityKey, ephemeralKey, oneTimePrekeyId } = begun.value.establishment;
    const frame: CarriedFrame = {
      ...this.head('knock', peer),
      intent: { action: 'establish_session' },
      establishment: {
        ik: encodeBase64(identityKey),
        ek: encodeBase64(ephemeralKey),
        ...(oneTimePrekeyId === undefined ? {} : { otk: oneTimePrekeyId }),
      },
    };
    const asked: MeshStanding = { kind: 'asked', knockId: frame.id, state: begun.value.state };
    const outcome = await frames.fromClient(frame, [this.#state.sessions.put(peer, { standing: asked })]);
    if (outcome.kind === 'refused') await this.knockRefused(peer, outcome.reason);
  }

  /** Our KNOCK came to nothing: what waits ends with its reason, unless that passes by itself. */
  async knockRefused(peer: MeshDid, reason: string): Promise<void> {
    const gone = this.#state.sessions.put(peer, { standing: undefined });
    await this.#ports.store.commit([gone]);
    this.#rest(peer);
    if (passing.has(reason)) return;
    for (const letter of this.#state.outbox.to(peer)) await this.end(letter, endOf(reason));
  }

  /** Lets an agent alone for a while, longer each time until something goes well. */
  #rest(peer: MeshDid): void {
    const now = this.#ports.clock.now();
    const before = this.#rests.get(peer);
    if (before !== undefined && before.until > now) return;
    const attempt = (before?.attempt ?? -1) + 1;
    const jitter = (this.#ports.random(1)[0] ?? 0) / 256;
    const until = millis(now + backoffMs(attempt, rest, jitter));
    this.#rests.set(peer, { until, attempt });
  }
}

function otherThan(variant: (typeof kdfVariants)[number]): (typeof kdfVariants)[number] {
  return kdfVariants.find((other) => other !== variant) ?? variant;
}

/** How a message ends that was refused for good. Clients write the words of policy with an underscore. */
function endOf(reason: string): Pick<Ack, 'outcome' | 'reason'> {
  const known = parseReason(reason.replaceAll('_', '-'));
  return { outcome: known === 'message-expired' ? 'rejected' : 'denied', reason: known };
}

/** What an AgentMesh agent gets is JSON: a text becomes a string. */
function payloadOf({ contentType, body }: Pick<PlainMessage, 'contentType' | 'body'>): Uint8Array {
  const [type = ''] = contentType.toLowerCase().split(';');
  const text = fromUtf8(body);
  if (text === undefined || !(type.trim() === 'application/json' || type.startsWith('text/'))) throw notJson();
  const payload = type.startsWith('text/') ? utf8(JSON.stringify(text)) : body;
  if (!isJson(text) && payload === body) throw notJson();
  if (payload.length <= maxPayloadBytes) return payload;
  throw new MeshError('message-too-large', `A message to an AgentMesh agent has at most ${maxPayloadBytes} bytes.`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notJson(): MeshError {
  return new MeshError(
    'request-invalid',
    'AgentMesh agents take JSON: send a message of type application/json whose body is JSON, or a text.',
  );
}
