import { expect, it } from 'vitest';
import { organisationNames } from '../../../testnet/names.ts';
import { readOptions } from '../../../testnet/options.ts';

it('plays the tour with three organisations and a seed of its own unless told otherwise', () => {
  expect(readOptions([])).toMatchObject({ kind: 'play', scenario: 'tour', organisations: 3, once: false });
  const words = ['--scenario', 'flood', '--orgs', '7', '--seed', '5', '--json'];
  expect(readOptions(words)).toMatchObject({ scenario: 'flood', organisations: 7, seed: 5, once: true, json: true });
});

it('takes words for an order to a network that is up', () => {
  expect(readOptions(['partition', 'acme', 'globex'])).toMatchObject({
    kind: 'order',
    words: ['partition', 'acme', 'globex'],
  });
});

it.each([
  [['--orgs', '2'], '--orgs takes a whole number from 3 to 24.'],
  [['--orgs', '25'], '--orgs takes a whole number from 3 to 24.'],
  [['--orgs', 'many'], '--orgs takes a whole number from 3 to 24.'],
  [['--seed', '4294967296'], '--seed takes a whole number from 0 to 4294967295.'],
  [['--scenario', 'comedy'], 'There is no scenario "comedy"'],
  [['--scenario', 'constructor'], 'There is no scenario "constructor"'],
  [['--sed', '1'], '--sed'],
])('refuses %j', (words, why) => {
  expect(() => readOptions(words)).toThrow(why);
});

it('has a name of its own for each of 24 organisations', () => {
  expect(new Set(organisationNames(24)).size).toBe(24);
  expect(() => organisationNames(25)).toThrow(RangeError);
});
