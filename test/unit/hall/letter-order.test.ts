import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { limits, millis, newMessageId, parseSessionId, utf8 } from '../../../src/base/base.ts';
import type { MessageId } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { deliveryHandlers } from '../../../src/delivery-handlers.ts';
import { HoldBack, holdBackBounds } from '../../../src/hold-back.ts';
import { inLine, type InLine, type Trail } from '../../../src/line.ts';
import { decodeMailboxFrame, encodeEnvelope, type Body } from '../../../src/wire/wire.ts';
import { HallNode, worldOf, type Setup } from '../../sim/hall-node.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { Network } from '../../sim/network.ts';
import { seeded, World } from '../../sim/world.ts';

const protocol = '/parley/mailbox/1';
const minute = 60_000;
const hour = 60 * minute;

interface Stage {
  readonly world: World;
  readonly network: Network;
  readonly alice: HallNode;
  readonly bob: HallNode;
  /** The mailbox of both. */
  readonly carol: HallNode;
}

async function stage(seed: string): Promise<Stage> {
  const owner: Setup = { mailbox: { use: ['carol'], grantMessages: 1000 } };
  const carolSetup: Setup = { mailbox: { offer: true } };
  const { world, network, nodes } = await worldOf(seed, { alice: owner, bob: owner, carol: carolSetup });
  const [alice, bob, carol] = [sure(nodes[0]), sure(nodes[1]), sure(nodes[2])];
  for (const node of nodes) node.parts.links.greet();
  await world.pass(70_000);
  return { world, network, alice, bob, carol };
}

function texts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `m${i}`);
}

/** Bob is away, and Alice leaves these for him. */
async function leave({ world, alice, bob }: Stage, count: number, ttlMs?: number): Promise<readonly MessageId[]> {
  bob.crash();
  await world.pass(1_000);
  const ids: MessageId[] = [];
  for (const text of texts(count))
    ids.push(await alice.send(bob, text, ttlMs !== undefined && text === 'm0' ? { ttlMs } : {}));
  await world.pass(minute);
  return ids;
}

/** The mailbox gives Bob everything but the first letter it has for him, until the returned function is called. */
function withhold({ network, bob, carol }: Stage): () => void {
  let first: number | undefined;
  network.tap = (frame, way) => {
    if (way.protocol !== protocol || way.from !== carol.host || way.to !== bob.host) return [frame];
    const decoded = decodeMailboxFrame(frame);
    if (decoded.kind !== 'accept' || decoded.value.kind !== 'item') return [frame];
    first ??= decoded.value.seq;
    return decoded.value.seq === first ? [] : [frame];
  };
  return () => (network.tap = (frame) => [frame]);
}

/** Whether a key of a mailbox, in hexadecimal, is of a part of a letter for a node. */
function isOf(key: string, part: string, { did }: HallNode): boolean {
  return Buffer.from(key, 'hex').toString('latin1').startsWith(`${part}/${did}/`);
}

function sure<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}

