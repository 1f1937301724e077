import { describe, expect, it } from 'vitest';
import {
  millis,
  SecretKey,
  sessionIdFromBytes,
  sha256,
  toHex,
  utf8,
  type Reason,
  type SessionId,
  type SigningKey,
} from '../../../src/base/base.ts';
import {
  decodeFrame,
  decodeKnock,
  decodeKnockReply,
  encodeFrame,
  encodeKnock,
  signPayload,
  type Knock,
} from '../../../src/wire/wire.ts';
import { duo, rule, rules, type HallNode, type Setup } from '../../sim/hall-node.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import { framesBetween, present, received, type Seen } from './frames.ts';

const protocol = '/parley/mesh/1';

/** Two nodes with a session between them, and what alice's knock was. */
async function knocked(seed: string, setups: { alice?: Setup; bob?: Setup } = {}) {
  const stage = await duo(seed, setups);
  const { world, network, alice, bob } = stage;
  const asked = framesBetween(network, alice, bob);
  const answered = framesBetween(network, bob, alice);
  await alice.send(bob, 'first');
  await world.pass(2_000);
  const [frame] = asked.frames.filter((one) => received(decodeFrame(one)).kind === 'knock');
  const [signed] = asked.of('knock');
  if (frame === undefined || signed === undefined) throw new Error('alice did not knock');
  const knock = received(decodeKnock(signed.knock.payload));
  const inject = (bytes: Uint8Array): void => {
    expect(network.inject(bytes, { from: alice.host, to: bob.host, protocol })).toBe(true);
  };
  const forge = (changes: Partial<Knock>, key: SigningKey = alice.identity.signing): void =>
    inject(encodeFrame({ kind: 'knock', knock: signPayload(key, 'Knock', encodeKnock({ ...knock, ...changes })) }));
  return { ...stage, asked, answered, frame, knock, inject, forge };
}

/** The answers to knocks, as `accepted` or the reason of the refusal. */
function replies(answered: Seen): readonly string[] {
  return answered.of('knock-reply').map(({ reply }) => {
    const { answer } = received(decodeKnockReply(reply.payload));
    return answer.accepted ? 'accepted' : answer.reason;
  });
}

const sessionOf = (from: HallNode, to: HallNode): string | undefined =>
  from.parts.links.laneTo(to.did).sessions.current?.id;
const otherId = (name: string): SessionId => present(sessionIdFromBytes(sha256(utf8(name)).subarray(0, 16)));

describe('a session', () => {
  it.each(['race a', 'race b', 'race c', 'race d', 'race e', 'race f'])(
    'is one and the same on both sides when both knock at once (%s)',
    async (seed) => {
      const { world, alice, bob } = await duo(seed);
      const sent = [alice.post(bob, 'from alice'), bob.post(alice, 'from bob')];
      const ids = (await world.finish(Promise.all(sent))).map(({ id }) => id);
      await world.until(() => alice.endOf(present(ids[0])) !== undefined && bob.endOf(present(ids[1])) !== undefined);
      await world.pass(5_000);
      expect(sessionOf(alice, bob)).toBeDefined();
      expect(sessionOf(alice, bob)).toBe(sessionOf(bob, alice));
      expect(await alice.inbox()).toEqual(['from bob']);
      expect(await bob.inbox()).toEqual(['from alice']);
    },
  );

  it('that the other side lost is replaced, and what was not acknowledged is sealed anew, once in effect and in order', async () => {
    const { world, network, alice, bob } = await duo('lost session');
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    const before = sessionOf(alice, bob);
    bob.crash();
    bob.forgetSessions();
    const sent = await world.finish(Promise.all(['m1', 'm2', 'm3'].map((text) => alice.post(bob, text))));
    const seen = framesBetween(network, bob, alice);
    await bob.start();
    expect(await world.until(() => sent.every(({ id }) => alice.endOf(id) === 'delivered'))).toBe(true);
    expect(seen.answersTo(present(sent[0]).id)).toContain('rejected unknown-session');
    expect(await bob.inbox()).toEqual(['m0', 'm1', 'm2', 'm3']);
    expect(sessionOf(alice, bob)).not.toBe(before);
    expect(sessionOf(alice, bob)).toBe(sessionOf(bob, alice));
  });
});

