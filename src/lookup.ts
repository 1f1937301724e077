import { MeshError, type Did, type PeerId, type Random } from './base/base.ts';
import { backoffMs, repeat, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Gossip } from './gossip.ts';
import { hostIn } from './host-in.ts';
import { verifyRecord } from './identity/identity.ts';
import type { Links } from './links.ts';
import type { Lookups, Net } from './net/net.ts';
import { RateGate } from './rate.ts';
import { isBetterLookup, isLookupValue, lookupKey } from './registry/registry.ts';

/** What looking agents up needs of the rest of the hall. */
export interface LookupPorts {
  readonly config: Pick<Config, 'discovery'>;
  readonly net: Pick<Net, 'discovery'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Pick<Events, 'lookedUp' | 'recordPut' | 'contactFailed' | 'internalError'>;
  readonly directory: Pick<Directory, 'own' | 'ownEnd' | 'endings' | 'peer' | 'peers' | 'isConfigured' | 'believe'>;
  readonly gossip: Pick<Gossip, 'ingest'>;
  readonly links: Pick<Links, 'lanes' | 'isLinked' | 'reach'>;
}

/** One look-up, milliseconds: a host that does not answer takes up to five seconds, and others are asked beside it. */
const findMs = 10_000;
/** How often it is looked whether there are contacts, and something to put, milliseconds. */
const joinMs = 3_000;
/** Between two tries to meet the contacts of the configuration. */
const beginAgain = { firstMs: 3_000, maxMs: 5 * 60_000 };
/** How often it is looked whether somebody is to be looked up, milliseconds. */
const seekMs = 60_000;
/** How often our record is put anew, milliseconds: hosts keep a value for 48 hours, and come and go. */
const putEveryMs = 6 * 3600_000;
/** Agents looked up in one round, because something waits for them and they are not reached. */
const perRound = 4;
/** Between two look-ups of one agent that is not reached, milliseconds. */
const seekEveryMs = 10 * 60_000;
/** Requests of one host that are answered: a look-up of an honest one asks each host a few times. */
const perHost = { burst: 64, perSecond: 8 };
/** Requests of all hosts together: each may cost two signatures, half a millisecond. */
const overall = { burst: 512, perSecond: 100 };

/**
 * Agents that are not held here, looked up in a DHT that nodes of ours make up among themselves. Records are public there
 * and signed, so whoever answers can withhold one and cannot make one up. Nothing that is found is held unless somebody here asked for it.
 */
export class Lookup {
  readonly #ports: LookupPorts;
  readonly #hosts = new RateGate<PeerId>(perHost);
  readonly #overall = new RateGate<'everyone'>(overall);
  readonly #sought = new RateGate<Did>({ burst: 1, perSecond: 1000 / seekEveryMs });
  readonly #stop = new AbortController();
  #lookups: Lookups | undefined;
  #put: { readonly hash: Uint8Array; readonly at: number } | undefined;
  readonly #underWay = new Set<Promise<void>>();
  #begun = { times: 0, next: 0 };
  #cancel: () => void = () => {};

  constructor(ports: LookupPorts) {
    this.#ports = ports;
  }

  /** Whether the network is asked at all. */
  get isOn(): boolean {
    return this.#ports.config.discovery.dht;
  }

