import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eigenTrustRule, pooledBetaRule, randomRule } from './baselines.ts';
import { campaigns, crowds, pointsOf, type Moved } from './campaigns.ts';
import { judges } from './judges.ts';
import { parleyFailureRule, parleyRule } from './parley-rule.ts';
import { svgOf, type Chart } from './plot.ts';
import { strategies } from './strategies.ts';
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

/** One figure: the share of bad services that were received under a rule. */
interface Row {
  readonly model: string;
  readonly malicious: string;
  readonly rule: string;
  readonly badShare: number;
}

function mean(of: (seed: number) => number): number {
  return seeds.reduce((sum, seed) => sum + of(seed), 0) / seeds.length;
}

function told(row: Row): Row {
  const share = `${(row.badShare * 100).toFixed(1)} %`;
  process.stdout.write(`${row.model.padEnd(26)} ${row.malicious.padEnd(40)} ${row.rule.padEnd(22)} ${share}\n`);
  return row;
}

function modelRows(): readonly Row[] {
  return models.flatMap((model) => {
    // Camouflage is where it matters how bad a bad service is.
    const compared = model.name === 'C' ? { ...rules, 'Parley, mere failures': parleyFailureRule } : rules;
    const malicious = `${model.bad} bad, ${model.spies} spies, ${Math.round(model.camouflage * 100)} % camouflage`;
    return Object.entries(compared).map(([rule, ruleOf]) => {
      const badShare = mean((seed) => run({ model, seed, cycles: 30, queries: 1000 }, ruleOf));
      return told({ model: model.name, malicious, rule, badShare });
    });
  });
}

function strategyRows(): readonly Row[] {
  return strategies.flatMap(({ name, share }) =>
    Object.entries(judges).map(([rule, judgeOf]) => {
      return told({ model: name, malicious: '1 agent', rule, badShare: mean((seed) => share(judgeOf, seed)) });
    }),
  );
}

/** The worst of the seeds: a campaign is to move nobody far, by no luck. */
function movedRows(): readonly Moved[] {
  const runs = seeds.map((seed) => campaigns(seed));
  const worst = (runs[0] ?? []).map((first, at) => {
    const all = runs.flatMap((moved) => moved[at] ?? []);
    return all.reduce((most, each) => (pointsOf(each) > pointsOf(most) ? each : most), first);
  });
  for (const { campaign, about, rule, from, to } of worst) {
    process.stdout.write(`${campaign.padEnd(82)} ${about.padEnd(6)} ${rule.padEnd(12)} ${from} -> ${to}\n`);
  }
  return worst;
}

function shareChart(title: string, rows: readonly Row[], nameOf: (row: Row) => string): Chart {
  const kept = rows.filter(({ rule }) => rule !== 'Parley, mere failures');
  const series = [...new Set(kept.map(({ rule }) => rule))];
  const groups = [...new Set(kept.map(nameOf))].map((name) => ({
    name,
    bars: kept.filter((row) => nameOf(row) === name).map(({ badShare }) => badShare * 100),
  }));
  return { title, unit: 'percent', groups, series };
}

function crowdChart(rows: readonly Moved[]): Chart {
  const series = ['shill, pooled mean', 'victim, pooled mean', 'shill, Parley', 'victim, Parley'];
  const groups = crowds.map((count) => {
    const ofCrowd = rows.filter(({ campaign }) => campaign === `${count} made-up organisations`);
    const bars = series.map((name) => {
      const found = ofCrowd.find(({ about, rule }) => `${about}, ${rule}` === name);
      return found === undefined ? 0 : pointsOf(found);
    });
    return { name: count.toLocaleString('en'), bars };
  });
  return { title: 'Points that made-up organisations move a score by', unit: 'points', groups, series };
}

const { values } = parseArgs({ options: { json: { type: 'string' }, plots: { type: 'string' } } });
const [ofModels, ofStrategies, ofCampaigns] = [modelRows(), strategyRows(), movedRows()];
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify([...ofModels, ...ofStrategies], undefined, 2)}\n`);
if (values.plots !== undefined) {
  const modelName = ({ model, malicious }: Row): string =>
    `${model}\n${malicious.replace(', 0 spies', '').replace(', 0 % camouflage', '').replace('27 bad, ', '').replace(' camouflage', '')}`;
  const charts = {
    'trust-models.svg': shareChart('Bad services received by good peers', ofModels, modelName),
    'trust-strategies.svg': shareChart('Bad services that one agent gets away with', ofStrategies, ({ model }) =>
      model.replace(/, | /, '\n'),
    ),
    'trust-crowds.svg': crowdChart(ofCampaigns),
  };
  for (const [name, chart] of Object.entries(charts)) writeFileSync(join(values.plots, name), svgOf(chart));
}
