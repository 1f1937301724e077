import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runWithoutNode } from '../../support/without-node.ts';

const page = await runWithoutNode(['man'], '/');
const help = await runWithoutNode(['--help'], '/');

describe('the manual page', () => {
  it('has every command of the help, with its options', async () => {
    expect(page.code).toBe(0);
    const commands = [...help.out.slice(help.out.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map(
      ([, name]) => name,
    );
    expect(commands.length).toBeGreaterThan(20);
    const missing = commands.filter((name) => name !== 'help' && !page.out.includes(`.SS "parley ${name}`));
    expect(missing).toEqual([]);
    const send = page.out.slice(page.out.indexOf('.SS "parley send"'), page.out.indexOf('.SS "parley inbox"'));
    for (const [, option = ''] of (await runWithoutNode(['send', '--help'], '/')).out.matchAll(/^ +(--[a-z-]+) </gm))
      expect(send).toContain(option.replaceAll('-', String.raw`\-`));
  });

  it('says what the exit codes mean', () => {
    expect(page.out).toContain('Exit codes: 0 done');
  });

  it.skipIf(spawnSync('groff', ['--version']).status !== 0)('is one that groff sets without a warning', () => {
    const set = spawnSync('groff', ['-man', '-Tutf8', '-ww'], { input: page.out, encoding: 'utf8' });
    expect([set.status, set.stderr]).toEqual([0, '']);
    expect(execFileSync('groff', ['-man', '-Tutf8', '-P-cbou'], { input: page.out, encoding: 'utf8' })).toContain(
      'parley audit verify',
    );
  });
});