  /** Takes part from now on: puts our record where it is looked for, and keeps it there. */
  async start(): Promise<void> {
    const { net, clock } = this.#ports;
    this.#lookups = await net.discovery.lookups({
      isValid: (key, value) => isLookupValue(key, value, clock.now()),
      isBetter: isBetterLookup,
      mayAsk: (host) => this.#overall.admit('everyone', clock.now()) && this.#hosts.admit(host, clock.now()),
    });
    const ends = [
      repeat(clock, joinMs, () => this.#run(() => this.#join())),
      repeat(clock, seekMs, () => this.#run(() => this.#seek())),
    ];
    this.#cancel = () => ends.forEach((end) => end());
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancel();
    await Promise.all(this.#underWay);
    await this.#lookups?.close();
  }

  /** A host that may serve look-ups, and where it was seen. */
  meet(host: PeerId, multiaddrs: readonly string[]): void {
    if (this.#lookups === undefined || this.#lookups.contacts > 0) return;
    this.#lookups.meet(host, multiaddrs, this.#signal()).catch(() => undefined);
  }

  /**
   * What the network says of an agent, each statement verified: what ended it first, then its newest record. Nothing when nobody
   * who was asked knows it. Throws MeshError `peer-unknown` when the network is not asked.
   */
  async find(did: Did, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    const lookups = this.#lookups;
    if (lookups === undefined) throw notAsked();
    const found = await lookups.get(lookupKey(did), AbortSignal.any([signal, this.#signal()]));
    this.#ports.events.lookedUp(did, found.length);
    return found.toSorted((a, b) => (isBetterLookup(a, b) ? -1 : 1));
  }

  /**
   * Makes an agent known by whose DID something is to be sent: what the network says of it is held from then on. Nothing
   * happens when its record is held already, or the network is not asked.
   */
  async acquaint(did: Did, signal: AbortSignal): Promise<void> {
    if (this.#lookups === undefined || !this.#isUnknown(did)) return;
    await this.#take(did, await this.find(did, signal));
  }

  /** Puts what ended an agent where its record is looked for. */
  async tell(did: Did, statement: Uint8Array): Promise<void> {
    const now = this.#ports.clock.now();
    if (this.#lookups === undefined || !isLookupValue(lookupKey(did), statement, now)) return;
    await this.#lookups.put(lookupKey(did), statement, this.#signal());
  }

  /** Holds what was found, by the rules for what comes by gossip; the record of an agent nobody else named as well. */
  async #take(did: Did, statements: readonly Uint8Array[]): Promise<void> {
    const { gossip, directory, clock } = this.#ports;
    for (const statement of statements) await gossip.ingest(statement);
    for (const statement of statements) {
      if (directory.peer(did).entry?.record !== undefined) return;
      const record = verifyRecord(statement, clock.now());
      if (record.kind === 'accept') await directory.believe(record.value);
    }
  }

  #isUnknown(did: Did): boolean {
    const { directory } = this.#ports;
    const { entry, multiaddrs } = directory.peer(did);
    return entry?.record === undefined && hostIn(multiaddrs) === undefined && did !== directory.own.record.did;
  }

  async #run(work: () => Promise<void>): Promise<void> {
    const { events } = this.#ports;
    const running = work().catch((error: unknown) => events.internalError('look-up', error));
    this.#underWay.add(running);
    await running;
    this.#underWay.delete(running);
  }

  async #join(): Promise<void> {
    if (this.#lookups === undefined || this.#stop.signal.aborted) return;
    if (this.#lookups.contacts === 0) await this.#begin(this.#lookups);
    else await this.#publish(this.#lookups);
  }

  async #seek(): Promise<void> {
    if (this.#lookups === undefined || this.#lookups.contacts === 0) return;
    for (const did of this.#missing().slice(0, perRound)) {
      if (this.#stop.signal.aborted) return;
      await this.#take(did, await this.find(did, this.#stop.signal));
      if (!this.#isUnknown(did)) this.#ports.links.reach(did);
    }
  }

  /** Meets the hosts that the configuration names. */
  async #begin(lookups: Lookups): Promise<void> {
    const { config, events, clock, random } = this.#ports;
    const { times, next } = this.#begun;
    if (clock.now() < next) return;
    const waitMs = backoffMs(times, beginAgain, (random(1)[0] ?? 0) / 255);
    this.#begun = { times: times + 1, next: clock.now() + waitMs };
    for (const address of config.discovery.contacts) {
      const host = hostIn([address]);
      if (host === undefined) continue;
      const failed = (error: unknown): void => events.contactFailed(host, error);
      await lookups.meet(host, [address], this.#signal()).catch(failed);
    }
  }

  /** Puts our record, or what ended us, when it is new or was put a while ago. */
  async #publish(lookups: Lookups): Promise<void> {
    const { directory, clock, events } = this.#ports;
    const { hash, bytes, record } = directory.own;
    const now = clock.now();
    if (this.#put?.hash === hash && now - this.#put.at < putEveryMs) return;
    const key = lookupKey(record.did);
    const ended = directory.ownEnd() === undefined ? [] : [...directory.endings()];
    const end = ended.find((statement) => isLookupValue(key, statement, now));
    const taken = await lookups.put(key, end ?? bytes, this.#signal());
    if (taken === 0) return;
    this.#put = { hash, at: now };
    events.recordPut(taken);
  }

  /** Agents of the configuration whose record is not held, and those that something waits for in vain. */
  #missing(): readonly Did[] {
    const { directory, links, clock } = this.#ports;
    const named = directory.peers().filter(({ did }) => directory.isConfigured(did) && this.#isUnknown(did));
    const awaited = links.lanes().filter(({ busy, peer }) => busy && !links.isLinked(peer));
    const all = new Set([...named.map(({ did }) => did), ...awaited.map(({ peer }) => peer)]);
    const now = clock.now();
    return [...all].filter((did) => this.#sought.admit(did, now));
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#stop.signal, AbortSignal.timeout(findMs)]);
  }
}

function notAsked(): MeshError {
  return new MeshError(
    'peer-unknown',
    'No agent of that name is known here, and the network is not asked for it: that takes `discovery.dht: true`.',
  );
}
