import {
  accept,
  millis,
  reject,
  toHex,
  u64be,
  type Did,
  type MessageId,
  type Millis,
  type Random,
  type Reason,
  type Verdict,
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
  type Pair,
  type PairAction,
} from './bridge/bridge.ts';
import type { Draft, Sent } from './draft.ts';
import { frameType, type FrameGate } from './facts.ts';
import { FrameQueue, queuePrefix, seenFrameKey, seqOf } from './frame-queue.ts';
import type { HostedAgents } from './hosted-agents.ts';
import type { Taken } from './inbox.ts';
import { between, type MeshClients } from './mesh-clients.ts';
import { MeshPairs } from './mesh-pairs.ts';
import { entriesOf } from './pages.ts';
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
  problem(error: unknown): void;
}

/** How long a frame of a sender that is not known yet is sent away, milliseconds: its node's record may be on the way. */
const recordPatienceMs = 10_000;
/** How long the id of a frame is remembered, milliseconds: as long as a message of the mesh may be under way. */
const rememberedMs = 73 * 3_600_000;
/** Frames remembered in memory besides: more than can be in commits that are under way. */
const maxFresh = 8192;
/** Frames forgotten in one sweep. */
const perSweep = 20_000;

/** Where a frame goes to or comes from. */
type Place = { readonly kind: 'here' } | { readonly kind: 'there'; readonly host: Did };

/** What became of a frame of a local client. */
export type FrameOutcome =
  { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly reason: Reason; readonly text: string };

/** What is to be done around a commit: what goes into it, and what follows. */
interface Plan {
  readonly operations: Operation[];
  readonly after: (() => void)[];
  readonly forward: CarriedFrame[];
  refused: 'session-race' | 'unknown-session' | undefined;
}

/**
 * The frames of local AgentMesh clients, between their queues here and the mesh. What comes in is read where the
 * pipeline judges it and written in the pipeline's commit; what goes out is a message of the pipeline.
 */
export class MeshFrames implements FrameGate {
  readonly #ports: FramePorts;
  readonly #pairs: MeshPairs;
  readonly #queues = new Map<MeshDid, FrameQueue>();
  /** What came last, and may be on its way to disk. */
  readonly #fresh = new Set<string>();
  /** The last message of two, which a verdict of one on the other is about. */
  readonly #last = new Map<string, MessageId>();

  private constructor(ports: FramePorts, pairs: MeshPairs) {
    this.#ports = ports;
    this.#pairs = pairs;
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

  // ---- judged by the pipeline ------------------------------------------------------------------------

  read(
    body: PlainMessage,
    way: { readonly direction: 'in' | 'out'; readonly peer: Did; readonly now: Millis },
  ): Verdict<unknown> {
    const read = readCarriedFrame(body.body);
    if (read.kind !== 'accept') return read;
    const frame = read.value;
    const wrong =
      way.direction === 'in' ? this.#wrongInbound(frame, body.body.length, way) : this.#wrongOutbound(frame, way);
    if (wrong !== undefined) return wrong;
    const { type, from, to } = frame;
    return accept({ type, from, to, ...(frame.type === 'knock' ? { intent: frame.intent } : {}) });
  }

  #wrongOutbound(frame: CarriedFrame, { peer, now }: { readonly peer: Did; readonly now: Millis }) {
    if (this.#ports.clients.find(frame.from)?.key === undefined) return reject('not-registered', 'the sender');
    const there = this.#ports.hosted.find(frame.to, now);
    return there?.host === peer ? undefined : reject('no-target', 'the receiver is not behind that node');
  }

  #wrongInbound(frame: CarriedFrame, bytes: number, { peer, now }: { readonly peer: Did; readonly now: Millis }) {
    const { clients, hosted } = this.#ports;
    const sender = hosted.find(frame.from, now);
    if (sender === undefined) return reject('not-registered', 'the sender');
    if (sender.host !== peer) return reject('did-mismatch', 'the sender is behind another node');
    if (clients.find(frame.to)?.key === undefined) return reject('no-target', 'no such AgentMesh client is here');
    if (this.queue(frame.to).isFull(frame.from, bytes))
      return reject('mailbox-full', 'frames that wait for the client');
    return frame.type === 'knock' ? this.#wrongKnock(frame, sender.agent.key, peer) : undefined;
  }

  /** In another's name, with a one-time prekey that its node was not given, or used before. */
  #wrongKnock(knock: KnockFrame, key: Uint8Array, node: Did) {
    if (!isKnockOf(knock, key)) return reject('key-mismatch', 'the KNOCK is of another key');
    if (this.#isSeen(knock)) return undefined;
    const { otk, ek } = knock.establishment;
    if (this.#wasSeen(knock, `ek ${ek}`)) return reject('replayed', 'the ephemeral key of the KNOCK was used before');
    if (otk !== undefined && !this.#ports.clients.isGiven(knock.to, otk, node))
      return reject('prekey-unknown', 'the one-time prekey was not given to that node, or was used');
    return this.#pairs.isFull(knock.to, knock.from) ? reject('overloaded', 'too many peers of one client') : undefined;
  }

  #isSeen(frame: CarriedFrame): boolean {
    return this.#wasSeen(frame, `${frame.type} ${frame.id}`);
  }

  #wasSeen({ to, from }: CarriedFrame, what: string): boolean {
    const key = seenFrameKey(to, from, what);
    return this.#fresh.has(key) || this.#ports.store.get('frame', key) !== undefined;
  }

