import { setImmediate } from 'node:timers/promises';
import type { GossipSub, GossipSubComponents, GossipsubOpts, TopicValidatorResult } from '@libp2p/gossipsub';
import type { Connection, PeerId as HostPeerId } from '@libp2p/interface';
import { concat, MeshError, sha256, toHex, utf8 } from '../base/base.ts';
import type { PeerId } from '../base/base.ts';
import { peerIdText } from './peer-id-text.ts';
import { ProvedRegistrar } from './proved-registrar.ts';

/** What becomes of a message: passed on; dropped; dropped, and whoever sent it is at fault. */
export type Judgement = 'accept' | 'ignore' | 'reject';

/** Messages that travel further than to direct neighbours: gossipsub, among peers who have proved who they are. */
export interface Topics {
  /**
   * Takes part in a topic. `judge` decides on each message before it is passed on, one message after the other; what it
   * throws is `ignore`. Throws MeshError `internal` for a topic that was not named at the start.
   */
  join(topic: string, judge: (from: PeerId, bytes: Uint8Array) => Promise<Judgement>): void;
  /** Sends a message to some neighbours, who pass it on; nothing happens when it was seen within two minutes. */
  publish(topic: string, bytes: Uint8Array): Promise<void>;
  /** How much the application thinks of a peer, from -1000 to 20; below `scores.graylist` nothing of it is read. */
  rate(score: (peer: PeerId) => number): void;
  /** The peer proved who it is: it takes part from now on, until its last connection ends. */
  admit(peer: PeerId): void;
  /** The peer takes part no more. */
  dismiss(peer: PeerId): void;
  /** Calls back when a peer fell so low by what it sent that nothing of it is read any more. */
  onOutcast(listener: (peer: PeerId) => void): void;
}

/** Scores at which a peer loses its rights; each invalid message costs more than the one before. */
const scores = {
  /** Below, what it announces is not asked for. */
  gossip: -10,
  /** Below, it is sent nothing. */
  publish: -40,
  /** Below, nothing of it is read: three invalid messages. */
  graylist: -80,
  /** Price of invalid messages: their number squared, times this. */
  invalid: -10,
  /** Price of breaking the rules of the mesh, beyond a few times: their number squared, times this. */
  behaviour: -10,
} as const;

/** Bounds of what one peer can make this node hold or do. */
const topicLimits = {
  /** Bytes of one gossipsub frame: several of the largest messages. */
  maxFrameBytes: 128 * 1024,
  /** Bytes that wait for a peer that does not read. */
  maxUnsentBytes: 1024 * 1024,
  /** Messages, or ids that are asked for, in one frame. */
  maxInFrame: 512,
} as const;

/** Messages of one peer that are rejected before nothing of it is judged any more. */
const maxFaults = 3;

/** How long judging may hold the event loop before other work gets a turn, milliseconds. */
const maxHeldMs = 4;

/** What `startNet` needs to run gossipsub in the host. */
export interface TopicsService {
  readonly create: (components: GossipSubComponents) => GossipSub;
  readonly topics: Topics;
}

/** Loads gossipsub, for these topics and no others; streams of peers without a proof wait for it so many milliseconds. */
export async function loadTopics(names: readonly string[], parkedMs: number): Promise<TopicsService> {
  const { gossipsub, StrictSign, TopicValidatorResult } = await import('@libp2p/gossipsub');
  const { Accept, Ignore, Reject } = TopicValidatorResult;
  const state: State = { score: () => 0, results: { accept: Accept, ignore: Ignore, reject: Reject } };
  const options = { ...routing(names), ...bounds(names), ...scoring(names, (peer) => state.score(peerIdText(peer))) };
  const make = gossipsub({ globalSignaturePolicy: StrictSign, ...options });
  const create = (components: GossipSubComponents): GossipSub => {
    const { privateKey, peerId, peerStore, connectionManager, logger } = components;
    const connections = (peer: HostPeerId): Connection[] => connectionManager.getConnections(peer);
    const registrar = new ProvedRegistrar(components.registrar, connections, parkedMs);
    const pubsub = make({ privateKey, peerId, peerStore, connectionManager, logger, registrar });
    state.pubsub = pubsub;
    state.registrar = registrar;
    return pubsub;
  };
  return { create, topics: new HostTopics(state, names) };
}

