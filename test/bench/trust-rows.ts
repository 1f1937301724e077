import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers';
import { setImmediate } from 'node:timers/promises';
import {
  MeshError,
  millis,
  newMessageId,
  parsePeerId,
  SecretKey,
  sha256,
  systemRandom,
  utf8,
  type Millis,
} from '../../src/base/base.ts';
import { compute } from '../../src/credibility-keeper.ts';
import { Directory } from '../../src/directory.ts';
import {
  authenticateRecord,
  createIdentity,
  createRecord,
  type AgentIdentity,
  type VerifiedRecord,
} from '../../src/identity/identity.ts';
import { verifiedPerTurn } from '../../src/gossip.ts';
import { Receipts } from '../../src/receipts.ts';
import { openStore } from '../../src/store/store.ts';
import {
  createReceipt,
  defaultParameters,
  emptyChain,
  emptyLedger,
  exchangeId,
  hourOf,
  noCredibility,
  observe,
  one,
  rootsOf,
  signAcceptance,
  weigh,
  type ChainHead,
  type Graph,
} from '../../src/trust/trust.ts';
import { encodeSigned } from '../../src/wire/wire.ts';
import { timeRow, type Row } from './measure.ts';

/** What the issue asks about: organisations with so many edges each, receipts taken in within a second. */
const organisations = 10_000;
const edgesEach = 20;
const intake = 1000;
const raters = 50;

/** Credibility in its worker, the score of one agent after one more observation, receipts taken in. */
export async function trustRows(rounds: number): Promise<readonly Row[]> {
  return [await credibilityRow(rounds), updateRow(rounds), ...(await intakeRows(rounds))];
}

async function credibilityRow(rounds: number): Promise<Row> {
  const job = { graph: graphOf(), roots: rootsOf('did:key:z0'), parameters: defaultParameters, hour: 480_000 };
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await compute(job);
    samples.push(performance.now() - begun);
  }
  return timeRow('trust.credibility.10000x20', 'ms', [{ subject: samples, baseline: [] }]);
}

function graphOf(): Graph {
  const names = Array.from({ length: organisations }, (_, i) => `did:key:z${i}`);
  const rows = organisations * edgesEach;
  const column = (of: (row: number) => number): Uint32Array => Uint32Array.from({ length: rows }, (_, row) => of(row));
  const raterOf = (row: number): number => Math.floor(row / edgesEach);
  return {
    agents: names,
    organisations: names,
    organisationOf: Uint32Array.from(names, (_, i) => i),
    rater: column(raterOf),
    // Steps of many sizes, so that everyone is within reach of everyone.
    subject: column((row) => (raterOf(row) + 1 + (row % edgesEach) ** 3) % organisations),
    day: column((row) => 20_000 - (row % 30)),
    r: column(() => one / 2),
    s: column((row) => (row % 7 === 0 ? one / 2 : 0)),
    seen: Uint32Array.from({ length: 100 }, (_, i) => i + 1),
    seenR: Float64Array.from({ length: 100 }, () => 5 * one),
    seenS: Float64Array.from({ length: 100 }, () => 0),
  };
}

/** An agent seen in every hour of 30 days, in three classes, about which fifty others say something. */
function updateRow(rounds: number): Row {
  const hour = 480_000;
  const success = { dimension: 'output_quality', outcome: 100, severity: 0 } as const;
  const seen = Array.from({ length: 30 * 24 * 3 }, (_, i) => {
    return { ...success, capabilityClass: `class ${i % 3}`, hour: hour - Math.floor(i / 3) };
  });
  let ledger = observe(emptyLedger, seen);
  const roots = rootsOf('did:key:zOwn', { known: new Set(['did:key:zHome']) });
  const testimony = Array.from({ length: 50 * 30 }, (_, i) => {
    return { organisation: `did:key:z${i % 50}`, day: 20_000 - Math.floor(i / 50), r: one, s: 0 };
  });
  const said = { testimony, credibility: noCredibility, spread: [] };
  const flags = { revoked: false, disproved: false, unusual: false };
  const samples: number[] = [];
  for (let round = 0; round < rounds * 20; round++) {
    const begun = performance.now();
    ledger = observe(ledger, [{ ...success, capabilityClass: 'class 1', hour }]);
    const own = { subject: 'did:key:zAgent', organisation: 'did:key:zHome', ledger, organisationLedgers: [ledger] };
    weigh({ ...own, ...said, ...flags }, roots, defaultParameters, hour);
    samples.push(performance.now() - begun);
  }
  return timeRow('trust.update', 'ms', [{ subject: samples, baseline: [] }]);
}

const identityOf = (name: string): AgentIdentity => createIdentity(SecretKey.own(sha256(utf8(name))));

/** Where all of them would be found: nobody looks. */
const peerId = parsePeerId('12D3KooW'.padEnd(52, 'x'));

