import { Readable } from 'node:stream';
import { runCli, type Surroundings } from '../../src/cli/cli.ts';

/** Surroundings in which no node is needed: one that is asked for is an error. What is printed is in `written`. */
export function withoutNode(cwd: string): { readonly surroundings: Surroundings; readonly written: readonly string[] } {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) };
  const unused = (): never => {
    throw new Error('no node is needed for this');
  };
  const node = {
    version: '0',
    program: ['parley'] as const,
    init: unused,
    initKeys: unused,
    socketOf: unused,
    start: unused,
    serveMcp: unused,
    examine: unused,
    policiesOf: unused,
    policyTools: unused,
    runTestnet: unused,
    changeUnlock: unused,
    exportOrganisation: unused,
    importOrganisation: unused,
    backUp: unused,
    restore: unused,
  };
  return { surroundings: { env: {}, cwd, stdin: Readable.from([]), stdout, stderr: stdout, node }, written };
}

/** What `parley ...` prints, and its exit code, where no node is needed. */
export async function runWithoutNode(
  argv: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly out: string }> {
  const { surroundings, written } = withoutNode(cwd);
  const code = await runCli(argv, surroundings, AbortSignal.timeout(5000));
  return { code, out: written.join('') };
}
