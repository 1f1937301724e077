import { giveBack, limits, millis, type Did, type Millis, type Reason } from './base/base.ts';
import { atMost, backoffMs, pause } from './clock.ts';
import { LinkAcks } from './link-acks.ts';
import { bounds, mustMeet, type Link, type LinkPorts } from './link-ports.ts';
import { finalRefusals, sessionIntent, type KnockLink } from './knocking.ts';
import { meshProtocol, openLink } from './open-link.ts';
import { openAnew } from './open-session.ts';
import type { LanePorts } from './lane-ports.ts';
import { Lane } from './lane.ts';
import { restoreSession, type LiveSession } from './live-session.ts';
import type { Channel } from './net/net.ts';
import { isSessionFrame, takeSessionFrame } from './session-frames.ts';
import { Idly } from './store/store.ts';
import { Telling } from './telling.ts';
import { Waiters } from './waiters.ts';
import { extentOf, WaitingRoom } from './waiting-room.ts';
import { decodeFrame, encodeFrame, type Ack, type Frame, type Packet } from './wire/wire.ts';

/** One attempt to connect, handshake included, may take this long, milliseconds. */
const connectTimeoutMs = 15_000;
/** What waits on after a refusal asks again after so long, milliseconds; a new message at once. */
const afterRefusalMs = 60_000;
/** Tries while something waits: soon at first, then twice a minute. */
const retryBounds = { firstMs: 100, maxMs: 30_000 };
/** Age of a handshake at which it is renewed; IATP stands for 900 s. */
const renewAfterMs = 600_000;
/** How long a live call waits for its peer, milliseconds. */
const reachTimeoutMs = 10_000;

/** A try to reach a peer that failed. */
interface FailedTry {
  readonly reason: Reason;
  /** When the next one comes; undefined when something new has to wait for the peer first. */
  readonly next: Millis | undefined;
}

