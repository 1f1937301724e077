import { reject, type AgreementKey } from '../base/base.ts';
import type { RatchetSession } from './ratchet.ts';

/** F of X3DH and PQXDH, section 2.2: 32 bytes FF for X25519. */
export const ones: Uint8Array = new Uint8Array(32).fill(0xff);
/** The salt of X3DH and PQXDH, section 2.2. */
export const zeros: Uint8Array = new Uint8Array(32);

/** Answer to a public key of small order, or of another form than it should have. */
export const weakKey = reject('weak-key', 'a public key of small order');

/** Each key agreement in turn; undefined as soon as one is all zero. */
export function agreeAll(pairs: readonly (readonly [AgreementKey, Uint8Array])[]): readonly Uint8Array[] | undefined {
  const results: Uint8Array[] = [];
  for (const [key, publicKey] of pairs) {
    const result = key.agree(publicKey);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

/** A session before its first message: what the key agreement does not say. */
export const newSession: Omit<RatchetSession, 'suite' | 'associatedData' | 'rootKey'> = {
  self: undefined,
  peerKey: undefined,
  sendChain: undefined,
  receiveChain: undefined,
  sent: 0,
  received: 0,
  previouslySent: 0,
  pastPeerKeys: new Uint8Array(0),
  skipped: [],
  kem: undefined,
};
