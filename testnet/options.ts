import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { organisationBounds } from './names.ts';
import { defaultScenario, scenarios } from './scenarios/scenarios.ts';

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly json: boolean }
  | ({ readonly kind: 'play' } & PlayOptions)
  | {
      readonly kind: 'order';
      readonly words: readonly string[];
      readonly dir: string | undefined;
      readonly json: boolean;
    };

/** How a network is made and what is played on it. */
export interface PlayOptions {
  readonly scenario: string;
  readonly organisations: number;
  readonly seed: number;
  /** Ends after the story. */
  readonly once: boolean;
  /** Opens the dashboard in the browser. */
  readonly open: boolean;
  readonly json: boolean;
  /** Where the nodes stay, also afterwards. */
  readonly dir: string | undefined;
}

const { least, most } = organisationBounds;
const maxSeed = 2 ** 32 - 1;

/** How this program is started, for what it proposes to type. */
export const command = process.env['PARLEY_TESTNET_AS'] ?? 'npm run testnet --';

/** For people. */
export const help = `Usage: ${command} [options]
       ${command} ORDER [--dir FOLDER]

Starts organisations with a node each on this machine, plays a scenario over them, and stays up.

  --scenario NAME  what is played (default: ${defaultScenario()}); --list shows all
  --orgs N         how many organisations, ${least} to ${most} (default: ${least})
  --seed N         repeats the choices of an earlier run, which printed it
  --once           stop after the scenario
  --open           open the dashboard of the network in the browser
  --json           print { ok, scenario, seed, steps: [{ name, ok, ms, detail }] } and nothing else; stops after it
  --dir FOLDER     keep the nodes there, also afterwards (default: a temporary folder, removed in the end)
  --list           print the scenarios
  --help           print this

Orders to a network that is up, from another terminal; it is the newest one unless --dir names another:

  status               who is there, and what is wrong
  kill ORG             end a node at once, as a crash would
  start ORG            start it again
  partition A [B]      cut A off from B, or from everyone
  delay A B MS         let what goes between two arrive so much later, each way; 0 for not at all
  heal                 take away all cuts and delays
  dashboard            print a link that opens the dashboard of the network, once
  login ORG            print a link that opens the dashboard of a node, once

Exit codes: 0 every step passed, 1 one failed, 2 wrong command line, 130 interrupted.`;

const kinds = {
  scenario: { type: 'string' },
  orgs: { type: 'string' },
  seed: { type: 'string' },
  once: { type: 'boolean' },
  open: { type: 'boolean' },
  json: { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean' },
  dir: { type: 'string' },
} as const;

/** Reads a command line without `node` and the script. Throws an Error that says what is wrong with it. */
export function readOptions(args: readonly string[]): Request {
  const { values, positionals } = parseArgs({ args: [...args], options: kinds, allowPositionals: true });
  const json = values.json === true;
  if (values.help === true) return { kind: 'help' };
  if (values.list === true) return { kind: 'list', json };
  const dir = values.dir === undefined ? undefined : resolve(values.dir);
  if (positionals.length > 0) return { kind: 'order', words: positionals, dir, json };
  const scenario = values.scenario ?? defaultScenario();
  if (!Object.hasOwn(scenarios, scenario))
    throw new Error(`There is no scenario ${JSON.stringify(scenario)}: ${Object.keys(scenarios).join(', ')}.`);
  if (scenario === 'tour' && defaultScenario() !== 'tour')
    throw new Error('The tour needs the SDKs of A2A and MCP, which a clone of the repository has.');
  return {
    kind: 'play',
    scenario,
    organisations: numberIn('--orgs', values.orgs ?? String(least), { least, most }),
    seed: values.seed === undefined ? randomInt(maxSeed) : numberIn('--seed', values.seed, { least: 0, most: maxSeed }),
    once: values.once === true || json,
    open: values.open === true,
    json,
    dir,
  };
}

function numberIn(name: string, text: string, range: { readonly least: number; readonly most: number }): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= range.least && number <= range.most) return number;
  throw new Error(`${name} takes a whole number from ${range.least} to ${range.most}.`);
}
