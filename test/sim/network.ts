import { MeshError, type PeerId, type Reason } from '../../src/base/base.ts';
import type { Channel, ChannelEnding, HandleOptions, Net, OpenOptions } from '../../src/net/net.ts';
import type { World } from './world.ts';

/** What one frame becomes on its way: itself, something else, copies, or nothing. */
export type Tap = (frame: Uint8Array, way: { from: PeerId; to: PeerId; protocol: string }) => readonly Uint8Array[];

/** The bounds that the hall can notice; as in the real channels. */
const highWaterBytes = 1024 * 1024;
const maxQueuedBytes = 16 * 1024 * 1024;
const readAheadBytes = 256 * 1024;
/** Silence after which a connection counts as gone, milliseconds. */
const silenceMs = 30_000;
const lingerMs = 5_000;

/** Hosts and the connections between them: delays, cuts that are noticed late, resets that lose what is under way. */
export class Network {
  readonly world: World;
  tap: Tap = (frame) => [frame];
  /** Sees every frame that a node sends, also those that never arrive. */
  watch: (frame: Uint8Array, way: { from: PeerId; to: PeerId; protocol: string }) => void = () => {};
  /** Sees every frame that arrives, and at which end of which channel. */
  heard: (frame: Uint8Array, channel: SimChannel) => void = () => {};
  /** Longest delay of a frame, milliseconds. */
  maxDelayMs: number;
  readonly #hosts = new Map<PeerId, SimNet>();
  readonly #channels = new Set<SimChannel>();
  readonly #cuts = new Set<string>();

  constructor(world: World, options: { readonly maxDelayMs?: number } = {}) {
    this.world = world;
    this.maxDelayMs = options.maxDelayMs ?? 20;
  }

  host(peerId: PeerId): SimNet {
    const host = new SimNet(this, peerId);
    this.#hosts.set(peerId, host);
    return host;
  }

  at(peerId: PeerId): SimNet | undefined {
    const host = this.#hosts.get(peerId);
    return host?.isUp === true ? host : undefined;
  }

  delay(): number {
    return 1 + this.world.below(this.maxDelayMs);
  }

  isCut(a: PeerId, b: PeerId): boolean {
    return this.#cuts.has(`${a} ${b}`);
  }

  /** Nothing passes between two hosts, or only not from `a` to `b`, and nobody tells them; after 30 s both notice. */
  cut(a: PeerId, b: PeerId, oneWay = false): void {
    this.#cuts.add(`${a} ${b}`);
    if (!oneWay) this.#cuts.add(`${b} ${a}`);
    const doomed = this.#between(a, b);
    this.world.after(silenceMs, () => {
      if (this.isCut(a, b)) for (const channel of doomed) channel.lose();
    });
  }

