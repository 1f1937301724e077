import { chmodSync, chownSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromUtf8, SecretKey, utf8 } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { initNode } from '../../../src/init.ts';
import { askSecret } from '../../../src/prompt.ts';
import { changeUnlock } from '../../../src/rekey.ts';
import { openKeyring } from '../../../src/store/store.ts';
import { readUnlock, type UnlockSurroundings } from '../../../src/unlock.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-unlock-'));
afterAll(() => rmSync(root, { recursive: true }));

const path = join(root, 'key');
const key = Buffer.alloc(32, 7);

function write(content: string | Uint8Array, fileMode = 0o600): void {
  rmSync(path, { force: true });
  writeFileSync(path, content);
  chmodSync(path, fileMode);
}

const nobody: UnlockSurroundings['ask'] = () => Promise.reject(new Error('nobody is to be asked'));

/** A terminal on which someone types. */
class Keyboard extends EventEmitter {
  readonly isTTY = true;
  readonly modes: boolean[] = [];
  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
  resume(): void {}
  pause(): void {}
  type(...pieces: readonly string[]): void {
    for (const piece of pieces) this.emit('data', Buffer.from(piece));
  }
}

describe('what unlocks the keyring', () => {
  it('is 32 bytes, or their base64url with or without a line end', async () => {
    const text = key.toString('base64url');
    for (const content of [key, text, `${text}\n`, `${text}=\r\n`]) {
      write(content);
      const unlock = await readUnlock({ kind: 'key-file', path });
      expect(unlock.kind === 'key' && [...unlock.key.expose()]).toEqual([...key]);
    }
  });

  it.each(['', 'short', 'x'.repeat(43) + '!', 'x'.repeat(5000), Buffer.alloc(33)])(
    'is nothing else: %j',
    async (content) => {
      write(content);
      await expect(readUnlock({ kind: 'key-file', path })).rejects.toMatchObject({ code: 'keyring-locked' });
    },
  );

  it('is neither empty nor open to others, and never told', async () => {
    write('\n');
    await expect(readUnlock({ kind: 'passphrase-file', path })).rejects.toThrow(/is empty/);
    for (const fileMode of [0o644, 0o640, 0o602]) {
      write('hunter2', fileMode);
      await expect(readUnlock({ kind: 'passphrase-file', path })).rejects.toMatchObject({
        code: 'keyring-permissions',
        message: expect.not.stringContaining('hunter2'),
      });
    }
  });

  it.runIf(process.getuid?.() === 0)('does not belong to another user', async () => {
    write(key);
    chownSync(path, 12_345, 12_345);
    await expect(readUnlock({ kind: 'key-file', path })).rejects.toMatchObject({
      code: 'keyring-permissions',
      message: expect.stringContaining('belongs to another user (12345)'),
    });
  });

  it('is missed by its name when the file is not there', async () => {
    await expect(readUnlock({ kind: 'key-file', path: join(root, 'absent') })).rejects.toMatchObject({
      code: 'credential-missing',
      message: expect.stringMatching(/absent cannot be read \(ENOENT\)/),
    });
  });

  it('comes from a file descriptor, which is closed afterwards', async () => {
    write(`${key.toString('base64url')}\n`);
    const fd = openSync(path, 'r');
    const unlock = await readUnlock({ kind: 'key-fd', fd });
    expect(unlock.kind === 'key' && [...unlock.key.expose()]).toEqual([...key]);
    await expect(readUnlock({ kind: 'key-fd', fd })).rejects.toMatchObject({
      code: 'credential-missing',
      message: expect.stringContaining(`file descriptor ${fd} is not open`),
    });
  });

  it('comes from a systemd credential, and is missed when systemd did not start the node', async () => {
    write(key);
    const source = { kind: 'credential', name: 'key' } as const;
    const unlock = await readUnlock(source, { env: { CREDENTIALS_DIRECTORY: root }, ask: nobody });
    expect(unlock.kind).toBe('key');
    await expect(readUnlock(source, { env: {}, ask: nobody })).rejects.toMatchObject({
      code: 'credential-missing',
      message: expect.stringContaining('LoadCredential=key:PATH'),
    });
  });

  it('is one of its kinds in the configuration', () => {
    const unlockOf = (keyring: string): unknown =>
      loadConfig({ file: '/n/parley.yaml', text: `keyring: ${keyring}`, env: {} }).keyring.unlock;
    expect(unlockOf('{}')).toEqual({ kind: 'key-file', path: '/n/data/keyring.key' });
    expect(unlockOf('{ keyFd: 3 }')).toEqual({ kind: 'key-fd', fd: 3 });
    expect(unlockOf('{ credential: parley.key }')).toEqual({ kind: 'credential', name: 'parley.key' });
    expect(unlockOf('{ passphrase: ask }')).toEqual({ kind: 'ask' });
    for (const wrong of ['{ keyFd: 1 }', '{ credential: ../x }', '{ passphrase: hunter2 }', '{ keyFd: 3, keyFile: a }'])
      expect(() => unlockOf(wrong)).toThrow(/allowed: /);
  });
});

