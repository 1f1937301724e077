import { describe, expect, it } from 'vitest';
import {
  CompactRange,
  cosignedAt,
  isSignedBy,
  leafHash,
  logKey,
  originOf,
  readCheckpoint,
  readVerifierKey,
  signCheckpoint,
  writeContinuation,
} from '../../../src/audit/audit.ts';
import { utf8 } from '../../../src/base/base.ts';
import { encodeFrame } from '../../../src/wire/wire.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import type { Network } from '../../sim/network.ts';
import { framesBetween, present } from './frames.ts';

/** Two nodes that have exchanged a message, with checkpoints signed over it. */
async function acquainted(name: string) {
  const pair = await duo(name);
  await pair.alice.send(pair.bob, 'm');
  await pair.world.pass(3_000);
  return pair;
}

/** Puts a checkpoint that this node signed before its neighbour, as a node of ill will would. */
function show(network: Network, from: HallNode, to: HallNode, body: Uint8Array): void {
  const frame = encodeFrame({ kind: 'cosign-request', body });
  network.inject(frame, { from: from.host, to: to.host, protocol: '/parley/mesh/1' });
}

/** Another history of a log, of this size, with a valid signature and no proof. */
function otherHistory(node: HallNode, size: number, oldSize: number): Uint8Array {
  const range = new CompactRange();
  for (let n = 0; n < size; n++) range.append(leafHash(utf8(`invented ${n}`)));
  const note = signCheckpoint({ origin: originOf(node.did), size, root: range.root() }, node.identity.signing);
  return utf8(writeContinuation({ oldSize, hashes: [], note }));
}

describe('neighbours', () => {
  it('cosign one another’s checkpoints, and go on to do so as the logs grow', async () => {
    const { world, alice, bob } = await acquainted('cosign');
    for (let round = 0; round < 3; round++) {
      await alice.send(bob, `m${round}`);
      await world.pass(20_000);
      await world.finish(alice.parts.witnessing.ask());
      await world.pass(1_000);
      const [cosigner] = alice.parts.witnessing.cosigners();
      const latest = present(alice.parts.witnessing.latest);
      expect(cosigner).toMatchObject({ did: bob.did, size: alice.parts.audit.checkpoint.size });
      expect(cosignedAt(latest.note, present(readVerifierKey(present(cosigner).key)))).toBe(present(cosigner).at);
      expect(isSignedBy(latest, logKey(alice.did, alice.identity.signing.publicKey))).toBe(true);
      const kept = present(readCheckpoint(present(bob.parts.store.get('witness', `of/${alice.did}`))));
      expect(kept).toMatchObject({ size: latest.size, root: latest.root });
    }
    expect(alice.parts.witnessing.disputes()).toEqual([]);
  });

  it('refuse a second history of the same size, keep both checkpoints as proof, and tell the log so', async () => {
    const { world, network, alice, bob } = await acquainted('fork');
    await world.finish(alice.parts.witnessing.ask());
    await world.pass(1_000);
    const { size } = present(alice.parts.witnessing.latest);
    const seen = framesBetween(network, bob, alice);
    await world.pass(60_000);
    show(network, alice, bob, otherHistory(alice, size, size));
    await world.pass(1_000);
    expect(seen.of('cosign-reply').at(-1)).toMatchObject({ cosignature: '', reason: 'log-forked' });
    const [fork] = await world.finish(bob.parts.witnessing.forks());
    expect(fork).toMatchObject({ did: alice.did, proven: true });
    for (const text of [present(fork).before, present(fork).after]) {
      const checkpoint = present(readCheckpoint(utf8(text)));
      expect(isSignedBy(checkpoint, logKey(alice.did, alice.identity.signing.publicKey))).toBe(true);
      expect(checkpoint.size).toBe(size);
    }
    expect(alice.parts.witnessing.disputes()).toEqual([{ did: bob.did, reason: 'log-forked' }]);
  });

  it('refuse a longer history that does not continue what they cosigned', async () => {
    const { world, network, alice, bob } = await acquainted('rewritten');
    await world.finish(alice.parts.witnessing.ask());
    await world.pass(60_000);
    const { size } = present(alice.parts.witnessing.latest);
    show(network, alice, bob, otherHistory(alice, size + 5, size));
    await world.pass(1_000);
    expect(await world.finish(bob.parts.witnessing.forks())).toMatchObject([{ did: alice.did, proven: false }]);
    const kept = present(readCheckpoint(present(bob.parts.store.get('witness', `of/${alice.did}`))));
    expect(kept.size).toBe(size);
  });

  it('cosign nothing that its log did not sign, and nothing that is no checkpoint', async () => {
    const { world, network, alice, bob } = await acquainted('unsigned');
    const seen = framesBetween(network, bob, alice);
    show(network, alice, bob, otherHistory(bob, 3, 0));
    await world.pass(1_000);
    show(network, alice, bob, utf8('old 0\n\nnothing'));
    await world.pass(1_000);
    expect(seen.of('cosign-reply').map(({ reason }) => reason)).toEqual(['bad-signature', 'malformed']);
    expect(bob.parts.store.get('witness', `of/${alice.did}`)).toBeUndefined();
  });

  it('are not asked to look at checkpoints without end', async () => {
    const { world, network, alice, bob } = await acquainted('flood');
    const seen = framesBetween(network, bob, alice);
    for (let n = 0; n < 20; n++) show(network, alice, bob, otherHistory(alice, 3, 9));
    await world.pass(1_000);
    const reasons = seen.of('cosign-reply').map(({ reason }) => reason);
    expect(reasons).toHaveLength(20);
    expect(reasons.filter((reason) => reason === 'rate-limited').length).toBeGreaterThanOrEqual(16);
  });

  it('notice a log that was rolled back to an older state', async () => {
    const { world, alice, bob } = await acquainted('rolled-back');
    const { disk } = alice.parts.store;
    const before = structuredClone(disk);
    for (let n = 0; n < 5; n++) await alice.send(bob, `m${n}`);
    await world.pass(20_000);
    await world.finish(alice.parts.witnessing.ask());
    await world.pass(1_000);
    alice.crash();
    const { store } = bob.parts;
    const cosigned = present(readCheckpoint(present(store.get('witness', `of/${alice.did}`)))).size;
    disk.clear();
    for (const [space, values] of before) disk.set(space, values);
    await alice.start();
    await world.pass(20_000);
    expect(alice.parts.audit.checkpoint.size).toBeLessThan(cosigned);
    await world.finish(alice.parts.witnessing.ask());
    await world.pass(1_000);
    expect(alice.parts.witnessing.disputes()).toEqual([{ did: bob.did, reason: 'log-rolled-back' }]);
  });
});
