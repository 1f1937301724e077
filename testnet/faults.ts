/** Longest delay that a way may have, milliseconds: beyond, nodes give each other up, which is what `cut` is for. */
export const maxDelayMs = 10_000;

/** What is done to the way between two. */
export interface Fault {
  /** Their aliases, in the order of the alphabet. */
  readonly between: readonly [one: string, other: string];
  readonly cut: boolean;
  /** Milliseconds, each way. */
  readonly delayMs: number;
}

/** What is wrong between which organisations, by alias. Who carries traffic asks before each piece of it. */
export class Faults {
  readonly #cut = new Set<string>();
  readonly #delays = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  /** Cuts the way between two, in both directions. */
  cut(one: string, other: string): void {
    this.#cut.add(pairOf(one, other));
    this.#changed();
  }

  /** Takes away every cut and delay. */
  heal(): void {
    this.#cut.clear();
    this.#delays.clear();
    this.#changed();
  }

  /** Lets what goes between two arrive so much later, each way; 0 for not at all. Throws RangeError beyond `maxDelayMs`. */
  delay(one: string, other: string, ms: number): void {
    if (!Number.isInteger(ms) || ms < 0 || ms > maxDelayMs)
      throw new RangeError(`A delay is a whole number of milliseconds from 0 to ${maxDelayMs}.`);
    this.#delays.set(pairOf(one, other), ms);
  }

  /** Whether nothing passes between two. A dialler that nobody knows is cut off from whoever is cut off from anybody. */
  isCut(dialler: string | undefined, dialled: string): boolean {
    if (dialler !== undefined) return this.#cut.has(pairOf(dialler, dialled));
    return [...this.#cut].some((pair) => pair.split(' ').includes(dialled));
  }

  /** Milliseconds. */
  delayOf(dialler: string | undefined, dialled: string): number {
    return dialler === undefined ? 0 : (this.#delays.get(pairOf(dialler, dialled)) ?? 0);
  }

  /** Told whenever ways are cut or healed. The returned function ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Every way that is cut or delayed. */
  all(): readonly Fault[] {
    const delayed = [...this.#delays].filter(([, ms]) => ms > 0).map(([pair]) => pair);
    return [...new Set([...this.#cut, ...delayed])].map((pair) => {
      const [one = '', other = ''] = pair.split(' ');
      return { between: [one, other], cut: this.#cut.has(pair), delayMs: this.#delays.get(pair) ?? 0 };
    });
  }

  /** For people: `acme | globex` for a cut, `acme ~ globex 200 ms` for a delay. */
  describe(): readonly string[] {
    const cuts = [...this.#cut].map((pair) => pair.replace(' ', ' | '));
    const delays = [...this.#delays].filter(([, ms]) => ms > 0);
    return [...cuts, ...delays.map(([pair, ms]) => `${pair.replace(' ', ' ~ ')} ${ms} ms`)];
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function pairOf(one: string, other: string): string {
  return [one, other].toSorted().join(' ');
}
