// Bundles the program out of `dist/src`: a node reads some 1 700 modules when it starts, and as few files that takes it
// two thirds of the time and three quarters of the memory. What `exports` gives out stays as tsc wrote it.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../', import.meta.url));
const source = join(root, 'dist/src');
const target = join(root, 'dist/program');

/** Each beside the others: a worker is looked for beside the file that starts it. */
const input = {
  program: join(source, 'program.js'),
  'check-worker': join(source, 'rulebook/check-worker.js'),
  'credibility-worker': join(source, 'credibility-worker.js'),
  'second-opinion-worker': join(source, 'rulebook/second-opinion-worker.js'),
};

/**
 * What stays a package: optional (libsignal), native or WebAssembly beside its code (level, cedar), with workers of its own
 * (pino), or with a `require` that no bundler sees (protobufjs and what stands on it, ws).
 */
const packages = ['@signalapp', '@cedar-policy', '@grpc', 'level', 'classic-level', 'pino', 'protobufjs', 'ws'];
const external = [/^node:/, ...packages.map((name) => new RegExp(`^${name}(?:/|$)`))];

const bundle = await rolldown({ input, external, platform: 'node', onLog: fail });
const { output } = await bundle.write({
  dir: target,
  format: 'esm',
  entryFileNames: '[name].js',
  // Without a hash: a node that runs from this folder may load its last part after the next build.
  chunkFileNames: '[name]-part.js',
});
await bundle.close();

const written = new Set(output.map(({ fileName }) => fileName));
for (const name of readdirSync(target)) if (!written.has(name)) rmSync(join(target, name));
const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
writeFileSync(join(target, 'LICENSES.txt'), [...licences(modules)].toSorted().join(`\n${'-'.repeat(80)}\n\n`));

/** What a bundler warns of is a difference between the bundle and its sources. */
function fail(level, log) {
  if (level === 'warn') throw new Error(log.message);
}

/** The licence of every package that is in the bundle. */
function licences(ids) {
  const found = new Map();
  for (const id of ids) {
    const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0];
    if (folder === undefined || found.has(folder)) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e(?!.*apache)/i.test(one)) ?? 'package.json';
    const text = file === 'package.json' ? '' : `\n${readFileSync(join(folder, file), 'utf8').trimEnd()}\n`;
    found.set(folder, `${name} ${version} (${license})\n${text}`);
  }
  return found.values();
}
