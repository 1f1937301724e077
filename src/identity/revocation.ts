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
  type RevocationTarget,
} from '../wire/wire.ts';
import { didFromKey } from './did.ts';
import { authenticateRecord } from './record.ts';
import type { Organisation } from './sponsorship.ts';

/** A revocation whose signature holds and whose signer had the right to it. */
export interface VerifiedRevocation {
  readonly revocation: Revocation;
  /** The encoded Signed<Revocation>, as it travels. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the signed payload. */
  readonly hash: Uint8Array;
  /** Who revoked: a key of the agent itself (of a delegation, of the one that gave it), or the organisation that sponsored it. */
  readonly by: 'self' | 'organisation';
  /** Who signed for the agent, as the record shown with the revocation says; undefined when none was shown or named. */
  readonly organisation: Organisation | undefined;
}

/** What a revocation says. */
export interface RevocationDraft {
  readonly did: Did;
  /** The whole agent when absent. */
  readonly target?: RevocationTarget;
  /** For people: why; at most 256 UTF-16 units. */
  readonly reason: string;
  readonly seq: number;
  readonly revoked: Millis;
  /** The agent's encoded record, unless its genesis key signs. */
  readonly evidence?: Uint8Array;
}

/** Signs a revocation of an agent with one of its own keys or its organisation's: an encoded Signed<Revocation>. */
export function createRevocation(draft: RevocationDraft, signer: SigningKey): Uint8Array {
  const { target = { kind: 'did' }, evidence = new Uint8Array(0), ...rest } = draft;
  const payload = encodeRevocation({ ...rest, target, evidence });
  return encodeSigned(signPayload(signer, 'Revocation', payload));
}

/**
 * Verifies a revocation offline: its own bytes prove the signer's right, so that no order of arrival
 * matters. Any key of the agent's chain may revoke, also one rotated away (a stolen old key can end an
 * agent, not become it), and so may an organisation that a record of the agent names. Dates do not
 * count: a revocation never expires. Rejects with `malformed`, `bad-signature`, `did-mismatch` or `key-mismatch` (the key
 * revoked is not the agent's), or with what is wrong with the evidence.
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
  return accept({ revocation: revocation.value, bytes, hash: sha256(payload.value), ...by.value });
}

type Right = Pick<VerifiedRevocation, 'by' | 'organisation'>;

function rightOf(signer: Uint8Array, { did, target, evidence }: Revocation): Verdict<Right> {
  if (evidence.length === 0) {
    if (didFromKey(signer) !== did) return reject('did-mismatch', 'not revoked by the first key');
    const isOther = target.kind === 'key' && !equalBytes(target.key, signer);
    return isOther
      ? reject('key-mismatch', 'the key is not one of the agent')
      : accept({ by: 'self', organisation: undefined });
  }
  const shown = authenticateRecord(evidence);
  if (shown.kind !== 'accept') return shown;
  if (shown.value.record.did !== did) return reject('did-mismatch', 'the evidence is of another agent');
  if (target.kind === 'key' && !shown.value.keys.some((key) => equalBytes(key, target.key)))
    return reject('key-mismatch', 'the key is not one of the agent');
  const { organisation } = shown.value;
  if (shown.value.keys.some((key) => equalBytes(key, signer))) return accept({ by: 'self', organisation });
  if (organisation !== undefined && equalBytes(organisation.key, signer))
    return accept({ by: 'organisation', organisation });
  return reject('bad-signature', 'the signer has no right to revoke this agent');
}
