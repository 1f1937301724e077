import { chmod, chown, link, mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SecretKey, systemRandom, toBase64url, toHex, utf8 } from '../../../src/base/base.ts';
import { createKeyring, openKeyring, saveKeyring, type KeyringSecrets, type Unlock } from '../../../src/store/store.ts';
import { errorOf, keyOf, temporaryDirectory } from './support.ts';

const byKey: Unlock = { kind: 'key', key: keyOf(7) };

function byPassphrase(text: string): Unlock {
  return { kind: 'passphrase', passphrase: SecretKey.own(utf8(text)) };
}

function exposed(secrets: KeyringSecrets): Readonly<Record<string, string | undefined>> {
  const { identitySeed, nextIdentitySeed, organisationSeed, hostSeed, dataKey } = secrets;
  const hex = (key: SecretKey | undefined): string | undefined => (key === undefined ? undefined : toHex(key.expose()));
  return {
    identity: hex(identitySeed),
    next: hex(nextIdentitySeed),
    organisation: hex(organisationSeed),
    host: hex(hostSeed),
    data: hex(dataKey),
  };
}

async function newKeyring(
  unlock: Unlock = byKey,
  organisation = false,
): Promise<{ file: string; secrets: KeyringSecrets }> {
  const file = join(await temporaryDirectory(), 'keyring');
  return { file, secrets: await createKeyring({ file, unlock, random: systemRandom, organisation }) };
}

