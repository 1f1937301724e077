/** Runs simulations over many seeds: `npm run sim -- --seeds 10000 --from 1 --only sessions`. */
import { parseArgs } from 'node:util';
import { sessionSimulations } from './session-simulations.ts';
import type { Simulation } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || seeds < 1) {
  console.error('--seeds and --from are whole numbers, and --seeds at least 1.');
  process.exit(1);
}

const isWanted = ({ name }: Simulation): boolean =>
  values.only === '' || name === values.only || name.startsWith(`${values.only}/`);
const simulations = (await sessionSimulations()).filter(isWanted);
if (simulations.length === 0) {
  console.error(`No simulation is named ${values.only}.`);
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
    const faults = await simulation.run(seed).catch((error: unknown) => [String(error)]);
    if (faults.length > 0) {
      console.error(`${name}: seed ${seed} failed\n  ${faults.join('\n  ')}`);
      console.error(`  replay: npm run sim -- --only ${name} --from ${seed} --seeds 1`);
      return false;
    }
    if ((i + 1) % Math.max(1, Math.floor(seeds / 10)) === 0) console.log(`${name}: ${i + 1}/${seeds}, ${seconds()} s`);
  }
  return true;
}
