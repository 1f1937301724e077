import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const testMs = 120_000;
const patient = { patienceMs: 60_000 };

let issuer: Issuer;
let acme: TestNode;
let globex: TestNode;

const rules = `
@id("only-proved")
forbid (principal, action == Action::"message.receive", resource)
unless { principal.identity.oidc.subject == "the-node" && principal.identity.spiffe.subject == "" };
`;

beforeAll(async () => {
  issuer = await startIssuer();
  [acme, globex] = await startNodes(
    { name: 'acme', config: { identity: { show: [{ kind: 'oidc', file: 'tokens/oidc' }] } }, ...patient },
    {
      name: 'globex',
      config: { identity: { trust: [{ kind: 'oidc', url: issuer.url }] }, trust: { behaviour: { denials: 0 } } },
      policies: { 'rules.cedar': rules },
      ...patient,
    },
  );
  await introduce(acme, globex);
}, testMs);

afterAll(async () => {
  await Promise.all([acme, globex].map((node) => node?.[Symbol.asyncDispose]()));
  await issuer?.[Symbol.asyncDispose]();
});

async function identitiesAt(node: TestNode, of: TestNode) {
  return (await node.client.peers()).find(({ did }) => did === of.did)?.identities ?? [];
}

async function endOf(text: string): Promise<string> {
  const { id } = await acme.client.send({ to: globex.did, topic: 'news', body: text });
  return await eventually(`${text} came to its end`, async () => {
    const { state } = await acme.client.message(id);
    return state === 'delivered' || state === 'refused' ? state : undefined;
  });
}

describe('an agent with a token of a real OpenID Connect issuer', () => {
  it(
    'is denied until it proved who it is, and permitted by who it is, also after a restart of both',
    async () => {
      expect(await endOf('too early')).toBe('refused');
      await mkdir(join(acme.dir, 'tokens'));
      await writeFile(join(acme.dir, 'tokens/new'), await issuer.accessToken(acme.did));
      await rename(join(acme.dir, 'tokens/new'), join(acme.dir, 'tokens/oidc'));
      const proved = { kind: 'oidc', issuer: issuer.url, subject: issuer.clientId, proved: expect.any(Number) };
      await eventually('globex has the proof', async () => (await identitiesAt(globex, acme))[0]?.proved);
      expect(await identitiesAt(globex, acme)).toEqual([proved]);
      expect(await endOf('now')).toBe('delivered');
      await globex.restart();
      expect(await identitiesAt(globex, acme)).toEqual([proved]);
      expect(await endOf('again')).toBe('delivered');
      for (const node of [acme, globex]) expect(node.logs().join('\n')).not.toContain('eyJ');
    },
    testMs,
  );
});
