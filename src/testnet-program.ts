import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MeshError } from './base/base.ts';

/** The program of the testnet beside this one: compiled, or as it is written where Node runs TypeScript itself. */
const program = fileURLToPath(
  new URL(`../testnet/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/**
 * Runs the testnet with this process's input and output until it ends or `signal` ends it; gives its exit code, 0 when it was
 * asked to end. It is a program of its own: no node has a part in it. Throws MeshError 'not-found' where it was left out.
 */
export async function runTestnet(args: readonly string[], signal: AbortSignal): Promise<number> {
  if (!existsSync(program))
    throw new MeshError(
      'not-found',
      'This installation has no testnet. Install the package parley-mesh, which has it.',
    );
  const env = { ...process.env, PARLEY_TESTNET_AS: 'parley testnet' };
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit', env });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', stop);
  return signal.aborted ? 0 : (code ?? 1);
}