  // ---- from the mesh ---------------------------------------------------------------------------------

  /** Whether a message is one of ours. */
  carries({ body }: Envelope): boolean {
    return body.kind === 'message' && body.contentType === frameType;
  }

  /** Whether its sender is to keep it for a while: it may be that we hear of its client in a moment. */
  isEarly({ body, created }: Envelope, now: Millis): boolean {
    if (body.kind !== 'message' || now - created > recordPatienceMs) return false;
    const frame = readCarriedFrame(body.body);
    return frame.kind === 'accept' && this.#ports.hosted.find(frame.value.from, now) === undefined;
  }

  /** Takes in a frame that was judged. */
  take({ id, from: host, body }: Envelope): Taken {
    const read = body.kind === 'message' ? readCarriedFrame(body.body) : reject('malformed');
    if (read.kind !== 'accept') return { cursor: undefined, operations: [], arrived: () => undefined };
    const plan = this.#planIn(read.value, { kind: 'there', host });
    this.#met(read.value.to, read.value.from, id);
    return { cursor: undefined, operations: plan.operations, arrived: () => this.#follow(plan) };
  }

  /** What a frame for one of our clients does; memory changes at once, as the commits are in this order. */
  #planIn(frame: CarriedFrame, source: Place): Plan {
    const { from, to } = frame;
    const plan: Plan = { operations: [], after: [], forward: [], refused: undefined };
    if (this.#isSeen(frame)) return plan;
    plan.operations.push(this.#see(frame, `${frame.type} ${frame.id}`));
    if (frame.type === 'knock') {
      const { otk, ek } = frame.establishment;
      plan.operations.push(this.#see(frame, `ek ${ek}`));
      if (otk !== undefined) plan.operations.push(...this.#ports.clients.use(to, otk));
    }
    const { pair, actions } = stepTheirs(this.#pairs.get(to, from), frame);
    plan.operations.push(...this.#pairs.put(to, from, pair));
    this.#perform(actions, { client: to, peer: from, plan });
    // What is refused here ends here, and its sender is told: once, and only of what it meant to say.
    if (plan.refused !== undefined) plan.after.push(() => this.#tell(frame, plan.refused ?? 'unknown-session', source));
    return plan;
  }

  #see({ to, from }: CarriedFrame, what: string): Operation {
    const key = seenFrameKey(to, from, what);
    this.#fresh.add(key);
    for (const oldest of this.#fresh) {
      if (this.#fresh.size <= maxFresh) break;
      this.#fresh.delete(oldest);
    }
    return { kind: 'put', space: 'frame', key, value: u64be(this.#ports.now()) };
  }

  #perform(
    actions: readonly PairAction[],
    at: { readonly client: MeshDid; readonly peer: MeshDid; readonly plan: Plan },
  ): void {
    const { client, peer, plan } = at;
    const queue = this.queue(client);
    for (const action of actions) {
      if (action.kind === 'deliver') {
        const put = queue.put(action.frame, frameBody(action.frame));
        plan.operations.push(put.operation);
        plan.after.push(() => put.arrived());
      } else if (action.kind === 'forward') plan.forward.push(action.frame);
      else if (action.kind === 'refuse') plan.refused = action.reason;
      else if (action.kind === 'clear') {
        const { frames, operations } = queue.clear(peer);
        plan.operations.push(...operations);
        plan.after.push(() => {
          for (const frame of frames) this.#tell(frame, 'session-lost', undefined);
        });
      }
    }
    plan.after.push(() => queue.pump());
  }

  #follow({ after }: Plan): void {
    for (const step of after) step();
  }

  /** Tells the sender of a message that it ended at our client's gateway. */
  #tell(frame: CarriedFrame, detail: string, source: Place | undefined): void {
    if (frame.type !== 'message') return;
    const { from, to, id } = frame;
    const told: CarriedFrame =
      detail === 'unknown-session'
        ? sessionEnd(to, from, `${id.slice(0, 100)}.end`)
        : { v: 1, type: 'error', from: to, to: from, id, detail };
    const place = source ?? this.#placeOf(from);
    if (place === undefined) return;
    this.#carry(told, place).catch((error: unknown) => this.#ports.problem(error));
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
      if (this.#last.size <= maxFresh) break;
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
    const before = this.#pairs.get(from, to);
    const { pair, actions } = stepOwn(before, frame);
    const plan: Plan = { operations: [...cause], after: [], forward: [], refused: undefined };
    plan.operations.push(...this.#pairs.put(from, to, pair));
    const after = this.#pairs.get(from, to);
    this.#perform(actions, { client: from, peer: to, plan });
    try {
      return await this.#carryOwn(frame, plan, place);
    } catch (error) {
      // Nothing is on disk, so the client that sends it again finds the pair as it was.
      if (this.#pairs.get(from, to) === after) this.#pairs.put(from, to, before);
      throw error;
    }
  }

  async #carryOwn(frame: CarriedFrame, plan: Plan, place: Place): Promise<FrameOutcome> {
    const { from, to } = frame;
    const [first] = plan.forward;
    if (first === undefined) {
      if (plan.operations.length > 0) await this.#ports.store.commit(plan.operations);
      this.#follow(plan);
      return plan.refused === undefined ? { kind: 'accepted' } : this.#refuseOwn(frame, plan.refused);
    }
    const sent = await this.#carry(first, place, plan.operations);
    if (sent === undefined) {
      this.#follow(plan);
      return { kind: 'accepted' };
    }
    // The pair is as the client made it; what did not leave is as if the peer had refused it.
    const undone = frame.type === 'knock' ? this.#withoutOwn(from, to, frame.id) : [];
    await this.#ports.store.commit([...plan.operations, ...undone]);
    this.#follow(plan);
    return this.#refuseOwn(frame, sent);
  }

  #wrongOwnKnock(knock: KnockFrame): Reason | undefined {
    const key = this.#ports.clients.find(knock.from)?.key;
    if (key === undefined || !isKnockOf(knock, key)) return 'key-mismatch';
    return this.#pairs.isFull(knock.from, knock.to) ? 'overloaded' : undefined;
  }

  #withoutOwn(from: MeshDid, to: MeshDid, id: string): readonly Operation[] {
    const pair = this.#pairs.get(from, to);
    return pair.own === id ? this.#pairs.put(from, to, { ...pair, own: undefined }) : [];
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
    const body = frameBody(frame);
    if (place.kind === 'here') {
      const wrong = this.#wrongLocal(frame, body.length);
      if (wrong !== undefined) return wrong.reason;
      const plan = this.#planIn(frame, place);
      await this.#ports.store.commit([...cause, ...plan.operations]);
      this.#follow(plan);
      return undefined;
    }
    const message = {
      kind: 'message',
      topic: `agentmesh/${frame.type}`,
      contentType: frameType,
      replyTo: undefined,
    } as const;
    const sent = await this.#ports.send({ to: place.host, body: { ...message, body }, cause });
    if (sent.kind === 'accepted') this.#met(frame.from, frame.to, sent.id);
    return sent.kind === 'accepted' ? undefined : sent.reason;
  }

  #wrongLocal(frame: CarriedFrame, bytes: number) {
    if (this.queue(frame.to).isFull(frame.from, bytes)) return reject('mailbox-full');
    if (frame.type !== 'knock') return undefined;
    const key = this.#ports.clients.find(frame.from)?.key;
    return key === undefined ? reject('not-registered') : this.#wrongKnock(frame, key, this.#ports.self);
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

  async #settle(
    client: MeshDid,
    peer: MeshDid,
    { pair, actions }: { readonly pair: Pair; readonly actions: readonly PairAction[] },
  ): Promise<void> {
    const plan: Plan = { operations: [], after: [], forward: [], refused: undefined };
    plan.operations.push(...this.#pairs.put(client, peer, pair));
    this.#perform(actions, { client, peer, plan });
    const place = this.#placeOf(peer);
    const [first] = plan.forward;
    if (first !== undefined && place !== undefined) {
      const refused = await this.#carry(first, place, plan.operations);
      if (refused !== undefined) await this.#ports.store.commit(plan.operations);
    } else if (plan.operations.length > 0) await this.#ports.store.commit(plan.operations);
    this.#follow(plan);
  }

  /** Tells the senders of what their receivers did not take in time. */
  async tellOverdue(): Promise<void> {
    const now = this.#ports.now();
    for (const queue of this.#queues.values()) {
      for (const { frame, why } of queue.overdue(now)) {
        this.#tell(frame, why, undefined);
        if (why !== 'undecryptable') continue;
        // It did not open, so the session is not what its sender takes it for.
        await this.lose(queue.did, frame.from);
      }
    }
  }

  /** Forgets what nobody can repeat any more. */
  async forget(): Promise<void> {
    const { store } = this.#ports;
    const now = this.#ports.now();
    const old: Operation[] = [];
    for await (const [key, value] of entriesOf(store, 'frame', between('s/'))) {
      if (old.length >= perSweep) break;
      if (now - timeOf(value) > rememberedMs) old.push({ kind: 'delete', space: 'frame', key });
    }
    if (old.length > 0) await store.commit(old, { lazy: true });
  }
}

/** The time that a value begins with. */
function timeOf(value: Uint8Array): Millis {
  return millis(Number(new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0)));
}
