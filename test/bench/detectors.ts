import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scanContent } from '../../src/content/content.ts';

const usage = `What the content checks find of corpora that others made, and their false alarms:
  node dist/test/bench/detectors.js secrets FOLDER    packages/@secretlint of the secretlint repository
  node dist/test/bench/detectors.js personal FOLDER   the source of python-stdnum: what its documentation and tests validate
  node dist/test/bench/detectors.js signals FILE      texts with turns of phrase for models, an array of strings in JSON
  node dist/test/bench/detectors.js documents FOLDER  findings in ordinary documents: every .md file below, such as node_modules`;

/** What is found or not: how many of how many. */
interface Share {
  found: number;
  of: number;
}

/** One row for each rule of secretlint; `ng` holds secrets, `ok` none. */
function secrets(corpus: string): void {
  table('Rule', 'Found', 'Of', 'False alarms', 'Of');
  for (const rule of readdirSync(corpus).filter(
    (name) => name.startsWith('secretlint-rule-') && !name.includes('preset'),
  )) {
    const tally = { ng: { found: 0, of: 0 }, ok: { found: 0, of: 0 } };
    const root = join(corpus, rule, 'test/snapshots');
    for (const name of filesBelow(root)) {
      const kind = /^(ng|ok)\..*\/input[^/]*$/.exec(name)?.[1];
      if (kind !== 'ng' && kind !== 'ok') continue;
      count(tally[kind], findings(readFileSync(join(root, name)), 'secret.').length > 0);
    }
    row(rule.slice('secretlint-rule-'.length), tally.ng, tally.ok);
  }
}

/** Modules of python-stdnum by the finding that their numbers should make. */
const numbers: readonly (readonly [finding: string, ...modules: readonly string[]])[] = [
  ['personal.iban', 'iban'],
  ['personal.id-br', 'br/cpf'],
  ['personal.id-es', 'es/dni', 'es/nie'],
  ['personal.id-fi', 'fi/hetu'],
  ['personal.id-fr', 'fr/nir'],
  ['personal.id-it', 'it/codicefiscale'],
  ['personal.id-pl', 'pl/pesel'],
  ['personal.id-se', 'se/personnummer'],
];

/** One row for each kind of number: those that python-stdnum validates, and those that it refuses. */
function personal(source: string): void {
  table('Finding', 'Found', 'Of', 'False alarms', 'Of');
  for (const [finding, ...modules] of numbers) {
    const places = modules.flatMap((module) => [
      `stdnum/${module}.py`,
      `tests/test_${module.replace('/', '_')}.doctest`,
    ]);
    const told = places
      .map((place) => join(source, place))
      .filter((file) => existsSync(file))
      .flatMap((file) => numbersIn(readFileSync(file, 'utf8')));
    const share = (isValid: boolean): Share =>
      shareOf([...new Set(told.filter((one) => one.isValid === isValid).map((one) => one.number))], (text) =>
        has(text, finding),
      );
    row(finding, share(true), share(false));
  }
}

interface ToldNumber {
  readonly number: string;
  readonly isValid: boolean;
}

/** The numbers in tried documentation: asked about one by one, or in a list that is followed by the question which are valid, or not. */
function numbersIn(text: string): readonly ToldNumber[] {
  const single = [...text.matchAll(/>>> (?:\w+\.)?validate\('([^']+)'\)\n\s*(\S)/g)].map(
    ([, number = '', answer]): ToldNumber => ({ number, isValid: answer === "'" }),
  );
  const lists = [...text.matchAll(/>>> numbers = '''\n([^']*)'''\n>>> \[.*? and (not )?\w/g)].flatMap(
    ([, list = '', not]): readonly ToldNumber[] =>
      list
        .split('\n')
        .map((line) => line.replace(/^\.\.\. ?/, '').trim())
        .filter((number) => number !== '')
        .map((number) => ({ number, isValid: not !== undefined })),
  );
  return [...single, ...lists];
}

/** How many of the texts make each signal. */
function signals(file: string): void {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const texts = Array.isArray(read) ? read.filter((text) => typeof text === 'string') : [];
  table('Signal', 'Found', 'Of');
  for (const finding of ['signal.prompt-injection', 'signal.hidden-text'])
    row(
      finding,
      shareOf(texts, (text) => has(text, finding)),
    );
}

/** In how many of the documents each finding is made. */
function documents(folder: string): void {
  const found = new Map<string, number>();
  const names = filesBelow(folder).filter((name) => name.toLowerCase().endsWith('.md'));
  for (const name of names)
    for (const finding of findings(readFileSync(join(folder, name)), ''))
      found.set(finding, (found.get(finding) ?? 0) + 1);
  table('Finding', 'Documents', 'Of');
  for (const [finding, times] of [...found].toSorted(([, a], [, b]) => b - a))
    row(finding, { found: times, of: names.length });
}

function has(text: string, finding: string): boolean {
  return findings(new TextEncoder().encode(`Our reference: ${text}. Thank you.`), finding).includes(finding);
}

function findings(bytes: Uint8Array, prefix: string): readonly string[] {
  return [...scanContent(bytes)].filter((name) => name.startsWith(prefix));
}

function shareOf(texts: readonly string[], isFound: (text: string) => boolean): Share {
  const share: Share = { found: 0, of: 0 };
  for (const text of texts) count(share, isFound(text));
  return share;
}

function count(share: Share, isFound: boolean): void {
  share.of++;
  if (isFound) share.found++;
}

function table(...heads: readonly string[]): void {
  console.log(`| ${heads.join(' | ')} |\n|${' --- |'.repeat(heads.length)}`);
}

function row(name: string, ...shares: readonly Share[]): void {
  console.log(`| ${name} | ${shares.map(({ found, of }) => `${found} | ${of}`).join(' | ')} |`);
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

const commands: Readonly<Record<string, (path: string) => void>> = { secrets, personal, signals, documents };
const [command = '', path = ''] = process.argv.slice(2);
const run = commands[command];
if (run === undefined || path === '') {
  console.error(usage);
  process.exitCode = 2;
} else {
  run(path);
}
