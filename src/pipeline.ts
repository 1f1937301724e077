import {
  limits,
  millis,
  newMessageId,
  type Did,
  type MessageId,
  type Millis,
  type Random,
  type Reason,
} from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import { actionWord, factsOf, type Circumstances } from './facts.ts';
import type { Inbox } from './inbox.ts';
import { writeEnding, writeEntry, type Judgement } from './journal.ts';
import type { Lane, LiveSession } from './lane.ts';
import { decide, type ActionName, type CompiledPolicies, type Facts } from './policy/policy.ts';
import type { Reputation } from './reputation.ts';
import { readSeen, writeSeen } from './seen.ts';
import type { Operation, Store } from './store/store.ts';
import { decodeEnvelope, encodeEnvelope, type Ack, type Body, type Envelope, type Packet } from './wire/wire.ts';

/** What every message meets on its way; docs/lifecycle.md draws it. */
export interface PipelinePorts {
  readonly self: Did;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly reputation: Reputation;
  readonly exchanges: Exchanges;
  readonly inbox: Inbox;
  readonly events: Events;
  /** The set in force; taken once per message. */
  policies(): CompiledPolicies;
  laneTo(peer: Did): Lane;
}

/** Something to send. */
export interface Draft {
  readonly to: Did;
  readonly body: Body;
  readonly ttlMs?: number;
  readonly traceparent?: string;
  /** Given when the caller must know the id before it is sent. */
  readonly id?: MessageId;
}

/** What became of a draft: on disk and on its way, or refused here. Either can be explained by its id. */
export type Sent =
  | { readonly kind: 'accepted'; readonly id: MessageId }
  | { readonly kind: 'refused'; readonly id: MessageId; readonly reason: Reason };

const allowed: Judgement = { allowed: true, step: 'policy', reason: undefined };

/** Every message in either direction passes here, top to bottom. Nothing is delivered that was not committed. */
export class Pipeline {
  readonly #ports: PipelinePorts;
  /** Packets whose commit is under way, so that a copy on another channel waits for the same answer. */
  readonly #underWay = new Map<MessageId, Promise<Ack>>();

  constructor(ports: PipelinePorts) {
    this.#ports = ports;
  }

  /** Outbound: envelope -> identity, trust, facts, policy -> seal and commit as one -> outbox, which sends it. */
  async send(draft: Draft): Promise<Sent> {
    const { store, clock, random, events } = this.#ports;
    const now = clock.now();
    const envelope = this.#envelope(draft, now, random);
    const { judgement, facts } = this.#judge(envelope, draft.to, 'out', now);
    const { id } = envelope;
    const page = this.#page(envelope, 'out', { judgement, facts, now });
    if (!judgement.allowed) {
      const reason = judgement.reason ?? 'policy-denied';
      events.refused(id, draft.to, 'out', reason);
      await store.commit([page]);
      return { kind: 'refused', id, reason };
    }
    const cause = this.#ports.exchanges.sending(envelope, facts);
    const entry = { id, envelope: encodeEnvelope(envelope), expires: envelope.expires };
    await this.#ports.laneTo(draft.to).append(entry, isContent(envelope.body) ? [page, ...cause] : cause);
    events.sent(id, draft.to, envelope.body.kind);
    return { kind: 'accepted', id };
  }

