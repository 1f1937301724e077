import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { runCli } from '../../../src/cli/cli.ts';
import { localNode } from '../../../src/local-node.ts';

/** Runs `parley` with a testnet that ends with a code; gives what that was started with, and the exit code. */
async function ran(argv: readonly string[], ends: number): Promise<readonly [args: readonly string[], code: number]> {
  const started: string[] = [];
  const sink = { write: () => undefined };
  const node = {
    ...localNode({}),
    runTestnet: async (args: readonly string[]) => {
      started.push(...args);
      return Promise.resolve(ends);
    },
  };
  const surroundings = { env: {}, cwd: '/', stdin: Readable.from([]), stdout: sink, stderr: sink, node };
  return [started, await runCli(argv, surroundings, AbortSignal.timeout(5000))];
}

it('hands options and orders on to the testnet', async () => {
  const words = ['testnet', '--scenario', 'flood', '--orgs', '5', '--seed', '9', '--once', '--json'];
  expect(await ran(words, 0)).toEqual([
    ['--scenario', 'flood', '--orgs', '5', '--seed', '9', '--once', '--json', '--'],
    0,
  ]);
  expect(await ran(['testnet', 'kill', 'globex', '--dir', '/there'], 0)).toEqual([
    ['--dir', '/there', '--', 'kill', 'globex'],
    0,
  ]);
});

it.each([
  [1, 1],
  [2, 2],
  [130, 1],
])('ends with a code of its own when the testnet ends with %d', async (ends, code) => {
  expect((await ran(['testnet'], ends))[1]).toBe(code);
});
