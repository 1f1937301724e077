import type { Dice } from './dice.ts';
import { createMesh, joinAll, startAll, type Mesh, type Particulars } from './mesh.ts';
import type { Organisation } from './organisation.ts';
import type { Paint } from './table.ts';
import { until } from './until.ts';

/** Where a story is played, as far as it is built. Who plays closes it. */
export interface Stage {
  /** Where the nodes live. */
  readonly dir: string;
  /** Of the organisations. */
  readonly names: readonly string[];
  readonly dice: Dice;
  mesh: Mesh | undefined;
}

/** One step of a story. */
export interface Step {
  readonly name: string;
  /** Whether nothing after it makes sense when it fails. */
  readonly essential: boolean;
  /** Does it and checks it; gives what was seen, in a line. Throws an Error that says what was otherwise. */
  readonly run: (signal: AbortSignal) => Promise<string>;
}

/** A story that is about to be played. */
export interface Play {
  readonly steps: readonly Step[];
  /** What to try afterwards on the network that stays up, as lines. */
  readonly guide: (paint: Paint) => readonly string[];
}

/** A step that the following ones build on. */
export function essential(name: string, run: Step['run']): Step {
  return { name, essential: true, run };
}

/** A step that others do not need. */
export function separate(name: string, run: Step['run']): Step {
  return { name, essential: false, run };
}

/** Throws an Error before the organisations were set up. */
export function meshOf({ mesh }: Stage): Mesh {
  if (mesh === undefined) throw new Error('there is no network');
  return mesh;
}

/** The organisation of this name. Throws as `meshOf` does. */
export function organisation(stage: Stage, name: string): Organisation {
  return meshOf(stage).find(name);
}

/** The steps that most stories begin with: everyone is set up, runs, and has met everyone. */
export function opening(stage: Stage, particulars: Readonly<Record<string, Particulars>>): readonly Step[] {
  return [
    essential('set up the organisations', async (signal) => {
      stage.mesh = await createMesh(stage.names, particulars, { dir: stage.dir, signal });
      return `parley init for ${stage.names.join(', ')}`;
    }),
    essential('start their nodes', async (signal) => {
      const { organisations } = meshOf(stage);
      await startAll(organisations, signal);
      return `parley up: processes ${organisations.map(({ status }) => status.pid).join(', ')}`;
    }),
    essential('meet one another', async (signal) => {
      const used = await joinAll(meshOf(stage));
      await until('a connection of everyone with everyone', signal, async () => haveMet(meshOf(stage).organisations));
      return `${used} invitations used: every two have proved to each other who they are`;
    }),
  ];
}

async function haveMet(all: readonly Organisation[]): Promise<boolean> {
  for (const one of all) {
    const peers = await one.client.peers();
    if (peers.filter(({ connected }) => connected).length < all.length - 1) return false;
  }
  return true;
}

/** What is said, and how long it may take. */
export interface Saying {
  readonly text: string;
  readonly signal: AbortSignal;
}

/** Sends a message; gives its id when the sender's node has it on disk. */
export async function say(from: Organisation, to: Organisation, { text, signal }: Saying): Promise<string> {
  const { id } = await from.client.send({ to: to.alias, body: text }, signal);
  return id;
}

/** Resolves when a message was taken by its recipient's node. Throws an Error when it came to another end. */
export async function arrived(from: Organisation, id: string, signal: AbortSignal): Promise<void> {
  await until(`the delivery of ${id}`, signal, async () => {
    const { state, reason } = await from.client.message(id);
    if (state === 'refused' || state === 'expired') throw new Error(`${id} is ${state}: ${reason ?? 'no reason'}`);
    return state === 'delivered';
  });
}

/** Sends a message, and waits until it was taken. */
export async function deliver(from: Organisation, to: Organisation, saying: Saying): Promise<string> {
  const id = await say(from, to, saying);
  await arrived(from, id, saying.signal);
  return id;
}

/** The words for several organisations. */
export function namesOf(all: readonly Organisation[]): string {
  return all.map(({ name }) => name).join(', ');
}
