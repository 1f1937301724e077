import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCanonicalDid } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { initNode } from '../../../src/init.ts';
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
    const secrets = await openKeyring(config.keyring.file, readUnlock(config.keyring.unlock));
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
    const unlock = readUnlock(config.keyring.unlock);
    expect(unlock.kind === 'passphrase' && Buffer.from(unlock.passphrase.expose()).toString()).toBe('correct horse');
    await expect(openKeyring(report.keyring, unlock)).resolves.toBeDefined();
  });
});

describe('what unlocks the keyring', () => {
  const path = join(root, 'key');
  const write = (content: string | Uint8Array, fileMode = 0o600): void => {
    rmSync(path, { force: true });
    writeFileSync(path, content);
    chmodSync(path, fileMode);
  };

  it('is 32 bytes, or their base64url with or without a line end', () => {
    const key = Buffer.alloc(32, 7);
    for (const content of [
      key,
      key.toString('base64url'),
      `${key.toString('base64url')}\n`,
      `${key.toString('base64url')}=\r\n`,
    ]) {
      write(content);
      const unlock = readUnlock({ kind: 'key-file', path });
      expect(unlock.kind === 'key' && [...unlock.key.expose()]).toEqual([...key]);
    }
  });

  it.each(['', 'short', 'x'.repeat(43) + '!', 'x'.repeat(5000), Buffer.alloc(33)])('is nothing else: %j', (content) => {
    write(content);
    expect(() => readUnlock({ kind: 'key-file', path })).toThrow(expect.objectContaining({ code: 'keyring-locked' }));
  });

  it('is neither empty nor absent nor open to others, and never told', () => {
    write('\n');
    expect(() => readUnlock({ kind: 'passphrase-file', path })).toThrow(/is empty/);
    expect(() => readUnlock({ kind: 'key-file', path: join(root, 'absent') })).toThrow(/cannot be read/);
    write('hunter2', 0o644);
    expect(() => readUnlock({ kind: 'passphrase-file', path })).toThrow(
      expect.objectContaining({ code: 'keyring-permissions', message: expect.not.stringContaining('hunter2') }),
    );
  });
});
