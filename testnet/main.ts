import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { guideLines } from './guide.ts';
import { progressOn, reportLines } from './report.ts';
import { playScenario, type StepReport } from './scenario.ts';
import type { Story } from './steps.ts';
import { painterFor } from './table.ts';

const help = `Usage: npm run testnet -- [options]

Starts three organisations with a node each on this machine, plays a scenario over them, and stays up.

  --once        stop after the scenario
  --json        print { ok, steps: [{ name, ok, ms, detail }] } and nothing else; stops after the scenario
  --dir FOLDER  keep the nodes there, also afterwards (default: a temporary folder, removed in the end)
  --help        print this

Exit codes: 0 every step passed, 1 one failed, 2 wrong command line, 130 interrupted.`;

interface Options {
  readonly once: boolean;
  readonly json: boolean;
  readonly dir: string | undefined;
}

const interrupted = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = read(args);
  if (typeof options === 'number') return options;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const dir = options.dir === undefined ? await mkdtemp(join(tmpdir(), 'parley-testnet-')) : resolve(options.dir);
  await mkdir(dir, { recursive: true });
  const story: Story = { dir, testnet: undefined, used: undefined, refusals: [] };
  try {
    return await play(story, options, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return interrupted;
    throw error;
  } finally {
    await story.testnet?.[Symbol.asyncDispose]();
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  }
}

function read(args: readonly string[]): Options | number {
  const kinds = {
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
    dir: { type: 'string' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: kinds });
    if (values.help === true) {
      console.log(help);
      return 0;
    }
    const json = values.json === true;
    return { once: values.once === true || json, json, dir: values.dir };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
}

async function play(story: Story, options: Options, signal: AbortSignal): Promise<number> {
  const progress = progressOn(process.stderr, painterFor(process.stderr, process.env));
  const reports = await playScenario(story, progress, signal).finally(() => progress.clear());
  const ok = reports.every((report) => report.ok);
  show(story, reports, options);
  if (ok && !options.once) {
    const lines = guideLines(story, painterFor(process.stdout, process.env));
    console.log(['', ...lines, `The nodes are up, with their files in ${story.dir}. Ctrl-C stops them.`].join('\n'));
    await untilAborted(signal);
    console.log('Stopping.');
  }
  return ok ? 0 : 1;
}

function show({ testnet }: Story, reports: readonly StepReport[], { json }: Options): void {
  const ok = reports.every((report) => report.ok);
  if (json) console.log(JSON.stringify({ ok, steps: reports }));
  else console.log(reportLines(reports, painterFor(process.stdout, process.env)).join('\n'));
  if (!ok && testnet !== undefined) console.error(`\nWhat the processes said last:\n${testnet.tails()}`);
}

/** Also keeps the process alive: an idle parent of idle children would otherwise have nothing to wait for. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
