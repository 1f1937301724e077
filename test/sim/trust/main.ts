import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { eigenTrustRule, pooledBetaRule, randomRule } from './baselines.ts';
import { parleyRule } from './parley-rule.ts';
import { run, type Model } from './world.ts';

/** Seeds that a figure is the mean of. */
const seeds = [1, 2, 3];
const rules = { random: randomRule, 'pooled Beta': pooledBetaRule, EigenTrust: eigenTrustRule, Parley: parleyRule };

const models: readonly Model[] = [
  { name: 'A', bad: 27, spies: 0, camouflage: 0 },
  { name: 'A', bad: 147, spies: 0, camouflage: 0 },
  { name: 'B', bad: 27, spies: 0, camouflage: 0 },
  { name: 'B', bad: 147, spies: 0, camouflage: 0 },
  ...[0.1, 0.3, 0.5, 0.7, 0.8, 0.9].map((camouflage): Model => ({ name: 'C', bad: 27, spies: 0, camouflage })),
  ...[10, 20, 30].map((spies): Model => ({ name: 'D', bad: 40 - spies, spies, camouflage: 0 })),
];

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const rows = models.flatMap((model) =>
  Object.entries(rules).map(([rule, ruleOf]) => {
    const shares = seeds.map((seed) => run({ model, seed, cycles: 30, queries: 1000 }, ruleOf));
    const badShare = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const malicious = `${model.bad} bad, ${model.spies} spies, ${Math.round(model.camouflage * 100)} % camouflage`;
    process.stdout.write(
      `${model.name}  ${malicious.padEnd(40)} ${rule.padEnd(12)} ${(badShare * 100).toFixed(1)} %\n`,
    );
    return { model: model.name, malicious, rule, badShare };
  }),
);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
