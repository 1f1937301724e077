import {
  accept,
  equalBytes,
  limits,
  reject,
  toHex,
  type Did,
  type Millis,
  type PeerId,
  type Random,
  type Reason,
  type Verdict,
} from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import { runHandshake, type HandshakeEnd } from './driver.ts';
import type { Events } from './events.ts';
import {
  admitPending,
  invalidateResults,
  noPending,
  noResults,
  recallResult,
  releasePending,
  rememberResult,
  type Consult,
  type Failure,
  type HandshakeContext,
  type HandshakeResult,
  type PeerView,
  type ResultKey,
} from './handshake/handshake.ts';
import type { AgentIdentity } from './identity/identity.ts';
import type { Invitations } from './invitations.ts';
import type { Channel, Net } from './net/net.ts';
import { coversCapability } from './registry/registry.ts';
import type { Refusals } from './refusals.ts';
import type { Reputation } from './reputation.ts';
import type { Operation, Store } from './store/store.ts';
import type { Requirement } from './wire/wire.ts';

/** The protocol of the handshake. */
export const iatpProtocol = '/parley/iatp/1';

/** What handshakes need of the rest of the hall. */
export interface HandshakesPorts {
  readonly self: AgentIdentity;
  readonly net: Net;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly reputation: Reputation;
  readonly invitations: Invitations;
  readonly events: Events;
  readonly refusals: Refusals;
  readonly requirement: Requirement;
  readonly suites: readonly string[];
}

/** Who is at the other end of a connection: proved by IATP, remembered for 900 s. */
export class Handshakes {
  readonly #ports: HandshakesPorts;
  #pending = noPending;
  #results = noResults;
  /** The last result for each host; whether it still holds, `recall` says. */
  readonly #latest = new Map<PeerId, HandshakeResult>();
  #count = 0;

  constructor(ports: HandshakesPorts) {
    this.#ports = ports;
    ports.net.handle(
      iatpProtocol,
      { maxFrameBytes: limits.maxIatpFrameBytes },
      (channel) => void this.#answer(channel),
    );
  }

