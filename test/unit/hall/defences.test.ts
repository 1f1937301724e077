import { describe, expect, it } from 'vitest';
import { sessionIdFromBytes, sha256, utf8, type SessionId } from '../../../src/base/base.ts';
import { decodeEntry } from '../../../src/audit/audit.ts';
import { loadSignalSuite } from '../../../src/signal/signal.ts';
import {
  decodeFrame,
  decodeIatpFrame,
  decodeKnock,
  decodeKnockReply,
  encodeFrame,
  encodeIatpFrame,
  encodeKnock,
  signPayload,
  type Frame,
  type IatpFrame,
  type Knock,
} from '../../../src/wire/wire.ts';
import { duo, worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { Tap } from '../../sim/network.ts';
import { framesBetween, present, received } from './frames.ts';

const mesh = '/parley/mesh/1';
const iatp = '/parley/iatp/1';
const suites = ['agentmesh', 'pqxdh', ...((await loadSignalSuite()) === undefined ? [] : ['signal'])];
const otherId = (name: string): SessionId => present(sessionIdFromBytes(sha256(utf8(name)).subarray(0, 16)));

const sessionOf = (from: HallNode, to: HallNode) => from.parts.links.laneTo(to.did).sessions.current;

/** What a node wrote into its audit log about refusals, as `step direction reason`. */
function refusalsOf({ parts }: HallNode): readonly string[] {
  const entries = Array.from({ length: parts.audit.size }, (_, n) => parts.audit.entry(n) ?? new Uint8Array(0));
  return entries.flatMap((bytes) => {
    const { type, fields = {} } = decodeEntry(bytes) ?? {};
    return type === 'refusal'
      ? [`${String(fields['step'])} ${String(fields['direction'])} ${String(fields['reason'])}`]
      : [];
  });
}

/** Changes the frames of a handshake that a node sends. */
function changing(from: HallNode, change: (frame: IatpFrame) => IatpFrame): Tap {
  return (frame, way) =>
    way.protocol === iatp && way.from === from.host
      ? [encodeIatpFrame(change(received(decodeIatpFrame(frame))))]
      : [frame];
}

const both = { alice: { suites: ['pqxdh', 'agentmesh'] }, bob: { suites: ['pqxdh', 'agentmesh'] } };

describe('a downgrade', () => {
  it.each(['hello', 'hello-proof'] as const)(
    'in the %s is refused and audited, and no session comes of it',
    async (kind) => {
      const { world, network, alice, bob } = await duo(`stripped ${kind}`, both);
      network.tap = changing(kind === 'hello' ? alice : bob, (frame) => {
        if (frame.kind !== kind || (frame.kind !== 'hello' && frame.kind !== 'hello-proof')) return frame;
        return { ...frame, hello: { ...frame.hello, suites: ['agentmesh'] } };
      });
      await world.finish(alice.post(bob, 'first'));
      await world.pass(2_000);
      expect([sessionOf(alice, bob), sessionOf(bob, alice)]).toEqual([undefined, undefined]);
      expect(refusalsOf(alice)).toContain('handshake out bad-signature');
      // Nobody on the way any more: the best suite of both.
      network.tap = (frame) => [frame];
      await world.pass(60_000);
      expect(sessionOf(alice, bob)?.suite).toBe('pqxdh');
      expect(await bob.inbox()).toEqual(['first']);
    },
  );

  it('at the end of the handshake is refused and audited', async () => {
    const { world, network, alice, bob } = await duo('another at the end', both);
    network.tap = changing(bob, (frame) => (frame.kind === 'done' ? { ...frame, suite: 'agentmesh' } : frame));
    await world.finish(alice.post(bob, 'first'));
    await world.pass(2_000);
    expect(sessionOf(alice, bob)).toBeUndefined();
    expect(refusalsOf(alice)).toContain('handshake out downgraded');
  });

  it('in the knock is refused and audited, though the suite is one that both allow', async () => {
    const { world, network, alice, bob } = await duo('another in the knock', both);
    const answered = framesBetween(network, bob, alice);
    const before = network.tap;
    network.tap = (frame, way) =>
      before(frame, way).map((each) =>
        changedKnock(each, way.protocol, (knock) => resigned(alice, { ...knock, suite: 'agentmesh' })),
      );
    await alice.send(bob, 'first');
    await world.pass(2_000);
    expect(repliesOf(answered.of('knock-reply'))).toContain('downgraded');
    expect(sessionOf(bob, alice)).toBeUndefined();
    expect(refusalsOf(bob)).toContain('session in downgraded');
  });

  it('that is tried again and again is written down a few times only', async () => {
    const { world, network, alice, bob } = await duo('again and again', both);
    network.tap = changing(alice, (frame) =>
      frame.kind === 'hello' ? { ...frame, hello: { ...frame.hello, suites: ['agentmesh'] } } : frame,
    );
    await world.finish(alice.post(bob, 'first'));
    await world.pass(20 * 60_000);
    const failed = alice.parts.events.metrics.counted('handshake.failed', { reason: 'bad-signature' });
    expect(failed).toBeGreaterThan(30);
    expect(refusalsOf(alice).length).toBeGreaterThanOrEqual(10);
    expect(refusalsOf(alice).length).toBeLessThanOrEqual(14);
  });
});

describe('two nodes that prefer different suites', () => {
  it.each(['race a', 'race b', 'race c', 'race d'])('agree on one, also when both begin at once (%s)', async (seed) => {
    const { world, alice, bob } = await duo(seed, {
      alice: { suites: ['pqxdh', 'agentmesh'] },
      bob: { suites: ['agentmesh', 'pqxdh'] },
    });
    const sent = [alice.post(bob, 'from alice'), bob.post(alice, 'from bob')];
    await world.finish(Promise.all(sent));
    await world.pass(5_000);
    expect([await alice.inbox(), await bob.inbox()]).toEqual([['from bob'], ['from alice']]);
    expect(sessionOf(alice, bob)?.suite).toBe(alice.did < bob.did ? 'pqxdh' : 'agentmesh');
    expect([refusalsOf(alice), refusalsOf(bob)]).toEqual([[], []]);
  });
});

describe.each(suites)('under suite %s', (suite) => {
  const only = { suites: [suite] };

  /** Two nodes with a session between them, and what alice's knock was. */
  async function knocked(seed: string) {
    const stage = await duo(`${seed} ${suite}`, { alice: only, bob: only });
    const { world, network, alice, bob } = stage;
    const asked = framesBetween(network, alice, bob);
    const answered = framesBetween(network, bob, alice);
    await alice.send(bob, 'first');
    await world.until(() => sessionOf(alice, bob) !== undefined);
    await world.pass(2_000);
    const { knock: signed } = present(asked.of('knock')[0]);
    const inject = (frame: Frame): boolean =>
      network.inject(encodeFrame(frame), { from: alice.host, to: bob.host, protocol: mesh });
    return { ...stage, asked, answered, signed, knock: received(decodeKnock(signed.payload)), inject };
  }

  it('the bundle of an impostor opens nothing, is audited, and what waited ends with the reason', async () => {
    const { world, network, nodes } = await worldOf(`impostor ${suite}`, { alice: only, bob: only, mallory: only });
    const [alice, bob, mallory] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
    const taken = await world.finish(mallory.parts.shelf.take(alice.did, suite, world.now()));
    network.tap = (frame, way) => {
      if (way.protocol !== mesh || way.from !== bob.host) return [frame];
      const read = received(decodeFrame(frame));
      return [read.kind === 'prekey-reply' ? encodeFrame({ ...read, bundle: received(taken) }) : frame];
    };
    const id = await alice.send(bob, 'for bob alone');
    expect(await world.until(() => alice.endOf(id) !== undefined)).toBe(true);
    expect(alice.endOf(id)).toBe('denied key-mismatch');
    expect(sessionOf(alice, bob)).toBeUndefined();
    // Once more after both have shown their records: a key may have been rotated.
    expect(refusalsOf(alice)).toEqual(['session out key-mismatch', 'session out key-mismatch']);
  });

  it('a knock that is replayed is refused and audited, after a restart too', async () => {
    const { world, alice, bob, answered, signed, inject } = await knocked('replayed knock');
    expect(inject({ kind: 'knock', knock: signed })).toBe(true);
    await world.pass(1_000);
    bob.crash();
    await bob.start();
    await alice.send(bob, 'after');
    await world.until(() => bob.parts.links.isLinked(alice.did));
    await world.pass(1_000);
    expect(inject({ kind: 'knock', knock: signed })).toBe(true);
    await world.pass(1_000);
    expect(repliesOf(answered.of('knock-reply'))).toEqual(['accepted', 'replayed', 'replayed']);
    expect(refusalsOf(bob)).toEqual(['session in replayed', 'session in replayed']);
    expect(await bob.inbox()).toEqual(['first', 'after']);
  });

  it('a first message that is replayed in another knock opens no second session', async () => {
    const { world, alice, bob, answered, knock, inject } = await knocked('replayed first message');
    const session = sessionOf(bob, alice)?.id;
    expect(inject(resigned(alice, { ...knock, id: otherId('another') }))).toBe(true);
    await world.pass(1_000);
    expect(repliesOf(answered.of('knock-reply'))).toEqual(['accepted', 'prekey-unknown']);
    expect(sessionOf(bob, alice)?.id).toBe(session);
  });

  it('a reset by anyone but the peer, or of what is not on its way, changes nothing', async () => {
    const { nodes, world, network } = await worldOf(`reset ${suite}`, { alice: only, bob: only, mallory: only });
    const [alice, bob, mallory] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
    const delivered = await alice.send(bob, 'first');
    await mallory.send(alice, 'hello');
    await world.pass(5_000);
    const session = present(sessionOf(alice, bob)).id;
    const lost = framesBetween(network, alice, bob);
    const through = network.tap;
    network.tap = (frame, way) => (way.to === bob.host && way.protocol === mesh ? (through(frame, way), []) : [frame]);
    const id = await alice.send(bob, 'on its way');
    await world.pass(1_000);
    const packet = present(lost.packets().find((one) => one.id === id));
    const reset = (of: typeof id): Frame => ({
      kind: 'acks',
      acks: [{ id: of, outcome: 'rejected', reason: 'unknown-session' }],
    });
    const inject = (frame: Frame, from: HallNode): void =>
      expect(network.inject(encodeFrame(frame), { from: from.host, to: alice.host, protocol: mesh })).toBe(true);
    inject(reset(packet.id), mallory);
    inject(reset(delivered), bob);
    await world.pass(1_000);
    expect(sessionOf(alice, bob)?.id).toBe(session);
    expect(alice.endOf(id)).toBeUndefined();
    // The peer's own word counts: a new session, and the message comes.
    network.tap = (frame) => [frame];
    inject(reset(packet.id), bob);
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(sessionOf(alice, bob)?.id).not.toBe(session);
    expect(await bob.inbox()).toEqual(['first', 'on its way']);
  });

  it('a knock in the name of the peer that its key did not sign replaces no session', async () => {
    const { world, alice, bob, answered, knock, inject } = await knocked('forged reset');
    const session = sessionOf(bob, alice)?.id;
    const payload = encodeKnock({ ...knock, id: otherId('forged') });
    expect(inject({ kind: 'knock', knock: signPayload(bob.identity.signing, 'Knock', payload) })).toBe(true);
    const { key } = signPayload(alice.identity.signing, 'Knock', payload);
    const posing = { ...signPayload(bob.identity.signing, 'Knock', payload), key };
    expect(inject({ kind: 'knock', knock: posing })).toBe(true);
    await world.pass(1_000);
    expect(repliesOf(answered.of('knock-reply'))).toEqual(['accepted']);
    expect(sessionOf(bob, alice)?.id).toBe(session);
    expect(refusalsOf(bob)).toEqual(['session in key-mismatch', 'session in bad-signature']);
  });

  it('a snapshot whose sessions were forgotten is mended by one new session, and nothing is lost or repeated', async () => {
    const { world, alice, bob } = await knocked('snapshot');
    const snapshot = new Map([...alice.disk].map(([space, values]) => [space, new Map(values)]));
    await alice.send(bob, 'second');
    await world.pass(1_000);
    alice.crash();
    alice.disk.clear();
    for (const [space, values] of snapshot) alice.disk.set(space, values);
    // What the store does when it finds out that it is an older copy.
    for (const space of ['session', 'prekey'] as const) alice.disk.delete(space);
    const before = sessionOf(bob, alice)?.id;
    await alice.start();
    const id = await alice.send(bob, 'third');
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(sessionOf(bob, alice)?.id).not.toBe(before);
    expect(await bob.inbox()).toEqual(['first', 'second', 'third']);
  });
});

function repliesOf(frames: readonly Extract<Frame, { kind: 'knock-reply' }>[]): readonly string[] {
  return frames.map(({ reply }) => {
    const { answer } = received(decodeKnockReply(reply.payload));
    return answer.accepted ? 'accepted' : answer.reason;
  });
}

function resigned({ identity }: HallNode, knock: Knock): Frame {
  return { kind: 'knock', knock: signPayload(identity.signing, 'Knock', encodeKnock(knock)) };
}

function changedKnock(bytes: Uint8Array, protocol: string, change: (knock: Knock) => Frame): Uint8Array {
  const read = protocol === mesh ? received(decodeFrame(bytes)) : undefined;
  return read?.kind === 'knock' ? encodeFrame(change(received(decodeKnock(read.knock.payload)))) : bytes;
}
