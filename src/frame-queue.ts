import type { Change } from './ahead.ts';
import { concat, u64be, type Millis, type MeshDid } from './base/base.ts';
import type { CarriedFrame, RelayLine } from './bridge/bridge.ts';
import type { Operation, Store } from './store/store.ts';

/** Frames kept for one client, bytes of them, and frames of one sender among them: beyond, a frame is refused and its sender told. */
const maxFrames = 20_000;
const maxQueuedBytes = 64 * 1024 * 1024;
const maxOfSender = 15_000;
/** Frames, and bytes of them, that a client has in hand at once: what the system's buffers of a socket hold. */
const windowFrames = 64;
const windowBytes = 128 * 1024;
/** Bytes of frames kept at hand for the client, beside the disk: what comes is mostly handed over at once. */
const maxAtHandBytes = 256 * 1024;
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
  /** Whether the system has taken all of it, on this connection: what it has not the client cannot have. */
  isWritten: boolean;
  /** The how manyth it was handed over as. */
  turn: number;
  /** Commits under way that remove it: meanwhile it is handed over to nobody. */
  leaving: number;
  /** What is on disk, while it is kept at hand. */
  body: Uint8Array | undefined;
}

/** As an entry begins. */
const begun = { sent: undefined, isWritten: false, turn: 0, leaving: 0, body: undefined } as const;

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
 * at either. So when its connection breaks off without a word, what was written to it counts as taken: on one machine
 * what was written is read. When it says that it closes, or answers our close, everything it did not acknowledge comes
 * again: it said what it took before that, for it reads and says one thing after the other.
 */
export class FrameQueue {
  readonly did: MeshDid;
  readonly #ports: QueuePorts;
  readonly #entries = new Map<number, Entry>();
  readonly #ofSender = new Map<string, number>();
  #bytes = 0;
  #next = 1;
  #line: { readonly line: RelayLine; readonly isLegacy: boolean } | undefined;
  /** What the client has in hand. */
  readonly #inHand = new Set<Entry>();
  #inHandBytes = 0;
  #atHandBytes = 0;
  /** Ids of those that the client says that it took, and only by these. */
  readonly #idsInHand = new Set<string>();
  #isPaused = false;
  #isNoting = false;
  #noteAgain = false;
  /** Of the frames handed over: how many, and the latest one that the client acknowledged. */
  #turns = 0;
  #lastTaken = 0;
  #heard: Millis | undefined;
  /** Removals that found no room on the way to the disk: they go with the next. */
  #leftOver: Operation[] = [];

  constructor(did: MeshDid, ports: QueuePorts) {
    this.did = did;
    this.#ports = ports;
  }

  get count(): number {
    return this.#entries.size;
  }

  /** Frames that the client has in hand and has not acknowledged. */
  get inHand(): number {
    return this.#inHand.size;
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
    this.#add({ seq, frame, ...about, isVisible: true, ...begun });
  }

