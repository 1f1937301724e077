import type { Millis } from '../base/base.ts';
import { one, type Fixed } from './decay.ts';
import { direct } from './direct.ts';
import { pruneLedger, type Entry, type Hour, type Ledger } from './ledger.ts';
import type { Parameters } from './parameters.ts';

/** What opens a class for an agent that has not earned it. */
export interface Grant {
  /** The operator's vouch, or a delegation from our own or a pinned organisation. */
  readonly by: 'vouch' | 'delegation';
  /** From then on it opens nothing. */
  readonly until: Millis;
}

/** Whether an agent may act in a write class, and why. */
export interface WriteGate {
  readonly allow: boolean;
  readonly by: 'evidence' | Grant['by'] | 'nothing';
  /** When what opens it ends by itself; undefined for evidence, which fades, and for nothing. */
  readonly until: Millis | undefined;
  /** Good direct evidence in the class, fixed-point units. */
  readonly r: Fixed;
  readonly required: Fixed;
}

/** Good direct evidence in one capability class, fixed-point units; nothing is of the class without a name. */
export function earnedIn(ledger: Ledger, capabilityClass: string, nowHour: Hour, parameters: Parameters): Fixed {
  if (capabilityClass === '') return 0;
  const kept = pruneLedger(ledger, nowHour, parameters.maxAgeHours);
  return direct(kept, nowHour, parameters, (entry: Entry) => entry.capabilityClass === capabilityClass).r;
}

/**
 * A write-class action needs good evidence in the same class: good conduct in one skill does not buy another. A grant
 * opens the class for a newcomer, for as long as it lasts.
 */
export function writeGate(r: Fixed, grant: Grant | undefined, parameters: Parameters): WriteGate {
  const required = parameters.writeUnits * one;
  if (r >= required) return { allow: true, by: 'evidence', until: undefined, r, required };
  if (grant === undefined) return { allow: false, by: 'nothing', until: undefined, r, required };
  return { allow: true, by: grant.by, until: grant.until, r, required };
}
