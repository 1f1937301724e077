/** Kills real nodes under load, with an observer outside as judge: `npm run crash -- --kills 1000 [--seed N] [--json]`. */
import { parseArgs } from 'node:util';
import { startCountingAgent } from '../support/agent.ts';
import { Victim } from '../support/load.ts';
import { introduce, startNodes } from '../support/nodes.ts';
import { isWell, killUnderLoad, type KillReport } from './kill-loop.ts';

/** Longest time a kill and the start after it may take on a busy machine, milliseconds. */
const mostMsPerKill = 20_000;

/** Longest wait for one start: a thousand of them must not fail for a busy minute of the machine. */
const patienceMs = 120_000;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    json: { type: 'boolean', default: false },
  },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!Number.isSafeInteger(kills) || !Number.isSafeInteger(seed) || kills < 1) {
  console.error('--kills and --seed are whole numbers, and --kills at least 1.');
  process.exit(2);
}

const report = await run();
console.log(values.json ? JSON.stringify(report, undefined, 2) : tableOf(report));
process.exitCode = isWell(report) ? 0 : 1;

async function run(): Promise<KillReport> {
  await using one = await startCountingAgent(15);
  await using other = await startCountingAgent(15);
  const [stores, ships] = await startNodes(
    { name: 'stores', config: one.config, patienceMs },
    { name: 'ships', config: other.config, patienceMs },
  );
  await using first = stores;
  await using second = ships;
  await introduce(first, second);
  const every = Math.max(1, Math.floor(kills / 10));
  let shown = 0;
  return await killUnderLoad([new Victim(first, one), new Victim(second, other)], {
    kills,
    seed,
    mostMs: kills * mostMsPerKill,
    onKill: (count, ledger) => {
      if (count < shown + every) return;
      shown = count;
      console.error(`${count}/${kills} kills, ${ledger.accepted.size} messages accepted, ${ledger.calls.size} calls`);
    },
  });
}

function tableOf({ lost, faults, callFaults, stuck, calls, ...figures }: KillReport): string {
  const ends = Object.entries(calls).map(([kind, count]) => `${kind} ${count}`);
  const rows = [
    ...Object.entries(figures),
    ['calls', ends.join(', ')],
    ['lost', lost.length],
    ['faults', faults.length],
    ['call faults', callFaults.length],
    ['stuck', stuck.length],
  ];
  const details = [...lost, ...faults, ...callFaults, ...stuck].slice(0, 40).map((line) => `  ${line}`);
  return [...rows.map(([name, value]) => `${String(name).padEnd(12)} ${value}`), ...details].join('\n');
}
