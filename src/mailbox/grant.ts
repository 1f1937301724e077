import {
  accept,
  equalBytes,
  limits,
  millis,
  reject,
  type Did,
  type Millis,
  type PeerId,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import {
  decodeMailboxGrant,
  encodeMailboxGrant,
  signPayload,
  verifySigned,
  type MailboxGrant,
  type Signed,
} from '../wire/wire.ts';

/** How long a grant holds: as long as a record, so that an owner that is gone for long is still served. */
const grantLifeMs = limits.maxRecordLifeMs;

/** What an owner lets a mailbox keep for it. */
export interface GrantDraft {
  readonly owner: Did;
  readonly mailbox: PeerId;
  readonly maxBytes: number;
  readonly maxMessages: number;
}

/** Signs a grant that holds from `now` on, for 30 days. */
export function createGrant(signing: SigningKey, draft: GrantDraft, now: Millis): Signed {
  const grant = {
    ...draft,
    notBefore: millis(Math.max(0, now - limits.clockSkewMs)),
    expires: millis(now + grantLifeMs - limits.clockSkewMs),
  };
  return signPayload(signing, 'MailboxGrant', encodeMailboxGrant(grant));
}

/**
 * Whether a grant is `owner`'s own, by its identity key, for this mailbox, and in force at `now`. Rejects with
 * `key-mismatch`, `bad-signature`, `malformed`, `did-mismatch` (of another owner, or for another mailbox), `expired`.
 */
export function verifyGrant(
  signed: Signed,
  expected: { readonly owner: Did; readonly key: Uint8Array; readonly mailbox: PeerId; readonly now: Millis },
): Verdict<MailboxGrant> {
  if (!equalBytes(signed.key, expected.key)) return reject('key-mismatch', 'the grant is signed by another key');
  const payload = verifySigned(signed, 'MailboxGrant');
  if (payload.kind !== 'accept') return payload;
  const grant = decodeMailboxGrant(payload.value);
  if (grant.kind !== 'accept') return grant;
  const { owner, mailbox, notBefore, expires } = grant.value;
  if (owner !== expected.owner || mailbox !== expected.mailbox)
    return reject('did-mismatch', 'the grant is of another owner or for another mailbox');
  const { now } = expected;
  const isInForce = notBefore <= now + limits.clockSkewMs && now < expires && expires - notBefore <= grantLifeMs;
  return isInForce ? accept(grant.value) : reject('expired', 'the grant is not in force');
}
