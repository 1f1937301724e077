import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { median } from '../bench/measure.ts';
import { flood, perSecond } from '../support/flood-process.ts';
import { FloodScene, honestInRound, news, type FloodRound } from '../support/flood.ts';

/** One after the other: a single flood is over too soon to say what a statement takes in it. */
const floods = 4;

let scene: FloodScene;

beforeAll(async () => {
  scene = await FloodScene.start(floods, 'vandal');
}, 120_000);

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
}, 60_000);

const damaged = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);

describe('a peer that floods a node with 10 000 records a second', { timeout: 120_000 }, () => {
  it('is cut off and kept out, while all that honest peers say is passed on, half of it nearly as fast as before', async () => {
    const rounds: FloodRound[] = [];
    for (let i = 0; i < floods; i++) rounds.push(await scene.round());
    const [before, during] = [rounds.flatMap(({ before }) => before), rounds.flatMap(({ during }) => during)];
    expect(during.length).toBeGreaterThan(honestInRound);
    expect(median(during)).toBeLessThan(2 * median(before));
    // Cut off within seconds, each of them, and kept out.
    for (const { end } of rounds) {
      expect(end.sent).toBeLessThan(4 * perSecond);
      expect(end.isLetIn).toBe(false);
    }
  });

  it('is cut off for the first record that does not hold', async () => {
    const [vandal, link] = await scene.enter('vandal');
    const forged = Array.from({ length: 100 }, () => damaged(news(vandal)));
    const sent = await flood(link, forged);
    expect(sent).toBeLessThan(perSecond);
  });
});
