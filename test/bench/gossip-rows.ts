import { FloodScene } from '../support/flood.ts';
import { median, quantile, type Row } from './measure.ts';

/** In a single flood there are too few honest statements to say what one in a hundred takes. */
const floodsInRound = 3;

const p99 = (times: readonly number[]): number => quantile(times, 0.99);

/**
 * What 99 of 100 honest statements stay below on their way through a node, from one peer to another, while a third
 * floods it with 10 000 records a second, beside the same before the flood. The row's p99 is the worst round.
 */
export async function gossipRows(rounds: number): Promise<readonly Row[]> {
  const taken: { before: number; during: number }[] = [];
  for (let i = 0; i < rounds; i++) {
    await using scene = await FloodScene.start(floodsInRound);
    const floods = [];
    for (let n = 0; n < floodsInRound; n++) floods.push(await scene.round());
    taken.push({
      before: p99(floods.flatMap(({ before }) => before)),
      during: p99(floods.flatMap(({ during }) => during)),
    });
  }
  return [
    {
      name: 'gossip.flood',
      unit: 'ms',
      value: median(taken.map(({ during }) => during)),
      p99: Math.max(...taken.map(({ during }) => during)),
      baseline: median(taken.map(({ before }) => before)),
      ratio: median(taken.map(({ before, during }) => during / before)),
    },
  ];
}
