import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import type { AgentIdentity } from './identity/identity.ts';
import type { Inbox } from './inbox.ts';
import type { Invitations } from './invitations.ts';
import type { Links } from './links.ts';
import type { Net } from './net/net.ts';
import type { Pipeline } from './pipeline.ts';
import type { PrekeyShelf } from './prekey-shelf.ts';
import type { Recall } from './recall.ts';
import type { Reputation } from './reputation.ts';
import type { Rulebook } from './rulebook/rulebook.ts';
import type { KeyringSecrets, Store } from './store/store.ts';
import type { Suites } from './suites.ts';

/** Everything that runs, for what looks at the node as a whole: the control API and the sweep. */
export interface RunningNode {
  readonly config: Config;
  readonly clock: Clock;
  readonly identity: AgentIdentity;
  readonly store: Store;
  readonly secrets: KeyringSecrets;
  readonly audit: AuditLog;
  readonly net: Net;
  readonly directory: Directory;
  readonly reputation: Reputation;
  readonly invitations: Invitations;
  readonly inbox: Inbox;
  readonly exchanges: Exchanges;
  readonly links: Links;
  readonly pipeline: Pipeline;
  readonly shelf: PrekeyShelf;
  readonly recall: Recall;
  readonly rulebook: Rulebook;
  readonly suites: Suites;
  readonly events: Events;
  readonly started: number;
  ingressUrl(): string;
  controlUrl(): string;
  isStopping(): boolean;
  stop(): void;
}
