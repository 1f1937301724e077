import { joined, noChange, type Change } from './ahead.ts';
import {
  limits,
  millis,
  newMessageId,
  reject,
  toHex,
  type Did,
  type MessageId,
  type Millis,
  type Random,
  type Reason,
  type MeshDid,
} from './base/base.ts';
import {
  frameBody,
  isKnockOf,
  readCarriedFrame,
  refusalOf,
  sessionEnd,
  stepLost,
  stepOwn,
  stepTheirs,
  type CarriedFrame,
  type KnockFrame,
  type PairAction,
  type PairStep,
} from './bridge/bridge.ts';
import type { Draft, Sent } from './draft.ts';
import { frameType, type FrameGate } from './facts.ts';
import { apart } from './frame-run.ts';
import { FrameRuns, type Waiting } from './frame-runs.ts';
import { FrameQueue, queuePrefix, seqOf } from './frame-queue.ts';
import type { HostedAgents } from './hosted-agents.ts';
import { InTurn } from './in-turn.ts';
import type { Taken } from './inbox.ts';
import type { Cleared } from './judge.ts';
import { between, type MeshClients } from './mesh-clients.ts';
import { frameTopic, frameWord, keyWord, MeshGate } from './mesh-gate.ts';
import { MeshPairs } from './mesh-pairs.ts';
import { entriesOf } from './pages.ts';
import { SeenFrames } from './seen-frames.ts';
import type { Operation, Store } from './store/store.ts';
import type { Envelope, PlainMessage } from './wire/wire.ts';

/** What the frames of clients need of the rest of the hall. */
export interface FramePorts {
  readonly store: Store;
  readonly random: Random;
  readonly self: Did;
  readonly clients: MeshClients;
  readonly hosted: HostedAgents;
  now(): Millis;
  /** Whether a client takes no messages at the moment, so that they wait. */
  isBusy(did: MeshDid): boolean;
  /** Through the pipeline, to the node that serves the receiver. */
  send(draft: Draft): Promise<Sent>;
  sendRun(to: Did, bodies: readonly PlainMessage[]): Promise<readonly Promise<Sent>[]>;
  /** As the pipeline judges what leaves for another node, or comes from one: for what stays here. */
  judge(envelope: Envelope, direction: 'in' | 'out'): Promise<Cleared>;
  problem(error: unknown): void;
}

/** How long a frame of a sender that is not known yet is sent away, milliseconds: its node's record may be on the way. */
const recordPatienceMs = 10_000;
/** Pairs of agents whose last message is remembered. */
const maxMet = 8192;

/** Where a frame goes to or comes from. */
type Place = { readonly kind: 'here' } | { readonly kind: 'there'; readonly host: Did };

/** What became of a frame of a local client. */
export type FrameOutcome =
  { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly reason: Reason; readonly text: string };

/** What is to be done around a commit: what it makes last, and what follows. */
interface Plan {
  readonly changes: Change[];
  readonly after: (() => void)[];
  readonly forward: CarriedFrame[];
  refused: 'session-race' | 'unknown-session' | undefined;
}

/**
 * The frames of local AgentMesh clients, between their queues here and the mesh. What comes in is read where the
 * pipeline judges it and written in the pipeline's commit; what goes out is a message of the pipeline.
 */
export class MeshFrames {
  /** What the judgement of a frame reads it with. */
  readonly gate: FrameGate;
  readonly #ports: FramePorts;
  readonly #pairs: MeshPairs;
  readonly #seen: SeenFrames;
  readonly #queues = new Map<MeshDid, FrameQueue>();
  /** By sender: its frames to others here are judged, and taken, in the order in which it sent them. */
  readonly #turns = new Map<MeshDid, InTurn>();
  readonly #runs: FrameRuns;
  /** The last message of two, which a verdict of one on the other is about. */
  readonly #last = new Map<string, MessageId>();

