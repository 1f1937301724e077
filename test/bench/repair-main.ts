/** Prints what repairs of sets of 100 000 cost on the wire: `npm run bench:repair`. */
import { repairCosts } from './repair-bytes.ts';

let missed = 0;
for (const { name, bytes, roundTrips, most } of repairCosts()) {
  console.log(`${name.padEnd(38)} ${String(bytes).padStart(7)} B  ${roundTrips} round trips  (${most ?? '-'})`);
  if (most !== undefined && bytes > most) missed += 1;
}
process.exitCode = missed === 0 ? 0 : 1;
