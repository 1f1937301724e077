import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAgreementPublicKey } from '../../src/base/base.ts';
import { startIssuer } from '../support/issuer.ts';
import { ProvenClient, type RawFrame } from '../support/mesh-proven.ts';
import { startNode, type TestNode } from '../support/nodes.ts';

/** Real time, on a machine with other work: far above what a step takes. */
const testMs = 120_000;
const ports = { registry: 31_782, relay: 31_783 };

let node: TestNode;
let alice: ProvenClient;
let bob: ProvenClient;
let mallory: ProvenClient;

const x25519 = (client: ProvenClient): Buffer => Buffer.from(toAgreementPublicKey(client.key) ?? new Uint8Array(0));

function knock(from: ProvenClient, to: ProvenClient, more: RawFrame = {}): RawFrame {
  const ek = createHash('sha256').update(randomUUID()).digest('base64');
  const establishment = { ik: x25519(from).toString('base64'), ek, ...more };
  return { type: 'knock', to: to.did, id: randomUUID(), intent: { action: 'establish_session' }, establishment };
}

function message(to: ProvenClient, more: RawFrame = {}): RawFrame {
  const header = { dh: Buffer.alloc(32, 9).toString('base64'), pn: 0, n: 0 };
  const ciphertext = Buffer.alloc(64, 5).toString('base64');
  return { type: 'message', to: to.did, id: randomUUID(), header, ciphertext, ...more };
}

const answers =
  (type: string, id: unknown) =>
  (frame: RawFrame): boolean =>
    frame['type'] === type && (frame['id'] === id || frame['knock_id'] === id);

/** Alice knocks and Bob accepts. */
async function meet(): Promise<void> {
  const frame = knock(alice, bob);
  alice.send(frame);
  await bob.next(answers('knock', frame['id']));
  bob.send({ type: 'knock_accept', to: alice.did, id: randomUUID(), knock_id: frame['id'] });
  await alice.next(answers('knock_accept', frame['id']));
}

beforeAll(async () => {
  const agentmesh = { enabled: true, registryPort: ports.registry, relayPort: ports.relay };
  node = await startNode({ name: 'acme', config: { agentmesh }, patienceMs: 60_000 });
  [alice, bob, mallory] = [new ProvenClient(ports), new ProvenClient(ports), new ProvenClient(ports)];
  for (const client of [alice, bob, mallory]) {
    const registered = await client.register();
    const path = `/v1/agents/${client.did}/prekeys`;
    const { status } = await client.ask('PUT', path, { body: client.deposit(3, x25519(client)) });
    const closed = await client.connect();
    if (registered !== 201 || status !== 200 || closed !== undefined)
      throw new Error(`a client was not let in: ${registered} ${status} ${closed}`);
  }
}, testMs);

afterAll(async () => {
  for (const client of [alice, bob, mallory]) client?.close();
  await node?.[Symbol.asyncDispose]();
});

