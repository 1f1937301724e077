import { describe, expect, it } from 'vitest';
import { toHex, utf8, type MessageId } from '../../../src/base/base.ts';
import { decodeMailboxFrame, encodeMailboxFrame, type MailboxFrame } from '../../../src/wire/wire.ts';
import { rule, rules, worldOf, type HallNode, type Setup } from '../../sim/hall-node.ts';
import type { Network } from '../../sim/network.ts';
import type { World } from '../../sim/world.ts';
import { lies, lying } from '../../support/lying-mailbox.ts';

const protocol = '/parley/mailbox/1';
const hour = 3_600_000;

interface Stage {
  readonly world: World;
  readonly network: Network;
  readonly alice: HallNode;
  readonly bob: HallNode;
  /** Offers a mailbox, as Dave does. */
  readonly carol: HallNode;
  readonly dave: HallNode;
}

/** Alice and Bob, and two nodes that offer mailboxes; all know one another, sessions stand and grants are given. */
async function stage(
  seed: string,
  options: {
    readonly use?: readonly string[];
    readonly grantMessages?: number;
    readonly offer?: Setup['mailbox'];
  } = {},
): Promise<Stage> {
  const { use = ['carol'], grantMessages = 100 } = options;
  const offer: Setup = { mailbox: { offer: true, ...options.offer } };
  const owner: Setup = { mailbox: { use, grantMessages } };
  const { world, network, nodes } = await worldOf(seed, { alice: owner, bob: owner, carol: offer, dave: offer });
  const [alice, bob, carol, dave] = nodes;
  if (alice === undefined || bob === undefined || carol === undefined || dave === undefined) throw new Error('four');
  for (const node of nodes) node.parts.links.greet();
  await world.pass(70_000);
  return { world, network, alice, bob, carol, dave };
}

/** Bob goes, Alice sends, Alice goes when it is left. */
async function sendToNobody({ world, alice, bob }: Stage, count: number): Promise<readonly MessageId[]> {
  bob.crash();
  await world.pass(1_000);
  const ids: MessageId[] = [];
  for (let i = 0; i < count; i++) ids.push(await alice.send(bob, `m${i}`));
  await world.pass(60_000);
  alice.crash();
  return ids;
}

async function comesBack({ world }: Stage, node: HallNode, forMs = 90_000): Promise<void> {
  await node.start();
  await world.pass(forMs);
}

/** Letters that a node keeps for others. */
function kept(node: HallNode): number {
  return node.parts.mailing.host?.describe().messages ?? -1;
}

function texts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `m${i}`);
}

/** What goes to or from a mailbox, whoever visits it. */
function framesAt(network: Network, mailbox: HallNode): readonly MailboxFrame[] {
  const frames: MailboxFrame[] = [];
  network.watch = (bytes, way) => {
    if (way.protocol !== protocol || (way.to !== mailbox.host && way.from !== mailbox.host)) return;
    const frame = decodeMailboxFrame(bytes);
    if (frame.kind === 'accept') frames.push(frame.value);
  };
  return frames;
}

