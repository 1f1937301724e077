import {
  accept,
  equalBytes,
  fromBase64url,
  ignore,
  limits,
  reject,
  toBase64url,
  type Did,
  type Millis,
  type Verdict,
} from '../base/base.ts';
import { decodeSigned, decodeSponsorship } from '../wire/wire.ts';
import { authenticateRecord, verifyRecord, type VerifiedRecord } from './record.ts';
import { readSponsorship, sponsorshipInForce, within, type Organisation } from './sponsorship.ts';

/** What an organisation gave an agent: its word, and the record of the agent that held the key. */
export interface Membership {
  /** An encoded Signed<Sponsorship>, for the records of the agent. */
  readonly sponsorship: Uint8Array;
  readonly organisation: Organisation;
  /** The record of the agent that admitted: of the same organisation. */
  readonly holder: VerifiedRecord;
}

const requestPrefix = 'parleyask1';
const membershipPrefix = 'parleyorg1';
/** Base64url digits of the largest Signed: nothing longer is decoded. */
const maxSignedDigits = Math.ceil((limits.maxRecordBytes * 4) / 3);

/** The code by which an agent asks an organisation to sign for it: its own record, which it signed itself. */
export function membershipRequest(record: Uint8Array): string {
  return requestPrefix + toBase64url(record);
}

/**
 * Reads such a code as a person pasted it: white space does not matter. Whoever signed for the agent until now need not do
 * so any more. Rejects as `authenticateRecord` does, and `not-active` where the record is not in force.
 */
export function parseMembershipRequest(text: string, now: Millis): Verdict<VerifiedRecord> {
  const code = codeIn(text, requestPrefix, requestPrefix.length + maxSignedDigits);
  if (code.kind !== 'accept') return code;
  const bytes = fromBase64url(code.value);
  if (bytes === undefined) return reject('malformed', 'the code is damaged');
  const record = authenticateRecord(bytes);
  if (record.kind !== 'accept') return record;
  return within(record.value.record, now) ? record : reject('not-active', 'the record in it is not in force');
}

/** The code that answers a request: the sponsorship, and the record of the agent that admits. */
export function membershipCode(sponsorship: Uint8Array, holder: Uint8Array): string {
  return `${membershipPrefix}${toBase64url(sponsorship)}.${toBase64url(holder)}`;
}

/**
 * Reads such a code for the agent `did`. Rejects with `malformed`, `frame-too-large`, `not-sponsored` (for another agent, not
 * in force, or together with the record of an agent of another organisation), and what is wrong with that record.
 */
export function parseMembershipCode(text: string, did: Did, now: Millis): Verdict<Membership> {
  const code = codeIn(text, membershipPrefix, membershipPrefix.length + 2 * maxSignedDigits + 1);
  if (code.kind !== 'accept') return code;
  const [sponsorship, holder, ...more] = code.value.split('.').map((part) => fromBase64url(part));
  if (sponsorship === undefined || holder === undefined || more.length > 0)
    return reject('malformed', 'the code is damaged');
  const read = readSponsorship(sponsorship, did);
  const organisation = read.kind === 'accept' ? sponsorshipInForce(read.value, now) : read;
  if (organisation.kind !== 'accept') return organisation;
  const record = verifyRecord(holder, now);
  if (record.kind !== 'accept') return record;
  if (record.value.organisation?.id !== organisation.value.id)
    return reject('not-sponsored', 'the record in it is of another organisation');
  return accept({ sponsorship, organisation: organisation.value, holder: record.value });
}

function codeIn(text: string, prefix: string, maxLength: number): Verdict<string> {
  // Twice the length leaves room for line breaks, and bounds what is read.
  if (text.length > 2 * maxLength) return reject('frame-too-large', 'the code is too long');
  const code = text.replaceAll(/\s+/g, '');
  if (code.length > maxLength) return reject('frame-too-large', 'the code is too long');
  return code.startsWith(prefix)
    ? accept(code.slice(prefix.length))
    : reject('malformed', `such a code begins with ${prefix}`);
}

/** The sponsorship that an agent has now. */
export interface HeldSponsorship {
  readonly did: Did;
  readonly organisation: Organisation;
}

/**
 * Whether a sponsorship could renew the one that an agent has, without looking at its signature. Ignores one for another agent or
 * of another organisation (`not-registered`), which only its operator may choose, and one that ends no later (`duplicate`), so
 * that no replay shortens what is held. Rejects what cannot be read.
 */
export function glanceAtRenewal(bytes: Uint8Array, { did, organisation }: HeldSponsorship): Verdict<true> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  const read = decodeSponsorship(signed.value.payload);
  if (read.kind !== 'accept') return read;
  if (read.value.did !== did || !equalBytes(signed.value.key, organisation.key)) return ignore('not-registered');
  return read.value.expires > organisation.expires ? accept(true) : ignore('duplicate');
}

/** As `glanceAtRenewal`, verified: the organisation's word from now on. Rejects one that does not hold; ignores one that is not in force. */
export function verifyRenewal(bytes: Uint8Array, held: HeldSponsorship, now: Millis): Verdict<Organisation> {
  const seen = glanceAtRenewal(bytes, held);
  if (seen.kind !== 'accept') return seen;
  const read = readSponsorship(bytes, held.did);
  if (read.kind !== 'accept') return read;
  return within(read.value, now) ? read : ignore('not-active', 'the sponsorship is not in force');
}
