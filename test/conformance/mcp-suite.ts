import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const suite = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);

/** Revisions whose requirements are frozen in the suite. */
export const revisions = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof revisions)[number];

/** The outcome of one run: a line for each check, in order, `scenario check-id STATUS`. */
export interface Outcome {
  readonly checks: readonly string[];
  readonly passed: number;
  readonly failed: number;
}

const checkList = z.array(z.looseObject({ id: z.string(), status: z.string() }));

/** Runs the suite's server scenarios, all that a revision names, against a URL. */
export async function testServer(url: string, revision: Revision): Promise<Outcome> {
  return await run(['server', '--url', url, '--requirements', revision]);
}

/** Runs one of the suite's client scenarios with a command, which is given the URL of the suite's server. */
export async function testClient(
  command: readonly string[],
  which: { readonly scenario: string; readonly revision: Revision },
): Promise<Outcome> {
  const { scenario, revision } = which;
  return await run(['client', '--command', command.join(' '), '--scenario', scenario, '--spec-version', revision]);
}

/** The outcome without its notes: of a client the suite writes down each request, in the order of their arrival. */
export function judged(outcome: Outcome): Outcome {
  return { ...outcome, checks: outcome.checks.filter((check) => !check.endsWith(' INFO')) };
}

async function run(args: readonly string[]): Promise<Outcome> {
  const dir = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const child = spawn(process.execPath, [suite, ...args, '--output-dir', dir], { stdio: 'ignore' });
    // Its exit code tells of failed checks, which are the outcome here and no error.
    await once(child, 'exit');
    return await outcomeIn(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function outcomeIn(dir: string): Promise<Outcome> {
  const checks: string[] = [];
  for (const folder of (await readdir(dir)).toSorted()) {
    const text = await readFile(join(dir, folder, 'checks.json'), 'utf8');
    // The folder is named after the scenario and the time of its run.
    const scenario = folder.replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
    for (const { id, status } of checkList.parse(JSON.parse(text))) checks.push(`${scenario} ${id} ${status}`);
  }
  const of = (status: string): number => checks.filter((check) => check.endsWith(` ${status}`)).length;
  return { checks, passed: of('SUCCESS'), failed: of('FAILURE') };
}

/** What one run has that the other has not, as `+` and `-` lines; empty when both are the same, check by check. */
export function difference(direct: Outcome, meshed: Outcome): readonly string[] {
  return [...missing(direct.checks, meshed.checks, '-'), ...missing(meshed.checks, direct.checks, '+')];
}

function missing(from: readonly string[], other: readonly string[], sign: string): readonly string[] {
  const left = [...other];
  return from.flatMap((check) => {
    const at = left.indexOf(check);
    if (at < 0) return [`${sign} ${check}`];
    left.splice(at, 1);
    return [];
  });
}
