import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, SecretKey, systemRandom, toAgreementPublicKey, utf8 } from '../../src/base/base.ts';
import { frameType } from '../../src/facts.ts';
import { openKeyring, openStore } from '../../src/store/store.ts';
import type { Ack } from '../../src/wire/wire.ts';
import { ProvenClient, type RawFrame } from '../support/mesh-proven.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { Mallory, targetOf, type MalloryLink, type Opened, type Target } from '../support/mallory.ts';

/** Real time, on a machine with other work: far above what a step takes. */
const testMs = 120_000;
interface Ports {
  readonly registry: number;
  readonly relay: number;
}

const places: readonly [Ports, Ports] = [
  { registry: 31_582, relay: 31_583 },
  { registry: 31_592, relay: 31_593 },
];
let [acmePorts, globexPorts] = places;

let acme: TestNode;
let globex: TestNode;
/** At acme. */
let alice: ProvenClient;
/** At globex, which falls into the hands of somebody else in the end. */
let bob: ProvenClient;

const x25519 = (client: ProvenClient): Buffer => Buffer.from(toAgreementPublicKey(client.key) ?? new Uint8Array(0));
const digest = (): Buffer => createHash('sha256').update(randomUUID()).digest();

function knock(from: ProvenClient, to: ProvenClient, more: RawFrame = {}): RawFrame {
  const establishment = { ik: x25519(from).toString('base64'), ek: digest().toString('base64'), ...more };
  return { type: 'knock', to: to.did, id: randomUUID(), intent: { action: 'establish_session' }, establishment };
}

function message(to: ProvenClient, more: RawFrame = {}): RawFrame {
  const header = { dh: digest().toString('base64'), pn: 0, n: 0 };
  return { type: 'message', to: to.did, id: randomUUID(), header, ciphertext: '5'.repeat(80), ...more };
}

const is =
  (type: string, id?: unknown) =>
  (frame: RawFrame): boolean =>
    frame['type'] === type && (id === undefined || frame['id'] === id || frame['knock_id'] === id);

function accept(by: ProvenClient, to: ProvenClient, { id }: RawFrame): void {
  by.send({ type: 'knock_accept', to: to.did, id: randomUUID(), knock_id: id });
}

/** One sends, and the other has it. */
async function carries(from: ProvenClient, to: ProvenClient): Promise<void> {
  const frame = message(to);
  from.send(frame);
  await to.next(is('message', frame['id']));
  to.send({ type: 'ack', id: frame['id'] });
}

beforeAll(async () => {
  // Attacks are what is looked at here; they must not add up to a quarantine.
  const trust = { behaviour: { denials: 0, failuresInRow: 0 } };
  const config = ({ registry, relay }: Ports) => ({
    trust,
    agentmesh: { enabled: true, registryPort: registry, relayPort: relay },
  });
  const nodes = await startNodes(
    { name: 'one', config: config(places[0]), patienceMs: 60_000 },
    { name: 'other', config: config(places[1]), patienceMs: 60_000 },
  );
  // Within seconds of a session that it opened, the node of the lower DID takes the knock of the other for a race: here acme
  // is the other one, so that no attack is spared by that.
  const isLast = nodes[0].did > nodes[1].did;
  [acme, globex] = isLast ? nodes : [nodes[1], nodes[0]];
  [acmePorts, globexPorts] = isLast ? places : [places[1], places[0]];
  await introduce(acme, globex);
  [alice, bob] = [new ProvenClient(acmePorts), new ProvenClient(globexPorts)];
  for (const client of [alice, bob]) {
    const registered = await client.register();
    const body = client.deposit(3, x25519(client));
    const { status } = await client.ask('PUT', `/v1/agents/${client.did}/prekeys`, { body });
    const closed = await client.connect();
    if (registered !== 201 || status !== 200 || closed !== undefined)
      throw new Error(`a client was not let in: ${registered} ${status} ${closed}`);
  }
  const knows = (one: ProvenClient, other: ProvenClient) => async () =>
    (await one.ask('GET', `/v1/agents/${other.did}`)).status === 200;
  await eventually('each node knows of the other client', knows(alice, bob));
  await eventually('each node knows of the other client', knows(bob, alice));
}, testMs);

