import { open, readFile } from 'node:fs/promises';
import { MeshError, systemRandom, toBase64url } from '../base/base.ts';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads the token of the API from `file`, or makes it: 32 random bytes in base64url, mode 0600. Throws MeshError
 * 'keyring-permissions' when others may read the file, 'unauthorized' when it holds something else.
 */
export async function openToken(file: string): Promise<string> {
  const made = toBase64url(systemRandom(32));
  if (await writeNew(file, made)) return made;
  const handle = await open(file, 'r');
  const mode = await handle.stat().then((stat) => stat.mode);
  await handle.close();
  if ((mode & 0o077) !== 0) {
    throw new MeshError(
      'keyring-permissions',
      `${file} can be read by other users (mode ${(mode & 0o777).toString(8)}), and who holds the token acts for the agent. Delete it; the next start makes a new one.`,
    );
  }
  const token = (await readFile(file, 'utf8')).trim();
  if (tokenPattern.test(token)) return token;
  throw new MeshError('unauthorized', `${file} holds no token. Delete it; the next start makes a new one.`);
}

/** False when the file is there already. */
async function writeNew(file: string, token: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${token}\n`);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
