import { describe, expect, it } from 'vitest';
import {
  limits,
  millis,
  newMessageId,
  SecretKey,
  signingKeyFromSeed,
  utf8,
  type MeshDid,
} from '../../../src/base/base.ts';
import { bundleJson, encodeBase64, meshDidOf, type CarriedFrame } from '../../../src/bridge/bridge.ts';
import { frameType } from '../../../src/facts.ts';
import { present } from './frames.ts';
import { codes, pairOf, type Side } from './mesh-side.ts';

type Scene = Awaited<ReturnType<typeof pairOf>>;

const own = ({ parts }: Side): MeshDid => parts.own.did;
const mallory = signingKeyFromSeed(SecretKey.own(new Uint8Array(32).fill(7)));

/** Puts a frame of anybody's making to Bob, as from Alice's node. */
function inject(
  { world, alice, bob }: Scene,
  frame: Readonly<Record<string, unknown>>,
  topic = `agentmesh/${String(frame['type'])}`,
): string | undefined {
  const now = world.now();
  const { random } = world;
  const way = { v: 1, from: own(alice), to: own(bob), id: Buffer.from(random(8)).toString('hex') };
  const body = utf8(JSON.stringify({ ...way, ...frame }));
  const message = { kind: 'message', topic, contentType: frameType, replyTo: undefined, body } as const;
  const times = { created: now, expires: millis(now + limits.messageTtlMs), traceparent: '' };
  return bob.arrive({ id: newMessageId(now, random), from: alice.did, to: bob.did, ...times, body: message });
}

const agreementKey = (key: Uint8Array): string => encodeBase64(key);
const ephemeral = (fill: number): string => encodeBase64(new Uint8Array(32).fill(fill));

/** A bundle that is whole, and of Mallory. */
function bundleOfMallory(): Readonly<Record<string, unknown>> {
  const key = new Uint8Array(32).fill(9);
  const signed = { id: 1, key, signature: mallory.sign(key) };
  const agreement = mallory.agreementKey().publicKey;
  return Object(bundleJson({ key: mallory.publicKey, agreementKey: agreement, signed, oneTime: undefined }));
}

function sealedOnes(frames: readonly CarriedFrame[]): readonly CarriedFrame[] {
  return frames.filter(({ type }) => type === 'knock' || type === 'message');
}

describe('a node that gives another bundle than the agent deposited', () => {
  it.each([
    ['of another agent', () => bundleOfMallory()],
    ['with the signed prekey of another', () => ({ signed_pre_key: bundleOfMallory()['signed_pre_key'] })],
    ['with the X25519 key of another', () => ({ identity_key: bundleOfMallory()['identity_key'] })],
    ['with the Ed25519 key of another', () => ({ identity_key_ed: bundleOfMallory()['identity_key_ed'] })],
  ])('%s gets nothing that is sealed for it', async (_, others) => {
    const scene = await pairOf('bundle');
    const { world, alice, bob, say, heard } = scene;
    const left: CarriedFrame[] = [];
    alice.gate = (frame) => left.push(frame) > 0;
    let asked = 0;
    alice.swap = (bundle) => (asked++, JSON.stringify({ ...JSON.parse(bundle), ...others() }));
    await say(alice, 1);
    await world.until(() => asked > 0);
    await world.pass(10_000);
    expect(sealedOnes(left)).toEqual([]);
    expect(alice.parts.endpoint.waiting).toBe(1);
    // The true one is taken when it comes.
    alice.swap = (bundle) => bundle;
    expect(await heard(bob, 1)).toEqual([1]);
  });

  it('with another one-time prekey makes a session that does not open, and the next one does', async () => {
    const scene = await pairOf('one-time');
    const { world, alice, bob, say, heard } = scene;
    const { one_time_pre_key: mine } = { one_time_pre_key: { public_key: Buffer.alloc(32, 9).toString('base64url') } };
    alice.swap = (bundle) => {
      alice.swap = (next) => next;
      const read = Object(JSON.parse(bundle));
      return JSON.stringify({ ...read, one_time_pre_key: { ...read.one_time_pre_key, ...mine } });
    };
    const types: string[] = [];
    bob.gate = ({ type }) => types.push(type) > 0;
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    expect(types).toContain('error');
    await world.pass(60_000);
    expect(await world.finish(bob.heard())).toEqual([1]);
  });
});

