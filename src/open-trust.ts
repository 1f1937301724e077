import type { Did, Random } from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import { CredibilityKeeper } from './credibility-keeper.ts';
import { Delegations } from './delegations.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { AgentIdentity } from './identity/identity.ts';
import type { TrustedIssuer } from './identity-links.ts';
import { Kills } from './kills.ts';
import { OperatorHand } from './operator-hand.ts';
import { ProvedIdentities } from './proved-identities.ts';
import { QuarantineNews } from './quarantine-news.ts';
import { Quarantines } from './quarantine.ts';
import { Receipts } from './receipts.ts';
import { Reputation, type ReputationPorts } from './reputation.ts';
import type { Store } from './store/store.ts';

/** What trust is made of. */
export interface TrustParts {
  readonly reputation: Reputation;
  readonly receipts: Receipts;
  readonly hand: OperatorHand;
  readonly quarantines: Quarantines;
  readonly news: QuarantineNews;
  readonly kills: Kills;
  readonly delegations: Delegations;
  readonly credibility: CredibilityKeeper;
  /** Who agents proved to be elsewhere. */
  readonly proved: ProvedIdentities;
}

/** What `openTrust` needs. */
export interface TrustPorts extends Pick<ReputationPorts, 'minScore' | 'behaviour'> {
  readonly store: Store;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly self: AgentIdentity;
  readonly directory: Directory;
  readonly events: Events;
  /** The issuers whose word on who agents are elsewhere counts; none when absent. */
  readonly trusted?: readonly Pick<TrustedIssuer, 'kind' | 'issuer'>[] | undefined;
}

/** Reads all the store holds about trust. */
export async function openTrust(ports: TrustPorts): Promise<TrustParts> {
  const { store, clock, directory, events } = ports;
  const self: Did = ports.self.did;
  const [hand, receipts, news] = [new OperatorHand(store), new Receipts(ports), new QuarantineNews(ports)];
  const quarantines = new Quarantines(store, (said) => news.announce(said));
  await hand.load();
  await news.load(clock.now());
  await quarantines.load();
  await receipts.load(clock.now());
  const kills = await Kills.open(ports);
  const organisationOf = (did: Did): string | undefined => directory.organisationOf(did);
  const isKilled = (did: Did): boolean =>
    kills.of(did, (issuer) => directory.organisationBehind(issuer) ?? organisationOf(issuer)) !== undefined;
  const delegations = await Delegations.open({ ...ports, self, isKilled }, clock.now());
  directory.guard({
    isIssuer: (did) => delegations.isIssuer(did),
    isCarriedIssuer: (did) => delegations.isCarriedIssuer(did),
    isPinned: (target) => hand.pinned.has(target),
  });
  const proved = await ProvedIdentities.open(store, ({ kind, issuer }) =>
    (ports.trusted ?? []).some((one) => one.kind === kind && one.issuer === issuer),
  );
  const reputation = new Reputation({ ...ports, self, receipts, hand, quarantines, news, kills, delegations, proved });
  await reputation.load();
  directory.onOrganisation(() => {
    events.organisationChanged(directory.ownOrganisation);
    reputation.changed();
    delegations.sortAnew().catch((error: unknown) => events.internalError('delegations', error));
  });
  return {
    reputation,
    receipts,
    hand,
    quarantines,
    news,
    kills,
    delegations,
    credibility: new CredibilityKeeper({ reputation, clock }),
    proved,
  };
}