describe('a keyring', () => {
  it.each([true, false])('gives back under a key what was made (organisation: %s)', async (organisation) => {
    const { file, secrets } = await newKeyring(byKey, organisation);
    const opened = await openKeyring(file, byKey);
    expect(exposed(opened)).toEqual(exposed(secrets));
    expect(opened.organisationSeed !== undefined).toBe(organisation);
    const all = Object.values(exposed(opened)).filter((value) => value !== undefined);
    expect(new Set(all).size).toBe(organisation ? 5 : 4);
  });

  it('gives back under a passphrase what was made, and nothing under another', async () => {
    const { file, secrets } = await newKeyring(byPassphrase('correct horse'));
    expect(exposed(await openKeyring(file, byPassphrase('correct horse')))).toEqual(exposed(secrets));
    expect(await errorOf(() => openKeyring(file, byPassphrase('correct hors')))).toMatch(
      /^keyring-locked: The passphrase does not open the keyring/,
    );
    expect(await errorOf(() => openKeyring(file, byKey))).toMatch(
      /^keyring-locked: .*opens with a passphrase, but a key/,
    );
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 1,
      unlock: { kind: 'scrypt', N: 131_072, r: 8, p: 1 },
    });
  });

  it('does not open under another key, a key of another length, or a passphrase it was not made with', async () => {
    const { file } = await newKeyring();
    const other = { kind: 'key', key: keyOf(8) } as const;
    const short = { kind: 'key', key: SecretKey.own(new Uint8Array(31)) } as const;
    expect(await errorOf(() => openKeyring(file, other))).toMatch(/^keyring-locked: The key does not open the keyring/);
    expect(await errorOf(() => openKeyring(file, short))).toMatch(/^keyring-locked: .*has 31 bytes, but must have 32/);
    expect(await errorOf(() => openKeyring(file, byPassphrase('x')))).toMatch(/^keyring-locked: .*opens with a key/);
  });

  it('holds no secret in clear, and no two files of the same secrets are alike', async () => {
    const { file, secrets } = await newKeyring();
    const first = await readFile(file);
    for (const key of [secrets.identitySeed, secrets.hostSeed, secrets.dataKey, secrets.nextIdentitySeed]) {
      expect(first.includes(Buffer.from(key.expose()))).toBe(false);
      expect(first.includes(toHex(key.expose()))).toBe(false);
      expect(first.includes(toBase64url(key.expose()))).toBe(false);
    }
    await saveKeyring({ file, secrets, unlock: byKey, random: systemRandom });
    expect((await readFile(file)).equals(first)).toBe(false);
    expect(exposed(await openKeyring(file, byKey))).toEqual(exposed(secrets));
  });

  it('is never overwritten by new secrets', async () => {
    const { file, secrets } = await newKeyring();
    const again = { file, unlock: byKey, random: systemRandom, organisation: false };
    expect(await errorOf(() => createKeyring(again))).toMatch(/^data-dir-exists: /);
    expect(exposed(await openKeyring(file, byKey))).toEqual(exposed(secrets));
  });

  it('changes its lock and its secrets whole', async () => {
    const { file, secrets } = await newKeyring();
    const unlock: Unlock = { kind: 'key', key: keyOf(9) };
    const rotated = { ...secrets, identitySeed: secrets.nextIdentitySeed, nextIdentitySeed: keyOf(3) };
    await saveKeyring({ file, secrets: rotated, unlock, random: systemRandom });
    expect(exposed(await openKeyring(file, unlock))).toEqual(exposed(rotated));
    expect(await errorOf(() => openKeyring(file, byKey))).toMatch(/^keyring-locked: /);
  });

  it('is one file of mode 0600, also after what a crash left behind', async () => {
    const { file, secrets } = await newKeyring();
    await writeFile(join(file, '..', '.keyring.new'), 'torn');
    await saveKeyring({ file, secrets, unlock: byKey, random: systemRandom });
    expect(await readdir(join(file, '..'))).toEqual(['keyring']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    // Between linking the new name and removing the old one.
    await link(file, join(file, '..', '.keyring.new'));
    await saveKeyring({ file, secrets, unlock: byKey, random: systemRandom });
    expect(exposed(await openKeyring(file, byKey))).toEqual(exposed(secrets));
  });

  it('says so when it cannot be written', async () => {
    const file = join(await temporaryDirectory(), 'missing', 'keyring');
    const options = { file, unlock: byKey, random: systemRandom, organisation: false };
    expect(await errorOf(() => createKeyring(options))).toMatch(/^store-write-failed: .*ENOENT/);
  });

  it('refuses to hold a secret of another length', async () => {
    const { file, secrets } = await newKeyring();
    const wrong = { ...secrets, hostSeed: SecretKey.own(new Uint8Array(16)) };
    await expect(saveKeyring({ file, secrets: wrong, unlock: byKey, random: systemRandom })).rejects.toThrow(
      RangeError,
    );
    expect(exposed(await openKeyring(file, byKey))).toEqual(exposed(secrets));
  });
});

