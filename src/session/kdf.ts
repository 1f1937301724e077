import { concat, hkdfSha256, hmacSha256, hmacSha512, SecretKey, utf8 } from '../base/base.ts';

/** A message key, which the caller overwrites after use, and the chain key after it. */
export interface ChainStep {
  readonly messageKey: Uint8Array;
  readonly chain: SecretKey;
}

/** The two key derivations of the Double Ratchet (its section 5.2) as a suite defines them. */
export interface RatchetKdf {
  /**
   * KDF_RK: the next root key and a chain key from a Diffie-Hellman result, which is overwritten, and where it is
   * the turn of one, a KEM secret.
   */
  root(
    rootKey: SecretKey,
    shared: Uint8Array,
    kemSecret: SecretKey | undefined,
  ): { readonly rootKey: SecretKey; readonly chain: SecretKey };
  /** KDF_CK. */
  advance(chain: SecretKey): ChainStep;
}

const messageKeyInput = Uint8Array.of(1);
const chainKeyInput = Uint8Array.of(2);
const agentMeshInfo = utf8('AgentMesh_Ratchet_v1');

/** The derivations of AgentMesh. */
export const agentMeshKdf: RatchetKdf = {
  root: (rootKey, shared) => rootStep(rootKey, shared, agentMeshInfo),
  advance: (chain) => ({
    messageKey: hmacSha256(chain.expose(), messageKeyInput),
    chain: SecretKey.own(hmacSha256(chain.expose(), chainKeyInput)),
  }),
};

const pqxdhInfo = utf8('Parley_PQXDH_Ratchet_v1');
const pqxdhKemInfo = utf8('Parley_PQXDH_Ratchet_KEM_v1');

/**
 * The derivations of suite `pqxdh`. A step with a KEM secret has a domain of its own, so that it cannot be taken
 * for one without. One HMAC-SHA-512 gives chain key and message key: half the price of two HMACs.
 */
export const pqxdhKdf: RatchetKdf = {
  root(rootKey, shared, kemSecret) {
    if (kemSecret === undefined) return rootStep(rootKey, shared, pqxdhInfo);
    const both = concat(shared, kemSecret.expose());
    shared.fill(0);
    return rootStep(rootKey, both, pqxdhKemInfo);
  },
  advance(chain) {
    const out = hmacSha512(chain.expose(), messageKeyInput);
    const step = { messageKey: out.slice(32), chain: SecretKey.own(out.slice(0, 32)) };
    out.fill(0);
    return step;
  },
};

function rootStep(rootKey: SecretKey, secret: Uint8Array, info: Uint8Array) {
  const out = hkdfSha256(secret, rootKey.expose(), info, 64);
  const step = { rootKey: SecretKey.own(out.slice(0, 32)), chain: SecretKey.own(out.slice(32)) };
  out.fill(0);
  secret.fill(0);
  return step;
}
