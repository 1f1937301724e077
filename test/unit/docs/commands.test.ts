import { describe, expect, it } from 'vitest';
import { runWithoutNode } from '../../support/without-node.ts';
import { blocks, document, documents, root } from './markdown.ts';

/** What `parley ...` prints; nothing is started, for only help is asked for. */
async function help(command: readonly string[]): Promise<string> {
  return (await runWithoutNode([...command, '--help'], root)).out;
}

/** Every command line of the documents that calls `parley`, in blocks and in running text. */
function commandLines(text: string): readonly string[] {
  const shell = blocks(text, 'sh').flatMap((block) => block.split('\n'));
  const inline = [...text.matchAll(/`(parley [^`]+)`/g)].map((match) => match[1] ?? '');
  return [...shell, ...inline]
    .map((line) => line.replace(/^(?:[A-Z_]+=\S+ )+/, ''))
    .filter((line) => line.startsWith('parley '));
}

/** Words before the command are options for all commands: `-C folder`, `--set key=value`, `--json`. */
function parts(line: string): { readonly command: readonly string[]; readonly options: readonly string[] } {
  const words = line.split(' ').slice(1);
  while (words[0]?.startsWith('-')) words.splice(0, words[0] === '--json' ? 1 : 2);
  const length = ['policy', 'audit', 'approvals', 'tools', 'deadletters', 'org'].includes(words[0] ?? '') ? 2 : 1;
  return { command: words.slice(0, length), options: words.filter((word) => word.startsWith('--')) };
}

describe('the documents', () => {
  it('show only commands and options that the command line has', async () => {
    const top = await help([]);
    const known = [...top.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((match) => match[1] ?? '');
    expect(known).toContain('explain');
    const lines = documents().flatMap((path) => commandLines(document(path)).map((line) => ({ path, line })));
    expect(lines.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const { path, line } of lines) {
      const { command, options } = parts(line);
      // The README names it among what is not there yet.
      if (command[0] === 'mcp') continue;
      const text = known.includes(command[0] ?? '') ? await help(command) : '';
      if (text === '' || options.some((option) => !text.includes(option) && !top.includes(option)))
        wrong.push(`${path}: ${line}`);
    }
    expect(wrong).toEqual([]);
  });
});
