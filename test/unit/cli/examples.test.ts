import { expect, it } from 'vitest';
import { examplesOf } from '../../../src/cli/examples.ts';
import { leavesOf } from '../../../src/cli/leaves.ts';
import { programOf } from '../../../src/cli/program.ts';
import { runWithoutNode, withoutNode } from '../../support/without-node.ts';

const program = programOf(withoutNode('/').surroundings, () => {
  throw new Error('no command is to run');
});

const leaves = leavesOf(program, []);

/** Words as a shell gives them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.replace(/ >.*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

it('shows an example of every command in its help', async () => {
  expect(leaves.length).toBeGreaterThan(50);
  const bare = leaves.filter(({ path }) => examplesOf(path).length === 0).map(({ path }) => path.join(' '));
  expect(bare).toEqual([]);
  const { out } = await runWithoutNode(['audit', 'verify', '--help'], '/');
  expect(out).toContain('Examples:\n  parley audit verify\n  parley audit verify ./tiles');
});

it.each(leaves.flatMap(({ path }) => examplesOf(path).map((line) => [line, path] as const)))(
  'takes the example "%s" for that command, and nothing of it for a mistake',
  async (line, path) => {
    const ran: string[] = [];
    const trial = programOf(withoutNode('/').surroundings, () => {
      throw new Error('no command is to run');
    });
    for (const { path: at, command } of leavesOf(trial, [])) command.action(() => void ran.push(at.join(' ')));
    await trial.parseAsync(wordsOf(line).slice(1), { from: 'user' });
    expect(ran).toEqual([path.join(' ')]);
  },
);
