import { command } from './options.ts';
import { parleyProgram } from './parley.ts';
import type { Mesh } from './mesh.ts';
import type { Paint } from './table.ts';

/** What can be done with every network that is up, as lines: orders to it, and the command line and dashboard of each node. */
export function commonGuide({ organisations }: Mesh, paint: Paint): readonly string[] {
  const [one, two] = organisations;
  if (one === undefined || two === undefined) return [];
  const order = (words: string): string => `  ${command} ${words}`;
  return [
    paint('bold', 'Orders to this network, from another terminal; --help shows all:'),
    ...['dashboard', 'status', `kill ${two.alias}`, `start ${two.alias}`].map(order),
    ...[`partition ${one.alias} ${two.alias}`, `delay ${one.alias} ${two.alias} 200`, 'heal'].map(order),
    '',
    paint('bold', 'The dashboard and the command line of each node:'),
    ...organisations.flatMap(({ alias, dir }) => [`  ${commandOf(dir)} dashboard   # ${alias}`]),
    `  ${commandOf(one.dir)} peers`,
    '',
  ];
}

/** The command line of the node in a folder, for a POSIX shell. */
export function commandOf(dir: string): string {
  return `node ${quoted(parleyProgram)} -C ${quoted(dir)}`;
}

/** For a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
