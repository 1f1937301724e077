import { parseArgs } from 'node:util';
import { a2aRows, mcpRows, type Counterparts } from './exchange-rows.ts';
import { gossipRows } from './gossip-rows.ts';
import type { Row } from './measure.ts';
import { startPair, type Pair } from './mesh.ts';
import { largeRows, oneWayRows, roundTripRows } from './message-rows.ts';
import { readyRow, rssRow, sessionRow, syncRow } from './node-rows.ts';
import { policyRows } from './policy-rows.ts';
import { proxyRows } from './proxy-rows.ts';
import { startRole } from './process.ts';
import { lineOf, tableOf, writeRows } from './report.ts';
import { suiteRows } from './session-rows.ts';
import { SlimSource } from './slim-rows.ts';
import { trustRows } from './trust-rows.ts';
import type { BareStreams } from './stream-peer.ts';

/** What the parts of the bench work with. */
interface Bench {
  readonly pair: Pair;
  readonly bare: BareStreams;
  readonly counterparts: Counterparts;
  readonly slim: SlimSource;
}

interface Part {
  /** The rows begin with this. */
  readonly name: string;
  readonly rows: (bench: Bench, run: { rounds: number; suffix: string }) => Promise<readonly Row[]>;
  /** Whether the disk matters: then it is taken once more without fsync. */
  readonly durable: boolean;
  /** Whether it is taken once more under the suite that needs no optional package. */
  readonly perSuite?: boolean;
}

/** A part that needs no node: it runs first, beside nothing. */
const suitesPart = 'suites';
/** The same of trust. */
const trustPart = 'trust';
/** It brings nodes of its own. */
const gossipPart = 'gossip';

const parts: readonly Part[] = [
  { name: 'disk.sync', durable: false, rows: async (_, { rounds }) => [await syncRow(rounds)] },
  {
    name: 'a2a',
    durable: true,
    perSuite: true,
    rows: ({ pair, counterparts }, run) => a2aRows(pair, counterparts, run),
  },
  { name: 'proxy', durable: true, rows: ({ pair, counterparts }, run) => proxyRows(pair, counterparts, run) },
  { name: 'mcp', durable: false, rows: ({ pair, counterparts }, run) => mcpRows(pair, counterparts, run) },
  { name: 'message.round-trip', durable: true, rows: ({ pair, bare }, run) => roundTripRows(pair, bare, run) },
  {
    name: 'message.one-way',
    durable: true,
    perSuite: true,
    rows: ({ pair, bare }, { rounds, suffix }) => oneWayRows(pair, bare, { rounds: Math.ceil(rounds / 2), suffix }),
  },
  {
    name: 'message.large',
    durable: true,
    rows: ({ pair, bare }, { rounds, suffix }) => largeRows(pair, bare, { rounds: Math.ceil(rounds / 2), suffix }),
  },
  { name: 'slim', durable: true, rows: ({ pair, slim }, run) => slim.rows(pair, run) },
  {
    name: 'session.open',
    durable: false,
    rows: async ({ pair, bare }, { rounds }) => [await sessionRow(pair.a, bare, rounds)],
  },
  { name: 'policy', durable: false, rows: (_, { rounds }) => policyRows(rounds) },
  { name: 'node.ready', durable: false, rows: async (_, { rounds }) => [await readyRow(Math.ceil(rounds / 2))] },
  { name: 'node.rss', durable: false, rows: async () => [await rssRow()] },
];

/** One pair of nodes after another, and the parts taken with each. */
interface Pass {
  /** The names of the rows end in it. */
  readonly suffix: string;
  readonly fsync: boolean;
  /** Undefined for the default order of suites. */
  readonly suite?: string;
  readonly isDue: (part: Part) => boolean;
}

const passes: readonly Pass[] = [
  { suffix: '', fsync: true, isDue: () => true },
  { suffix: '.no-fsync', fsync: false, isDue: ({ durable }) => durable },
  { suffix: '.pqxdh', fsync: true, suite: 'pqxdh', isDue: ({ perSuite }) => perSuite === true },
];

