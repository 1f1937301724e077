import { commitChange } from './ahead.ts';
import { MeshError, millis, type MessageId, type Millis, parseMeshDid, type MeshDid } from './base/base.ts';
import {
  checkConnect,
  closeCodes,
  meshTarget,
  readBundle,
  readCarriedFrame,
  refusalOf,
  startMeshRegistry,
  startMeshRelay,
  type Bundle,
  type CarriedFrame,
  type ConnectFrame,
  type Proved,
  type RelayClient,
  type RelayDoor,
  type RelayLine,
  type Turned,
} from './bridge/bridge.ts';
import { repeat, pause, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Events } from './events.ts';
import { apart } from './frame-run.ts';
import type { Intake } from './inbox.ts';
import { InTurn } from './in-turn.ts';
import type { MeshClients } from './mesh-clients.ts';
import type { DoorToken } from './mesh-token.ts';
import type { FrameOutcome, MeshFrames } from './mesh-frames.ts';
import { frameWord } from './mesh-gate.ts';
import { MeshRegistry, type MeshRegistryPorts } from './mesh-registry.ts';
import type { MessageEnd, MessageFeed } from './message-feed.ts';
import { RateGate } from './rate.ts';
import type { Store } from './store/store.ts';
import { decodeEnvelope } from './wire/wire.ts';

/** What the gateway needs of the rest of the hall. */
export interface GatewayPorts extends Omit<
  MeshRegistryPorts,
  'isOnline' | 'renewed' | 'removed' | 'allowsLegacy' | 'now' | 'clients' | 'commit' | 'lastProof'
> {
  readonly config: Config['agentmesh'];
  readonly clock: Clock;
  readonly store: Store;
  readonly clients: MeshClients;
  readonly frames: MeshFrames;
  readonly feed: MessageFeed;
  readonly deadLetters: DeadLetters;
  readonly events: Events;
  readonly token: DoorToken;
}

/**
 * How long a legacy client gets nothing after it connected, milliseconds: a new process of it deposits new prekeys in
 * this time, and what waits under its old ones it could not open. One that connects again just waits.
 */
const legacyGraceMs = 1_000;
/** How often it is looked for frames that a client did not take, and for those that can be forgotten, milliseconds. */
const overdueEveryMs = 5_000;
const forgetEveryMs = 3_600_000;
/** How long clients get at a stop to acknowledge what they have in hand before their connections are closed, milliseconds. */
const drainMs = 3_000;
/** How long they get for that, to answer the close, and for what they had sent, milliseconds; within what a stop may take. */
const leaveMs = 6_500;
/** KNOCKs of one client: each makes its peer compute three key agreements. */
const knockRate = { burst: 30, perSecond: 1 };
/** Requests of one caller at the registry. */
const registryRate = { burst: 100, perSecond: 20 };
/** Ids of frames of one connection that are recognised when they come again. */
const maxRecent = 2048;
/** Proofs at the relay remembered of clients that have not registered. */
const maxProofs = 4096;

interface Connection {
  readonly line: RelayLine;
  readonly isLegacy: boolean;
  /** Begins the delivery; undefined once it has begun. */
  begin: (() => void) | undefined;
}

/** What a client is told of a frame. */
interface Told {
  /** Undefined: that it was taken. */
  readonly text: string | undefined;
  /** The fault is ours, and passes. */
  readonly isOurs?: boolean;
}

type KnockAnswer = Extract<CarriedFrame, { readonly type: 'knock_accept' | 'knock_reject' }>;

/** The registry and relay of local AgentMesh clients: their connections, and what they may do. */
export class MeshGateway {
  readonly #ports: GatewayPorts;
  readonly #registry: MeshRegistry;
  readonly #connections = new Map<MeshDid, Connection>();
  readonly #proofs = new Map<MeshDid, Millis>();
  readonly #knocks = new RateGate<MeshDid>(knockRate);
  readonly #requests = new RateGate<string>(registryRate);
  readonly #stop = new AbortController();
  /** Frames on their way into the store. */
  #taking = 0;
  #relay: RelayDoor | undefined;
  #ends: (() => unknown)[] = [];