describe('what comes before its turn, because a mailbox withholds what is before it', () => {
  it('is held back, in any number of visits, and taken in order once the first has come', async () => {
    const play = await stage('held');
    const { world, alice, bob, carol } = play;
    await leave(play, 5);
    alice.crash();
    const give = withhold(play);
    await bob.start();
    await world.pass(5 * minute);
    expect(await bob.inbox()).toEqual([]);
    expect(bob.parts.mailing.in.held).toBe(4);
    // It is on Bob's disk, so the mailbox need not keep it: what it has is the first, and the word for Alice.
    expect(carol.parts.mailing.host?.describe().owners.find(({ owner }) => owner === bob.did)?.messages).toBe(1);
    give();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual(texts(5));
    expect(bob.parts.mailing.in.held).toBe(0);
    expect(bob.disk.get('held')?.size ?? 0).toBe(0);
  });

  it('is still held back after a restart', async () => {
    const play = await stage('held on disk');
    const { world, alice, bob } = play;
    await leave(play, 4);
    alice.crash();
    const give = withhold(play);
    await bob.start();
    await world.pass(2 * minute);
    bob.crash();
    await bob.start();
    expect(bob.parts.mailing.in.held).toBe(3);
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual([]);
    give();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual(texts(4));
  });

  it('is taken once, in order, when the two meet, and no longer held then', async () => {
    const play = await stage('held and met');
    const { world, alice, bob } = play;
    const ids = await leave(play, 4);
    alice.crash();
    withhold(play);
    await bob.start();
    await world.pass(2 * minute);
    expect(bob.parts.mailing.in.held).toBe(3);
    await alice.start();
    await world.pass(3 * minute);
    expect(await bob.inbox()).toEqual(texts(4));
    expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
    expect(bob.parts.mailing.in.held).toBe(0);
  });

  it('is asked for: its sender leaves it again, and the two need not meet', async () => {
    const play = await stage('asked for');
    const { world, alice, bob, carol } = play;
    const ids = await leave(play, 4);
    alice.crash();
    // The mailbox lost the first letter, and does not know that it ever had it.
    carol.crash();
    const letters = carol.disk.get('mailbox') ?? new Map<string, Uint8Array>();
    for (const part of ['head', 'body'])
      letters.delete([...letters.keys()].filter((key) => isOf(key, part, bob)).toSorted()[0] ?? '');
    await carol.start();
    await bob.start();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual([]);
    bob.crash();
    await alice.start();
    await world.pass(2 * minute);
    alice.crash();
    await bob.start();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual(texts(4));
    bob.crash();
    await alice.start();
    await world.pass(2 * minute);
    expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'delivered'));
  });

  it('does not wait for longer than what is before it could still come', async () => {
    const play = await stage('until');
    const { world, alice, bob } = play;
    await leave(play, 3, 20 * minute);
    alice.crash();
    withhold(play);
    await bob.start();
    await world.pass(10 * minute);
    expect(await bob.inbox()).toEqual([]);
    await world.pass(12 * minute);
    expect(await bob.inbox()).toEqual(['m1', 'm2']);
  });
});

describe('a message that its sender gave up', () => {
  it('keeps nobody waiting: the word on it comes in its place', async () => {
    const play = await stage('given up');
    const { world, network, alice, bob } = play;
    const sent = await leave(play, 3, 2 * hour);
    const [first] = sent;
    withhold(play);
    await bob.start();
    network.cut(alice.host, bob.host);
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual([]);
    // Its own clock tells Alice that the time is over, long before that of Bob does.
    alice.setClock(3 * hour);
    await world.pass(minute);
    await world.finish(alice.parts.links.laneTo(bob.did).expire());
    expect(alice.endOf(sure(first))).toBe('rejected message-expired');
    alice.setClock(0);
    await world.pass(15 * minute);
    expect(await bob.inbox()).toEqual(['m1', 'm2']);
    expect(bob.parts.mailing.in.held).toBe(0);
    // The word on it has an end too, of which the agent is told nothing: it is none of its messages.
    const lane = alice.parts.links.laneTo(bob.did);
    expect(await world.until(() => !lane.busy, hour)).toBe(true);
    const ends = alice.parts.feed.read(0, 100).ends.map(({ id }) => id);
    expect(ends.toSorted()).toEqual([...sent].toSorted());
  });

  it('is not taken any more when it comes after what is behind it', async () => {
    const play = await stage('late');
    const { world, alice, bob } = play;
    const [first] = await leave(play, 3, 2 * hour);
    alice.setClock(3 * hour);
    await world.finish(alice.parts.links.laneTo(bob.did).expire());
    alice.setClock(0);
    const give = withhold(play);
    await bob.start();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual(['m1', 'm2']);
    give();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual(['m1', 'm2']);
    expect(alice.endOf(sure(first))).toBe('rejected message-expired');
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });
});

