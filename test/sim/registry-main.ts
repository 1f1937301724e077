/** Runs registries in rounds: `npm run sim:registry -- --nodes 10000 --loss 30 --partition --seed 1`. */
import { parseArgs } from 'node:util';
import { runNewRecord, runPartition } from './registry-runs.ts';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    loss: { type: 'string', default: '0' },
    partition: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const [nodes, loss, seed] = [Number(values.nodes), Number(values.loss), Number(values.seed)];
if (!Number.isSafeInteger(nodes) || nodes < 16 || !(loss >= 0 && loss < 100) || !Number.isSafeInteger(seed)) {
  console.error('--nodes is a whole number from 16, --loss per cent from 0 to below 100, --seed a whole number.');
  process.exit(1);
}
const run = { nodes, lossPerMille: Math.round(loss * 10), seed };
const { rounds, roots, repairBytes } = values.partition ? runPartition(run) : runNewRecord(run);
console.log(
  `${nodes} nodes, ${loss} % loss, ${values.partition ? 'a partition that ends' : 'a new record'}: ` +
    `${rounds} rounds, ${roots} registry root${roots === 1 ? '' : 's'}, ${repairBytes.toFixed(0)} B of repair for a node in a round`,
);
process.exitCode = Number.isFinite(rounds) && roots === 1 ? 0 : 1;
