import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { MeshError } from './base/base.ts';

const manifest = z.looseObject({ name: z.string(), version: z.string() });

/** The version of this package. */
export const version: string = packageVersion();

/** The manifest is one folder above the sources, two above the built files. */
function packageVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    const found = readManifest(new URL(place, import.meta.url));
    if (found?.name === 'parley-mesh') return found.version;
  }
  throw new MeshError('internal', 'The installation is not whole: its package.json is missing. Install it again.');
}

function readManifest(url: URL): z.output<typeof manifest> | undefined {
  try {
    return manifest.safeParse(JSON.parse(readFileSync(url, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
