import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRevocation } from '../../../src/identity/identity.ts';
import { isBetterLookup, isLookupValue, lookupKey } from '../../../src/registry/registry.ts';
import { agent, hour, keyOf, later, now, recordOf } from '../identity/fixture.ts';

const alice = agent('alice');
const key = lookupKey(alice.did);
const record = recordOf('alice');
const ended = createRevocation({ did: alice.did, reason: '', seq: 1, revoked: now }, alice.signing);
const delegation = createRevocation(
  { did: alice.did, target: { kind: 'delegation', id: new Uint8Array(32) }, reason: '', seq: 1, revoked: now },
  alice.signing,
);
const damaged = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);

describe('what may stand under the key of an agent', () => {
  it('is its record while that is in force, and what revokes it', () => {
    expect([record, ended].map((value) => isLookupValue(key, value, now))).toEqual([true, true]);
    expect([record, ended].map((value) => isLookupValue(key, value, later(48 * hour)))).toEqual([false, true]);
  });

  it.each([
    ['the record of another agent', key, recordOf('bob')],
    ['a record whose signature does not hold', key, damaged(record)],
    [
      'an end that another signed',
      key,
      createRevocation({ did: alice.did, reason: '', seq: 1, revoked: now }, keyOf('bob')),
    ],
    ['the end of a delegation', key, delegation],
    ['nothing', key, new Uint8Array(0)],
    ['a record under another key', `/parley/other/${alice.did}`, record],
    ['a record under a key that names nobody', '/parley/agent/somebody', record],
  ])('is not %s', (_, under, value) => {
    expect(isLookupValue(under, value, now)).toBe(false);
  });

  it('is never what was changed in any place', () => {
    fc.assert(
      fc.property(fc.nat({ max: record.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        expect(isLookupValue(key, record.with(at, (record[at] ?? 0) ^ change), now)).toBe(false);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('of two values', () => {
  const values = [
    record,
    recordOf('alice', { seq: 2 }),
    recordOf('alice', { seq: 2, name: 'another' }),
    recordOf('alice', { seq: 9 }),
    ended,
    createRevocation({ did: alice.did, reason: '', seq: 2, revoked: now }, alice.signing),
  ];

  it('the same one is preferred in whichever order all are seen: the end before any record, then the higher seq', () => {
    const best = (some: readonly Uint8Array[]) => some.reduce((a, b) => (isBetterLookup(b, a) ? b : a));
    fc.assert(
      fc.property(fc.shuffledSubarray(values, { minLength: 1 }), (some) => {
        const expected = values
          .filter((value) => some.includes(value))
          .toSorted((a, b) => (isBetterLookup(a, b) ? -1 : 1))[0];
        expect(best(some)).toBe(expected);
      }),
      { seed: 4, numRuns: 300 },
    );
    expect(best(values)).toBe(values[5]);
    expect(best(values.slice(0, 4))).toBe(values[3]);
  });

  it('neither is better than itself, and a better one is never worse', () => {
    for (const a of values) for (const b of values) expect(isBetterLookup(a, b) && isBetterLookup(b, a)).toBe(false);
  });
});
