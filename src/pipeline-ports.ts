import type { Random, Did } from './base/base.ts';
import type { Approvals } from './approvals.ts';
import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import type { Intake } from './inbox.ts';
import type { JudgePorts } from './judge.ts';
import type { Lane } from './lane.ts';
import type { MessageFeed } from './message-feed.ts';
import type { PartsIn } from './parts-in.ts';
import type { PartsOut } from './parts-out.ts';
import type { CompiledPolicies } from './policy/policy.ts';
import type { Recall } from './recall.ts';
import type { Receipts } from './receipts.ts';
import type { Reputation } from './reputation.ts';
import type { Store } from './store/store.ts';

/** What every message meets on its way; docs/lifecycle.md draws it. */
export interface PipelinePorts extends Pick<JudgePorts, 'veto' | 'crossCheck' | 'tools' | 'frames'> {
  readonly self: Did;
  readonly store: Store;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly reputation: Reputation;
  readonly receipts: Receipts;
  readonly exchanges: Exchanges;
  readonly inbox: Intake;
  /** Where messages go that cannot be delivered. */
  readonly deadLetters: DeadLetters;
  readonly feed: MessageFeed;
  /** Large messages, on their way out and on their way in. */
  readonly partsOut: PartsOut;
  readonly partsIn: PartsIn;
  readonly recall: Recall;
  readonly approvals: Approvals;
  readonly events: Events;
  /** The set in force; taken once per message. */
  policies(): CompiledPolicies;
  laneTo(peer: Did): Lane;
}
