// Prints what users of the package install, as CycloneDX: `npm run --silent sbom > sbom.json`.
// `npm sbom --omit dev` leaves out what development needs as well as the package (zod, yaml): so all is asked for, and
// what only development needs is taken out by its mark.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const npm = [
  'sbom',
  '--sbom-format',
  'cyclonedx',
  '--sbom-type',
  'library',
  '--package-lock-only',
  '--workspaces=false',
];
const all = JSON.parse(execFileSync('npm', npm, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
const { name, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

const isForDevelopment = ({ properties = [] }) =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
const components = all.components.filter((one) => !isForDevelopment(one) && one.name !== 'parley-testnet');
const kept = new Set([all.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
const dependencies = all.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
// npm names it after the folder.
const component = { ...all.metadata.component, name, version, purl: `pkg:npm/${name}@${version}` };
console.log(JSON.stringify({ ...all, metadata: { ...all.metadata, component }, components, dependencies }, null, 2));
