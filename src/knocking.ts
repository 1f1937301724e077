import {
  accept,
  equalBytes,
  limits,
  newMessageId,
  reject,
  sessionIdFromBytes,
  sha256,
  utf8,
  type Did,
  type Millis,
  type Random,
  type Reason,
  type SessionId,
  type Verdict,
} from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import type { CrossCheck } from './cross-check.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { AgentIdentity, VerifiedRecord } from './identity/identity.ts';
import { InTurn } from './in-turn.ts';
import type { Lane } from './lane.ts';
import type { LiveSession } from './live-session.ts';
import type { CompiledPolicies } from './policy/policy.ts';
import type { PrekeyShelf } from './prekey-shelf.ts';
import { RateGate } from './rate.ts';
import type { Refusals } from './refusals.ts';
import type { Reputation } from './reputation.ts';
import type { SessionState, Suite } from './session/session.ts';
import { judgeOpening } from './session-review.ts';
import type { Operation, Store } from './store/store.ts';
import type { Suites } from './suites.ts';
import {
  decodeEnvelope,
  decodeKnock,
  decodeKnockReply,
  encodeEnvelope,
  encodeKnock,
  encodeKnockReply,
  signPayload,
  verifySigned,
  type Conditions,
  type Frame,
  type Intent,
  type Knock,
  type KnockReply,
  type Packet,
  type Signed,
} from './wire/wire.ts';

/** What opening sessions needs of the rest of the hall. */
export interface KnockingPorts {
  readonly self: AgentIdentity;
  readonly store: Store;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly reputation: Reputation;
  readonly shelf: PrekeyShelf;
  readonly suites: Suites;
  readonly events: Events;
  readonly refusals: Refusals;
  /** What a session that others open here is limited to. */
  readonly conditions: Conditions;
  /** Has some decisions made once more by another engine; undefined where none are. */
  readonly crossCheck?: Pick<CrossCheck, 'isDue' | 'ask'> | undefined;
  policies(): CompiledPolicies;
  laneTo(peer: Did): Lane;
}

/** The link a knock goes over: authenticated as `peer`, with `suite` agreed in the handshake. */
export interface KnockLink {
  readonly peer: Did;
  readonly suite: string;
  send(frame: Frame): void;
}

/** What a session is opened for. */
export const sessionIntent: Intent = { action: 'session.open', description: '', capabilities: [], minScore: 0 };

/** How long the other side may take to answer a step, milliseconds. */
const answerTimeoutMs = 10_000;
/** Sessions a peer may ask for: a few at once after an accident, one a second for long. */
const knockRate = { burst: 20, perSecond: 1 };

interface Waiting<T> {
  readonly peer: Did;
  readonly settle: (answer: Verdict<T>) => void;
}

/** Opens sessions: prekeys, key agreement, a signed knock and its signed answer (crypto.md, Sessions). */
export class Knocking {
  readonly #ports: KnockingPorts;
  readonly #bundles = new Map<number, Waiting<Uint8Array>>();
  readonly #knocks = new Map<SessionId, Waiting<Signed>>();
  /** Peers we are knocking at. */
  readonly #knockingAt = new Map<Did, SessionId>();
  /** Knocks whose answer is under way. */
  readonly #answering = new Set<SessionId>();
  readonly #rate = new RateGate<Did>(knockRate);
  /** Knocks are answered one at a time: two that name the same one-time prekey must not both find it. */
  readonly #turns = new InTurn();
  #requests = 0;

  constructor(ports: KnockingPorts) {
    this.#ports = ports;
  }

