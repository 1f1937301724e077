import type { PeerInfo } from '@libp2p/interface';
import type { KadDHT, QueryEvent } from '@libp2p/kad-dht';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Libp2p } from 'libp2p';
import { fromUtf8, MeshError, toHex, utf8, type PeerId } from '../base/base.ts';
import { dial, parseMultiaddr } from './dial.ts';
import type { HostParts } from './host-parts.ts';
import { Contacts } from './kad-contacts.ts';
import { KadHost } from './kad-host.ts';
import { HeldValues, type HeldBounds } from './kad-values.ts';
import { isDialled } from './scope.ts';

/** The protocol of the DHT: that of libp2p under a name of ours, so that nobody else's is joined by chance. */
export const kadProtocol = '/parley/kad/1.0.0';
/** What every key begins with; the package looks up who judges a value by it. */
const namespace = 'parley';
/** Hosts that a value is put at, and that a bucket of the routing table holds (k). */
const copies = 20;
/** Requests of one look-up at once (alpha), each on a way of its own where it can be. */
const waysAtOnce = 3;

/** What a look-up needs to know about values; which they are is no matter of the network. */
export interface LookupOptions {
  /** Whether a value is right for its key, which begins with `/parley/`. Asked before it is held, and of every answer. */
  readonly isValid: (key: string, value: Uint8Array) => boolean;
  /** Whether a value is to be preferred to another valid one of the same key; of two different ones always the same. */
  readonly isBetter: (value: Uint8Array, than: Uint8Array) => boolean;
  /** Whether a request of a host is answered now: strangers ask, and a value costs a signature. */
  readonly mayAsk: (peer: PeerId) => boolean;
  /** What is held for others at most. */
  readonly held?: HeldBounds;
}

/** This node's part in the DHT. */
export interface Lookups {
  /** Hosts in the routing table. */
  readonly contacts: number;
  /** Values held for others. */
  readonly held: number;
  /** Meets a host, at addresses that the operator gave: what the DHT begins with. Throws MeshError `peer-unreachable`. */
  meet(peer: PeerId, multiaddrs: readonly string[], signal: AbortSignal): Promise<void>;
  /** Puts a value where it is looked for; the number of hosts that took it. */
  put(key: string, value: Uint8Array, signal: AbortSignal): Promise<number>;
  /** The different values that hosts gave for a key, each valid. Also what came until the signal ended it. */
  get(key: string, signal: AbortSignal): Promise<readonly Uint8Array[]>;
  close(): Promise<void>;
}

/** What the host gives look-ups. */
export interface LookupHost {
  readonly host: Libp2p;
  readonly parts: HostParts;
  /** Whether the connections with a host are also used for something else. */
  readonly isKept: (peer: string) => boolean;
}

/**
 * Takes part in the Kademlia DHT of libp2p: as a server where others can dial this node, else it only asks. Loaded when first asked for.
 */
export async function startLookups(given: LookupHost, options: LookupOptions): Promise<Lookups> {
  const { host, parts, isKept } = given;
  const { kadDHT } = await import('@libp2p/kad-dht');
  const own = (): readonly string[] => host.getMultiaddrs().map(String);
  const contacts = new Contacts(own);
  const held = new HeldValues(host.peerId.toMultihash().bytes, options.isBetter, options.held);
  const { mayAsk } = options;
  const kadHost = new KadHost(parts, { protocol: kadProtocol, contacts, held, mayAsk, isKept });
  const kad = kadDHT({
    protocol: kadProtocol,
    kBucketSize: copies,
    alpha: waysAtOnce,
    clientMode: !isDialled(own()),
    allowQueryWithZeroPeers: true,
    validators: { [namespace]: judgeBy(options), pk: refuse },
    selectors: { [namespace]: (_, values) => bestOf(values, options) },
    // The contacts have looked at the addresses already.
    peerInfoMapper: ({ id }) => ({ id, multiaddrs: [...contacts.of(id)] }),
  })(kadHost.components);
  if (!isService(kad)) throw new MeshError('internal', 'The DHT package has another form than this node knows.');
  kad.addEventListener('peer', (event) => {
    const { id, multiaddrs } = event.detail;
    contacts.heard(id, multiaddrs, false);
  });
  await kad.start();
  return new HostLookups({ host, kad, kadHost, contacts, held, options, own });
}

