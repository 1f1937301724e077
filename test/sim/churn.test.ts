import { expect, it } from 'vitest';
import { churn } from './delivery/churn.ts';

it('what halls keep in memory and on disk stays flat through hours of coming and going', async () => {
  expect(await churn(1, { hours: 3 })).toEqual([]);
}, 120_000);
