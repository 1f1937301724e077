import type { KadDHTComponents } from '@libp2p/kad-dht';
import { Libp2pRecord } from '@libp2p/record';
import { sha256 } from '../base/base.ts';

type Datastore = KadDHTComponents['datastore'];
type Key = Parameters<Datastore['get']>[0];

/** What is held for others at most. A record of an agent has about 600 bytes. */
export interface HeldBounds {
  readonly count: number;
  readonly bytes: number;
}

/** Room for what a DHT of ten thousand agents puts on one of its nodes, and the same again. */
export const heldBounds: HeldBounds = { count: 8192, bytes: 8 * 1024 * 1024 };

interface Held {
  readonly bytes: Uint8Array;
  readonly value: Uint8Array;
  /** How far the value's key is from this node, in the DHT's measure. */
  readonly distance: Uint8Array;
}

/**
 * The values that this node holds for the DHT, in memory: each was judged before it comes here. A worse one never takes
 * the place of a better. Over the bounds those go that are farthest from this node, which others have to hold anyway, so
 * a flood of made-up agents does not drive out what this node is asked for.
 */
export class HeldValues {
  readonly #held = new Map<string, Held>();
  readonly #self: Uint8Array;
  readonly #isBetter: (value: Uint8Array, than: Uint8Array) => boolean;
  readonly #bounds: HeldBounds;
  #bytes = 0;

  /** `host` is the multihash of the own peer id. */
  constructor(
    host: Uint8Array,
    isBetter: (value: Uint8Array, than: Uint8Array) => boolean,
    bounds: HeldBounds = heldBounds,
  ) {
    this.#self = sha256(host);
    this.#isBetter = isBetter;
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#held.size;
  }

  put(key: Key, bytes: Uint8Array): Key {
    const name = key.toString();
    // What else the package keeps (who provides what) is no business of ours.
    if (!name.startsWith(valuePrefix)) return key;
    const record = Libp2pRecord.deserialize(bytes);
    const before = this.#held.get(name);
    if (before !== undefined && this.#isBetter(before.value, record.value)) return key;
    this.delete(key);
    const at = sha256(record.key);
    const distance = at.map((byte, index) => byte ^ (this.#self[index] ?? 0));
    this.#held.set(name, { bytes, value: record.value, distance });
    this.#bytes += bytes.length;
    this.#makeRoom();
    return key;
  }

  get(key: Key): Uint8Array {
    const held = this.#held.get(key.toString());
    if (held === undefined) throw new NotHeld();
    return held.bytes;
  }

  has(key: Key): boolean {
    return this.#held.has(key.toString());
  }

  delete(key: Key): void {
    const name = key.toString();
    this.#bytes -= this.#held.get(name)?.bytes.length ?? 0;
    this.#held.delete(name);
  }

  /** There is nothing to look through: the package only asks so for who provides what. */
  async *query(): AsyncGenerator<never> {
    // Nothing.
  }

  #makeRoom(): void {
    const { count, bytes } = this.#bounds;
    while (this.#held.size > count || this.#bytes > bytes) {
      const farthest = [...this.#held].reduce((a, b) => (isFarther(b[1], a[1]) ? b : a));
      this.#bytes -= farthest[1].bytes.length;
      this.#held.delete(farthest[0]);
    }
  }
}

/** Where the package keeps values, by its `datastorePrefix`. */
const valuePrefix = '/dht/record/';

/** The package knows it by its name. */
class NotHeld extends Error {
  override name = 'NotFoundError';
}

function isFarther(a: Held, b: Held): boolean {
  const at = a.distance.findIndex((byte, index) => byte !== b.distance[index]);
  return at >= 0 && (a.distance[at] ?? 0) > (b.distance[at] ?? 0);
}
