import type { Command } from 'commander';
import { MeshError } from '../base/base.ts';
import { ControlError } from '../control/control.ts';
import type { CommonOptions, Session } from './session.ts';

interface TestnetOptions {
  readonly scenario?: string;
  readonly orgs?: string;
  readonly seed?: string;
  readonly once?: true;
  readonly open?: true;
  readonly list?: true;
}

/** Adds `parley testnet`. What the options may be is the program's own to judge. */
export function addTestnet(program: Command, open: (options: CommonOptions) => Session): void {
  program
    .command('testnet')
    .description('start organisations with a node each on this machine, and play a scenario over them')
    .argument('[order...]', 'to a network that is up: status, kill, start, partition, delay, heal, login, dashboard')
    .option('--scenario <name>', 'what is played')
    .option('--orgs <n>', 'how many organisations, 3 to 24 (default: 3)')
    .option('--seed <n>', 'repeats the choices of an earlier run')
    .option('--once', 'stop after the scenario')
    .option('--open', 'open the dashboard of the network in the browser')
    .option('--list', 'print the scenarios')
    .action((order: readonly string[], options: TestnetOptions, command: Command) =>
      testnet({ order, options, common: command.optsWithGlobals() }, open),
    );
}

async function testnet(
  {
    order,
    options,
    common,
  }: { readonly order: readonly string[]; readonly options: TestnetOptions; readonly common: CommonOptions },
  open: (options: CommonOptions) => Session,
): Promise<void> {
  const { surroundings, signal } = open(common);
  const named = { ...options, dir: common.dir, json: common.json };
  const flags = Object.entries(named).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return value === true ? [`--${name}`] : [`--${name}`, String(value)];
  });
  const code = await surroundings.node.runTestnet([...flags, '--', ...order], signal);
  if (code === 2) throw new MeshError('request-invalid', 'The command line of the testnet is wrong; see above.');
  if (code !== 0) throw new ControlError('refused', 'The testnet failed; what it said is above.');
}
