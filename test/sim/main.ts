/** Runs simulations over many seeds: `npm run sim -- --seeds 10000 --from 1 --only sessions`. docs/simulator.md tells more. */
import { parseArgs } from 'node:util';
import { churnSimulation } from './delivery/churn.ts';
import { deliverySimulation } from './delivery/delivery.ts';
import { sessionSimulations } from './session-simulations.ts';
import type { Simulation } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});

const isWanted = ({ name }: Simulation): boolean =>
  values.only === '' || name === values.only || name.startsWith(`${values.only}/`);
const simulations = [deliverySimulation, ...(await sessionSimulations()), churnSimulation].filter(isWanted);
if (simulations.length === 0) {
  console.error(`No simulation is named ${values.only}.`);
  process.exit(1);
}
// One course of churn lasts a day of virtual time.
const seeds = Number(values.seeds ?? (values.only === churnSimulation.name ? 1 : 1000));
const from = Number(values.from);
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || seeds < 1) {
  console.error('--seeds and --from are whole numbers, and --seeds at least 1.');
  process.exit(1);
}

let failed = 0;
for (const simulation of simulations) failed += (await runAll(simulation)) ? 0 : 1;
process.exitCode = failed === 0 ? 0 : 1;

/** Runs every seed, and stops at the first that fails. */
async function runAll(simulation: Simulation): Promise<boolean> {
  const { name } = simulation;
  const began = performance.now();
  const seconds = (): string => ((performance.now() - began) / 1000).toFixed(1);
  for (let i = 0; i < seeds; i++) {
    const seed = from + i;
    const faults = await simulation
      .run(seed, values.verbose ? console.log : undefined)
      .catch((error: unknown) => [String(error)]);
    if (faults.length > 0) {
      await report(simulation, seed, faults);
      return false;
    }
    if ((i + 1) % Math.max(1, Math.floor(seeds / 10)) === 0) console.log(`${name}: ${i + 1}/${seeds}, ${seconds()} s`);
  }
  return true;
}

async function report(simulation: Simulation, seed: number, faults: readonly string[]): Promise<void> {
  const { name } = simulation;
  console.error(`${name}: seed ${seed} failed\n  ${faults.join('\n  ')}`);
  console.error(`  replay: npm run sim -- --only ${name} --from ${seed} --seeds 1 --verbose`);
  const shortest = await simulation.explain?.(seed);
  if (shortest === undefined) return;
  console.error(`  the shortest course found that fails so:\n    ${shortest.join('\n    ')}`);
}
