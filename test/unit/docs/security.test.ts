import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { document, root, rows, section } from './markdown.ts';

const defences = rows(section(document('docs/security.md'), 'Defences of sessions'));

/** Pairs of a name and a file, written `open` in `file` or "a test" in `file`. */
function namedIn(cell: string, pattern: RegExp): readonly (readonly [string, string])[] {
  return [...cell.matchAll(pattern)].map(([, name = '', file = '']) => [name, file] as const);
}

const places = (cell: string) => namedIn(cell, /`([^`]+)` in `([^`]+)`/g);
const tests = (cell: string) => namedIn(cell, /"([^"]+)" in `([^`]+)`/g);

/** The text of a file; empty when there is none. */
const textOf = (file: string): string => (existsSync(join(root, file)) ? document(file) : '');

describe('docs/security.md', () => {
  it('names for each defence of sessions an attack, what stops it, a place and a test', () => {
    expect(defences.length).toBeGreaterThan(10);
    for (const [attack = '', mechanism = '', place = '', test = ''] of defences) {
      expect([attack, mechanism]).not.toContain('');
      expect([attack, places(place).length > 0, tests(test).length > 0]).toEqual([attack, true, true]);
    }
  });

  it('has a defence against every attack that sessions must withstand', () => {
    const attacks = defences.map(([attack = '']) => attack).join('\n');
    for (const name of [
      'Downgrade',
      'Impostor bundle',
      'Replayed knock',
      'Replayed first message',
      'Forged reset',
      'Snapshot',
    ])
      expect(attacks).toContain(name);
  });

  it('names places that are in the source, and tests that are in the tests', () => {
    const missing = defences.flatMap(([, , place = '', test = '']) => [
      ...places(place).filter(([name, file]) => !new RegExp(`(?<![\\w#])${name}\\(|const ${name} `).test(textOf(file))),
      ...tests(test).filter(([name, file]) => !textOf(file).includes(`'${name}'`)),
    ]);
    expect(missing).toEqual([]);
  });
});