describe('an old session', () => {
  it('is replaced by whoever opened it, and nothing on its way is lost', async () => {
    const { world, alice, bob } = await duo('old', {
      alice: { maxSessionAgeMs: 60_000 },
      bob: { maxSessionAgeMs: 60_000 },
    });
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    const before = sessionOf(alice, bob);
    await world.pass(61_000);
    const sent = [await world.finish(alice.post(bob, 'm1'))];
    await world.finish(bob.parts.links.replaceOldSessions());
    expect(sessionOf(alice, bob)).toBe(before);
    const replacing = alice.parts.links.replaceOldSessions();
    sent.push(await world.finish(alice.post(bob, 'm2')));
    await world.finish(replacing);
    await world.until(() => sent.every(({ id }) => alice.endOf(id) === 'delivered'));
    expect(sessionOf(alice, bob)).not.toBe(before);
    expect(sessionOf(alice, bob)).toBe(sessionOf(bob, alice));
    expect(await bob.inbox()).toEqual(['m0', 'm1', 'm2']);
  });
});

describe('what a session keeps for messages that never came', () => {
  const hourMs = 3600_000;

  it.each(['agentmesh', 'pqxdh', 'signal'])(
    'is gone from the disk when their time is over, though nothing comes (%s)',
    async (suite) => {
      const only = { suites: suite === 'signal' ? ['signal', 'pqxdh'] : [suite] };
      const { world, alice, bob } = await duo(`idle ${suite}`, { alice: only, bob: only });
      await alice.send(bob, 'm0');
      await world.pass(2_000);
      // After a crash the keys that may have been used are passed over.
      alice.crash();
      await alice.start();
      await alice.send(bob, 'm1');
      await world.pass(2_000);
      const session = present(bob.parts.links.laneTo(alice.did).sessions.current);
      const size = (): number => bob.disk.get('session')?.get(currentKey(alice))?.length ?? 0;
      const kept = size();
      const sweep = () => world.finish(bob.parts.links.laneTo(alice.did).forgetKeys());
      await world.pass(71 * hourMs);
      await sweep();
      await world.pass(1_000);
      expect(size()).toBe(kept);
      await world.pass(2 * hourMs);
      await sweep();
      await world.pass(1_000);
      expect(size()).toBeLessThanOrEqual(session.suite === 'signal' ? 0 : kept - 16 * 32);
      await alice.send(bob, 'm2');
      await bob.send(alice, 'back');
      await world.pass(10_000);
      expect([await bob.inbox(), await alice.inbox()]).toEqual([['m0', 'm1', 'm2'], ['back']]);
    },
  );

  it('goes with the session before, once nothing under it can come', async () => {
    const { world, alice, bob } = await duo('the one before', { bob: { conditions: { maxMessages: 1 } } });
    await alice.send(bob, 'm0');
    await alice.send(bob, 'm1');
    await world.pass(10_000);
    const previous = (): boolean => bob.disk.get('session')?.has(previousKey(alice)) ?? false;
    expect(previous()).toBe(true);
    await world.pass(73 * hourMs);
    await world.finish(bob.parts.links.laneTo(alice.did).forgetKeys());
    await world.pass(1_000);
    expect(previous()).toBe(false);
    expect(await bob.inbox()).toEqual(['m0', 'm1']);
  });
});

const currentKey = ({ did }: HallNode): string => toHex(utf8(`${did}/current`));
const previousKey = ({ did }: HallNode): string => toHex(utf8(`${did}/previous`));