  /** Whether so many bytes more from this sender are more than is kept. */
  isFull(from: MeshDid, bytes: number): boolean {
    if (this.#entries.size >= maxFrames || this.#bytes + bytes > maxQueuedBytes) return true;
    return (this.#ofSender.get(from) ?? 0) >= maxOfSender;
  }

  /** Takes a frame in: it counts at once, and is handed over once it is on disk. */
  put(frame: CarriedFrame, body: Uint8Array): Change {
    const seq = this.#next++;
    const at = this.#ports.now();
    const entry: Entry = { seq, frame, bytes: body.length, at, isVisible: false, ...begun };
    this.#add(entry);
    const value = concat(u64be(at), body);
    this.#keepAtHand(entry, value);
    return {
      operations: [{ kind: 'put', space: 'frame', key: keyOf(this.did, seq), value }],
      landed: () => {
        entry.isVisible = true;
        this.pump();
      },
      failed: () => {
        this.#drop(entry);
        this.pump();
      },
    };
  }

  /** The client is here: frames go to it from now on. */
  attach(line: RelayLine, isLegacy: boolean): void {
    this.#line = { line, isLegacy };
    this.#nothingInHand();
    this.pump();
  }

  /** The connection ended; `isClean` when the client said so, and so acknowledged before what it took. */
  detach(line: RelayLine, isClean: boolean): void {
    if (this.#line?.line !== line) return;
    const { isLegacy } = this.#line;
    this.#line = undefined;
    const written = [...this.#inHand].filter(({ isWritten }) => isWritten);
    this.#nothingInHand();
    if (!isLegacy) return;
    if (!isClean) this.#forget(written);
    this.#noteSoon();
  }

  /** The client said something, whatever it was. */
  heard(): void {
    this.#heard = this.#ports.now();
  }

  /** Ends the connection, when there is one. */
  close(code: number, reason: string): void {
    this.#line?.line.close(code, reason);
  }

  /** Sends nothing more, on whatever connection: the node stops. */
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

  /** Removes what is queued from a sender, in hand or not; `gone` is told of each once that is on disk. */
  clear(from: MeshDid, gone: (frame: CarriedFrame) => void): Change {
    const all = [...this.#entries.values()].filter(({ frame }) => frame.from === from && frame.type !== 'error');
    return this.#leave(all, gone);
  }

  #leave(entries: readonly Entry[], gone: (frame: CarriedFrame) => void): Change {
    for (const entry of entries) entry.leaving++;
    return {
      operations: entries.map(({ seq }) => ({ kind: 'delete', space: 'frame', key: keyOf(this.did, seq) })),
      landed: () => {
        for (const entry of entries) if (this.#drop(entry)) gone(entry.frame);
        this.pump();
      },
      failed: () => {
        for (const entry of entries) entry.leaving--;
        this.pump();
      },
    };
  }

  /** Messages that the client did not take in time, and frames that are too old, each with its removal. */
  overdue(now: Millis): readonly {
    readonly frame: CarriedFrame;
    readonly why: 'undecryptable' | 'message-expired';
    readonly change: Change;
  }[] {
    // A client that says much says late what it took: behind all that is not read yet.
    const isSilent = this.#heard === undefined || now - this.#heard > stuckMs;
    const stuck = ({ frame, sent, turn }: Entry): boolean =>
      frame.type === 'message' && sent !== undefined && now - sent > stuckMs && (isSilent || turn < this.#lastTaken);
    const late = [...this.#entries.values()].filter(
      (entry) => entry.leaving === 0 && (now - entry.at > keptMs || stuck(entry)),
    );
    return late.map((entry) => ({
      frame: entry.frame,
      why: stuck(entry) ? 'undecryptable' : 'message-expired',
      change: this.#leave([entry], () => undefined),
    }));
  }

  /** Hands over what may go, as far as the client's window reaches. */
  pump(): void {
    const at = this.#line;
    if (at === undefined || this.#isPaused) return;
    const waiting = new Set<MeshDid>();
    for (const entry of this.#entries.values()) {
      if (this.#inHand.size >= windowFrames || this.#inHandBytes >= windowBytes) return;
      // Commits complete in their order, so what follows is not on disk either.
      if (!entry.isVisible) return;
      if (entry.sent !== undefined || entry.leaving > 0) continue;
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

  /** Once for all that changes until the note before is on disk. */
  #noteSoon(): void {
    this.#noteAgain = true;
    if (this.#isNoting) return;
    this.#isNoting = true;
    queueMicrotask(() => void this.#note());
  }

  /** Notes what the client has in hand, for a start after a crash. */
  async #note(): Promise<void> {
    do {
      this.#noteAgain = false;
      const value = concat(...[...this.#inHand].map(({ seq }) => u64be(seq)));
      await this.#commitSoon([{ kind: 'put', space: 'frame', key: handKey(this.did), value }]);
    } while (this.#noteAgain);
    this.#isNoting = false;
  }

  #send(entry: Entry, line: RelayLine): void {
    entry.sent = this.#ports.now();
    entry.turn = ++this.#turns;
    this.#inHand.add(entry);
    this.#inHandBytes += entry.bytes;
    if (isAcknowledged(entry.frame)) this.#idsInHand.add(entry.frame.id);
    const value = entry.body ?? this.#ports.store.get('frame', keyOf(this.did, entry.seq));
    this.#putAway(entry);
    const sent = value === undefined ? Promise.resolve(true) : line.send(value.subarray(8));
    void sent.then((isSent) => this.#written(entry, line, isSent));
  }

  #written(entry: Entry, line: RelayLine, isSent: boolean): void {
    if (this.#line?.line === line && this.#inHand.has(entry)) entry.isWritten = isSent;
    if (isAcknowledged(entry.frame)) return;
    // Of these no client says that it took them.
    if (isSent && this.#entries.has(entry.seq)) this.#forget([entry]);
    this.pump();
  }

  /** The frame in hand that the client means. No two in hand have one id, so the id alone names one sender's. */
  #handed({ id, from, type }: Which): Entry | undefined {
    for (const entry of this.#inHand) {
      const { frame } = entry;
      if (frame.id !== id || !isAcknowledged(frame)) continue;
      if ((from ?? frame.from) === frame.from && (type ?? frame.type) === frame.type) return entry;
    }
    return undefined;
  }

  #nothingInHand(): void {
    for (const entry of this.#inHand) {
      entry.sent = undefined;
      entry.isWritten = false;
    }
    this.#inHand.clear();
    this.#inHandBytes = 0;
    this.#idsInHand.clear();
  }

  #keepAtHand(entry: Entry, value: Uint8Array): void {
    if (this.#atHandBytes + value.length > maxAtHandBytes) return;
    entry.body = value;
    this.#atHandBytes += value.length;
  }

  #putAway(entry: Entry): void {
    this.#atHandBytes -= entry.body?.length ?? 0;
    entry.body = undefined;
  }

  #forget(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) this.#drop(entry);
    const operations = entries.map(({ seq }): Operation => ({
      kind: 'delete',
      space: 'frame',
      key: keyOf(this.did, seq),
    }));
    void this.#commitSoon(operations);
  }

  /** What the client took it took, whatever the disk says: removals that fail are made with the next. */
  async #commitSoon(operations: readonly Operation[]): Promise<void> {
    const all = [...this.#leftOver.splice(0), ...operations];
    try {
      await this.#ports.store.commit(all, { lazy: true });
    } catch (error) {
      this.#leftOver.push(...all.filter(({ kind }) => kind === 'delete'));
      this.#ports.problem(error);
    }
  }

  #add(entry: Entry): void {
    this.#entries.set(entry.seq, entry);
    this.#bytes += entry.bytes;
    const { from } = entry.frame;
    this.#ofSender.set(from, (this.#ofSender.get(from) ?? 0) + 1);
  }

  /** Whether it was there. */
  #drop(entry: Entry): boolean {
    if (!this.#entries.delete(entry.seq)) return false;
    this.#putAway(entry);
    this.#bytes -= entry.bytes;
    const { from } = entry.frame;
    const left = (this.#ofSender.get(from) ?? 1) - 1;
    if (left > 0) this.#ofSender.set(from, left);
    else this.#ofSender.delete(from);
    if (!this.#inHand.delete(entry)) return true;
    this.#inHandBytes -= entry.bytes;
    if (isAcknowledged(entry.frame)) this.#idsInHand.delete(entry.frame.id);
    return true;
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
