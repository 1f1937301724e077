import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { SecretKey, signingKeyFromSeed, utf8 } from '../../../src/base/base.ts';
import { loadConfig, type Config } from '../../../src/config.ts';
import { organisationId } from '../../../src/identity/identity.ts';
import { initNode } from '../../../src/init.ts';
import { exportOrganisation, importOrganisation } from '../../../src/organisation-key.ts';
import { openKeyring } from '../../../src/store/store.ts';
import { readUnlock } from '../../../src/unlock.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-organisation-'));
afterAll(() => rmSync(root, { recursive: true }));

async function node(name: string): Promise<Config> {
  const dir = join(root, name);
  await initNode({ dir });
  return loadConfig({ file: join(dir, 'parley.yaml'), env: {} });
}

async function keyIn({ keyring }: Config): Promise<string | undefined> {
  const { organisationSeed } = await openKeyring(keyring.file, await readUnlock(keyring.unlock));
  return organisationSeed && organisationId(signingKeyFromSeed(organisationSeed).publicKey);
}

const asking = (...answers: readonly string[]) => {
  const left = [...answers];
  return () => Promise.resolve(SecretKey.own(utf8(left.shift() ?? '')));
};

describe('the key of an organisation', () => {
  it('goes to another keyring in a file that only its passphrase opens, and displaces none unasked', async () => {
    const [head, branch] = [await node('head'), await node('branch')];
    const [own, other] = [await keyIn(head), await keyIn(branch)];
    const file = join(root, 'acme.key');
    expect(await exportOrganisation(head, { file }, asking('horse', 'horse'))).toEqual({ file, organisation: own });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(exportOrganisation(head, { file }, asking('horse', 'horse'))).rejects.toMatchObject({
      code: 'data-dir-exists',
    });
    await expect(importOrganisation(branch, { file }, asking('cow'))).rejects.toMatchObject({ code: 'keyring-locked' });
    await expect(importOrganisation(branch, { file }, asking('horse'))).rejects.toMatchObject({
      code: 'data-dir-exists',
    });
    expect(await keyIn(branch)).toBe(other);
    const passphraseFile = join(root, 'passphrase');
    writeFileSync(passphraseFile, 'horse\n', { mode: 0o600 });
    const taken = await importOrganisation(branch, { file, passphraseFile, replace: true });
    expect(taken.organisation).toBe(own);
    expect(await keyIn(branch)).toBe(own);
    // Twice is once.
    await importOrganisation(branch, { file, passphraseFile });
  }, 60_000);

  it('is read from no other file', async () => {
    const lone = await node('lone');
    const unlock = await readUnlock(lone.keyring.unlock);
    expect(unlock.kind).toBe('key');
    await expect(importOrganisation(lone, { file: lone.keyring.file }, asking('x'))).rejects.toMatchObject({
      code: 'keyring-locked',
    });
    await expect(importOrganisation(lone, { file: join(root, 'nothing') }, asking('x'))).rejects.toMatchObject({
      code: 'data-dir-missing',
    });
  });
});
