import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInBrowser } from './browser.ts';
import { carryOut } from './carry-out.ts';
import { openDashboard, type NetworkDashboard } from './dashboard/dashboard.ts';
import { Progress } from './dashboard/progress.ts';
import { Dice } from './dice.ts';
import { guard } from './guard.ts';
import { commonGuide } from './guide-common.ts';
import { organisationNames } from './names.ts';
import { command, help, readOptions, type PlayOptions, type Request } from './options.ts';
import { giveOrder, orderMs, takeOrders } from './orders.ts';
import { playSteps, type StepReport, type Watcher } from './play.ts';
import { progressOn, reportLines } from './report.ts';
import { defaultScenario, scenarios } from './scenarios/scenarios.ts';
import type { Play, Stage } from './stage.ts';
import { painterFor, table } from './table.ts';

const interrupted = 130;
const usage = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const request = requestIn(args);
  switch (request?.kind) {
    case undefined:
      return usage;
    case 'help':
      console.log(help);
      return 0;
    case 'list':
      console.log(listOf(request.json));
      return 0;
    case 'order':
      return order(request);
    case 'play':
      return perform(request);
  }
}

function requestIn(args: readonly string[]): Request | undefined {
  try {
    return readOptions(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${help}`);
    return undefined;
  }
}

function listOf(json: boolean): string {
  const rows = Object.entries(scenarios)
    .filter(([name]) => name !== 'tour' || defaultScenario() === name)
    .map(([name, { summary }]) => ({ name, summary }));
  return json ? JSON.stringify(rows) : table(rows.map(({ name, summary }) => [name, summary])).join('\n');
}

async function order({ words, dir, json }: Extract<Request, { readonly kind: 'order' }>): Promise<number> {
  try {
    const lines = await giveOrder(words, dir);
    console.log(json ? JSON.stringify({ ok: true, lines }) : lines.join('\n'));
    return 0;
  } catch (error) {
    if (json) console.log(JSON.stringify({ ok: false, error: messageOf(error) }));
    else console.error(messageOf(error));
    return 1;
  }
}

async function perform(options: PlayOptions): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const hasFailed = guard(() => stop.abort());
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'parley-testnet-')));
  await mkdir(dir, { recursive: true });
  const names = organisationNames(options.organisations);
  const stage: Stage = { dir, names, dice: new Dice(options.seed), mesh: undefined };
  try {
    const play = await scenarios[options.scenario]?.prepare(stage);
    if (play === undefined) throw new Error(`there is no scenario ${options.scenario}`);
    const code = await run(play, { stage, options }, stop.signal);
    return hasFailed() ? 1 : code;
  } catch (error) {
    if (stop.signal.aborted) return hasFailed() ? 1 : interrupted;
    throw error;
  } finally {
    await stage.mesh?.[Symbol.asyncDispose]();
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  }
}

interface Performance {
  readonly stage: Stage;
  readonly options: PlayOptions;
}

async function run(play: Play, performance: Performance, signal: AbortSignal): Promise<number> {
  const { stage, options } = performance;
  const screen = progressOn(process.stderr, painterFor(process.stderr, process.env));
  const progress = new Progress(play.steps);
  await using dashboard = await dashboardOf(performance, progress);
  if (!options.json) console.log(`Watch it at ${dashboard.address()}\nThat logs in once, within two minutes.\n`);
  if (options.open) openInBrowser(dashboard.address());
  const watched = { organisations: stage.names.length, watcher: both(screen, progress) };
  const reports = await playSteps(play.steps, watched, signal).finally(() => screen.clear());
  progress.over();
  const ok = reports.every((report) => report.ok);
  show(reports, performance);
  if (!ok || options.once || stage.mesh === undefined) return ok ? 0 : 1;
  await using orders = await takeOrders({ mesh: stage.mesh, dashboard }, stage.dir);
  const paint = painterFor(process.stdout, process.env);
  const lines = [...play.guide(paint), ...commonGuide(stage.mesh, paint)];
  console.log(['', ...lines, `The nodes are up, with their files in ${stage.dir}. Ctrl-C stops them.`].join('\n'));
  await untilAborted(signal);
  await orders.close();
  console.log('Stopping.');
  return 0;
}

/** The dashboard of the network from its first step on; orders are taken when the story is over, for they would spoil it. */
async function dashboardOf({ stage, options }: Performance, progress: Progress): Promise<NetworkDashboard> {
  const { scenario, seed } = options;
  const order = async (words: readonly string[]): Promise<readonly string[]> => {
    if (stage.mesh === undefined) throw new Error('The network is not set up yet.');
    if (!progress.isOver && words[0] !== 'login') throw new Error('The story is still being played.');
    return carryOut({ mesh: stage.mesh, dashboard }, words, AbortSignal.timeout(orderMs));
  };
  const dashboard = await openDashboard({
    stage,
    scenario,
    seed,
    progress,
    order,
    command: `${command} dashboard`,
  });
  return dashboard;
}

function both(one: Watcher, other: Watcher): Watcher {
  return {
    begun: (name) => [one, other].forEach((each) => each.begun(name)),
    ended: (report) => [one, other].forEach((each) => each.ended(report)),
  };
}

function show(reports: readonly StepReport[], { stage, options }: Performance): void {
  const { scenario, seed, json } = options;
  const ok = reports.every((report) => report.ok);
  const again = `Scenario ${scenario}, ${stage.names.length} organisations, seed ${seed}.`;
  if (json) console.log(JSON.stringify({ ok, scenario, seed, steps: reports }));
  else console.log([...reportLines(reports, painterFor(process.stdout, process.env)), again].join('\n'));
  if (!ok && stage.mesh !== undefined) console.error(`\nWhat the processes said last:\n${stage.mesh.tails()}`);
}

/** Also keeps the process alive: an idle parent of idle children would otherwise have nothing to wait for. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