describe('somebody between two nodes, or the node of the other agent', () => {
  it('who flips a bit of a message moves no ratchet: it is told, sealed anew, and heard once', async () => {
    const scene = await pairOf('flipped');
    const { alice, bob, say, heard } = scene;
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    const forged: CarriedFrame[] = [];
    alice.forge = (frame) => {
      if (frame.type !== 'message') return frame;
      alice.forge = (next) => next;
      forged.push(frame);
      const bytes = Buffer.from(frame.ciphertext, 'base64');
      bytes[20] = (bytes[20] ?? 0) ^ 1;
      return { ...frame, ciphertext: bytes.toString('base64') };
    };
    await say(alice, 2, 3);
    expect((await heard(bob, 3)).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(forged).toHaveLength(1);
    await say(bob, 4);
    expect(await heard(alice, 1)).toEqual([4]);
    expect([...codes(alice), ...codes(bob)]).toEqual([]);
  });

  it('who flips a bit of the header has the same', async () => {
    const { alice, bob, say, heard } = await pairOf('flipped header');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    alice.forge = (frame) => {
      if (frame.type !== 'message') return frame;
      alice.forge = (next) => next;
      return { ...frame, header: { ...frame.header, n: frame.header.n + 1 } };
    };
    await say(alice, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
  });

  it('who sends a message in clear is not heard, in a session or without', async () => {
    const scene = await pairOf('plaintext');
    const { world, alice, bob, say, heard } = scene;
    const header = { dh: ephemeral(3), pn: 0, n: 0 };
    const clear = Buffer.from('{"all":"in clear"}'.padEnd(64)).toString('base64');
    const plain = { type: 'message', header, ciphertext: clear, plaintext: true };
    expect(inject(scene, plain)).toBe('condition-not-met');
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    expect(inject(scene, plain)).toBe('condition-not-met');
    // Without the flag it is a message that does not open.
    expect(inject(scene, { ...plain, plaintext: false })).toBeUndefined();
    await world.pass(10_000);
    expect(await world.finish(bob.heard())).toEqual([1]);
  });

  it('who sends a KNOCK as a message is not heard: rules tell the two apart by the topic', async () => {
    const scene = await pairOf('disguised');
    const { alice, bob, say, heard } = scene;
    const knocks: CarriedFrame[] = [];
    alice.gate = (frame) => frame.type !== 'knock' || knocks.push(frame) > 1;
    await say(alice, 1);
    await scene.world.until(() => knocks.length > 0);
    expect(inject(scene, { ...knocks[0] }, 'agentmesh/message')).toBe('facts-invalid');
    expect(inject(scene, { ...knocks[0] }, 'market')).toBe('facts-invalid');
    expect(inject(scene, { ...knocks[0] })).toBeUndefined();
    expect(await heard(bob, 1)).toEqual([1]);
  });

  it('who injects a KNOCK gets no session: not with another key, a one-time prekey it was not given, or one shown before', async () => {
    const scene = await pairOf('injected');
    const { world, alice, bob, say, heard } = scene;
    const knocks: CarriedFrame[] = [];
    alice.gate = (frame) => (frame.type === 'knock' && knocks.push(frame), true);
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
    const [knock] = knocks;
    if (knock?.type !== 'knock') throw new Error('there was no KNOCK');
    const { establishment } = knock;
    const as = (more: Readonly<Record<string, unknown>>) =>
      inject(scene, { type: 'knock', establishment: { ...establishment, ek: ephemeral(4), otk: undefined, ...more } });
    expect(as({ ik: agreementKey(mallory.agreementKey().publicKey) })).toBe('key-mismatch');
    expect(as({ otk: 1_000_000 })).toBe('prekey-unknown');
    expect(as({ otk: present(establishment.otk) })).toBe('prekey-unknown');
    expect(as({ ek: establishment.ek })).toBe('replayed');
    const stranger = { type: 'knock', from: meshDidOf(mallory.publicKey), establishment };
    expect(inject(scene, stranger)).toBe('not-registered');
    expect(inject(scene, { type: 'knock', from: own(bob), establishment })).toBe('not-registered');
    await world.pass(10_000);
    // The session that stood stands.
    await say(alice, 2);
    expect(await heard(bob, 2)).toEqual([1, 2]);
    expect(knocks).toHaveLength(1);
  });

  it('who uses up the one-time prekeys keeps nobody from a session', async () => {
    const { world, alice, bob, say, heard } = await pairOf('drained');
    const ask = async (): Promise<unknown> => {
      const { status, body } = await bob.parts.registry.answerNode({ kind: 'prekeys', did: own(bob) }, alice.did);
      expect(status).toBe(200);
      return Object(body)['one_time_pre_key'];
    };
    const given: unknown[] = [];
    for (let i = 0; i < 100; i++) given.push(await world.finish(ask()));
    const keys = given.filter((key) => key !== null);
    // No more than the rate allows, each once.
    expect(keys.length).toBeLessThanOrEqual(20);
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(keys.length);
    expect(given.at(-1)).toBeNull();
    await say(alice, 1);
    expect(await heard(bob, 1)).toEqual([1]);
  });
});

describe('two agents that open a session at once', () => {
  it.each(['first', 'second', 'third'])('have one, and lose nothing (%s run)', async (seed) => {
    const { world, alice, bob, heard } = await pairOf(`race ${seed}`);
    const knocks: string[] = [];
    for (const side of [alice, bob]) side.gate = ({ type, from }) => (type === 'knock' && knocks.push(from), true);
    await world.finish(Promise.all([alice.say(1), bob.say(2), alice.say(3), bob.say(4)]));
    expect((await heard(bob, 2)).toSorted((a, b) => a - b)).toEqual([1, 3]);
    expect((await heard(alice, 2)).toSorted((a, b) => a - b)).toEqual([2, 4]);
    expect(new Set(knocks)).toEqual(new Set([own(alice), own(bob)]));
    await world.finish(Promise.all([alice.say(5), bob.say(6)]));
    expect((await heard(bob, 3)).at(-1)).toBe(5);
    expect((await heard(alice, 3)).at(-1)).toBe(6);
  });
});
