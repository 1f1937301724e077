import { InTurn } from './in-turn.ts';

/** Something that is kept in memory as it will be on disk once the commits that are under way are. */
export interface AheadOfDisk {
  /** What was changed is on disk. */
  settled?(): void;
  /** A commit failed: what was changed since is taken from the disk again. */
  reread(): void;
}

/**
 * Steps that must not overlap, and whose changes hold only when they are on disk: after a step that failed, what it
 * changed in memory is as the disk has it. So no step may end while a commit of it is under way.
 */
export class MeshTurn {
  readonly #turn = new InTurn();
  readonly #kept: readonly AheadOfDisk[];

  constructor(kept: readonly AheadOfDisk[]) {
    this.#kept = kept;
  }

  /** Runs a step in its turn; its failure is the caller's, and the next step runs all the same. */
  async run<T>(step: () => Promise<T>): Promise<T> {
    return await this.#turn.run(async () => {
      try {
        const result = await step();
        for (const one of this.#kept) one.settled?.();
        return result;
      } catch (error) {
        for (const one of this.#kept) one.reread();
        throw error;
      }
    });
  }
}
