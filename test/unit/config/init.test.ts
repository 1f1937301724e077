import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCanonicalDid } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { initKeys, initNode } from '../../../src/init.ts';
import { openKeyring } from '../../../src/store/store.ts';
import { readUnlock } from '../../../src/unlock.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-init-'));
afterAll(() => rmSync(root, { recursive: true }));
const mode = (path: string): number => statSync(path).mode & 0o777;

describe('init', () => {
  it('makes keys for the owner alone, a policy and a configuration that opens them', async () => {
    const dir = join(root, 'acme node');
    const report = await initNode({ dir, organisation: 'Acme "Ltd"' });
    expect(parseCanonicalDid(report.did)).toBe(report.did);
    expect(report.organisation).toMatchObject({ name: 'Acme "Ltd"', id: expect.stringMatching(/^did:key:z6Mk/) });
    expect([mode(join(dir, 'data')), mode(report.keyring), mode(report.unlockedBy)]).toEqual([0o700, 0o600, 0o600]);
    expect(readFileSync(join(report.policies, 'default.cedar'), 'utf8')).toContain('permit');
    const config = loadConfig({ file: report.config, env: {} });
    expect(config).toMatchObject({ name: 'acme-node', organisation: 'Acme "Ltd"' });
    const secrets = await openKeyring(config.keyring.file, await readUnlock(config.keyring.unlock));
    expect(secrets.organisationSeed).toBeDefined();
  });

  it('never overwrites a node', async () => {
    const dir = join(root, 'twice');
    const { config, keyring } = await initNode({ dir });
    const before = readFileSync(keyring);
    await expect(initNode({ dir })).rejects.toMatchObject({ code: 'data-dir-exists' });
    rmSync(config);
    await expect(initNode({ dir })).rejects.toMatchObject({ code: 'data-dir-exists' });
    expect(readFileSync(keyring)).toEqual(before);
  });

  it('makes keys alone for a configuration from elsewhere, once', async () => {
    const file = join(root, 'mounted.yaml');
    const keyFile = join(root, 'mounted.key');
    writeFileSync(keyFile, `${'A'.repeat(43)}\n`, { mode: 0o600 });
    writeFileSync(file, `name: mounted\ndata: ${join(root, 'mounted')}\nkeyring: { keyFile: ${keyFile} }\n`);
    const config = loadConfig({ file, env: {} });
    const report = await initKeys(config);
    expect(report).toMatchObject({ keyring: config.keyring.file, organisation: { name: 'mounted' } });
    const before = readFileSync(config.keyring.file);
    expect(await initKeys(config)).toBeUndefined();
    expect(readFileSync(config.keyring.file)).toEqual(before);
    expect(readFileSync(keyFile, 'utf8')).toBe(`${'A'.repeat(43)}\n`);
    await expect(openKeyring(config.keyring.file, await readUnlock(config.keyring.unlock))).resolves.toBeDefined();
  });

  it('makes nothing when a value does not fit', async () => {
    const dir = join(root, 'wrong');
    await expect(initNode({ dir, name: 'no spaces' })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('name is "no spaces"'),
    });
    expect(() => statSync(dir)).toThrow(/ENOENT/);
  });

  it('unlocks by a passphrase file when one is named', async () => {
    const passphraseFile = join(root, 'passphrase');
    writeFileSync(passphraseFile, 'correct horse\n', { mode: 0o600 });
    const report = await initNode({ dir: join(root, 'phrase'), passphraseFile });
    const config = loadConfig({ file: report.config, env: {} });
    expect(config.keyring.unlock).toEqual({ kind: 'passphrase-file', path: passphraseFile });
    const unlock = await readUnlock(config.keyring.unlock);
    expect(unlock.kind === 'passphrase' && Buffer.from(unlock.passphrase.expose()).toString()).toBe('correct horse');
    await expect(openKeyring(report.keyring, unlock)).resolves.toBeDefined();
  });
});
