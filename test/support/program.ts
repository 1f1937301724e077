import { execFile, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A node that runs as a program, of whatever version. */
export interface RunningProgram {
  /** What it said on its standard error so far. */
  readonly log: () => string;
  /** SIGTERM, and waits for the end. Nothing happens when it has ended. */
  stop(): Promise<void>;
}

/** Waits until the program `parley --json up` says that it is ready. Throws with what it said when it ends instead. */
export async function runNode(child: ChildProcessWithoutNullStreams): Promise<RunningProgram> {
  let log = '';
  child.stderr.on('data', (piece) => (log += String(piece)));
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{"ready":true')) break;
  // What it goes on to say is not kept, and must not fill the pipe.
  child.stdout.resume();
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await ended;
  };
  if (child.exitCode !== null) throw new Error(`The node ended with code ${child.exitCode}:\n${log}`);
  return { log: () => log, stop };
}

/** Runs a command of a program `parley` to its end; gives what it printed. Rejects when it fails. */
export async function parley(program: string, args: readonly string[], env = process.env): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  return stdout;
}