describe('a passphrase that is asked for', () => {
  const asked = (keyboard: Keyboard): { answer: Promise<SecretKey>; shown: string[] } => {
    const shown: string[] = [];
    const stderr = { write: (text: string) => shown.push(text) };
    return { answer: askSecret('Passphrase: ', { stdin: keyboard, stderr }), shown };
  };

  it('is not shown, may be corrected, and ends with the line', async () => {
    const keyboard = new Keyboard();
    const { answer, shown } = asked(keyboard);
    keyboard.type('wrong\u0015', 'grü', '\u007f', 'ün€\u007f', 'n', '\r');
    expect(fromUtf8((await answer).expose())).toBe('grünn');
    expect(shown.join('')).toBe('Passphrase: \n');
    expect(keyboard.modes).toEqual([true, false]);
    expect(keyboard.listenerCount('data')).toBe(0);
  });

  it('is the same in bytes however its accents were typed', async () => {
    const keyboard = new Keyboard();
    const { answer } = asked(keyboard);
    keyboard.type('e\u0301\n');
    expect((await answer).expose()).toEqual(utf8('\u00e9'));
  });

  it.each(['\u0003', 'abc\u0004', '\r', 'x'.repeat(1025)])(
    'is refused when nothing fit was given: %j',
    async (typed) => {
      const keyboard = new Keyboard();
      const { answer } = asked(keyboard);
      keyboard.type(typed);
      await expect(answer).rejects.toMatchObject({ code: 'credential-missing' });
      expect(keyboard.modes).toEqual([true, false]);
    },
  );

  it('is refused where there is no terminal', async () => {
    const stdin = Object.assign(new Keyboard(), { isTTY: false });
    await expect(askSecret('?', { stdin, stderr: { write: () => true } })).rejects.toMatchObject({
      code: 'credential-missing',
      message: expect.stringContaining('there is no terminal'),
    });
  });
});

describe('changing what unlocks the keyring', () => {
  it('keeps the keys, lets the new way in and the old one no more, and says what to configure', async () => {
    const dir = join(root, 'node');
    await initNode({ dir });
    const config = loadConfig({ file: join(dir, 'parley.yaml'), env: {} });
    const { file } = config.keyring;
    const before = await openKeyring(file, await readUnlock(config.keyring.unlock));
    const passphraseFile = join(root, 'passphrase');
    writeFileSync(passphraseFile, 'correct horse\n', { mode: 0o600 });
    const report = await changeUnlock(config, { passphraseFile });
    expect(report).toEqual({
      keyring: file,
      unlockedBy: passphraseFile,
      configure: `passphraseFile: "${passphraseFile}"`,
    });
    const now = loadConfig({
      file: join(dir, 'parley.yaml'),
      env: {},
      flags: { 'keyring.passphraseFile': passphraseFile },
    });
    const after = await openKeyring(file, await readUnlock(now.keyring.unlock));
    expect(after.identitySeed.equals(before.identitySeed)).toBe(true);
    expect(after.dataKey.equals(before.dataKey)).toBe(true);
    await expect(openKeyring(file, await readUnlock(config.keyring.unlock))).rejects.toMatchObject({
      code: 'keyring-locked',
    });
    // A new passphrase, typed twice; two that differ change nothing.
    const asking = (...answers: readonly string[]) => {
      const left = [...answers];
      return () => Promise.resolve(SecretKey.own(utf8(left.shift() ?? '')));
    };
    await expect(changeUnlock(now, {}, asking('one', 'two'))).rejects.toMatchObject({ code: 'request-invalid' });
    await openKeyring(file, await readUnlock(now.keyring.unlock));
    expect((await changeUnlock(now, {}, asking('one', 'one'))).configure).toBe('passphrase: ask');
    await openKeyring(file, { kind: 'passphrase', passphrase: SecretKey.own(utf8('one')) });
    await expect(changeUnlock(now, { keyFile: '/a', passphraseFile: '/b' })).rejects.toMatchObject({
      code: 'request-invalid',
    });
  }, 60_000);
});