const usage = `npm run bench [-- --json FILE] [--only NAME] [--rounds N] [--profile FOLDER]
  --json FILE       keep the rows as JSON
  --only NAME       only the parts whose name begins like this: ${[suitesPart, trustPart, gossipPart, ...parts.map(({ name }) => name)].join(', ')}
  --rounds N        rounds of each part (10)
  --fetch-slim      fetch @agntcy/slim-bindings from the npm registry for this run, for the rows beside it
  --profile FOLDER  CPU profiles of the nodes, one file for each; the figures are then worse`;

interface Options {
  readonly only: string;
  readonly rounds: number;
  readonly profile: string | undefined;
  readonly fetchSlim: boolean;
}

async function bench(options: Options, take: (rows: readonly Row[]) => void): Promise<void> {
  const chosen = parts.filter(({ name }) => name.startsWith(options.only));
  const withSuites = suitesPart.startsWith(options.only);
  if (withSuites) await suiteRows(options.rounds, take);
  const withTrust = trustPart.startsWith(options.only);
  if (withTrust) take(await trustRows(options.rounds));
  const withGossip = gossipPart.startsWith(options.only);
  if (withGossip) take(await gossipRows(Math.ceil(options.rounds / 2)));
  if (chosen.length === 0 && (withSuites || withTrust || withGossip)) return;
  if (chosen.length === 0) throw new Error(`No part has a name like that.\n${usage}`);
  await using stack = new AsyncDisposableStack();
  const agent = stack.use(await startRole('a2a-agent'));
  const server = stack.use(await startRole('mcp-server'));
  const peer = stack.use(await startRole('stream-peer'));
  const { BareStreams } = await import('./stream-peer.ts');
  const bare = stack.use(await BareStreams.start(peer.line));
  const proxy = stack.use(await startRole('proxy'));
  const slim = stack.use(await SlimSource.open(options.fetchSlim));
  const counterparts = { a2a: agent.line, mcp: server.line, proxy: proxy.line };
  for (const { suffix, fsync, suite, isDue } of passes) {
    const due = chosen.filter(isDue);
    if (due.length === 0) continue;
    await using pair = await startPair({ ...counterparts, fsync, suite, profile: options.profile });
    const run = { rounds: options.rounds, suffix };
    for (const part of due) take(await part.rows({ pair, bare, counterparts, slim }, run));
  }
}

async function runRole(role: string, [dir = '', port = '']: readonly string[]): Promise<void> {
  if (role === 'a2a-agent') await (await import('./a2a-agent.ts')).runA2aAgent();
  else if (role === 'mcp-server') await (await import('./mcp-server.ts')).runMcpServer();
  else if (role === 'proxy') await (await import('./proxy.ts')).runProxy();
  else if (role === 'stream-peer') await (await import('./stream-peer.ts')).runStreamPeer();
  else if (role === 'slim-server') await (await import('./slim-peer.ts')).runSlimServer(dir);
  else if (role === 'slim-receiver') await (await import('./slim-peer.ts')).runSlimReceiver(dir, port);
  else if (role === 'slim-sender') await (await import('./slim-peer.ts')).runSlimSender(dir, port);
  else throw new Error(`No role ${role}.`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '10' },
      profile: { type: 'string' },
      'fetch-slim': { type: 'boolean', default: false },
      role: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  if (values.role !== undefined) return await runRole(values.role, positionals);
  const rows: Row[] = [];
  const { only, profile } = values;
  const options = { only, profile, rounds: Number(values.rounds), fetchSlim: values['fetch-slim'] };
  await bench(options, (taken) => {
    rows.push(...taken);
    for (const row of taken) console.error(lineOf(row));
  });
  console.log(tableOf(rows));
  if (values.json !== undefined) await writeRows(values.json, rows);
}

await main();
