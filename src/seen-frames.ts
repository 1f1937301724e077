import type { Change } from './ahead.ts';
import { sha256, toHex, u64be, utf8, type Millis } from './base/base.ts';
import type { CarriedFrame } from './bridge/bridge.ts';
import { between } from './mesh-clients.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';

/** How long it is remembered, milliseconds: as long as a message of the mesh may be under way. */
const rememberedMs = 73 * 3_600_000;
/** Frames forgotten in one sweep. */
const perSweep = 20_000;

type Way = Pick<CarriedFrame, 'from' | 'to'>;

/** What came before for the local clients: ids of frames, and the ephemeral keys of KNOCKs. */
export class SeenFrames {
  readonly #store: Store;
  /** On the way to disk. */
  readonly #under = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  has(frame: Way, what: string): boolean {
    const key = seenFrameKey(frame, what);
    return this.#under.has(key) || this.#store.get('frame', key) !== undefined;
  }

  /** Whether it came, and it is not known yet whether that lasts. */
  isUnderWay(frame: Way, what: string): boolean {
    return this.#under.size > 0 && this.#under.has(seenFrameKey(frame, what));
  }

  /** Notes that it came. */
  note(frame: Way, what: string, now: Millis): Change {
    const key = seenFrameKey(frame, what);
    this.#under.add(key);
    const over = (): void => void this.#under.delete(key);
    return { operations: [{ kind: 'put', space: 'frame', key, value: u64be(now) }], landed: over, failed: over };
  }

  /** Forgets what nobody can repeat any more. */
  async forget(now: Millis): Promise<void> {
    const old: Operation[] = [];
    for await (const [key, value] of entriesOf(this.#store, 'frame', between('s/'))) {
      if (old.length >= perSweep) break;
      const at = Number(new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0));
      if (now - at > rememberedMs) old.push({ kind: 'delete', space: 'frame', key });
    }
    if (old.length > 0) await this.#store.commit(old, { lazy: true });
  }
}

/** The last key made for a frame: one is asked about, then noted. */
const made = new WeakMap<Way, { readonly what: string; readonly key: string }>();

/** Where it is noted that a frame came: its receiver, then a hash of what makes it the same. */
function seenFrameKey(frame: Way, what: string): string {
  const known = made.get(frame);
  if (known?.what === what) return known.key;
  const key = `s/${toHex(sha256(utf8(`${frame.to}\0${frame.from}\0${what}`))).slice(0, 40)}`;
  made.set(frame, { what, key });
  return key;
}
