import { signingKeyFromSeed, type AgreementKey, type Did, type SecretKey, type SigningKey } from '../base/base.ts';
import { didFromKey } from './did.ts';

/** An agent's own identity: the DID it was born with and the keys it holds now. */
export interface AgentIdentity {
  readonly did: Did;
  /** The first identity key; the DID is its hash. Equals `signing.publicKey` until the first rotation. */
  readonly genesisKey: Uint8Array;
  /** The current identity key. */
  readonly signing: SigningKey;
  /** The X25519 form of the current identity key, for session establishment. */
  readonly agreement: AgreementKey;
}

/**
 * Makes the identity of a 32-byte Ed25519 seed, which stays the caller's to wipe. After a rotation the
 * seed is the new one and `genesisKey` the first public key; without it the seed's own key is the first.
 */
export function createIdentity(seed: SecretKey, genesisKey?: Uint8Array): AgentIdentity {
  const signing = signingKeyFromSeed(seed);
  const first = genesisKey ?? signing.publicKey;
  return { did: didFromKey(first), genesisKey: first, signing, agreement: signing.agreementKey() };
}