describe('a knock', () => {
  it('that meets our own gives way when ours is of the lower DID', async () => {
    const seen: string[] = [];
    for (let i = 0; i < 8; i++) {
      const { world, network, alice, bob } = await duo(`meeting ${i}`);
      const answers = [framesBetween(network, bob, alice), framesBetween(network, alice, bob)];
      await world.finish(Promise.all([alice.post(bob, 'a'), bob.post(alice, 'b')]));
      await world.pass(10_000);
      seen.push(...answers.flatMap(replies));
      expect(sessionOf(alice, bob)).toBe(sessionOf(bob, alice));
    }
    expect(seen).toContain('session-race');
  });

  it('that is replayed is refused, and the session stays as it was', async () => {
    const { world, alice, bob, answered, frame, inject } = await knocked('replay');
    const session = sessionOf(bob, alice);
    inject(frame);
    inject(frame);
    await world.pass(1_000);
    expect(replies(answered)).toEqual(['accepted', 'replayed', 'replayed']);
    expect(sessionOf(bob, alice)).toBe(session);
    const id = await alice.send(bob, 'after');
    await world.pass(1_000);
    expect(alice.endOf(id)).toBe('delivered');
  });

  it('that comes twice at once opens one session', async () => {
    const { world, network, alice, bob } = await duo('double knock');
    network.tap = (frame, way) =>
      way.protocol === protocol && received(decodeFrame(frame)).kind === 'knock' ? [frame, frame] : [frame];
    const answered = framesBetween(network, bob, alice);
    const id = await alice.send(bob, 'first');
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(replies(answered).filter((reply) => reply === 'accepted')).toHaveLength(1);
    expect(sessionOf(alice, bob)).toBe(sessionOf(bob, alice));
    expect(await bob.inbox()).toEqual(['first']);
  });

  it('signed by another key gets no answer at all', async () => {
    const { world, bob, answered, forge } = await knocked('forged');
    forge({ id: otherId('forged') }, bob.identity.signing);
    await world.pass(1_000);
    expect(replies(answered)).toEqual(['accepted']);
  });

  it('in the name of another agent gets no answer at all', async () => {
    const { world, bob, answered, forge } = await knocked('other name');
    forge({ id: otherId('other name'), from: bob.did });
    forge({ id: otherId('other name'), to: strangerDid });
    await world.pass(1_000);
    expect(replies(answered)).toEqual(['accepted']);
  });

  it.each<[Reason, (knock: Knock) => Partial<Knock>]>([
    ['no-common-suite', () => ({ suite: 'strong' })],
    ['expired', ({ timestamp }) => ({ timestamp: millis(timestamp - 31_000) })],
    ['expired', ({ timestamp }) => ({ timestamp: millis(timestamp + 40_000) })],
    ['prekey-unknown', () => ({})],
  ])('is refused with %s', async (reason, changes) => {
    const { world, alice, bob, knock, answered, forge } = await knocked(`refused ${reason}`);
    const session = sessionOf(bob, alice);
    forge({ id: otherId('another'), ...changes(knock) });
    await world.pass(1_000);
    expect(replies(answered)).toEqual(['accepted', reason]);
    expect(sessionOf(bob, alice)).toBe(session);
  });

  it('is refused when too many come from one peer, and others are still let in', async () => {
    const { world, answered, forge } = await knocked('rate');
    for (let i = 0; i < 30; i++) forge({ id: otherId(`knock ${i}`) });
    await world.pass(500);
    expect(replies(answered)).toContain('rate-limited');
    expect(replies(answered).filter((reply) => reply === 'prekey-unknown').length).toBeLessThanOrEqual(20);
  });

  it('whose reply is for another knock or of another key opens nothing', async () => {
    const { world, network, alice, bob } = await duo('forged reply');
    network.tap = (frame, way) => {
      if (way.protocol !== protocol || way.from !== bob.host) return [frame];
      const read = received(decodeFrame(frame));
      if (read.kind !== 'knock-reply') return [frame];
      return [
        encodeFrame({
          kind: 'knock-reply',
          reply: signPayload(alice.identity.signing, 'KnockReply', read.reply.payload),
        }),
      ];
    };
    const id = await alice.send(bob, 'first');
    await world.pass(3_000);
    expect(sessionOf(alice, bob)).toBeUndefined();
    // As a key that changed would, it ends what waited.
    expect(alice.endOf(id)).toBe('denied key-mismatch');
  });
});