  /** The initiator's side: a session with the peer of this link, in force and on disk when accepted. */
  async open(link: KnockLink, intent: Intent): Promise<Verdict<LiveSession>> {
    const { directory, clock, random, self, reputation, shelf, suites, refusals } = this.#ports;
    const suite = suites.get(link.suite);
    if (suite === undefined) return reject('no-common-suite');
    const peer = directory.standing(link.peer, clock.now());
    if (peer.kind !== 'accept') return peer;
    if (!reputation.mayOpen(link.peer, clock.now())) return reject('score-too-low', 'of the agent we would call');
    const allowed = judgeOpening(this.#ports, { peer: link.peer, direction: 'out', now: clock.now(), standing: false });
    if (allowed.kind !== 'accept') return allowed;
    const bundle = await this.#fetchBundle(link);
    if (bundle.kind !== 'accept') return bundle;
    const associatedData = associated(self.did, link.peer);
    const peerKey = peer.value.record.publicKey;
    const begun = await suite.initiate({
      self,
      prekeys: shelf.prekeys(suite.name),
      peer: { did: link.peer, publicKey: peerKey },
      bundle: bundle.value,
      associatedData,
      now: clock.now(),
      random,
    });
    if (begun.kind !== 'accept') {
      refusals.note({ step: 'session', direction: 'out', peer: link.peer, host: undefined, reason: begun.reason });
      return begun;
    }
    const id = newSessionId(random);
    const hello = await this.#sealHello(suite, begun.value.state, { id, to: link.peer });
    const knock: Knock = {
      id,
      from: self.did,
      to: link.peer,
      timestamp: clock.now(),
      intent,
      suite: suite.name,
      establishment: begun.value.establishment,
      hello: hello.packet,
    };
    const answered = this.#knock(link, knock, { suite, state: hello.state, peerKey });
    this.#ports.laneTo(link.peer).sessions.expect(id, answered);
    return answered;
  }

  /** A request for prekeys. */
  async givePrekeys(link: KnockLink, request: number, suite: string): Promise<void> {
    const { shelf, clock } = this.#ports;
    const given = await shelf.take(link.peer, suite, clock.now());
    if (given.kind !== 'accept') {
      link.send({ kind: 'prekey-reply', request, bundle: new Uint8Array(0), reason: given.reason });
      return;
    }
    link.send({ kind: 'prekey-reply', request, bundle: given.value, reason: undefined });
  }

  /** The answer to our request for prekeys. */
  prekeysCame(peer: Did, reply: Extract<Frame, { kind: 'prekey-reply' }>): void {
    const waiting = this.#bundles.get(reply.request);
    if (waiting?.peer !== peer) return;
    waiting.settle(reply.bundle.length > 0 ? accept(reply.bundle) : reject(reply.reason ?? 'prekeys-unavailable'));
  }

  /** The answer to our knock. */
  replyCame(peer: Did, signed: Signed): void {
    const decoded = decodeKnockReply(signed.payload);
    if (decoded.kind !== 'accept') return;
    const waiting = this.#knocks.get(decoded.value.id);
    if (waiting?.peer === peer) waiting.settle(accept(signed));
  }

  /** The responder's side: judges a knock; the session is on disk before the answer leaves. */
  async answer(link: KnockLink, signed: Signed): Promise<void> {
    const { events, directory, clock } = this.#ports;
    const now = clock.now();
    const peer = directory.standing(link.peer, now);
    const read = peer.kind === 'accept' ? this.#readKnock(link, signed, peer.value) : peer;
    if (read.kind !== 'accept' || peer.kind !== 'accept') {
      // Nothing is signed in answer to what is not an authentic knock of this peer.
      this.#refused(link, read.kind === 'accept' ? 'not-registered' : read.reason);
      return;
    }
    const knock = read.value;
    // A copy of a knock that is being answered: one answer is enough.
    if (this.#answering.has(knock.id)) return;
    const verdict = this.#judgeKnock(link, knock);
    this.#answering.add(knock.id);
    const opening =
      verdict.kind === 'accept'
        ? this.#turns.run(() => this.#respond(knock, verdict.value, peer.value))
        : Promise.resolve(verdict);
    const opened = await Promise.resolve(opening).finally(() => this.#answering.delete(knock.id));
    const knockHash = sha256(signed.payload);
    if (opened.kind !== 'accept') {
      this.#refused(link, opened.reason);
      this.#reply(link, knock, knockHash, { accepted: false, reason: opened.reason });
      return;
    }
    events.sessionOpened(link.peer, link.suite, 'responder');
    this.#reply(link, knock, knockHash, { accepted: true, conditions: this.#ports.conditions, hello: opened.value });
  }

  /** The entry of the log about a session that was opened. */
  #entryOf({ id, peer, suite, initiator, opened }: LiveSession): Operation {
    const direction = initiator ? 'out' : 'in';
    return this.#ports.audit.append({ type: 'session', time: opened, id, direction, peer, outcome: 'opened', suite });
  }

  #refused({ peer }: KnockLink, reason: Reason): void {
    this.#ports.events.sessionRefused(peer, reason);
    this.#ports.refusals.note({ step: 'session', direction: 'in', peer, host: undefined, reason });
  }

  async #knock(
    link: KnockLink,
    knock: Knock,
    own: { suite: Suite; state: SessionState; peerKey: Uint8Array },
  ): Promise<Verdict<LiveSession>> {
    const { self, store, events, clock, reputation } = this.#ports;
    const signed = signPayload(self.signing, 'Knock', encodeKnock(knock));
    this.#knockingAt.set(link.peer, knock.id);
    const answer = await this.#await(this.#knocks, knock.id, link.peer, () =>
      link.send({ kind: 'knock', knock: signed }),
    );
    const stillOurs = this.#knockingAt.get(link.peer) === knock.id;
    if (stillOurs) this.#knockingAt.delete(link.peer);
    if (answer.kind !== 'accept') return answer;
    if (!stillOurs) return reject('session-race');
    const reply = readReply(answer.value, knock, { hash: sha256(signed.payload), peerKey: own.peerKey });
    if (reply.kind !== 'accept') return reply;
    const { conditions, hello } = reply.value;
    const opened = await own.suite.open(own.state, hello, { now: clock.now(), random: this.#ports.random });
    if (opened.kind !== 'accept') return opened;
    const session: LiveSession = {
      id: knock.id,
      peer: link.peer,
      suite: own.suite.name,
      engine: own.suite,
      initiator: true,
      opened: clock.now(),
      conditions,
      received: 0,
      score: reputation.weighed(link.peer, clock.now()).score,
      state: opened.value.state,
    };
    await store.commit([...this.#ports.laneTo(link.peer).adopt(session), this.#entryOf(session)]);
    events.sessionOpened(link.peer, session.suite, 'initiator');
    return accept(session);
  }

  /** The peer's prekeys as they came: the suite checks whose they are. */
  #fetchBundle(link: KnockLink): Promise<Verdict<Uint8Array>> {
    const request = ++this.#requests;
    return this.#await(this.#bundles, request, link.peer, () =>
      link.send({ kind: 'prekey-request', request, suite: link.suite }),
    );
  }

  #readKnock(link: KnockLink, signed: Signed, peer: VerifiedRecord): Verdict<Knock> {
    if (!equalBytes(signed.key, peer.record.publicKey))
      return reject('key-mismatch', 'the knock is signed by another key');
    const payload = verifySigned(signed, 'Knock');
    if (payload.kind !== 'accept') return payload;
    const knock = decodeKnock(payload.value);
    if (knock.kind !== 'accept') return knock;
    const { from, to } = knock.value;
    return from === link.peer && to === this.#ports.self.did
      ? knock
      : reject('did-mismatch', 'the knock is of or for another agent');
  }

