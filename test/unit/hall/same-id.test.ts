import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { millis, newMessageId, utf8, type MessageId } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { controlHandlers } from '../../../src/handlers.ts';
import { openRulebook } from '../../../src/rulebook/rulebook.ts';
import { encodeEnvelope } from '../../../src/wire/wire.ts';
import { rule, rules, worldOf, type HallNode } from '../../sim/hall-node.ts';
import { inBothTimes, type World } from '../../sim/world.ts';
import { present } from './frames.ts';

/** Sends a message under an id of the sender's choice. */
async function send(
  world: World,
  from: HallNode,
  to: HallNode,
  [id, topic]: readonly [MessageId, string],
): Promise<void> {
  const now = world.now();
  const body = { kind: 'message', topic, contentType: 'text/plain', body: utf8(topic), replyTo: undefined } as const;
  const expires = millis(now + 60_000);
  const envelope = { id, from: from.did, to: to.did, created: now, expires, traceparent: '', body };
  const entry = { id, envelope: encodeEnvelope(envelope), expires };
  await world.finish(from.parts.links.laneTo(to.did).append(entry, []));
  await world.pass(3_000);
}

async function controlOf(node: HallNode) {
  const dir = await mkdtemp(join(tmpdir(), 'parley-policies-'));
  const rulebook = await openRulebook({ dir, onReload: () => {}, onProblem: () => {} });
  onTestFinished(async () => {
    await rulebook.close();
    await rm(dir, { recursive: true, force: true });
  });
  const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });
  const life = {
    started: 0,
    isStopping: () => false,
    stop: () => {},
    meshEndpoint: () => undefined,
    meshIatp: () => undefined,
    ingressUrl: () => '',
    controlUrl: () => '',
  };
  return controlHandlers({ ...node.parts, ...life, identity: node.identity, config, rulebook });
}

const never = new AbortController().signal;

it('messages under one id, of ours and of two peers, are each explained, proved and counted by themselves', async () => {
  const closed = rules(rule('permit'), rule('forbid', 'message.receive', [{ kind: 'when', body: loud() }]));
  const { world, nodes } = await worldOf('same id', { alice: {}, bob: { policies: closed }, carol: {} });
  const [alice, bob, carol] = nodes.map(present);
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three nodes');
  const id = newMessageId(world.now(), world.random);
  await send(world, alice, bob, [id, 'news']);
  await send(world, carol, bob, [id, 'loud']);
  const own = {
    kind: 'message',
    topic: 'own',
    contentType: 'text/plain',
    body: utf8('own'),
    replyTo: undefined,
  } as const;
  await world.finish(bob.parts.pipeline.send({ id, to: carol.did, body: own }));
  await world.pass(3_000);
  expect(await bob.inbox()).toEqual(['news']);

  const control = await controlOf(bob);
  const ask = { params: { id }, query: {}, request: undefined };
  const told = await inBothTimes(world, Promise.resolve(control.explain(ask, never)));
  expect(told).toMatchObject({ direction: 'out', peer: carol.did });
  expect(told.decisions.map(({ side, allowed }) => [side, allowed])).toEqual([
    ['local', true],
    ['remote', true],
  ]);
  const also = new Map((told.also ?? []).map((each) => [each.peer, each]));
  expect(also.size).toBe(2);
  expect(also.get(alice.did)).toMatchObject({ direction: 'in', decisions: [{ allowed: true }] });
  expect(also.get(carol.did)).toMatchObject({
    direction: 'in',
    decisions: [{ allowed: false, reason: 'policy-denied' }],
  });
  // Three decisions, and the end of ours.
  const { proofs } = await inBothTimes(world, Promise.resolve(control.auditProof(ask, never)));
  expect(new Set(proofs.map(({ index }) => index)).size).toBe(4);
  const state = await inBothTimes(world, Promise.resolve(control.message(ask, never)));
  expect(state).toMatchObject({ direction: 'out', state: 'delivered' });

  // A verdict says whose message it is about, and counts once for each.
  const verdict = (name?: string) =>
    inBothTimes(
      world,
      Promise.resolve(
        control.rate(
          {
            params: { id },
            request: { outcome: 0, dimension: 'output_quality', ...(name === undefined ? {} : { with: name }) },
          },
          never,
        ),
      ),
    );
  await expect(verdict()).rejects.toMatchObject({
    code: 'request-invalid',
    message: expect.stringContaining('--with'),
  });
  expect(await verdict('alice')).toMatchObject({ did: alice.did });
  expect(await verdict(carol.did)).toMatchObject({ did: carol.did });
  await expect(verdict('alice')).rejects.toMatchObject({ code: 'refused' });
});

it('a page that was written before peers were part of its place is found as ever', async () => {
  const { world, nodes } = await worldOf('old page', { alice: {}, bob: {} });
  const [alice, bob] = nodes.map(present);
  if (alice === undefined || bob === undefined) throw new Error('two nodes');
  const id = await alice.send(bob, 'hello');
  await world.pass(3_000);
  const pages = present(bob.disk.get('decision'));
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const value = present(pages.get(hex(`${id}.in.${alice.did}`)));
  pages.delete(hex(`${id}.in.${alice.did}`));
  pages.set(hex(`${id}.in`), value);
  const control = await controlOf(bob);
  const ask = { params: { id }, query: {}, request: undefined };
  const told = await inBothTimes(world, Promise.resolve(control.explain(ask, never)));
  expect(told).toMatchObject({ direction: 'in', peer: alice.did });
  expect(await inBothTimes(world, Promise.resolve(control.message(ask, never)))).toMatchObject({ state: 'received' });
});

function loud(): unknown {
  return { '==': { left: { '.': { left: { Var: 'resource' }, attr: 'name' } }, right: { Value: 'loud' } } };
}
