// The compiler leaves JavaScript sources where they are; the generated wire code belongs beside what it compiled.
import { cpSync } from 'node:fs';

const root = new URL('../', import.meta.url);
cpSync(new URL('src/wire/gen/', root), new URL('dist/src/wire/gen/', root), { recursive: true });