/** Connections to peers: brings them up when something waits, and takes apart what comes in. */
export class Links {
  readonly #ports: LinkPorts;
  readonly #lanes = new Map<Did, Lane>();
  /** Newest last; the last one is used for sending. */
  readonly #links = new Map<Did, Link[]>();
  readonly #raising = new Set<Did>();
  readonly #waiters = new Map<Did, Waiters>();
  /** When a peer that is not connected now was last. */
  readonly #lastSeen = new Map<Did, Millis>();
  /** What the last try to reach a peer came to, until one succeeds. */
  readonly #tries = new Map<Did, FailedTry>();
  /** Peers whose last answer was a refusal that asking again does not change. */
  readonly #refusing = new Set<Did>();
  readonly #stop = new AbortController();
  readonly #idly = new Idly();

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  /** Opens the lane of every known peer, as the store has it, and takes links from then on. Before anything is sent. */
  async load(): Promise<void> {
    for (const { did } of this.#ports.directory.peers()) {
      const extent = await extentOf(this.#ports.store, did);
      const session = restoreSession(this.#ports, did, true);
      this.#lanes.set(
        did,
        new Lane(did, this.#lanePorts(), {
          ...extent,
          session,
          previous: restoreSession(this.#ports, did, false),
        }),
      );
    }
    await this.#ports.partsOut.load((peer) => this.laneTo(peer));
    const { net } = this.#ports;
    // Not before: a link would find a lane that knows of no session and no outbox, and that is replaced under it.
    net.handle(meshProtocol, { maxFrameBytes: limits.maxFrameBytes }, (channel) => this.#welcome(channel));
  }

  /** The lane of a peer; made when it is new. */
  laneTo(peer: Did): Lane {
    const known = this.#lanes.get(peer);
    if (known !== undefined) return known;
    const extent = { lastSeq: 0, depth: 0, room: new WaitingRoom(this.#ports.store, peer) };
    const lane = new Lane(peer, this.#lanePorts(), { ...extent, session: undefined, previous: undefined });
    this.#lanes.set(peer, lane);
    return lane;
  }

  lanes(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  isLinked(peer: Did): boolean {
    return (this.#links.get(peer)?.length ?? 0) > 0;
  }

  /** When the peer was last connected, this process long; undefined when it never was. */
  lastSeen(peer: Did): Millis | undefined {
    return this.isLinked(peer) ? this.#ports.clock.now() : this.#lastSeen.get(peer);
  }

  /** Why the last try to reach a peer failed, and when the next one comes; undefined when it succeeded. */
  lastTry(peer: Did): FailedTry | undefined {
    return this.#tries.get(peer);
  }

  /** Peers that are connected. */
  linkedPeers(): readonly Did[] {
    return [...this.#links].flatMap(([peer, links]) => (links.length > 0 ? [peer] : []));
  }

  /** Sends a frame to a peer by its newest link, if there is one. */
  send(peer: Did, frame: Frame): void {
    this.#links.get(peer)?.at(-1)?.send(frame);
  }

  /** Goes to every known peer: what waits there for us comes on its own once we are connected. */
  greet(): void {
    for (const { did } of this.#ports.directory.peers().slice(0, bounds.maxGreeted)) this.#raise(did, true);
  }

  /** Those peers, or all, may be dealt with again after a rest: what waits leaves, from the first that may not have arrived. */
  wake(peers: readonly Did[] = [...this.#lanes.keys()]): void {
    for (const peer of peers) {
      this.#refusing.delete(peer);
      const link = this.#links.get(peer)?.at(-1);
      const lane = this.laneTo(peer);
      if (link !== undefined) lane.attach(link.channel);
      // Not otherwise: all that know it would come at once.
      else if (lane.busy) this.#raise(peer, false);
    }
  }

  /** Brings up the connection to a peer, as soon as it can be. */
  reach(peer: Did): void {
    this.#raise(peer, true);
  }

  /** True once a message to the peer would leave at once; false when that takes too long or is refused. */
  async reachable(peer: Did, signal: AbortSignal): Promise<boolean> {
    const lane = this.laneTo(peer);
    if (lane.ready) return true;
    this.#refusing.delete(peer);
    return atMost(this.#ports.clock, reachTimeoutMs, [signal, this.#stop.signal], async (late) => {
      // A peer that refuses for good would refuse again: its answer is the answer.
      while (!lane.ready && !late.aborted && !this.#refusing.has(peer)) {
        this.#raise(peer, false);
        await this.#change(peer, late);
      }
      return lane.ready;
    });
  }

  /** Meets a peer that nothing can be judged of before. */
  async acquaint(peer: Did, signal: AbortSignal): Promise<void> {
    if (mustMeet(peer, this.#ports)) await this.reachable(peer, signal);
  }

  /** Proves both ends of the connections that we opened anew, before what was proved runs out. */
  async renew(): Promise<void> {
    const { handshakes, clock } = this.#ports;
    const due = [...this.#links.values()].flat().filter((link) => {
      const proved = handshakes.authenticated(link.host);
      return link.ours && proved !== undefined && clock.now() - proved.at > renewAfterMs;
    });
    for (const { peer, host } of due) {
      await this.#inTime((signal) => handshakes.prove(peer, host, [], signal));
    }
  }

  /** Replaces sessions that are old: what one key agreement gave must not protect for ever. */
  async replaceOldSessions(): Promise<void> {
    for (const [peer, lane] of this.#lanes) {
      const session = lane.sessions.current;
      const link = this.#links.get(peer)?.at(-1);
      if (session === undefined || link === undefined || !this.#isOld(session)) continue;
      await this.#ports.knocking.open(link, sessionIntent).catch(() => undefined);
    }
  }

  #isOld({ opened, initiator }: LiveSession): boolean {
    const { clock, maxSessionAgeMs } = this.#ports;
    // Whoever opened it opens the next one; the other side waits longer, so that they do not both.
    return clock.now() - opened > maxSessionAgeMs * (initiator ? 1 : 1.25);
  }

  /** One link to every peer connected, but for one peer. */
  neighbours(except?: Did): readonly KnockLink[] {
    return [...this.#links].flatMap(([peer, links]) => (peer === except ? [] : links.slice(-1)));
  }

  /** Proves both ends of a peer's connections anew, because its key changed; those that fail are cut. */
  async prove(peer: Did): Promise<void> {
    for (const { host, channel } of this.#links.get(peer) ?? []) {
      const end = await this.#inTime((signal) => this.#ports.handshakes.prove(peer, host, [], signal));
      if (end?.kind !== 'done') channel.abort('not-authenticated');
    }
  }

  /** Cuts a peer off: its connections and sessions end, and every message that waits for it, with the reason. */
  async cut(peer: Did, reason: Reason): Promise<void> {
    // When it is we who are ended, connections stay: the others hear of it by them, and cut them.
    if (peer === this.#ports.self) {
      for (const lane of this.lanes()) await lane.close(reason);
      return;
    }
    this.#disconnect(peer, reason);
    this.#refusing.add(peer);
    await this.laneTo(peer).close(reason);
    this.#tell(peer);
  }

  /** Ends every connection with a peer that broke the rules, and takes none from it for a while. */
  outlaw(peer: Did, reason: Reason): void {
    const { net, events } = this.#ports;
    const hosts = new Set((this.#links.get(peer) ?? []).map(({ host }) => host));
    this.#disconnect(peer, reason);
    for (const host of hosts)
      net.shun(host, bounds.shunMs).catch((error: unknown) => events.internalError('shun', error));
  }

  /** Ends every connection with a peer; the next has to be proved anew. */
  #disconnect(peer: Did, reason: Reason): void {
    this.#ports.handshakes.invalidate(peer);
    for (const { channel } of this.#links.get(peer) ?? []) channel.abort(reason);
  }

  /** Ends every link. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const channels = [...this.#links.values()].flat().map((link) => link.channel);
    for (const link of [...this.#links.values()].flat()) link.acks.flush();
    await Promise.all(channels.map((channel) => channel.close()));
  }

  #lanePorts(): LanePorts<Lane> {
    const { store, clock, random, pipeline, partsOut, quota, directory } = this.#ports;
    return {
      quota,
      parts: partsOut,
      store,
      clock,
      random,
      rests: ({ peer }) => directory.isAtRest(peer),
      wanted: (lane) => queueMicrotask(() => this.#raise(lane.peer, false)),
      departing: (lane, channel) => {
        for (const link of this.#links.get(lane.peer) ?? []) if (link.channel === channel) link.acks.join();
      },
      ended: (lane, ack, course) => pipeline.ended(lane.peer, ack, course),
    };
  }

  /** Connects and opens a session, again and again while something waits (or once, when `once`). */
  #raise(peer: Did, once: boolean): void {
    this.#ports.letters.waits(peer);
    if (this.#raising.has(peer) || this.#stop.signal.aborted || this.#ports.closed === true) return;
    this.#raising.add(peer);
    void this.#raiseAgain(peer, once);
  }

  async #raiseAgain(peer: Did, once: boolean): Promise<void> {
    const isRefused = await this.#raiseUntilReady(peer, once).catch((error: unknown) => {
      this.#ports.events.internalError('reach', error);
      return false;
    });
    this.#raising.delete(peer);
    this.#tell(peer);
    // A word on what was given up waits on; it is no reason to ask again at once.
    if (isRefused) await pause(this.#ports.clock, afterRefusalMs, this.#stop.signal);
    // What was lost or came to wait after the last look, while nobody could start anew.
    const lane = this.laneTo(peer);
    if (lane.busy && !lane.ready) this.#raise(peer, false);
  }

  /** True when the peer refused for good. */
  async #raiseUntilReady(peer: Did, once: boolean): Promise<boolean> {
    const lane = this.laneTo(peer);
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      const reason = await this.#attempt(peer, lane, once);
      if (reason === undefined) this.#tries.delete(peer);
      else this.#tries.set(peer, { reason, next: undefined });
      if (reason === undefined) return false;
      if (finalRefusals.has(reason)) return this.#refused(lane, reason);
      // Who waits is told of an end only: woken by each failure, it would have the next try made at once.
      if (!this.#isWanted(lane) && (this.#waiters.get(peer)?.size ?? 0) === 0) return false;
      const spread = (this.#ports.random(1)[0] ?? 0) / 255;
      const waitMs = backoffMs(attempt, retryBounds, spread);
      this.#ports.events.peerUnreachable(peer, reason, waitMs);
      this.#tries.set(peer, { reason, next: millis(this.#ports.clock.now() + waitMs) });
      await pause(this.#ports.clock, waitMs, this.#stop.signal);
      if (!this.#stop.signal.aborted) await lane.expire();
    }
    return false;
  }

  /** Whether something waits that needs a session. */
  #isWanted(lane: Lane): boolean {
    if (this.#ports.directory.isAtRest(lane.peer)) return false;
    return lane.busy || this.#ports.exchanges.awaits(lane.peer);
  }

  /** A refusal that asking again does not change: it is the end of what waits, also of calls whose answer is to come. */
  async #refused(lane: Lane, reason: Reason): Promise<true> {
    // A suspension ends, and what waits goes on then.
    if (reason !== 'not-active' || !this.#ports.directory.isAtRest(lane.peer)) {
      await lane.refuseWaiting(reason);
      await this.#ports.review.refused(lane, reason);
    }
    if (!lane.ready) this.#ports.exchanges.breakOff(lane.peer, reason, 'remote');
    // Not before: who waits for the peer finds its message ended, with the reason.
    this.#refusing.add(lane.peer);
    return true;
  }

  /** One try; undefined when the peer is reached and, unless we only greet, a session stands. */
  async #attempt(peer: Did, lane: Lane, greeting: boolean): Promise<Reason | undefined> {
    try {
      if (!this.isLinked(peer)) {
        const reason = await this.#connect(peer);
        if (reason !== undefined) return reason;
      }
      const link = this.#links.get(peer)?.at(-1);
      if (link === undefined) return 'timeout';
      const { knocking } = this.#ports;
      if (lane.sessions.current !== undefined || (greeting && !this.#isWanted(lane))) return undefined;
      const opened = await knocking.open(link, sessionIntent);
      if (opened.kind === 'accept' || lane.sessions.current !== undefined) return undefined;
      if (opened.reason !== 'key-mismatch') return opened.reason;
      return await openAnew(knocking, { link: () => this.#links.get(peer)?.at(-1), prove: () => this.prove(peer) });
    } catch {
      return 'timeout';
    }
  }

  async #connect(peer: Did): Promise<Reason | undefined> {
    const opened = (await this.#inTime((signal) => openLink(this.#ports, peer, signal))) ?? 'timeout';
    if (typeof opened === 'string') return opened;
    this.#attach({ ...opened, peer }, 'out', opened.first);
    return undefined;
  }

  /** What talks to a peer, for as long as a connection or a proof may take; undefined when it fails. */
  #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    return atMost(this.#ports.clock, connectTimeoutMs, [this.#stop.signal], work).catch(() => undefined);
  }

  /** A channel that a peer opened. */
  #welcome(channel: Channel): void {
    const known = this.#ports.handshakes.authenticated(channel.remotePeer);
    if (known === undefined || this.#stop.signal.aborted || this.#ports.closed === true) {
      this.#ports.events.badFrame(channel.remotePeer, 'not-authenticated');
      channel.abort('not-authenticated');
      return;
    }
    this.#attach({ channel, peer: known.peer, suite: known.suite }, 'in');
  }

  /** `first` is a frame that was read already: what waited for us there may come before the answer to our ping. */
  #attach(from: { channel: Channel; peer: Did; suite: string }, direction: 'in' | 'out', first?: Uint8Array): void {
    const { channel, peer } = from;
    const send = (frame: Frame): void => void channel.send(encodeFrame(frame));
    const link: Link = {
      ...from,
      host: channel.remotePeer,
      ours: direction === 'out',
      acks: new LinkAcks(this.#ports.clock, send),
      telling: new Telling(this.#ports.clock),
      send,
    };
    const links = this.#links.get(peer) ?? [];
    this.#links.set(peer, [...links, link]);
    // A peer needs one channel, and a second while it replaces the first.
    if (links.length >= bounds.maxLinks) links[0]?.channel.abort('overloaded');
    this.#ports.events.peerLinked(peer, direction);
    this.laneTo(peer).attach(channel);
    this.#tell(peer);
    this.#ports.net.admit(link.host);
    this.#ports.exchanges.linked(peer);
    this.#ports.gossip.greet(link);
    if (link.ours) this.#ports.letters.met(link);
    this.#ports.repair?.met(peer, link.host, link.ours);
    void this.#serve(link, first);
  }

  async #serve(link: Link, first: Uint8Array | undefined): Promise<void> {
    const { channel } = link;
    try {
      if (first !== undefined) this.#take(link, first);
      for await (const bytes of channel.frames) {
        if (!this.#take(link, bytes)) break;
        await link.acks.room();
        if (link.telling.isFull) await link.telling.done();
      }
    } catch (error) {
      this.#ports.events.internalError('link', error);
      channel.abort('overloaded');
    }
    await channel.close();
    this.#detach(link);
  }

  /** One frame; false when the link ends with it. */
  #take(link: Link, bytes: Uint8Array): boolean {
    if (!this.#stillAuthenticated(link)) return false;
    const frame = decodeFrame(bytes);
    if (frame.kind === 'accept') {
      this.#dispatch(link, frame.value, bytes);
      return true;
    }
    this.#ports.events.badFrame(link.peer, frame.reason);
    link.channel.abort(frame.reason);
    return false;
  }

  #detach(link: Link): void {
    const { peer, channel } = link;
    const rest = (this.#links.get(peer) ?? []).filter((other) => other !== link);
    this.#links.set(peer, rest);
    this.#lastSeen.set(peer, this.#ports.clock.now());
    this.#ports.events.peerUnlinked(peer);
    const lane = this.laneTo(peer);
    lane.detach(channel);
    const next = rest.at(-1);
    if (next !== undefined) lane.attach(next.channel);
    else this.#ports.repair?.left(peer);
    if (next === undefined && this.#ports.exchanges.unlinked(peer)) this.#raise(peer, true);
    this.#tell(peer);
  }

  /** IATP stands for 900 s; then, or after a revocation, the peer has to prove itself again. */
  #stillAuthenticated(link: Link): boolean {
    if (this.#ports.handshakes.authenticated(link.host)?.peer === link.peer) return true;
    link.channel.abort('not-authenticated');
    if (this.laneTo(link.peer).busy) this.#raise(link.peer, false);
    return false;
  }

  #dispatch(link: Link, frame: Frame, bytes: Uint8Array): void {
    const lane = this.laneTo(link.peer);
    if (isSessionFrame(frame)) {
      const take = (): void => takeSessionFrame(link, frame, this.#ports);
      // It may have told just before that its suspension is over.
      if (this.#ports.directory.isAtRest(link.peer)) void link.telling.done().then(take);
      else take();
      return;
    }
    switch (frame.kind) {
      case 'packet':
        link.acks.owe();
        // Whatever is kept of a packet is what it opened to.
        void this.#receive(link, lane, frame.packet).finally(() => giveBack(bytes));
        return;
      case 'acks':
        this.#acknowledged(lane, frame.acks);
        return;
      case 'ping':
        link.send({ kind: 'pong', token: frame.token });
        return;
      case 'pong':
        return;
      case 'statements':
      case 'receipts-after':
        link.telling.add(() => this.#ports.gossip.told(link, frame));
        return;
      case 'credit':
        this.#ports.exchanges.credited(link.peer, frame.exchange, frame.taken);
        return;
      case 'cosign-request':
      case 'cosign-reply':
        this.#ports.witnessing.came(link.peer, frame);
    }
  }

  #acknowledged(lane: Lane, acks: readonly Ack[]): void {
    const { events, pipeline } = this.#ports;
    // At once: the answer may stand right behind, and its receipt needs the ticket.
    for (const ack of acks) if (lane.isInFlight(ack.id)) pipeline.ticketed(lane.peer, ack);
    const mine = acks.filter((ack) => !this.#ports.partsOut.acknowledged(lane.peer, ack));
    // An answer that came with them is waited for; what is written of its request is not.
    this.#idly.add(() => {
      for (const ack of mine) lane.acknowledge(ack).catch((error: unknown) => events.internalError('ack', error));
    });
  }

  async #receive(link: Link, lane: Lane, packet: Packet): Promise<void> {
    try {
      link.acks.add(await this.#ports.pipeline.receive(lane, packet));
    } catch (error) {
      this.#ports.events.internalError('receive', error);
      link.acks.add({ id: packet.id, outcome: 'rejected', reason: 'store-failed' });
    }
  }

  /** Wakes whoever waits for a change in how a peer is reached. */
  #tell(peer: Did): void {
    this.#waiters.get(peer)?.wake();
  }

  #change(peer: Did, signal: AbortSignal): Promise<void> {
    const waiters = this.#waiters.get(peer) ?? new Waiters();
    this.#waiters.set(peer, waiters);
    return waiters.wait(signal);
  }
}
