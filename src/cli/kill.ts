import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { CommonOptions, Session } from './session.ts';

interface OrderOptions {
  readonly reason: string;
  readonly by?: string;
}

/** Adds `parley kill` and `parley revive`. */
export function addKill(program: Command, open: (options: CommonOptions) => Session): void {
  for (const [word, description] of [
    ['kill', 'end all dealings with an agent, an organisation or of this node, at once'],
    ['revive', 'take a kill back'],
  ] as const)
    program
      .command(word)
      .description(description)
      .argument('<target>', 'alias or DID of an agent, key of an organisation, or node')
      .requiredOption('--reason <text>', 'why, for the record')
      .option('--by <name>', 'who orders it (default: the name of the user)')
      .action((target: string, options: OrderOptions, command: Command) =>
        order(open(command.optsWithGlobals()), { word, target }, options),
      );
}

async function order(
  { terminal, withClient }: Session,
  { word, target }: { readonly word: 'kill' | 'revive'; readonly target: string },
  { reason: why, by = userInfo().username }: OrderOptions,
): Promise<void> {
  const done = await withClient((client) => client[word]({ target, by, why }));
  if (terminal.json) terminal.value(done);
  else terminal.line(word === 'kill' ? `killed ${done.target}; parley revive takes it back` : `revived ${done.target}`);
}
