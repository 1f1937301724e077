import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorCodes, reasons } from '../../../src/base/base.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The text of every TypeScript file below a folder, except those named. */
function textsBelow(folder: string, except: readonly string[]): string {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts') && !except.some((path) => name.endsWith(path)));
  return files.map((name) => readFileSync(join(root, folder, name), 'utf8')).join('\n');
}

const tests = textsBelow('test', ['reasons-provoked.test.ts']);
const source = textsBelow('src', ['base/reason.ts', 'base/mesh-error.ts']);

/** Whether a text names a word by itself, not as a part of a longer one. */
const names = (text: string, word: string): boolean => new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text);

describe('the tables of reasons and error codes', () => {
  it.each([
    ['reason', Object.keys(reasons)],
    ['error code', [...errorCodes]],
  ])('have no %s that the source does not use or that no test names', (_, words) => {
    expect(words.filter((word) => !names(source, word))).toEqual([]);
    expect(words.filter((word) => !names(tests, word))).toEqual([]);
  });
});
