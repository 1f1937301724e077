import { concat, sha256, toHex, u64be, utf8, type Millis, type MeshDid } from './base/base.ts';
import type { CarriedFrame, RelayLine } from './bridge/bridge.ts';
import type { Operation, Store } from './store/store.ts';

/** Frames kept for one client, bytes of them, and frames of one sender among them: beyond, a frame is refused and its sender told. */
const maxFrames = 20_000;
const maxQueuedBytes = 64 * 1024 * 1024;
const maxOfSender = 15_000;
/** Frames, and bytes of them, that a client has in hand at once: what the system's buffers of a socket hold. */
const windowFrames = 64;
const windowBytes = 128 * 1024;
/** How long a client may take over a message before it counts as one that it could not open, milliseconds. */
const stuckMs = 30_000;
/** How long a frame is kept, milliseconds: the wire protocol's 72 hours. */
const keptMs = 72 * 3_600_000;

interface Entry {
  readonly seq: number;
  readonly frame: CarriedFrame;
  readonly bytes: number;
  readonly at: Millis;
  /** On disk. */
  isVisible: boolean;
  /** When it was handed to the client on this connection; undefined while it waits. */
  sent: Millis | undefined;
  /** The how manyth it was handed over as. */
  turn: number;
}

/** What is said of a frame that was taken. Clients say its id only. */
type Which = Pick<CarriedFrame, 'id'> & Partial<Pick<CarriedFrame, 'from' | 'type'>>;

/** What a queue needs of its gateway. */
interface QueuePorts {
  readonly store: Store;
  now(): Millis;
  /** Whether messages of this sender wait: its KNOCK is not answered, or the client takes none. */
  isHeld(from: MeshDid): boolean;
  problem(error: unknown): void;
}

/**
 * Frames for one client, in the order of their arrival, on disk until the client took them.
 *
 * A client of the legacy generation cannot tell a message that comes again from a forged one, and ends its session
 * at either. So when its connection breaks off without a word, what it had in hand counts as taken: on one machine
 * what was written is read. When it says that it closes, everything it did not acknowledge comes again.
 */
export class FrameQueue {
  readonly did: MeshDid;
  readonly #ports: QueuePorts;
  readonly #entries = new Map<number, Entry>();
  readonly #ofSender = new Map<string, number>();
  #bytes = 0;
  #next = 1;
  #line: { readonly line: RelayLine; readonly isLegacy: boolean } | undefined;
  #inHand = { frames: 0, bytes: 0 };
  /** Ids of those that the client says that it took, and only by these. */
  readonly #idsInHand = new Set<string>();
  #isPaused = false;
  #isNoting = false;
  /** Of the frames handed over: how many, and the latest one that the client acknowledged. */
  #turns = 0;
  #lastTaken = 0;
  #heard: Millis | undefined;

  constructor(did: MeshDid, ports: QueuePorts) {
    this.did = did;
    this.#ports = ports;
  }

  get count(): number {
    return this.#entries.size;
  }

  /** Frames that the client has in hand and has not acknowledged. */
  get inHand(): number {
    return this.#inHand.frames;
  }

  get isConnected(): boolean {
    return this.#line !== undefined;
  }

  /** Numbers of the messages that the client had in hand when the node ended. */
  lastInHand(): ReadonlySet<number> {
    const noted = this.#ports.store.get('frame', handKey(this.did));
    return new Set(noted === undefined ? [] : Array.from({ length: noted.length / 8 }, (_, i) => numberAt(noted, i)));
  }

  /** Takes a frame up again at start; frames come in the order of their numbers. */
  restore(seq: number, frame: CarriedFrame, about: { readonly bytes: number; readonly at: Millis }): void {
    this.#next = Math.max(this.#next, seq + 1);
    this.#add({ seq, frame, ...about, isVisible: true, sent: undefined, turn: 0 });
  }

