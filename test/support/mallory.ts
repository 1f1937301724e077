import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fromBase64url,
  millis,
  newMessageId,
  parseCanonicalDid,
  parsePeerId,
  SecretKey,
  sessionIdFromBytes,
  systemRandom,
  trustScore,
  utf8,
  type Did,
  type MessageId,
  type SessionId,
} from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { runHandshake } from '../../src/driver.ts';
import type { PeerView } from '../../src/handshake/handshake.ts';
import {
  authenticateRecord,
  createIdentity,
  type AgentIdentity,
  type VerifiedRecord,
} from '../../src/identity/identity.ts';
import { startNet, type Channel, type Net } from '../../src/net/net.ts';
import { paddedSuite, suites, type Moment, type SessionState, type Suite } from '../../src/session/session.ts';
import { openKeyring, openStore } from '../../src/store/store.ts';
import {
  decodeFrame,
  decodeKnockReply,
  encodeEnvelope,
  encodeFrame,
  encodeKnock,
  signPayload,
  type Ack,
  type Frame,
  type KnockReply,
  type Packet,
} from '../../src/wire/wire.ts';
import type { TestNode } from './nodes.ts';

/** Longest wait for an answer, milliseconds. */
const patienceMs = 10_000;

/** Who is attacked. */
export interface Target {
  readonly did: Did;
  readonly peerId: Net['peerId'];
  readonly multiaddrs: readonly string[];
  readonly key: Uint8Array;
}

/** A session that Mallory opened by the rules. */
export interface Opened {
  readonly id: SessionId;
  readonly suite: Suite;
  state: SessionState;
  /** The knock as it was sent. */
  readonly knock: Frame;
}

/**
 * An agent that was let in, whose keys somebody uses without its node: speaks the protocol by the rules as
 * far as each attack needs, and breaks them afterwards.
 */
export class Mallory implements AsyncDisposable {
  readonly identity: AgentIdentity;
  readonly net: Net;
  readonly #record: VerifiedRecord;

  private constructor(identity: AgentIdentity, net: Net, record: VerifiedRecord) {
    this.identity = identity;
    this.net = net;
    this.#record = record;
  }

  /** Takes the keys of a node that has been stopped, and its record; it may hear topics. */
  static async take(node: Pick<TestNode, 'dataDir'>, topics: readonly string[] = []): Promise<Mallory> {
    const text = await readFile(join(node.dataDir, 'keyring.key'), 'utf8');
    const key = SecretKey.own(fromBase64url(text.trim()) ?? new Uint8Array(32));
    const secrets = await openKeyring(join(node.dataDir, 'keyring'), { kind: 'key', key });
    const { dataKey, hostSeed, identitySeed } = secrets;
    const store = await openStore({ dir: node.dataDir, dataKey, fsync: false, random: systemRandom });
    const bytes = store.get('meta', 'own-record') ?? new Uint8Array(0);
    await store.close();
    const record = authenticateRecord(bytes);
    if (record.kind !== 'accept') throw new Error(`the record does not verify: ${record.reason}`);
    const net = await startNet({ hostSeed, listen: ['/ip4/127.0.0.1/tcp/0'], announce: [], topics });
    return new Mallory(createIdentity(identitySeed), net, record.value);
  }

  /** Proves who it is, as a node does. */
  async handshake(target: Target): Promise<void> {
    const { peerId, multiaddrs, did: to } = target;
    const signal = AbortSignal.timeout(patienceMs);
    const channel = await this.net.open({ peerId, multiaddrs, protocol: '/parley/iatp/1', signal });
    const end = await runHandshake(
      channel,
      {
        role: 'initiator',
        self: this.identity,
        record: this.#record,
        localPeer: this.net.peerId,
        remotePeer: peerId,
        requirement: { minScore: 0, capabilities: [] },
        suites: ['agentmesh'],
        fresh: false,
        to,
        invitation: undefined,
      },
      {
        clock: systemClock,
        random: systemRandom,
        consult: async ({ record }) =>
          await Promise.resolve<PeerView>({
            nonceIsFresh: true,
            granted: [],
            registration: { kind: 'accept', value: 'known' },
            standing: { kind: 'accept', value: record },
            score: trustScore(1000),
          }),
      },
    );
    if (end.kind !== 'done') throw new Error(`the handshake failed: ${end.reason}`);
  }

  /** An authenticated mesh channel. */
  async link(target: Target): Promise<MalloryLink> {
    const { peerId, multiaddrs } = target;
    const signal = AbortSignal.timeout(patienceMs);
    const channel = await this.net.open({ peerId, multiaddrs, protocol: '/parley/mesh/1', signal });
    return new MalloryLink(channel);
  }

