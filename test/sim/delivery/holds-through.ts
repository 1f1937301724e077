import { expect, it } from 'vitest';
import { runScript } from './delivery.ts';
import { scriptOf } from './script.ts';

/** A test over so many seeds: several files share them, so that they run beside one another. */
export function holdsThrough(from: number, seeds: number): void {
  const last = from + seeds - 1;
  it(`what is promised of delivery holds through the storms of seeds ${from} to ${last}`, async () => {
    const failures: string[] = [];
    for (let seed = from; seed <= last; seed++) {
      for (const fault of await runScript(scriptOf(seed))) failures.push(`seed ${seed}: ${fault}`);
    }
    expect(failures).toEqual([]);
  }, 300_000);
}
