import { one, type Fixed } from './decay.ts';
import { direct } from './direct.ts';
import { pruneLedger, type Entry, type Hour, type Ledger } from './ledger.ts';
import type { Parameters } from './parameters.ts';

/** Whether an agent may act in a write class, and why. */
export interface WriteGate {
  readonly allow: boolean;
  readonly by: 'evidence' | 'grant' | 'nothing';
  /** Good direct evidence in the class, fixed-point units. */
  readonly r: Fixed;
  readonly required: Fixed;
}

/** What `canWrite` judges by. */
export interface WriteGateInput {
  readonly ledger: Ledger;
  readonly capabilityClass: string;
  /** Whether an operator's grant or vouch for this class, or a delegation from a pinned organisation, holds now. */
  readonly granted: boolean;
  readonly nowHour: Hour;
  readonly parameters: Parameters;
}

/** A write-class action needs good evidence in the same class: good conduct in one skill does not buy another. */
export function canWrite({ ledger, capabilityClass, granted, nowHour, parameters }: WriteGateInput): WriteGate {
  const kept = pruneLedger(ledger, nowHour, parameters.maxAgeHours);
  const inClass = capabilityClass === '' ? () => false : (entry: Entry) => entry.capabilityClass === capabilityClass;
  const { r } = direct(kept, nowHour, parameters, inClass);
  const required = parameters.writeUnits * one;
  if (r >= required) return { allow: true, by: 'evidence', r, required };
  return { allow: granted, by: granted ? 'grant' : 'nothing', r, required };
}
