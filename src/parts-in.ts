import {
  accept,
  concat,
  equalBytes,
  fromUtf8,
  limits,
  parseCanonicalDid,
  parseMessageId,
  reject,
  sha256,
  utf8,
  type Did,
  type MessageId,
  type Millis,
  type Verdict,
} from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { Awaitable } from './session/session.ts';
import type { Operation, Store } from './store/store.ts';
import { Tally, type Organisations } from './tally.ts';
import type { Envelope, Part, PlainMessage, Whole } from './wire/wire.ts';

/** Bytes of parts kept for one peer until their message comes: two of the largest. */
const maxBytesEach = 2 * limits.maxMessageBytes;
/** Messages of one peer whose parts are kept. */
const maxMessagesEach = 8;
/**
 * Bytes of parts kept for all peers, of which no organisation gets all: what a disk can spare, and more than honest
 * peers have under way at once.
 */
const maxBytes = 512 * 1024 * 1024;
/** Parts read between two turns of others. */
const partsAtOnce = 8;

/** What the store keeps of parts that came. */
interface Kept {
  readonly expires: Millis;
  /** Bytes of each part that is here, by index. */
  readonly sizes: readonly (readonly [index: number, bytes: number])[];
}

interface Arriving {
  readonly peer: Did;
  readonly of: MessageId;
  readonly expires: Millis;
  readonly sizes: Map<number, number>;
}

/**
 * Parts of large messages that came before their message. Each is on disk when it is acknowledged. The message names
 * how many there are and the digest of the whole, so only a whole one is judged, and nothing of it is seen before.
 */
export class PartsIn {
  readonly #store: Store;
  readonly #arriving = new Map<string, Arriving>();
  /** Bytes. */
  readonly #tally: Tally;

  private constructor(store: Store, known: Organisations) {
    this.#store = store;
    this.#tally = new Tally(known);
  }

  /** Reads what is there. */
  static async open(store: Store, known: Organisations): Promise<PartsIn> {
    const parts = new PartsIn(store, known);
    for await (const [key, value] of entriesOf(store, 'transfer', { gte: 'in/', lt: 'in0' })) {
      const [, did = '', id = ''] = (fromUtf8(key) ?? '').split('/');
      const peer = parseCanonicalDid(did);
      const of = parseMessageId(id);
      if (peer === undefined || of === undefined) continue;
      const { expires, sizes }: Kept = JSON.parse(fromUtf8(value) ?? 'null');
      const arriving = { peer, of, expires, sizes: new Map(sizes) };
      parts.#arriving.set(nameOf(peer, of), arriving);
      parts.#tally.add(peer, bytesOf(arriving));
    }
    return parts;
  }

  /** Bytes of parts kept. */
  get bytes(): number {
    return this.#tally.total;
  }

  /** The writes that keep a part; undefined when there is no room for it. */
  take(peer: Did, { expires }: Pick<Envelope, 'expires'>, { of, index, body }: Part): readonly Operation[] | undefined {
    const name = nameOf(peer, of);
    const known = this.#arriving.get(name);
    const arriving = known ?? { peer, of, expires, sizes: new Map<number, number>() };
    if (known === undefined && this.#countOf(peer) >= maxMessagesEach) return undefined;
    const more = body.length - (arriving.sizes.get(index) ?? 0);
    if (this.#tally.of(peer) + more > maxBytesEach || !this.#tally.mayHave(peer, more, maxBytes)) return undefined;
    arriving.sizes.set(index, body.length);
    this.#arriving.set(name, arriving);
    this.#tally.add(peer, more);
    const kept: Kept = { expires: arriving.expires, sizes: [...arriving.sizes] };
    return [
      { kind: 'put', space: 'part', key: keyOf(arriving, index), value: body },
      { kind: 'put', space: 'transfer', key: `in/${name}`, value: utf8(JSON.stringify(kept)) },
    ];
  }

  /** An envelope with its whole body: itself, unless that came in parts. Rejects with `parts-missing`. */
  whole(peer: Did, decoded: Verdict<Envelope>): Awaitable<Verdict<Envelope>> {
    if (decoded.kind !== 'accept') return decoded;
    const { id, body } = decoded.value;
    if (body.kind !== 'message' || body.whole === undefined) return decoded;
    const arriving = this.#arriving.get(nameOf(peer, id));
    if (arriving === undefined) return reject('parts-missing');
    return this.#assemble(arriving, decoded.value, { ...body, whole: body.whole });
  }

  /** The message came to its end here: the writes that forget its parts. */
  done(peer: Did, of: MessageId): readonly Operation[] {
    const arriving = this.#arriving.get(nameOf(peer, of));
    return arriving === undefined ? [] : this.#remove(arriving);
  }

  /** The writes that forget parts whose message can come no more. */
  sweep(now: Millis): readonly Operation[] {
    const old = [...this.#arriving.values()].filter(({ expires }) => expires + limits.clockSkewMs < now);
    return old.flatMap((arriving) => this.#remove(arriving));
  }

  async #assemble(
    arriving: Arriving,
    envelope: Envelope,
    { whole, ...message }: PlainMessage & { readonly whole: Whole },
  ): Promise<Verdict<Envelope>> {
    const size = bytesOf(arriving);
    // Before it is read: what does not fit is not taken into memory.
    if (arriving.sizes.size !== whole.parts || size !== whole.size) return reject('parts-missing');
    const pieces: Uint8Array[] = [];
    for (let index = 0; index < whole.parts; index++) {
      const piece = this.#store.get('part', keyOf(arriving, index));
      if (piece === undefined) return reject('parts-missing');
      pieces.push(piece);
      if (pieces.length % partsAtOnce === 0) await new Promise<void>((next) => setImmediate(next));
    }
    const body = concat(...pieces);
    if (!equalBytes(sha256(body), whole.digest)) return reject('parts-missing');
    return accept({ ...envelope, body: { ...message, body } });
  }

  #remove(arriving: Arriving): readonly Operation[] {
    const name = nameOf(arriving.peer, arriving.of);
    this.#arriving.delete(name);
    this.#tally.remove(arriving.peer, bytesOf(arriving));
    const parts = [...arriving.sizes.keys()].map((index): Operation => {
      return { kind: 'delete', space: 'part', key: keyOf(arriving, index) };
    });
    return [...parts, { kind: 'delete', space: 'transfer', key: `in/${name}` }];
  }

  #countOf(peer: Did): number {
    return [...this.#arriving.values()].filter((arriving) => arriving.peer === peer).length;
  }
}

function bytesOf({ sizes }: Arriving): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function nameOf(peer: Did, of: MessageId): string {
  return `${peer}/${of}`;
}

function keyOf({ peer, of }: Arriving, index: number): string {
  return `in/${nameOf(peer, of)}/${String(index).padStart(2, '0')}`;
}
