/** Kills real nodes under load, with an observer outside as judge: `npm run crash -- --kills 1000 [--seed N] [--json]`. */
import { parseArgs } from 'node:util';
import { startCountingAgent } from '../support/agent.ts';
import { Target, Victim } from '../support/load.ts';
import { eventually, introduce, startNode, startNodes, type TestNode } from '../support/nodes.ts';
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
  await using post = await startNode({ name: 'post', config: { mailbox: { offer: true } }, patienceMs });
  // Soon left there, and soon fetched: a kill shall find something there.
  const mailbox = { use: [post.addresses[0]], afterSeconds: 1, fetchSeconds: 1 };
  const [stores, ships] = await startNodes(
    { name: 'stores', config: { ...one.config, mailbox }, patienceMs },
    { name: 'ships', config: { ...other.config, mailbox }, patienceMs },
  );
  await using first = stores;
  await using second = ships;
  for (const node of [first, second]) await introduce(post, node);
  await introduce(first, second);
  for (const node of [first, second]) await hasMailbox(node);
  const every = Math.max(1, Math.floor(kills / 10));
  let shown = 0;
  return await killUnderLoad([new Victim(first, one), new Victim(second, other)], {
    kills,
    seed,
    mostMs: kills * mostMsPerKill,
    mailbox: new Target(post),
    onKill: (count, ledger) => {
      if (count < shown + every) return;
      shown = count;
      console.error(`${count}/${kills} kills, ${ledger.accepted.size} messages accepted, ${ledger.calls.size} calls`);
    },
  });
}

/** Its mailbox has its grant, and a session stands for letters. */
async function hasMailbox(node: TestNode): Promise<void> {
  await eventually(
    `${node.name} has read its mailbox`,
    async () => {
      const [{ used }, peers] = await Promise.all([node.client.mailbox(), node.client.peers()]);
      const [visit] = used;
      const isRead = visit?.at !== undefined && visit.problem === undefined;
      return isRead && peers.filter(({ session }) => session).length === 2;
    },
    patienceMs,
  );
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
