import type { Put, Delete, Operation, Space } from '../../../src/store/store.ts';
import { Exchanges } from '../../../src/exchanges.ts';
import type { Did } from '../../../src/base/base.ts';
import type { Ack } from '../../../src/wire/wire.ts';
import type { Plant } from '../hall-node.ts';
import { MemoryStore, type Disk } from '../memory-store.ts';
import type { Script, Timed } from './script.ts';
import type { World } from '../world.ts';

/** Says that it is on disk as soon as it is handed over. */
class HastyStore extends MemoryStore {
  override async commit(operations: readonly Operation[], options?: { readonly lazy?: boolean }): Promise<void> {
    super.commit(operations, options).catch(() => undefined);
  }
}

/** How long the ratchet waits before it is written, milliseconds. */
const lateMs = 3_000;

/** Writes sessions that stand some time after the packets sealed under them. */
class LateRatchetStore extends MemoryStore {
  readonly #world: World;
  readonly #late = new Map<string, Put>();

  constructor(world: World, disk: Disk) {
    super(world, disk);
    this.#world = world;
  }

  override commit(operations: readonly Operation[], options?: { readonly lazy?: boolean }): Promise<void> {
    const made = operations.flatMap((one): readonly Operation[] => (this.#isLate(one) ? [] : [one]));
    return super.commit(made, options);
  }

  #isLate(operation: Operation): boolean {
    if (operation.kind !== 'put' || operation.space !== 'session') return false;
    const key = String(operation.key);
    // The first write of a session is in time, so that there is one to go back to.
    if (this.get('session', operation.key) === undefined && !this.#late.has(key)) return false;
    this.#late.set(key, operation);
    this.#world.after(lateMs, () => {
      if (this.#late.get(key) === operation) super.commit([operation]).catch(() => undefined);
    });
    return true;
  }
}

/** Spaces on disk that never shrink: what is over stays. */
class HoardingStore extends MemoryStore {
  readonly #spaces: readonly Space[];

  constructor(world: World, disk: Disk, ...spaces: readonly Space[]) {
    super(world, disk);
    this.#spaces = spaces;
  }

  override commit(operations: readonly Operation[], options?: { readonly lazy?: boolean }): Promise<void> {
    const keeps = (one: Put | Delete | Operation): boolean =>
      one.kind !== 'delete' || !this.#spaces.includes(one.space);
    return super.commit(operations.filter(keeps), options);
  }
}

/** Remembers every part of every answer for ever. */
class HoardingExchanges extends Exchanges {
  override acknowledged(peer: Did, ack: Ack): boolean {
    return ack.outcome === 'delivered' ? false : super.acknowledged(peer, ack);
  }
}

interface Planted {
  readonly plant: Plant;
  readonly complaint: RegExp;
  /** What is so, and happens, instead of what a seed chooses: a slow leak takes many of a kind to show. */
  readonly script?: Partial<Script>;
}

/** Defects that the simulator has to notice, and what it is to complain about. */
export const planted: Readonly<Record<string, Planted>> = {
  'an acknowledgement before the disk has it': {
    plant: { store: (world, disk) => new HastyStore(world, disk) },
    complaint: /^(no end|lost|end|audit)/,
  },
  'a ratchet that is written after its packet left': {
    plant: { store: (world, disk) => new LateRatchetStore(world, disk) },
    complaint: /^key reused/,
  },
  'a restart that forgets what came before': {
    plant: { atStart: (disk) => disk.delete('seen') },
    complaint: /^twice|cursor/,
  },
  'an outbox that never shrinks': {
    plant: { store: (world, disk) => new HoardingStore(world, disk, 'outbox', 'part') },
    complaint: /^outbox: .* left on disk/,
  },
  'parts of large messages that are never forgotten': {
    plant: { store: (world, disk) => new HoardingStore(world, disk, 'transfer') },
    complaint: /^parts: .* keeps (in|out)/,
  },
  'a list of parts that never shrinks': {
    plant: { exchanges: (ports) => new HoardingExchanges(ports) },
    complaint: /^memory: exchanges\.#parts/,
    script: {
      happenings: Array.from({ length: 40 }, (_, i): Timed => ({ at: 1_000 * i, kind: 'call', from: 0, to: 1 })),
    },
  },
};
