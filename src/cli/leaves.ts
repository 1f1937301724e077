import type { Command } from 'commander';

/** A command that does something itself, and the words it is called by. */
export interface Leaf {
  readonly path: readonly string[];
  readonly command: Command;
}

/** Every command that does something itself, in the order of the help: those at or below `command`, which is at `path`. */
export function leavesOf(command: Command, path: readonly string[]): readonly Leaf[] {
  const below = command.commands.filter((one) => one.name() !== 'help');
  const own = path.length > 0 && (below.length === 0 || command.registeredArguments.length > 0);
  return [...(own ? [{ path, command }] : []), ...below.flatMap((one) => leavesOf(one, [...path, one.name()]))];
}