  /** Whether the session may be: everything that needs no keys. */
  #judgeKnock(link: KnockLink, knock: Knock): Verdict<Suite> {
    const { clock, store, self, reputation, suites } = this.#ports;
    const now = clock.now();
    const suite = suites.get(knock.suite);
    if (suite === undefined) return reject('no-common-suite');
    if (knock.suite !== link.suite) return reject('downgraded', 'not the suite of the handshake');
    if (Math.abs(now - knock.timestamp) > limits.clockSkewMs) return reject('expired');
    if (store.get('nonce', knockKey(knock.id)) !== undefined) return reject('replayed');
    if (!this.#rate.admit(link.peer, now)) return reject('rate-limited');
    // Both knock at once: the knock of the lower DID stays, so exactly one of the two answers yes.
    if (self.did < link.peer && this.#isOursFresh(link.peer, now)) return reject('session-race');
    this.#knockingAt.delete(link.peer);
    if (!reputation.mayOpen(link.peer, now)) return reject('score-too-low');
    const allowed = judgeOpening(this.#ports, { peer: link.peer, direction: 'in', now, standing: false });
    return allowed.kind === 'accept' ? accept(suite) : allowed;
  }

  /** Whether we knock too, or did just now: on another channel the answer to ours may overtake a knock that crossed it. */
  #isOursFresh(peer: Did, now: Millis): boolean {
    const { current } = this.#ports.laneTo(peer).sessions;
    const isOpen = current?.initiator === true && now - current.opened < answerTimeoutMs;
    return isOpen || this.#knockingAt.has(peer);
  }

  /** Derives the keys and commits: session, used prekey and the knock's id as one. Returns the sealed hello. */
  async #respond(knock: Knock, suite: Suite, peer: VerifiedRecord): Promise<Verdict<Packet>> {
    const { self, shelf, store, clock, random, reputation } = this.#ports;
    const now = clock.now();
    const joined = await suite.respond({
      self,
      prekeys: shelf.prekeys(suite.name),
      peer: { did: knock.from, publicKey: peer.record.publicKey },
      establishment: knock.establishment,
      associatedData: associated(knock.from, self.did),
    });
    if (joined.kind !== 'accept') return joined;
    const opened = await suite.open(joined.value.state, knock.hello, { now, random });
    if (opened.kind !== 'accept') return reject('undecryptable', 'the hello of the knock');
    const envelope = decodeEnvelope(opened.value.plaintext);
    const fits =
      envelope.kind === 'accept' && envelope.value.body.kind === 'hello' && envelope.value.from === knock.from;
    if (!fits || envelope.value.to !== self.did) return reject('id-mismatch', 'the hello of the knock');
    const hello = await this.#sealHello(suite, opened.value.state, { id: knock.id, to: knock.from });
    const session: LiveSession = {
      id: knock.id,
      peer: knock.from,
      suite: suite.name,
      engine: suite,
      initiator: false,
      opened: now,
      conditions: this.#ports.conditions,
      received: 0,
      score: reputation.weighed(knock.from, now).score,
      state: hello.state,
    };
    const operations: Operation[] = [...this.#ports.laneTo(knock.from).adopt(session), this.#entryOf(session)];
    operations.push({
      kind: 'put',
      space: 'nonce',
      key: knockKey(knock.id),
      value: utf8(String(now + 2 * limits.clockSkewMs)),
    });
    if (joined.value.usedOneTimePrekey !== undefined)
      operations.push(shelf.consume(suite.name, joined.value.usedOneTimePrekey));
    await store.commit(operations);
    return accept(hello.packet);
  }

  async #sealHello(
    suite: Suite,
    state: SessionState,
    about: { id: SessionId; to: Did },
  ): Promise<{ state: SessionState; packet: Packet }> {
    const { self, clock, random } = this.#ports;
    const now = clock.now();
    const id = newMessageId(now, random);
    const body = { kind: 'hello' } as const;
    const envelope = { id, from: self.did, to: about.to, created: now, expires: now, traceparent: '', body };
    const { state: next, header, ciphertext } = await suite.seal(state, encodeEnvelope(envelope), { now, random });
    return { state: next, packet: { id, session: about.id, header, ciphertext } };
  }

