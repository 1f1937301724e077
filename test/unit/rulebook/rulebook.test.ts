import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { decide } from '../../../src/policy/policy.ts';
import { openRulebook, type PolicyProblem, type Rulebook, showProblem } from '../../../src/rulebook/rulebook.ts';
import { call } from '../policy/sample-facts.ts';

const permitAll = '@id("all") permit (principal, action, resource);\n';
const dirs: string[] = [];
const books: Rulebook[] = [];

afterEach(async () => {
  for (const book of books.splice(0)) await book.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function directory(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'rulebook-'));
  dirs.push(dir);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

interface Opened {
  readonly book: Rulebook;
  /** Settles with the next set that takes effect, or the problems of one that does not. */
  readonly next: () => Promise<'reloaded' | readonly PolicyProblem[]>;
}

async function opened(dir: string, pollMs?: number): Promise<Opened> {
  let tell: (event: 'reloaded' | readonly PolicyProblem[]) => void = () => undefined;
  const book = await openRulebook({
    dir,
    onReload: () => tell('reloaded'),
    onProblem: (problems) => tell(problems),
    ...(pollMs === undefined ? {} : { pollMs }),
  });
  books.push(book);
  const next = async (): Promise<'reloaded' | readonly PolicyProblem[]> =>
    new Promise((resolve) => {
      tell = resolve;
    });
  return { book, next };
}

describe('openRulebook', () => {
  it('denies everything with an empty directory', async () => {
    const { book } = await opened(directory({ 'readme.txt': permitAll, '.hidden.cedar': permitAll }));
    expect(book.current().size).toBe(0);
    expect(decide(book.current(), call()).reason).toBe('policy-denied');
  });

  it('reads the files in the order of their names and says where a policy stands', async () => {
    const { book } = await opened(
      directory({
        'b.cedar': `// a comment; with a semicolon\n\n@id("b")\n@reason("because")\npermit (principal, action, resource);`,
        'a.cedar': permitAll,
      }),
    );
    expect(decide(book.current(), call()).policies).toEqual([
      { id: 'all', file: 'a.cedar', line: 1, annotations: { id: 'all' } },
      { id: 'b', file: 'b.cedar', line: 3, annotations: { id: 'b', reason: 'because' } },
    ]);
  });

  it('names policies without an id after their file and place', async () => {
    const { book } = await opened(directory({ 'x.cedar': 'permit (principal, action, resource);'.repeat(2) }));
    expect(decide(book.current(), call()).policies.map((policy) => policy.id)).toEqual(['x#1', 'x#2']);
  });

  it('throws policy-invalid with every problem, its place and a caret', async () => {
    const dir = directory({ 'bad.cedar': `${permitAll}permit (principal, action, resource)\nwhen { 1 == };\n` });
    await expect(opened(dir)).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringMatching(
        /bad\.cedar:3:13: unexpected token `}`\n {4}when \{ 1 == };\n {16}\^\n {4}hint: expected/,
      ),
    });
  });

  it('throws policy-invalid when there is no directory', async () => {
    await expect(opened(join(directory({}), 'absent'))).rejects.toMatchObject({ code: 'policy-invalid' });
  });

  it('refuses nesting that breaks the parser, and blames only the policy that did', async () => {
    const deep = `permit (principal, action, resource) when { ${'('.repeat(5000)}true${')'.repeat(5000)} };`;
    const dir = directory({
      'a.cedar': permitAll,
      'b.cedar': deep,
      'c.cedar': 'permit (principal, action, resource);',
    });
    const error: unknown = await opened(dir).catch((reason: unknown) => reason);
    expect(String(error)).toContain('b.cedar:1:1: the policy nests too deep');
    expect(String(error)).not.toMatch(/[ac]\.cedar/);
  });

  it('refuses files that are too large or not text', async () => {
    const dir = directory({ 'big.cedar': ' '.repeat(1024 * 1024 + 1), 'binary.cedar': Uint8Array.of(0xff, 0xfe) });
    await expect(opened(dir)).rejects.toThrow(
      /big\.cedar: the file is larger[\s\S]*binary\.cedar: the file is not valid UTF-8/,
    );
  });

  it('refuses more files than the bound', async () => {
    const dir = directory(Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`${i}.cedar`, ''])));
    await expect(opened(dir)).rejects.toThrow('more than 500 policy files');
  });
});

