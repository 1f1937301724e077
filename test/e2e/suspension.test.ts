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

async function isRefused(from: TestNode, to: string): Promise<void> {
  await expect(from.client.send({ to, body: 'may I?' })).rejects.toMatchObject({ reason: 'not-active' });
}

async function delivered(from: TestNode, to: string, body: string): Promise<void> {
  const { id } = await from.client.send({ to, body });
  await arrived(from, id);
}

async function arrived(from: TestNode, id: string): Promise<void> {
  await eventually('delivery', async () => {
    const { state } = await from.client.message(id);
    expect(['accepted', 'sent', 'delivered']).toContain(state);
    return state === 'delivered';
  });
}

describe('a suspended agent', { timeout: 120_000 }, () => {
  it('is refused at once in both directions, also after a crash, and one that was away hears of it', async () => {
    await delivered(alpha, 'beta', 'before');
    await delivered(beta, 'alpha', 'before, too');
    await delivered(alpha, 'gamma', 'before');
    await gamma.stop();
    const suspended = JSON.parse(await alpha.cli('suspend', '--reason', 'an incident', '--json'));
    expect(suspended).toMatchObject({ did: alpha.did, status: 'suspended' });
    await beta.logged(new RegExp(`${alpha.did}.*is suspended`));
    await isRefused(beta, 'alpha');
    await isRefused(alpha, 'beta');
    await delivered(beta, 'beta', 'it goes on elsewhere').catch(() => undefined);
    await expect(alpha.cli('send', 'beta', 'hello')).rejects.toThrow('parley resume');
    expect(await alpha.cli('status')).toContain('an incident');
    await expect(alpha.cli('doctor')).rejects.toThrow('cannot work');

    await alpha.kill();
    await gamma.restart();
    await alpha.restart();
    await isRefused(alpha, 'beta');
    expect(await alpha.cli('status')).toContain('an incident');
    await eventually('gamma is told', async () => (await standingOf(gamma, alpha.did)) === 'not-active');
    await isRefused(gamma, 'alpha');
    await isRefused(beta, 'alpha');
  });

  it('goes on when it is resumed: messages pass at once in both directions', async () => {
    expect(JSON.parse(await alpha.cli('resume', '--json'))).toMatchObject({ status: 'active' });
    for (const peer of [beta, gamma]) {
      await delivered(alpha, peer.name, 'here I am');
      await eventually('it is known', async () => (await standingOf(peer, alpha.did)) === 'active');
      await delivered(peer, 'alpha', 'welcome back');
    }
    await alpha.cli('resume');
  });

  it('keeps what waited, and one that was away all the time recovers too', async () => {
    await gamma.stop();
    const { id } = await alpha.client.send({ to: 'gamma', body: 'it waits' });
    await alpha.cli('suspend');
    await gamma.restart();
    await eventually('gamma is told', async () => (await standingOf(gamma, alpha.did)) === 'not-active');
    expect((await alpha.client.message(id)).state).toBe('accepted');
    await gamma.stop();
    await alpha.cli('resume');
    await gamma.restart();
    await arrived(alpha, id);
    await delivered(gamma, 'alpha', 'I was away');
    await alpha.restart();
    expect(JSON.parse(await alpha.cli('status', '--json')).suspended).toBeUndefined();
    const log = await alpha.cli('audit', 'tail', '-n', '200', '--json');
    expect(log).toMatch(/"act":"suspend"/);
    expect(log).toMatch(/"act":"resume"/);
  });
});
