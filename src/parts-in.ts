import {
  accept,
  concat,
  equalBytes,
  fromUtf8,
  giveBack,
  hashing,
  limits,
  parseCanonicalDid,
  parseMessageId,
  reject,
  sha256,
  utf8,
  type Did,
  type Hashing,
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
/**
 * Bytes of memory for parts that are on disk as well: one of the largest messages, with its padding, is put together without
 * a look at the disk.
 */
const maxInMemory = 1.25 * limits.maxMessageBytes;
/** Parts read between two turns of others. */
const partsAtOnce = 8;

const nothing = new Uint8Array(0);

/** What the store keeps of parts that came. */
interface Kept {
  readonly expires: Millis;
  /** Bytes of each part that is here, by index. */
  readonly sizes: readonly (readonly [index: number, bytes: number])[];
  /** The message was taken in, and these are its body. */
  readonly taken?: true;
}

interface Arriving {
  readonly peer: Did;
  readonly of: MessageId;
  readonly expires: Millis;
  readonly sizes: Map<number, number>;
}

/** Parts that are in memory as well. */
interface Pieces {
  readonly byIndex: Map<number, Uint8Array>;
  /** The digest of the first ones, taken while others are on their way; undefined once one of them came anew. */
  hash: Hashing | undefined;
  /** How many it has. */
  hashed: number;
}

/** A message that came in parts and may stay in them. */
export interface InParts {
  /** It names its parts instead of having a body. */
  readonly body: PlainMessage;
  /** The writes by which the parts stay, until `forget`. */
  keep(): readonly Operation[];
}

/**
 * Parts of large messages that came before their message. Each is on disk when it is acknowledged. The message names
 * how many there are and the digest of the whole, so only a whole one is judged, and nothing of it is seen before.
 * Those of a message that is taken in stay where they are, as its body.
 */
export class PartsIn {
  readonly #store: Store;
  readonly #arriving = new Map<string, Arriving>();
  /** Parts of each message that was taken in and stays in them. */
  readonly #taken = new Map<string, number>();
  /** All parts so far of some messages, those that got one last behind the others. */
  readonly #pieces = new Map<string, Pieces>();
  /** Bytes of memory that they keep. */
  #pieceBytes = 0;
  /** Of what each body was put together. */
  readonly #wholes = new WeakMap<Uint8Array, Whole>();
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
      const { expires, sizes, taken }: Kept = JSON.parse(fromUtf8(value) ?? 'null');
      if (taken === true) {
        parts.#taken.set(nameOf(peer, of), sizes.length);
        continue;
      }
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
    // Its message is here: nothing takes the place of what was judged.
    if (this.#taken.has(name)) return [];
    const known = this.#arriving.get(name);
    const arriving = known ?? { peer, of, expires, sizes: new Map<number, number>() };
    if (known === undefined && this.#countOf(peer) >= maxMessagesEach) return undefined;
    const more = body.length - (arriving.sizes.get(index) ?? 0);
    if (this.#tally.of(peer) + more > maxBytesEach || !this.#tally.mayHave(peer, more, maxBytes)) return undefined;
    arriving.sizes.set(index, body.length);
    this.#arriving.set(name, arriving);
    this.#tally.add(peer, more);
    this.#remember(name, { index, body, isFirst: known === undefined });
    return [{ kind: 'put', space: 'part', key: keyOf(name, index), value: body }, putKept(arriving)];
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

  /** How a message may stay in its parts; undefined for one that came otherwise, or of which something was redacted. */
  inParts({ from, id, body }: Envelope): InParts | undefined {
    if (body.kind !== 'message') return undefined;
    const arriving = this.#arriving.get(nameOf(from, id));
    const whole = this.#wholes.get(body.body);
    return arriving && whole && { body: { ...body, body: nothing, whole }, keep: () => this.#keep(arriving) };
  }

  /** The body of a message that stays in its parts; undefined when it was forgotten. */
  bodyOf(peer: Did, of: MessageId, whole: Whole): Uint8Array | undefined {
    const name = nameOf(peer, of);
    if (!this.#taken.has(name)) return undefined;
    const pieces = Array.from({ length: whole.parts }, (_, index) => this.#store.get('part', keyOf(name, index)));
    const here = pieces.filter((piece) => piece !== undefined);
    const body = here.length < pieces.length ? undefined : concat(...here);
    for (const piece of here) giveBack(piece);
    return body;
  }

  /** The writes that forget the body of a message that was taken in; none for one that is not in parts. */
  forget(peer: Did, of: MessageId): readonly Operation[] {
    const name = nameOf(peer, of);
    const parts = this.#taken.get(name) ?? 0;
    return this.#taken.delete(name) ? deletes(name, Array.from({ length: parts }).keys()) : [];
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
    const name = nameOf(arriving.peer, arriving.of);
    const here = this.#pieces.get(name);
    const pieces: Uint8Array[] = [];
    for (let index = 0; index < whole.parts; index++) {
      const piece = here?.byIndex.get(index) ?? this.#store.get('part', keyOf(name, index));
      if (piece === undefined) return reject('parts-missing');
      pieces.push(piece);
      if (here === undefined && pieces.length % partsAtOnce === 0)
        await new Promise<void>((next) => setImmediate(next));
    }
    const body = concat(...pieces);
    if (!equalBytes(digestOf(here, whole.parts) ?? sha256(body), whole.digest)) return reject('parts-missing');
    this.#wholes.set(body, whole);
    return accept({ ...envelope, body: { ...message, body } });
  }

  /** Keeps a part in memory as well, as long as all before it are; those who got none for longest make room. */
  #remember(
    name: string,
    { index, body, isFirst }: { readonly index: number; readonly body: Uint8Array; readonly isFirst: boolean },
  ): void {
    const pieces = this.#pieces.get(name) ?? (isFirst ? { byIndex: new Map(), hash: hashing(), hashed: 0 } : undefined);
    if (pieces === undefined) return;
    this.#pieceBytes += memoryOf(body) - memoryOf(pieces.byIndex.get(index));
    pieces.byIndex.set(index, body);
    addToHash(pieces, index);
    this.#pieces.delete(name);
    this.#pieces.set(name, pieces);
    for (const oldest of this.#pieces.keys()) {
      if (this.#pieceBytes <= maxInMemory) break;
      this.#forgetPieces(oldest);
    }
  }

  #forgetPieces(name: string): void {
    for (const piece of this.#pieces.get(name)?.byIndex.values() ?? []) this.#pieceBytes -= memoryOf(piece);
    this.#pieces.delete(name);
  }

  #keep(arriving: Arriving): readonly Operation[] {
    const name = this.#leaves(arriving);
    this.#taken.set(name, arriving.sizes.size);
    return [putKept(arriving, true)];
  }

  #remove(arriving: Arriving): readonly Operation[] {
    return deletes(this.#leaves(arriving), arriving.sizes.keys());
  }

  /** Its parts count no more among those that wait for their message. */
  #leaves(arriving: Arriving): string {
    const name = nameOf(arriving.peer, arriving.of);
    this.#arriving.delete(name);
    this.#forgetPieces(name);
    this.#tally.remove(arriving.peer, bytesOf(arriving));
    return name;
  }

  #countOf(peer: Did): number {
    return [...this.#arriving.values()].filter((arriving) => arriving.peer === peer).length;
  }
}

/** The digest of all parts, if it was taken as they came; once, and undefined from then on. */
function digestOf(pieces: Pieces | undefined, parts: number): Uint8Array | undefined {
  const hash = pieces?.hash;
  if (pieces === undefined || hash === undefined || pieces.hashed !== parts) return undefined;
  pieces.hash = undefined;
  return hash.digest();
}

/** Takes what is next into the digest. */
function addToHash(pieces: Pieces, index: number): void {
  if (index < pieces.hashed) pieces.hash = undefined;
  for (let piece = pieces.byIndex.get(pieces.hashed); piece !== undefined; piece = pieces.byIndex.get(pieces.hashed)) {
    pieces.hash?.add(piece);
    pieces.hashed++;
  }
}

function bytesOf({ sizes }: Arriving): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function nameOf(peer: Did, of: MessageId): string {
  return `${peer}/${of}`;
}

function keyOf(name: string, index: number): string {
  return `in/${name}/${String(index).padStart(2, '0')}`;
}

function putKept({ peer, of, expires, sizes }: Arriving, isTaken = false): Operation {
  const kept: Kept = { expires, sizes: [...sizes], ...(isTaken ? { taken: true } : {}) };
  return { kind: 'put', space: 'transfer', key: `in/${nameOf(peer, of)}`, value: utf8(JSON.stringify(kept)) };
}

function deletes(name: string, indexes: Iterable<number>): readonly Operation[] {
  const parts = Array.from(indexes, (index): Operation => {
    return { kind: 'delete', space: 'part', key: keyOf(name, index) };
  });
  return [...parts, { kind: 'delete', space: 'transfer', key: `in/${name}` }];
}

/** Bytes that a part keeps from being freed: it may be a piece of something longer. */
function memoryOf(piece: Uint8Array | undefined): number {
  return piece?.buffer.byteLength ?? 0;
}
