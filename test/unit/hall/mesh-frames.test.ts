import { describe, expect, it } from 'vitest';
import {
  accept,
  fromUtf8,
  limits,
  millis,
  newMessageId,
  toBase64url,
  utf8,
  type Did,
  type MeshDid,
} from '../../../src/base/base.ts';
import { frameBody, type CarriedFrame, type RegistryAnswer, type RegistryRequest } from '../../../src/bridge/bridge.ts';
import { frameType } from '../../../src/facts.ts';
import type { World } from '../../sim/world.ts';
import { depositOf, knockOf, messageOf, party, type Party } from '../bridge-agentmesh/support.ts';
import { present } from './frames.ts';
import { codes, pairOf, type Side } from './mesh-side.ts';

const [carol, dave] = [party('carol'), party('dave')];
const own = ({ parts }: Side): MeshDid => parts.own.did;
const asParty = (side: Side): Party => ({ ...carol, did: own(side) });
const everything = (): boolean => true;

/** Asks the registry of a side as a client does. */
async function ask(side: Side, world: World, request: RegistryRequest, by: Party): Promise<RegistryAnswer> {
  const caller = { did: by.did, key: by.signing.publicKey, at: world.now() };
  return await world.finish(side.parts.registry.answer(request, caller, AbortSignal.timeout(60_000)));
}

function registration({ signing }: Party, at: number): RegistryRequest {
  const proof_timestamp = new Date(at).toISOString();
  const public_key = toBase64url(signing.publicKey);
  const proof = toBase64url(signing.sign(utf8(public_key + proof_timestamp)));
  return { kind: 'register', registration: { public_key, proof, proof_timestamp, capabilities: [], metadata: {} } };
}

function deposit(self: Party): RegistryRequest {
  return { kind: 'deposit', did: self.did, deposit: depositOf(self, { prekey: self.did, oneTime: 3 }) };
}

/** Carol and Dave are clients of the side, besides the agent of its node. */
async function withClients(side: Side, world: World): Promise<void> {
  for (const client of [carol, dave]) {
    await ask(side, world, registration(client, world.now()), client);
    await ask(side, world, deposit(client), client);
  }
}

/** A frame as it comes from the node of the other side. */
function arriving({ world, from, to }: { world: World; from: Did; to: Did }, frame: CarriedFrame) {
  const times = { created: world.now(), expires: millis(world.now() + limits.messageTtlMs), traceparent: '' };
  const topic = `agentmesh/${frame.type}`;
  const body = { kind: 'message', topic, contentType: frameType, replyTo: undefined } as const;
  return { id: newMessageId(world.now(), world.random), from, to, ...times, body: { ...body, body: frameBody(frame) } };
}

/** What is written of the judgements of frames between agents of the side. */
function judged({ store }: Side): readonly string[] {
  return [...(store.disk.get('decision') ?? new Map<string, Uint8Array>())].map(([, value]) => fromUtf8(value) ?? '');
}

