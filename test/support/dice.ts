/** Numbers that look random and come again with the same seed, so that a failure can be run once more. */
export interface Dice {
  readonly seed: number;
  /** A whole number from 0 to `below` - 1. */
  roll(below: number): number;
  bytes(length: number): Uint8Array;
}

/** Makes dice (mulberry32); good enough to choose moments and make garbage, and for nothing else. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const roll = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  return { seed, roll, bytes: (length) => Uint8Array.from({ length }, () => roll(256)) };
}
