import {
  accept,
  equalBytes,
  reject,
  sha256,
  type Did,
  type Millis,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import {
  decodeRevocation,
  decodeSigned,
  encodeRevocation,
  encodeSigned,
  signPayload,
  verifySigned,
  type Revocation,
} from '../wire/wire.ts';
import { didFromKey } from './did.ts';
import { authenticateRecord } from './record.ts';

/** A revocation whose signature holds and whose signer had the right to it. */
export interface VerifiedRevocation {
  readonly revocation: Revocation;
  /** The encoded Signed<Revocation>, as it travels. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the signed payload. */
  readonly hash: Uint8Array;
  /** Who revoked: the agent's own key, or the organisation that sponsored it. */
  readonly by: 'self' | 'organisation';
}

/** What a revocation says. */
export interface RevocationDraft {
  readonly did: Did;
  /** For people: why; at most 256 UTF-16 units. */
  readonly reason: string;
  readonly seq: number;
  readonly revoked: Millis;
  /** The agent's encoded record, unless its genesis key signs. */
  readonly evidence?: Uint8Array;
}

/** Signs a revocation of an agent with one of its own keys or its organisation's: an encoded Signed<Revocation>. */
export function createRevocation(draft: RevocationDraft, signer: SigningKey): Uint8Array {
  const payload = encodeRevocation({ ...draft, evidence: draft.evidence ?? new Uint8Array(0) });
  return encodeSigned(signPayload(signer, 'Revocation', payload));
}

/**
 * Verifies a revocation offline: its own bytes prove the signer's right, so that no order of arrival
 * matters. Any key of the agent's chain may revoke, also one rotated away (a stolen old key can end an
 * agent, not become it), and so may an organisation that a record of the agent names. Dates do not
 * count: a revocation never expires. Rejects with `malformed`, `bad-signature` or `did-mismatch`, or with what is wrong with the evidence.
 */
export function verifyRevocation(bytes: Uint8Array): Verdict<VerifiedRevocation> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  const payload = verifySigned(signed.value, 'Revocation');
  if (payload.kind !== 'accept') return payload;
  const revocation = decodeRevocation(payload.value);
  if (revocation.kind !== 'accept') return revocation;
  const by = rightOf(signed.value.key, revocation.value);
  if (by.kind !== 'accept') return by;
  return accept({ revocation: revocation.value, bytes, hash: sha256(payload.value), by: by.value });
}

function rightOf(signer: Uint8Array, { did, evidence }: Revocation): Verdict<'self' | 'organisation'> {
  if (evidence.length === 0)
    return didFromKey(signer) === did ? accept('self') : reject('did-mismatch', 'not revoked by the first key');
  const shown = authenticateRecord(evidence);
  if (shown.kind !== 'accept') return shown;
  if (shown.value.record.did !== did) return reject('did-mismatch', 'the evidence is of another agent');
  if (shown.value.keys.some((key) => equalBytes(key, signer))) return accept('self');
  if (shown.value.organisation !== undefined && equalBytes(shown.value.organisation.key, signer))
    return accept('organisation');
  return reject('bad-signature', 'the signer has no right to revoke this agent');
}
