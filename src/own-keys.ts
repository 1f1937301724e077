import { MeshError, SecretKey, equalBytes, sha256, signingKeyFromSeed, type Random } from './base/base.ts';
import type { AgreementKey, Did, SigningKey } from './base/base.ts';
import { authenticateRecord, createIdentity, type AgentIdentity, type VerifiedRecord } from './identity/identity.ts';
import type { KeyringSecrets, Store } from './store/store.ts';
import { decodeRotation, decodeSigned } from './wire/wire.ts';

/** Bytes of an Ed25519 seed. */
const seedBytes = 32;

/** Where the store keeps our record, and a rotation that is signed and not in our record yet. */
export const ownRecordKey = 'own-record';
export const pendingRotationKey = 'own-rotation';

/**
 * The keys of our agent as they are now: whoever holds this object signs with the key of the day, so nothing
 * need be told when the key rotates.
 */
export class OwnKeys implements AgentIdentity {
  #secrets: KeyringSecrets;
  #current: AgentIdentity;
  /** An encoded Signed<Rotation> that the next record has to carry: a rotation was cut off after the keyring was written. */
  pending: Uint8Array | undefined;

  /** Keys rotated away, first to last. */
  #former: readonly Uint8Array[];

  /** `former` are the keys before that of the secrets, the first one first. */
  constructor(secrets: KeyringSecrets, former: readonly Uint8Array[] = [], pending?: Uint8Array) {
    this.#secrets = secrets;
    this.#former = former;
    this.#current = createIdentity(secrets.identitySeed, former[0]);
    this.pending = pending;
  }

  /**
   * The keys of the keyring, with the history that the store has of them. Throws MeshError `keyring-damaged`
   * when the two do not belong together.
   */
  static async open(store: Store, secrets: KeyringSecrets): Promise<OwnKeys> {
    const record = lastRecord(store);
    if (record === undefined) return new OwnKeys(secrets);
    const { publicKey } = record.record;
    const key = signingKeyFromSeed(secrets.identitySeed).publicKey;
    const pending = store.get('meta', pendingRotationKey);
    if (equalBytes(key, publicKey)) {
      // Signed, but the keyring was not written: the rotation never took effect.
      if (pending !== undefined) await store.commit([{ kind: 'delete', space: 'meta', key: pendingRotationKey }]);
      return new OwnKeys(secrets, record.keys.slice(0, -1));
    }
    if (pending !== undefined && leadsTo(pending, publicKey, key)) return new OwnKeys(secrets, record.keys, pending);
    throw new MeshError(
      'keyring-damaged',
      'The keyring holds another identity key than the record in the store, so one of them is an older copy. Restore both from the same backup.',
    );
  }

  get did(): Did {
    return this.#current.did;
  }

  get genesisKey(): Uint8Array {
    return this.#current.genesisKey;
  }

  /** The keys that were rotated away, first to last. */
  get formerKeys(): readonly Uint8Array[] {
    return this.#former;
  }

  get signing(): SigningKey {
    return this.#current.signing;
  }

  get agreement(): AgreementKey {
    return this.#current.agreement;
  }

  /** What the keyring holds now. */
  get secrets(): KeyringSecrets {
    return this.#secrets;
  }

  /** What our record commits to: SHA-256 of the next key. */
  get nextKeyHash(): Uint8Array {
    return sha256(this.nextKey());
  }

  /** The key that a rotation leads to. */
  nextKey(): Uint8Array {
    return signingKeyFromSeed(this.#secrets.nextIdentitySeed).publicKey;
  }

  /** The key that signs for our agents, when this node holds it. */
  organisation(): SigningKey | undefined {
    const { organisationSeed } = this.#secrets;
    return organisationSeed && signingKeyFromSeed(organisationSeed);
  }

  /** The keys after a rotation, not in use yet, and the secrets to write to the keyring first. */
  successor(random: Random): { readonly keys: OwnKeys; readonly secrets: KeyringSecrets } {
    const { nextIdentitySeed } = this.#secrets;
    const nextNext = SecretKey.own(random(seedBytes));
    const secrets = { ...this.#secrets, identitySeed: nextIdentitySeed, nextIdentitySeed: nextNext };
    return { keys: new OwnKeys(secrets, [...this.#former, this.signing.publicKey]), secrets };
  }

  /** Takes the successor's place; the old key is overwritten. */
  become(successor: OwnKeys): void {
    this.#secrets.identitySeed.wipe();
    this.#secrets = successor.#secrets;
    this.#current = successor.#current;
    this.#former = successor.#former;
    this.pending = undefined;
  }
}

/** Our last record, as the store has it. */
export function lastRecord(store: Store): VerifiedRecord | undefined {
  const bytes = store.get('meta', ownRecordKey);
  return bytes === undefined ? undefined : verifiedOwn(bytes);
}

/** A record of ours: one that does not verify is our own mistake. */
export function verifiedOwn(bytes: Uint8Array): VerifiedRecord {
  const record = authenticateRecord(bytes);
  if (record.kind !== 'accept') throw new RangeError(`our own record does not verify: ${record.reason}`);
  return record.value;
}

function leadsTo(pending: Uint8Array, from: Uint8Array, to: Uint8Array): boolean {
  const signed = decodeSigned(pending);
  const rotation = signed.kind === 'accept' ? decodeRotation(signed.value.payload) : signed;
  return rotation.kind === 'accept' && equalBytes(rotation.value.oldKey, from) && equalBytes(rotation.value.newKey, to);
}
