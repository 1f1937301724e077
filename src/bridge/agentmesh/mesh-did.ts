import {
  equalBytes,
  isStrongPublicKey,
  parseMeshDid,
  sha256,
  toAgreementPublicKey,
  toHex,
  type MeshDid,
} from '../../base/base.ts';

/** By the key's own bytes, which nobody changes: asked for with every frame. */
const known = new WeakMap<Uint8Array, MeshDid>();

/** The DID of an Ed25519 key. */
export function meshDidOf(key: Uint8Array): MeshDid {
  const before = known.get(key);
  if (before !== undefined) return before;
  const did = parseMeshDid(`did:mesh:${toHex(sha256(key)).slice(0, 32)}`);
  // Unreachable: a hash has 64 digits.
  if (did === undefined) throw new RangeError('a hash did not make a DID');
  known.set(key, did);
  return did;
}

/**
 * Whether a DID, an Ed25519 key and an X25519 key are of one identity: the DID is the hash of the first key, and the
 * second its image. Weak keys are of none.
 */
export function isOneIdentity(did: MeshDid, key: Uint8Array, agreementKey: Uint8Array): boolean {
  if (key.length !== 32 || !isStrongPublicKey(key) || meshDidOf(key) !== did) return false;
  const image = toAgreementPublicKey(key);
  return image !== undefined && equalBytes(image, agreementKey);
}
