import {
  accept,
  equalBytes,
  limits,
  reject,
  sha256,
  utf8,
  type Did,
  type Millis,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import {
  claimedKey,
  decodeSigned,
  decodeSponsorship,
  encodeSigned,
  encodeSponsorship,
  signPayload,
  verifySigned,
} from '../wire/wire.ts';
import { organisationId } from './did.ts';

/** An organisation that signed for an agent. */
export interface Organisation {
  /** Ed25519 public key. */
  readonly key: Uint8Array;
  /** The key as a did:key. */
  readonly id: string;
  /** What the organisation calls itself: a claim, not a proof. */
  readonly name: string;
  /** From when until when it vouches for this agent. */
  readonly notBefore: Millis;
  readonly expires: Millis;
}

/** What an organisation signs for one agent. */
export interface SponsorshipDraft {
  readonly did: Did;
  readonly organisationName: string;
  readonly notBefore: Millis;
  readonly expires: Millis;
}

/** Signs for an agent with the organisation's key: an encoded Signed<Sponsorship> for the agent's record. */
export function createSponsorship(draft: SponsorshipDraft, organisation: SigningKey): Uint8Array {
  const payload = encodeSponsorship({ ...draft, organisationKey: organisation.publicKey });
  return encodeSigned(signPayload(organisation, 'Sponsorship', payload));
}

/**
 * The name under which an organisation revokes what it signed for an agent so far, as it revokes a delegation by its id: both are
 * hashes. What it signs for the agent from later on is not meant.
 */
export function membershipId(did: Did): Uint8Array {
  return sha256(utf8(`parley/membership/1 ${did}`));
}

/** Reads the sponsorship inside a record: who signed it, whatever the time. Every fault is `not-sponsored`. */
export function readSponsorship(bytes: Uint8Array, did: Did): Verdict<Organisation> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return reject('not-sponsored', 'the sponsorship cannot be read');
  const payload = verifySigned(signed.value, 'Sponsorship');
  if (payload.kind !== 'accept') return reject('not-sponsored', 'the signature of the sponsorship does not hold');
  const sponsorship = decodeSponsorship(payload.value);
  if (sponsorship.kind !== 'accept') return reject('not-sponsored', 'the sponsorship cannot be read');
  const { organisationKey: key, organisationName: name, notBefore, expires } = sponsorship.value;
  if (sponsorship.value.did !== did) return reject('not-sponsored', 'the sponsorship is for another agent');
  if (!equalBytes(key, signed.value.key)) return reject('not-sponsored', 'the sponsorship is signed by another key');
  return accept({ key, id: organisationId(key), name, notBefore, expires });
}

/** The organisation that a record says signed for its agent, of which nothing is verified; undefined when none can be read. */
export function claimedOrganisation(sponsorship: Uint8Array): Uint8Array | undefined {
  return sponsorship.length === 0 ? undefined : claimedKey(sponsorship);
}

/** Whether the organisation vouches at `now`, with the clock skew that is put up with on either side. */
export function sponsorshipInForce(organisation: Organisation, now: Millis): Verdict<Organisation> {
  return within(organisation, now) ? accept(organisation) : reject('not-sponsored', 'the sponsorship is not in force');
}

/** Whether `now` lies between two dates, give or take `limits.clockSkewMs`. */
export function within(dates: { readonly notBefore: Millis; readonly expires: Millis }, now: Millis): boolean {
  return now + limits.clockSkewMs >= dates.notBefore && now < dates.expires + limits.clockSkewMs;
}