type Options = Partial<GossipsubOpts>;

function routing(names: readonly string[]): Options {
  return {
    allowedTopics: [...names],
    msgIdFn: ({ topic, data }) => messageId(topic, data),
    // Else the signature of every copy of a message is verified.
    fastMsgIdFn: ({ topic, data }) => toHex(messageId(topic, data ?? new Uint8Array(0))),
    msgIdToStrFn: toHex,
    // One message of a peer at a time: a flood waits in its own stream, and others get their turn.
    awaitRpcHandler: true,
    awaitRpcMessageHandler: true,
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    // Direct neighbours are told by their own links.
    floodPublish: false,
    fallbackToFloodsub: false,
    emitSelf: false,
    doPX: false,
    runOnLimitedConnection: true,
  };
}

function bounds(names: readonly string[]): Options {
  const { maxFrameBytes, maxUnsentBytes, maxInFrame } = topicLimits;
  return {
    maxInboundStreams: 2,
    maxOutboundStreams: 2,
    maxInboundDataLength: maxFrameBytes,
    maxOutboundBufferSize: maxUnsentBytes,
    decodeRpcLimits: {
      maxSubscriptions: 2 * names.length,
      maxMessages: maxInFrame,
      maxIhaveMessageIDs: maxInFrame,
      maxIwantMessageIDs: maxInFrame,
      maxIdontwantMessageIDs: maxInFrame,
      maxControlMessages: maxInFrame,
      maxPeerInfos: 0,
    },
  };
}

function scoring(names: readonly string[], appSpecificScore: (peer: string) => number): Options {
  return {
    scoreThresholds: {
      gossipThreshold: scores.gossip,
      publishThreshold: scores.publish,
      graylistThreshold: scores.graylist,
      acceptPXThreshold: Number.MAX_SAFE_INTEGER,
      opportunisticGraftThreshold: 1,
    },
    scoreParams: {
      appSpecificScore,
      appSpecificWeight: 1,
      // Nodes behind one NAT, and those on one machine, share an address.
      IPColocationFactorWeight: 0,
      behaviourPenaltyWeight: scores.behaviour,
      behaviourPenaltyThreshold: 6,
      behaviourPenaltyDecay: 0.9,
      topics: Object.fromEntries(names.map((name) => [name, topicScore])),
    },
  };
}

/** A topic has few messages, so silence is no fault; only what is invalid costs. */
const topicScore = {
  topicWeight: 1,
  timeInMeshWeight: 0.01,
  timeInMeshQuantum: 1000,
  timeInMeshCap: 100,
  firstMessageDeliveriesWeight: 0.5,
  firstMessageDeliveriesDecay: 0.9,
  firstMessageDeliveriesCap: 10,
  meshMessageDeliveriesWeight: 0,
  meshMessageDeliveriesDecay: 0.5,
  meshMessageDeliveriesCap: 1,
  meshMessageDeliveriesThreshold: 1,
  meshMessageDeliveriesWindow: 10,
  meshMessageDeliveriesActivation: 1000,
  meshFailurePenaltyWeight: 0,
  meshFailurePenaltyDecay: 0.5,
  invalidMessageDeliveriesWeight: scores.invalid,
  invalidMessageDeliveriesDecay: 0.99,
};

/** What gossipsub is made with, and what of it is used. */
interface State {
  score: (peer: PeerId) => number;
  readonly results: Readonly<Record<Judgement, TopicValidatorResult>>;
  pubsub?: GossipSub;
  registrar?: ProvedRegistrar;
}

