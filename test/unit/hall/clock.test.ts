import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { pause, systemClock } from '../../../src/clock.ts';

it('a pause that is over leaves nothing at a signal that lives on', async () => {
  const stop = new AbortController();
  for (let i = 0; i < 20; i++) await pause(systemClock, 0, stop.signal);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  const long = pause(systemClock, 3_600_000, stop.signal);
  stop.abort();
  await long;
});
