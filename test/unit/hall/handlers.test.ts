import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newMessageId } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { controlHandlers } from '../../../src/handlers.ts';
import { openRulebook } from '../../../src/rulebook/rulebook.ts';
import { worldOf, type HallNode } from '../../sim/hall-node.ts';
import { present } from './frames.ts';

const never = new AbortController().signal;

/** What the control API does on a node of the simulation. */
async function controlOf(node: HallNode) {
  const dir = await mkdtemp(join(tmpdir(), 'parley-policies-'));
  const rulebook = await openRulebook({ dir, onReload: () => {}, onProblem: () => {} });
  onTestFinished(async () => {
    await rulebook.close();
    await rm(dir, { recursive: true, force: true });
  });
  const { parts, identity } = node;
  const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });
  const urls = { meshEndpoint: () => undefined, meshIatp: () => undefined, ingressUrl: () => '', controlUrl: () => '' };
  const life = { started: 0, isStopping: () => false, stop: () => {} };
  return controlHandlers({ ...parts, ...urls, ...life, identity, config, rulebook });
}

async function pair(seed: string) {
  const { world, nodes } = await worldOf(seed, { alice: {}, bob: {} }, { strangers: true });
  const [alice, bob] = [present(nodes[0]), present(nodes[1])];
  return { world, alice, bob, alices: await controlOf(alice), bobs: await controlOf(bob) };
}

const asked = <T>(request: T) => ({ params: {}, query: {}, request }) as const;

describe('the control API', () => {
  it('refuses an invitation that is damaged, over, or our own, each by name', async () => {
    const { world, alices, bobs } = await pair('bad codes');
    const { code } = await world.finish(Promise.resolve(alices.invite(asked({ ttlSeconds: 60 }), never)));
    const joining = async (text: string, at = bobs): Promise<unknown> =>
      world.finish(Promise.resolve(at.join(asked({ code: text }), never)));
    await expect(joining(`${code.slice(0, -4)}AAAA`)).rejects.toMatchObject({ code: 'invitation-invalid' });
    await expect(joining('parley1')).rejects.toMatchObject({ code: 'invitation-invalid' });
    await expect(joining(code, alices)).rejects.toMatchObject({ code: 'invitation-invalid' });
    await world.pass(120_000);
    await expect(joining(code)).rejects.toMatchObject({ code: 'invitation-expired' });
  });

  it('follows a message from its acceptance to its end, and knows none that never was', async () => {
    const { world, alice, alices, bobs } = await pair('follow');
    const { code } = await world.finish(Promise.resolve(alices.invite(asked({ ttlSeconds: 60 }), never)));
    await world.finish(Promise.resolve(bobs.join(asked({ code, alias: 'friend' }), never)));
    await world.pass(5_000);
    const message = {
      to: 'friend',
      topic: '',
      contentType: 'text/plain',
      body: new Uint8Array(1),
      replyTo: undefined,
      ttlSeconds: undefined,
    };
    const sent = await world.finish(Promise.resolve(bobs.send(asked([message]), never)));
    const id = present(sent[0]).id;
    await world.pass(5_000);
    const about = { params: { id }, query: {}, request: undefined };
    const read = async <T>(answer: T | Promise<T>): Promise<T> => world.finish(Promise.resolve(answer));
    expect(await read(bobs.message(about, never))).toMatchObject({ state: 'delivered', direction: 'out' });
    expect(await read(alices.message(about, never))).toMatchObject({ state: 'received', direction: 'in' });
    expect((await read(bobs.explain(about, never))).decisions).toMatchObject([
      { side: 'local', allowed: true },
      { side: 'remote', allowed: true },
    ]);
    await world.finish(alice.parts.inbox.acknowledgeUpTo(1));
    expect(await read(alices.message(about, never))).toMatchObject({ state: 'acknowledged' });
    const unknown = { params: { id: newMessageId(world.now(), world.random) }, query: {}, request: undefined };
    await expect(async () => read(bobs.message(unknown, never))).rejects.toMatchObject({ code: 'not-found' });
    await expect(async () => bobs.send(asked([{ ...message, to: 'nobody' }]), never)).rejects.toMatchObject({
      code: 'peer-unknown',
    });
  });
});
