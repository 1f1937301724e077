import { describe, expect, it } from 'vitest';
import {
  concat,
  fromHex,
  messageIdFromBytes,
  millis,
  newMessageId,
  parseMeshDid,
  sha256,
  utf8,
  type MessageId,
} from '../../../src/base/base.ts';
import { authenticateRecord, createRecord, type RecordDraft } from '../../../src/identity/identity.ts';
import { encodeEnvelope, encodeFrame, type Envelope } from '../../../src/wire/wire.ts';
import { duo, rule, rules, worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { framesBetween, present, received } from './frames.ts';

type Stage = Awaited<ReturnType<typeof duo>>;

/** Two nodes that have talked. */
async function acquainted(seed: string): Promise<Stage> {
  const stage = await duo(seed);
  await stage.alice.send(stage.bob, 'hello');
  await stage.world.pass(2_000);
  expect(await stage.bob.inbox()).toEqual(['hello']);
  return stage;
}

/** Another record of the node's agent, as its owner could publish it. */
async function republish(owner: HallNode, at: HallNode, changes: Partial<RecordDraft>): Promise<void> {
  const { record, hash } = owner.parts.directory.own;
  const { did: _, publicKey: _key, genesisKey: _genesis, ...rest } = record;
  const bytes = createRecord(owner.identity, { ...rest, seq: record.seq + 1, previousHash: hash, ...changes });
  const verdict = await at.parts.directory.believe(received(authenticateRecord(bytes)));
  expect(verdict.kind).toBe('accept');
  at.parts.reputation.changed();
}

/** Sees so much forgery from a peer that its score falls below 300. */
async function distrust(node: HallNode, peer: HallNode, world: World): Promise<void> {
  for (let i = 0; i < 50; i++) node.parts.pipeline.sighted(peer.did, 'undecryptable');
  await world.pass(100);
  expect(node.parts.reputation.answer(peer.did, world.now()).score).toBeLessThan(300);
}

/** The reason for which a message in each direction between bob and alice is refused at bob. */
async function refusals({ world, alice, bob }: Stage): Promise<readonly (string | undefined)[]> {
  const id = await alice.send(bob, 'in');
  await world.pass(2_000);
  const out = await bob.send(alice, 'out').catch((error: { readonly reason?: string }) => error.reason);
  return [alice.endOf(id), bob.decisionOf(id), out];
}

describe('a peer that may not be dealt with is refused in both directions', () => {
  it('when its agent is suspended', async () => {
    const stage = await acquainted('suspended');
    await stage.world.finish(republish(stage.alice, stage.bob, { status: 'suspended' }));
    // What it sends is not even opened, and stays with it: a suspension ends.
    expect(await refusals(stage)).toEqual([undefined, undefined, 'not-active']);
    expect(await stage.bob.inbox()).toEqual(['hello']);
  });

  it('when two records of one number are known', async () => {
    const stage = await acquainted('disputed');
    const { seq } = stage.alice.parts.directory.own.record;
    await stage.world.finish(republish(stage.alice, stage.bob, { seq, name: 'another' }));
    expect((await refusals(stage))[2]).toBe('equivocation');
    expect(await stage.bob.inbox()).toEqual(['hello']);
  });

  it('when its record has expired', async () => {
    const stage = await acquainted('expired');
    await stage.world.pass(31 * 24 * 3600 * 1000);
    await expect(stage.bob.send(stage.alice, 'out')).rejects.toMatchObject({ reason: 'not-active' });
    expect(await stage.bob.inbox()).toEqual(['hello']);
  });

  it('when its score fell below 300', async () => {
    const stage = await acquainted('distrusted');
    await distrust(stage.bob, stage.alice, stage.world);
    // The session went with the trust, and there is no new one.
    expect(await refusals(stage)).toEqual(['denied score-too-low', undefined, 'score-too-low']);
    expect(await stage.bob.inbox()).toEqual(['hello']);
  });

  it('when nobody has looked at its session since its score fell', async () => {
    const stage = await acquainted('unnoticed');
    const { hand, reputation } = stage.bob.parts;
    const act = { kind: 'block', target: stage.alice.did } as const;
    await stage.world.finish(hand.decide({ at: stage.world.now(), by: 'ann', why: 'a test', act }, []));
    reputation.changed();
    expect(await refusals(stage)).toEqual(['denied score-too-low', 'in trust score-too-low', 'score-too-low']);
    expect(await stage.bob.inbox()).toEqual(['hello']);
  });

  it('when it was never made known', async () => {
    const { bob } = await acquainted('unknown');
    const { nodes } = await worldOf('stranger', { carol: {} });
    await expect(present(nodes[0]).send(bob, 'hi')).rejects.toMatchObject({ reason: 'not-registered' });
  });
});

describe('policy', () => {
  const broken = [
    {
      kind: 'when',
      body: { '==': { left: { '.': { left: { Var: 'context' }, attr: 'nothing' } }, right: { Value: 1 } } },
    },
  ];

  it.each([
    ['forbids', rules(rule('permit'), rule('forbid', 'message.receive')), 'policy-denied'],
    ['permits nothing', rules(), 'policy-denied'],
    ['fails', rules(rule('permit'), rule('forbid', 'message.receive', broken)), 'policy-error'],
  ] as const)('that %s on the way in refuses the message, and both sides can say why', async (_, policies, reason) => {
    const { world, alice, bob } = await acquainted(`in ${reason} ${_}`);
    bob.policies = policies;
    const id = await alice.send(bob, 'no');
    await world.pass(2_000);
    expect(alice.endOf(id)).toBe(`denied ${reason}`);
    expect(bob.decisionOf(id)).toBe(`in policy ${reason}`);
    expect(await bob.inbox()).toEqual(['hello']);
  });

  it('that forbids on the way out keeps the message here, journalled', async () => {
    const { world, network, alice, bob } = await acquainted('out');
    const seen = framesBetween(network, alice, bob);
    alice.policies = rules(rule('permit'), rule('forbid', 'message.send'));
    const refusal = await alice
      .send(bob, 'no')
      .catch((error: { readonly reason: string; readonly id: MessageId }) => error);
    if (typeof refusal === 'string') throw new Error('it was accepted');
    expect(refusal.reason).toBe('policy-denied');
    expect(alice.decisionOf(refusal.id)).toBe('out policy policy-denied');
    await world.pass(2_000);
    expect(seen.packets()).toEqual([]);
  });

  it('leaves the ratchet in step: what follows a refused message arrives', async () => {
    const { world, alice, bob } = await acquainted('in step');
    bob.policies = rules(rule('permit'), rule('forbid', 'message.receive'));
    await alice.send(bob, 'no');
    await world.pass(2_000);
    bob.policies = rules(rule('permit'));
    const id = await alice.send(bob, 'yes');
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(await bob.inbox()).toEqual(['hello', 'yes']);
  });
});

/** A header that begins a new chain: the dearest to look at. */
function forgedHeader({ random }: World): Uint8Array {
  const header = random(40);
  header.fill(0, 32);
  return header;
}

describe('an authentic envelope', () => {
  /** Seals an envelope of our making under alice's session, as a node gone bad could. */
  async function forge(seed: string, changes: (envelope: Envelope) => Partial<Envelope>, packetId?: MessageId) {
    const stage = await acquainted(seed);
    const { world, network, alice, bob } = stage;
    const now = world.now();
    const genuine: Envelope = {
      id: newMessageId(now, world.random),
      from: alice.did,
      to: bob.did,
      created: now,
      expires: millis(now + 60_000),
      traceparent: '',
      body: { kind: 'message', topic: '', contentType: 'text/plain', body: utf8('forged'), replyTo: undefined },
    };
    const envelope = { ...genuine, ...changes(genuine) };
    const lane = alice.parts.links.laneTo(bob.did);
    const session = present(lane.sessions.current);
    const moment = { now: world.now(), random: world.random };
    const { state, header, ciphertext } = await session.engine.seal(session.state, encodeEnvelope(envelope), moment);
    await world.finish(alice.parts.store.commit([lane.sessions.advance(session, state, 0)]));
    const seen = framesBetween(network, bob, alice);
    const id = packetId ?? envelope.id;
    const frame = encodeFrame({ kind: 'packet', packet: { id, session: session.id, header, ciphertext } });
    network.inject(frame, { from: alice.host, to: bob.host, protocol: '/parley/mesh/1' });
    network.inject(frame, { from: alice.host, to: bob.host, protocol: '/parley/mesh/1' });
    await world.pass(2_000);
    const after = await alice.send(bob, 'after');
    await world.pass(2_000);
    expect(alice.endOf(after)).toBe('delivered');
    return { answers: seen.answersTo(id), inbox: await bob.inbox() };
  }

  const strange = present(messageIdFromBytes(sha256(utf8('strange')).subarray(0, 16)));
  const idAt = (time: number): MessageId =>
    present(messageIdFromBytes(concat(fromHex(Math.trunc(time).toString(16).padStart(12, '0')), new Uint8Array(10))));

  it('is delivered when everything in it is true', async () => {
    const { answers, inbox } = await forge('true', () => ({}));
    expect(answers).toEqual(['delivered', 'delivered']);
    expect(inbox).toEqual(['hello', 'forged', 'after']);
  });

  it.each<[string, string, (envelope: Envelope) => Partial<Envelope>, MessageId?]>([
    ['from another agent', 'id-mismatch', ({ to }) => ({ from: to })],
    ['to another agent', 'id-mismatch', ({ from }) => ({ to: from })],
    ['of another id than its packet', 'id-mismatch', () => ({}), strange],
    ['of an id of long ago', 'id-mismatch', ({ created }) => ({ id: idAt(created - 31_000) })],
    ['of an id of the future', 'id-mismatch', ({ created }) => ({ id: idAt(created + 31_000) })],
    [
      'of the future',
      'message-expired',
      ({ created }) => ({ created: millis(created + 60_000), expires: millis(created + 120_000) }),
    ],
    [
      'whose time is over',
      'message-expired',
      ({ created }) => ({ created: millis(created - 120_000), expires: millis(created - 60_000) }),
    ],
    ['that lives too long', 'malformed', ({ created }) => ({ expires: millis(created + 73 * 3_600_000) })],
  ])('%s is rejected, twice with the same reason', async (name, reason, changes, packetId) => {
    const { answers, inbox } = await forge(name, changes, packetId);
    expect(answers).toEqual([`rejected ${reason}`, `rejected ${reason}`]);
    expect(inbox).toEqual(['hello', 'after']);
  });

  it('that is none is rejected as undecryptable, and leaves the session as it was', async () => {
    const { world, network, alice, bob } = await acquainted('noise');
    const { id } = present(alice.parts.links.laneTo(bob.did).sessions.current);
    const seen = framesBetween(network, bob, alice);
    const packet = { id: strange, session: id, header: forgedHeader(world), ciphertext: world.random(100) };
    network.inject(encodeFrame({ kind: 'packet', packet }), {
      from: alice.host,
      to: bob.host,
      protocol: '/parley/mesh/1',
    });
    await world.pass(1_000);
    expect(seen.answersTo(strange)).toHaveLength(1);
    expect(seen.answersTo(strange)[0]).toBe('rejected undecryptable');
    const after = await alice.send(bob, 'after');
    // An honest sender would seal it anew, and nothing may overtake it meanwhile.
    await world.pass(70_000);
    expect(alice.endOf(after)).toBe('delivered');
    expect(present(alice.parts.links.laneTo(bob.did).sessions.current).id).toBe(id);
  });

  it('that is none, again and again, is no longer even tried, until the peer has been quiet for a while', async () => {
    const { world, network, alice, bob } = await acquainted('flood');
    const { id: session } = present(alice.parts.links.laneTo(bob.did).sessions.current);
    const seen = framesBetween(network, bob, alice);
    // The score falls with it; here it is about what a packet may cost as long as the session stands.
    bob.parts.reputation.onFall(() => {});
    const inject = (count: number): readonly MessageId[] =>
      Array.from({ length: count }, () => {
        const id = newMessageId(world.now(), world.random);
        const packet = { id, session, header: forgedHeader(world), ciphertext: world.random(100) };
        const way = { from: alice.host, to: bob.host, protocol: '/parley/mesh/1' } as const;
        network.inject(encodeFrame({ kind: 'packet', packet }), way);
        return id;
      });
    const ids = inject(100);
    await world.pass(1_000);
    const answers = ids.flatMap((id) => seen.answersTo(id));
    expect(answers).toHaveLength(100);
    const tried = answers.filter((answer) => answer !== 'rejected rate-limited');
    expect(tried.length).toBeGreaterThan(60);
    expect(tried.length).toBeLessThan(70);
    await world.pass(5_000);
    const [later = strange] = inject(1);
    await world.pass(1_000);
    expect(seen.answersTo(later)[0]).toBe('rejected undecryptable');
  });
});

describe('a clear text whose own encryption ended at this node', () => {
  /** What is written of such a text from Alice's node under these rules, and whether it is evidence about her. */
  async function judged({ world, alice, bob }: Stage, from: HallNode): Promise<readonly string[]> {
    const created = world.now();
    const body = { kind: 'message', topic: 'agentmesh', contentType: 'application/json', replyTo: undefined } as const;
    const envelope: Envelope = {
      id: newMessageId(created, world.random),
      from: from.did,
      to: bob.did,
      created,
      expires: millis(created + 60_000),
      traceparent: '',
      body: { ...body, body: utf8('{}'), agent: present(parseMeshDid(`did:mesh:${'0'.repeat(32)}`)) },
    };
    const cleared = await world.finish(bob.parts.pipeline.judgeClear(envelope, 'in'));
    expect(alice.isUp).toBe(true);
    return cleared.record().flatMap((one) => ('space' in one ? [one.space] : []));
  }

  it('is evidence about the node it came from when a rule forbids it, and not when none permits it', async () => {
    const stage = await acquainted('clear');
    const { world, alice, bob } = stage;
    const scoreOf = (): number => bob.parts.reputation.answer(alice.did, world.now()).score;
    const before = scoreOf();
    bob.policies = rules();
    expect(await judged(stage, alice)).not.toContain('evidence');
    expect(scoreOf()).toBe(before);
    bob.policies = rules(rule('permit'), rule('forbid', 'message.receive'));
    expect(await judged(stage, alice)).toContain('evidence');
    expect(scoreOf()).toBeLessThan(before);
    // Nor is what agents of this node say to each other.
    expect(await judged(stage, bob)).not.toContain('evidence');
  });
});

describe('the journal', () => {
  it('tells of a message at both ends: who, what, how it was decided, and its end', async () => {
    const { world, alice, bob } = await acquainted('journal');
    const id = await alice.send(bob, 'm', { topic: 'news' });
    await world.pass(2_000);
    const out = alice.pagesOf(id);
    const sent = present(out.pages[0]).entry;
    expect(sent).toMatchObject({ id, direction: 'out', peer: bob.did, action: 'message.send' });
    expect(sent.decisions).toMatchObject([
      { step: 'policy', side: 'local', allowed: true, policies: [{ id: 'rule-0', file: 'test.cedar', line: 1 }] },
    ]);
    expect(out.ending).toMatchObject({ outcome: 'delivered' });
    const inward = present(bob.pagesOf(id).pages[0]).entry;
    expect(inward).toMatchObject({
      id,
      direction: 'in',
      peer: alice.did,
      action: 'message.receive',
      cursor: '2',
    });
    expect(inward.decisions[0]?.facts).toMatchObject({
      principal: { did: alice.did },
      resource: { name: 'news' },
    });
  });

  it('holds nothing of a body, and little of any message', async () => {
    const { world, alice, bob } = await acquainted('bounds');
    const secret = 'canary'.repeat(20_000);
    const id = await alice.send(bob, secret);
    await world.pass(2_000);
    for (const node of [alice, bob]) {
      const page = present(node.parts.store.get('decision', node === alice ? id : `${id}.in.${alice.did}`));
      expect(page.length).toBeLessThan(8_192);
      expect(new TextDecoder().decode(page)).not.toContain('canary');
    }
  });
});
