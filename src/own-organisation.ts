import {
  accept,
  equalBytes,
  ignore,
  limits,
  millis,
  type Did,
  type Millis,
  type SigningKey,
  type Verdict,
} from './base/base.ts';
import {
  createSponsorship,
  didFromKey,
  glanceAtRenewal,
  organisationId,
  readSponsorship,
  verifyRenewal,
  type Organisation,
} from './identity/identity.ts';
import type { OwnKeys } from './own-keys.ts';
import { RevokedDelegations } from './revoked-delegations.ts';
import type { Operation, Store } from './store/store.ts';

/** Where the store keeps the word of an organisation whose key is elsewhere. */
const sponsorshipKey = 'own-sponsorship';

/** The word of an organisation that our agent joined. */
export interface JoinedOrganisation {
  /** An encoded Signed<Sponsorship>. */
  readonly sponsorship: Uint8Array;
  readonly organisation: Organisation;
}

/** What a store held last, verified: it is asked for with every sponsorship that anyone tells. */
const verified = new WeakMap<Pick<Store, 'get'>, JoinedOrganisation>();

/** The organisation that our agent joined, also when its word has run out; undefined when the keyring's own key signs. */
export function joinedOrganisation(store: Pick<Store, 'get'>, did: Did): JoinedOrganisation | undefined {
  const sponsorship = store.get('meta', sponsorshipKey);
  if (sponsorship === undefined) return undefined;
  const known = verified.get(store);
  if (known !== undefined && equalBytes(known.sponsorship, sponsorship)) return known;
  const organisation = readSponsorship(sponsorship, did);
  if (organisation.kind !== 'accept')
    throw new RangeError(`a sponsorship of ours does not verify: ${organisation.reason}`);
  const joined = { sponsorship, organisation: organisation.value };
  verified.set(store, joined);
  return joined;
}

/** The write that joins an organisation, or leaves it when there is no sponsorship. */
export function joinOperation(sponsorship: Uint8Array | undefined): Operation {
  return sponsorship === undefined
    ? { kind: 'delete', space: 'meta', key: sponsorshipKey }
    : { kind: 'put', space: 'meta', key: sponsorshipKey, value: sponsorship };
}

/** The key of an organisation, when this node holds it. */
export function organisationKey(keys: Pick<OwnKeys, 'organisation'>, id: string | undefined): SigningKey | undefined {
  const key = keys.organisation();
  return key !== undefined && organisationId(key.publicKey) === id ? key : undefined;
}

/** What a record of ours is to say about its organisation. */
interface Wanted {
  readonly keys: OwnKeys;
  readonly organisationName: string;
  readonly notBefore: Millis;
  readonly expires: Millis;
  readonly now: Millis;
}

/**
 * The sponsorship for a record of ours: by the key in the keyring, unless our agent joined an organisation whose key is
 * elsewhere. Its word is used as long as it holds; afterwards nobody signs for us, for to be of one organisation today and of
 * another tomorrow is for the operator to decide.
 */
export function sponsorshipFor(store: Pick<Store, 'get'>, wanted: Wanted): Uint8Array {
  const { keys, now, ...rest } = wanted;
  const joined = joinedOrganisation(store, keys.did);
  const key = joined === undefined ? keys.organisation() : organisationKey(keys, joined.organisation.id);
  if (key !== undefined) return createSponsorship({ did: keys.did, ...rest }, key);
  const holds = joined !== undefined && now < membershipEnd(store, joined.organisation, keys.did);
  return holds ? joined.sponsorship : new Uint8Array(0);
}

/** When the word of an organisation for our agent ends or ended: when it said so, or before, by a revocation. */
function membershipEnd(store: Pick<Store, 'get'>, { key, notBefore, expires }: Organisation, did: Did): number {
  const end = RevokedDelegations.membershipEndIn(store, did, didFromKey(key));
  return end === undefined || notBefore > end ? expires : Math.min(end, expires);
}

/** Whether a sponsorship that somebody told could be news to us; costs no verification. */
export function glanceAtOwnRenewal(store: Pick<Store, 'get'>, did: Did, bytes: Uint8Array): Verdict<true> {
  const joined = joinedOrganisation(store, did);
  return joined === undefined
    ? ignore('not-registered')
    : glanceAtRenewal(bytes, { did, organisation: joined.organisation });
}

/** Takes the longer word of the organisation that our agent joined; accepts the write that keeps it. */
export function renewOwn(
  store: Pick<Store, 'get'>,
  did: Did,
  bytes: Uint8Array,
  now: Millis,
): Verdict<readonly Operation[]> {
  const joined = joinedOrganisation(store, did);
  if (joined === undefined) return ignore('not-registered');
  const renewed = verifyRenewal(bytes, { did, organisation: joined.organisation }, now);
  return renewed.kind === 'accept' ? accept([joinOperation(bytes)]) : renewed;
}

/** How long the word of an organisation holds that is renewed by itself: as long as a record may. */
export const sponsorshipLifeMs = limits.maxRecordLifeMs;

/** Whom our organisation signs for, and for how long. */
interface Sponsored {
  readonly did: Did;
  readonly organisationName: string;
  readonly lifeMs: number;
  /** Until when what was signed for the agent before is revoked. */
  readonly revokedUntil: number | undefined;
}

/** Signs for another agent with the key of our organisation: from now, for `lifeMs`. */
export function sponsorAgent(key: SigningKey, about: Sponsored, now: Millis): Uint8Array {
  const after = about.revokedUntil === undefined ? 0 : about.revokedUntil + 1;
  const notBefore = millis(Math.max(after, Math.floor(now) - limits.clockSkewMs));
  const expires = millis(Math.floor(now) + about.lifeMs);
  return createSponsorship({ did: about.did, organisationName: about.organisationName, notBefore, expires }, key);
}

/** Under this key the store says that an agent was admitted until further notice. */
function admissionKey(did: Did): string {
  return `admitted/${did}`;
}

/** The write that admits an agent until further notice, or ends that. */
export function admissionOperation(did: Did, admitted: boolean): Operation {
  const key = admissionKey(did);
  return admitted
    ? { kind: 'put', space: 'meta', key, value: Uint8Array.of(1) }
    : { kind: 'delete', space: 'meta', key };
}

/** Whether the operator admitted an agent until further notice. */
export function isAdmitted(store: Pick<Store, 'get'>, did: Did): boolean {
  return store.get('meta', admissionKey(did)) !== undefined;
}

/** Before the end of what an organisation signed for: time to connect to its node, or to ask for a new code. */
const noticeMs = 7 * 24 * 3600 * 1000;

/** What the operator must know of the word of the organisation that our agent joined; nothing while it holds for long. */
export function membershipProblems(store: Pick<Store, 'get'>, keys: OwnKeys, now: Millis): readonly string[] {
  const joined = joinedOrganisation(store, keys.did)?.organisation;
  if (joined === undefined || organisationKey(keys, joined.id) !== undefined) return [];
  const end = membershipEnd(store, joined, keys.did);
  const leftMs = end - now;
  if (leftMs >= Math.min(noticeMs, (joined.expires - joined.notBefore) / 4)) return [];
  const until = new Date(end).toISOString();
  const what = leftMs > 0 ? 'signs for this agent only until' : 'signs for this agent no more, since';
  return [
    `the organisation ${joined.id} ${what} ${until}; connect to the node that admitted it, or ask there for a new code with \`parley org request\``,
  ];
}
