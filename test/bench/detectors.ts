import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scanContent } from '../../src/content/content.ts';

/**
 * Recall and false alarms of the secret checks on the snapshots of the secretlint repository:
 * `node dist/test/bench/detectors.js <its packages/@secretlint>`. One row for each of its rules; `ng` holds secrets, `ok` none.
 */
const [corpus = '.'] = process.argv.slice(2);
console.log('| Rule | Found | Of | False alarms | Of |\n| --- | --- | --- | --- | --- |');
for (const rule of readdirSync(corpus).filter(
  (name) => name.startsWith('secretlint-rule-') && !name.includes('preset'),
)) {
  const tally = { ng: [0, 0], ok: [0, 0] };
  const root = join(corpus, rule, 'test/snapshots');
  for (const path of listOf(root)) {
    const kind = /^(ng|ok)\..*\/input[^/]*$/.exec(path)?.[1];
    if (kind !== 'ng' && kind !== 'ok') continue;
    const found = scanContent(readFileSync(join(root, path))).some((name) => name.startsWith('secret.'));
    tally[kind] = [(tally[kind][0] ?? 0) + (found ? 1 : 0), (tally[kind][1] ?? 0) + 1];
  }
  console.log(`| ${rule.slice('secretlint-rule-'.length)} | ${tally.ng.join(' | ')} | ${tally.ok.join(' | ')} |`);
}

function listOf(root: string): readonly string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