/** What of the package's service is used that its type does not name. */
interface Service extends KadDHT {
  readonly routingTable: { readonly size: number };
  start(): Promise<void>;
  stop(): Promise<void>;
  addEventListener(type: 'peer', listener: (event: CustomEvent<PeerInfo>) => void): void;
}

function isService(kad: KadDHT): kad is Service {
  return 'start' in kad && 'stop' in kad && 'addEventListener' in kad && 'routingTable' in kad;
}

interface Started {
  readonly host: Libp2p;
  readonly kad: Service;
  readonly kadHost: KadHost;
  readonly contacts: Contacts;
  readonly held: HeldValues;
  readonly options: LookupOptions;
  readonly own: () => readonly string[];
}

class HostLookups implements Lookups {
  readonly #given: Started;
  readonly #follow: () => void;

  constructor(given: Started) {
    this.#given = given;
    const { host, kad, own } = given;
    this.#follow = () => void kad.setMode(isDialled(own()) ? 'server' : 'client').catch(() => undefined);
    host.addEventListener('self:peer:update', this.#follow);
  }

  get contacts(): number {
    return this.#given.kad.routingTable.size;
  }

  get held(): number {
    return this.#given.held.size;
  }

  async meet(peerId: PeerId, multiaddrs: readonly string[], signal: AbortSignal): Promise<void> {
    const { host, contacts } = this.#given;
    const parsed = multiaddrs.map(parseMultiaddr).filter((address) => address !== undefined);
    contacts.given(peerIdFromString(peerId), parsed);
    await dial(host, { peerId, multiaddrs, signal });
  }

  async put(key: string, value: Uint8Array, signal: AbortSignal): Promise<number> {
    const takers = new Set<string>();
    const events: AsyncIterable<QueryEvent> = this.#given.kad.put(utf8(key), value, { signal });
    await until(events, (event) => {
      if (event.name === 'PEER_RESPONSE' && event.messageName === 'PUT_VALUE') takers.add(event.from.toString());
    });
    return takers.size;
  }

  async get(key: string, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    const { options, kad } = this.#given;
    const found = new Map<string, Uint8Array>();
    await until(kad.get(utf8(key), { signal }), (event) => {
      const value =
        event.name === 'VALUE' ? event.value : event.name === 'PEER_RESPONSE' ? event.record?.value : undefined;
      if (value !== undefined && options.isValid(key, value)) found.set(toHex(value), value);
    });
    return [...found.values()];
  }

  async close(): Promise<void> {
    const { host, kad, kadHost } = this.#given;
    host.removeEventListener('self:peer:update', this.#follow);
    kadHost.stop();
    await kad.setMode('client');
    await kad.stop();
  }
}

/** Takes the events of a query to its end. One host that does not take a correction must not cost the answers of others. */
async function until(events: AsyncIterable<QueryEvent>, take: (event: QueryEvent) => void): Promise<void> {
  try {
    for await (const event of events) take(event);
  } catch {
    // What came so far counts.
  }
}

function judgeBy({ isValid }: LookupOptions) {
  return async (key: Uint8Array, value: Uint8Array): Promise<void> => {
    if (!isValid(fromUtf8(key) ?? '', value)) throw new Error('not a value for this key');
  };
}

async function refuse(): Promise<void> {
  throw new Error('no such values are held');
}

function bestOf(values: readonly Uint8Array[], { isBetter }: LookupOptions): number {
  return values.reduce((best, value, index) => (isBetter(value, values[best] ?? value) ? index : best), 0);
}
