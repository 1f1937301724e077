import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runWithoutNode } from '../../support/without-node.ts';

async function scriptFor(shell: string): Promise<string> {
  const { code, out } = await runWithoutNode(['completion', shell], '/');
  expect(code).toBe(0);
  return out;
}

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit']).status === 0;

describe.skipIf(!isThere('bash'))('completion in bash', () => {
  /** What Tab offers behind these words. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const script = `${await scriptFor('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _parley
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  it('offers commands, then what belongs to the command', async () => {
    expect(await offered('parley', 'do')).toEqual(['down', 'doctor']);
    expect(await offered('parley', 'policy', 'ch')).toEqual(['check']);
    expect(await offered('parley', 'send', 'globex', '--to')).toEqual(['--topic']);
  });

  it('is not led astray by options and arguments that stand between', async () => {
    expect(await offered('parley', '-C', 'acme', '--json', 'audit', 'ver')).toEqual(['verify']);
    expect(await offered('parley', 'send', 'audit', '--fi')).toEqual(['--file']);
  });

  it('offers nothing behind what is unknown', async () => {
    expect(await offered('parley', 'zzz')).toEqual([]);
  });
});

describe.each(['zsh', 'fish'])('completion in %s', (shell) => {
  it('names every command once with what it is for', async () => {
    const script = await scriptFor(shell);
    for (const command of ['init', 'doctor', 'policy', 'audit', 'completion']) expect(script).toContain(command);
    expect(script).toContain('look for what keeps the node from working');
  });

  it.skipIf(!isThere(shell))('is a script that the shell can read', async () => {
    const script = await scriptFor(shell);
    expect(spawnSync(shell, ['-n'], { input: script }).status).toBe(0);
  });
});
