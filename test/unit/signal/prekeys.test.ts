import { describe, expect, it } from 'vitest';
import { MeshError, millis, systemRandom, utf8 } from '../../../src/base/base.ts';
import { openBundle, type Prekeys } from '../../../src/session/session.ts';
import { decodeSignalBundle, decodeSignalPrekeys, type SignalBundle } from '../../../src/wire/wire.ts';
import { accepted, bob, establish, isMissing, moment, peer, refusal, start, suite, why } from './pair.ts';

const day = 24 * 3600 * 1000;
const after = (days: number) => ({ now: millis(start + days * day), random: systemRandom });
const inside = (prekeys: Prekeys) => accepted(decodeSignalPrekeys(suite().encodePrekeys(prekeys)));

function take(prekeys: Prekeys, now = start): { prekeys: Prekeys; shown: SignalBundle } {
  const { prekeys: next, bundle } = suite().takeBundle(prekeys, bob, now);
  return { prekeys: next, shown: accepted(decodeSignalBundle(accepted(openBundle('signal', bundle, peer(bob), now)))) };
}

describe.skipIf(isMissing)(`the prekeys of suite signal (${why})`, () => {
  it('give each bundle a one-time prekey and a Kyber prekey of its own', () => {
    const first = take(suite().createPrekeys(moment));
    const second = take(first.prekeys);
    expect(first.shown.oneTimePrekey).not.toEqual(second.shown.oneTimePrekey);
    expect(first.shown.kyberPrekey).not.toEqual(second.shown.kyberPrekey);
    expect(first.shown.signedPrekey).toEqual(second.shown.signedPrekey);
    expect(first.shown.identityKey).toEqual(second.shown.identityKey);
  });

  it('fall back to the Kyber prekey of last resort once none are left, and are refilled below five', () => {
    let prekeys = suite().createPrekeys(moment);
    for (let i = 0; i < 15; i++) ({ prekeys } = take(prekeys));
    expect(suite().refillPrekeys(prekeys, moment)).toBe(prekeys);
    ({ prekeys } = take(prekeys));
    expect(inside(suite().refillPrekeys(prekeys, moment)).fresh).toHaveLength(20);
    for (let i = 0; i < 4; i++) ({ prekeys } = take(prekeys));
    const [last, again] = [take(prekeys), take(prekeys)];
    expect(last.shown.oneTimePrekey).toBeUndefined();
    expect(last.shown.kyberPrekey).toEqual(again.shown.kyberPrekey);
    expect(last.prekeys).toBe(prekeys);
  });

  it('rotate the signed and the last-resort prekey after 7 days and keep them 14 days more, under one identity', () => {
    const first = suite().createPrekeys(moment);
    expect(suite().refillPrekeys(first, after(6.9))).toBe(first);
    const second = suite().refillPrekeys(first, after(7));
    const [old, current] = [take(first).shown, take(second, after(7).now).shown];
    expect(current.signedPrekey).not.toEqual(old.signedPrekey);
    expect(current.identityKey).toEqual(old.identityKey);
    expect(inside(second).signed).toHaveLength(2);
    const kept = inside(suite().refillPrekeys(second, after(20))).signed.map(({ id }) => id);
    expect(kept).toContain(old.signedPrekeyId);
    const forgotten = inside(suite().refillPrekeys(second, after(21))).signed.map(({ id }) => id);
    expect(forgotten).not.toContain(old.signedPrekeyId);
  });

  it('let the oldest offers lapse beyond a hundred', () => {
    let prekeys = suite().createPrekeys(moment);
    for (let i = 0; i < 120; i++) ({ prekeys } = take(suite().refillPrekeys(prekeys, moment)));
    expect(inside(prekeys).offered).toHaveLength(100);
    expect(inside(prekeys).offered[0]?.id).toBeGreaterThan(20);
  });

  it('forget a one-time prekey that was used, in what is returned alone', async () => {
    const { prekeys, usedOneTimePrekey, respond } = await establish();
    const next = suite().consumePrekey(prekeys, usedOneTimePrekey ?? 0);
    expect(inside(prekeys).offered).toHaveLength(1);
    expect(inside(next).offered).toHaveLength(0);
    expect(refusal(await suite().respond({ ...respond, prekeys }))).toBeUndefined();
  });

  it('come back from the store as they went in, and refuse what is damaged', async () => {
    const { prekeys, respond } = await establish();
    const stored = suite().encodePrekeys(prekeys);
    const restored = suite().decodePrekeys(stored);
    expect(suite().encodePrekeys(restored)).toEqual(stored);
    expect(refusal(await suite().respond({ ...respond, prekeys: restored }))).toBeUndefined();
    for (const bytes of [new Uint8Array(0), utf8('no prekeys')])
      expect(() => suite().decodePrekeys(bytes)).toThrow(MeshError);
    expect(() => suite().takeBundle({ suite: 'agentmesh' }, bob, start)).toThrow('of suite agentmesh');
  });
});
