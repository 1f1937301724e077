import { join } from 'node:path';
import type { Child } from './child.ts';
import { Door } from './door.ts';
import { Faults } from './faults.ts';
import { Organisation, type OrganisationPlan } from './organisation.ts';

/** What is particular about one organisation; the rest is the same for all. */
export type Particulars = Omit<OrganisationPlan, 'name' | 'dir' | 'door'>;

/** Organisations on one machine that share nothing but loopback, each with a node of its own behind a door. */
export interface Mesh extends AsyncDisposable {
  readonly organisations: readonly Organisation[];
  /** What is wrong between them; for everything that goes through the doors. */
  readonly faults: Faults;
  /** Throws RangeError when there is none with this alias. */
  find(alias: string): Organisation;
  /** Stops this program with the mesh, and lets `tails` tell of it. */
  keep(program: Child): void;
  /** The last lines of every process, for finding out what went wrong. */
  tails(): string;
}

/** Programs that start at once: more would only wait for one another on a small machine. */
const atOnce = 4;
/** Lines of each process in `tails`. */
const tailLines = 6;

/**
 * Sets organisations up below `dir`, the particulars by name; no node runs yet. Leaves nothing behind when it fails.
 */
export async function createMesh(
  names: readonly string[],
  particulars: Readonly<Record<string, Particulars>>,
  { dir, signal }: { readonly dir: string; readonly signal: AbortSignal },
): Promise<Mesh> {
  const faults = new Faults();
  const organisations: Organisation[] = [];
  const programs: Child[] = [];
  const doors: Door[] = [];
  const nodes = (): ReadonlyMap<number, string> =>
    new Map(organisations.filter(({ isUp }) => isUp).map(({ node, alias }) => [node.pid, alias]));
  const close = async (): Promise<void> => {
    await Promise.all(organisations.map((one) => one[Symbol.asyncDispose]()));
    await Promise.all([...doors.map((door) => door[Symbol.asyncDispose]()), ...programs.map((one) => one.stop())]);
  };
  try {
    const made = await inTurns(names, async (name): Promise<Organisation> => {
      const door = await Door.open(name.toLowerCase(), { faults, nodes });
      doors.push(door);
      const plan = { ...particulars[name], name, dir: join(dir, name.toLowerCase()), door };
      return Organisation.create(plan, signal);
    });
    organisations.push(...made);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    organisations,
    faults,
    find: (alias) => {
      const found = organisations.find((one) => one.alias === alias.toLowerCase());
      if (found !== undefined) return found;
      throw new RangeError(`There is no ${alias} here, only ${organisations.map((one) => one.alias).join(', ')}.`);
    },
    keep: (program) => void programs.push(program),
    tails: () =>
      [...organisations.map((one) => one.tail(tailLines)), ...programs.map(tailOf)].filter(Boolean).join('\n'),
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Lets every two organisations meet by an invitation, so that each could deal with each. To know an agent is every operator's
 * own decision: gossip brings the records of those who are known, and makes nobody known. Gives how many were used.
 */
export async function joinAll({ organisations }: Mesh): Promise<number> {
  let count = 0;
  for (const [at, one] of organisations.entries()) {
    for (const earlier of organisations.slice(0, at)) {
      const { code } = await earlier.client.invite();
      await one.client.join(code, earlier.alias);
      count++;
    }
  }
  return count;
}

/** Starts the nodes, a few at a time. */
export async function startAll(organisations: readonly Organisation[], signal: AbortSignal): Promise<void> {
  await inTurns(organisations, (one) => one.up(signal));
}

/** Works on all, a few at a time; the results are in order. */
async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += atOnce)
    results.push(...(await Promise.all(all.slice(at, at + atOnce).map(work))));
  return results;
}

function tailOf(program: Child): string {
  const tail = program.tail(tailLines);
  return tail === '' ? '' : `${program.name}:\n${tail}`;
}