  heal(): void {
    this.#cuts.clear();
    for (const channel of this.#channels) channel.resume();
  }

  /** Ends the cuts between two hosts. */
  mend(a: PeerId, b: PeerId): void {
    this.#cuts.delete(`${a} ${b}`);
    this.#cuts.delete(`${b} ${a}`);
    for (const channel of this.#between(a, b)) channel.resume();
  }

  /** Every connection between two hosts is gone for `a`; `b` takes it for whole for another 30 s. */
  halve(a: PeerId, b: PeerId): void {
    const doomed = this.#between(a, b);
    for (const channel of doomed) if (channel.localPeer === a) channel.lose();
    this.world.after(silenceMs, () => {
      for (const channel of doomed) channel.lose();
    });
  }

  /** Every connection between two hosts breaks now, and what is under way is lost. */
  reset(a: PeerId, b: PeerId): void {
    for (const channel of this.#between(a, b)) channel.lose();
  }

  /** A host disappears: the others see their connections break a little later. */
  lost(peerId: PeerId): void {
    for (const channel of this.#channels) {
      if (channel.localPeer === peerId) channel.vanish();
      else if (channel.remotePeer === peerId) this.world.after(this.delay(), () => channel.lose());
    }
  }

  /** A frame that `from` never sent arrives over the newest channel it has with `to`; false when there is none. */
  inject(frame: Uint8Array, way: { readonly from: PeerId; readonly to: PeerId; readonly protocol: string }): boolean {
    const { from, to, protocol } = way;
    const fits = ({ localPeer, protocol: spoken, ending }: SimChannel): boolean =>
      localPeer === to && spoken === protocol && ending === undefined;
    const end = this.#between(from, to).findLast(fits);
    end?.inject(frame);
    return end !== undefined;
  }

  open(from: PeerId, options: OpenOptions): Promise<Channel> {
    const { promise, resolve, reject } = Promise.withResolvers<Channel>();
    const opener = this.at(from);
    this.world.after(this.delay(), () => {
      const serve = this.at(options.peerId)?.handlerOf(options.protocol);
      // Whoever was killed meanwhile opens nothing, though it may be back.
      if (opener === undefined || this.at(from) !== opener) return;
      const isCut = this.isCut(from, options.peerId) || this.isCut(options.peerId, from);
      if (serve === undefined || isCut) {
        reject(new MeshError('peer-unreachable', 'Nobody answers.'));
        return;
      }
      const near = new SimChannel(this, { local: from, remote: options.peerId, protocol: options.protocol });
      const far = new SimChannel(this, { local: options.peerId, remote: from, protocol: options.protocol });
      near.other = far;
      far.other = near;
      this.#channels.add(near).add(far);
      // Not the one that is over by itself: its last word may wait for a cut to heal.
      void Promise.all([near.closed, far.closed]).then(() => this.#forget(near, far));
      serve(far);
      resolve(near);
    });
    return promise;
  }

  #forget(...ends: readonly SimChannel[]): void {
    for (const end of ends) this.#channels.delete(end);
  }

  #between(a: PeerId, b: PeerId): readonly SimChannel[] {
    return [...this.#channels].filter((channel) => pair(channel.localPeer, channel.remotePeer) === pair(a, b));
  }
}

/** One host's side of the network. */
export class SimNet implements Net {
  readonly peerId: PeerId;
  isUp = true;
  readonly #network: Network;
  readonly #handlers = new Map<string, (channel: Channel) => void>();

  constructor(network: Network, peerId: PeerId) {
    this.#network = network;
    this.peerId = peerId;
  }

  addresses(): readonly string[] {
    return [`/memory/${this.peerId}`];
  }

  handlerOf(protocol: string): ((channel: Channel) => void) | undefined {
    return this.#handlers.get(protocol);
  }

  open(options: OpenOptions): Promise<Channel> {
    return this.#network.open(this.peerId, options);
  }

  handle(protocol: string, _: HandleOptions, serve: (channel: Channel) => void): void {
    this.#handlers.set(protocol, serve);
  }

  /** In the simulation neighbours tell one another by their links. */
  readonly topics = undefined;

  get discovery(): never {
    throw new Error('In the simulation every host is told of the others.');
  }

  async shun(peerId: PeerId): Promise<void> {
    await this.disconnect(peerId);
  }

  async disconnect(peerId: PeerId): Promise<void> {
    this.#network.reset(this.peerId, peerId);
  }

  admit(): void {
    // There is room for everyone.
  }

  relayFor(): void {
    // Everyone is reached directly.
  }

  onAddresses(): void {
    // A host has one address, for good.
  }

  onDisconnect(): void {
    // The hall learns of it from its channels.
  }

  versionOf(): undefined {
    return undefined;
  }

  connections(): number {
    return 0;
  }

  async close(): Promise<void> {
    this.crash();
  }

  /** The host is gone at once. */
  crash(): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.#network.lost(this.peerId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** One end of a channel: frames arrive in order, or the channel is lost. */
export class SimChannel implements Channel {
  readonly localPeer: PeerId;
  readonly remotePeer: PeerId;
  readonly protocol: string;
  readonly closed: Promise<void>;
  other: SimChannel | undefined;
  readonly #network: Network;
  readonly #settle: () => void;
  #ending: ChannelEnding | undefined;
  #closing = false;
  /** Waiting here to be sent. */
  #queue: Uint8Array[] = [];
  #queued = 0;
  /** Sent and not yet read at the other side. */
  #ahead = 0;
  #clearAt = 0;
  /** What is on its way, in order, and how much of it is due. */
  readonly #underWay: (() => void)[] = [];
  #overdue = 0;
  readonly #arrived: { readonly frame: Uint8Array; readonly bytes: number }[] = [];
  /** The other side sends no more. */
  #ended = false;
  #finished = false;
  #vanished = false;
  #wake: () => void = () => {};
  #drains: (() => void)[] = [];

  constructor(network: Network, ends: { local: PeerId; remote: PeerId; protocol: string }) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#network = network;
    this.localPeer = ends.local;
    this.remotePeer = ends.remote;
    this.protocol = ends.protocol;
    this.closed = promise;
    this.#settle = resolve;
  }

  get ending(): ChannelEnding | undefined {
    return this.#ending;
  }

  readonly frames: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => this.#next(),
      return: async () => ({ done: true, value: undefined }),
    }),
  };

