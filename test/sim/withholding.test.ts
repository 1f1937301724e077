import { describe, expect, it } from 'vitest';
import { RoomyHoldBack, withhold } from './delivery/withholding.ts';

describe('a mailbox that withholds a letter', () => {
  it.each([1, 2, 3, 4])(
    'neither fills the room of its owner nor puts anything out of order (seed %i)',
    async (seed) => {
      expect(await withhold(seed)).toEqual([]);
    },
    120_000,
  );

  it('is noticed to fill it where what is held back has no bound', async () => {
    const faults = await withhold(1, { holdBack: (store, known) => RoomyHoldBack.open(store, known) });
    expect(faults.join('\n')).toMatch(/^hold-back: bob holds \d+ letters/m);
  }, 120_000);
});
