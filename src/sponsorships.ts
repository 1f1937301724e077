import { accept, equalBytes, type Did, type Millis, type Verdict } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import { didFromKey, membershipId, type VerifiedRevocation } from './identity/identity.ts';
import {
  glanceAtOwnRenewal,
  isAdmitted,
  organisationKey,
  renewOwn,
  sponsorAgent,
  sponsorshipLifeMs,
} from './own-organisation.ts';
import { publishRecord, type OwnFacts } from './own-record.ts';
import type { Store } from './store/store.ts';
import { claimedType } from './wire/wire.ts';

/** What renewing the word of an organisation needs of the hall. */
export interface SponsorshipPorts {
  readonly store: Store;
  readonly own: OwnFacts;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly events: Events;
}

/** Whether a statement is the word of an organisation for one of its agents. */
export function isSponsorship(bytes: Uint8Array): boolean {
  return claimedType(bytes) === 'Sponsorship';
}

/**
 * The word of an organisation between its nodes: that which holds the key tells an admitted agent a longer word when half of
 * the last one has passed, and the agent publishes its record with it. Nothing of it is asked for or passed on: whose key signs
 * decides to whom.
 */
export class Sponsorships {
  readonly #ports: SponsorshipPorts;

  constructor(ports: SponsorshipPorts) {
    this.#ports = ports;
  }

  /** What a peer is told: a longer word of our organisation, where it is due. */
  toTell(peer: Did, now: Millis): readonly Uint8Array[] {
    const { directory, own, store, events } = this.#ports;
    const id = directory.ownOrganisation;
    const record = directory.peer(peer).entry?.record;
    if (id === undefined || record === undefined || !isDue(record.organisation, id, now)) return [];
    const key = organisationKey(own.keys, id);
    if (key === undefined || !isAdmitted(store, peer)) return [];
    const organisationName = own.config.organisation ?? own.config.name;
    events.sponsorshipGiven(peer);
    const revokedUntil = directory.membershipEnd(peer, didFromKey(key.publicKey));
    return [sponsorAgent(key, { did: peer, organisationName, lifeMs: sponsorshipLifeMs, revokedUntil }, now)];
  }

  /** Where a revocation ends what our organisation signed for us: our record without it, on disk and in force. */
  async leave({ revocation: { did, target } }: VerifiedRevocation): Promise<Uint8Array | undefined> {
    const { store, own, directory, clock, events } = this.#ports;
    if (did !== directory.ownOrganisationDid || target.kind !== 'delegation') return undefined;
    if (!equalBytes(target.id, membershipId(own.keys.did))) return undefined;
    directory.replaceOwn(await publishRecord(store, own, clock.now()));
    events.sponsorshipTaken(directory.own.organisation?.expires);
    return directory.own.bytes;
  }

  /** Whether one that was told could be news to us. */
  glance(bytes: Uint8Array): Verdict<true> {
    return glanceAtOwnRenewal(this.#ports.store, this.#ports.own.keys.did, bytes);
  }

  /** Takes one in that was told; accepts our record with it, which is on disk and in force. */
  async came(bytes: Uint8Array, now: Millis): Promise<Verdict<Uint8Array>> {
    const { store, own, directory, clock, events } = this.#ports;
    const renewed = renewOwn(store, own.keys.did, bytes, now);
    if (renewed.kind !== 'accept') return renewed;
    await store.commit(renewed.value);
    directory.replaceOwn(await publishRecord(store, own, clock.now()));
    events.sponsorshipTaken(directory.own.organisation?.expires);
    return accept(directory.own.bytes);
  }
}

/** Whether less than half of an agent's sponsorship is left, or none. One of another organisation has left ours. */
function isDue(
  organisation: { readonly id: string; readonly expires: Millis } | undefined,
  own: string,
  now: Millis,
): boolean {
  if (organisation === undefined) return true;
  return organisation.id === own && organisation.expires - now < sponsorshipLifeMs / 2;
}