describe('a message that ended because its recipient was refused', () => {
  it('is not taken after what was sent when the recipient was welcome again', async () => {
    const play = await stage('refused');
    const { world, alice, bob } = play;
    const [first] = await leave(play, 1, 2 * hour);
    const lane = alice.parts.links.laneTo(bob.did);
    // Twice: the word on it must stay when the connection is refused again.
    for (let i = 0; i < 2; i++) {
      await world.finish(lane.refuseWaiting('score-too-low'));
      await world.pass(1_000);
    }
    expect(alice.endOf(sure(first))).toBe('denied score-too-low');
    await world.finish(alice.send(bob, 'later'));
    await world.pass(minute);
    const give = withhold(play);
    await bob.start();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual(['later']);
    give();
    await world.pass(2 * minute);
    expect(await bob.inbox()).toEqual(['later']);
    expect(lane.depth).toBe(0);
  });

  it('leaves no word for one that is dealt with no more', async () => {
    const play = await stage('closed');
    const { world, alice, bob } = play;
    const [first] = await leave(play, 1, 2 * hour);
    const lane = alice.parts.links.laneTo(bob.did);
    await world.finish(lane.close('revoked'));
    await world.pass(1_000);
    expect(alice.endOf(sure(first))).toBe('denied revoked');
    expect(lane.depth).toBe(0);
    expect(alice.disk.get('outbox')?.size).toBe(0);
  });
});

describe('the trace of a message that was left', () => {
  it('names the mailboxes at which it waits, and none for what ends too soon to be left', async () => {
    const play = await stage('trace');
    const { world, alice, bob, carol } = play;
    const [id] = await leave(play, 1);
    const brief = await alice.send(bob, 'brief', { ttlMs: 90_000 });
    const lasting = await alice.send(bob, 'lasting');
    await world.pass(10_000);
    const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });
    const { trace } = deliveryHandlers({ ...alice.parts, config });
    const { signal } = new AbortController();
    const mailboxesOf = async (one: MessageId) =>
      (await world.finish(Promise.resolve(trace({ params: { id: one } }, signal)))).waits?.mailboxes;
    expect(await mailboxesOf(sure(id))).toEqual([carol.host]);
    expect(await mailboxesOf(lasting)).toEqual([carol.host]);
    expect(await mailboxesOf(brief)).toBeUndefined();
  });
});

describe('the room for what is held back', () => {
  const random = seeded('room');
  const id = () => newMessageId(millis(1_700_000_000_000), random);
  const before = { id: id(), until: millis(1_700_000_060_000) };

  it('is bounded in letters and in bytes for each peer, and what has none is not dropped but left where it is', async () => {
    const { world, nodes } = await worldOf('room', { alice: {}, bob: {} });
    const [alice, bob] = [sure(nodes[0]), sure(nodes[1])];
    const store = new MemoryStore(world);
    const { directory } = alice.parts;
    const room = await world.finish(HoldBack.open(store, directory));
    const keep = (bytes: number, peer = alice) =>
      world.finish(room.keep(peer.did, { id: id(), sealed: new Uint8Array(bytes), before }));
    for (let i = 0; i < holdBackBounds.maxLettersEach; i++) expect(await keep(10)).toBe(true);
    expect(await keep(10)).toBe(false);
    expect(await keep(holdBackBounds.maxBytesEach, bob)).toBe(false);
    expect(await keep(limits.maxFrameBytes, bob)).toBe(true);
    expect(await keep(limits.maxFrameBytes, bob)).toBe(false);
    const again = await world.finish(HoldBack.open(store, directory));
    expect(new Set(again.waiting())).toEqual(new Set(room.waiting()));
    const held = sure(again.waiting().find(({ peer }) => peer === alice.did));
    expect(again.letter(held.peer, held.id)).toEqual(new Uint8Array(10));
    await world.finish(again.forget(held.peer, held.id));
    expect(await world.finish(again.keep(alice.did, { id: id(), sealed: new Uint8Array(10), before }))).toBe(true);
  });

  it('is freed by the sweep of what nobody can take any more', async () => {
    const { world, nodes } = await worldOf('room sweep', { alice: {}, bob: {} });
    const alice = sure(nodes[0]);
    const room = await world.finish(HoldBack.open(new MemoryStore(world), alice.parts.directory));
    await world.finish(room.keep(alice.did, { id: id(), sealed: new Uint8Array(10), before }));
    expect(room.sweep(millis(before.until + limits.messageTtlMs))).toEqual([]);
    expect(room.sweep(millis(before.until + limits.messageTtlMs + 1))).toHaveLength(1);
    expect(room.count).toBe(0);
  });
});

