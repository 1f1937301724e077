import { millis, parsePeerId, SecretKey, sha256, signingKeyFromSeed, utf8, type Did } from '../../src/base/base.ts';
import { createIdentity, createRecord, createRevocation, type AgentIdentity } from '../../src/identity/identity.ts';
import { Chance } from './chance.ts';
import { RegistryNetwork } from './registry-network.ts';
import { baseOf, Verifier, type Base } from './registry-node.ts';

const now = millis(1_800_000_000_000);
/** Agents that every node knows when a run begins. */
const knownAgents = 100;
/** Records that each side of a partition publishes. */
const perSide = 20;
/** A run that takes longer than this has failed. */
const mostRounds = 100;

/** What is simulated. */
export interface RegistryRun {
  readonly seed: number;
  readonly nodes: number;
  readonly lossPerMille: number;
}

/** What came of it. */
export interface RegistryOutcome {
  /** Until every node holds the same; Infinity when they never did. */
  readonly rounds: number;
  /** Different registry roots at the end. */
  readonly roots: number;
  /** Different registry roots before the last of it began: when the record was published, when the partition ended. */
  readonly rootsBefore: number;
  /** Repair messages that a node sent in a round, without the statements, bytes. */
  readonly repairBytes: number;
  /** Copies of what was published that a node sent and received until all were at one, on average. */
  readonly copies: number;
  readonly network: RegistryNetwork;
}

/** The agents of a run are made from their names. */
function identityOf(name: string): AgentIdentity {
  return createIdentity(SecretKey.own(sha256(utf8(name))));
}

/** A record of an agent that was published in an hour, counted from the beginning of the run. */
function recordOf(
  name: string,
  change: { readonly seq?: number; readonly hour?: number; readonly mark?: string } = {},
) {
  const peerId = parsePeerId('12D3KooW'.padEnd(52, 'x'));
  if (peerId === undefined) throw new Error('no peer id');
  const { seq = 1, hour = 0, mark = '' } = change;
  return createRecord(identityOf(name), {
    seq,
    notBefore: millis(now + hour * 3_600_000),
    expires: millis(now + 20 * 24 * 3_600_000),
    nextKeyHash: sha256(signingKeyFromSeed(SecretKey.own(sha256(utf8(`${name} next`)))).publicKey),
    peerId,
    name: `${name}${mark}`,
    multiaddrs: ['/ip4/127.0.0.1/tcp/4001'],
    capabilities: ['read:data'],
    protocols: ['a2a'],
  });
}

function revocationOf(name: string): Uint8Array {
  const { did, signing } = identityOf(name);
  return createRevocation({ did, reason: '', seq: 1, revoked: now, evidence: new Uint8Array(0) }, signing);
}

/** The agent that two sides of a partition hear contradicting things of, and the one that one side revokes. */
export const watched: { readonly twin: Did; readonly revoked: Did } = {
  twin: identityOf('agent 0').did,
  revoked: identityOf('agent 1').did,
};

function networkOf(run: RegistryRun): RegistryNetwork {
  const verifier = new Verifier();
  const base: Base = baseOf(
    Array.from({ length: knownAgents }, (_, i) => recordOf(`agent ${i}`)),
    verifier,
    now,
  );
  return new RegistryNetwork({ ...run, chance: new Chance(run.seed) }, base, { verifier, now });
}

/** Counts rounds from now until all nodes are at one. */
function settle(network: RegistryNetwork): RegistryOutcome {
  const rootsBefore = network.roots().size;
  const bytesBefore = network.repairBytes;
  const copiesBefore = network.copies;
  const rounds = network.roundsUntilEqual(mostRounds);
  const repairBytes = (network.repairBytes - bytesBefore) / (network.nodes.length * Math.max(1, rounds));
  // Each that one node sends, another receives.
  const copies = (2 * (network.copies - copiesBefore)) / network.nodes.length;
  return { rounds, roots: network.roots().size, rootsBefore, repairBytes, copies, network };
}

/** One node publishes a record: in how many rounds all have it. */
export function runNewRecord(run: RegistryRun): RegistryOutcome {
  const network = networkOf(run);
  network.publish(run.seed % run.nodes, recordOf('newcomer', { hour: 1 }));
  return settle(network);
}

/**
 * Two halves that hear nothing of one another: each gets records of its own, one revokes an agent that the other
 * renews, and an agent says different things to each. When each half is at one with itself the partition ends: in
 * how many rounds all are at one.
 */
export function runPartition(run: RegistryRun): RegistryOutcome {
  const network = networkOf(run);
  const half = run.nodes >> 1;
  network.isParted = true;
  for (let i = 0; i < perSide; i++) {
    network.publish(i % half, recordOf(`left ${i}`, { hour: 1 }));
    network.publish(half + (i % half), recordOf(`right ${i}`, { hour: 1 }));
  }
  network.publish(0, recordOf('agent 0', { seq: 2, hour: 1, mark: ' here' }));
  network.publish(half, recordOf('agent 0', { seq: 2, hour: 1, mark: ' there' }));
  network.publish(0, revocationOf('agent 1'));
  network.publish(half, recordOf('agent 1', { seq: 2, hour: 1 }));
  if (!Number.isFinite(network.roundsUntilEqual(mostRounds, network.halves)))
    throw new Error('the halves did not come to be at one with themselves');
  // What is still on its way would otherwise be news after the partition.
  network.round();
  network.isParted = false;
  return settle(network);
}
