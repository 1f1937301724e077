import { describe, expect, it } from 'vitest';
import { repairCosts } from '../../bench/repair-bytes.ts';
import { document } from '../docs/markdown.ts';

describe('a repair of sets of 100 000', () => {
  const costs = repairCosts();

  it.each(costs.filter(({ most }) => most !== undefined))('takes at most $most bytes: $name', ({ bytes, most }) => {
    expect(bytes).toBeLessThanOrEqual(most ?? 0);
  });

  it('takes one round trip when nothing differs, and at most three when what differs is recent', () => {
    expect(costs[0]?.roundTrips).toBe(1);
    for (const { roundTrips } of costs.filter(({ name }) => name.includes('recent')))
      expect(roundTrips).toBeLessThanOrEqual(3);
  });

  it('takes what the document says', () => {
    const text = document('docs/registry.md');
    for (const { name, bytes, roundTrips } of costs)
      expect(text.replaceAll(/ +/g, ' ')).toContain(`| ${name} | ${bytes} | ${roundTrips} |`);
  });
});