  /** Inbound: packet -> decrypt -> envelope -> dedup -> identity, trust, session, facts, policy -> commit -> bridge. */
  receive(lane: Lane, packet: Packet): Promise<Ack> {
    const before = this.#underWay.get(packet.id) ?? this.#answered(packet.id);
    if (before !== undefined) return Promise.resolve(before);

    const session = lane.sessionOf(packet.session);
    if (session === undefined) return Promise.resolve(rejected(packet.id, 'unknown-session'));
    const opened = session.engine.open(session.state, packet.header, packet.ciphertext, this.#ports.random);
    // A key already used: an answer or a control body, which leaves no trace of its own, came before.
    if (opened.kind === 'ignore') return Promise.resolve({ id: packet.id, outcome: 'delivered', reason: undefined });
    if (opened.kind === 'reject') return this.#unopened(lane.peer, packet.id, opened.reason);

    // Authentic from here on: the ratchet advances in the same write as the outcome, whatever the outcome.
    const ratchet = lane.advance(session, opened.value.state, 1);
    const answer = this.#settle(lane, session, packet, { ratchet, plaintext: opened.value.plaintext });
    this.#underWay.set(packet.id, answer);
    return answer.finally(() => this.#underWay.delete(packet.id));
  }

  async #settle(
    lane: Lane,
    session: LiveSession,
    packet: Packet,
    opened: { readonly ratchet: Operation; readonly plaintext: Uint8Array },
  ): Promise<Ack> {
    const { store, clock, events, exchanges, inbox } = this.#ports;
    const now = clock.now();
    const decoded = decodeEnvelope(opened.plaintext);
    if (decoded.kind !== 'accept') {
      await store.commit([opened.ratchet, writeSeen(packet.id, { outcome: 'rejected', reason: 'malformed' })]);
      return rejected(packet.id, 'malformed');
    }
    const envelope = decoded.value;
    const wrong = this.#wrongEnvelope(envelope, packet, session, now);
    if (wrong !== undefined) {
      await store.commit([opened.ratchet, writeSeen(packet.id, { outcome: 'rejected', reason: wrong })]);
      return rejected(packet.id, wrong);
    }
    const { judgement, facts } = this.#judge(envelope, lane.peer, 'in', now, session);
    if (!judgement.allowed) {
      const reason = judgement.reason ?? 'policy-denied';
      events.refused(packet.id, lane.peer, 'in', reason);
      const trace = [
        this.#page(envelope, 'in', { judgement, facts, now }),
        writeSeen(packet.id, { outcome: 'denied', reason }),
      ];
      const evidence = this.#ports.reputation.observe(
        lane.peer,
        { kind: 'denied-by-policy', action: facts[0]?.action },
        now,
      );
      await store.commit([opened.ratchet, ...trace, ...(judgement.step === 'policy' ? evidence : [])]);
      exchanges.refusedInbound(envelope, reason);
      return { id: packet.id, outcome: 'denied', reason };
    }
    const taken = envelope.body.kind === 'message' ? inbox.take(envelope, now) : undefined;
    const trace = isContent(envelope.body)
      ? [
          this.#page(envelope, 'in', { judgement, facts, now, cursor: taken?.cursor }),
          writeSeen(packet.id, { outcome: 'delivered', reason: undefined }),
        ]
      : [];
    const evidence = this.#ports.reputation.observe(lane.peer, { kind: 'received', action: facts[0]?.action }, now);
    const consequence = [...(taken?.operations ?? []), ...exchanges.receiving(envelope), ...evidence];
    await store.commit([opened.ratchet, ...trace, ...consequence]);

    events.received(packet.id, lane.peer, envelope.body.kind);
    if (taken !== undefined) inbox.arrived(taken.cursor);
    await exchanges.deliver(envelope, facts);
    return { id: packet.id, outcome: 'delivered', reason: undefined };
  }

  /** Records how an outbound message ended, and tells whoever waits for it. */
  ended(peer: Did, ack: Ack): void {
    const { store, clock, events, exchanges, reputation } = this.#ports;
    const now = clock.now();
    if (ack.outcome === 'delivered') events.acknowledged(peer, ack);
    else events.gaveUp(ack.id, peer, ack.reason ?? 'malformed');
    const evidence = reputation.observe(peer, { kind: ack.outcome === 'delivered' ? 'accepted' : 'refused' }, now);
    const operations = [writeEnding(ack.id, { at: now, outcome: ack.outcome, reason: ack.reason }), ...evidence];
    store.commit(operations, { lazy: true }).catch((error: unknown) => events.internalError('journal', error));
    exchanges.acknowledged(peer, ack);
  }

  /** How a peer's agent served a call of ours. */
  sighted(peer: Did, kind: 'answered' | 'failed', action: ActionName): void {
    const { store, clock, reputation, events } = this.#ports;
    const evidence = reputation.observe(peer, { kind, action }, clock.now());
    store.commit(evidence, { lazy: true }).catch((error: unknown) => events.internalError('evidence', error));
  }