const strangerDid = createIdentity(SecretKey.own(sha256(utf8('stranger')))).did;

describe('a responder that refuses', () => {
  it.each<[string, Setup, string]>([
    ['by policy', { policies: rules(rule('permit'), rule('forbid', 'session.open')) }, 'denied policy-denied'],
    ['because no rule permits', { policies: rules() }, 'denied policy-denied'],
    ['by score', { minScore: 700 }, 'denied score-too-low'],
  ])('%s ends what waits with that reason', async (name, setup, end) => {
    const { world, alice, bob } = await duo(`refuses ${name}`, { bob: setup });
    const sent = await world.finish(Promise.all(['m0', 'm1', 'm2'].map((text) => alice.post(bob, text))));
    expect(await world.until(() => sent.every(({ id }) => alice.endOf(id) !== undefined), 60_000)).toBe(true);
    expect(sent.map(({ id }) => alice.endOf(id))).toEqual([end, end, end]);
    expect(await bob.inbox()).toEqual([]);
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });

  it('after it lost the session ends also what was sealed under it', async () => {
    const { world, alice, bob } = await duo('refuses after');
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    bob.crash();
    bob.forgetSessions();
    const sent = await world.finish(Promise.all(['m1', 'm2', 'm3'].map((text) => alice.post(bob, text))));
    bob.policies = rules(rule('permit'), rule('forbid', 'session.open'));
    await bob.start();
    expect(await world.until(() => sent.every(({ id }) => alice.endOf(id) !== undefined), 60_000)).toBe(true);
    expect(sent.map(({ id }) => alice.endOf(id))).toEqual(sent.map(() => 'denied policy-denied'));
  });
});

describe('the conditions of a session', () => {
  it('on the number of messages lead to new sessions, and every message arrives in order', async () => {
    const { world, network, alice, bob } = await duo('max messages', { bob: { conditions: { maxMessages: 2 } } });
    const seen = framesBetween(network, bob, alice);
    const texts = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'];
    const sent = await world.finish(Promise.all(texts.map((text) => alice.post(bob, text))));
    expect(await world.until(() => sent.every(({ id }) => alice.endOf(id) === 'delivered'))).toBe(true);
    expect(await bob.inbox()).toEqual(texts);
    expect(sent.flatMap(({ id }) => seen.answersTo(id))).toContain('rejected session-expired');
  });

  it('on the number of messages leave it open for what the other side sealed before it heard of that', async () => {
    const { world, network, alice, bob } = await duo('max messages crossed', {
      bob: { conditions: { maxMessages: 2 } },
    });
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    const late: Uint8Array[] = [];
    network.tap = (frame, way) => {
      if (way.from !== bob.host || late.length > 0) return [frame];
      if (received(decodeFrame(frame)).kind !== 'packet') return [frame];
      late.push(frame);
      return [];
    };
    const seen = framesBetween(network, alice, bob);
    const id = await bob.send(alice, 'crossed');
    await world.pass(1_000);
    const first = sessionOf(alice, bob);
    for (const text of ['m1', 'm2', 'm3']) await alice.send(bob, text);
    expect(await world.until(() => sessionOf(alice, bob) !== first)).toBe(true);
    for (const frame of late) network.inject(frame, { from: bob.host, to: alice.host, protocol });
    await world.pass(2_000);
    expect(await alice.inbox()).toEqual(['crossed']);
    expect(seen.answersTo(id)).toEqual(['delivered']);
  });

  it('on its age lead to a new session', async () => {
    const { world, alice, bob } = await duo('max seconds', { bob: { conditions: { maxSeconds: 60 } } });
    await alice.send(bob, 'm0');
    await world.pass(50_000);
    const first = sessionOf(alice, bob);
    await alice.send(bob, 'm1');
    await world.pass(20_000);
    expect(sessionOf(alice, bob)).toBe(first);
    const id = await alice.send(bob, 'm2');
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(sessionOf(alice, bob)).not.toBe(first);
    expect(await bob.inbox()).toEqual(['m0', 'm1', 'm2']);
  });

  it('on its actions refuse what is not among them', async () => {
    const { world, alice, bob } = await duo('actions', { bob: { conditions: { actions: ['a2a.send'] } } });
    const id = await alice.send(bob, 'm0');
    expect(await world.until(() => alice.endOf(id) !== undefined)).toBe(true);
    expect(alice.endOf(id)).toBe('denied condition-not-met');
    expect(bob.decisionOf(id)).toBe('in session condition-not-met');
  });
});

