import type { Write } from './coalescer.ts';
import { readAheadBytes } from './bounds.ts';
import type { ContinuityNote } from './continuity.ts';
import type { EpochFile } from './epoch-file.ts';
import type { Database } from './format.ts';
import { databaseKey, passingSpaces, spaceEnd } from './space.ts';
import type { Vault } from './vault.ts';

/** When the next epoch begins, and how what lives is moved into it. */
export const epochBounds = {
  /** What was replaced or removed can be read on disk this long, milliseconds, as long as something else is written. */
  turnAfterMs: 5 * 60_000,
  /** Writes after which an epoch ends sooner: a busy node forgets in messages, not in minutes. */
  turnAfterWrites: 10_000,
  /** Then at least this long, milliseconds: a turn costs four syncs and seals every session anew. */
  minMs: 60_000,
  /**
   * Bytes a second that turns may write, on average: with a backlog of gigabytes epochs last longer, instead of the
   * disk being written over and over.
   */
  bytesPerSecond: 256 * 1024,
  /** Bytes and values sealed anew in one commit: a fraction of what a group takes, so that others pass between. */
  stepBytes: 256 * 1024,
  stepValues: 256,
} as const;

/** What the epochs of a store work on. */
export interface EpochPorts {
  readonly database: Database;
  readonly file: EpochFile;
  readonly vault: Vault;
  /** Writes in the order of the calls, resolving when on disk. */
  readonly commit: (writes: readonly Write[]) => Promise<void>;
  /** Notes in the database which epoch is in force, and the count; on disk when it resolves. */
  readonly note: (note: Pick<ContinuityNote, 'epoch' | 'generation'>) => Promise<void>;
}

/**
 * The epochs of a store: when one is over, a new key is drawn, every value that lives is sealed anew under it, and
 * the old key is overwritten. What was removed or replaced before then is on disk still, and nothing opens it.
 *
 *     key added beside ─ noted ─ new values under it ─ old values moved, in commits ─ old key overwritten
 *
 * After a crash at any point both keys that values may be under are in the file, and opening the store finishes
 * what was begun (crypto.md, At rest).
 */
export class Epochs {
  readonly #ports: EpochPorts;
  #writes = 0;
  #movedBytes = 0;
  #lastTurn: number | undefined;
  #turning: Promise<void> | undefined;
  #closing = false;

  constructor(ports: EpochPorts) {
    this.#ports = ports;
  }

  /** A passing value was written or removed, so there is something to forget. */
  wrote(): void {
    this.#writes++;
  }

  /** Begins a new epoch when the last one is over; `now` in milliseconds. Resolves when the old key is gone. */
  async turn(now: number): Promise<void> {
    if (this.#turning !== undefined || this.#closing || !this.#isDue(now)) return this.#turning;
    this.#lastTurn = now;
    this.#turning = this.#turn().finally(() => (this.#turning = undefined));
    return this.#turning;
  }

  #isDue(now: number): boolean {
    if (this.#writes === 0) return false;
    if (this.#lastTurn === undefined) return true;
    // A clock that was set back must not put off forgetting.
    const passed = Math.abs(now - this.#lastTurn);
    if (passed < (this.#movedBytes / epochBounds.bytesPerSecond) * 1000) return false;
    const { turnAfterMs, turnAfterWrites, minMs } = epochBounds;
    return passed >= turnAfterMs || (passed >= minMs && this.#writes >= turnAfterWrites);
  }

  async #turn(): Promise<void> {
    const { file, vault } = this.#ports;
    this.#writes = 0;
    const { epoch, key } = await file.add();
    await this.advance(epoch);
    vault.add(epoch, key);
    await this.settle();
  }

  /** Counts one on, in the store first: see `brokenBy`. */
  async advance(epoch: number): Promise<void> {
    const { file, note } = this.#ports;
    const generation = file.generation + 1;
    await note({ epoch, generation });
    await file.count(generation);
  }

  /** Moves every value of an older epoch into the one in force, then overwrites the older keys. */
  async settle(): Promise<void> {
    const { file, vault, commit } = this.#ports;
    // What was sealed before the new epoch and still waits for the disk passes first.
    await commit([]);
    this.#movedBytes = 0;
    for (const space of passingSpaces) {
      if (!(await this.#move(databaseKey(space, ''), spaceEnd(space)))) return;
    }
    for (const old of [...file.keys.keys()].filter((epoch) => epoch !== file.newest)) {
      await file.erase(old);
      vault.forget(old);
    }
  }

  /** False when the store closes meanwhile; the next opening goes on. */
  async #move(from: Uint8Array, to: Uint8Array): Promise<boolean> {
    const { database, vault, commit } = this.#ports;
    const iterator = database.iterator({ gte: from, lt: to, highWaterMarkBytes: readAheadBytes });
    let step: Write[] = [];
    let bytes = 0;
    try {
      for (let entry = await iterator.next(); entry !== undefined; entry = await iterator.next()) {
        if (!vault.isOld(entry[1])) continue;
        // A copy: the iterator's memory is shared among entries.
        step.push({ type: 'renew', key: new Uint8Array(entry[0]) });
        bytes += entry[1].length;
        if (bytes < epochBounds.stepBytes && step.length < epochBounds.stepValues) continue;
        if (this.#closing) return false;
        await commit(step);
        this.#movedBytes += bytes;
        [step, bytes] = [[], 0];
      }
    } finally {
      await iterator.close();
    }
    this.#movedBytes += bytes;
    if (step.length > 0) await commit(step);
    return true;
  }

  /** No turn begins any more, and one under way ends early. */
  async stop(): Promise<void> {
    this.#closing = true;
    await this.#turning?.catch(() => undefined);
  }
}
