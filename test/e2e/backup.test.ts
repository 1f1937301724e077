import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

let alpha: TestNode;
let beta: TestNode;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-backup-'));
  [alpha, beta] = await startNodes({ name: 'alpha' }, { name: 'beta' });
  await introduce(alpha, beta);
}, 60_000);

afterAll(async () => {
  for (const node of [alpha, beta]) await node[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** What lies in the inbox, without waiting for more. */
async function inboxOf(node: TestNode): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const message of node.client.inbox({ follow: false })) texts.push(message.text());
  return texts;
}

async function deliver(from: TestNode, to: TestNode, text: string): Promise<void> {
  const { id } = await from.client.send({ to: to.name, topic: 't', body: text });
  await eventually(`${text} is delivered`, async () => (await from.client.message(id)).state === 'delivered');
}

async function failure(node: TestNode, ...args: readonly string[]): Promise<string> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [program, '--dir', node.dir, ...args], { timeout: 30_000 }, (error, _, stderr) =>
      resolve(`${String(error?.code ?? 0)} ${stderr}`),
    );
  });
}

describe('a node that is restored from a backup', () => {
  it('talks again under new sessions, loses nothing accepted before, and delivers nothing twice', async () => {
    const file = join(folder, 'alpha.backup');
    await deliver(alpha, beta, 'before');
    await deliver(beta, alpha, 'to alpha before');
    // Accepted, and not delivered when the backup is made.
    await beta.stop();
    await alpha.client.send({ to: 'beta', topic: 't', body: 'waiting' });
    expect(await alpha.cli('backup', file)).toMatch(/values in .*alpha\.backup/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    // Life goes on: what waited is delivered, more comes, ratchets move.
    await beta.restart();
    await eventually('what waited came', async () => (await inboxOf(beta)).includes('waiting'));
    await deliver(alpha, beta, 'after');
    await deliver(beta, alpha, 'to alpha after');

    expect(await failure(alpha, 'restore', file)).toMatch(/^1 .*\[data-dir-in-use\]/s);
    await alpha.stop();
    expect(await failure(alpha, 'restore', file)).toMatch(/^2 .*--replace.*\[data-dir-exists\]/s);
    const report: { before: string; did: string } = JSON.parse(await alpha.cli('--json', 'restore', file, '--replace'));
    expect(report.did).toBe(alpha.did);
    expect(await readdir(report.before)).toContain('keyring');

    await alpha.restart();
    expect(await inboxOf(alpha)).toEqual(['to alpha before']);
    await deliver(alpha, beta, 'again');
    await deliver(beta, alpha, 'to alpha again');
    await eventually('the outbox is empty', async () => (await alpha.client.status()).outbox === 0);
    // What waited was sent a second time, and the other side knew it.
    expect(await inboxOf(beta)).toEqual(['before', 'waiting', 'after', 'again']);
    expect(await inboxOf(alpha)).toEqual(['to alpha before', 'to alpha again']);
  }, 120_000);

  it('opens its backup by the passphrase that it was given, and refuses what is no backup before it touches anything', async () => {
    const file = join(folder, 'alpha.sealed');
    const passphraseFile = join(folder, 'passphrase');
    await writeFile(passphraseFile, 'correct horse\n', { mode: 0o600 });
    await alpha.stop();
    // A node that does not run is backed up as well.
    await alpha.cli('backup', file, '--passphrase-file', passphraseFile);
    const broken = join(folder, 'broken');
    await writeFile(broken, 'nothing');
    expect(await failure(alpha, 'restore', broken, '--replace')).toMatch(/^1 .*\[backup-invalid\]/s);
    expect(await failure(alpha, 'restore', file, '--replace')).toMatch(/^2 .*--passphrase-file.*\[keyring-locked\]/s);
    await alpha.cli('restore', file, '--replace', '--passphrase-file', passphraseFile);
    await alpha.restart();
    await deliver(alpha, beta, 'by passphrase');
  }, 120_000);
});

describe('a data directory that is put back from a copy', () => {
  it('goes on under new sessions, says so, and loses no message that was accepted', async () => {
    const copy = join(folder, 'copy');
    await deliver(alpha, beta, 'one');
    await alpha.stop();
    await cp(alpha.dataDir, copy, { recursive: true });
    await alpha.restart();
    await deliver(alpha, beta, 'two');
    await deliver(beta, alpha, 'three');
    await alpha.stop();
    await rm(alpha.dataDir, { recursive: true });
    await cp(copy, alpha.dataDir, { recursive: true });
    const from = alpha.logs().length;
    await alpha.restart();
    expect(await alpha.logged(/older copy/, from)).toContain('its sessions were forgotten');
    await deliver(alpha, beta, 'four');
    await deliver(beta, alpha, 'five');
    const texts = await inboxOf(beta);
    expect(texts.filter((text) => ['one', 'two', 'four'].includes(text))).toEqual(['one', 'two', 'four']);
  }, 120_000);
});