describe('prekeys', () => {
  it('are given to one peer only so often, and never twice', async () => {
    const { world, network, alice, bob } = await duo('prekeys');
    await alice.send(bob, 'first');
    await world.pass(2_000);
    const answered = framesBetween(network, bob, alice);
    for (let request = 100; request < 140; request++) {
      const frame = encodeFrame({ kind: 'prekey-request', request, suite: 'agentmesh' });
      network.inject(frame, { from: alice.host, to: bob.host, protocol });
    }
    network.inject(encodeFrame({ kind: 'prekey-request', request: 140, suite: 'strong' }), {
      from: alice.host,
      to: bob.host,
      protocol,
    });
    await world.pass(2_000);
    const given = answered.of('prekey-reply');
    expect(given).toHaveLength(41);
    const bundles = given.filter(({ bundle }) => bundle.length > 0);
    expect(bundles.length).toBeLessThanOrEqual(20);
    expect(new Set(bundles.map(({ bundle }) => bundle.join())).size).toBe(bundles.length);
    expect(new Set(given.flatMap(({ reason }) => reason ?? []))).toEqual(new Set(['rate-limited', 'no-common-suite']));
  });

  it('that are not given, without a reason, are asked for again later', async () => {
    const { world, network, alice, bob } = await duo('no prekeys');
    let withheld = 0;
    network.tap = (frame, way) => {
      const read = way.protocol === protocol ? received(decodeFrame(frame)) : undefined;
      if (read?.kind !== 'prekey-reply' || withheld++ > 2) return [frame];
      return [encodeFrame({ ...read, bundle: new Uint8Array(0), reason: 'prekeys-unavailable' })];
    };
    const id = await alice.send(bob, 'first');
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(withheld).toBeGreaterThan(2);
  });
});

/** All nodes of a process count together. */
const refusedFrames = (node: HallNode, reason: Reason): number =>
  node.parts.events.metrics.counted('frame.refused', { reason });

describe('a channel', () => {
  it('of a host that has not proved who it is ends as not-authenticated, and nothing on it is read', async () => {
    const { world, network, alice, bob } = await duo('unproved');
    const seen = framesBetween(network, bob, alice);
    const before = refusedFrames(bob, 'not-authenticated');
    const channel = await world.finish(
      alice.parts.net.open({ peerId: bob.host, multiaddrs: [], protocol, signal: new AbortController().signal }),
    );
    channel.send(encodeFrame({ kind: 'ping', token: 1 }));
    await world.finish(channel.closed);
    await world.pass(1_000);
    expect(channel.ending).toEqual({ kind: 'lost' });
    expect(seen.frames).toEqual([]);
    expect(refusedFrames(bob, 'not-authenticated')).toBe(before + 1);
  });

  it('that sends what is no frame is broken off', async () => {
    const { world, network, alice, bob } = await knocked('no frame');
    const before = refusedFrames(bob, 'malformed');
    network.inject(utf8('no frame at all'), { from: alice.host, to: bob.host, protocol });
    await world.pass(1_000);
    expect(refusedFrames(bob, 'malformed')).toBe(before + 1);
    const id = await alice.send(bob, 'after');
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
  });
});
