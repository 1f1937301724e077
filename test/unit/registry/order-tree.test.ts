import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/base/base.ts';
import { OrderTree, type SetItem } from '../../../src/registry/registry.ts';

/** Few hours and few different bytes, so that items meet; large first and last bytes, so that sums wrap. */
const item: fc.Arbitrary<SetItem> = fc
  .tuple(fc.nat(4), fc.constantFrom(0, 1, 254, 255), fc.nat(7), fc.constantFrom(0, 255))
  .map(([hour, first, middle, last]) => {
    const id = new Uint8Array(32).fill(last);
    id[0] = first;
    id[9] = middle;
    return { hour, id };
  });
const change = fc.record({ item, isDelete: fc.boolean() });
const key = ({ hour, id }: SetItem): string => `${hour} ${toHex(id)}`;
const byKey = (a: SetItem, b: SetItem): number => (key(a) < key(b) ? -1 : 1);

/** The id as a little-endian number, read digit by digit. */
const value = ({ id }: SetItem): bigint => BigInt(`0x${toHex(id.toReversed())}`);

describe('the order-statistics tree', () => {
  it('answers as a sorted array does, whatever is inserted and deleted', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), item, fc.nat(80), fc.nat(80), (changes, probe, a, b) => {
        let tree = OrderTree.empty;
        const model = new Map<string, SetItem>();
        for (const { item, isDelete } of changes) {
          tree = isDelete ? tree.delete(item) : tree.insert(item);
          if (isDelete) model.delete(key(item));
          else model.set(key(item), item);
        }
        const sorted = [...model.values()].toSorted(byKey);
        const [lower, upper] = [Math.min(a, b), Math.min(Math.max(a, b), sorted.length)];
        const part = sorted.slice(lower, upper);
        const sum = part.reduce((sum, one) => (sum + value(one)) % 2n ** 256n, 0n);
        expect(tree.count).toBe(sorted.length);
        expect([...tree.range(lower, upper)].map(key)).toEqual(part.map(key));
        expect(tree.sum(lower, upper)).toEqual({ count: part.length, sum });
        expect(sorted.map((_, i) => tree.at(i))).toEqual(sorted);
        expect(tree.at(sorted.length)).toBeUndefined();
        expect(tree.rank({ hour: probe.hour, prefix: probe.id })).toBe(
          sorted.filter((one) => byKey(one, probe) < 0 && key(one) !== key(probe)).length,
        );
        expect(tree.rank({ hour: probe.hour + 1, prefix: new Uint8Array(0) })).toBe(
          sorted.filter(({ hour }) => hour <= probe.hour).length,
        );
        expect(tree.has(probe)).toBe(model.has(key(probe)));
        expect([...OrderTree.of([...sorted, ...sorted]).range(0, sorted.length)]).toEqual(sorted);
      }),
      { numRuns: 300 },
    );
  });

  it('never changes: what was taken from it before stays as it was', () => {
    fc.assert(
      fc.property(fc.array(item), item, (items, one) => {
        const tree = OrderTree.of(items);
        const before = [...tree.range(0, tree.count)];
        tree.insert(one);
        tree.delete(one);
        expect([...tree.range(0, tree.count)]).toEqual(before);
        expect(tree.insert(one).insert(one)).toEqual(tree.insert(one));
        expect(tree.delete(one).delete(one)).toEqual(tree.delete(one));
      }),
    );
  });

  it('stays shallow when items come in order, and when half of them go in order', () => {
    let tree = OrderTree.empty;
    const items = Array.from({ length: 4096 }, (_, hour) => ({ hour, id: new Uint8Array(32) }));
    for (const one of items) tree = tree.insert(one);
    for (const one of items.slice(0, 2048)) tree = tree.delete(one);
    expect(tree.count).toBe(2048);
    let looks = 0;
    const last = {
      id: new Uint8Array(32),
      get hour() {
        looks += 1;
        return 4095;
      },
    };
    expect(tree.insert(last)).toBe(tree);
    expect(looks).toBeGreaterThan(5);
    // No side has more than three quarters of the weight.
    expect(looks).toBeLessThanOrEqual(Math.log(2049) / Math.log(4 / 3));
  });
});
