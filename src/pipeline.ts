import { type Did, type MessageId, type Millis, type Reason, type Verdict } from './base/base.ts';
import { Answers, delivered, rejected } from './answers.ts';
import { isAnswer, isContent, isLastOfAnswer, mannerOf } from './body-kinds.ts';
import { envelopeOf, type Draft, type Sent } from './draft.ts';
import { andThen } from './in-turn.ts';
import { apart } from './frame-run.ts';
import { withTaken } from './inbox.ts';
import { writeEntry } from './journal.ts';
import { isOffence, judge, objectionTo, withSelf, wrongEnvelope } from './judge.ts';
import type { Cleared, Judged, JudgePorts } from './judge.ts';
import type { Lane } from './lane.ts';
import { endOf } from './message-end.ts';
import { recordOf, type Recorded } from './record.ts';
import type { Course, Ended } from './lane-entries.ts';
import type { LiveSession } from './live-session.ts';
import type { ActionName } from './policy/policy.ts';
import { RateGate } from './rate.ts';
import type { PipelinePorts } from './pipeline-ports.ts';
import { leaveTogether, takeTogether } from './run-passage.ts';
import { comesAgain } from './retry-reasons.ts';
import { writeSeen } from './seen.ts';
import type { Awaitable } from './session/session.ts';
import type { Operation } from './store/store.ts';
import { streamOf, Turns, type Stream } from './turns.ts';
import { decodeEnvelope, type Ack, type Envelope, type Packet, type Part, type PlainMessage } from './wire/wire.ts';

/** A packet that opened: where it came from, and the ratchet step that its outcome is written with. */
interface Arrival {
  readonly lane: Lane;
  readonly session: LiveSession;
  readonly id: MessageId;
  readonly ratchet: Operation;
  readonly now: Millis;
}

/**
 * Packets of one peer that may fail to open: each can cost 200 hashes and a key agreement before its tag is checked.
 * Beyond it packets wait, unopened, for the rate: a peer in good faith sends them again under a new session.
 */
const forgeryRate = { burst: 64, perSecond: 4 };

/** An exchange whose outcome was seen. */
interface Sighted {
  readonly exchange: MessageId;
  readonly action: ActionName;
}

/** What the receipt for an exchange says, as the evidence of the same outcome does. */
const ratings = {
  answered: { dimension: 'output_quality', outcome: 100, severity: 0 },
  failed: { dimension: 'output_quality', outcome: 0, severity: 1 },
} as const;

/** Every message in either direction passes here, top to bottom. Nothing is delivered that was not committed. */
export class Pipeline {
  readonly #ports: PipelinePorts;
  readonly #answers: Answers;
  readonly #turns = new Turns();
  readonly #forgeries = new RateGate<Did>(forgeryRate);
  /** By peer, when the last message to it that waits for another engine has its answer. */
  readonly #asking = new Map<Did, Promise<void>>();

  /** Frames in each run on its way, for what is counted at its end; one of before the start counts as one message. */
  readonly #runs = new Map<MessageId, number>();

  constructor(ports: PipelinePorts) {
    this.#ports = ports;
    this.#answers = new Answers(ports.store);
  }

  /** Reads what it needs to know of before; without it everything is looked up. */
  async load(): Promise<void> {
    await this.#answers.load();
  }

