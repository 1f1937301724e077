import { concat, parseCanonicalDid, sha256, toBase58, toHex, type Did } from '../base/base.ts';

/** Bytes of the key's hash that make the canonical DID (registry.md). */
const didHashBytes = 20;

/** The canonical DID of an agent: `did:agentmesh:` and base58btc of the first 20 bytes of SHA-256 of its first key. */
export function didFromKey(genesisKey: Uint8Array): Did {
  const did = parseCanonicalDid(`did:agentmesh:${toBase58(sha256(genesisKey).subarray(0, didHashBytes))}`);
  // Unreachable: 20 bytes are 20 to 28 base58 digits.
  if (did === undefined) throw new RangeError('a hash of 20 bytes did not make a DID');
  return did;
}

/** AgentMesh's other form, from the same key: `did:mesh:` and the first 32 hexadecimal digits of its SHA-256. */
export function didMeshAlias(genesisKey: Uint8Array): string {
  return `did:mesh:${toHex(sha256(genesisKey)).slice(0, 32)}`;
}

const aliasPattern = /^did:mesh:[0-9a-f]{32}$/;

/**
 * Reads a DID in either form. The alias is half a hash and says nothing of the key by itself, so
 * `resolveAlias` must look it up among known agents; without it, or when it knows none, undefined.
 */
export function parseDid(text: string, resolveAlias?: (alias: string) => Did | undefined): Did | undefined {
  return aliasPattern.test(text) ? resolveAlias?.(text) : parseCanonicalDid(text);
}

/** Multicodec of an Ed25519 public key, as did:key has it. */
const ed25519Codec = Uint8Array.of(0xed, 0x01);

/** By the key's own bytes, which nobody changes: the id is asked for with every message, and base58 is slow. */
const organisationIds = new WeakMap<Uint8Array, string>();

/** The id of an organisation: the did:key form of its Ed25519 key. */
export function organisationId(key: Uint8Array): string {
  const known = organisationIds.get(key);
  if (known !== undefined) return known;
  const id = `did:key:z${toBase58(concat(ed25519Codec, key))}`;
  organisationIds.set(key, id);
  return id;
}