describe('a commit that fails leaves memory as it was', () => {
  it('when a client registers, deposits prekeys, takes a bundle or shows a token', async () => {
    const { world, bob } = await pairOf('registry');
    const { clients } = bob.parts;
    const refused = async (request: RegistryRequest): Promise<void> => {
      bob.refuse(everything);
      await expect(ask(bob, world, request, carol)).rejects.toMatchObject({ code: 'store-busy' });
    };
    await refused(registration(carol, world.now()));
    expect(clients.find(carol.did)).toBeUndefined();
    expect((await ask(bob, world, registration(carol, world.now()), carol)).status).toBe(201);

    await refused(deposit(carol));
    expect(clients.oneTimeIds(carol.did).size).toBe(0);
    expect(clients.bundle(carol.did)).toBeUndefined();
    expect((await ask(bob, world, deposit(carol), carol)).status).toBe(200);

    await refused({ kind: 'prekeys', did: carol.did });
    expect(clients.oneTimeIds(carol.did).size).toBe(3);
    expect(clients.isGiven(carol.did, 0, bob.did)).toBe(false);

    const expires = millis(world.now() + 1000);
    bob.subject = accept({ issuer: 'https://i', subject: 's', tenant: undefined, app: undefined, expires });
    await refused({ kind: 'verify', did: carol.did, token: 'a token' });
    expect(clients.find(carol.did)?.verified).toBeUndefined();
    const { body } = await ask(bob, world, { kind: 'agent', did: carol.did }, carol);
    expect(body).toMatchObject({ tier: 'anonymous' });

    // And the disk has what memory has.
    const { disk } = bob.store;
    expect([...(disk.get('agentmesh')?.keys() ?? [])].map((key) => Buffer.from(key, 'hex').toString())).toContain(
      `client/${carol.did}`,
    );
  });

  it('when a KNOCK comes: it is taken when it comes again, with the one-time prekey that it names', async () => {
    const { world, alice, bob, say, heard } = await pairOf('knock');
    const lost: CarriedFrame[] = [];
    alice.gate = (frame) => frame.type !== 'knock' || (lost.push(frame), false);
    await say(alice, 1);
    await world.until(() => lost.length > 0);
    const [knock] = lost;
    if (knock?.type !== 'knock') throw new Error('there was no KNOCK');
    const { otk = -1 } = knock.establishment;
    const queue = bob.parts.frames.queue(own(bob));
    const way = { world, from: alice.did, to: bob.did };
    alice.gate = () => true;
    bob.refuse(({ space }) => space === 'frame');
    expect(bob.arrive(arriving(way, knock))).toBeUndefined();
    await world.pass(100);
    expect(codes(bob)).toEqual(['store-busy']);
    expect(queue.count).toBe(0);
    expect(bob.parts.clients.isGiven(own(bob), otk, alice.did)).toBe(true);
    expect(bob.arrive(arriving(way, knock))).toBeUndefined();
    expect(await heard(bob, 1)).toEqual([1]);
    expect(bob.parts.clients.isGiven(own(bob), otk, alice.did)).toBe(false);
  });

  it('when a session ends: what waits is handed over after all', async () => {
    const { world, bob } = await pairOf('clear');
    await withClients(bob, world);
    const { frames } = bob.parts;
    const submit = (frame: CarriedFrame) => world.finish(frames.fromClient(frame));
    expect(await submit(knockOf(carol, dave, 'k1'))).toEqual({ kind: 'accepted' });
    expect(await submit(messageOf(carol, dave, 'm1'))).toEqual({ kind: 'accepted' });
    const queue = frames.queue(dave.did);
    expect(queue.count).toBe(2);
    bob.refuse(everything);
    await expect(world.finish(frames.lose(dave.did, carol.did))).rejects.toMatchObject({ code: 'store-busy' });
    expect(queue.count).toBe(2);
    const got: number[] = [];
    const line = { send: async (bytes: Uint8Array | string) => got.push(bytes.length) > 0, close: () => undefined };
    queue.attach(line, false);
    expect(got).toHaveLength(1);
    queue.detach(line, true);
    // The pair stands as it stood: what belongs to its session is still taken.
    expect(await submit(messageOf(carol, dave, 'm2'))).toEqual({ kind: 'accepted' });
    expect(queue.count).toBe(3);
  });

  it('when many come at once and one of them fails, for that one only', async () => {
    const { world, bob } = await pairOf('many');
    await withClients(bob, world);
    const { frames } = bob.parts;
    await world.finish(frames.fromClient(knockOf(carol, dave, 'k1')));
    const ids = ['a', 'b', 'c', 'd'];
    let count = 0;
    bob.store.onCommit = (operations) => {
      if (operations.some(({ space }) => space === 'frame') && ++count === 2) bob.refuse(everything);
    };
    const ends = await world.finish(Promise.allSettled(ids.map((id) => frames.fromClient(messageOf(carol, dave, id)))));
    bob.store.onCommit = () => {};
    const taken = ids.filter((_, i) => ends[i]?.status === 'fulfilled');
    expect(taken).toHaveLength(3);
    // The KNOCK, and what was taken; what was not comes again.
    expect(frames.queue(dave.did).count).toBe(4);
    const [again = ''] = ids.filter((id) => !taken.includes(id));
    expect(await world.finish(frames.fromClient(messageOf(carol, dave, again)))).toEqual({ kind: 'accepted' });
    expect(frames.queue(dave.did).count).toBe(5);
  });
});