  /** Opens a session by the rules. */
  async open(link: MalloryLink, target: Target): Promise<Opened> {
    const plain = suites.get('agentmesh');
    if (plain === undefined) throw new Error('no suite');
    const suite = paddedSuite(plain);
    const associatedData = utf8(`${this.identity.did}|${target.did}`);
    const begun = await suite.initiate({
      self: this.identity,
      prekeys: suite.createPrekeys(moment()),
      peer: { did: target.did, publicKey: target.key },
      bundle: await fetchBundle(link),
      associatedData,
      ...moment(),
    });
    if (begun.kind !== 'accept') throw new Error(begun.reason);
    const id = sessionIdFromBytes(systemRandom(16));
    if (id === undefined) throw new Error('no id');
    const session = { id, suite, state: begun.value.state };
    const hello = await this.seal(session, target, { kind: 'hello' });
    const knock = encodeKnock({
      id,
      from: this.identity.did,
      to: target.did,
      timestamp: systemClock.now(),
      intent: { action: 'session.open', description: '', capabilities: [], minScore: 0 },
      suite: suite.name,
      establishment: begun.value.establishment,
      hello,
    });
    const frame: Frame = { kind: 'knock', knock: signPayload(this.identity.signing, 'Knock', knock) };
    const { answer } = await knockAnswer(link, frame);
    if (!answer.accepted) throw new Error(`the knock was refused: ${answer.reason}`);
    const opened = await suite.open(session.state, answer.hello, moment());
    if (opened.kind !== 'accept') throw new Error(opened.reason);
    return { ...session, state: opened.value.state, knock: frame };
  }

  /** Seals a body and moves the session on. */
  async seal(
    session: { readonly id: SessionId; readonly suite: Suite; state: SessionState },
    target: Target,
    body: Parameters<typeof encodeEnvelope>[0]['body'],
  ): Promise<Packet> {
    const created = systemClock.now();
    const id = newMessageId(created, systemRandom);
    const { did: from } = this.identity;
    const expires = millis(created + 60_000);
    const envelope = encodeEnvelope({ id, from, to: target.did, created, expires, traceparent: '', body });
    const { state, header, ciphertext } = await session.suite.seal(session.state, envelope, moment());
    session.state = state;
    return { id, session: session.id, header, ciphertext };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.net.close();
  }
}

/** Both ends of a channel in frames. */
export class MalloryLink {
  readonly channel: Channel;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  send(frame: Frame): void {
    this.channel.send(encodeFrame(frame));
  }

  /** The next frame that `pick` takes; undefined when the other side ends the channel first. */
  async answer<T>(pick: (frame: Frame) => T | undefined): Promise<T | undefined> {
    const late = setTimeout(() => this.channel.abort('timeout'), patienceMs);
    try {
      for await (const bytes of this.channel.frames) {
        const frame = decodeFrame(bytes);
        const picked = frame.kind === 'accept' ? pick(frame.value) : undefined;
        if (picked !== undefined) return picked;
      }
      return undefined;
    } finally {
      clearTimeout(late);
    }
  }

  /** What the other side says to a packet. */
  async acked(packet: Packet): Promise<Ack | undefined> {
    this.send({ kind: 'packet', packet });
    return await this.ackOf(packet.id);
  }

  async ackOf(id: MessageId): Promise<Ack | undefined> {
    return await this.answer((frame) => (frame.kind === 'acks' ? frame.acks.find((ack) => ack.id === id) : undefined));
  }

  /** Whether the channel still stands. */
  async isAlive(): Promise<boolean> {
    this.send({ kind: 'ping', token: 77 });
    const pong = await this.answer((frame) => (frame.kind === 'pong' && frame.token === 77 ? frame : undefined));
    return pong !== undefined;
  }
}

/** What a knock is answered with. */
export async function knockAnswer(link: MalloryLink, knock: Frame): Promise<KnockReply> {
  link.send(knock);
  const reply = await link.answer((frame) => (frame.kind === 'knock-reply' ? frame.reply : undefined));
  const decoded = reply === undefined ? undefined : decodeKnockReply(reply.payload);
  if (decoded?.kind !== 'accept') throw new Error('no answer to the knock');
  return decoded.value;
}

async function fetchBundle(link: MalloryLink): Promise<Uint8Array> {
  link.send({ kind: 'prekey-request', request: 1, suite: 'agentmesh' });
  const bundle = await link.answer((frame) => (frame.kind === 'prekey-reply' ? frame.bundle : undefined));
  if (bundle === undefined) throw new Error('no prekeys');
  return bundle;
}

function moment(): Moment {
  return { now: systemClock.now(), random: systemRandom };
}

/** What an attacker knows of a node whose invitation it once used. */
export async function targetOf(node: TestNode): Promise<Target> {
  const { peerId } = await node.client.status();
  const text = await readFile(join(node.dataDir, 'keyring.key'), 'utf8');
  const key = SecretKey.own(fromBase64url(text.trim()) ?? new Uint8Array(32));
  const { identitySeed } = await openKeyring(join(node.dataDir, 'keyring'), { kind: 'key', key });
  const did = parseCanonicalDid(node.did);
  const host = parsePeerId(peerId);
  if (did === undefined || host === undefined) throw new Error('no such target');
  const { publicKey } = createIdentity(identitySeed).signing;
  return { did, peerId: host, multiaddrs: node.addresses, key: publicKey };
}