  constructor(ports: GatewayPorts) {
    this.#ports = ports;
    const { config, clock, store } = ports;
    this.#registry = new MeshRegistry({
      ...ports,
      allowsLegacy: config.legacy,
      now: () => clock.now(),
      commit: (change) => commitChange(store, change),
      isOnline: (did) => this.#connections.has(did),
      lastProof: (did) => this.#proofs.get(did) ?? millis(0),
      renewed: async ({ did, isLegacy }) => {
        if (isLegacy) await ports.frames.lostSessions(did);
        this.#connections.get(did)?.begin?.();
      },
      removed: async (did) => {
        await ports.frames.lostSessions(did);
        this.#connections.get(did)?.line.close(closeCodes.normal, 'deregistered');
      },
    });
  }

  /** Starts both servers; where they are. Throws MeshError `listen-failed`. */
  async start(): Promise<{ readonly registry: string; readonly relay: string }> {
    const { config, clock, events, frames } = this.#ports;
    const { host, registryPort, relayPort } = config;
    const problem = (error: unknown): void => events.internalError('agentmesh', error);
    const registry = await startMeshRegistry(
      { host, port: registryPort, isLoopback: true },
      {
        now: () => clock.now(),
        keyOf: (did) => this.#ports.clients.find(did)?.key,
        admits: (caller) => this.#requests.admit(caller, clock.now()),
        answer: (request, caller, signal) => this.#registry.answer(request, caller, signal),
        problem,
      },
    );
    this.#ends.push(() => registry.close());
    const relay = await startMeshRelay(
      { host, port: relayPort, isLoopback: true },
      {
        admit: (frame, line) => this.#admit(frame, line),
        refused: (_, reason) => events.meshFrameRefused(reason),
        problem,
      },
    );
    this.#ends.push(() => relay.close());
    this.#relay = relay;
    this.#ends.push(
      repeat(clock, overdueEveryMs, () => frames.tellOverdue().catch(problem)),
      repeat(clock, forgetEveryMs, () => frames.forget().catch(problem)),
    );
    void this.#follow().catch(problem);
    events.meshGatewayOpened(registry.url, relay.url);
    return { registry: registry.url, relay: relay.url };
  }

  /** Lets clients acknowledge what they have in hand, then ends their connections. */
  async stop(): Promise<void> {
    const { clock, frames } = this.#ports;
    this.#stop.abort();
    this.#relay?.drain();
    const queues = frames.queues();
    for (const queue of queues) queue.pause();
    const from = clock.now();
    while (queues.some((queue) => queue.inHand > 0) && clock.now() < from + drainMs)
      await pause(clock, 20, AbortSignal.timeout(drainMs));
    for (const { line } of this.#connections.values()) line.close(closeCodes.restart, 'the node restarts');
    // What a client had sent before it heard of it comes before its answer to the close, and is taken.
    while ((this.#connections.size > 0 || this.#taking > 0) && clock.now() < from + leaveMs)
      await pause(clock, 20, AbortSignal.timeout(leaveMs));
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }

  // ---- connections -----------------------------------------------------------------------------------

  async #admit(frame: ConnectFrame, line: RelayLine): Promise<RelayClient | Turned> {
    const proved = await this.#prove(frame);
    if ('code' in proved) return proved;
    const token = await this.#ports.token.check(frame.token);
    if (token !== undefined) return { code: closeCodes.token, detail: token };
    const { did, isLegacy } = proved;
    this.#connections.get(did)?.line.close(closeCodes.replaced, 'session_replaced');
    const queue = this.#ports.frames.queue(did);
    const connection: Connection = { line, isLegacy, begin: undefined };
    const cancel = this.#ports.clock.after(isLegacy ? legacyGraceMs : 0, () => connection.begin?.());
    connection.begin = () => {
      connection.begin = undefined;
      cancel();
      if (this.#connections.get(did) === connection) queue.attach(line, isLegacy);
    };
    this.#connections.set(did, connection);
    this.#ports.clients.saw(did, this.#ports.clock.now());
    return this.#client(did, connection);
  }

  /** The proof of a connection: of a current client always, of a legacy one never; each works once. */
  async #prove(frame: ConnectFrame): Promise<{ readonly did: MeshDid; readonly isLegacy: boolean } | Turned> {
    const { config, clock, clients, store } = this.#ports;
    const hasProof = frame.public_key !== undefined || frame.signature !== undefined;
    if (!hasProof) {
      const did = parseMeshDid(frame.from ?? '');
      const mayBeLegacy = config.legacy && did !== undefined && clients.find(did)?.isLegacy !== false;
      if (!mayBeLegacy) return { code: closeCodes.proof, detail: 'DID proof failed: a proof is required' };
      return { did, isLegacy: true };
    }
    const proved = checkConnect(frame, clock.now());
    if (proved.kind !== 'accept') return { code: closeCodes.proof, detail: `DID proof failed: ${proved.reason}` };
    const { did, at } = proved.value;
    if (!this.#isFirst(did, at)) return { code: closeCodes.proof, detail: 'DID proof failed: replayed' };
    const client = clients.find(did);
    // On disk before the client is let in: after a crash the same proof is an old one.
    if (client !== undefined) await commitChange(store, clients.put({ ...client, provedAt: at }));
    return { did, isLegacy: false };
  }

  /** Whether a proof is later than every one before it, and then notes it. */
  #isFirst(did: MeshDid, at: Millis): boolean {
    const last = Math.max(this.#ports.clients.find(did)?.provedAt ?? 0, this.#proofs.get(did) ?? 0);
    if (at <= last) return false;
    this.#proofs.delete(did);
    this.#proofs.set(did, at);
    for (const oldest of this.#proofs.keys()) {
      if (this.#proofs.size <= maxProofs) break;
      this.#proofs.delete(oldest);
    }
    return true;
  }

  #client(did: MeshDid, connection: Connection): RelayClient {
    const { line } = connection;
    const { frames, clients, clock, events } = this.#ports;
    /** What the client was told of its frames: one that comes again is told the same, and is not taken again. */
    const recent = new Map<string, Promise<Told>>();
    const turn = new InTurn();
    return {
      did,
      take: async (frame) => {
        clients.saw(did, clock.now());
        frames.queue(did).heard();
        const word = frameWord(frame);
        this.#taking++;
        try {
          const told = recent.get(word) ?? this.#inTurn(turn, did, frame);
          remember(recent, word, told);
          const { text, isOurs } = await told;
          // Nothing became of it here: when it comes again it is taken.
          if (isOurs) recent.delete(word);
          await line.send(text ?? ackOf(frame));
        } finally {
          this.#taking--;
        }
      },
      acknowledged: (id) => {
        clients.saw(did, clock.now());
        frames.queue(did).heard();
        const taken = frames.queue(did).took({ id });
        if (taken !== undefined)
          frames.taken(taken).catch((error: unknown) => events.internalError('agentmesh', error));
      },
      ended: (clean) => {
        frames.queue(did).detach(line, clean);
        connection.begin = undefined;
        if (this.#connections.get(did) === connection) this.#connections.delete(did);
      },
    };
  }

  async #inTurn(turn: InTurn, did: MeshDid, frame: CarriedFrame): Promise<Told> {
    const { done } = await turn.run(() => this.#submit(did, frame));
    return await done;
  }

  /** Hands a frame over in its turn: what is behind it is handed over after it, without waiting for the disk. */
  async #submit(did: MeshDid, frame: CarriedFrame): Promise<{ readonly done: Promise<Told> }> {
    const { store, clock } = this.#ports;
    while (store.busy && !store.failed) await pause(clock, 20, AbortSignal.timeout(1000));
    return { done: this.#carry(did, frame) };
  }

  /** Carries a frame on; what its sender is told of it. */
  async #carry(did: MeshDid, frame: CarriedFrame): Promise<Told> {
    const { frames, clients, clock, events } = this.#ports;
    const refused = (detail: string): Told => ({ text: JSON.stringify({ v: 1, type: 'error', detail, id: frame.id }) });
    if (frame.from !== did) return refused('did-mismatch');
    if (clients.find(did)?.key === undefined) return refused('not-registered');
    if (frame.type === 'knock' && !this.#knocks.admit(did, clock.now()))
      return { text: JSON.stringify(refusalOf(frame, 'rate-limited')) };
    const isAnswer = frame.type === 'knock_accept' || frame.type === 'knock_reject';
    try {
      const outcome = await (isAnswer ? this.#answerKnock(did, frame) : frames.fromClient(frame));
      if (outcome.kind === 'accepted') return { text: undefined };
      events.meshFrameRefused(outcome.reason);
      return { text: outcome.text };
    } catch (error) {
      if (!(error instanceof MeshError)) throw error;
      events.meshFrameRefused('overloaded');
      return { ...refused(error.code), isOurs: true };
    }
  }

  /** The KNOCK is taken in the write of its answer: before that it would be lost with it. */
  async #answerKnock(did: MeshDid, frame: KnockAnswer): Promise<FrameOutcome> {
    const { frames } = this.#ports;
    const queue = frames.queue(did);
    const knock = { id: frame.knock_id, from: frame.to, type: 'knock' } as const;
    const taking = queue.taking(knock);
    const outcome = await frames.fromClient(frame, taking.operations);
    if (outcome.kind === 'accepted') taking.done();
    else queue.took(knock);
    return outcome;
  }

  /** The bundle of an agent here or elsewhere, as a local client gets it; undefined when there is none now. */
  async bundleOf(did: MeshDid, caller: Proved, signal: AbortSignal): Promise<Bundle | undefined> {
    const { status, body } = await this.#registry.answer({ kind: 'prekeys', did }, caller, signal);
    const bundle = status === 200 ? readBundle(did, JSON.stringify(body)) : undefined;
    return bundle?.kind === 'accept' ? bundle.value : undefined;
  }

  // ---- what becomes of frames ------------------------------------------------------------------------

  /** Tells clients of their frames that other nodes refused, or that were never delivered. */
  async #follow(): Promise<void> {
    const { feed, events } = this.#ports;
    let cursor = feed.end;
    while (!this.#stop.signal.aborted) {
      await feed.wait(cursor, this.#stop.signal);
      const { ends } = feed.read(cursor, 1000);
      cursor = ends.at(-1)?.cursor ?? cursor;
      const lost = ends.filter(({ state }) => state !== 'delivered');
      if (lost.length === 0) continue;
      await this.#written();
      for (const end of lost)
        await this.#tellSender(end).catch((error: unknown) => events.internalError('agentmesh', error));
    }
  }

  /** An end is told before the letter about it is on disk: what was handed over until now is when this resolves. */
  async #written(): Promise<void> {
    const { store, clock, events } = this.#ports;
    while (store.busy && !store.failed) await pause(clock, 20, AbortSignal.timeout(1000));
    await store.commit([]).catch((error: unknown) => events.internalError('agentmesh', error));
  }

  async #tellSender({ id, reason = 'malformed', refused }: MessageEnd): Promise<void> {
    const { deadLetters, frames } = this.#ports;
    // Of a run the letter has those that were refused, in their order.
    for (const [i, frame] of framesIn(deadLetters, id).entries())
      await frames.undelivered(frame, refused?.[i]?.reason ?? reason);
  }

  /** The way in for other nodes' questions about clients here. */
  target(): ReturnType<typeof meshTarget> {
    return meshTarget((question, asker) => this.#registry.answerNode(question, asker));
  }
}

/** Native messages to the inbox, frames to the queues of their clients. */
export function meshIntake(inbox: Intake, frames: MeshFrames): Intake {
  return {
    isFullFor: (envelope, now) =>
      frames.carries(envelope) ? frames.isEarly(envelope, now) : inbox.isFullFor(envelope, now),
    take: (envelope, now) => (frames.carries(envelope) ? frames.take(envelope) : inbox.take(envelope, now)),
  };
}

function framesIn(deadLetters: DeadLetters, id: MessageId): readonly CarriedFrame[] {
  const letter = deadLetters.find(id);
  const envelope = letter === undefined ? undefined : decodeEnvelope(letter.envelope);
  if (envelope?.kind !== 'accept') return [];
  return apart(envelope.value).flatMap(({ body }) => {
    const frame = body.kind === 'message' ? readCarriedFrame(body.body) : undefined;
    return frame?.kind === 'accept' ? [frame.value] : [];
  });
}

function remember<T>(recent: Map<string, T>, word: string, told: T): void {
  recent.set(word, told);
  for (const oldest of recent.keys()) {
    if (recent.size <= maxRecent) break;
    recent.delete(oldest);
  }
}

function ackOf({ id }: CarriedFrame): string {
  return JSON.stringify({ v: 1, type: 'ack', id });
}
