import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A document of the repository, by its path from the root. */
export function document(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** README.md and everything written below docs/. */
export function documents(): readonly string[] {
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  // Whoever tries the examples has their packages there.
  const own = below.filter((name) => name.endsWith('.md') && !name.includes('node_modules/'));
  return ['README.md', ...own.map((name) => `docs/${name}`)];
}

/** The text of one section: from its heading to the next of the same or a higher level. */
export function section(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) throw new RangeError(`there is no section "${heading}"`);
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1;
  const length = lines.slice(start + 1).findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? 9) <= level);
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The rows of every table in a text, heads and rules left out; cells without the space around them. */
export function rows(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const isHead = /^\|[\s:|-]+\|$/.test(lines[at + 1] ?? '');
    if (!line.startsWith('|') || isHead || /^\|[\s:|-]+\|$/.test(line)) return [];
    return [
      line
        .replaceAll(/^\||\|$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll(String.raw`\|`, '|')),
    ];
  });
}

/** What stands between backticks in a cell. */
export function words(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

/** The code blocks of one language, in order. */
export function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, body = '']) =>
    name === language ? [body] : [],
  );
}