  send(frame: Uint8Array): boolean {
    if (this.#ending !== undefined || this.#closing) return false;
    this.#network.watch(frame, { from: this.localPeer, to: this.remotePeer, protocol: this.protocol });
    this.#queue.push(frame.slice());
    this.#queued += frame.length;
    if (this.#queued > maxQueuedBytes) this.abort('overloaded');
    this.move();
    return this.#ending === undefined && this.#queued < highWaterBytes;
  }

  async drained(signal: AbortSignal): Promise<void> {
    while (this.#queued >= highWaterBytes / 4 && this.#ending === undefined)
      await new Promise<void>((resolve) => this.#drains.push(resolve));
    signal.throwIfAborted();
    if (this.#ending !== undefined) throw new MeshError('peer-unreachable', 'The channel is over.');
  }

  async close(): Promise<void> {
    if (this.#closing || this.#ending !== undefined) return;
    this.#closing = true;
    this.move();
    this.#network.world.after(lingerMs, () => this.abort('timeout'));
    // As with a real stream, it is enough that all has left; the other side may go on sending.
    while (!this.#finished && this.#ending === undefined)
      await new Promise<void>((resolve) => this.#drains.push(resolve));
  }

  abort(reason: Reason): void {
    if (this.#ending !== undefined) return;
    this.#arrived.length = 0;
    this.#end({ kind: 'aborted', reason });
    this.#later(() => this.other?.lose());
  }

  /** A frame that the other side did not send now, as if it had. */
  inject(frame: Uint8Array): void {
    this.#arrived.push({ frame, bytes: 0 });
    this.#wake();
  }

  /** The connection broke: what arrived may still be read. */
  lose(): void {
    if (!this.#vanished) this.#end({ kind: 'lost' });
  }

  /** The whole node is gone: nothing happens at this end any more. */
  vanish(): void {
    this.#vanished = true;
    this.#end({ kind: 'lost' });
  }

  /** The line is whole again. */
  resume(): void {
    this.#deliver();
    this.move();
  }

  /** Sends what may be sent. */
  move(): void {
    if (this.#network.isCut(this.localPeer, this.remotePeer) || this.#ending !== undefined) return;
    while (this.#ahead < readAheadBytes) {
      const frame = this.#queue.shift();
      if (frame === undefined) break;
      this.#queued -= frame.length;
      this.#ahead += frame.length;
      this.#later(() => this.#pass(frame));
    }
    if (this.#queued < highWaterBytes / 4) for (const resolve of this.#drains.splice(0)) resolve();
    if (!this.#closing || this.#queue.length > 0 || this.#finished) return;
    this.#finished = true;
    for (const resolve of this.#drains.splice(0)) resolve();
    this.#later(() => {
      if (this.other !== undefined) this.other.#hearEnd();
      this.#closeIfDone();
    });
  }

  #pass(frame: Uint8Array): void {
    if (this.other !== undefined) this.other.#arrive(frame, this);
  }

  #arrive(frame: Uint8Array, from: SimChannel): void {
    if (this.#ending !== undefined || from.#vanished) return;
    const way = { from: this.remotePeer, to: this.localPeer, protocol: this.protocol };
    this.#network.heard(frame, this);
    const frames = this.#network.tap(frame, way);
    if (frames.length === 0) from.#taken(frame.length);
    for (const [i, one] of frames.entries()) this.#arrived.push({ frame: one, bytes: i === 0 ? frame.length : 0 });
    this.#wake();
  }

  /** The reader made room. */
  #taken(bytes: number): void {
    this.#ahead -= bytes;
    this.move();
  }

  #hearEnd(): void {
    this.#ended = true;
    this.#wake();
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.#ended && this.#finished) this.#end({ kind: 'closed' });
  }

  #end(ending: ChannelEnding): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#queue = [];
    this.#wake();
    for (const resolve of this.#drains.splice(0)) resolve();
    this.#settle();
  }

  /** After the delay of the way, and after all that was sent before; what meets a cut stays there until it heals. */
  #later(act: () => void): void {
    const { world } = this.#network;
    this.#clearAt = Math.max(this.#clearAt, world.now() + this.#network.delay());
    this.#underWay.push(act);
    world.after(this.#clearAt - world.now(), () => {
      this.#overdue++;
      this.#deliver();
    });
  }

  #deliver(): void {
    while (this.#overdue > 0 && !this.#vanished && !this.#network.isCut(this.localPeer, this.remotePeer)) {
      this.#overdue--;
      this.#underWay.shift()?.();
    }
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      if (this.#vanished) await new Promise(() => {});
      const arrived = this.#arrived.shift();
      if (arrived !== undefined) {
        if (this.other !== undefined) this.other.#taken(arrived.bytes);
        return { done: false, value: arrived.frame };
      }
      if (this.#ended || this.#ending !== undefined) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function pair(a: PeerId, b: PeerId): string {
  return [a, b].toSorted().join(' ');
}