describe('mailboxes', () => {
  it('carry messages between two nodes that are never up together, and the word back', async () => {
    const play = await stage('never together');
    const { alice, bob, carol } = play;
    const ids = await sendToNobody(play, 3);
    expect(kept(carol)).toBe(3);
    await comesBack(play, bob);
    expect(await bob.inbox()).toEqual(texts(3));
    // What Bob took is gone; what he says about it waits for Alice, as one letter.
    expect(kept(carol)).toBe(1);
    bob.crash();
    await comesBack(play, alice);
    expect(ids.map((id) => alice.endOf(id))).toEqual(['delivered', 'delivered', 'delivered']);
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
    expect(kept(carol)).toBe(0);
  });

  it('carry the refusal back as well', async () => {
    const play = await stage('refusal');
    const { alice, bob } = play;
    bob.crash();
    await play.world.pass(1_000);
    const id = await alice.send(bob, 'unwelcome');
    await play.world.pass(60_000);
    alice.crash();
    bob.policies = rules(rule('permit'), rule('forbid', 'message.receive'));
    await comesBack(play, bob);
    bob.crash();
    await comesBack(play, alice);
    expect(alice.endOf(id)).toBe('denied policy-denied');
  });

  it('are two for redundancy: each has everything, and it arrives once', async () => {
    const play = await stage('two', { use: ['carol', 'dave'] });
    const { alice, bob, carol, dave } = play;
    const ids = await sendToNobody(play, 5);
    expect([kept(carol), kept(dave)]).toEqual([5, 5]);
    await comesBack(play, bob);
    expect(await bob.inbox()).toEqual(texts(5));
    bob.crash();
    await comesBack(play, alice);
    expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
    expect([kept(carol), kept(dave)]).toEqual([0, 0]);
  });

  it('are worth having two of: one is down all the time', async () => {
    const play = await stage('one of two', { use: ['carol', 'dave'] });
    const { alice, bob, carol } = play;
    carol.crash();
    const ids = await sendToNobody(play, 3);
    await comesBack(play, bob);
    expect(await bob.inbox()).toEqual(texts(3));
    bob.crash();
    await comesBack(play, alice);
    expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
  });

  it('bring nothing twice when the two meet after all, and nothing is lost on either way', async () => {
    const play = await stage('both ways');
    const { world, alice, bob, carol } = play;
    bob.crash();
    await world.pass(1_000);
    const ids = [await alice.send(bob, 'm0'), await alice.send(bob, 'm1')];
    await world.pass(60_000);
    expect(kept(carol)).toBe(2);
    await comesBack(play, bob);
    expect(await bob.inbox()).toEqual(texts(2));
    expect(ids.map((id) => alice.endOf(id))).toEqual(['delivered', 'delivered']);
    expect(kept(carol)).toBe(0);
    expect(alice.parts.mailing.out.peers).toEqual([]);
  });

  it('are not needed for a peer that is connected, or away for a moment only', async () => {
    const play = await stage('moment');
    const { world, network, alice, bob, carol } = play;
    const seen = framesAt(network, carol);
    await alice.send(bob, 'm0');
    network.reset(alice.host, bob.host);
    await alice.send(bob, 'm1');
    await world.pass(20_000);
    expect(await bob.inbox()).toEqual(texts(2));
    expect(seen.filter(({ kind }) => kind === 'deposit')).toEqual([]);
  });
});

describe('what a mailbox sees', () => {
  it('is neither who writes, nor what, nor from which node it was brought', async () => {
    const play = await stage('sealed');
    const { network, alice, bob, carol } = play;
    const bytes: string[] = [];
    const visitors = new Set<string>();
    network.watch = (frame, way) => {
      if (way.protocol !== protocol || way.to !== carol.host) return;
      const decoded = decodeMailboxFrame(frame);
      if (decoded.kind !== 'accept' || decoded.value.kind !== 'deposit') return;
      bytes.push(toHex(frame));
      visitors.add(way.from);
    };
    await sendToNobody(play, 2);
    expect(bytes).toHaveLength(2);
    // The grants of owners are there too; the letters must not say more.
    const stored = [...(carol.disk.get('mailbox') ?? [])].filter(([key]) => !key.startsWith(toHex(utf8('grant/'))));
    const disk = stored.map(([, value]) => toHex(value));
    expect(disk).toHaveLength(4);
    for (const secret of [utf8(alice.did), utf8('m0'), utf8('m1'), alice.identity.signing.publicKey])
      expect([...bytes, ...disk].filter((text) => text.includes(toHex(secret)))).toEqual([]);
    expect(visitors.size).toBeGreaterThan(0);
    expect(visitors.has(alice.host) || visitors.has(bob.host)).toBe(false);
  });

  it('is one letter, however often its sender comes back with it', async () => {
    const play = await stage('again');
    const { world, alice, carol } = play;
    await sendToNobody(play, 2);
    for (let i = 0; i < 3; i++) {
      await comesBack(play, alice, 30_000);
      alice.crash();
      await world.pass(1_000);
    }
    expect(kept(carol)).toBe(2);
  });
});