describe('a gateway that serves current clients only', () => {
  it('lets nobody in without a proof, with the proof of another, or with one shown before, also after a restart', async () => {
    const stranger = new ProvenClient(ports);
    expect(await stranger.connect({ v: 1, type: 'connect', from: alice.did })).toBe(4005);
    expect(await stranger.connect({ ...stranger.proof(), from: alice.did })).toBe(4005);
    expect(await stranger.connect({ v: 1, type: 'heartbeat' })).toBe(4001);
    expect(await stranger.connect({ v: 1, type: 'connect' })).toBe(4002);
    const proof = mallory.proof();
    expect(await mallory.connect(proof)).toBeUndefined();
    expect(await mallory.connect(proof)).toBe(4005);
    await node.restart();
    expect(await mallory.connect(proof)).toBe(4005);
    for (const client of [alice, bob, mallory]) expect(await client.connect()).toBeUndefined();
  }, 120_000);

  it('refuses registrations, deposits and requests that are not proved', async () => {
    const stranger = new ProvenClient(ports);
    const body = { did: stranger.did, public_key: x25519(stranger).toString('base64url'), capabilities: [] };
    expect((await stranger.ask('POST', '/v1/agents', { body, authorization: '' })).status).toBe(401);
    expect(await alice.register()).toBe(409);
    const path = `/v1/agents/${alice.did}/prekeys`;
    expect((await mallory.ask('PUT', path, { body: mallory.deposit(1, x25519(mallory)) })).status).toBe(403);
    expect((await alice.ask('PUT', path, { body: alice.deposit(1, x25519(mallory)) })).status).toBe(403);
    expect((await alice.ask('PUT', path, { body: mallory.deposit(1, x25519(mallory)) })).status).toBe(403);
    expect((await bob.ask('GET', path, { authorization: '' })).status).toBe(401);
    expect((await mallory.ask('DELETE', `/v1/agents/${alice.did}`)).status).toBe(403);
    expect((await alice.ask('POST', `/v1/agents/${alice.did}/reputation`, { body: { score: 1 } })).status).toBe(403);
  });

  it('gives each one-time prekey once, then none, and no more bundles to whoever asks without end', async () => {
    const path = `/v1/agents/${bob.did}/prekeys`;
    const given: unknown[] = [];
    let refused = 0;
    for (let i = 0; i < 25; i++) {
      const { status, body } = await mallory.ask('GET', path);
      if (status === 429) refused++;
      else given.push(body['one_time_pre_key']);
    }
    const keys = given.filter((key) => key !== null);
    expect(keys).toHaveLength(3);
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(3);
    expect(refused).toBeGreaterThan(0);
    // Who asked too much keeps nobody else from asking.
    expect((await alice.ask('GET', path)).status).toBe(200);
  });

  it('carries no frame in the name of another, in clear, forged in form, or outside of a session', async () => {
    const forged = message(bob);
    mallory.send({ ...forged, from: alice.did });
    expect(await mallory.next(answers('error', forged['id']))).toMatchObject({ detail: 'did-mismatch' });
    const plain = message(bob, { plaintext: true });
    mallory.send(plain);
    expect(await mallory.next(answers('error', plain['id']))).toMatchObject({ detail: 'condition-not-met' });
    const flipped = message(bob, { header: { dh: 'AAAA', pn: 0, n: 0 } });
    mallory.send(flipped);
    expect(await mallory.next(answers('error', flipped['id']))).toMatchObject({ detail: 'malformed' });
    mallory.send(message(bob));
    expect(await mallory.next((frame) => frame['type'] === 'knock_reject')).toMatchObject({ reason: 'session-lost' });
    expect(bob.heard.filter((frame) => frame['type'] === 'message')).toEqual([]);
  });

  it('lets nobody knock with the key of another, with a one-time prekey not given out, or twice', async () => {
    const stolen = knock(mallory, bob, { ik: x25519(alice).toString('base64') });
    mallory.send(stolen);
    expect(await mallory.next(answers('knock_reject', stolen['id']))).toMatchObject({ reason: 'key-mismatch' });
    const guessed = knock(mallory, bob, { otk: 77 });
    mallory.send(guessed);
    expect(await mallory.next(answers('knock_reject', guessed['id']))).toMatchObject({ reason: 'prekey-unknown' });
    const used = knock(mallory, bob, { otk: 0 });
    mallory.send(used);
    await bob.next(answers('knock', used['id']));
    bob.send({ type: 'knock_reject', to: mallory.did, id: randomUUID(), knock_id: used['id'] });
    await mallory.next(answers('knock_reject', used['id']));
    const again = knock(mallory, bob, { otk: 0 });
    mallory.send(again);
    expect(await mallory.next(answers('knock_reject', again['id']))).toMatchObject({ reason: 'prekey-unknown' });
    const replayed = { ...used, id: randomUUID() };
    mallory.send(replayed);
    expect(await mallory.next(answers('knock_reject', replayed['id']))).toMatchObject({ reason: 'replayed' });
  });

  it('delivers a frame once however often it is sent, and again until it is acknowledged', async () => {
    await meet();
    const frame = message(bob);
    alice.send(frame);
    alice.send(frame);
    await bob.next(answers('message', frame['id']));
    await bob.connect();
    await bob.next(answers('message', frame['id']));
    expect(bob.heard.filter(answers('message', frame['id']))).toEqual([]);
    bob.send({ type: 'ack', id: frame['id'] });
    const next = message(bob);
    alice.send(next);
    await bob.next(answers('message', next['id']));
    bob.send({ type: 'ack', id: next['id'] });
    // What she sent twice she was told twice that it is kept.
    for (let i = 0; i < 2; i++) await alice.next(answers('ack', frame['id']));
  });

  it('holds messages back until the KNOCK is answered, and drops them when it is refused', async () => {
    const frame = knock(mallory, alice);
    mallory.send(frame);
    mallory.send(message(alice));
    await alice.next(answers('knock', frame['id']));
    alice.send({ type: 'knock_reject', to: mallory.did, id: randomUUID(), knock_id: frame['id'], reason: 'no' });
    await mallory.next(answers('knock_reject', frame['id']));
    await mallory.next((one) => one['type'] === 'error' && one['detail'] === 'session-lost');
    expect(alice.heard.filter((one) => one['type'] === 'message')).toEqual([]);
  });

  it('closes the connection that another of the same client replaces, and one that sends what is no frame', async () => {
    const before = alice.closed;
    expect(await alice.connect()).toBeUndefined();
    expect(await before).toBe(4006);
    for (let i = 0; i < 40; i++) alice.send('{"no":"frame"');
    expect(await alice.closed).toBe(1013);
    expect(await alice.connect()).toBeUndefined();
  });
});

