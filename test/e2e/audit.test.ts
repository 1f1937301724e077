import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../src/base/base.ts';
import { openKeyring, openStore } from '../../src/store/store.ts';
import { readUnlock } from '../../src/unlock.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-audit-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** What a command that fails printed. */
async function refused(command: Promise<string>): Promise<string> {
  const error: unknown = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (typeof error === 'object' && error !== null && 'stdout' in error && 'code' in error)
    return `${String(error.code)} ${String(error.stdout)}`;
  throw new Error('the command did not fail');
}

async function proofsOf(node: TestNode, id: string, dir: string): Promise<readonly string[]> {
  await node.cli('audit', 'prove', id, '--output', dir);
  return (await readdir(dir)).filter((name) => name.endsWith('.tlog-proof')).map((name) => join(dir, name));
}

describe('the audit log of two nodes', () => {
  it(
    'is verified, exported, proved by either side, and found damaged where it was changed',
    { timeout: 120_000 },
    async () => {
      const [acme, globex] = await startNodes({ name: 'acme' }, { name: 'globex' });
      await using _acme = acme;
      await using _globex = globex;
      await introduce(acme, globex);
      const sent: string[] = [];
      for (let n = 0; n < 5; n++) sent.push((await globex.client.send({ to: 'acme', body: `order ${n}` })).id);
      for await (const message of acme.client.inbox({ follow: false })) await message.ack();
      const id = sent[0] ?? '';

      // Either side proves the message from its own log, offline.
      for (const node of [acme, globex]) {
        const dir = await folder();
        const proofs = await proofsOf(node, id, dir);
        expect(proofs.length).toBeGreaterThanOrEqual(1);
        for (const proof of proofs)
          expect(JSON.parse(await node.cli('audit', 'verify', proof, '--json'))).toMatchObject({
            holds: true,
            keyProvesItself: true,
          });
        const [first = ''] = proofs;
        await writeFile(first, (await readFile(first, 'utf8')).replace(/^index (\d)/m, 'index 1$1'));
        expect(await refused(node.cli('audit', 'verify', first))).toMatch(/^1 refused/);
      }

      // The whole log: from the node, and from files that anybody may have.
      expect(JSON.parse(await acme.cli('audit', 'verify', '--json'))).toMatchObject({ holds: true, findings: [] });
      const dir = await folder();
      await acme.cli('audit', 'export', '--format', 'tiles', '--output', dir);
      const before = JSON.parse(await acme.cli('audit', 'verify', dir, '--json'));
      expect(before).toMatchObject({ holds: true, findings: [], keyProvesItself: true });
      for (const format of ['otel', 'cloudevents', 'ocsf']) {
        const lines = (await acme.cli('audit', 'export', '--format', format)).trim().split('\n');
        for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object');
        expect(lines.join('')).toContain(id);
        expect(lines.join('')).not.toContain('order 0');
      }
      expect(await acme.cli('audit', 'tail')).toContain(id);

      const bundle = join(dir, 'tile', 'entries', (await readdir(join(dir, 'tile', 'entries')))[0] ?? '');
      const [name = ''] = await readdir(bundle);
      const bytes = await readFile(join(bundle, name));
      await writeFile(
        join(bundle, name),
        Buffer.from(bytes.toString('latin1').replace('"allowed":true', '"allowed":null'), 'latin1'),
      );
      expect(await refused(acme.cli('audit', 'verify', dir))).toMatch(/^1 [\s\S]*edited/);
    },
  );

  it('stops all delivery when it is damaged at the start, and says so', { timeout: 120_000 }, async () => {
    const [acme, globex] = await startNodes({ name: 'acme' }, { name: 'globex' });
    await using _acme = acme;
    await using _globex = globex;
    await introduce(acme, globex);
    await globex.client.send({ to: 'acme', body: 'one' });
    await acme.cli('audit', 'verify');
    await acme.stop();
    await damage(acme);
    await acme.restart();

    expect(await acme.client.ready()).toMatchObject({
      ready: false,
      reasons: [expect.stringContaining('audit log is damaged')],
    });
    expect((await acme.client.status()).audit.problem).toContain('audit log is damaged');
    await expect(acme.client.send({ to: 'globex', body: 'no' })).rejects.toMatchObject({ code: 'audit-damaged' });
    const { id } = await globex.client.send({ to: 'acme', body: 'two' });
    await globex.logged(/peer not reached/);
    expect((await globex.client.message(id)).state).toBe('accepted');
  });
});

/** Removes the checkpoint, as whoever has the disk and the keys could. */
async function damage(node: TestNode): Promise<void> {
  const unlock = await readUnlock({ kind: 'key-file', path: join(node.dataDir, 'keyring.key') });
  const secrets = await openKeyring(join(node.dataDir, 'keyring'), unlock);
  await using store = await openStore({
    dir: node.dataDir,
    dataKey: secrets.dataKey,
    fsync: true,
    random: systemRandom,
  });
  await store.commit([{ kind: 'delete', space: 'meta', key: 'audit-checkpoint' }]);
}
