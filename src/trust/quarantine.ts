import {
  accept,
  equalBytes,
  ignore,
  millis,
  reject,
  sha256,
  type Millis,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import {
  decodeQuarantine,
  claimedType,
  decodeSigned,
  encodeQuarantine,
  encodeSigned,
  signPayload,
  verifySigned,
  type QuarantineBody,
  type QuarantineCause,
} from '../wire/wire.ts';
import { one, scaled, type Fixed } from './decay.ts';
import { meaningOf, type TrustEventKind } from './observation.ts';
import type { Parameters } from './parameters.ts';
import type { KeysOf } from './receipt.ts';
import { unitsOf } from './units.ts';

const type = 'Quarantine';

/** Somebody's word, signed, that it shut an agent out or let it in again. */
export interface AnnouncedQuarantine {
  readonly body: QuarantineBody;
  /** The encoded Signed, as it travels. */
  readonly bytes: Uint8Array;
  /** The key of `by` that signed it. */
  readonly key: Uint8Array;
  /** SHA-256 of the payload. */
  readonly id: Uint8Array;
}

/** Signs a quarantine, or that it was lifted (`until` not after `at`). */
export function announceQuarantine(key: SigningKey, body: QuarantineBody): AnnouncedQuarantine {
  const payload = encodeQuarantine(body);
  return { body, bytes: encodeSigned(signPayload(key, type, payload)), key: key.publicKey, id: sha256(payload) };
}

/** Whether bytes are a Signed of type `Quarantine`, whatever is in it. */
export function isQuarantine(bytes: Uint8Array): boolean {
  return claimedType(bytes) === type;
}

/** What an announcement says, without a look at who signed it (`malformed`). */
export function readQuarantine(bytes: Uint8Array): Verdict<AnnouncedQuarantine> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  const body = decodeQuarantine(signed.value.payload);
  if (body.kind !== 'accept') return body;
  if (body.value.by === body.value.subject) return reject('malformed', 'nobody shuts itself out');
  return accept({ body: body.value, bytes, key: signed.value.key, id: sha256(signed.value.payload) });
}

/**
 * Verifies an announcement whatever the time: its form (`malformed`), that both are known (`not-registered`, not the
 * sender's fault), and that a key of `by` signed it (`key-mismatch`, `bad-signature`).
 */
export function verifyQuarantine(bytes: Uint8Array, keysOf: KeysOf): Verdict<AnnouncedQuarantine> {
  const read = readQuarantine(bytes);
  const signed = decodeSigned(bytes);
  if (read.kind !== 'accept') return read;
  if (signed.kind !== 'accept') return signed;
  const { by, subject } = read.value.body;
  const keys = keysOf(by);
  if (keys === undefined || keysOf(subject) === undefined) return ignore('not-registered', 'announcer or subject');
  if (!keys.some((key) => equalBytes(key, signed.value.key))) return reject('key-mismatch', 'of the announcer');
  const payload = verifySigned(signed.value, type);
  return payload.kind === 'accept' ? read : payload;
}

/** From when on an announcement says nothing: as evidence it has faded, and every node lets go of it at the same time. */
export function endOfAnnouncement({ since }: QuarantineBody, parameters: Parameters): Millis {
  return millis(since + parameters.maxAgeHours * hourMs);
}

const hourMs = 3_600_000;

/** Whether an announcement may be taken in: said at most an hour ahead, about a quarantine that began at most `maxAgeHours` ago. */
export function announcementFits(body: QuarantineBody, now: Millis, parameters: Parameters): boolean {
  return body.at <= now + hourMs && endOfAnnouncement(body, parameters) > now;
}

/** Whether a quarantine was ended by a person before its time: then its announcer says nothing with it any more. */
export function isLifted({ until, at }: QuarantineBody): boolean {
  return until !== undefined && until <= at;
}

/** What each cause is evidence of. Two receipts of one number prove themselves: nobody's word adds to that. */
const meanings: Readonly<Record<QuarantineCause, TrustEventKind | undefined>> = {
  burst: 'overused',
  failures: 'failed',
  denials: 'breached',
  operator: 'breached',
  equivocation: undefined,
};

/** Fresh bad units that an announcement stands for; 0 for one that was lifted. */
export function lossOfQuarantine(body: QuarantineBody, parameters: Parameters): Fixed {
  const kind = meanings[body.cause];
  return kind === undefined || isLifted(body) ? 0 : unitsOf(meaningOf(kind), parameters).loss;
}

/** What one rater says of one agent in one day, with what its quarantines of that day add: at most 1.0 unit still. */
export function withQuarantine(
  said: { readonly r: Fixed; readonly s: Fixed },
  loss: Fixed,
): { readonly r: Fixed; readonly s: Fixed } {
  const units = Math.max(one, said.r + said.s + loss);
  return { r: scaled(said.r, one, units), s: scaled(said.s + loss, one, units) };
}