describe('a gateway whose clients must show a token of an issuer', () => {
  it('lets in who shows one, at the relay, and tells at the registry whom it is about', async () => {
    await using issuer = await startIssuer();
    const at = { registry: 31_792, relay: 31_793 };
    const agentmesh = {
      enabled: true,
      registryPort: at.registry,
      relayPort: at.relay,
      issuer: { url: issuer.url, audience: 'api://parley' },
    };
    await using guarded = await startNode({ name: 'guarded', config: { agentmesh }, patienceMs: 60_000 });
    const client = new ProvenClient(at);
    const other = new ProvenClient(at);
    expect([await client.register(), await other.register()]).toEqual([201, 201]);
    expect(
      (await client.ask('PUT', `/v1/agents/${client.did}/prekeys`, { body: client.deposit(1, x25519(client)) })).status,
    ).toBe(200);
    const [token, elsewhere] = [await issuer.accessToken('api://parley'), await issuer.accessToken('api://other')];
    for (const shown of [{}, { token: '' }, { token: elsewhere }, { token: `${token}x` }])
      expect(await client.connect({ ...client.proof(), ...shown })).toBe(4003);
    // A token is no proof of a DID.
    expect(await client.connect({ ...other.proof(), from: client.did, token })).toBe(4005);
    expect(await client.connect({ ...client.proof(), token })).toBeUndefined();
    const path = `/v1/agents/${client.did}`;
    const verify = (verification_token: string, by: ProvenClient) =>
      by.ask('POST', '/v1/registry/verify', { body: { amid: client.did, verification_token } });
    expect((await verify(elsewhere, client)).status).toBe(401);
    expect((await verify(token, other)).status).toBe(403);
    expect((await client.ask('GET', path)).body).toMatchObject({ tier: 'anonymous' });
    expect((await verify(token, client)).status).toBe(200);
    await guarded.restart();
    const about = { tier: 'verified', verified_issuer: issuer.url, verified_app_id: issuer.clientId };
    expect((await client.ask('GET', path)).body).toMatchObject(about);
    client.close();
  }, 120_000);
});
