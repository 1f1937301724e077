import type { SecretKey } from './base/base.ts';
import type { Approvals } from './approvals.ts';
import type { AuditLog } from './audit-log.ts';
import type { Cards } from './cards.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { CrossCheck } from './cross-check.ts';
import type { CredibilityKeeper } from './credibility-keeper.ts';
import type { Delegations } from './delegations.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import type { Gossip } from './gossip.ts';
import type { Inbox } from './inbox.ts';
import type { Invitations } from './invitations.ts';
import type { Kills } from './kills.ts';
import type { Links } from './links.ts';
import type { Lookup } from './lookup.ts';
import type { Letterbox } from './letterbox.ts';
import type { Mailing } from './mailing.ts';
import type { MeshEndpoint } from './mesh-endpoint.ts';
import type { MeshIatp } from './mesh-iatp.ts';
import type { MessageFeed } from './message-feed.ts';
import type { Net } from './net/net.ts';
import type { OwnKeys } from './own-keys.ts';
import type { OwnFacts, RotationPorts } from './own-record.ts';
import type { PartsIn } from './parts-in.ts';
import type { PartsOut } from './parts-out.ts';
import type { PersonLogins } from './person-logins.ts';
import type { Pipeline } from './pipeline.ts';
import type { PrekeyShelf } from './prekey-shelf.ts';
import type { Recall } from './recall.ts';
import type { ProvedIdentities } from './proved-identities.ts';
import type { OperatorHand } from './operator-hand.ts';
import type { QuarantineNews } from './quarantine-news.ts';
import type { Quarantines } from './quarantine.ts';
import type { Receipts } from './receipts.ts';
import type { Reputation } from './reputation.ts';
import type { Rulebook } from './rulebook/rulebook.ts';
import type { Veto } from './veto/veto.ts';
import type { Witnessing } from './witnessing.ts';
import type { SessionReview } from './session-review.ts';
import type { Sightings } from './sightings.ts';
import type { Store } from './store/store.ts';
import type { Suites } from './suites.ts';
import type { ToolPins } from './tool-pins.ts';

/** Everything that runs, for what looks at the node as a whole: the control API and the sweep. */
export interface RunningNode {
  readonly config: Config;
  readonly clock: Clock;
  readonly identity: OwnKeys;
  /** What our record says, and how a rotation is kept. */
  readonly own: OwnFacts & RotationPorts;
  readonly store: Store;
  readonly audit: AuditLog;
  readonly witnessing: Witnessing;
  readonly net: Net;
  readonly directory: Directory;
  readonly reputation: Reputation;
  readonly receipts: Receipts;
  readonly hand: OperatorHand;
  readonly quarantines: Quarantines;
  /** Quarantines that nodes announced. */
  readonly news: QuarantineNews;
  readonly kills: Kills;
  readonly delegations: Delegations;
  readonly credibility: CredibilityKeeper;
  /** Who agents proved to be elsewhere. */
  readonly proved: ProvedIdentities;
  readonly invitations: Invitations;
  readonly inbox: Inbox;
  readonly deadLetters: DeadLetters;
  readonly feed: MessageFeed;
  readonly partsOut: PartsOut;
  readonly partsIn: PartsIn;
  readonly exchanges: Exchanges;
  readonly links: Links;
  readonly sightings: Sightings;
  readonly lookup: Lookup;
  /** A2A cards of remote agents. */
  readonly cards: Cards;
  readonly mailing: Mailing;
  readonly letterbox: Letterbox;
  readonly gossip: Gossip;
  readonly pipeline: Pipeline;
  readonly shelf: PrekeyShelf;
  readonly review: SessionReview;
  readonly recall: Recall;
  readonly approvals: Approvals;
  /** What the approval webhook's owner signs with; undefined without one. */
  readonly webhookSecret: SecretKey | undefined;
  /** Remote engines that may say no; undefined when there are none. */
  readonly veto: Veto | undefined;
  readonly tools: ToolPins;
  /** Logins at servers behind this node that a person makes. */
  readonly personLogins: PersonLogins;
  readonly rulebook: Rulebook;
  readonly crossCheck: CrossCheck;
  readonly suites: Suites;
  readonly events: Events;
  /** The agent as an agent of AgentMesh; undefined where it is none. */
  meshEndpoint(): MeshEndpoint | undefined;
  /** IATP in AgentMesh's shapes; undefined where the gateway is off. */
  meshIatp(): MeshIatp | undefined;
  readonly started: number;
  ingressUrl(): string;
  controlUrl(): string;
  isStopping(): boolean;
  stop(): void;
}
