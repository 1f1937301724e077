import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A testnet of four organisations that has played its story and stays up. */
export interface RunningTestnet extends AsyncDisposable {
  /** Logs a browser in to its dashboard, once. */
  address(): Promise<string>;
  /** Gives it an order, as from another terminal; what it printed. */
  order(...words: readonly string[]): Promise<string>;
}

const program = fileURLToPath(new URL('../../dist/testnet/main.js', import.meta.url));

/** Starts it; resolves when the story is over. */
export async function startTestnet(): Promise<RunningTestnet> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-'));
  const network = spawn(process.execPath, [
    program,
    '--scenario',
    'approval',
    '--orgs',
    '4',
    '--seed',
    '11',
    '--dir',
    dir,
  ]);
  const order = async (...words: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...words, '--dir', dir]);
    return stdout;
  };
  let said = '';
  for await (const line of createInterface({ input: network.stdout })) {
    said += `${line}\n`;
    if (line.includes('Ctrl-C stops them')) break;
  }
  if (network.exitCode !== null) throw new Error(`The testnet ended: ${said}`);
  return {
    order,
    address: async () => /http:\/\/127\.0\.0\.1:\d+\/#login=[\w-]+/.exec(await order('dashboard'))?.[0] ?? '',
    async [Symbol.asyncDispose]() {
      if (network.exitCode === null) {
        network.kill('SIGTERM');
        await once(network, 'exit');
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}
