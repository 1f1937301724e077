import { constantTimeEqual, hmacSha256, utf8, type SecretKey } from './base/base.ts';

/** What is signed: Standard Webhooks 1.0.0, "Webhook signatures". */
export interface Signed {
  /** Of this message; the same when it is sent again. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly payload: string;
}

/** How far the time of a message may be off, seconds; Standard Webhooks leaves it to the receiver and names five minutes. */
const maxSkewSeconds = 300;

/** Signs with HMAC-SHA256: `v1,` and the base64 of the MAC over id, timestamp and payload, with points between. */
export function signWebhook({ id, timestamp, payload }: Signed, secret: SecretKey): string {
  const mac = hmacSha256(secret.expose(), utf8(`${id}.${timestamp}.${payload}`));
  return `v1,${Buffer.from(mac).toString('base64')}`;
}

/** Whether one of the signatures, with spaces between, is right and the time is about now; in constant time for each. */
export function isSignedWebhook(
  signed: Signed,
  signatures: string,
  { secret, now }: { readonly secret: SecretKey; readonly now: number },
): boolean {
  // An id with a point could move the border between the parts.
  if (signed.id.includes('.') || Math.abs(now / 1000 - signed.timestamp) > maxSkewSeconds) return false;
  const expected = utf8(signWebhook(signed, secret));
  return signatures.split(' ').some((signature) => constantTimeEqual(utf8(signature), expected));
}
