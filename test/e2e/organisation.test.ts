import { afterEach, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const running: TestNode[] = [];
afterEach(async () => {
  for (const node of running.splice(0)) await node[Symbol.asyncDispose]();
}, 60_000);

/** What a command printed on standard output, which is one code. */
const code = async (node: TestNode, ...args: readonly string[]): Promise<string> => (await node.cli(...args)).trim();

async function seenAt(node: TestNode, peer: TestNode): Promise<{ id?: string | undefined; standing?: string }> {
  const found = (await node.client.peers()).find(({ did }) => did === peer.did);
  return found === undefined ? {} : { id: found.organisation?.id, standing: found.standing };
}

describe('two nodes of one organisation and one of another', { timeout: 120_000 }, () => {
  it('are so in every registry, and for policy, as soon as the one that holds the key has signed for the other', async () => {
    const nodes = await startNodes({ name: 'head' }, { name: 'branch' }, { name: 'partner' });
    running.push(...nodes);
    const [head, branch, partner] = nodes;
    await introduce(head, partner);
    await introduce(partner, branch);
    const { organisation } = await head.client.status();
    const own = organisation?.id ?? '';
    // The partner takes messages of that organisation, and of nobody else.
    const rule = `@id("partners.only") forbid (principal, action == Action::"message.receive", resource)
      unless { principal.own || principal in Organisation::"${own}" };`;
    await partner.setPolicy('partners.cedar', rule);
    const before = await branch.client.send({ to: 'partner', body: 'before' });
    await eventually('a refusal', async () => (await branch.client.message(before.id)).reason === 'policy-denied');

    const request = await code(branch, 'org', 'request');
    const membership = await code(head, 'org', 'admit', request, '--reason', 'the second office', '--yes');
    expect(await branch.cli('org', 'join', membership, '--organisation', own)).toContain(own);
    await expect(branch.cli('org', 'join', membership, '--organisation', 'did:key:z6Mkother')).rejects.toThrow(
      /another organisation/,
    );

    for (const node of [head, partner])
      await eventually(`${node.name} sees the branch`, async () => (await seenAt(node, branch)).id === own);
    expect(await seenAt(partner, branch)).toEqual({ id: own, standing: 'active' });
    expect(await seenAt(partner, head)).toEqual({ id: own, standing: 'active' });
    expect((await branch.client.status()).organisation?.id).toBe(own);
    const after = await branch.client.send({ to: 'partner', body: 'after' });
    await eventually('delivery', async () => (await branch.client.message(after.id)).state === 'delivered');
    const toHead = await branch.client.send({ to: 'head', body: 'we are two now' });
    await eventually('delivery within', async () => (await branch.client.message(toHead.id)).state === 'delivered');

    await branch.restart();
    expect((await branch.client.status()).organisation?.id).toBe(own);
    expect(await head.cli('org')).toContain(branch.did);
    // What ends the branch is the word of its organisation, whose key is at the other node.
    await head.cli('revoke', 'branch', '--reason', 'closed', '--yes');
    await eventually('the end', async () => (await seenAt(partner, branch)).standing === 'revoked');
  });
});
