import { onTestFinished } from 'vitest';
import { AuditLog } from '../../../src/audit-log.ts';
import { commitChange } from '../../../src/ahead.ts';
import {
  accept,
  fromUtf8,
  MeshError,
  millis,
  reject,
  utf8,
  type Reason,
  type Verdict,
} from '../../../src/base/base.ts';
import {
  meshTarget,
  readBundle,
  readCarriedFrame,
  type CarriedFrame,
  type ExchangeOutcome,
  type TokenSubject,
} from '../../../src/bridge/bridge.ts';
import { envelopeOf, type Draft, type Sent } from '../../../src/draft.ts';
import { HostedAgents } from '../../../src/hosted-agents.ts';
import { Inbox, withTaken } from '../../../src/inbox.ts';
import { PartsIn } from '../../../src/parts-in.ts';
import type { Cleared } from '../../../src/judge.ts';
import { MeshClients } from '../../../src/mesh-clients.ts';
import { MeshEndpoint } from '../../../src/mesh-endpoint.ts';
import { MeshFrames } from '../../../src/mesh-frames.ts';
import { MeshIatp } from '../../../src/mesh-iatp.ts';
import { MeshRegistry } from '../../../src/mesh-registry.ts';
import { MeshOwn } from '../../../src/mesh-self.ts';
import { MessageFeed } from '../../../src/message-feed.ts';
import type { Envelope, ExchangeRequest } from '../../../src/wire/wire.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';
import { agent, verifiedOf } from '../identity/fixture.ts';
import { present, received } from './frames.ts';

interface Parts {
  readonly clients: MeshClients;
  readonly own: MeshOwn;
  readonly frames: MeshFrames;
  readonly registry: MeshRegistry;
  readonly inbox: Inbox;
  readonly endpoint: MeshEndpoint;
}

type Write = Parameters<MemoryStore['onCommit']>[0][number];

/** A node's endpoint of AgentMesh with everything of AgentMesh around it; the mesh between two is a call. */
export class Side {
  readonly did;
  readonly store: MemoryStore;
  readonly problems: unknown[] = [];
  /** Why frames of the other were not taken. */
  readonly turnedAway: Reason[] = [];
  readonly #name: string;
  readonly #world: World;
  #parts: Parts | undefined;
  other: Side | undefined;
  /** Called with each frame on its way: throws what the pipeline would; false when it gets lost. */
  gate: (frame: CarriedFrame) => boolean = () => true;
  /** What somebody on the way makes of a frame. */
  forge: (frame: CarriedFrame) => unknown = (frame) => frame;
  /** Why a frame between two agents of this node may not pass. */
  forbids: (frame: CarriedFrame, direction: 'in' | 'out') => Reason | undefined = () => undefined;
  /** Whom a token shown to this node is about. */
  subject: Verdict<TokenSubject> = reject('bad-signature');
  /** What the other node makes of a bundle that it gives to this one. */
  swap: (bundle: string) => string = (bundle) => bundle;

  constructor(name: string, world: World) {
    this.#name = name;
    this.#world = world;
    this.did = agent(name).did;
    this.store = new MemoryStore(world);
  }

