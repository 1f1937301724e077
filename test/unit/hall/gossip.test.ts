import { describe, expect, it, vi } from 'vitest';
import { limits, millis, sha256, toHex, u32be } from '../../../src/base/base.ts';
import { createRevocation } from '../../../src/identity/identity.ts';
import { rotateKeys } from '../../../src/own-record.ts';
import { decodeFrame, encodeFrame } from '../../../src/wire/wire.ts';
import { duo, worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { recordOf } from '../identity/fixture.ts';

/** Three nodes that know one another; the last hears of the first through the second only, unless they meet. */
async function trio(seed: string) {
  const { world, network, nodes } = await worldOf(seed, { alice: {}, bob: {}, carol: {} });
  const [alice, bob, carol] = nodes;
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three nodes make a trio');
  return { world, network, alice, bob, carol };
}

function revocationOf(node: HallNode, target: 'did' | 'key' = 'did'): Uint8Array {
  const { own } = node.parts.directory;
  const key = own.keys[0] ?? own.record.publicKey;
  const seq = Math.floor(node.parts.clock.now());
  const draft = { did: node.did, reason: 'lost', seq, revoked: node.parts.clock.now(), evidence: own.bytes };
  return createRevocation(target === 'did' ? draft : { ...draft, target: { kind: 'key', key } }, node.identity.signing);
}

async function rotated(world: World, node: HallNode): Promise<void> {
  const { own, directory, clock, gossip } = node.parts;
  const record = await world.finish(rotateKeys(own, own, clock.now(), (published) => directory.replaceOwn(published)));
  gossip.push([record.bytes]);
}

const standingAt = (node: HallNode, about: HallNode): string => {
  const verdict = node.parts.directory.standing(about.did, node.parts.clock.now());
  return verdict.kind === 'accept' ? 'accept' : verdict.reason;
};

describe('a revocation', () => {
  it('ends links, sessions and waiting messages at once wherever it is heard, and passes on', async () => {
    const { world, alice, bob, carol } = await trio('revocation');
    await alice.send(bob, 'hello');
    await bob.send(carol, 'hello');
    await world.until(() => bob.parts.links.isLinked(alice.did) && bob.parts.links.isLinked(carol.did));
    await world.finish(alice.parts.gossip.announce(revocationOf(alice)));
    expect(await world.until(() => [bob, carol].every((node) => standingAt(node, alice) === 'revoked'))).toBe(true);
    expect(await world.until(() => !bob.parts.links.isLinked(alice.did))).toBe(true);
    expect(bob.parts.links.laneTo(alice.did).sessions.current).toBeUndefined();
    await expect(bob.send(alice, 'anyone there?')).rejects.toMatchObject({ reason: 'revoked' });
    await expect(alice.send(bob, 'still me')).rejects.toMatchObject({ reason: 'revoked' });
    expect(standingAt(bob, carol)).toBe('accept');
  });

  it('ends what waits for the agent while it is away', async () => {
    const { world, alice, bob, carol } = await trio('revocation of one that is away');
    const revocation = revocationOf(alice);
    alice.crash();
    const id = await bob.send(alice, 'when you are back');
    await bob.send(carol, 'hello');
    expect(bob.endOf(id)).toBeUndefined();
    await world.finish(carol.parts.gossip.announce(revocation));
    expect(await world.until(() => bob.endOf(id) !== undefined)).toBe(true);
    expect(bob.endOf(id)).toBe('denied revoked');
    expect(bob.parts.links.laneTo(alice.did).depth).toBe(0);
  });

  it('is still known after a restart, and told to one that was away when it connects', async () => {
    const { world, alice, bob, carol } = await trio('revocation kept');
    await bob.send(carol, 'hello');
    carol.crash();
    await world.finish(bob.parts.gossip.announce(revocationOf(alice)));
    bob.crash();
    await bob.start();
    expect(standingAt(bob, alice)).toBe('revoked');
    await carol.start();
    expect(await world.until(() => standingAt(carol, alice) === 'revoked')).toBe(true);
  });

  it('of the first key leaves an agent that rotated in standing', async () => {
    const { world, alice, bob } = await duo('old key revoked');
    await alice.send(bob, 'hello');
    await rotated(world, alice);
    await world.until(() => bob.parts.directory.peer(alice.did).entry?.record?.keys.length === 2);
    await world.finish(alice.parts.gossip.announce(revocationOf(alice, 'key')));
    await world.pass(1000);
    expect(bob.parts.directory.peer(alice.did).entry?.revokedKeys).toHaveLength(1);
    await alice.send(bob, 'with the new key');
    expect(await world.until(() => bob.parts.inbox.count === 2)).toBe(true);
  });
});

describe('a rotation', () => {
  it('is followed by a connected peer without a new invitation, and messages go on', async () => {
    const { world, alice, bob } = await duo('rotation');
    await alice.send(bob, 'before');
    const before = toHex(alice.identity.signing.publicKey);
    await rotated(world, alice);
    expect(toHex(alice.identity.signing.publicKey)).not.toBe(before);
    await alice.send(bob, 'after');
    await bob.send(alice, 'and back');
    expect(await world.until(() => bob.parts.inbox.count === 2 && alice.parts.inbox.count === 1)).toBe(true);
    const held = bob.parts.directory.peer(alice.did).entry?.record;
    expect(toHex(held?.record.publicKey ?? new Uint8Array(0))).toBe(toHex(alice.identity.signing.publicKey));
  });

  it('is followed by one that was away during two of them', async () => {
    const { world, alice, bob } = await duo('rotations missed');
    await alice.send(bob, 'before');
    await world.until(() => bob.parts.inbox.count === 1);
    bob.crash();
    await rotated(world, alice);
    await world.pass(5000);
    await rotated(world, alice);
    await alice.send(bob, 'after');
    await bob.start();
    expect(await world.until(() => bob.parts.inbox.count === 2)).toBe(true);
    expect(bob.parts.directory.peer(alice.did).entry?.record?.keys).toHaveLength(3);
  });

  it('costs no message to a peer that opens a session before the news of it has come', async () => {
    const { world, network, alice, bob } = await duo('rotation apart');
    await alice.send(bob, 'before');
    expect(await world.until(() => bob.parts.inbox.count === 1)).toBe(true);
    network.cut(alice.host, bob.host);
    await world.until(() => !alice.parts.links.isLinked(bob.did) && !bob.parts.links.isLinked(alice.did));
    await rotated(world, alice);
    await world.finish(alice.parts.links.laneTo(bob.did).endSessions([]));
    await world.finish(bob.parts.links.laneTo(alice.did).endSessions([]));
    // What is told on connecting does not get through: the handshake alone shows the new key.
    network.tap = (frame) => {
      const read = decodeFrame(frame);
      return read.kind === 'accept' && read.value.kind === 'statements' ? [] : [frame];
    };
    const id = await bob.send(alice, 'after');
    network.heal();
    expect(await world.until(() => bob.endOf(id) !== undefined)).toBe(true);
    expect(bob.endOf(id)).toBe('delivered');
    expect(await alice.inbox()).toEqual(['after']);
  });

  it('survives a crash at every step: the node comes back with the old key or the new one, and is believed', async () => {
    for (const step of ['before the keyring', 'after the keyring', 'after the record'] as const) {
      const { world, alice, bob } = await duo(`crash ${step}`);
      await alice.send(bob, 'before');
      await world.until(() => bob.parts.inbox.count === 1);
      const { own, directory, clock } = alice.parts;
      const never = new Promise<void>(() => {});
      const ports = {
        ...own,
        saveKeyring: async (secrets: Parameters<typeof own.saveKeyring>[0]): Promise<void> => {
          if (step !== 'before the keyring') await own.saveKeyring(secrets);
          if (step !== 'after the record') await never;
        },
      };
      void rotateKeys(own, ports, clock.now(), (record) => directory.replaceOwn(record));
      await world.pass(3000);
      alice.crash();
      await alice.start();
      expect(alice.identity.did).toBe(alice.did);
      expect(alice.parts.directory.own.keys).toHaveLength(step === 'before the keyring' ? 1 : 2);
      await alice.send(bob, 'after');
      expect(await world.until(() => bob.parts.inbox.count === 2)).toBe(true);
      expect(standingAt(bob, alice)).toBe('accept');
      // A rotation that was cut off does not stand in the way of the next.
      await rotated(world, alice);
      expect(await world.until(() => standingAt(bob, alice) === 'accept')).toBe(true);
    }
  });

  it('is not begun when the keyring is an older copy than the store', async () => {
    const { world, alice } = await duo('older keyring');
    const old = alice.secrets;
    await rotated(world, alice);
    alice.crash();
    alice.secrets = old;
    await expect(alice.start()).rejects.toMatchObject({ code: 'keyring-damaged' });
  });
});

describe('what a peer tells', () => {
  it('is verified before it is kept or passed on: forged, it costs the connection', async () => {
    const { world, network, alice, bob } = await duo('forged');
    await alice.send(bob, 'hello');
    await world.until(() => bob.parts.links.isLinked(alice.did));
    const forged = Uint8Array.from(revocationOf(bob));
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const frame = encodeFrame({ kind: 'statements', statements: [forged] });
    network.inject(frame, { from: alice.host, to: bob.host, protocol: '/parley/mesh/1' });
    expect(await world.until(() => !bob.parts.links.isLinked(alice.did))).toBe(true);
    expect(bob.parts.directory.ownEnd()).toBeUndefined();
  });

  it('is put up with for some time when it is no news, and then costs the connection', async () => {
    const { world, network, alice, bob } = await duo('noise');
    await alice.send(bob, 'hello');
    await world.until(() => bob.parts.inbox.count === 1 && bob.parts.links.isLinked(alice.did));
    const own = alice.parts.directory.own.bytes;
    const frame = encodeFrame({ kind: 'statements', statements: Array.from({ length: 64 }, () => own) });
    const tell = (): boolean => network.inject(frame, { from: alice.host, to: bob.host, protocol: '/parley/mesh/1' });
    for (let n = 0; n < 128; n++) tell();
    await world.pass(1000);
    expect(bob.parts.links.isLinked(alice.did)).toBe(true);
    // Frames are looked at one after another, and between two of them others have a turn.
    for (let n = 0; n < 256; n++) {
      tell();
      await world.pass(1);
    }
    expect(await world.until(() => !bob.parts.links.isLinked(alice.did))).toBe(true);
  });

  it('costs no signature where it is of nobody who is known, one where it is forged, and a budget of them at most', async () => {
    const flooded = async (name: string, statementAt: (n: number, alice: HallNode) => Uint8Array) => {
      const { world, network, alice, bob } = await duo(name);
      await alice.send(bob, 'hello');
      await world.until(() => bob.parts.inbox.count === 1 && bob.parts.links.isLinked(alice.did));
      const { directory } = bob.parts;
      const [looks, verified] = [vi.spyOn(directory, 'glance'), vi.spyOn(directory, 'ingest')];
      const began = world.now();
      let told = 0;
      // 64 statements every 6 milliseconds are somewhat more than 10 000 a second.
      for (; bob.parts.links.isLinked(alice.did) && told < 64_000; told += 64) {
        const statements = Array.from({ length: 64 }, (_, n) => statementAt(told + n, alice));
        const frame = encodeFrame({ kind: 'statements', statements });
        network.inject(frame, { from: alice.host, to: bob.host, protocol: '/parley/mesh/1' });
        await world.pass(6);
      }
      expect(bob.parts.links.isLinked(alice.did)).toBe(false);
      const seconds = Math.ceil((world.now() - began) / 1000);
      return { looks: looks.mock.calls.length, verified: verified.mock.calls.length, seconds };
    };
    const strangers: Uint8Array[] = [];
    const stranger = (n: number, { parts }: HallNode): Uint8Array => {
      const notBefore = parts.clock.now();
      const dates = { notBefore, expires: millis(notBefore + limits.maxRecordLifeMs / 2) };
      return (strangers[n % 256] ??= recordOf('stranger', { ...dates, seq: n + 1 }));
    };
    const strange = await flooded('strange', stranger);
    expect(strange.verified).toBe(0);
    expect(strange.looks).toBeLessThanOrEqual(16_384 + 200 * strange.seconds + 64);
    const ofTheirs = (n: number, { identity, did }: HallNode): Uint8Array => {
      const target = { kind: 'delegation', id: sha256(u32be(n)) } as const;
      return createRevocation({ did, reason: '', seq: 1, revoked: millis(1), target }, identity.signing);
    };
    const forged = await flooded('forged without end', (n, alice) => {
      const bytes = ofTheirs(n, alice);
      return bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);
    });
    expect(forged.verified).toBe(1);
    const endless = await flooded('endless', ofTheirs);
    expect(endless.verified).toBeLessThanOrEqual(2048 + 100 * endless.seconds);
  });

  it('about a stranger is not kept, unless it ends the stranger', async () => {
    const { world, alice, bob } = await duo('strangers');
    const { nodes } = await worldOf('elsewhere', { dave: {} });
    const [dave] = nodes;
    if (dave === undefined) throw new Error('no dave');
    const own = dave.parts.directory.own.bytes;
    expect(await world.finish(bob.parts.gossip.ingest(own))).toBe('ignore');
    expect(bob.parts.directory.has(dave.did)).toBe(false);
    expect(await world.finish(bob.parts.gossip.ingest(revocationOf(dave)))).toBe('accept');
    expect(await world.finish(bob.parts.gossip.ingest(revocationOf(dave)))).toBe('ignore');
    expect(standingAt(bob, dave)).toBe('revoked');
    expect(bob.parts.directory.peers().map(({ did }) => did)).toEqual([alice.did]);
  });
});