describe('a keyring file', () => {
  it('that is missing is said to be missing', async () => {
    const dir = await temporaryDirectory();
    expect(await errorOf(() => openKeyring(join(dir, 'keyring'), byKey))).toMatch(
      /^data-dir-missing: There is no keyring/,
    );
  });

  it.each([0o640, 0o604, 0o660, 0o622])('is not used when others may get at it (mode %o)', async (mode) => {
    const { file } = await newKeyring();
    await chmod(file, mode);
    expect(await errorOf(() => openKeyring(file, byKey))).toMatch(/^keyring-permissions: .*chmod 600/);
  });

  it.runIf(process.getuid?.() === 0)('is not used when it belongs to another user', async () => {
    const { file } = await newKeyring();
    await chown(file, 12_345, 12_345);
    expect(await errorOf(() => openKeyring(file, byKey))).toMatch(/^keyring-permissions: .*belongs to another user/);
  });

  it('is not followed through a link, and a directory is none', async () => {
    const { file } = await newKeyring();
    await symlink(file, `${file}-link`);
    expect(await errorOf(() => openKeyring(`${file}-link`, byKey))).toMatch(/^keyring-damaged: .*ELOOP/);
    await mkdir(`${file}-dir`);
    expect(await errorOf(() => openKeyring(`${file}-dir`, byKey))).toMatch(/^keyring-damaged: .*no plain file/);
  });

  it('is called damaged whichever byte of it changes or is missing, and never opens', async () => {
    const { file } = await newKeyring();
    const bytes = await readFile(file);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      // A line break that became another blank is the same file.
      if (/\s/.test(bytes.toString('latin1', at, at + 1))) continue;
      await writeFile(file, changed);
      expect(await errorOf(() => openKeyring(file, byKey))).toMatch(/^keyring-damaged: /);
    }
    for (let length = 0; length < bytes.length - 2; length += 7) {
      await writeFile(file, bytes.subarray(0, length));
      expect(await errorOf(() => openKeyring(file, byKey))).toMatch(/^keyring-damaged: /);
    }
  });

  it.each([
    ['asks for gigabytes', { N: 2 ** 30 }],
    ['stretches next to nothing', { N: 2 }],
    ['has a cost that is no power of two', { N: 100_000 }],
    ['has more lanes than we ever wrote', { p: 1000 }],
    ['has a member we do not know', { extra: 1 }],
  ])('is called damaged when it %s', async (_, change) => {
    const { file } = await newKeyring();
    const salt = toBase64url(new Uint8Array(32));
    const unlock = { kind: 'scrypt', N: 131_072, r: 8, p: 1, salt, ...change };
    await writeFile(file, JSON.stringify({ version: 1, unlock, sealed: '', checksum: '' }));
    expect(await errorOf(() => openKeyring(file, byPassphrase('x')))).toMatch(
      /^keyring-damaged: .*not a keyring of this/,
    );
  });

  it('is called damaged when it is far too long', async () => {
    const { file } = await newKeyring();
    await writeFile(file, ' '.repeat(20_000));
    expect(await errorOf(() => openKeyring(file, byKey))).toMatch(/^keyring-damaged: .*20000 bytes/);
  });
});

describe('a keyring that replaces another', () => {
  it('is whole after a crash at any line, with the old one or the new one in force', async () => {
    const dir = await temporaryDirectory();
    const file = join(dir, 'keyring');
    const old = { kind: 'key', key: keyOf(1) } as const;
    const next = { kind: 'key', key: keyOf(2) } as const;
    const secrets = await createKeyring({ file, unlock: old, random: systemRandom, organisation: true });
    const before = await readFile(file);
    await saveKeyring({ file, secrets, unlock: next, random: systemRandom });
    const after = await readFile(file);
    const temporary = join(dir, '.keyring.new');
    // Before the rename: the new one is beside, torn or whole, and hinders neither reading nor the next attempt.
    for (const beside of [after.subarray(0, 0), after.subarray(0, 100), after]) {
      await writeFile(file, before, { mode: 0o600 });
      await writeFile(temporary, beside, { mode: 0o600 });
      expect((await openKeyring(file, old)).hostSeed.equals(secrets.hostSeed)).toBe(true);
      await saveKeyring({ file, secrets, unlock: next, random: systemRandom });
      expect(await readdir(dir)).toEqual(['keyring']);
      expect((await openKeyring(file, next)).hostSeed.equals(secrets.hostSeed)).toBe(true);
      expect(await errorOf(() => openKeyring(file, old))).toMatch(/^keyring-locked/);
    }
  });

  it('leaves nothing of the old one where it lay', async () => {
    const dir = await temporaryDirectory();
    const file = join(dir, 'keyring');
    const unlock = { kind: 'key', key: keyOf(1) } as const;
    const secrets = await createKeyring({ file, unlock, random: systemRandom, organisation: false });
    await using held = await open(file, 'r');
    await saveKeyring({ file, secrets, unlock, random: systemRandom });
    const bytes = await held.readFile();
    expect(bytes.length).toBeGreaterThan(300);
    expect(bytes.every((byte) => byte === 0xff)).toBe(true);
  });
});