const kinds = ['message', 'large', 'withdrawn', 'call'] as const;
type Kind = (typeof kinds)[number];

describe('the line of letters', () => {
  const random = seeded('line');
  const created = millis(1_700_000_000_000);
  const { did } = new HallNode(new Network(new World('line')), 'alice');
  const session = sure(parseSessionId('00112233445566778899aabbccddeeff'));

  function bodyOf(kind: Kind): Body {
    const id = newMessageId(created, random);
    const message = { kind: 'message', topic: '', contentType: '', body: utf8(''), replyTo: undefined } as const;
    switch (kind) {
      case 'message':
        return message;
      case 'large':
        return { ...message, whole: { parts: 1, size: 1, digest: new Uint8Array(32) } };
      case 'withdrawn':
        return { kind, message: id };
      case 'call':
        return { kind: 'end', exchange: id, reason: 'cancelled' };
    }
  }

  function sealedOf(seq: number, kind: Kind, lifeMs: number) {
    const id = newMessageId(created, random);
    const expires = millis(created + lifeMs);
    const packet = { id, session, header: utf8('header'), ciphertext: utf8(kind) };
    const envelope = { id, from: did, to: did, created, expires, traceparent: '', body: bodyOf(kind) };
    return { seq, kind, packet, entry: { id, envelope: encodeEnvelope(envelope), expires, packet, attempts: 0 } };
  }

  it('names for each native message the last one before it, and the latest time of all before it, however it is cut into pages', () => {
    const waiting = fc.array(fc.record({ kind: fc.constantFrom(...kinds), lifeMs: fc.integer({ min: 1, max: 1000 }) }));
    fc.assert(
      fc.property(waiting, fc.integer({ min: 1, max: 7 }), (made, pageSize) => {
        const all = made.map(({ kind, lifeMs }, i) => sealedOf(i + 1, kind, lifeMs));
        let trail: Trail | undefined;
        const line: InLine[] = [];
        for (let at = 0; at < all.length; at += pageSize) {
          const page = inLine(all.slice(at, at + pageSize), trail, (seq) => all[seq - 1]?.entry.id);
          trail = page.at(-1)?.trail ?? trail;
          line.push(...page);
        }
        const left = all.filter(({ kind }) => kind !== 'call');
        expect(line.map(({ seq }) => seq)).toEqual(left.map(({ seq }) => seq));
        for (const { seq, before } of line) {
          const isAlone = all[seq - 1]?.kind === 'large';
          const earlier = all.slice(0, seq - 1).filter(({ kind }) => kind === 'message' || kind === 'withdrawn');
          const last = isAlone ? undefined : earlier.at(-1);
          const until = Math.max(...earlier.map(({ entry }) => entry.expires));
          expect(before).toEqual(last && { id: last.entry.id, until });
        }
      }),
    );
  });

  it('begins anew when the last one that was passed through has ended, because those before it have too', () => {
    const [next] = inLine([sealedOf(8, 'message', 10)], { seq: 7, until: created }, () => undefined);
    expect(next?.before).toBeUndefined();
    expect(next?.trail).toEqual({ seq: 8, until: created + 10 });
  });
});
