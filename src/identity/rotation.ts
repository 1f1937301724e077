import {
  accept,
  equalBytes,
  isStrongPublicKey,
  reject,
  sha256,
  toHex,
  utf8,
  verifyEd25519,
  type Did,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import {
  decodeRotation,
  decodeSigned,
  encodeRotation,
  encodeSigned,
  signPayload,
  verifySigned,
  type AgentRecord,
  type Rotation,
} from '../wire/wire.ts';

/** A change of identity key, seen by the key that goes. */
export interface RotationStep {
  readonly did: Did;
  /** The key that goes; it signs. */
  readonly oldKey: SigningKey;
  /** The key that comes; the last record under the old key must name its SHA-256 as `nextKeyHash`. */
  readonly newKey: Uint8Array;
  /** The seq of the first record under the new key. */
  readonly seq: number;
}

/** What AgentMesh's rotation proof signs: ascii `rotate:{old hex}:{new hex}`. */
export function legacyRotationMessage(oldKey: Uint8Array, newKey: Uint8Array): Uint8Array {
  return utf8(`rotate:${toHex(oldKey)}:${toHex(newKey)}`);
}

/** Signs a rotation with the old key: an encoded Signed<Rotation> to append to the record's `rotations`. */
export function createRotation(step: RotationStep): Uint8Array {
  const { did, oldKey, newKey, seq } = step;
  const legacyProof = oldKey.sign(legacyRotationMessage(oldKey.publicKey, newKey));
  const payload = encodeRotation({ did, oldKey: oldKey.publicKey, newKey, seq, legacyProof });
  return encodeSigned(signPayload(oldKey, 'Rotation', payload));
}

/**
 * The identity keys of a record, first to current, once every rotation between them is proved. Rejects
 * with `key-mismatch` when the chain does not lead from `genesisKey` to `publicKey`.
 */
export function verifyKeyChain(record: AgentRecord): Verdict<readonly Uint8Array[]> {
  const keys = [record.genesisKey];
  let current = record.genesisKey;
  let seq = 0;
  for (const bytes of record.rotations) {
    const step = readRotation(bytes, record.did, current);
    if (step.kind !== 'accept') return step;
    if (step.value.seq <= seq || step.value.seq > record.seq)
      return reject('key-mismatch', 'the rotations are not in the order of their records');
    seq = step.value.seq;
    current = step.value.newKey;
    keys.push(current);
  }
  if (!equalBytes(current, record.publicKey))
    return reject('key-mismatch', 'the rotations do not lead to the key of the record');
  return accept(keys);
}

function readRotation(bytes: Uint8Array, did: Did, oldKey: Uint8Array): Verdict<Rotation> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  const payload = verifySigned(signed.value, 'Rotation');
  if (payload.kind !== 'accept') return reject('key-mismatch', 'the signature of a rotation does not hold');
  const rotation = decodeRotation(payload.value);
  if (rotation.kind !== 'accept') return rotation;
  const { newKey, legacyProof } = rotation.value;
  if (rotation.value.did !== did) return reject('key-mismatch', 'a rotation is of another agent');
  if (!equalBytes(rotation.value.oldKey, oldKey) || !equalBytes(signed.value.key, oldKey))
    return reject('key-mismatch', 'a rotation is not signed by the key before it');
  if (!verifyEd25519(oldKey, legacyRotationMessage(oldKey, newKey), legacyProof))
    return reject('key-mismatch', 'the AgentMesh proof of a rotation does not hold');
  return isStrongPublicKey(newKey) ? rotation : reject('weak-key', 'a rotation leads to a weak key');
}

/** A record with its proved key chain. */
interface Lineage {
  readonly record: AgentRecord;
  readonly keys: readonly Uint8Array[];
}

/**
 * Whether `next` carries on from `previous`, the last record known before it: its chain goes through the
 * same keys, and the key after the current one (or, while there is none, the commitment to it) is the one
 * `previous` committed to. So a thief of the current key can neither rotate to a key of his own nor
 * commit to one first. Rejects with `key-mismatch`.
 */
export function continuesLineage(previous: Lineage, next: Lineage): Verdict<true> {
  if (!previous.keys.every((key, i) => equalBytes(key, next.keys[i] ?? new Uint8Array(0))))
    return reject('key-mismatch', 'the record does not go through the keys known before');
  const successor = next.keys[previous.keys.length];
  const committed = successor === undefined ? next.record.nextKeyHash : sha256(successor);
  if (!equalBytes(committed, previous.record.nextKeyHash))
    return reject('key-mismatch', 'the next key is not the one the record before committed to');
  return accept(true);
}