afterAll(async () => {
  for (const client of [alice, bob]) client?.close();
  for (const node of [acme, globex]) await node?.[Symbol.asyncDispose]();
});

describe('between two nodes', () => {
  it(
    'two that knock at once have one session, that of the lower DID',
    async () => {
      const [lower, higher] = alice.did < bob.did ? [alice, bob] : [bob, alice];
      const [stands, loses] = [knock(lower, higher), knock(higher, lower)];
      lower.send(stands);
      higher.send(loses);
      const asked = await higher.next((frame) => frame['type'] === 'knock');
      expect(asked['establishment']).toMatchObject(Object(stands['establishment']));
      accept(higher, lower, asked);
      await lower.next(is('knock_accept', stands['id']));
      await higher.next(is('knock_reject', loses['id']));
      await carries(lower, higher);
      await carries(higher, lower);
      expect(lower.heard.filter(is('knock'))).toEqual([]);
    },
    testMs,
  );

  it(
    'a client that lost its session knocks anew, and its peer is told before; a restart of its node loses none',
    async () => {
      const again = knock(bob, alice);
      bob.send(again);
      await alice.next((frame) => frame['type'] === 'knock_reject' && frame['reason'] === 'session-lost');
      accept(alice, bob, await alice.next(is('knock')));
      await bob.next(is('knock_accept', again['id']));
      await globex.restart();
      expect(await bob.connect()).toBeUndefined();
      await carries(alice, bob);
      await carries(bob, alice);
    },
    testMs,
  );

  it(
    'each one-time prekey is given once, then none, and a session comes about all the same',
    async () => {
      const given: unknown[] = [];
      for (let i = 0; i < 5; i++) {
        const { body } = await alice.ask('GET', `/v1/agents/${bob.did}/prekeys`);
        given.push(Object(body['one_time_pre_key'])['key_id']);
      }
      expect(given).toEqual([0, 1, 2, undefined, undefined]);
      const frame = knock(alice, bob);
      alice.send(frame);
      accept(bob, alice, await bob.next(is('knock', frame['id'])));
      await alice.next(is('knock_accept', frame['id']));
      await carries(alice, bob);
    },
    testMs,
  );

  it('the proof of a client opens nothing at another node', async () => {
    const thief = new ProvenClient(globexPorts);
    await thief.connect(alice.proof());
    const stolen: RawFrame = { ...message(bob), from: alice.did };
    thief.send(stolen);
    expect(await thief.next(is('error', stolen['id']))).toMatchObject({ detail: 'not-registered' });
    thief.close();
  });
});

