import { expect, it } from 'vitest';
import { Faults, maxDelayMs } from '../../../testnet/faults.ts';

it('cuts and delays a way in both directions, and no other', () => {
  const faults = new Faults();
  faults.cut('acme', 'globex');
  faults.delay('initech', 'acme', 50);
  expect([faults.isCut('acme', 'globex'), faults.isCut('globex', 'acme'), faults.isCut('acme', 'initech')]).toEqual([
    true,
    true,
    false,
  ]);
  expect([faults.delayOf('acme', 'initech'), faults.delayOf('acme', 'globex')]).toEqual([50, 0]);
  expect(faults.describe()).toEqual(['acme | globex', 'acme ~ initech 50 ms']);
});

it('takes all of it away, and tells whoever carries traffic', () => {
  const faults = new Faults();
  let told = 0;
  const stop = faults.onChange(() => void told++);
  faults.cut('acme', 'globex');
  faults.heal();
  stop();
  faults.cut('acme', 'globex');
  faults.heal();
  expect([told, faults.isCut('acme', 'globex'), faults.describe()]).toEqual([2, false, []]);
});

it('lets a dialler that nobody knows through only to those that are cut off from nobody', () => {
  const faults = new Faults();
  faults.cut('acme', 'globex');
  expect(['acme', 'globex', 'initech'].map((dialled) => faults.isCut(undefined, dialled))).toEqual([true, true, false]);
});

it.each([-1, 0.5, maxDelayMs + 1, Number.NaN])('takes no delay of %d ms', (ms) => {
  expect(() => new Faults().delay('acme', 'globex', ms)).toThrow(RangeError);
});
