import type { Did, PeerId, Reason } from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import { RateGate } from './rate.ts';
import type { Store } from './store/store.ts';

/** What writing refusals down needs of the rest of the hall. */
export interface RefusalPorts {
  readonly store: Pick<Store, 'commit'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly events: Pick<Events, 'internalError'>;
}

/** A handshake or a knock that was refused here, and who was at the other end as far as that was known. */
export interface Refused {
  readonly step: 'handshake' | 'session';
  /** Who began: the other side (`in`) or this node. */
  readonly direction: 'in' | 'out';
  /** The agent that was proved, or meant; undefined as long as nobody was. */
  readonly peer: Did | undefined;
  /** The libp2p host of the connection; undefined behind a handshake that held. */
  readonly host: PeerId | undefined;
  readonly reason: Reason;
}

/** Reasons that say that somebody may not be who he seems, or that somebody changes or repeats what is said. */
const telling: ReadonlySet<Reason> = new Set<Reason>([
  'bad-signature',
  'key-mismatch',
  'did-mismatch',
  'downgraded',
  'no-common-suite',
  'reflected',
  'replayed',
]);

/** Entries that one host or agent may cause: an attempt and its repetitions are told, and then one in five minutes. */
const rateOfOne = { burst: 10, perSecond: 1 / 300 };
/** Entries that all of them together may cause: whoever makes a host for each attempt fills no log. */
const rateOfAll = { burst: 100, perSecond: 0.1 };
const everyone = 'everyone';

/**
 * Writes refused attempts to pose, to change suites, to replay and to reflect into the audit log. Strangers cause
 * these entries, so they are few; the log at `warn` has every one.
 */
export class Refusals {
  readonly #ports: RefusalPorts;
  readonly #ofOne = new RateGate<string>(rateOfOne);
  readonly #ofAll = new RateGate<string>(rateOfAll);

  constructor(ports: RefusalPorts) {
    this.#ports = ports;
  }

  /** Notes a refusal when its reason is telling. It decides nothing, so it is not waited for. */
  note({ step, direction, peer, host, reason }: Refused): void {
    const { store, audit, clock, events } = this.#ports;
    const now = clock.now();
    if (!telling.has(reason) || audit.problem !== undefined) return;
    if (!this.#ofOne.admit(host ?? peer ?? everyone, now) || !this.#ofAll.admit(everyone, now)) return;
    const entry = audit.append({
      type: 'refusal',
      time: now,
      step,
      direction,
      ...(peer === undefined ? {} : { peer }),
      ...(host === undefined ? {} : { host }),
      reason,
    });
    store.commit([entry], { lazy: true }).catch((error: unknown) => events.internalError('audit', error));
  }
}
