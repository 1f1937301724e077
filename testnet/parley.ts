import { fileURLToPath } from 'node:url';
import { Child } from './child.ts';

/** The program `parley`: compiled, or as it is written where Node runs TypeScript itself. */
export const parleyProgram = fileURLToPath(
  new URL(`../src/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/** A command of `parley` that failed. */
export class CommandFailed extends Error {
  readonly code: string;
  /** Of the refusal, when the node refused. */
  readonly reason: string | undefined;

  constructor(command: string, error: { readonly code: string; readonly message: string; readonly reason?: string }) {
    super(`${command}: ${error.message}`);
    this.name = 'CommandFailed';
    this.code = error.code;
    this.reason = error.reason;
  }
}

/** Runs one command of `parley --json` and reads what it printed, one value for each line. Throws CommandFailed. */
export async function parley(dir: string, args: readonly string[], signal: AbortSignal): Promise<readonly unknown[]> {
  await using child = Child.start({
    name: `parley ${args[0] ?? ''}`,
    args: [parleyProgram, '-C', dir, '--json', ...args],
  });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await child.ended();
    signal.throwIfAborted();
    if (code === 0) return child.said('stdout').map((line): unknown => JSON.parse(line));
    throw errorOf(child) ?? child.failure(`ended with code ${code}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function errorOf(child: Child): CommandFailed | undefined {
  const line = [...child.said('stdout'), ...child.said('stderr')].findLast((text) => text.startsWith('{"error":'));
  if (line === undefined) return undefined;
  const { error }: { readonly error: { readonly code: string; readonly message: string; readonly reason?: string } } =
    JSON.parse(line);
  return new CommandFailed(child.name, error);
}