  /** The agent that was authenticated at this host and still counts as such. */
  authenticated(host: PeerId): HandshakeResult | undefined {
    const latest = this.#latest.get(host);
    return latest && (this.#recall(this.#keyOf(latest)) ?? this.#carryOver(latest));
  }

  #recall(key: ResultKey): HandshakeResult | undefined {
    return recallResult(this.#results, key, this.#ports.clock.now(), false);
  }

  /** Forgets that an agent was authenticated: the next connection proves it again. */
  invalidate(peer: Did): void {
    this.#results = invalidateResults(this.#results, peer);
  }

  /**
   * What was proved stands on under a newer record of the peer, if key and host are those that were proved. Asked when a
   * result is used: a frame may come while the record is still on its way to the disk.
   */
  #carryOver(result: HandshakeResult): HandshakeResult | undefined {
    const held = this.#ports.directory.peer(result.peer).entry?.record;
    const { record, hash } = result.record;
    if (held?.record.peerId !== record.peerId || !equalBytes(held.record.publicKey, record.publicKey)) return undefined;
    if (this.#recall({ ...this.#keyOf(result), recordHash: hash }) === undefined) return undefined;
    const renewed = { ...result, record: held };
    this.#latest.set(result.remotePeer, renewed);
    this.#results = rememberResult(this.#results, this.#keyOf(renewed), renewed);
    return renewed;
  }

  /** Proves both sides to each other over a connection, unless a result still holds. */
  async meet(to: Did, host: PeerId, multiaddrs: readonly string[], signal: AbortSignal): Promise<HandshakeEnd> {
    const known = this.authenticated(host);
    if (known?.peer === to) return { kind: 'done', result: known };
    return this.prove(to, host, multiaddrs, signal);
  }

  /** As `meet`, and always anew: before a result runs out under a connection in use. */
  async prove(to: Did, host: PeerId, multiaddrs: readonly string[], signal: AbortSignal): Promise<HandshakeEnd> {
    const { net, invitations } = this.#ports;
    const channel = await net.open({
      peerId: host,
      multiaddrs,
      protocol: iatpProtocol,
      maxFrameBytes: limits.maxIatpFrameBytes,
      signal,
    });
    const end = await this.#run(channel, {
      ...this.#context(channel),
      role: 'initiator',
      to,
      invitation: invitations.held(to),
    });
    if (end.kind === 'done') await invitations.used(to);
    return end;
  }

  async #answer(channel: Channel): Promise<void> {
    try {
      await this.#run(channel, { ...this.#context(channel), role: 'responder' });
    } catch (error) {
      this.#ports.events.internalError('handshake', error);
      channel.abort('timeout');
    }
  }

  async #run(channel: Channel, context: HandshakeContext): Promise<HandshakeEnd> {
    const { clock, random, events } = this.#ports;
    const id = String(this.#count++);
    const admitted = admitPending(this.#pending, id, clock.now());
    if (admitted.kind !== 'accept') {
      channel.abort(admitted.reason);
      return failure(admitted.reason);
    }
    this.#pending = admitted.value;
    try {
      const consult = (question: Consult): Promise<PeerView> => this.#consult(question, channel.remotePeer);
      const run = (): Promise<HandshakeEnd> => runHandshake(channel, context, { clock, random, consult });
      const end = await events.verifying(context.role, run);
      if (end.kind === 'done') this.#remember(end.result);
      else this.#failed(context, end);
      return end;
    } finally {
      this.#pending = releasePending(this.#pending, id);
    }
  }

  #failed(context: HandshakeContext, { by, reason, check }: Failure): void {
    const { events, refusals } = this.#ports;
    const { remotePeer: host } = context;
    const peer = context.role === 'initiator' ? context.to : undefined;
    events.handshakeFailed(peer ?? host, reason, check);
    // What the other side refused, it writes down.
    const direction = context.role === 'initiator' ? 'out' : 'in';
    if (by === 'us') refusals.note({ step: 'handshake', direction, peer, host, reason });
  }

  /** Looks up what the six checks need. An authenticated newcomer is admitted first, in one durable write. */
  async #consult(question: Consult, host: PeerId): Promise<PeerView> {
    const { directory, reputation, clock } = this.#ports;
    const { did } = question.record.record;
    const nonceIsFresh = question.nonce === undefined || (await this.#remembersNonce(question));
    const registration = this.#registration(question, host);
    if (question.authenticated && registration.kind === 'accept') await this.#admit(question, registration.value);
    const now = clock.now();
    // Until the signature has come nothing is stored, but the record shown may be newer than the one held.
    const killed = reputation.killOf(did) !== undefined;
    // By this refusal alone those hear of it that were away. The record proves itself; whoever shows it need not.
    if (!question.authenticated && question.record.record.status === 'suspended')
      await directory.ingest(question.record.bytes, now);
    const held = directory.has(did) ? directory.standingWith(question.record, now) : accept(question.record);
    const registered = killed ? reject('killed') : held;
    const granted = this.#granted(did, now);
    return { nonceIsFresh, registration, standing: registered, score: reputation.answer(did, now).score, granted };
  }

  #granted(did: Did, now: Millis): readonly string[] {
    const { reputation, requirement } = this.#ports;
    if (requirement.capabilities.length === 0) return [];
    const held = reputation.granted(did, now).flatMap(({ delegation }) => delegation.cmd);
    return requirement.capabilities.filter((name) => held.some((wide) => coversCapability(wide, name)));
  }

  /** Remembers a nonce, on disk, until its hello is too old anyway; false when it was there already. */
  async #remembersNonce({ nonce, nonceExpires }: Consult): Promise<boolean> {
    if (nonce === undefined) return true;
    const { store } = this.#ports;
    const key = toHex(nonce);
    if (store.get('nonce', key) !== undefined) return false;
    const value = new TextEncoder().encode(String(nonceExpires));
    await store.commit([{ kind: 'put', space: 'nonce', key, value }]);
    return true;
  }

  /** Whether we deal with this agent at all, and on what ground. */
  #registration({ record, invitation, helloNonce }: Consult, host: PeerId): Verdict<Ground> {
    const { directory, invitations, clock } = this.#ports;
    if (directory.has(record.record.did)) return accept('known');
    if (directory.isConfigured(record.record.did)) return accept('configured');
    if (invitation !== undefined) {
      const shown = invitations.check(invitation, { nonce: helloNonce, record, peerId: host }, clock.now());
      return shown.kind === 'accept' ? accept('invited') : shown;
    }
    const { organisation } = record;
    if (organisation === undefined || !directory.isKnownOrganisation(organisation.key)) return reject('not-registered');
    const sponsored = directory.stillSponsored(record);
    return sponsored.kind === 'accept' ? accept('sponsored') : sponsored;
  }

  async #admit({ record, invitation }: Consult, ground: Ground): Promise<void> {
    const { directory, invitations, reputation, clock } = this.#ports;
    const { did } = record.record;
    if (ground === 'known') {
      await directory.believe(record);
    } else {
      const used: Operation[] =
        ground === 'invited' && invitation !== undefined ? [invitations.consume(invitation.id)] : [];
      const { alias, multiaddrs } = directory.acquaintance(did);
      const via = ground === 'configured' ? 'configuration' : 'invitation';
      await directory.welcome(record, { alias, multiaddrs, via, now: clock.now() }, used);
    }
    reputation.changed();
  }

  #remember(result: HandshakeResult): void {
    this.#latest.set(result.remotePeer, result);
    this.#results = rememberResult(this.#results, this.#keyOf(result), result);
    // Hosts come and go; what has no result any more is of no use.
    for (const host of this.#latest.keys()) {
      if (this.#latest.size <= maxLatest) break;
      this.#latest.delete(host);
    }
  }

  #keyOf(result: HandshakeResult): ResultKey {
    const { directory } = this.#ports;
    const held = directory.peer(result.peer).entry?.record ?? result.record;
    return {
      peer: result.peer,
      remotePeer: result.remotePeer,
      requirement: result.requirement,
      recordHash: held.hash,
      revocationVersion: directory.revocationVersionOf(result.peer),
    };
  }

  #context(channel: Channel): Omit<HandshakeContext & { role: 'responder' }, 'role'> {
    const { self, net, directory, requirement, suites } = this.#ports;
    const { remotePeer } = channel;
    return { self, record: directory.own, localPeer: net.peerId, remotePeer, requirement, suites, fresh: false };
  }
}

/** Why we deal with an agent: we know it, its operator was named or invited, or a known organisation signed for it. */
type Ground = 'known' | 'configured' | 'sponsored' | 'invited';

/** Hosts remembered; as many as results. */
const maxLatest = 4096;

function failure(reason: Reason): HandshakeEnd {
  return { kind: 'failed', reason, check: undefined, remedy: '', by: 'us', detail: undefined };
}
