import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of ours that has said its first line. */
export interface Started extends AsyncDisposable {
  readonly pid: number;
  /** The first line of its output. */
  readonly line: string;
  /** From before the process was made until that line, milliseconds. */
  readonly readyMs: number;
}

const startWithinMs = 20_000;
const stopWithinMs = 12_000;

/** Starts `node` with these arguments and waits for its first line. Its complaints go to our standard error. */
export async function startProcess(args: readonly string[]): Promise<Started> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const late = AbortSignal.timeout(startWithinMs);
    const line = await firstLine(child, late);
    const readyMs = performance.now() - started;
    return { pid: child.pid ?? 0, line, readyMs, [Symbol.asyncDispose]: () => stop(child) };
  } catch (cause) {
    await stop(child);
    throw new Error(`A process did not start: node ${args.join(' ')}`, { cause });
  }
}

async function firstLine(child: ChildProcess, late: AbortSignal): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit', { signal: late }).then(() => {
    throw new Error('it ended');
  });
  const line = once(lines, 'line', { signal: late }).then(([text]: unknown[]) => String(text));
  ended.catch(() => undefined);
  return await Promise.race([line, ended]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(late);
}

/** Runs `node` with these arguments to its end; its output. Throws when it fails. */
export async function runProcess(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const [code]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new Error(`A process failed: node ${args.join(' ')}`);
  return output;
}

/** Starts one of this bench's own parts in a process of its own; it prints where it can be reached. */
export function startRole(role: string, ...args: readonly string[]): Promise<Started> {
  return startProcess([
    fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'main.ts' : 'main.js', import.meta.url)),
    '--role',
    role,
    ...args,
  ]);
}
