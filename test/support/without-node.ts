import { Readable } from 'node:stream';
import { runCli } from '../../src/cli/cli.ts';

/** What `parley ...` prints, and its exit code, where no node is needed: one that is asked for is an error. */
export async function runWithoutNode(
  argv: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly out: string }> {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) };
  const unused = (): never => {
    throw new Error('no node is needed for this');
  };
  const node = {
    version: '0',
    init: unused,
    initKeys: unused,
    socketOf: unused,
    start: unused,
    serveMcp: unused,
    examine: unused,
    policiesOf: unused,
    policyTools: unused,
    changeUnlock: unused,
    backUp: unused,
    restore: unused,
  };
  const surroundings = { env: {}, cwd, stdin: Readable.from([]), stdout, stderr: stdout, node };
  const code = await runCli(argv, surroundings, AbortSignal.timeout(5000));
  return { code, out: written.join('') };
}