  private constructor(ports: FramePorts, pairs: MeshPairs) {
    this.#ports = ports;
    this.#pairs = pairs;
    this.#seen = new SeenFrames(ports.store);
    this.#runs = new FrameRuns((to, frames) => ports.sendRun(to, frames.map(messageOf)));
    this.gate = new MeshGate({ ...ports, pairs, seen: this.#seen, queue: (did) => this.queue(did) });
  }

  /** Reads the queues back. */
  static async open(ports: FramePorts): Promise<MeshFrames> {
    const frames = new MeshFrames(ports, await MeshPairs.open(ports.store));
    for (const { did, isLegacy } of ports.clients.all()) await frames.#restore(did, isLegacy);
    return frames;
  }

  async #restore(did: MeshDid, isLegacy: boolean): Promise<void> {
    const { store } = this.#ports;
    const queue = this.queue(did);
    const taken = isLegacy ? queue.lastInHand() : new Set<number>();
    const gone: Operation[] = [];
    for await (const [key, value] of entriesOf(store, 'frame', between(queuePrefix(did)))) {
      const seq = seqOf(new TextDecoder().decode(key));
      const frame = readCarriedFrame(value.subarray(8));
      if (frame.kind !== 'accept' || taken.has(seq)) gone.push({ kind: 'delete', space: 'frame', key });
      else queue.restore(seq, frame.value, { bytes: value.length - 8, at: timeOf(value) });
    }
    if (gone.length > 0) await store.commit(gone);
  }

  /** The queue of a local client. */
  queue(did: MeshDid): FrameQueue {
    const known = this.#queues.get(did);
    if (known !== undefined) return known;
    const queue = new FrameQueue(did, {
      store: this.#ports.store,
      now: () => this.#ports.now(),
      isHeld: (from) => this.#ports.isBusy(did) || this.#pairs.get(did, from).theirs !== undefined,
      problem: (error) => this.#ports.problem(error),
    });
    this.#queues.set(did, queue);
    return queue;
  }

  queues(): readonly FrameQueue[] {
    return [...this.#queues.values()];
  }

  // ---- from the mesh ---------------------------------------------------------------------------------

  /** Whether a message is one of ours. */
  carries({ body }: Envelope): boolean {
    return body.kind === 'message' && body.contentType === frameType;
  }

  /**
   * Whether its sender is to keep it for a while: it may be that we hear of its client in a moment, or that the same
   * frame is on its way to disk already, and does not get there.
   */
  isEarly(envelope: Envelope, now: Millis): boolean {
    const frames = apart(envelope).flatMap(({ body }) => {
      const read = body.kind === 'message' ? readCarriedFrame(body.body) : reject('malformed');
      return read.kind === 'accept' ? [read.value] : [];
    });
    const [first] = frames;
    if (first === undefined) return false;
    if (frames.some((frame) => this.#seen.isUnderWay(frame, frameWord(frame)))) return true;
    return now - envelope.created <= recordPatienceMs && this.#ports.hosted.find(first.from, now) === undefined;
  }

  /** Takes in a frame that was judged. */
  take({ id, from: host, body }: Envelope): Taken {
    const read = body.kind === 'message' ? readCarriedFrame(body.body) : reject('malformed');
    if (read.kind !== 'accept') return { cursor: undefined, operations: [], arrived: () => undefined };
    const frame = read.value;
    const plan = this.#planIn(frame, { kind: 'there', host });
    const change = joined(...plan.changes);
    const arrived = (): void => {
      change.landed();
      this.#met(frame.to, frame.from, id);
      follow(plan);
    };
    return { cursor: undefined, operations: change.operations, arrived, failed: () => change.failed() };
  }

  /** What a frame for one of our clients does; memory changes at once, as the commits are in this order. */
  #planIn(frame: CarriedFrame, source: Place): Plan {
    const { from, to } = frame;
    const plan = newPlan();
    if (this.#seen.has(frame, frameWord(frame))) return plan;
    const now = this.#ports.now();
    plan.changes.push(this.#seen.note(frame, frameWord(frame), now));
    if (frame.type === 'knock') {
      const { otk, ek } = frame.establishment;
      plan.changes.push(this.#seen.note(frame, keyWord(ek), now));
      if (otk !== undefined) plan.changes.push(this.#ports.clients.use(to, otk));
    }
    const { pair, actions } = stepTheirs(this.#pairs.get(to, from), frame);
    plan.changes.push(this.#pairs.put(to, from, pair));
    this.#perform(actions, { client: to, peer: from, plan });
    // What is refused here ends here, and its sender is told: once, and only of what it meant to say.
    if (plan.refused !== undefined) plan.after.push(() => this.#tell(frame, plan.refused ?? 'unknown-session', source));
    return plan;
  }

  #perform(
    actions: readonly PairAction[],
    at: { readonly client: MeshDid; readonly peer: MeshDid; readonly plan: Plan },
  ): void {
    const { client, peer, plan } = at;
    const queue = this.queue(client);
    for (const action of actions) {
      if (action.kind === 'deliver') plan.changes.push(queue.put(action.frame, frameBody(action.frame)));
      else if (action.kind === 'forward') plan.forward.push(action.frame);
      else if (action.kind === 'refuse') plan.refused = action.reason;
      else if (action.kind === 'clear')
        plan.changes.push(queue.clear(peer, (frame) => this.#tell(frame, 'session-lost', undefined)));
    }
    plan.after.push(() => queue.pump());
  }

  /** Tells the sender of a message that it ended at our client's gateway. */
  #tell(frame: CarriedFrame, detail: string, source: Place | undefined): void {
    const place = source ?? this.#placeOf(frame.from);
    if (frame.type !== 'message' || place === undefined) return;
    this.#carry(wordOf(frame, detail), place).catch((error: unknown) => this.#ports.problem(error));
  }

  /** The last message between a client here and one elsewhere since the start; undefined when there was none. */
  lastBetween(self: MeshDid, peer: MeshDid): MessageId | undefined {
    return this.#last.get(`${self} ${peer}`);
  }

  #met(self: MeshDid, peer: MeshDid, id: MessageId): void {
    const key = `${self} ${peer}`;
    this.#last.delete(key);
    this.#last.set(key, id);
    for (const oldest of this.#last.keys()) {
      if (this.#last.size <= maxMet) break;
      this.#last.delete(oldest);
    }
  }

  // ---- from a client ---------------------------------------------------------------------------------

  /**
   * Takes a frame of a local client; on disk, or refused, when it resolves. Frames are taken in the order of the calls.
   * `cause` is written with it when it is taken, and also when the mesh refuses it; not when it is refused before that.
   */
  async fromClient(frame: CarriedFrame, cause: readonly Operation[] = []): Promise<FrameOutcome> {
    const { from, to } = frame;
    const place = this.#placeOf(to);
    if (place === undefined) return this.#refuseOwn(frame, 'not-registered');
    const wrong = frame.type === 'knock' ? this.#wrongOwnKnock(frame) : undefined;
    if (wrong !== undefined) return this.#refuseOwn(frame, wrong);
    const step = stepOwn(this.#pairs.get(from, to), frame);
    if (isPlainStep(step, frame) && cause.length === 0 && this.#takesRuns(place)) {
      const reason = await this.#carryInRun(frame, place.host);
      return reason === undefined ? { kind: 'accepted' } : this.#refuseOwn(frame, reason);
    }
    const plan = this.#planOut(from, to, step);
    // The pair is as the client made it; what did not leave is as if the peer had refused it.
    const instead = (): Change => (frame.type === 'knock' ? this.#withoutOwn(from, to, frame.id) : noChange);
    const refused = await this.#make(plan, { place, cause, instead });
    const reason = refused ?? plan.refused;
    return reason === undefined ? { kind: 'accepted' } : this.#refuseOwn(frame, reason);
  }

  #takesRuns(place: Place): place is Place & { readonly kind: 'there' } {
    return place.kind === 'there' && this.#ports.hosted.takesRuns(place.host, this.#ports.now());
  }

  /** With what else goes that way at the moment. Undefined when it is on disk, else why not. */
  async #carryInRun(frame: CarriedFrame, host: Did): Promise<Reason | undefined> {
    const sent = await this.#runs.add(frame, host);
    if (sent.kind === 'refused') return sent.reason;
    this.#met(frame.from, frame.to, sent.id);
    return undefined;
  }

  #planOut(client: MeshDid, peer: MeshDid, { pair, actions }: PairStep): Plan {
    const plan = newPlan();
    plan.changes.push(this.#pairs.put(client, peer, pair));
    this.#perform(actions, { client, peer, plan });
    return plan;
  }

  /**
   * Makes a plan last, as one write with what it forwards and with `cause`. Undefined, or why that was refused: then
   * everything else of the plan lasts, with `instead`. When nothing is on disk it throws, and memory is as before.
   */
  async #make(
    plan: Plan,
    to: { readonly place: Place | undefined; readonly cause?: readonly Operation[]; readonly instead?: () => Change },
  ): Promise<Reason | undefined> {
    const [first] = plan.forward;
    let change = joined({ ...noChange, operations: to.cause ?? [] }, ...plan.changes);
    let refused: Reason | undefined;
    try {
      const isCarried = first !== undefined && to.place !== undefined;
      if (isCarried) refused = await this.#carry(first, to.place, change.operations);
      if (refused !== undefined) change = joined(change, to.instead?.() ?? noChange);
      const isWritten = isCarried && refused === undefined;
      if (!isWritten && change.operations.length > 0) await this.#ports.store.commit(change.operations);
    } catch (error) {
      change.failed();
      throw error;
    }
    change.landed();
    follow(plan);
    return refused;
  }

  #wrongOwnKnock(knock: KnockFrame): Reason | undefined {
    const key = this.#ports.clients.find(knock.from)?.key;
    if (key === undefined || !isKnockOf(knock, key)) return 'key-mismatch';
    return this.#pairs.isFull(knock.from, knock.to) ? 'overloaded' : undefined;
  }

  #withoutOwn(from: MeshDid, to: MeshDid, id: string): Change {
    const pair = this.#pairs.get(from, to);
    return pair.own === id ? this.#pairs.put(from, to, { ...pair, own: undefined }) : noChange;
  }

  #refuseOwn(frame: CarriedFrame, reason: Reason): FrameOutcome {
    const told =
      frame.type === 'knock'
        ? refusalOf(frame, reason)
        : reason === 'unknown-session'
          ? sessionEnd(frame.to, frame.from, `${frame.id.slice(0, 100)}.end`)
          : { v: 1, type: 'error', detail: reason, id: frame.id };
    return { kind: 'refused', reason, text: JSON.stringify(told) };
  }

  #placeOf(did: MeshDid): Place | undefined {
    const { clients, hosted } = this.#ports;
    if (clients.find(did)?.key !== undefined) return { kind: 'here' };
    const there = hosted.find(did, this.#ports.now());
    return there && { kind: 'there', host: there.host };
  }

  /** Carries a frame to where its receiver is; undefined when it is on disk with `cause`, else why not. */
  async #carry(frame: CarriedFrame, place: Place, cause: readonly Operation[] = []): Promise<Reason | undefined> {
    if (place.kind === 'here') return await this.#carryHere(frame, cause);
    // What waits to go with others was said before.
    this.#runs.flush(frame);
    const sent = await this.#ports.send({ to: place.host, body: messageOf({ frame }), cause });
    if (sent.kind === 'accepted') this.#met(frame.from, frame.to, sent.id);
    return sent.kind === 'accepted' ? undefined : sent.reason;
  }

  /** Both agents are here: judged all the same, as what leaves and as what comes. */
  async #carryHere(frame: CarriedFrame, cause: readonly Operation[]): Promise<Reason | undefined> {
    const turn = this.#turns.get(frame.from) ?? new InTurn();
    this.#turns.set(frame.from, turn);
    // The next is judged when this one has changed what it is judged by; the disk it need not wait for.
    const { done } = await turn.run(async () => {
      const judged = await this.#judgeHere(frame);
      const { reason } = judged;
      if (judged.frame === undefined)
        return { done: this.#ports.store.commit(judged.record).then(() => reason ?? 'malformed') };
      const plan = this.#planIn(judged.frame, { kind: 'here' });
      return { done: this.#make(plan, { place: undefined, cause: [...cause, ...judged.record] }) };
    });
    return await done;
  }

  async #judgeHere(
    frame: CarriedFrame,
  ): Promise<{ readonly frame?: CarriedFrame; readonly reason?: Reason; readonly record: readonly Operation[] }> {
    const { self, random } = this.#ports;
    const now = this.#ports.now();
    const times = { created: now, expires: millis(now + limits.messageTtlMs), traceparent: '' };
    const envelope = { id: newMessageId(now, random), from: self, to: self, ...times, body: messageOf({ frame }) };
    const out = await this.#ports.judge(envelope, 'out');
    if (out.refused !== undefined) return { reason: out.refused, record: out.record() };
    const into = await this.#ports.judge(out.envelope, 'in');
    const record = [...out.record(), ...into.record()];
    if (into.refused !== undefined) return { reason: into.refused, record };
    const { body } = into.envelope;
    // As it was judged: a rule may demand that something in it is covered.
    const passed = body.kind === 'message' ? readCarriedFrame(body.body) : reject('malformed');
    return passed.kind === 'accept' ? { frame: passed.value, record } : { reason: passed.reason, record };
  }

  // ---- what befalls a client -------------------------------------------------------------------------

  /** The client was started anew with new prekeys: what is under way in its old sessions is void, and its peers hear of it. */
  async lostSessions(client: MeshDid): Promise<void> {
    for (const peer of this.#pairs.peersOf(client)) await this.lose(client, peer);
  }

  /** A client took a message; its sender is told where it asked for that. */
  async taken(frame: CarriedFrame): Promise<void> {
    if (frame.type !== 'message' || frame.receipt !== true) return;
    const { from, to, id } = frame;
    const place = this.#placeOf(from);
    if (place !== undefined) await this.#carry({ v: 1, type: 'delivered', from: to, to: from, id }, place);
  }

  /** A message could not be opened, or may not be: its sender is told. */
  refuse(frame: CarriedFrame, reason: Reason): void {
    this.#tell(frame, reason, undefined);
  }

  /** A client's session with a peer is no more: what is under way in it is void, and the peer hears of it. */
  async lose(client: MeshDid, peer: MeshDid): Promise<void> {
    const id = toHex(this.#ports.random(16));
    await this.#settle(client, peer, stepLost(this.#pairs.get(client, peer), { self: client, peer, id }));
  }

  /** The peer's node refused one of our client's frames, or never got it. */
  async undelivered(frame: CarriedFrame, reason: Reason): Promise<void> {
    const { clients } = this.#ports;
    const { from, to, id } = frame;
    if (clients.find(from) === undefined || frame.type === 'error' || frame.type === 'delivered') return;
    const told: CarriedFrame =
      frame.type === 'knock'
        ? refusalOf(frame, reason)
        : { v: 1, type: 'error', from: to, to: from, id, detail: reason };
    await this.#settle(from, to, stepTheirs(this.#pairs.get(from, to), told));
  }

  async #settle(client: MeshDid, peer: MeshDid, step: PairStep): Promise<void> {
    await this.#make(this.#planOut(client, peer, step), { place: this.#placeOf(peer) });
  }

  /** Tells the senders of what their receivers did not take in time. */
  async tellOverdue(): Promise<void> {
    const now = this.#ports.now();
    for (const queue of this.#queues.values()) {
      for (const { frame, why, change } of queue.overdue(now)) {
        await this.#make(this.#planOver(frame, why, change), { place: this.#placeOf(frame.from) });
        // It did not open, so the session is not what its sender takes it for.
        if (why === 'undecryptable') await this.lose(queue.did, frame.from);
      }
    }
  }

  #planOver(frame: CarriedFrame, why: string, change: Change): Plan {
    const forward = frame.type === 'message' ? [wordOf(frame, why)] : [];
    return { ...newPlan(), changes: [change], forward };
  }

  /** Forgets what nobody can repeat any more. */
  async forget(): Promise<void> {
    await this.#seen.forget(this.#ports.now());
  }
}

function newPlan(): Plan {
  return { changes: [], after: [], forward: [], refused: undefined };
}

function follow({ after }: Plan): void {
  for (const step of after) step();
}

/** What its sender is told of a message that ended at its receiver's gateway. */
function wordOf({ from, to, id }: CarriedFrame, detail: string): CarriedFrame {
  return detail === 'unknown-session'
    ? sessionEnd(to, from, `${id.slice(0, 100)}.end`)
    : { v: 1, type: 'error', from: to, to: from, id, detail };
}

/** Whether a message simply goes on to the peer. */
function isPlainStep({ actions: [first, ...others] }: PairStep, frame: CarriedFrame): boolean {
  return frame.type === 'message' && first?.kind === 'forward' && first.frame === frame && others.length === 0;
}

/** The message of the mesh that carries a frame. */
function messageOf({ frame, body = frameBody(frame) }: Pick<Waiting, 'frame'> & Partial<Waiting>) {
  return { kind: 'message', topic: frameTopic(frame), contentType: frameType, replyTo: undefined, body } as const;
}

/** The time that a value begins with. */
function timeOf(value: Uint8Array): Millis {
  return millis(Number(new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0)));
}
