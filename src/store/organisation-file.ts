import { MeshError, SecretKey, type Random } from '../base/base.ts';
import { sealSecret, unsealSecret, type Unlock } from './keyring.ts';
import { createPrivateFile, readPrivateFile } from './private-file.ts';

/** What the sealed part begins with: no keyring does, so that neither is taken for the other. */
const mark = Uint8Array.of(2, 1);
const seedBytes = 32;

/** Writes the key of an organisation to a new file, for its owner alone. Throws MeshError `data-dir-exists` when there is one. */
export async function writeOrganisationFile(
  file: string,
  { seed, unlock, random }: { readonly seed: SecretKey; readonly unlock: Unlock; readonly random: Random },
): Promise<void> {
  const plain = new Uint8Array(mark.length + seedBytes);
  plain.set(mark);
  plain.set(seed.expose(), mark.length);
  await createPrivateFile(file, await sealSecret(plain, unlock, random));
}

/**
 * Reads the key of an organisation from such a file. Throws MeshError as `openKeyring` does, and `keyring-damaged` for a
 * keyring or anything else.
 */
export async function readOrganisationFile(file: string, unlock: Unlock): Promise<SecretKey> {
  const plain = await unsealSecret(await readPrivateFile(file), unlock);
  const isOurs = plain.length === mark.length + seedBytes && mark.every((byte, at) => plain[at] === byte);
  const seed = isOurs ? SecretKey.own(plain.slice(mark.length)) : undefined;
  plain.fill(0);
  if (seed !== undefined) return seed;
  throw new MeshError(
    'keyring-damaged',
    `${file} opens, but holds no key of an organisation. Name the file that \`parley org export\` wrote.`,
  );
}
