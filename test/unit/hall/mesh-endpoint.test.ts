import { describe, expect, it, onTestFinished } from 'vitest';
import { accept, fromUtf8, MeshError, reject, utf8, type MeshDid } from '../../../src/base/base.ts';
import { readCarriedFrame, type CarriedFrame } from '../../../src/bridge/bridge.ts';
import { AuditLog } from '../../../src/audit-log.ts';
import { envelopeOf, type Draft, type Sent } from '../../../src/draft.ts';
import { HostedAgents } from '../../../src/hosted-agents.ts';
import { Inbox } from '../../../src/inbox.ts';
import { MeshClients } from '../../../src/mesh-clients.ts';
import { MeshEndpoint } from '../../../src/mesh-endpoint.ts';
import { MeshFrames } from '../../../src/mesh-frames.ts';
import { MeshOwn } from '../../../src/mesh-self.ts';
import { MessageFeed } from '../../../src/message-feed.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';
import { agent, verifiedOf } from '../identity/fixture.ts';
import { present, received } from './frames.ts';

interface Parts {
  readonly clients: MeshClients;
  readonly own: MeshOwn;
  readonly frames: MeshFrames;
  readonly inbox: Inbox;
  readonly endpoint: MeshEndpoint;
}

type Write = Parameters<MemoryStore['onCommit']>[0][number];

/** A node's endpoint of AgentMesh with everything of AgentMesh around it; the mesh between two is a call. */
class Side {
  readonly did;
  readonly store: MemoryStore;
  readonly problems: unknown[] = [];
  readonly #name: string;
  readonly #world: World;
  #parts: Parts | undefined;
  other: Side | undefined;
  /** Called with each frame on its way: throws what the pipeline would; false when it gets lost. */
  gate: (frame: CarriedFrame) => boolean = () => true;

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
    const isBusy = (): boolean => false;
    const frames = await MeshFrames.open({ store, random, self: did, clients, hosted, now, isBusy, send, problem });
    const events = { auditDamaged: problem, internalError: (_: string, error: unknown) => problem(error) };
    const audit = await AuditLog.open({ store, clock: world, events, self: agent(this.#name) });
    const inbox = await Inbox.open(store, 100);
    const feed = new MessageFeed(world.now());
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
      bundleOf: async (peer) => this.other?.bundle(peer, this),
    });
    this.#parts = { clients, own, frames, inbox, endpoint };
    onTestFinished(() => world.finish(endpoint.stop()));
    await endpoint.start();
  }

  record() {
    return verifiedOf(this.#name, { hosted: this.parts.clients.hosted() });
  }

  async bundle(of: MeshDid, asker: Side) {
    const taken = this.parts.clients.takeBundle(of, asker.did);
    await this.store.commit(taken?.operations ?? []);
    return taken?.bundle;
  }

