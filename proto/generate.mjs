// Writes src/wire/gen from proto/: run after every change of a .proto file (`npm run proto`).
import { readFileSync, writeFileSync, globSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pbjs from 'protobufjs-cli/pbjs.js';
import pbts from 'protobufjs-cli/pbts.js';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
mkdirSync('src/wire/gen', { recursive: true });
const files = globSync('proto/parley/v1/*.proto').sort();
const target = 'src/wire/gen/parley.js';
await promisify(pbjs.main)([
  ...['-t', 'static-module', '-w', 'es6', '--es6', '--force-number', '--no-create', '--no-verify', '--no-delimited'],
  ...['--no-service', '--no-convert', '-p', 'proto', '-o', target, ...files],
]);
// 64-bit integers are read as numbers, as the declarations say, although `long` is installed beside protobufjs.
const importLine = 'import $protobuf from "protobufjs/minimal.js";';
const code = readFileSync(target, 'utf8')
  .replace('"protobufjs/minimal"', '"protobufjs/minimal.js"')
  .replace(importLine, `${importLine}\n\n$protobuf.util.Long = null;\n$protobuf.configure();`);
writeFileSync(target, code);
await promisify(pbts.main)(['-o', 'src/wire/gen/parley.d.ts', target]);