  /** The one judgement, for both directions: the first check that says no decides. */
  #judge(
    envelope: Envelope,
    peer: Did,
    direction: 'in' | 'out',
    now: Millis,
    session?: LiveSession,
  ): { readonly judgement: Judgement; readonly facts: readonly Facts[] } {
    const { directory, reputation, inbox } = this.#ports;
    if (!isJudged(envelope.body)) return { judgement: allowed, facts: [] };
    const standing = directory.standing(peer, now);
    if (standing.kind !== 'accept') return no('identity', standing.reason, standing.detail);
    const gate = reputation.gate(peer, now);
    if (gate !== undefined) return no('trust', gate.reason, gate.detail);
    const facts = factsOf(envelope, this.#circumstances(direction, now));
    if (facts.kind !== 'accept') return no('facts', facts.reason, facts.detail);
    const limit = session === undefined ? undefined : brokenCondition(session, facts.value, now);
    if (limit !== undefined) return no('session', limit);
    if (direction === 'in' && envelope.body.kind === 'message' && inbox.full) return no('delivery', 'overloaded');
    const policies = this.#ports.policies();
    for (const fact of facts.value) {
      const decision = decide(policies, fact);
      const judgement = {
        allowed: decision.allow,
        step: 'policy',
        reason: decision.reason,
        decision,
        facts: fact,
      } as const;
      if (!decision.allow) return { judgement, facts: facts.value };
      if (facts.value.length === 1) return { judgement, facts: facts.value };
    }
    return { judgement: { ...allowed, facts: facts.value[0] }, facts: facts.value };
  }

  #circumstances(direction: 'in' | 'out', now: Millis): Circumstances {
    const { reputation, exchanges } = this.#ports;
    return {
      direction,
      now,
      agent: (did) => reputation.agentFacts(did, now),
      actionOf: (id) => exchanges.actionOf(id),
    };
  }

  #envelope(draft: Draft, now: Millis, random: Random): Envelope {
    return {
      id: draft.id ?? newMessageId(now, random),
      from: this.#ports.self,
      to: draft.to,
      created: now,
      expires: millis(now + Math.min(draft.ttlMs ?? limits.messageTtlMs, limits.messageTtlMs)),
      traceparent: draft.traceparent ?? '',
      body: draft.body,
    };
  }

  /** What must hold of an authentic envelope before anyone asks whether it is allowed. */
  #wrongEnvelope(envelope: Envelope, packet: Packet, session: LiveSession, now: Millis): Reason | undefined {
    if (envelope.id !== packet.id || envelope.from !== session.peer || envelope.to !== this.#ports.self)
      return 'id-mismatch';
    if (envelope.created > now + limits.clockSkewMs || now > envelope.expires + limits.clockSkewMs)
      return 'message-expired';
    return envelope.expires - envelope.created > limits.messageTtlMs ? 'malformed' : undefined;
  }

  #unopened(peer: Did, id: MessageId, reason: Reason): Promise<Ack> {
    const { reputation, clock, store, events } = this.#ports;
    events.badFrame(peer, reason);
    const evidence = reputation.observe(peer, { kind: 'undecryptable' }, clock.now());
    store.commit(evidence, { lazy: true }).catch((error: unknown) => events.internalError('evidence', error));
    return Promise.resolve(rejected(id, reason));
  }

  #answered(id: MessageId): Ack | undefined {
    const seen = readSeen(this.#ports.store, id);
    return seen === undefined ? undefined : { id, ...seen };
  }

  #page(
    envelope: Envelope,
    direction: 'in' | 'out',
    about: { judgement: Judgement; facts: readonly Facts[]; now: Millis; cursor?: number | undefined },
  ): Operation {
    const { id, created, expires } = envelope;
    const peer = direction === 'in' ? envelope.from : envelope.to;
    const head = { id, direction, peer, created, expires, action: actionWord(envelope, about.facts) };
    const cursor = about.cursor === undefined ? {} : { cursor: about.cursor.toString(36) };
    return writeEntry({ ...head, ...cursor }, about.judgement, about.now);
  }
}

/** What begins something: it is journalled and remembered; its answers are bound to it and are not. */
function isContent(body: Body): boolean {
  return body.kind === 'message' || body.kind === 'request';
}

/** `hello` and `end` carry no content, only that a session or an exchange begins or ends: nothing to judge. */
function isJudged(body: Body): boolean {
  return body.kind !== 'hello' && body.kind !== 'end';
}

function no(
  step: Judgement['step'],
  reason: Reason,
  detail?: string,
): { judgement: Judgement; facts: readonly Facts[] } {
  return { judgement: { allowed: false, step, reason, detail }, facts: [] };
}

function rejected(id: MessageId, reason: Reason): Ack {
  return { id, outcome: 'rejected', reason };
}

/** The condition of the session that does not allow this; undefined when all do. */
function brokenCondition(session: LiveSession, facts: readonly Facts[], now: Millis): Reason | undefined {
  const { maxMessages, maxSeconds, actions } = session.conditions;
  if (maxMessages !== undefined && session.received >= maxMessages) return 'session-expired';
  if (maxSeconds !== undefined && now > session.opened + maxSeconds * 1000) return 'session-expired';
  const outside = facts.some((fact) => fact.action !== 'exchange.respond' && !actions.includes(fact.action));
  return actions.length > 0 && outside ? 'condition-not-met' : undefined;
}