  async #send(draft: Draft): Promise<Sent> {
    const isCarried = this.gate(frameOf(draft));
    const envelope = envelopeOf(draft, { self: this.did, now: this.#world.now(), random: this.#world.random });
    await this.store.commit(draft.cause ?? []);
    const { store, parts, problems } = present(this.other);
    if (!isCarried) return { kind: 'accepted', id: envelope.id };
    const taken = parts.frames.take(envelope);
    store.commit(taken.operations).then(
      () => taken.arrived(),
      (error: unknown) => problems.push(error),
    );
    return { kind: 'accepted', id: envelope.id };
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

async function pairOf(seed: string) {
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

const codes = ({ problems }: Side): readonly string[] =>
  problems.map((problem) => (problem instanceof MeshError ? problem.code : String(problem)));

function frameOf({ body }: Draft): CarriedFrame {
  if (body.kind !== 'message') throw new Error('not a message');
  return received(readCarriedFrame(body.body));
}

/** Refuses the nth frame of a type, once, as a node does whose way to the other is full. */
function full(type: CarriedFrame['type'], nth = 1): Side['gate'] {
  let count = 0;
  return (frame) => {
    if (frame.type === type && ++count === nth) throw new MeshError('outbox-full', 'Too many messages wait.');
    return true;
  };
}

const isArrival = ({ kind, space }: Write): boolean => kind === 'put' && space === 'inbox';
const isLetter = ({ space, key }: Write): boolean =>
  space === 'frame' && typeof key === 'string' && key.startsWith('o/');

describe('the endpoint of AgentMesh, when what it does with a frame is not written', () => {
  it('takes a message when it comes again', async () => {
    const { alice, bob, say, heard } = await pairOf('message');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    bob.refuse(isArrival);
    await say(alice, 2, 3);
    expect(await heard(bob, 3)).toEqual([1, 2, 3]);
    expect(codes(bob)).toEqual(['store-busy']);
  });

  it('begins nothing while the disk does not keep up', async () => {
    const { world, alice, bob, say, heard } = await pairOf('busy');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    bob.store.fill(true);
    await say(alice, 2, 3);
    await world.pass(10_000);
    expect(await world.finish(bob.heard())).toEqual([1]);
    bob.store.fill(false);
    expect(await heard(bob, 3)).toEqual([1, 2, 3]);
    expect(codes(bob)).toEqual([]);
  });

  it('accepts a KNOCK when it comes again, with the prekey that it names', async () => {
    const { alice, bob, say, heard } = await pairOf('knock');
    bob.gate = full('knock_accept');
    const said: CarriedFrame['type'][] = [];
    alice.gate = ({ type }) => said.push(type) > 0;
    await say(alice, 1, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
    expect(codes(bob)).toEqual(['outbox-full']);
    expect(said).toEqual(['knock', 'message', 'message']);
    expect(alice.problems).toEqual([]);
  });

  it('ends a delivered message when the word of it comes again', async () => {
    const { alice, bob, say, heard } = await pairOf('delivered');
    alice.gate = (frame) => {
      if (frame.type === 'message')
        alice.refuse(({ kind, ...write }) => kind === 'delete' && isLetter({ kind, ...write }));
      return true;
    };
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    expect(codes(alice)).toEqual(['store-busy']);
    expect(alice.parts.endpoint.waiting).toBe(0);
  });

  it('seals a message anew that was not opened, when the word of it comes again', async () => {
    const { world, alice, bob, say, heard } = await pairOf('sealed anew');
    const lost: CarriedFrame[] = [];
    alice.gate = (frame) => frame.type !== 'message' || (lost.push(frame), false);
    await say(alice, 1);
    await world.until(() => lost.length > 0);
    alice.gate = () => true;
    alice.refuse(isLetter);
    bob.parts.frames.refuse(present(lost[0]), 'undecryptable');
    expect(await heard(bob, 1)).toEqual([1]);
    expect(codes(alice)).toEqual(['store-busy']);
  });
});

describe('the endpoint of AgentMesh, when what it sends is not written', () => {
  it('knocks again after its KNOCK found no room', async () => {
    const { alice, bob, say, heard } = await pairOf('no room to knock');
    alice.gate = full('knock');
    await say(alice, 1, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
    expect(codes(alice)).toEqual(['outbox-full']);
  });

  it('sends what found no room, and what came after it, in the session as it is on disk', async () => {
    const { world, alice, bob, say, heard } = await pairOf('no room');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    alice.gate = () => {
      throw new MeshError('outbox-full', 'Too many messages wait.');
    };
    await say(alice, 2, 3, 4);
    await world.pass(5_000);
    expect(new Set(codes(alice))).toEqual(new Set(['outbox-full']));
    alice.gate = full('message', 2);
    expect((await heard(bob, 4)).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    await say(bob, 5);
    expect(await heard(alice, 1)).toEqual([5]);
    expect(bob.problems).toEqual([]);
  });

  it('sends a message whose commit was refused once', async () => {
    const { alice, bob, say, heard } = await pairOf('refused');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    alice.gate = (frame) => {
      if (frame.type === 'message') {
        alice.gate = () => true;
        alice.refuse(isLetter);
      }
      return true;
    };
    await say(alice, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
    expect(codes(alice)).toEqual(['store-busy']);
  });

  it('keeps nothing of a message that its sender was told is not taken', async () => {
    const { world, alice, bob, say, heard } = await pairOf('not taken');
    alice.refuse(isLetter);
    await expect(say(alice, 1)).rejects.toMatchObject({ code: 'store-busy' });
    expect(alice.parts.endpoint.waiting).toBe(0);
    await say(alice, 2);
    expect(await heard(bob, 1)).toEqual([2]);
    await world.pass(60_000);
    expect(await world.finish(bob.heard())).toEqual([2]);
  });
});