function recordOf(identity: AgentIdentity, name: string, now: number): VerifiedRecord {
  if (peerId === undefined) throw new MeshError('internal', 'a peer id of the bench does not parse');
  const bytes = createRecord(identity, {
    notBefore: millis(now - 60_000),
    expires: millis(now + 86_400_000),
    nextKeyHash: new Uint8Array(32),
    peerId,
    name,
  });
  const verified = authenticateRecord(bytes);
  if (verified.kind === 'accept') return verified.value;
  throw new MeshError('internal', `a record of the bench does not verify: ${verified.reason}`);
}

/**
 * A thousand receipts, verified, counted and written with fsync; how long the event loop stood still meanwhile; and what it
 * worked at most between two of its turns, garbage collection in this thread included: the machine may halt anyone, and
 * what stands still without work is no blocking of ours.
 */
async function intakeRows(rounds: number): Promise<readonly Row[]> {
  const now = millis(Date.now());
  const dir = await mkdtemp(join(tmpdir(), 'parley-bench-trust-'));
  const [took, stood, worked]: [number[], number[], number[]] = [[], [], []];
  try {
    const dataKey = SecretKey.own(new Uint8Array(32).fill(1));
    await using store = await openStore({ dir, dataKey, fsync: true, random: systemRandom });
    const self = identityOf('self');
    const directory = await Directory.open(store, self, recordOf(self, 'self', now));
    const agents = Array.from({ length: raters }, (_, i) => identityOf(`agent ${i}`));
    for (const [i, agent] of agents.entries()) {
      const how = { alias: `agent-${i}`, multiaddrs: [], via: 'configuration', now } as const;
      await directory.welcome(recordOf(agent, `agent-${i}`, now), how, []);
    }
    const receipts = new Receipts({ store, random: systemRandom, self, directory });
    const heads = agents.map((): ChainHead => emptyChain);
    for (let round = 0; round < Math.min(rounds, 10); round++) {
      const batch = batchOf(agents, heads, now);
      const longestWork = watchWork();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const begun = performance.now();
      await takeAll(receipts, batch, now);
      took.push(performance.now() - begun);
      delay.disable();
      worked.push(longestWork());
      stood.push(delay.percentile(99.9) / 1e6);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return [
    timeRow('trust.intake.1000', 'ms', [{ subject: took, baseline: [] }]),
    timeRow('trust.intake.stall', 'ms', [{ subject: stood, baseline: [] }]),
    timeRow('trust.intake.work', 'ms', [{ subject: worked, baseline: [] }]),
  ];
}

/** Watches the thread; gives the most processor time, milliseconds, that it took between two turns of its event loop. */
function watchWork(): () => number {
  let [last, longest, isOver] = [processorMs(), 0, false];
  const look = (): void => {
    const now = processorMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) nextTurn(look);
  };
  nextTurn(look);
  return () => {
    isOver = true;
    return longest;
  };
}

/** Of this thread alone: takes Node 23.9 or later. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Takes a batch in as gossip does: between a few and the next everything else has its turn. */
async function takeAll(receipts: Receipts, batch: readonly Uint8Array[], now: Millis): Promise<void> {
  const writing: Promise<void>[] = [];
  for (const [n, bytes] of batch.entries()) {
    const taken = receipts.accept(bytes, now);
    if (taken.kind !== 'accept') throw new MeshError('internal', `a receipt of the bench was ${taken.reason}`);
    writing.push(taken.value.written);
    if (n % verifiedPerTurn === verifiedPerTurn - 1) await setImmediate();
  }
  // A lazy commit keeps no process alive.
  const alive = setInterval(() => {}, 1000);
  await Promise.all(writing);
  clearInterval(alive);
}

function batchOf(agents: readonly AgentIdentity[], heads: ChainHead[], now: number): readonly Uint8Array[] {
  const hour = hourOf(millis(now));
  return Array.from({ length: intake }, (_, n) => {
    const [place, other] = [n % raters, (n + 1 + Math.floor(n / raters)) % raters];
    const [rater, subject] = [agents[place], agents[other === place ? (place + 1) % raters : other]];
    const head = heads[place];
    if (rater === undefined || subject === undefined || head === undefined)
      throw new MeshError('internal', 'the bench has no such agent');
    const iid = exchangeId(newMessageId(millis(now), systemRandom), systemRandom(16));
    const acceptance = { iid, rater: rater.did, subject: subject.did, capability: 'a2a.send', hour };
    const subjectSignature = signAcceptance(subject.signing, acceptance);
    const proof = { acceptance, subjectSignature, subjectKey: subject.signing.publicKey };
    const made = createReceipt(
      rater.signing,
      { ...proof, dimension: 'output_quality', outcome: 100, severity: 0 },
      head,
    );
    heads[place] = { seq: made.body.seq, id: made.id };
    return encodeSigned(made.signed);
  });
}