describe('a rulebook', () => {
  it('takes up a changed file, and version tells sets apart', async () => {
    const dir = directory({ 'a.cedar': '' });
    const { book, next } = await opened(dir);
    const before = { set: book.current(), version: book.version };
    const event = next();
    writeFileSync(join(dir, 'a.cedar'), permitAll);
    expect(await event).toBe('reloaded');
    expect(decide(book.current(), call()).allow).toBe(true);
    expect(book.version).toMatch(/^[0-9a-f]{64}$/);
    expect(book.version).not.toBe(before.version);
    expect(decide(before.set, call()).allow).toBe(false);
  });

  it('keeps the old set when the new one is invalid, and says so', async () => {
    const dir = directory({ 'a.cedar': permitAll });
    const { book, next } = await opened(dir);
    const { version } = book;
    const event = next();
    writeFileSync(join(dir, 'b.cedar'), 'forbid (principal, action, resource) when { nonsense };');
    const problems = await event;
    expect(problems).not.toBe('reloaded');
    expect(problems === 'reloaded' ? '' : problems.map(showProblem).join()).toContain('b.cedar:1');
    expect(book.version).toBe(version);
    expect(decide(book.current(), call()).allow).toBe(true);
  });

  it('keeps the old set when the directory goes away, and takes up the one that comes back', async () => {
    const dir = directory({ 'a.cedar': permitAll });
    const { book, next } = await opened(dir, 50);
    const gone = next();
    renameSync(dir, `${dir}-aside`);
    dirs.push(`${dir}-aside`);
    expect(await gone).not.toBe('reloaded');
    expect(decide(book.current(), call()).allow).toBe(true);
    const back = next();
    mkdirSync(dir);
    expect(await back).toBe('reloaded');
    expect(decide(book.current(), call()).allow).toBe(false);
  });

  it('counts the swap of a symbolic link as a change, as Kubernetes does it', async () => {
    const dir = directory({});
    for (const [name, text] of [
      ['..one', ''],
      ['..two', permitAll],
    ] as const) {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, 'a.cedar'), text);
    }
    symlinkSync('..one', join(dir, '..data'));
    symlinkSync('..data/a.cedar', join(dir, 'a.cedar'));
    const { book, next } = await opened(dir);
    const event = next();
    symlinkSync('..two', join(dir, '..data_tmp'));
    renameSync(join(dir, '..data_tmp'), join(dir, '..data'));
    expect(await event).toBe('reloaded');
    expect(decide(book.current(), call()).allow).toBe(true);
  });

  it('sees by polling what the system does not report', async () => {
    const dir = directory({});
    const elsewhere = directory({ 'one.cedar': '', 'two.cedar': permitAll });
    symlinkSync(elsewhere, join(dir, 'link'));
    symlinkSync('link/one.cedar', join(dir, 'a.cedar'));
    const { book, next } = await opened(dir, 50);
    const event = next();
    writeFileSync(join(elsewhere, 'one.cedar'), permitAll);
    expect(await event).toBe('reloaded');
    expect(book.current().size).toBe(1);
  });

  it('reloads when told, and answers the problems', async () => {
    const dir = directory({ 'a.cedar': permitAll });
    const { book } = await opened(dir);
    expect(await book.reload()).toEqual([]);
    writeFileSync(join(dir, 'a.cedar'), 'permit');
    expect((await book.reload())[0]?.file).toBe('a.cedar');
    unlinkSync(join(dir, 'a.cedar'));
    expect(await book.reload()).toEqual([]);
    expect(book.current().size).toBe(0);
  });

  it('answers with the newest set when reloads overlap', async () => {
    const dir = directory({ 'a.cedar': permitAll });
    const { book } = await opened(dir);
    const first = book.reload();
    writeFileSync(join(dir, 'a.cedar'), permitAll.repeat(1) + 'permit (principal, action, resource);');
    await Promise.all([first, book.reload()]);
    expect(book.current().size).toBe(2);
  });

  it('can be closed twice, and does nothing afterwards', async () => {
    const dir = directory({ 'a.cedar': permitAll });
    const { book } = await opened(dir);
    const underWay = book.reload();
    await book.close();
    await book.close();
    expect(await underWay).toEqual([]);
    expect(await book.reload()).toEqual([]);
    expect(book.current().size).toBe(1);
  });
});