describe('a frame between two agents of one node', () => {
  it('is judged as what leaves and as what comes, and both are written with it', async () => {
    const { world, bob } = await pairOf('judged');
    await withClients(bob, world);
    const { frames } = bob.parts;
    expect(await world.finish(frames.fromClient(knockOf(carol, dave, 'k1')))).toEqual({ kind: 'accepted' });
    expect(judged(bob)).toEqual(['out knock passed', 'in knock passed']);
    const write = bob.store.history.find((commit) => commit.some(({ space }) => space === 'decision'));
    expect(write?.map(({ space }) => space)).toEqual(expect.arrayContaining(['decision', 'frame', 'agentmesh']));
  });

  it.each(['out', 'in'] as const)('goes no further when a policy forbids it on its way %s', async (way) => {
    const { world, bob } = await pairOf(`forbidden ${way}`);
    await withClients(bob, world);
    const { frames } = bob.parts;
    bob.forbids = ({ type }, direction) => (type === 'message' && direction === way ? 'policy-denied' : undefined);
    expect(await world.finish(frames.fromClient(knockOf(carol, dave, 'k1')))).toEqual({ kind: 'accepted' });
    const refused = await world.finish(frames.fromClient(messageOf(carol, dave, 'm1')));
    expect(refused).toMatchObject({ kind: 'refused', reason: 'policy-denied' });
    expect(frames.queue(dave.did).count).toBe(1);
    expect(judged(bob)).toContain(`${way} message policy-denied`);
    // A KNOCK that is refused leaves no session behind that its sender would go on with.
    bob.forbids = ({ type }) => (type === 'knock' ? 'policy-denied' : undefined);
    const knock = await world.finish(frames.fromClient(knockOf(dave, asParty(bob), 'k2')));
    expect(knock).toMatchObject({ kind: 'refused', reason: 'policy-denied' });
    const message = await world.finish(frames.fromClient(messageOf(dave, asParty(bob), 'm2')));
    expect(message).toMatchObject({ kind: 'refused', reason: 'unknown-session' });
  });

  it('is checked like one from elsewhere: its key, and its one-time prekey', async () => {
    const { world, bob } = await pairOf('checked');
    await withClients(bob, world);
    const submit = (frame: CarriedFrame) => world.finish(bob.parts.frames.fromClient(frame));
    const knock = knockOf(carol, dave, 'k1');
    const guessed = { ...knock, establishment: { ...knock.establishment, otk: 2 } };
    expect(await submit(guessed)).toMatchObject({ kind: 'refused', reason: 'prekey-unknown' });
    const stolen = {
      ...knock,
      establishment: { ...knock.establishment, ik: knockOf(dave, carol, 'k').establishment.ik },
    };
    expect(await submit(stolen)).toMatchObject({ kind: 'refused', reason: 'key-mismatch' });
    const given = await ask(bob, world, { kind: 'prekeys', did: dave.did }, carol);
    const otk = Number(Object(present(given.body))['one_time_pre_key']['key_id']);
    expect(await submit({ ...knock, establishment: { ...knock.establishment, otk } })).toEqual({ kind: 'accepted' });
    expect(await submit({ ...knock, id: 'k2' })).toMatchObject({ kind: 'refused', reason: 'replayed' });
  });
});
