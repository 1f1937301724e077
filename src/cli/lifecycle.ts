import { setTimeout as delay } from 'node:timers/promises';
import { MeshError } from '../base/base.ts';
import { ControlError } from '../control/control.ts';
import type { Session } from './session.ts';

/** Longest time that a node may take to stop, milliseconds: its own ten seconds, and one to be seen. */
const stopMs = 11_000;
/** How often to look whether it has. */
const lookMs = 50;

interface InitOptions {
  readonly keys?: boolean;
  readonly name?: string;
  readonly organisation?: string;
  readonly passphraseFile?: string;
}

/** `parley init` */
export async function initialise(session: Session, { keys = false, ...options }: InitOptions): Promise<void> {
  const { surroundings, terminal, place } = session;
  const { node } = surroundings;
  if (keys && Object.keys(options).length > 0)
    throw new MeshError(
      'request-invalid',
      'With --keys everything else is in parley.yaml already. Leave the others out.',
    );
  const report = keys ? await node.initKeys(place) : await node.init({ dir: place.dir, ...options });
  if (terminal.json) {
    terminal.value(report ?? { made: false });
    return;
  }
  if (report === undefined) {
    terminal.line('There are keys already.');
    return;
  }
  terminal.line(terminal.paint('green', 'A new node is set up.'));
  terminal.fields([
    ['agent', report.did],
    ['organisation', `${report.organisation.name} ${terminal.paint('dim', report.organisation.id)}`],
    ['configuration', report.config],
    ['policies', report.policies],
    ['keyring', `${report.keyring}, unlocked by ${report.unlockedBy}`],
  ]);
  terminal.line('Keep a copy of keyring and key in a safe place: nobody can restore them.');
  terminal.line('Next: name your agent and its MCP servers in parley.yaml, then run `parley up`.');
}

/** `parley up` */
export async function up({ surroundings, terminal, place, signal }: Session): Promise<void> {
  const running = await surroundings.node.start(place, signal);
  const stop = (): void => {
    // Whether the node listens to the signal itself or not: stopping twice is stopping once.
    void running.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  if (terminal.json) terminal.value({ ready: true, ...running.info });
  else terminal.fields([['ready', terminal.paint('green', 'yes')], ...Object.entries(running.info).map(fieldOf)]);
  await running.stopped;
  signal.removeEventListener('abort', stop);
}

function fieldOf([name, value]: [string, unknown]): readonly [string, string] {
  const text = Array.isArray(value) ? value.map(String).join(' ') : value;
  return [name, typeof text === 'string' ? text : JSON.stringify(text)];
}

/** `parley down` */
export async function stopNode({ terminal, withClient, signal }: Session): Promise<void> {
  await withClient(async (client) => {
    const { pid } = await client.status();
    await client.stop();
    await ended(pid, signal);
  });
  if (terminal.json) terminal.value({ stopped: true });
  else terminal.line('The node has stopped.');
}

/** The socket goes before the process does, and only the process's end frees the data folder. */
async function ended(pid: number, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < stopMs; waited += lookMs) {
    if (!isAlive(pid)) return;
    await delay(lookMs, undefined, { signal });
  }
  throw new ControlError(
    'refused',
    `The node (process ${pid}) was asked to stop and still runs. Its log says what it waits for.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
