import type { Did } from './base/base.ts';

/**
 * Signed bytes held at most of agents of which only the end is known: several thousand. Beyond, those go first for
 * whom nobody signs whom this node knows, the oldest first, then the oldest of the organisation that has the most.
 */
const maxStrangerBytes = 8 * 1024 * 1024;

interface Stranger {
  /** Id of an organisation that this node knows and that signs for the agent. */
  readonly organisation: string | undefined;
  readonly bytes: number;
}

/**
 * Agents of which nothing but a revocation is held, so that they are refused when they come. Whoever makes up agents
 * and revokes them takes no room from those for whom a known organisation signs.
 */
export class Strangers {
  readonly #maxBytes: number;
  /** Oldest first. */
  readonly #all = new Map<Did, Stranger>();
  readonly #shares = new Map<string, number>();
  #bytes = 0;

  constructor(maxBytes = maxStrangerBytes) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#all.size;
  }

  /** Notes an agent, or what is held of it now. */
  add(did: Did, stranger: Stranger): void {
    this.remove(did);
    this.#all.set(did, stranger);
    this.#count(stranger, 1);
  }

  /** It is no stranger any more, or forgotten. */
  remove(did: Did): void {
    const known = this.#all.get(did);
    if (known === undefined) return;
    this.#all.delete(did);
    this.#count(known, -1);
  }

  /** Whom to forget so that the rest fits; none that is awaited. Each is removed here. */
  overflow(isAwaited: (did: Did) => boolean): readonly Did[] {
    const gone: Did[] = [];
    while (this.#bytes > this.#maxBytes) {
      const next = this.#oldest(undefined, isAwaited) ?? this.#oldest(this.#largest(), isAwaited);
      if (next === undefined) break;
      this.remove(next);
      gone.push(next);
    }
    return gone;
  }

  #oldest(organisation: string | undefined, isAwaited: (did: Did) => boolean): Did | undefined {
    for (const [did, stranger] of this.#all) if (stranger.organisation === organisation && !isAwaited(did)) return did;
    return undefined;
  }

  #largest(): string | undefined {
    let largest: string | undefined;
    for (const [organisation, bytes] of this.#shares)
      if (bytes > (largest === undefined ? 0 : (this.#shares.get(largest) ?? 0))) largest = organisation;
    return largest;
  }

  #count({ organisation, bytes }: Stranger, sign: 1 | -1): void {
    this.#bytes += sign * bytes;
    if (organisation === undefined) return;
    const share = (this.#shares.get(organisation) ?? 0) + sign * bytes;
    if (share > 0) this.#shares.set(organisation, share);
    else this.#shares.delete(organisation);
  }
}
