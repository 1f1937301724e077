import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type TestNode } from '../support/nodes.ts';
import { standingOf, startThreeAcquainted } from '../support/three-nodes.ts';

let alpha: TestNode;
let beta: TestNode;
let gamma: TestNode;

beforeAll(async () => {
  [alpha, beta, gamma] = await startThreeAcquainted();
}, 90_000);

afterAll(async () => {
  for (const node of [alpha, beta, gamma]) await node[Symbol.asyncDispose]();
}, 60_000);

async function delivered(from: TestNode, to: string, body: string): Promise<void> {
  const { id } = await from.client.send({ to, body });
  await eventually('delivery', async () => (await from.client.message(id)).state === 'delivered');
}

describe('three nodes', { timeout: 90_000 }, () => {
  it('follow a rotation, one of them after it was away, and go on without a new invitation', async () => {
    await delivered(alpha, 'beta', 'before');
    await gamma.stop();
    const first = JSON.parse(await alpha.cli('rotate', '--json'));
    const second = JSON.parse(await alpha.cli('rotate', '--json'));
    expect(first.did).toBe(alpha.did);
    expect(second).toMatchObject({ did: alpha.did, rotations: 2 });
    expect(second.key).not.toBe(first.key);
    await delivered(alpha, 'beta', 'after');
    await delivered(beta, 'alpha', 'and back');
    await gamma.restart();
    await delivered(gamma, 'alpha', 'I was away');
    await alpha.restart();
    await delivered(alpha, 'gamma', 'with the new key from the disk');
  });

  it('refuse a revoked agent at once, after a restart, and one that was away hears of it from that agent itself', async () => {
    await gamma.stop();
    await alpha.cli('revoke', '--reason', 'the machine was stolen', '--yes');
    await beta.logged(new RegExp(`${alpha.did}.*lost its standing`));
    expect(await standingOf(beta, alpha.did)).toBe('revoked');
    const refused = beta.client.send({ to: 'alpha', body: 'still there?' });
    await expect(refused).rejects.toMatchObject({ reason: 'revoked' });
    await expect(alpha.client.send({ to: 'beta', body: 'it is me' })).rejects.toMatchObject({ reason: 'revoked' });
    await beta.stop();
    await gamma.restart();
    await eventually('gamma is told', async () => (await standingOf(gamma, alpha.did)) === 'revoked');
    await beta.restart();
    expect(await standingOf(beta, alpha.did)).toBe('revoked');
    await delivered(gamma, 'beta', 'the two of us go on');
  });
});
