import {
  concat,
  fromUtf8,
  giveBack,
  limits,
  parseMessageId,
  sha256,
  toHex,
  utf8,
  type Did,
  type MessageId,
  type Millis,
  type Random,
  type Reason,
  type SessionId,
} from './base/base.ts';
import { backoffMs, type Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { Manner, Passing } from './lane-entries.ts';
import type { Lane } from './lane.ts';
import { entriesOf } from './pages.ts';
import { partsLost, reasonToRetry, sessionGone } from './retry-reasons.ts';
import type { Operation, Store } from './store/store.ts';
import { encodeEnvelope, type Ack, type Envelope, type PlainMessage } from './wire/wire.ts';

/** From which size a body travels in parts, and how large these are, bytes. */
export interface Cutting {
  readonly fromBytes: number;
  readonly partBytes: number;
}

/** What sending in parts needs of the rest of the hall. */
export interface PartsOutPorts {
  readonly self: Did;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Events;
  /** That of `limits` when absent. */
  readonly cutting?: Cutting | undefined;
  laneTo(peer: Did): Lane;
}

/** How much of a large message has arrived. */
export interface PartsGone {
  readonly arrived: number;
  readonly of: number;
}

/** What the store keeps of a message on its way in parts. */
interface Kept {
  readonly peer: Did;
  readonly parts: number;
  readonly created: Millis;
  readonly expires: Millis;
  /** How often all parts went before, because the peer lost some; none when absent. */
  readonly round?: number;
  /** Parts that arrived, by index. */
  readonly arrived: readonly number[];
}

interface Going {
  readonly id: MessageId;
  kept: Omit<Kept, 'arrived'>;
  readonly arrived: Set<number>;
  /** Parts on their way, and the session they were sealed under. */
  readonly inFlight: Map<number, SessionId | undefined>;
  isOnDisk: boolean;
  /** The parts, while they are in memory as well. */
  pieces?: readonly Uint8Array[] | undefined;
}

/**
 * Parts on their way to one peer without an acknowledgement: 4 MiB, enough that some are sealed here and some travel
 * while others are written there.
 */
const maxInFlight = 16;
/** Parts that are sealed in one commit: few, so that the first ones travel while the next are sealed. */
const maxAtOnce = 4;
/** Bytes of bodies that are in memory as well as on disk, while they leave: one of the largest messages. */
const maxInMemory = limits.maxMessageBytes;
const pauseBounds = { firstMs: 250, maxMs: 10_000 };

/**
 * Large messages on their way out. The body stands in the store, cut into parts, from the commit that accepts the
 * message until its end. The parts go first, each sealed when it leaves and acknowledged by itself, a few at a time
 * and one message at a time for each peer; which of them arrived is kept, so that neither a break nor a restart
 * begins anew. Then the message itself leaves the outbox, with the digest of the whole.
 */
export class PartsOut {
  readonly #ports: PartsOutPorts;
  readonly #cutting: Cutting;
  /** In the order of acceptance. */
  readonly #going = new Map<MessageId, Going>();
  /** Whose part an id is, as long as that is on its way. */
  readonly #places = new Map<MessageId, { readonly going: Going; readonly index: number }>();
  readonly #carrying = new Set<Did>();
  readonly #wake = new Map<Did, () => void>();
  readonly #pauses = new Map<Did, number>();
  /** Bytes of bodies in memory. */
  #inMemory = 0;

  constructor(ports: PartsOutPorts) {
    this.#ports = ports;
    this.#cutting = ports.cutting ?? { fromBytes: limits.partedFromBytes, partBytes: limits.partBytes };
  }

  /** Takes up what was on its way before the start, once there are lanes and before any of them sends. */
  async load(laneTo: PartsOutPorts['laneTo']): Promise<void> {
    for await (const [key, value] of entriesOf(this.#ports.store, 'transfer', { gte: 'out/', lt: 'out0' })) {
      const id = parseMessageId((fromUtf8(key) ?? '').slice('out/'.length));
      if (id === undefined) continue;
      const { arrived, ...kept }: Kept = JSON.parse(fromUtf8(value) ?? 'null');
      const going = { id, kept, arrived: new Set(arrived), inFlight: new Map(), isOnDisk: true };
      this.#going.set(id, going);
      if (!isComplete(going)) laneTo(kept.peer).hold(id);
    }
  }

  /** Takes a judged envelope into the outbox, as `Lane.append` does; a large body in parts beside it. */
  async append(lane: Lane, envelope: Envelope, writes: readonly Operation[], manner: Manner): Promise<void> {
    const { id, expires, created, body } = envelope;
    if (body.kind !== 'message' || body.body.length <= this.#cutting.fromBytes)
      return await lane.append({ id, envelope: encodeEnvelope(envelope), expires }, writes, manner);
    const { message, pieces } = this.#cut(body);
    const kept = { peer: lane.peer, parts: pieces.length, created, expires };
    const going: Going = { id, kept, arrived: new Set(), inFlight: new Map(), isOnDisk: false };
    const puts = pieces.map((value, index): Operation => ({
      kind: 'put',
      space: 'part',
      key: keyOf(id, index),
      value,
    }));
    this.#going.set(id, going);
    lane.hold(id);
    try {
      const entry = { id, envelope: encodeEnvelope({ ...envelope, body: message }), expires };
      await lane.append(entry, [...puts, keep(going), ...writes], manner);
    } catch (error) {
      this.#going.delete(id);
      lane.release(id);
      throw error;
    }
    going.isOnDisk = true;
    if (lane.ready) this.#remember(going, pieces);
    this.ready(lane);
  }

  /** Packets to the peer would leave now: goes on with what waits for that. */
  ready(lane: Lane): void {
    const { peer } = lane;
    this.#wake.get(peer)?.();
    if (this.#carrying.has(peer) || this.#first(peer) === undefined) return;
    this.#carrying.add(peer);
    void this.#carryAll(lane)
      .catch((error: unknown) => this.#ports.events.internalError('parts', error))
      .finally(() => this.#carrying.delete(peer));
  }

  /**
   * A message goes again. Where the peer lost parts that it had acknowledged (its clock jumped ahead and it took them for
   * too old, or its disk was restored), all of them do, before it: the writes. Undefined for a message that has none.
   */
  again(lane: Lane, id: MessageId, reason: Reason): readonly Operation[] | undefined {
    if (reason !== partsLost) return [];
    const going = this.#going.get(id);
    if (going === undefined) return undefined;
    this.#recall(going);
    going.arrived.clear();
    going.kept = { ...going.kept, round: (going.kept.round ?? 0) + 1 };
    lane.hold(id);
    return [keep(going)];
  }

  /** The peer's word on a part; false when the id is not that of one. */
  acknowledged(peer: Did, ack: Ack): boolean {
    const place = this.#places.get(ack.id);
    if (place?.going.kept.peer !== peer) return false;
    const { going, index } = place;
    const session = going.inFlight.get(index);
    this.#places.delete(ack.id);
    going.inFlight.delete(index);
    this.#settle(going, { index, session }, ack);
    this.#wake.get(peer)?.();
    return true;
  }

  /** How far a message is; undefined for one that does not travel in parts, or has ended. */
  progressOf(id: MessageId): PartsGone | undefined {
    const going = this.#going.get(id);
    return going && { arrived: going.arrived.size, of: going.kept.parts };
  }

  /** An envelope of the outbox with its whole body, from the store. */
  wholeOf(envelope: Envelope): Envelope {
    const { id, body } = envelope;
    if (body.kind !== 'message' || body.whole === undefined) return envelope;
    const { whole, ...message } = body;
    const pieces = Array.from({ length: whole.parts }, (_, index) => this.#piece(id, index));
    return { ...envelope, body: { ...message, body: concat(...pieces) } };
  }

  /** The message came to its end: the writes that forget its parts. */
  ended(id: MessageId): readonly Operation[] {
    const going = this.#going.get(id);
    if (going === undefined) return [];
    this.#going.delete(id);
    this.#recall(going);
    this.#forget(going);
    this.#wake.get(going.kept.peer)?.();
    const parts = Array.from({ length: going.kept.parts }, (_, index): Operation => {
      return { kind: 'delete', space: 'part', key: keyOf(id, index) };
    });
    return [...parts, { kind: 'delete', space: 'transfer', key: `out/${id}` }];
  }

  #cut({ body, ...message }: PlainMessage): { readonly message: PlainMessage; readonly pieces: readonly Uint8Array[] } {
    const { partBytes } = this.#cutting;
    const parts = Math.ceil(body.length / partBytes);
    const pieces = Array.from({ length: parts }, (_, i) => body.subarray(i * partBytes, (i + 1) * partBytes));
    const whole = { parts, size: body.length, digest: sha256(body) };
    return { message: { ...message, body: new Uint8Array(0), whole }, pieces };
  }

  #first(peer: Did): Going | undefined {
    for (const going of this.#going.values())
      if (going.kept.peer === peer && going.isOnDisk && !isComplete(going)) return going;
    return undefined;
  }

  async #carryAll(lane: Lane): Promise<void> {
    for (let going = this.#first(lane.peer); going !== undefined; going = this.#first(lane.peer)) {
      if (lane.ready && (await this.#carry(lane, going))) continue;
      // It may be long until it goes on.
      this.#forget(going);
      return;
    }
  }

  /** Sends the parts of one message by one way; false when it has to wait for `ready`. */
  async #carry(lane: Lane, going: Going): Promise<boolean> {
    const { route } = lane;
    // What left by another way is not known to have arrived.
    this.#recall(going);
    while (this.#going.get(going.id) === going && !isComplete(going)) {
      if (lane.route !== route) return lane.ready;
      const indexes = nextOf(going, Math.min(maxAtOnce, maxInFlight - going.inFlight.size));
      if (indexes.length === 0) await new Promise<void>((wake) => this.#wake.set(lane.peer, wake));
      else if (!(await this.#send(lane, going, indexes))) return false;
    }
    return true;
  }

  /** As many as there is room for go together, sealed in one commit: with one for each, they would wait for the disk in turn. */
  async #send(lane: Lane, going: Going, indexes: readonly number[]): Promise<boolean> {
    if (this.#pauses.has(lane.peer)) await this.#pause(lane.peer);
    const { created, expires } = going.kept;
    if (expires <= this.#ports.clock.now()) {
      await lane.expire();
      return this.#going.get(going.id) !== going;
    }
    const { self } = this.#ports;
    const head = { from: self, to: lane.peer, created, expires, traceparent: '' };
    const leaving = indexes.map((index) => {
      const id = idOf(going, index);
      const place = { going, index };
      going.inFlight.set(index, undefined);
      this.#places.set(id, place);
      const here = going.pieces?.[index];
      const piece = here ?? this.#piece(going.id, index);
      const envelope = encodeEnvelope({ ...head, id, body: { kind: 'part', of: going.id, index, body: piece } });
      if (here === undefined) giveBack(piece);
      return { id, expires, place, envelope };
    });
    const passing = await lane.pass(leaving);
    for (const { envelope } of leaving) giveBack(envelope);
    if (passing !== undefined) {
      for (const index of indexes) if (going.inFlight.has(index)) going.inFlight.set(index, passing.session);
      if (await haveGone(passing)) return true;
    }
    for (const { id, place } of leaving) {
      if (this.#places.get(id) === place) this.#places.delete(id);
      going.inFlight.delete(place.index);
    }
    // The disk does not keep up, or the way is gone: then the next one calls.
    this.#ports.clock.after(pauseBounds.firstMs, () => this.ready(lane));
    return false;
  }

  #settle(going: Going, part: { readonly index: number; readonly session: SessionId | undefined }, ack: Ack): void {
    const { peer } = going.kept;
    const lane = this.#ports.laneTo(peer);
    const failed = (error: unknown): void => this.#ports.events.internalError('parts', error);
    if (ack.outcome === 'delivered') {
      this.#pauses.delete(peer);
      going.arrived.add(part.index);
      // Losing this write costs that the part is sent once more.
      this.#ports.store.commit([keep(going)], { lazy: true }).catch(failed);
      if (isComplete(going)) {
        this.#forget(going);
        lane.release(going.id);
      }
      return;
    }
    const again = reasonToRetry(ack);
    if (again === undefined) lane.giveUp(going.id, ack).catch(failed);
    else if (!sessionGone.has(again)) this.#pauses.set(peer, (this.#pauses.get(peer) ?? 0) + 1);
    else if (part.session !== undefined) lane.lost(part.session).catch(failed);
  }

  /** The peer asked for time. */
  #pause(peer: Did): Promise<void> {
    const { clock, random } = this.#ports;
    const spread = (random(1)[0] ?? 0) / 255;
    const waitMs = backoffMs((this.#pauses.get(peer) ?? 1) - 1, pauseBounds, spread);
    return new Promise((resolve) => void clock.after(waitMs, resolve));
  }

  #remember(going: Going, pieces: readonly Uint8Array[]): void {
    const bytes = lengthOf(pieces);
    if (this.#inMemory + bytes > maxInMemory) return;
    this.#inMemory += bytes;
    going.pieces = pieces;
  }

  #forget(going: Going): void {
    this.#inMemory -= lengthOf(going.pieces ?? []);
    going.pieces = undefined;
  }

  #recall(going: Going): void {
    for (const index of going.inFlight.keys()) this.#places.delete(idOf(going, index));
    going.inFlight.clear();
  }

  /** What the outbox holds of a message and the parts of its body are one commit, so they are there. */
  #piece(id: MessageId, index: number): Uint8Array {
    const piece = this.#ports.store.get('part', keyOf(id, index));
    if (piece === undefined) throw new RangeError('a part of a message in the outbox is not in the store');
    return piece;
  }
}

/** Whether all of them left; a channel that is lost meanwhile, or takes no more, reports for itself. */
function haveGone({ gone }: Passing): Promise<boolean> {
  return gone.then(
    () => true,
    () => false,
  );
}

function isComplete({ arrived, kept }: Going): boolean {
  return arrived.size >= kept.parts;
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** The next ones to go, at most `count`. */
function nextOf({ arrived, inFlight, kept }: Going, count: number): readonly number[] {
  const next: number[] = [];
  for (let index = 0; index < kept.parts && next.length < count; index++)
    if (!arrived.has(index) && !inFlight.has(index)) next.push(index);
  return next;
}

function keyOf(id: MessageId, index: number): string {
  return `out/${id}/${String(index).padStart(2, '0')}`;
}

function keep({ id, kept, arrived }: Going): Operation {
  const value = utf8(JSON.stringify({ ...kept, arrived: [...arrived] }));
  return { kind: 'put', space: 'transfer', key: `out/${id}`, value };
}

/**
 * The id of a part: of the time of its message, and the same whenever it is sent, so that a copy is recognised. Another
 * one where all go again, because one that came before would be taken for a copy.
 */
function idOf({ id, kept: { round = 0 } }: Pick<Going, 'id' | 'kept'>, index: number): MessageId {
  const name = round === 0 ? `${id}/${index}` : `${id}/${index}/${round}`;
  const own = parseMessageId(id.slice(0, 12) + toHex(sha256(utf8(name))).slice(0, 20));
  if (own === undefined) throw new RangeError('a message id is not of its form');
  return own;
}