describe('a node in the hands of somebody else', () => {
  it(
    'gives nobody another bundle than its client deposited',
    async () => {
      bob.close();
      await globex.stop();
      await swapBundle(globex, bob, new ProvenClient(globexPorts));
      await globex.restart();
      const { status, body } = await eventually('the nodes are connected again', async () => {
        const answer = await alice.ask('GET', `/v1/agents/${bob.did}/prekeys`);
        return answer.status === 503 ? undefined : answer;
      });
      expect(status).toBe(502);
      expect(JSON.stringify(body)).toContain('key-mismatch');
    },
    testMs,
  );

  it(
    'gets no frame to a client of another that it forged, flipped, sent in clear, knocked with or showed before',
    async () => {
      const target = await targetOf(acme);
      await globex.stop();
      await using mallory = await Mallory.take(globex);
      await mallory.handshake(target);
      const link = await mallory.link(target);
      const session = await mallory.open(link, target);
      const attack = new Attack(mallory, link, { session, target });
      const own: RawFrame = knock(bob, alice);
      expect(await attack.with({ ...own, from: bob.did })).toMatchObject({ outcome: 'delivered' });
      await alice.next(is('knock', own['id']));
      const heard = alice.heard.length;

      const { ek } = Object(own['establishment']);
      const other = new ProvenClient(globexPorts);
      const denied: readonly (readonly [RawFrame, string])[] = [
        [{ ...message(alice, { header: { dh: 'AAAA', pn: 0, n: 0 } }), from: bob.did }, 'malformed'],
        [{ ...message(alice, { plaintext: true }), from: bob.did }, 'condition-not-met'],
        [{ ...message(other), from: bob.did }, 'no-target'],
        [{ ...knock(bob, alice, { ik: x25519(other).toString('base64') }), from: bob.did }, 'key-mismatch'],
        [{ ...knock(bob, alice, { otk: 77 }), from: bob.did }, 'prekey-unknown'],
        [{ ...knock(bob, alice, { otk: 0 }), from: bob.did }, 'prekey-unknown'],
        [{ ...knock(bob, alice, { ek }), from: bob.did }, 'replayed'],
      ];
      for (const [frame, reason] of denied)
        expect(await attack.with(frame)).toMatchObject({ outcome: 'denied', reason });
      // The same KNOCK once more is no other one, and a packet with one bit changed is none.
      expect(await attack.with({ ...own, from: bob.did })).toMatchObject({ outcome: 'delivered' });
      expect(await attack.flipped({ ...message(alice), from: bob.did })).toMatchObject({ outcome: 'rejected' });
      // Of a sender that no record names nothing is taken, and nothing behind it.
      expect(await attack.with({ ...message(alice), from: other.did })).toMatchObject({ outcome: 'rejected' });
      expect(await attack.with({ ...message(alice), from: alice.did })).toMatchObject({ outcome: 'rejected' });
      expect(alice.heard.slice(heard)).toEqual([]);
    },
    testMs,
  );
});

/** Puts the keys of another in the place of those that a client deposited at a node that does not run. */
async function swapBundle({ dataDir }: TestNode, client: ProvenClient, other: ProvenClient): Promise<void> {
  const text = await readFile(join(dataDir, 'keyring.key'), 'utf8');
  const key = SecretKey.own(fromBase64url(text.trim()) ?? new Uint8Array(32));
  const { dataKey } = await openKeyring(join(dataDir, 'keyring'), { kind: 'key', key });
  const store = await openStore({ dir: dataDir, dataKey, fsync: false, random: systemRandom });
  const place = { space: 'prekey', key: `@${client.did}` } as const;
  const kept = Object(JSON.parse(fromUtf8(store.get(place.space, place.key) ?? new Uint8Array(0)) ?? ''));
  const { identity_key, identity_key_ed, signed_pre_key } = other.deposit(0, x25519(other));
  const { key_id: id, public_key, signature } = Object(signed_pre_key);
  const signed = { id, key: public_key, signature };
  const swapped = { ...kept, key: identity_key_ed, agreementKey: identity_key, signed };
  await store.commit([{ kind: 'put', ...place, value: utf8(JSON.stringify(swapped)) }]);
  await store.close();
}

/** Somebody with the keys of a node and a session with another. */
class Attack {
  readonly #mallory: Mallory;
  readonly #link: MalloryLink;
  readonly #with: { readonly session: Opened; readonly target: Target };

  constructor(mallory: Mallory, link: MalloryLink, on: { readonly session: Opened; readonly target: Target }) {
    this.#mallory = mallory;
    this.#link = link;
    this.#with = on;
  }

  /** What the other node says to a frame. */
  async with(frame: RawFrame): Promise<Ack | undefined> {
    return await this.#link.acked(await this.#seal(frame));
  }

  /** What it says to one whose packet was changed on the way. */
  async flipped(frame: RawFrame): Promise<Ack | undefined> {
    const packet = await this.#seal(frame);
    const ciphertext = packet.ciphertext.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    return await this.#link.acked({ ...packet, ciphertext });
  }

  async #seal(frame: RawFrame) {
    const body = utf8(JSON.stringify({ v: 1, ...frame }));
    const topic = `agentmesh/${String(frame['type'])}`;
    const { session, target } = this.#with;
    return await this.#mallory.seal(session, target, {
      kind: 'message',
      topic,
      contentType: frameType,
      replyTo: undefined,
      body,
    });
  }
}