  /** Outbound: envelope -> identity, trust, facts, policy -> seal and commit as one -> outbox, which sends it. */
  async send(draft: Draft): Promise<Sent> {
    const { audit, clock, random, events } = this.#ports;
    // Before sealing: a ratchet step whose commit is refused would be in memory only.
    if (audit.problem !== undefined) throw audit.problem;
    const now = clock.now();
    const drafted = events.leaving(envelopeOf(draft, { self: this.#ports.self, now, random }));
    const { to } = drafted;
    const passage = { peer: to, direction: 'out', now } as const;
    const asking = objectionTo(drafted, passage, this.#ports);
    // No await where nobody is asked: what is sent in one turn is taken in that order.
    const waits = asking instanceof Promise || this.#asking.has(to);
    const objection = waits ? await this.#inTurn(to, asking) : asking;
    const judged = objection ?? events.judging(() => judge(drafted, passage, this.#ports));
    return judged.judgement.allowed ? await this.#accept(judged, draft, now) : await this.#stop(judged, now);
  }

  /**
   * Frames of one way to a peer that takes runs: each is judged by itself, in this order, and those that pass one behind
   * the other leave as one message. What becomes of each, in the same order.
   */
  async sendRun(to: Did, bodies: readonly PlainMessage[]): Promise<readonly Promise<Sent>[]> {
    const { audit, clock, random, events, self } = this.#ports;
    if (audit.problem !== undefined) throw audit.problem;
    // The peer counts the messages of a session, and frames are messages.
    const isCounted = this.#ports.laneTo(to).sessions.current?.conditions.maxMessages !== undefined;
    if (isCounted) return bodies.map((body) => this.send({ to, body }));
    const now = clock.now();
    const drafted = bodies.map((body) => events.leaving(envelopeOf({ to, body }, { self, now, random })));
    const passage = { peer: to, direction: 'out', now } as const;
    const asking = allOf(drafted.map((one) => objectionTo(one, passage, this.#ports)));
    const objections = asking instanceof Promise || this.#asking.has(to) ? await this.#inTurn(to, asking) : asking;
    return leaveTogether(drafted, {
      judge: (one, i) => objections[i] ?? events.judging(() => judge(one, passage, this.#ports)),
      accept: (judged, frames) => this.#accept(judged, { frames }, now),
      stop: (judged) => this.#stop(judged, now),
    });
  }

  async #stop(judged: Judged, now: Millis): Promise<Sent> {
    const { id, to } = judged.envelope;
    const reason = judged.judgement.reason ?? 'policy-denied';
    const record = this.#record('out', { judged, now });
    this.#refused(id, to, 'out', judged);
    await this.#ports.store.commit([...record, ...judged.writes]);
    const { retryAfterMs } = judged.judgement.decision ?? {};
    return { kind: 'refused', id, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }

  /** From here on only what was judged: the bytes as they came, or with what a rule demands redacted. */
  async #accept(judged: Judged, draft: Accepted, now: Millis): Promise<Sent> {
    const { events, exchanges } = this.#ports;
    const { envelope } = judged;
    const { id, to } = envelope;
    const record = this.#record('out', { judged, now, frames: draft.frames });
    const cause = exchanges.sending(envelope, judged.facts);
    const writes = [...record, ...cause, ...judged.writes, ...(draft.cause ?? [])];
    const lane = this.#ports.laneTo(to);
    this.#asks(judged);
    if (draft.frames !== undefined && draft.frames > 1) this.#runs.set(id, draft.frames);
    try {
      await this.#ports.partsOut.append(lane, envelope, writes, mannerOf(envelope.body, draft.priority));
    } catch (error) {
      this.#runs.delete(id);
      throw error;
    }
    events.sent(id, to, envelope.body.kind, draft.frames);
    this.#noted(id, to, 'out', judged);
    return { kind: 'accepted', id };
  }

  /** What is asked of a peer may be answered for with a receipt. */
  #asks({ envelope, facts }: Judged): void {
    const action = facts[0]?.action;
    if (envelope.body.kind === 'request' && action !== undefined)
      this.#ports.receipts.asked(envelope.id, envelope.to, action);
  }

  /** What is sent to one peer leaves in the order in which it was sent, also where another engine takes its time over some of it. */
  #inTurn<T>(to: Did, asking: Awaitable<T>): Promise<T> {
    const answered = Promise.all([asking, this.#asking.get(to)]).then(([objection]) => objection);
    const over = answered.then(
      () => undefined,
      () => undefined,
    );
    this.#asking.set(to, over);
    // Only once whoever waits has gone on: what is sent before that must not overtake it.
    const forget = (): void => {
      if (this.#asking.get(to) === over) this.#asking.delete(to);
    };
    void over.then(() => setImmediate(forget));
    return answered;
  }

  /**
   * The clear text of a message whose own encryption ends at this node, judged as the message that it is. Nothing is
   * written here: `record` gives the writes for the commit of its outcome. `open` knows the exchange that an answer belongs
   * to, when it is none of the mesh.
   */
  async judgeClear(envelope: Envelope, direction: 'in' | 'out', open?: JudgePorts['exchanges']): Promise<Cleared> {
    const { clock, directory, self, events, exchanges } = this.#ports;
    const now = clock.now();
    const peer = direction === 'in' ? envelope.from : envelope.to;
    const passage = { peer, direction, now } as const;
    const ports = { ...this.#ports, exchanges: open ?? exchanges, directory: withSelf(directory, self) };
    const objection = await objectionTo(envelope, passage, ports);
    const judged = objection ?? events.judging(() => judge(envelope, passage, ports));
    if (judged.judgement.allowed) this.#noted(envelope.id, peer, direction, judged);
    else this.#refused(envelope.id, peer, direction, judged);
    return {
      envelope: judged.envelope,
      refused: judged.judgement.allowed ? undefined : (judged.judgement.reason ?? 'policy-denied'),
      record: (cursor) => [
        ...this.#record(direction, { judged, now, cursor }),
        ...judged.writes,
        ...this.#offence(envelope.from, judged),
      ],
    };
  }

  /** Inbound: packet -> dedup -> decrypt -> envelope -> identity, trust, facts, session, policy -> commit -> bridge. */
  receive(lane: Lane, packet: Packet): Promise<Ack> {
    const { id } = packet;
    const before = this.#answers.toCopy(lane.peer, id);
    if (before !== undefined) return before;

    const expected = lane.sessions.expected(packet.session);
    if (expected !== undefined) return expected.then(() => this.receive(lane, packet));
    if (lane.sessions.byId(packet.session) === undefined) return Promise.resolve(rejected(id, 'unknown-session'));
    // Not opened, so that its sender keeps it: a suspension ends.
    if (this.#ports.directory.isAtRest(lane.peer)) {
      this.#ports.events.refused(id, lane.peer, 'in', 'not-active');
      return Promise.resolve(this.#sentAway(lane.peer, rejected(id, 'not-active')));
    }
    // Before opening: a ratchet step whose commit is refused would make the packet look like a duplicate.
    if (this.#ports.store.failed || this.#ports.audit.problem !== undefined)
      return Promise.resolve(rejected(id, 'store-failed'));
    if (this.#ports.store.busy) return Promise.resolve(this.#sentAway(lane.peer, rejected(id, 'rate-limited')));
    return this.#answers.follow(lane.peer, id, this.#take(lane, packet));
  }

  /** Takes what a peer signed when it took a request of ours: the receipt for its outcome needs it. */
  ticketed(peer: Did, { id, ticket }: Ack): void {
    const { store, clock, receipts, events } = this.#ports;
    const receipt = ticket === undefined ? [] : receipts.ticketed(id, { subject: peer, ticket }, clock.now());
    if (receipt.length === 0) return;
    store.commit(receipt, { lazy: true }).catch((error: unknown) => events.internalError('receipt', error));
  }

  /** Whether a message of a peer has come to its end here. */
  hasEnded(peer: Did, id: MessageId): Promise<boolean> {
    return this.#answers.hasEnded(peer, id);
  }

  /** Tells whoever waits for an outbound message how it ended; what is written of it. */
  ended(peer: Did, ack: Ack, course: Course): Ended {
    const frames = this.#runs.get(ack.id) ?? 1;
    this.#runs.delete(ack.id);
    return endOf({ peer, ack, course, frames }, this.#ports);
  }

  /** What a peer did outside of its messages: how its agent served a call of ours, or a packet that does not open. */
  sighted(peer: Did, kind: 'answered' | 'failed' | 'undecryptable', about?: Sighted): void {
    const { store, clock, reputation, receipts, events } = this.#ports;
    const now = clock.now();
    const evidence = reputation.observe(peer, { kind, action: about?.action }, now);
    const receipt =
      about === undefined || kind === 'undecryptable'
        ? []
        : receipts.issue(about.exchange, { subject: peer, rating: ratings[kind] }, now);
    if (evidence.length + receipt.length === 0) return;
    store
      .commit([...evidence, ...receipt], { lazy: true })
      .catch((error: unknown) => events.internalError('evidence', error));
  }

  /** Packets of one lane are opened one at a time, and the commit of one is handed over before the next is opened. */
  async #take(lane: Lane, packet: Packet): Promise<Ack> {
    const { answer } = await lane.sessions.inTurn(() => this.#open(lane, packet));
    return answer;
  }

  #open(lane: Lane, packet: Packet): Awaitable<{ readonly answer: Ack | Promise<Ack> }> {
    const { id } = packet;
    const { clock, random } = this.#ports;
    const session = lane.sessions.byId(packet.session);
    if (session === undefined) return { answer: rejected(id, 'unknown-session') };
    const now = clock.now();
    if (!this.#forgeries.allows(lane.peer, now))
      return { answer: this.#sentAway(lane.peer, rejected(id, 'rate-limited')) };
    return andThen(session.engine.open(session.state, packet, { now, random }), (opened) => {
      if (lane.sessions.byId(session.id) === undefined) return { answer: rejected(id, 'unknown-session') };
      if (opened.kind === 'ignore')
        return { answer: this.#sentAway(lane.peer, this.#answers.toUsedKey(lane.peer, id)) };
      if (opened.kind === 'reject') return { answer: this.#unopened(lane.peer, id, opened.reason) };

      // Authentic from here on: the ratchet advances in the same write as the outcome, whatever the outcome.
      const ratchet = lane.sessions.advance(session, opened.value.state, 1);
      const arrival = { lane, session, id, ratchet, now };
      const whole = this.#ports.partsIn.whole(lane.peer, decodeEnvelope(opened.value.plaintext));
      return andThen(whole, (decoded) =>
        andThen(this.#objections(arrival, decoded), (objections) => ({
          answer: this.#settle(arrival, decoded, objections),
        })),
      );
    });
  }

  /** Asked in the turn of the packet, which holds up what comes behind it: the commits stay in order. */
  #objections({ lane, session, now }: Arrival, decoded: Verdict<Envelope>): Awaitable<Objections> {
    if (decoded.kind !== 'accept') return [];
    const passage = { peer: lane.peer, direction: 'in', now, session } as const;
    return allOf(apart(decoded.value).map((one) => objectionTo(one, passage, this.#ports)));
  }

  /** Nothing is awaited before the commit is handed over: commits are in the order of the ratchet's steps. */
  async #settle(arrival: Arrival, decoded: Verdict<Envelope>, objections: Objections): Promise<Ack> {
    const { lane, session, id, ratchet, now } = arrival;
    const wrong =
      decoded.kind === 'accept'
        ? wrongEnvelope(decoded.value, { id, from: session.peer, to: this.#ports.self, now })
        : decoded.reason;
    if (decoded.kind !== 'accept' || wrong !== undefined) {
      const reason = wrong ?? 'malformed';
      this.#turns.done(lane.peer, id);
      this.#ports.events.refused(id, lane.peer, 'in', reason);
      const seen = writeSeen(lane.peer, id, { outcome: 'rejected', reason });
      const parts = this.#ports.partsIn.done(lane.peer, id);
      await this.#ports.store.commit([ratchet, this.#recordWrong(arrival, reason), seen, ...parts]);
      return rejected(id, reason);
    }
    const envelope = decoded.value;
    if (envelope.body.kind === 'part') return this.#keepPart(arrival, envelope, envelope.body);
    if (this.#mustComeAgain(arrival, envelope)) {
      // The sender keeps it and seals it anew; this very packet, if it comes again, gets the same answer.
      await this.#ports.store.commit([
        ratchet,
        writeSeen(lane.peer, id, { outcome: 'rejected', reason: 'overloaded' }),
      ]);
      return rejected(id, 'overloaded');
    }
    // What is no run is one.
    const frames = apart(this.#ports.events.arriving(envelope, now));
    if (frames.length > 1) return await this.#takeRun(arrival, frames, objections);
    const judged = this.#judgeIn(arrival, frames[0] ?? envelope, { objections, index: 0 });
    // Welcome again under a new session, and before what was sent after it.
    if (judged.judgement.reason === 'session-expired') return await this.#sendAnew(arrival, judged);
    this.#turns.done(lane.peer, id);
    return judged.judgement.allowed ? await this.#deliver(arrival, judged) : await this.#refuse(arrival, judged);
  }

  /** Whether there is no room for it now, or one before it was sent away; then it is too. */
  #mustComeAgain({ lane, id, now }: Arrival, envelope: Envelope): boolean {
    const turn = this.#turnOf(envelope, now);
    const isFull = envelope.body.kind === 'message' && this.#ports.inbox.isFullFor(envelope, now);
    if (!isFull && !this.#turns.mustWait(lane.peer, id, turn)) return false;
    this.#turns.sendAway(lane.peer, id, turn);
    return true;
  }

  /** Each frame of a run is a message of the session. */
  #judgeIn({ lane, session, now }: Arrival, envelope: Envelope, { objections, index }: InRun): Judged {
    const counted = index === 0 ? session : { ...session, received: session.received + index };
    const passage = { peer: lane.peer, direction: 'in', now, session: counted } as const;
    return objections[index] ?? this.#ports.events.judging(() => judge(envelope, passage, this.#ports));
  }

  async #sendAnew(arrival: Arrival, judged: Judged): Promise<Ack> {
    const { lane, id, now } = arrival;
    this.#turns.sendAway(lane.peer, id, { stream: streamOf(judged.envelope), now });
    return await this.#refuse(arrival, judged);
  }

  /** Frames that came together are each judged and taken by itself, and share a record and an answer. */
  async #takeRun(arrival: Arrival, frames: readonly Envelope[], objections: Objections): Promise<Ack> {
    const { lane, session, id, ratchet, now } = arrival;
    const { peer, sessions } = lane;
    const { store, events, inbox, reputation, partsIn } = this.#ports;
    const run = takeTogether(frames, {
      judge: (one, index) => this.#judgeIn(arrival, one, { objections, index }),
      take: (envelope) => inbox.take(envelope, now),
      record: (judged, about) => this.#record('in', { judged, now, ...about }),
      passed: ({ facts }) => reputation.observe(peer, { kind: 'received', action: facts[0]?.action }, now),
      stopped: (judged) => this.#offence(peer, judged),
    });
    if (run.kind === 'over') return await this.#sendAnew(arrival, run.judged);
    this.#turns.done(peer, id);
    for (const judged of run.stopped) this.#refused(id, peer, 'in', judged);
    const { together, taken } = run;
    const answer = { id, ...run.answer };
    const counted = sessions.byId(session.id);
    const step = counted === undefined ? ratchet : sessions.advance(counted, counted.state, frames.length - 1);
    const writes = [step, writeSeen(peer, id, answer), ...partsIn.done(peer, id), ...taken.operations];
    await withTaken(taken, store.commit(writes));
    if (together !== undefined) {
      events.received(id, peer, 'message', frames.length - run.stopped.length);
      this.#noted(id, peer, 'in', together);
    }
    taken.arrived();
    setImmediate(() => void sessions.prepare());
    return answer;
  }

  /** What was given up keeps nobody waiting: the word on it has its place. */
  #turnOf(envelope: Envelope, now: Millis): { readonly stream: Stream; readonly now: Millis } {
    if (envelope.body.kind === 'withdrawn') this.#turns.done(envelope.from, envelope.body.message);
    return { stream: streamOf(envelope), now };
  }

  /** A part of a large message is kept and acknowledged by itself; it is judged with the whole. */
  async #keepPart({ lane, id, ratchet }: Arrival, envelope: Envelope, part: Part): Promise<Ack> {
    const { store, partsIn } = this.#ports;
    this.#turns.done(lane.peer, id);
    const kept = partsIn.take(lane.peer, envelope, part);
    const answer = kept === undefined ? rejected(id, 'overloaded') : delivered(id);
    await store.commit([ratchet, writeSeen(lane.peer, id, answer), ...(kept ?? [])]);
    return answer;
  }

  async #deliver({ lane, id, ratchet, now }: Arrival, judged: Judged): Promise<Ack> {
    const { envelope } = judged;
    const { store, events, exchanges, inbox, reputation, receipts, partsIn } = this.#ports;
    const taken = envelope.body.kind === 'message' ? inbox.take(envelope, now) : undefined;
    const record = this.#record('in', { judged, now, cursor: taken?.cursor });
    const action = judged.facts[0]?.action;
    // Signed before anyone knows what becomes of it, and kept with the answer: each copy of that carries it.
    const isRequest = envelope.body.kind === 'request' && action !== undefined;
    const answer = delivered(id, isRequest ? receipts.ticketFor(id, lane.peer, { action, now }) : undefined);
    const seen = writeSeen(lane.peer, id, answer);
    const evidence = isContent(envelope.body) ? reputation.observe(lane.peer, { kind: 'received', action }, now) : [];
    const trace = [...record, seen, ...evidence, ...judged.writes, ...partsIn.done(lane.peer, id)];
    const over = envelope.body.kind === 'withdrawn' ? this.#answers.withdrawn(lane.peer, envelope.body.message) : [];
    const operations = [ratchet, ...trace, ...over, ...(taken?.operations ?? []), ...exchanges.receiving(envelope)];
    const written = withTaken(taken, store.commit(operations, { lazy: isLastOfAnswer(envelope.body) }));
    if (!isAnswer(envelope.body)) await written;

    events.received(id, lane.peer, envelope.body.kind);
    this.#noted(id, lane.peer, 'in', judged);
    taken?.arrived();
    exchanges.deliver(envelope, judged.facts);
    // While the agent works: the next key of ours, so that what is sent back need not wait for it.
    setImmediate(() => void lane.sessions.prepare());
    await written;
    return answer;
  }

  async #refuse({ lane, id, ratchet, now }: Arrival, judged: Judged): Promise<Ack> {
    const { envelope } = judged;
    const { store, exchanges, partsIn } = this.#ports;
    const { reason = 'policy-denied' } = judged.judgement;
    this.#refused(id, lane.peer, 'in', judged);
    const record = this.#record('in', { judged, now });
    if (reason === 'session-expired') {
      // A new session makes it welcome again: the sender seals it anew.
      await store.commit([ratchet, ...record, writeSeen(lane.peer, id, { outcome: 'rejected', reason })]);
      return rejected(id, reason);
    }
    const evidence = this.#offence(lane.peer, judged);
    const seen = writeSeen(lane.peer, id, { outcome: 'denied', reason });
    await store.commit([ratchet, ...record, seen, ...evidence, ...judged.writes, ...partsIn.done(lane.peer, id)]);
    exchanges.refusedInbound(envelope, reason);
    return { id, outcome: 'denied', reason };
  }

  /** What a denial says of who sent it. */
  #offence(peer: Did, { judgement, facts }: Judged): readonly Operation[] {
    const { reputation, clock, self } = this.#ports;
    if (peer === self || !isOffence(judgement)) return [];
    return reputation.observe(peer, { kind: 'denied-by-policy', action: facts[0]?.action }, clock.now());
  }

  /** The entry of the log about one judgement. */
  #record(direction: 'in' | 'out', about: Recorded): readonly Operation[] {
    return recordOf(direction, about, this.#ports);
  }

  /** A rule lets it pass only if the log of the node says so. */
  #noted(id: MessageId, peer: Did, direction: 'in' | 'out', { judgement }: Judged): void {
    const words = judgement.decision?.obligations.log ?? [];
    if (words.length > 0) this.#ports.events.noted(id, peer, direction, words);
  }

  /** The entry about something authentic that is no envelope, or not one that may come now: nothing in it is believed. */
  #recordWrong({ lane, id, now }: Arrival, reason: Reason): Operation {
    const head = { id, direction: 'in', peer: lane.peer, created: now, expires: now, action: 'envelope' } as const;
    const judgement = { allowed: false, step: 'envelope', reason } as const;
    const about = { judgement, facts: [], policySet: this.#ports.policies().version, body: new Uint8Array(0) };
    return writeEntry(this.#ports, head, about, { at: now, page: true });
  }

  #refused(id: MessageId, peer: Did, direction: 'in' | 'out', { judgement }: Judged): void {
    const { reason = 'policy-denied', decision, detail = '' } = judgement;
    this.#ports.events.refused(id, peer, direction, reason);
    if (reason === 'policy-error') this.#ports.events.policyFailed(id, decision?.errors ?? [detail]);
  }

  #unopened(peer: Did, id: MessageId, reason: Reason): Ack {
    const answer = this.#sentAway(peer, rejected(id, reason));
    // It cost nothing to find, and an honest peer may be so far ahead: what was before it broke off with a connection.
    if (reason === 'too-many-skipped') return answer;
    this.#forgeries.admit(peer, this.#ports.clock.now());
    this.#ports.events.badFrame(peer, reason);
    this.sighted(peer, 'undecryptable');
    return answer;
  }

  /** A packet that was not opened; when it comes again after this answer, what came after it must not overtake it. */
  #sentAway(peer: Did, answer: Ack): Ack {
    if (answer.reason !== undefined && comesAgain.has(answer.reason))
      this.#turns.sendAway(peer, answer.id, { now: this.#ports.clock.now() });
    return answer;
  }
}

/** What goes with an envelope that passed. */
type Accepted = Pick<Draft, 'cause' | 'priority'> & { readonly frames?: number };

/** What other engines object to in each frame; of anything else one. */
type Objections = readonly (Judged | undefined)[];

/** Where a frame is in its run. */
interface InRun {
  readonly objections: Objections;
  readonly index: number;
}

/** At once where none of them is waited for. */
function allOf<T>(values: readonly Awaitable<T>[]): Awaitable<readonly T[]> {
  const here = values.flatMap((value) => (value instanceof Promise ? [] : [value]));
  return here.length === values.length ? here : Promise.all(values);
}
