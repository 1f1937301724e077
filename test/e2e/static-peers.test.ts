import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { startNode } from '../support/nodes.ts';

describe('peers that both configurations name', () => {
  it('exchange messages without an invitation, and know each other by the names their operators chose', async () => {
    await using acme = await startNode({ name: 'acme' });
    await using globex = await startNode({
      name: 'globex',
      config: { peers: [{ alias: 'customer', did: acme.did, multiaddrs: [...acme.addresses] }] },
    });
    await acme.stop();
    const file = join(acme.dir, 'parley.yaml');
    const peers = [{ alias: 'supplier', did: globex.did, multiaddrs: [...globex.addresses] }];
    await writeFile(file, stringify({ ...parse(await readFile(file, 'utf8')), peers }));
    await acme.restart();

    await globex.client.send({ to: 'customer', body: 'an offer' });
    for await (const message of acme.client.inbox()) {
      expect(message.alias).toBe('supplier');
      expect(message.text()).toBe('an offer');
      await message.ack();
      break;
    }
    const peersOfAcme = await acme.client.peers();
    expect(peersOfAcme).toMatchObject([{ did: globex.did, organisation: { known: true }, standing: 'active' }]);
  });

  it('are refused by a node whose configuration does not name them', async () => {
    await using acme = await startNode({ name: 'acme' });
    await using globex = await startNode({
      name: 'globex',
      config: { peers: [{ alias: 'customer', did: acme.did, multiaddrs: [...acme.addresses] }] },
    });
    const refused = await globex.client.send({ to: 'customer', body: 'an offer' }).catch((error: unknown) => error);
    expect(String(refused)).toContain('not-registered');
    await acme.logged(/handshake failed.*not-registered|not-registered.*handshake failed/);
  });
});