  #reply(link: KnockLink, knock: Knock, knockHash: Uint8Array, answer: KnockReply['answer']): void {
    const { self, clock } = this.#ports;
    const reply: KnockReply = {
      id: knock.id,
      from: self.did,
      to: knock.from,
      timestamp: clock.now(),
      knockHash,
      answer,
    };
    link.send({ kind: 'knock-reply', reply: signPayload(self.signing, 'KnockReply', encodeKnockReply(reply)) });
  }

  /** Registers for an answer, asks, and waits for it, but not for ever. */
  #await<K, T>(table: Map<K, Waiting<T>>, key: K, peer: Did, ask: () => void): Promise<Verdict<T>> {
    return new Promise((resolve) => {
      const settle = (answer: Verdict<T>): void => {
        cancel();
        table.delete(key);
        resolve(answer);
      };
      const cancel = this.#ports.clock.after(answerTimeoutMs, () => settle(reject('timeout')));
      table.set(key, { peer, settle });
      ask();
    });
  }
}

/** Checks a reply against the knock it answers; a signed refusal becomes a rejection with its reason. */
function readReply(
  signed: Signed,
  knock: Knock,
  expected: { hash: Uint8Array; peerKey: Uint8Array },
): Verdict<{ conditions: Conditions; hello: Packet }> {
  if (!equalBytes(signed.key, expected.peerKey)) return reject('key-mismatch', 'the reply is signed by another key');
  const payload = verifySigned(signed, 'KnockReply');
  if (payload.kind !== 'accept') return payload;
  const reply = decodeKnockReply(payload.value);
  if (reply.kind !== 'accept') return reply;
  const { from, to, knockHash, answer } = reply.value;
  if (from !== knock.to || to !== knock.from || !equalBytes(knockHash, expected.hash))
    return reject('id-mismatch', 'the reply is to another knock');
  return answer.accepted ? accept(answer) : reject(answer.reason);
}

/** The associated data of AgentMesh: both DIDs, the initiator's first, in both directions. */
function associated(initiator: Did, responder: Did): Uint8Array {
  return utf8(`${initiator}|${responder}`);
}

function knockKey(id: SessionId): string {
  return `knock/${id}`;
}

function newSessionId(random: Random): SessionId {
  const id = sessionIdFromBytes(random(16));
  if (id === undefined) throw new RangeError('the random source gave too few bytes');
  return id;
}

/** Reasons for which the messages that wait for the session are refused too: asking again would give the same answer. */
export const finalRefusals: ReadonlySet<Reason> = new Set<Reason>([
  'policy-denied',
  'policy-error',
  'score-too-low',
  'capability-missing',
  'not-registered',
  'not-active',
  'not-sponsored',
  'revoked',
  'equivocation',
  'quarantined',
  'killed',
  'no-common-suite',
  'key-mismatch',
]);
