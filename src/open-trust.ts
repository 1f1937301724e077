import type { Did, Random } from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import { CredibilityKeeper } from './credibility-keeper.ts';
import { Delegations } from './delegations.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { AgentIdentity } from './identity/identity.ts';
import { Kills } from './kills.ts';
import { OperatorHand } from './operator-hand.ts';
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
}

/** Reads all the store holds about trust. */
export async function openTrust(ports: TrustPorts): Promise<TrustParts> {
  const { store, clock, directory } = ports;
  const self: Did = ports.self.did;
  const [hand, receipts, news] = [new OperatorHand(store), new Receipts(ports), new QuarantineNews(ports)];
  const quarantines = new Quarantines(store, (said) => news.announce(said));
  await hand.load();
  await news.load(clock.now());
  await quarantines.load();
  await receipts.load(clock.now());
  const kills = await Kills.open(ports);
  const organisationOf = (did: Did): string | undefined => directory.organisationOf(did);
  const isKilled = (did: Did): boolean => kills.of(did, organisationOf) !== undefined;
  const delegations = await Delegations.open({ ...ports, self, isKilled });
  directory.guard({ isIssuer: (did) => delegations.isIssuer(did), isPinned: (target) => hand.pinned.has(target) });
  const reputation = new Reputation({ ...ports, self, receipts, hand, quarantines, news, kills, delegations });
  await reputation.load();
  return {
    reputation,
    receipts,
    hand,
    quarantines,
    news,
    kills,
    delegations,
    credibility: new CredibilityKeeper({ reputation, clock }),
  };
}