class HostTopics implements Topics {
  readonly #state: State;
  readonly #names: ReadonlySet<string>;
  /** Who takes part, each with the number of its messages that were rejected. */
  readonly #admitted = new Map<PeerId, number>();
  readonly #outcastListeners = new Set<(peer: PeerId) => void>();
  /** Ends with the last message that is to be judged so far. */
  #last: Promise<unknown> = Promise.resolve();
  #heldSince = 0;

  constructor(state: State, names: readonly string[]) {
    this.#state = state;
    this.#names = new Set(names);
  }

  join(topic: string, judge: (from: PeerId, bytes: Uint8Array) => Promise<Judgement>): void {
    if (!this.#names.has(topic)) throw new MeshError('internal', `The topic ${topic} was not named at the start.`);
    const pubsub = this.#pubsub();
    pubsub.topicValidators.set(topic, async (peer, { data }) => {
      const verdict = this.#last.then(() => this.#judge(judge, peerIdText(peer), data));
      this.#last = verdict;
      return this.#state.results[await verdict];
    });
    pubsub.subscribe(topic);
  }

  async publish(topic: string, bytes: Uint8Array): Promise<void> {
    await this.#pubsub().publish(topic, bytes);
  }

  rate(score: (peer: PeerId) => number): void {
    this.#state.score = score;
  }

  admit(peer: PeerId): void {
    this.#admitted.set(peer, this.#admitted.get(peer) ?? 0);
    this.#state.registrar?.admit(peer);
  }

  dismiss(peer: PeerId): void {
    this.#admitted.delete(peer);
    this.#state.registrar?.dismiss(peer);
  }

  onOutcast(listener: (peer: PeerId) => void): void {
    this.#outcastListeners.add(listener);
    if (this.#outcastListeners.size > 1) return;
    const pubsub = this.#pubsub();
    // What is wrong in its form never comes to be judged. What the application thinks of a peer is no fault of it here.
    pubsub.addEventListener('gossipsub:heartbeat', () => {
      for (const peer of this.#admitted.keys())
        if (scoreOf(pubsub, peer) - this.#state.score(peer) < scores.graylist) this.#expel(peer);
    });
  }

  /** A peer has fallen too low: it takes part no more. */
  #expel(peer: PeerId): void {
    this.dismiss(peer);
    for (const listener of this.#outcastListeners) listener(peer);
  }

  async #judge(
    judge: (from: PeerId, bytes: Uint8Array) => Promise<Judgement>,
    from: PeerId,
    bytes: Uint8Array,
  ): Promise<Judgement> {
    if (performance.now() - this.#heldSince > maxHeldMs) {
      await setImmediate();
      this.#heldSince = performance.now();
    }
    const faults = this.#admitted.get(from);
    if (faults === undefined) return 'ignore';
    const judgement = await judge(from, bytes).catch((): Judgement => 'ignore');
    if (judgement !== 'reject' || !this.#admitted.has(from)) return judgement;
    this.#admitted.set(from, faults + 1);
    // The scores say so too, but are counted up only now and then, while a flood comes at once.
    if (faults + 1 >= maxFaults) this.#expel(from);
    return judgement;
  }

  #pubsub(): GossipSub {
    const { pubsub } = this.#state;
    if (pubsub === undefined) throw new MeshError('internal', 'The topics are used before the host was made.');
    return pubsub;
  }
}

/** By its content, so that whoever passes a statement on passes on the same message. */
function messageId(topic: string, data: Uint8Array): Uint8Array {
  return sha256(concat(utf8(topic), Uint8Array.of(0), data));
}

/** The score that gossipsub keeps; its interface has no name for it. */
interface Scored {
  getScore(peer: string): number;
}

function scoreOf(pubsub: GossipSub, peer: PeerId): number {
  return isScored(pubsub) ? pubsub.getScore(peer) : 0;
}

function isScored(pubsub: object): pubsub is Scored {
  return 'getScore' in pubsub && typeof pubsub.getScore === 'function';
}