  /** Whether so many bytes more from this sender are more than is kept. */
  isFull(from: MeshDid, bytes: number): boolean {
    if (this.#entries.size >= maxFrames || this.#bytes + bytes > maxQueuedBytes) return true;
    return (this.#ofSender.get(from) ?? 0) >= maxOfSender;
  }

  /** The write that takes a frame in; `arrived` must follow when it is committed. */
  put(frame: CarriedFrame, body: Uint8Array): { readonly operation: Operation; arrived(): void } {
    const seq = this.#next++;
    const at = this.#ports.now();
    const entry: Entry = { seq, frame, bytes: body.length, at, isVisible: false, sent: undefined, turn: 0 };
    this.#add(entry);
    const value = concat(u64be(at), body);
    return {
      operation: { kind: 'put', space: 'frame', key: keyOf(this.did, seq), value },
      arrived: () => {
        entry.isVisible = true;
        this.pump();
      },
    };
  }

  /** The client is here: frames go to it from now on. */
  attach(line: RelayLine, isLegacy: boolean): void {
    this.#line = { line, isLegacy };
    this.#nothingInHand();
    this.#isPaused = false;
    for (const entry of this.#entries.values()) entry.sent = undefined;
    this.pump();
  }

  /** The connection ended. */
  detach(line: RelayLine, isClean: boolean): void {
    if (this.#line?.line !== line) return;
    const { isLegacy } = this.#line;
    this.#line = undefined;
    const inHand = [...this.#entries.values()].filter(({ sent }) => sent !== undefined);
    for (const entry of inHand) entry.sent = undefined;
    this.#nothingInHand();
    if (isLegacy && !isClean) this.#forget(inHand);
    this.#note();
  }

  /** The client said something, whatever it was. */
  heard(): void {
    this.#heard = this.#ports.now();
  }

  /** Ends the connection, when there is one. */
  close(code: number, reason: string): void {
    this.#line?.line.close(code, reason);
  }

  /** Sends nothing more: the node stops. */
  pause(): void {
    this.#isPaused = true;
  }

  /** The client took a frame, of which it says at least the id; what it was, undefined when it has none such in hand. */
  took(which: Which): CarriedFrame | undefined {
    const entry = this.#handed(which);
    if (entry === undefined) return undefined;
    this.#lastTaken = Math.max(this.#lastTaken, entry.turn);
    this.#forget([entry]);
    this.pump();
    return entry.frame;
  }

  /** The writes by which the agent of this node takes a frame, for the commit of what it did with it; `done` follows. */
  taking(which: Required<Which>): { readonly operations: readonly Operation[]; readonly done: () => void } {
    const entry = this.#handed(which);
    if (entry === undefined) return { operations: [], done: () => undefined };
    return {
      operations: [{ kind: 'delete', space: 'frame', key: keyOf(this.did, entry.seq) }],
      done: () => {
        this.#lastTaken = Math.max(this.#lastTaken, entry.turn);
        this.#drop(entry);
        this.pump();
      },
    };
  }

  /** Removes what is queued from a sender and was not handed over; what it was, and the writes. */
  clear(from: MeshDid): { readonly frames: readonly CarriedFrame[]; readonly operations: readonly Operation[] } {
    const gone = [...this.#entries.values()].filter(({ frame }) => frame.from === from && frame.type !== 'error');
    for (const entry of gone) this.#drop(entry);
    return {
      frames: gone.map(({ frame }) => frame),
      operations: gone.map(({ seq }) => ({ kind: 'delete', space: 'frame', key: keyOf(this.did, seq) })),
    };
  }

  /** Removes messages that the client did not take in time, and frames that are too old; what they were. */
  overdue(now: Millis): readonly { readonly frame: CarriedFrame; readonly why: 'undecryptable' | 'message-expired' }[] {
    // A client that says much says late what it took: behind all that is not read yet.
    const isSilent = this.#heard === undefined || now - this.#heard > stuckMs;
    const stuck = ({ frame, sent, turn }: Entry): boolean =>
      frame.type === 'message' && sent !== undefined && now - sent > stuckMs && (isSilent || turn < this.#lastTaken);
    const late = [...this.#entries.values()].filter((entry) => now - entry.at > keptMs || stuck(entry));
    this.#forget(late);
    if (late.length > 0) this.pump();
    return late.map((entry) => ({ frame: entry.frame, why: stuck(entry) ? 'undecryptable' : 'message-expired' }));
  }

  /** Hands over what may go, as far as the client's window reaches. */
  pump(): void {
    const at = this.#line;
    if (at === undefined || this.#isPaused) return;
    const waiting = new Set<MeshDid>();
    for (const entry of this.#entries.values()) {
      if (this.#inHand.frames >= windowFrames || this.#inHand.bytes >= windowBytes) return;
      // Commits complete in their order, so what follows is not on disk either.
      if (!entry.isVisible) return;
      if (entry.sent !== undefined) continue;
      if (!this.#mayGo(entry.frame, waiting)) continue;
      this.#send(entry, at.line);
      if (at.isLegacy) this.#noteSoon();
    }
  }

  /** Whether a frame need not wait; `waiting` are the senders whose frames do. */
  #mayGo({ type, from, id }: CarriedFrame, waiting: Set<MeshDid>): boolean {
    if (type === 'message' && this.#ports.isHeld(from)) return false;
    // Another sender's frame of that id is in hand: this one waits, and what its sender sent after it.
    if (isAcknowledged({ type }) && this.#idsInHand.has(id)) waiting.add(from);
    return !waiting.has(from);
  }

  /** Once for everything that changes in one turn. */
  #noteSoon(): void {
    if (this.#isNoting) return;
    this.#isNoting = true;
    queueMicrotask(() => {
      this.#isNoting = false;
      this.#note();
    });
  }

  /** Notes what the client has in hand, for a start after a crash. */
  #note(): void {
    const numbers: Uint8Array[] = [];
    for (const { seq, sent } of this.#entries.values()) if (sent !== undefined) numbers.push(u64be(seq));
    const operation: Operation = { kind: 'put', space: 'frame', key: handKey(this.did), value: concat(...numbers) };
    this.#ports.store.commit([operation], { lazy: true }).catch((error: unknown) => this.#ports.problem(error));
  }

  #send(entry: Entry, line: RelayLine): void {
    entry.sent = this.#ports.now();
    entry.turn = ++this.#turns;
    this.#inHand.frames++;
    this.#inHand.bytes += entry.bytes;
    if (isAcknowledged(entry.frame)) this.#idsInHand.add(entry.frame.id);
    const value = this.#ports.store.get('frame', keyOf(this.did, entry.seq));
    const sent = value === undefined ? Promise.resolve(true) : line.send(value.subarray(8));
    // Of these no client says that it took them.
    if (!isAcknowledged(entry.frame)) {
      void sent.then((isSent) => this.#handedOver(entry, isSent));
    }
  }

  #handedOver(entry: Entry, isSent: boolean): void {
    if (isSent && this.#entries.has(entry.seq)) this.#forget([entry]);
    this.pump();
  }

  /** The frame in hand that the client means. No two in hand have one id, so the id alone names one sender's. */
  #handed({ id, from, type }: Which): Entry | undefined {
    for (const entry of this.#entries.values()) {
      const { sent, frame } = entry;
      if (sent === undefined || frame.id !== id || !isAcknowledged(frame)) continue;
      if ((from ?? frame.from) === frame.from && (type ?? frame.type) === frame.type) return entry;
    }
    return undefined;
  }

  #nothingInHand(): void {
    this.#inHand = { frames: 0, bytes: 0 };
    this.#idsInHand.clear();
  }

  #forget(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) this.#drop(entry);
    const operations = entries.map(({ seq }): Operation => ({
      kind: 'delete',
      space: 'frame',
      key: keyOf(this.did, seq),
    }));
    this.#ports.store.commit(operations, { lazy: true }).catch((error: unknown) => this.#ports.problem(error));
  }

  #add(entry: Entry): void {
    this.#entries.set(entry.seq, entry);
    this.#bytes += entry.bytes;
    const { from } = entry.frame;
    this.#ofSender.set(from, (this.#ofSender.get(from) ?? 0) + 1);
  }

  #drop(entry: Entry): void {
    if (!this.#entries.delete(entry.seq)) return;
    this.#bytes -= entry.bytes;
    const { from } = entry.frame;
    const left = (this.#ofSender.get(from) ?? 1) - 1;
    if (left > 0) this.#ofSender.set(from, left);
    else this.#ofSender.delete(from);
    if (entry.sent === undefined) return;
    this.#inHand.frames--;
    this.#inHand.bytes -= entry.bytes;
    if (isAcknowledged(entry.frame)) this.#idsInHand.delete(entry.frame.id);
  }
}

/** Whether a client says of a frame that it took it. */
function isAcknowledged({ type }: Pick<CarriedFrame, 'type'>): boolean {
  return type === 'message' || type === 'knock';
}

/** What stands before the number in the key of a queued frame. */
export function queuePrefix(did: MeshDid): string {
  return `q/${did}/`;
}

function keyOf(did: MeshDid, seq: number): string {
  return `${queuePrefix(did)}${seq.toString(16).padStart(14, '0')}`;
}

/** Where the numbers of the frames stand that a client has in hand. */
function handKey(did: MeshDid): string {
  return `h/${did}`;
}

function numberAt(bytes: Uint8Array, index: number): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset + index * 8, 8).getBigUint64(0));
}

/** Reads the number of a queued frame from its key. */
export function seqOf(key: string): number {
  return Number.parseInt(key.slice(key.lastIndexOf('/') + 1), 16);
}

/** Where it is noted that a frame came: its receiver, then a hash of what makes it the same. */
export function seenFrameKey(to: MeshDid, from: MeshDid, what: string): string {
  return `s/${toHex(sha256(utf8(`${to}\0${from}\0${what}`))).slice(0, 40)}`;
}
