import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The directory of the test vectors: `$PARLEY_VECTORS`, else beside the repository; undefined when absent. */
export function vectorsDir(): string | undefined {
  const dir = process.env['PARLEY_VECTORS'] ?? fileURLToPath(new URL('../../../shared/vectors', import.meta.url));
  return existsSync(dir) ? dir : undefined;
}