describe('a mailbox that is full', () => {
  it('says so; what it did not take stays in the outbox, and goes when there is room', async () => {
    const play = await stage('full', { grantMessages: 3 });
    const { world, alice, bob, carol } = play;
    bob.crash();
    await world.pass(1_000);
    const ids: MessageId[] = [];
    for (let i = 0; i < 5; i++) ids.push(await alice.send(bob, `m${i}`));
    await world.pass(60_000);
    expect(kept(carol)).toBe(3);
    expect(alice.parts.mailing.out.leftFor(bob.did)).toEqual([
      { mailbox: carol.host, left: 3, refused: 'mailbox-full' },
    ]);
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(5);
    // Bob reads what there is, while he cannot be reached otherwise.
    await bob.start();
    world.after(0, () => play.network.cut(alice.host, bob.host));
    await world.pass(20 * 60_000);
    expect(await bob.inbox()).toEqual(texts(5));
    expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
  });

  it('keeps nothing at all for an agent that gave it no grant', async () => {
    const play = await stage('no grant');
    const { world, alice, bob, carol } = play;
    bob.crash();
    await world.pass(1_000);
    carol.crash();
    carol.disk.delete('mailbox');
    await carol.start();
    await alice.send(bob, 'm0');
    await world.pass(60_000);
    expect(kept(carol)).toBe(0);
    expect(alice.parts.mailing.out.leftFor(bob.did)).toMatchObject([{ left: 0, refused: 'mailbox-grant' }]);
  });

  it('lets go of what is older than a message lives', async () => {
    const play = await stage('old');
    const { world, carol } = play;
    await sendToNobody(play, 2);
    await world.pass(71 * hour);
    expect(kept(carol)).toBe(2);
    await world.pass(2 * hour);
    expect(kept(carol)).toBe(0);
    expect(
      [...(carol.disk.get('mailbox')?.keys() ?? [])].filter((key) => !key.startsWith(toHex(utf8('grant')))),
    ).toEqual([]);
  });
});

describe('a mailbox that lies', () => {
  it.each(lies)(
    'does no damage when it %s: what is true arrives, once, and the rest when the two meet',
    async (lie) => {
      const play = await stage(`lie ${lie}`);
      const { world, network, alice, bob, carol } = play;
      const ids = await sendToNobody(play, 6);
      network.tap = (frame, way) =>
        way.protocol === protocol && way.from === carol.host && way.to === bob.host ? twist(frame) : [frame];
      const twist = lying(lie);
      await comesBack(play, bob);
      const early = await bob.inbox();
      expect(early).toEqual(texts(early.length));
      await comesBack(play, alice, 120_000);
      expect(await bob.inbox()).toEqual(texts(6));
      expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
      expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
      expect(await world.until(() => bob.parts.links.isLinked(alice.did))).toBe(true);
    },
  );

  it('cannot make the sender believe that something arrived', async () => {
    const play = await stage('forged word');
    const { network, alice, bob, carol } = play;
    const ids = await sendToNobody(play, 2);
    // It gives Alice what she left for Bob, and a letter of its own making.
    network.tap = (frame, way) => {
      if (way.protocol !== protocol || way.from !== carol.host || way.to !== alice.host) return [frame];
      const decoded = decodeMailboxFrame(frame);
      if (decoded.kind !== 'accept' || decoded.value.kind !== 'fetched') return [frame];
      const items = [utf8('a letter'), new Uint8Array(500)].map((letter, i) =>
        encodeMailboxFrame({ kind: 'item', seq: i + 1, letter }),
      );
      return [...items, frame];
    };
    await comesBack(play, alice);
    expect(ids.map((id) => alice.endOf(id))).toEqual([undefined, undefined]);
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(2);
  });
});

describe('accidents around a mailbox', () => {
  it.each([0, 1, 2, 3, 4, 5])(
    'lose nothing and repeat nothing, whoever is killed in the middle (%i)',
    async (round) => {
      const play = await stage(`killed ${round}`);
      const { world, alice, bob, carol } = play;
      bob.crash();
      await world.pass(1_000);
      const ids: MessageId[] = [];
      for (let i = 0; i < 4; i++) ids.push(await alice.send(bob, `m${i}`));
      for (let i = 0; i < 4; i++) {
        await world.pass(world.below(15_000));
        const victim = [carol, alice][world.below(2)] ?? carol;
        victim.crash();
        await world.pass(world.below(3_000));
        await victim.start();
      }
      await world.pass(60_000);
      alice.crash();
      await bob.start();
      for (let i = 0; i < 4; i++) {
        await world.pass(500 + world.below(1_500));
        const victim = [carol, bob][world.below(2)] ?? bob;
        victim.crash();
        await world.pass(world.below(3_000));
        await victim.start();
      }
      await world.pass(120_000);
      expect(await bob.inbox()).toEqual(texts(4));
      await comesBack(play, alice);
      expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
      expect(await bob.inbox()).toHaveLength(4);
    },
  );
});