  get parts(): Parts {
    return present(this.#parts);
  }

  async open(): Promise<void> {
    const world = this.#world;
    const { store, did } = this;
    const { random } = world;
    const problem = (error: unknown): void => void this.problems.push(error);
    const clients = await MeshClients.open(store);
    const shown = { name: this.#name, capabilities: [] };
    const own = await MeshOwn.open({ store, clients, random }, shown, world.now());
    const directory = {
      dids: () => (this.other === undefined ? [] : [this.other.did]),
      standing: (host: string) => (host === this.other?.did ? accept(this.other.record()) : reject('no-target')),
    };
    const hosted = new HostedAgents({ store, directory, problem });
    const now = () => world.now();
    const send = (draft: Draft): Promise<Sent> => this.#send(draft);
    const judge = (...asked: readonly [Envelope, 'in' | 'out']): Promise<Cleared> => this.#judge(...asked);
    const frames = await MeshFrames.open({
      store,
      random,
      self: did,
      clients,
      hosted,
      now,
      isBusy: () => false,
      send,
      sendRun: async (to, bodies) => bodies.map((body) => send({ to, body })),
      judge,
      problem,
    });
    const events = { auditDamaged: problem, internalError: (_: string, error: unknown) => problem(error) };
    const audit = await AuditLog.open({ store, clock: world, events, self: agent(this.#name) });
    const known = { organisationOf: () => undefined };
    const inbox = await Inbox.open(store, await PartsIn.open(store, known), { max: 100, known });
    const feed = new MessageFeed(world.now());
    const registry = this.#registry(clients, hosted);
    const endpoint = await MeshEndpoint.open({
      hosted,
      frames,
      store,
      clients,
      audit,
      inbox,
      feed,
      random,
      own,
      problem,
      clock: world,
      self: did,
      pipeline: { judgeClear: async (envelope) => ({ envelope, refused: undefined, record: () => [] }) },
      maxWaiting: 100,
      bundleOf: async (peer, signal) => {
        const { status, body } = await registry.answer(
          { kind: 'prekeys', did: peer },
          { ...own.proved, at: now() },
          signal,
        );
        return status === 200 ? received(readBundle(peer, JSON.stringify(body))) : undefined;
      },
    });
    this.#parts = { clients, own, frames, registry, inbox, endpoint };
    onTestFinished(() => world.finish(endpoint.stop()));
    await endpoint.start();
  }

  #registry(clients: MeshClients, hosted: HostedAgents): MeshRegistry {
    const { did, store } = this;
    const world = this.#world;
    const never = (): never => {
      throw new Error('nothing of that kind happens here');
    };
    const now = () => world.now();
    const call = (_: string, request: ExchangeRequest): Promise<ExchangeOutcome> => this.#ask(request);
    const iatp = new MeshIatp({ now, call, random: world.random, registered: never, prover: never });
    return new MeshRegistry({
      clients,
      hosted,
      now,
      call,
      iatp,
      self: did,
      allowsLegacy: false,
      commit: (change) => commitChange(store, change),
      publish: async () => undefined,
      scoreOf: () => 500,
      isOnline: () => true,
      isLinked: () => true,
      lastProof: () => millis(0),
      verifier: { verify: () => Promise.resolve(this.subject) },
      renewed: never,
      removed: never,
      rate: never,
    });
  }

  /** Asks the other node, which answers as `swap` says. */
  async #ask(request: ExchangeRequest): Promise<ExchangeOutcome> {
    const { registry } = present(this.other).parts;
    const target = meshTarget((question, asker) => registry.answerNode(question, asker));
    const answer = await target.perform(request, this.did, AbortSignal.timeout(60_000));
    const swapped: Uint8Array[] = [];
    for await (const part of answer.body) swapped.push(utf8(this.swap(fromUtf8(part) ?? '')));
    return { kind: 'response', response: { ...answer, body: these(swapped) } };
  }

  record() {
    return verifiedOf(this.#name, { hosted: this.parts.clients.hosted() });
  }

  /** As the pipeline judges a frame between two agents of this node: nobody forbids anything. */
  async #judge(envelope: Envelope, direction: 'in' | 'out'): Promise<Cleared> {
    const { body } = envelope;
    if (body.kind !== 'message') throw new Error('not a message');
    const read = this.parts.frames.gate.read(body, { direction, peer: this.did, now: this.#world.now() });
    const frame = received(readCarriedFrame(body.body));
    const refused = read.kind === 'accept' ? this.forbids(frame, direction) : read.reason;
    const value = utf8(`${direction} ${frame.type} ${refused ?? 'passed'}`);
    return {
      envelope,
      refused,
      record: () => [{ kind: 'put', space: 'decision', key: `${envelope.id} ${direction}`, value }],
    };
  }

  async #send(draft: Draft): Promise<Sent> {
    const { body } = draft;
    if (body.kind !== 'message') throw new Error('not a message');
    const frame = received(readCarriedFrame(body.body));
    const isCarried = this.gate(frame);
    const { did: self, parts } = this;
    const envelope = envelopeOf(draft, { self, now: this.#world.now(), random: this.#world.random });
    const { id } = envelope;
    const read = parts.frames.gate.read(body, { direction: 'out', peer: draft.to, now: this.#world.now() });
    if (read.kind !== 'accept') return { kind: 'refused', id, reason: read.reason };
    await this.store.commit(draft.cause ?? []);
    if (!isCarried) return { kind: 'accepted', id };
    const reason = present(this.other).arrive({
      ...envelope,
      body: { ...body, body: utf8(JSON.stringify(this.forge(frame))) },
    });
    if (reason !== undefined) await parts.frames.undelivered(frame, reason);
    return { kind: 'accepted', id };
  }

  /** What comes from the other node, as this one judges and takes it; why not, when it does not. */
  arrive(envelope: Envelope): Reason | undefined {
    const { frames } = this.parts;
    const { body, from: peer } = envelope;
    if (body.kind !== 'message') throw new Error('not a message');
    const read = frames.gate.read(body, { direction: 'in', peer, now: this.#world.now() });
    if (read.kind !== 'accept') {
      this.turnedAway.push(read.reason);
      return read.reason;
    }
    const taken = frames.take(envelope);
    withTaken(taken, this.store.commit(taken.operations)).then(
      () => taken.arrived(),
      (error: unknown) => this.problems.push(error),
    );
    return undefined;
  }

  say(n: number): Promise<Sent> {
    const message = { topic: '', contentType: 'application/json', body: utf8(`${n}`), replyTo: undefined } as const;
    return this.parts.endpoint.send(present(this.other).parts.own.did, message, 3_600_000);
  }

  async heard(): Promise<readonly number[]> {
    return (await this.parts.inbox.read(0, 100)).map(({ message }) => Number(fromUtf8(message.body)));
  }

  /** The next commit that writes such a thing is refused, once. */
  refuse(isIt: (write: Write) => boolean): void {
    this.store.onCommit = (operations) => {
      if (!operations.some(isIt)) return;
      this.store.onCommit = () => {};
      throw new MeshError('store-busy', 'The disk does not keep up.');
    };
  }
}

async function* these(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** Two nodes that know each other, each with its agent. */
export async function pairOf(seed: string) {
  const world = new World(seed);
  const [alice, bob] = [new Side('alice', world), new Side('bob', world)];
  await world.finish(Promise.all([alice.open(), bob.open()]));
  alice.other = bob;
  bob.other = alice;
  const say = async (from: Side, ...numbers: readonly number[]): Promise<void> => {
    for (const n of numbers) await world.finish(from.say(n));
  };
  /** What there is at a side, once so much is. */
  const heard = async (at: Side, count: number): Promise<readonly number[]> => {
    await world.until(() => at.parts.inbox.count >= count && (at.other?.parts.endpoint.waiting ?? 0) === 0);
    return await world.finish(at.heard());
  };
  return { world, alice, bob, say, heard };
}

/** What went wrong at a side. */
export const codes = ({ problems }: Side): readonly string[] =>
  problems.map((problem) => (problem instanceof MeshError ? problem.code : String(problem)));
