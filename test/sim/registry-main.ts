/** Runs registries in rounds: `npm run sim:registry -- --nodes 10000 --loss 30 --partition --seed 1`, or `--shards 16 --held 2`. */
import { parseArgs } from 'node:util';
import { runNewRecord, runPartition, type RegistryRun } from './registry-runs.ts';
import { runShards } from './registry-shards.ts';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    loss: { type: 'string', default: '0' },
    partition: { type: 'boolean', default: false },
    shards: { type: 'string', default: '1' },
    held: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const [nodes, loss, seed] = [Number(values.nodes), Number(values.loss), Number(values.seed)];
const [shards, held] = [Number(values.shards), Number(values.held)];
if (!Number.isSafeInteger(nodes) || nodes < 16 || !(loss >= 0 && loss < 100) || !Number.isSafeInteger(seed)) {
  console.error('--nodes is a whole number from 16, --loss per cent from 0 to below 100, --seed a whole number.');
  process.exit(1);
}
if (!Number.isSafeInteger(shards) || !Number.isSafeInteger(held) || held < 1 || held > shards) {
  console.error('--shards and --held are whole numbers from 1, and no more are held than there are.');
  process.exit(1);
}

function whole(run: RegistryRun): boolean {
  const { rounds, roots, repairBytes, copies } = values.partition ? runPartition(run) : runNewRecord(run);
  console.log(
    `${nodes} nodes, ${loss} % loss, ${values.partition ? 'a partition that ends' : 'a new record'}: ` +
      `${rounds} rounds, ${roots} registry root${roots === 1 ? '' : 's'}, ${repairBytes.toFixed(0)} B of repair for a node in a round` +
      (values.partition ? '' : `, ${copies.toFixed(1)} copies sent and received by a node`),
  );
  return Number.isFinite(rounds) && roots === 1;
}

function sharded(run: RegistryRun): boolean {
  const { rounds, isSettled, holders, copies } = runShards(run, { shards, held });
  console.log(
    `${nodes} nodes, ${loss} % loss, a new record in each of ${shards} shards of which a node holds ${held}: ${rounds} rounds, ` +
      `held by ${holders.least} to ${holders.most} nodes, ${copies.toFixed(1)} copies sent and received by a node`,
  );
  return isSettled;
}

const run = { nodes, lossPerMille: Math.round(loss * 10), seed };
process.exitCode = (shards === 1 ? whole(run) : sharded(run)) ? 0 : 1;
