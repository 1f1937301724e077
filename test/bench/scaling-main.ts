/** Prints what a registry costs a node, measured on real records: `npm run bench:scaling`. */
import { millis, type Did } from '../../src/base/base.ts';
import { authenticateRecord, createSponsorship } from '../../src/identity/identity.ts';
import { mergeRecord, type RegistryEntry, heldStatements } from '../../src/registry/registry.ts';
import { StatementSet } from '../../src/statement-set.ts';
import { accepted, agent, hour, keyOf, later, now, recordOf } from '../unit/identity/fixture.ts';

/** Agents that are measured. */
const agents = 2_000;
/** Records of one agent that are kept, as `maxSeqs` says. */
const kept = 4;
/** A record holds 15 days and is made anew after half of it. */
const renewalsPerDay = 1 / 7.5;
/** Copies that a node sends and receives of what spreads: gossipsub's degree, each way. */
const copies = 2 * 6;
/** What a topic puts around a statement: signer, its key and signature, number, topic. */
const envelopeBytes = 220;
/** Neighbours, repairs with each in a day, and bytes of a repair that finds nothing: docs/network.md and docs/registry.md. */
const repair = { neighbours: 32, perDay: 90, bytes: 232 };

const collect = globalThis.gc;
if (collect === undefined) throw new Error('Run it with node --expose-gc.');

function heapBytes(): number {
  collect?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
}

function bytesOf(name: string, seq: number): Uint8Array {
  const dates = { notBefore: millis(now + seq * hour), expires: later(15 * 24 * hour) };
  const sponsorship = createSponsorship(
    { did: agent(name).did, organisationName: 'Example Ltd', ...dates },
    keyOf('org'),
  );
  return recordOf(name, { seq, sponsorship, ...dates });
}

const made = Array.from({ length: kept }, (_, seq) =>
  Array.from({ length: agents }, (__, n) => bytesOf(`agent ${n}`, seq + 1)),
);
const recordBytes = made.flat().reduce((sum, bytes) => sum + bytes.length, 0) / (agents * kept);
const entries = new Map<Did, RegistryEntry>();
const statements = new StatementSet();
const before = heapBytes();
const heldBytes: number[] = [];
for (const round of made) {
  for (const bytes of round) {
    const record = accepted(authenticateRecord(Uint8Array.from(bytes)));
    const { did } = record.record;
    const entry = accepted(mergeRecord(entries.get(did), record));
    entries.set(did, entry);
    statements.put(did, heldStatements(entry, now));
  }
  heldBytes.push((heapBytes() - before) / agents);
}
console.log(`a record is ${recordBytes.toFixed(0)} B on the wire`);
console.log(
  `an agent takes ${heldBytes.map((bytes) => bytes.toFixed(0)).join(', ')} B of memory with 1 to ${kept} records`,
);
for (const size of [1e3, 1e5, 1e7]) {
  const gossip = size * renewalsPerDay * (recordBytes + envelopeBytes) * copies;
  const repairs = repair.neighbours * repair.perDay * repair.bytes;
  const memory = size * (heldBytes.at(-1) ?? 0);
  const [gossipMb, repairMb, memoryMb] = [gossip, repairs, memory].map((bytes) => (bytes / 1e6).toFixed(1));
  console.log(`${size} agents: ${memoryMb} MB of memory, ${gossipMb} MB of gossip and ${repairMb} MB of repair a day`);
}
