/** The door of `cli`: the command line, which speaks to the node through the control API alone. */
import { connect, type Client } from '../control/control.ts';
import { tell } from './failure.ts';
import { programOf } from './program.ts';
import type { CommonOptions, Session, Surroundings } from './session.ts';
import { hasColours, Terminal } from './terminal.ts';

export type { InitRequest, LocalNode, RunningNode, Surroundings } from './session.ts';

/**
 * Runs one command line (without `node` and the script) and resolves to its exit code; never throws.
 * `signal` asks it to end: `up` then stops the node, `inbox --follow` ends.
 */
export async function runCli(
  argv: readonly string[],
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  const { env, stdout, stderr } = surroundings;
  const open = (options: CommonOptions): Session => {
    const terminal = new Terminal(stdout, { json: options.json === true, coloured: hasColours(stdout, env) });
    const place = { dir: options.dir ?? (env['PARLEY_DIR'] || surroundings.cwd), flags: options.set ?? {} };
    const withClient = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
      using client = connect({ socket: surroundings.node.socketOf(place) });
      return await work(client);
    };
    return { surroundings, terminal, place, signal, withClient };
  };
  try {
    await programOf(surroundings, open).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    return tell(error, new Terminal(stderr, { json: argv.includes('--json'), coloured: hasColours(stderr, env) }));
  }
}
