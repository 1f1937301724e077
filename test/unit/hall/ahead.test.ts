import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ahead, commitChange, joined, noChange, type Change } from '../../../src/ahead.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';

const step = fc.record({
  kind: fc.constantFrom('change', 'landed', 'failed'),
  key: fc.constantFrom('a', 'b'),
  value: fc.option(fc.nat(9), { nil: undefined }),
  which: fc.nat(5),
});

describe('values ahead of the disk', () => {
  it('are the latest that is under way, else what is on disk, however commits end', () => {
    const all = fc.array(step, { maxLength: 40 });
    fc.assert(
      fc.property(all, (steps) => {
        const ahead = new Ahead<string, number>();
        const disk = new Map<string, number | undefined>();
        const under: { key: string; value: number | undefined; change: Change }[] = [];
        for (const { kind, key, value, which } of steps) {
          if (kind === 'change') under.push({ key, value, change: ahead.change(key, value, []) });
          else {
            const [ended] = under.splice(which % Math.max(1, under.length), 1);
            if (ended === undefined) continue;
            if (kind === 'failed') ended.change.failed();
            else {
              disk.set(ended.key, ended.value);
              ended.change.landed();
            }
          }
          for (const name of ['a', 'b']) {
            const last = under.findLast((one) => one.key === name);
            const expected = last === undefined ? disk.get(name) : last.value;
            expect(ahead.get(name)).toBe(expected);
            expect(ahead.has(name)).toBe(expected !== undefined);
          }
        }
      }),
    );
  });

  it('are as before when the commit with everything that belongs to it fails', async () => {
    const world = new World('ahead');
    const store = new MemoryStore(world);
    const [names, counts] = [new Ahead<string, string>(), new Ahead<string, number>()];
    names.restore('a', 'ann');
    const put = { kind: 'put', space: 'meta', key: 'a', value: new Uint8Array([1]) } as const;
    store.onCommit = () => {
      throw new Error('refused');
    };
    const change = joined(names.change('a', undefined, [put]), counts.change('a', 7, []));
    expect([names.get('a'), counts.get('a')]).toEqual([undefined, 7]);
    await expect(world.finish(commitChange(store, change))).rejects.toThrow('refused');
    expect([names.get('a'), counts.get('a'), counts.size]).toEqual(['ann', undefined, 0]);
    await commitChange(store, noChange);
  });
});
