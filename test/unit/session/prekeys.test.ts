import { describe, expect, it } from 'vitest';
import { millis, systemRandom, verifyEd25519, type Millis, type Random } from '../../../src/base/base.ts';
import {
  consumePrekey,
  decodePrekeys as decode,
  encodePrekeys,
  refillPrekeys as refill,
  type KeyPrekeys,
} from '../../../src/session/prekeys.ts';
import { bob, establish, offered, opened, refusal, start, suite } from './pair.ts';

const createPrekeys = (now: Millis, random: Random): KeyPrekeys => suite.createPrekeys({ now, random });
const refillPrekeys = (prekeys: KeyPrekeys, now: Millis, random: Random) => refill(prekeys, { now, random });
const decodePrekeys = (bytes: Uint8Array): KeyPrekeys => decode({ suite: suite.name, withKem: false }, bytes);

const dayMs = 24 * 3600 * 1000;
const after = (days: number) => millis(start + days * dayMs);
const ids = (list: readonly { readonly id: number }[]): readonly number[] => list.map(({ id }) => id);

function take(prekeys: KeyPrekeys, count: number): KeyPrekeys {
  let current = prekeys;
  for (let i = 0; i < count; i++) current = suite.takeBundle(current, bob, start).prekeys;
  return current;
}

describe('prekeys', () => {
  it('begin with a signed one and a hundred one-time ones, with ids from 1, all different', () => {
    const prekeys = createPrekeys(start, systemRandom);
    expect(prekeys.signed).toHaveLength(1);
    expect(prekeys.fresh).toHaveLength(100);
    const all = [...ids(prekeys.signed), ...ids(prekeys.fresh)];
    expect([Math.min(...all), Math.max(...all), new Set(all).size]).toEqual([1, 101, 101]);
    expect(prekeys.nextId).toBe(102);
  });

  it('are offered in a bundle that the identity key signed', () => {
    const bundle = offered(createPrekeys(start, systemRandom));
    expect(bundle.identityKey).toEqual(bob.agreement.publicKey);
    expect(verifyEd25519(bob.signing.publicKey, bundle.signedPrekey, bundle.signedPrekeySignature)).toBe(true);
  });

  it('of one use are each offered once, and then none until the refill', () => {
    let prekeys = createPrekeys(start, systemRandom);
    const seen: (number | undefined)[] = [];
    for (let i = 0; i < 102; i++) {
      const taken = suite.takeBundle(prekeys, bob, start);
      prekeys = taken.prekeys;
      seen.push(opened(taken.bundle).oneTimePrekey?.id);
    }
    expect(new Set(seen.slice(0, 100)).size).toBe(100);
    expect(seen.slice(100)).toEqual([undefined, undefined]);
    expect(refillPrekeys(prekeys, start, systemRandom).fresh).toHaveLength(100);
  });

  it('are refilled to a hundred when fewer than five are left, and never with an id given before', () => {
    const full = createPrekeys(start, systemRandom);
    const five = take(full, 95);
    expect(refillPrekeys(five, start, systemRandom)).toBe(five);
    const four = take(full, 96);
    const refilled = refillPrekeys(four, start, systemRandom);
    expect(refilled.fresh).toHaveLength(100);
    const all = [...ids(refilled.signed), ...ids(refilled.fresh), ...ids(refilled.offered)];
    expect(new Set(all).size).toBe(all.length);
  });

  it('that were offered lapse, oldest first, beyond five hundred', () => {
    let prekeys = createPrekeys(start, systemRandom);
    const first = prekeys.fresh[0]?.id;
    for (let i = 0; i < 6; i++) prekeys = refillPrekeys(take(prekeys, 100), start, systemRandom);
    expect(prekeys.offered).toHaveLength(500);
    expect(ids(prekeys.offered)).not.toContain(first);
  });

  it('are gone once used', () => {
    const { prekeys } = establish();
    const id = prekeys.offered[0]?.id ?? 0;
    expect(ids(consumePrekey(prekeys, id).offered)).toEqual([]);
    expect(ids(prekeys.offered)).toEqual([id]);
  });

  it('that are signed change after 7 days, and the old one works for 14 more', () => {
    const { prekeys, respond } = establish();
    const young = refillPrekeys(prekeys, millis(after(7) - 1), systemRandom);
    expect(young).toBe(prekeys);
    const rotated = refillPrekeys(prekeys, after(7), systemRandom);
    expect(rotated.signed).toHaveLength(2);
    expect(offered(rotated).signedPrekeyId).toBe(102);
    expect(refusal(suite.respond({ ...respond, prekeys: rotated }))).toBeUndefined();

    const kept = refillPrekeys(rotated, millis(after(21) - 1), systemRandom);
    expect(refusal(suite.respond({ ...respond, prekeys: kept }))).toBeUndefined();
    const gone = refillPrekeys(rotated, after(21), systemRandom);
    expect(refusal(suite.respond({ ...respond, prekeys: gone }))).toBe('reject: prekey-unknown');
  });

  it('that are signed stay few, however the clock jumps', () => {
    let prekeys = createPrekeys(start, systemRandom);
    for (let i = 0; i < 20; i++) {
      prekeys = refillPrekeys(prekeys, after(7 * (i + 1)), systemRandom);
      expect(prekeys.signed.length).toBeLessThanOrEqual(3);
    }
    expect(refillPrekeys(prekeys, start, systemRandom)).toBe(prekeys);
  });

  it('come back from the store as they were', () => {
    const prekeys = refillPrekeys(establish().prekeys, after(7), systemRandom);
    const bytes = encodePrekeys(prekeys);
    const back = decodePrekeys(bytes);
    expect(Buffer.from(encodePrekeys(back)).equals(bytes)).toBe(true);
    expect(back.signed.map(({ created, replaced }) => [created, replaced])).toEqual([
      [after(7), undefined],
      [start, after(7)],
    ]);
    expect(back.nextId).toBe(prekeys.nextId);
    const { respond } = establish();
    expect(
      refusal(suite.respond({ ...respond, prekeys: decodePrekeys(encodePrekeys(respond.prekeys)) })),
    ).toBeUndefined();
  });

  it('are read from the store whole or not at all', () => {
    const bytes = encodePrekeys(createPrekeys(start, systemRandom));
    for (const wrong of [new Uint8Array(0), bytes.subarray(0, 500), Uint8Array.of(0xff)]) {
      expect(() => decodePrekeys(wrong)).toThrow(expect.objectContaining({ code: 'store-damaged' }));
    }
  });

  it('cannot be offered before they are made', () => {
    const none: KeyPrekeys = { suite: suite.name, withKem: false, signed: [], offered: [], fresh: [], nextId: 1 };
    expect(() => suite.takeBundle(none, bob, start)).toThrow(/createPrekeys/);
  });

  it('depend on the random source alone', () => {
    const counting = (): Random => {
      let n = 0;
      return (length) => new Uint8Array(length).fill(++n % 256);
    };
    const [one, two] = [createPrekeys(start, counting()), createPrekeys(start, counting())];
    expect(encodePrekeys(one)).toEqual(encodePrekeys(two));
  });
});
