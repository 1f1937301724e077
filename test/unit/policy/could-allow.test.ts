import { describe, expect, it } from 'vitest';
import { couldAllow, decide } from '../../../src/policy/policy.ts';
import { call, policies } from './sample-facts.ts';

const never = { '==': { left: { Value: 1 }, right: { Value: 2 } } };
const always = { '==': { left: { Value: 1 }, right: { Value: 1 } } };
const failing = { '.': { left: { Var: 'context' }, attr: 'missing' } };
/** `context.sizeBytes < 1`: only the request itself can tell. */
const small = { '<': { left: { '.': { left: { Var: 'context' }, attr: 'sizeBytes' } }, right: { Value: 1 } } };

describe('what could be allowed', () => {
  it.each([
    ['nothing without a permit', policies(), false],
    ['nothing that no permit fits', policies({ when: never }), false],
    ['what a permit fits', policies({ when: always }), true],
    ['nothing that a forbid fits', policies({}, { effect: 'forbid', when: always }), false],
    ['nothing where a policy fails', policies({}, { effect: 'forbid', when: failing }), false],
    ['what a forbid refuses for some requests only', policies({}, { effect: 'forbid', when: small }), true],
    ['what a permit allows for some requests only', policies({ when: small }), true],
    [
      'nothing that is refused whatever it carries',
      policies({ when: small }, { effect: 'forbid', when: always }),
      false,
    ],
  ] as const)('is %s', (_, set, expected) => {
    expect(couldAllow(set, call())).toBe(expected);
    // What could not be allowed is not.
    expect(expected || !decide(set, call()).allow).toBe(true);
  });
});
