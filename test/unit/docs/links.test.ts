import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { document, documents, root } from './markdown.ts';

const all = documents();

/** Targets of links and pictures that lie in this repository. */
function linksOf(text: string): readonly string[] {
  const markdown = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map((match) => match[1] ?? '');
  const html = [...text.matchAll(/(?:src|srcset|href)="([^"#]+)"/g)].map((match) => match[1] ?? '');
  return [...markdown, ...html].filter((link) => !/^[a-z]+:/.test(link));
}

describe('the documents', () => {
  it('link only to what is there', () => {
    expect(all.length).toBeGreaterThan(8);
    const broken = all.flatMap((path) =>
      linksOf(document(path))
        .filter((link) => !existsSync(join(root, dirname(path), link)))
        .map((link) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('name only files of the repository that are there', () => {
    const missing = all.flatMap((path) =>
      [...document(path).matchAll(/`((?:src|test|docs|proto|testnet)\/[\w./-]+\.\w+)`/g)]
        .map((match) => match[1] ?? '')
        .filter((file) => !existsSync(join(root, file)))
        .map((file) => `${path}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  it('are all reached from the README', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path) || !path.endsWith('.md')) return;
      reached.add(path);
      for (const link of linksOf(document(path))) visit(normalize(join(dirname(path), link)));
    };
    visit('README.md');
    expect(all.filter((path) => !reached.has(path))).toEqual([]);
  });

  it('name no path of the machine they were written on', () => {
    expect(all.filter((path) => /\/(?:home|root|work|tmp|Users)\//.test(document(path)))).toEqual([]);
  });
});
