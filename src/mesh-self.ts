import { commitChange, noChange, type Change } from './ahead.ts';
import {
  SecretKey,
  signingKeyFromSeed,
  type AgreementKey,
  type MeshDid,
  type Millis,
  type Random,
  type SigningKey,
} from './base/base.ts';
import { meshDidOf } from './bridge/bridge.ts';
import type { MeshClients } from './mesh-clients.ts';
import type { AheadOfDisk } from './mesh-turn.ts';
import {
  consumeMeshPrekey,
  createMeshPrekeys,
  decodeMeshPrekeys,
  encodeMeshPrekeys,
  givenMeshPrekeys,
  renewMeshPrekeys,
  shownMeshPrekeys,
  type MeshPrekeys,
} from './session/session.ts';
import type { Operation, Store } from './store/store.ts';

const seedKey = 'self';
const prekeysKey = '@self';
const seedBytes = 32;

/** What is shown of the agent at the registry. */
interface Shown {
  readonly name: string;
  readonly capabilities: readonly string[];
}

interface Given {
  readonly store: Store;
  readonly clients: MeshClients;
  readonly random: Random;
}

/**
 * The agent of this node as an agent of AgentMesh. Its key is one of its own: in AgentMesh a DID is a key for good, and
 * this node's identity key can be rotated. The record of the node names it like any other client.
 */
export class MeshOwn implements AheadOfDisk {
  readonly did: MeshDid;
  readonly agreement: AgreementKey;
  /** Whether the prekeys are new, so that no session of before goes on. */
  readonly isNew: boolean;
  readonly #given: Given;
  readonly #signing: SigningKey;
  #prekeys: MeshPrekeys;
  /** What was shown to the registry since memory was last known to be as the disk. */
  #shown: Change[] = [];

  private constructor(given: Given, signing: SigningKey, stored: { prekeys: MeshPrekeys; isNew: boolean }) {
    this.#given = given;
    this.#signing = signing;
    this.did = meshDidOf(signing.publicKey);
    this.agreement = signing.agreementKey();
    this.#prekeys = stored.prekeys;
    this.isNew = stored.isNew;
  }

  /** Reads keys and prekeys, or makes them, and enters the agent among the clients of this node; on disk when it resolves. */
  static async open(given: Given, shown: Shown, now: Millis): Promise<MeshOwn> {
    const { store, clients, random } = given;
    const stored = store.get('agentmesh', seedKey);
    const seed = stored ?? random(seedBytes);
    const signing = signingKeyFromSeed(SecretKey.own(new Uint8Array(seed)));
    const kept = store.get('prekey', prekeysKey);
    const prekeys = kept === undefined ? createMeshPrekeys({ now, random }) : decodeMeshPrekeys(kept);
    const own = new MeshOwn(given, signing, { prekeys, isNew: kept === undefined });
    const before = clients.find(own.did);
    const client = {
      did: own.did,
      key: signing.publicKey,
      isLegacy: false,
      capabilities: [...new Set([shown.name, ...shown.capabilities])].slice(0, maxCapabilities),
      metadata: { display_name: shown.name },
      registered: before?.registered ?? now,
      provedAt: now,
    };
    const entered = clients.put(client);
    const shownNow = clients.oneTimeIds(own.did).size === 0 ? own.#show(prekeys) : own.renew(now);
    const key: Operation = { kind: 'put', space: 'agentmesh', key: seedKey, value: new Uint8Array(seed) };
    await commitChange(store, entered, [key, ...shownNow]);
    own.settled();
    return own;
  }

  /** Who it is to the registry of this node. */
  get proved(): { readonly did: MeshDid; readonly key: Uint8Array } {
    return { did: this.did, key: this.#signing.publicKey };
  }

  /** Signs what a challenge of IATP asks for. */
  sign(bytes: Uint8Array): Uint8Array {
    return this.#signing.sign(bytes);
  }

  /** The prekeys that a KNOCK may name. */
  get prekeys(): MeshPrekeys {
    return givenMeshPrekeys(this.#prekeys);
  }

  settled(): void {
    for (const change of this.#shown.splice(0)) change.landed();
  }

  reread(): void {
    for (const change of this.#shown.splice(0)) change.failed();
    const kept = this.#given.store.get('prekey', prekeysKey);
    if (kept !== undefined) this.#prekeys = decodeMeshPrekeys(kept);
  }

  /** The writes that use a one-time prekey up. */
  consume(id: number): readonly Operation[] {
    this.#prekeys = consumeMeshPrekey(this.#prekeys, id);
    return [this.#put()];
  }

  /** The writes of what is due: a new signed prekey, more one-time ones. None when nothing is. */
  renew(now: Millis): readonly Operation[] {
    const { clients, random } = this.#given;
    const next = renewMeshPrekeys(this.#prekeys, clients.oneTimeIds(this.did), { now, random });
    return next === this.#prekeys ? [] : this.#show(next);
  }

  #show(prekeys: MeshPrekeys): readonly Operation[] {
    this.#prekeys = prekeys;
    const { signed, oneTime } = shownMeshPrekeys(prekeys);
    const shown = {
      key: this.#signing.publicKey,
      agreementKey: this.agreement.publicKey,
      signed: { ...signed, signature: this.#signing.sign(signed.key) },
    };
    const { change } = this.#given.clients.deposit(this.did, shown, oneTime);
    this.#shown.push(change);
    return [this.#put(), ...change.operations];
  }

  #put(): Operation {
    return { kind: 'put', space: 'prekey', key: prekeysKey, value: encodeMeshPrekeys(this.#prekeys) };
  }
}

/** Capabilities shown at most: what the registry takes of a client. */
const maxCapabilities = 16;

/** The agent of this node is one of AgentMesh no more; its key stays. */
export function withdrawOwn(store: Store, clients: MeshClients): Change {
  const seed = store.get('agentmesh', seedKey);
  if (seed === undefined) return noChange;
  const did = meshDidOf(signingKeyFromSeed(SecretKey.own(new Uint8Array(seed))).publicKey);
  return clients.find(did) === undefined ? noChange : clients.remove(did);
}
