import { utf8, type Millis } from '../base/base.ts';
import { dimensions, isSeverity, type Dimension, type Severity } from './dimension.ts';

/** Whole hours since the Unix epoch, an unsigned 32-bit integer. */
export type Hour = number;

/** The hour in which a moment lies. */
export function hourOf(now: Millis): Hour {
  return Math.floor(now / 3_600_000);
}

/** Bounds of one subject's ledger. */
export const ledgerLimits = {
  /** Entries without any failure in them; beyond, the oldest hours of them go. */
  maxGoodEntries: 8192,
  /**
   * Entries with a failure in them. A bound of their own, so that no amount of good conduct, in however many
   * classes, pushes a failure out: only newer failures do.
   */
  maxBadEntries: 8192,
  /** Capability classes told apart within one hour; the alphabetically later ones are counted without a class. */
  maxClassesPerHour: 7,
  /** Observations of one kind in one hour; more count no further, and sums stay exact (see `score`). */
  maxCount: 4095,
  /** Longest capability class, bytes of UTF-8; a longer one is counted without a class. */
  maxClassBytes: 64,
} as const;

/** One thing that this node saw an agent do (trust.md, E1). */
export interface Observation {
  readonly dimension: Dimension;
  /** 0 (failed) to 100 (in full), an integer. */
  readonly outcome: number;
  /** How bad the missing part of the outcome is; means nothing at 100. */
  readonly severity: Severity;
  /** The class of capability it was about; empty for none. */
  readonly capabilityClass: string;
  readonly hour: Hour;
}

/** Equal observations of one hour, counted. */
export interface Entry {
  readonly dimension: Dimension;
  readonly outcome: number;
  readonly severity: Severity;
  readonly capabilityClass: string;
  /** 1 to `ledgerLimits.maxCount`. */
  readonly count: number;
}

/**
 * What this node saw of one agent. Never changed: `observe` gives a new one. The same observations give the same
 * ledger, in whatever order and portions they come, even where a bound drops some of them.
 */
export interface Ledger {
  readonly hours: ReadonlyMap<Hour, readonly Entry[]>;
  /** Entries without and with a failure, over all hours. */
  readonly good: number;
  readonly bad: number;
  /** Good entries up to this hour were dropped for want of room, and come no more; -1 when none were. */
  readonly goodFloor: Hour;
  /** The same for bad entries. */
  readonly badFloor: Hour;
}

/** The ledger of an agent never seen. */
export const emptyLedger: Ledger = Object.freeze({
  hours: new Map<Hour, readonly Entry[]>(),
  good: 0,
  bad: 0,
  goodFloor: -1,
  badFloor: -1,
});

/** Whether nothing in an entry failed. */
export function isGood(entry: { readonly outcome: number }): boolean {
  return entry.outcome === 100;
}

/**
 * Adds observations. Throws RangeError when one has an outcome, severity or hour out of range: they are ours, so
 * it is our mistake.
 */
export function observe(ledger: Ledger, observations: readonly Observation[]): Ledger {
  if (observations.length === 0) return ledger;
  const hours = new Map(ledger.hours);
  for (const observation of observations) {
    check(observation);
    const floor = isGood(observation) ? ledger.goodFloor : ledger.badFloor;
    if (observation.hour <= floor) continue;
    const entry: Entry = { ...entryOf(observation), count: 1 };
    hours.set(observation.hour, boundClasses(addEntry(hours.get(observation.hour) ?? [], entry)));
  }
  return withinBounds(hours, ledger);
}

/** A ledger of whole hours, as the store gives them back; the bounds are applied again. */
export function ledgerOf(
  hours: ReadonlyMap<Hour, readonly Entry[]>,
  floors: Pick<Ledger, 'goodFloor' | 'badFloor'>,
): Ledger {
  return withinBounds(new Map(hours), floors);
}

/** Drops what is older than `maxAgeHours` at `nowHour`: the score counts it no more. */
export function pruneLedger(ledger: Ledger, nowHour: Hour, maxAgeHours: number): Ledger {
  const oldest = nowHour - maxAgeHours;
  const hours = new Map<Hour, readonly Entry[]>();
  for (const [hour, entries] of ledger.hours) if (hour >= oldest) hours.set(hour, entries);
  return hours.size === ledger.hours.size ? ledger : withinBounds(hours, ledger);
}

/** A ledger as it was at the end of an hour. */
export function ledgerUpTo(ledger: Ledger, last: Hour): Ledger {
  const hours = [...ledger.hours].filter(([hour]) => hour <= last);
  return hours.length === ledger.hours.size ? ledger : withinBounds(new Map(hours), ledger);
}

/** A ledger without the misconduct up to an hour; what was good stays. */
export function forgiveLedger(ledger: Ledger, upTo: Hour): Ledger {
  const hours = new Map<Hour, readonly Entry[]>();
  for (const [hour, entries] of ledger.hours) {
    const kept = hour > upTo ? entries : entries.filter(isGood);
    if (kept.length > 0) hours.set(hour, kept);
  }
  return withinBounds(hours, ledger);
}

function check({ outcome, severity, hour, dimension }: Observation): void {
  const fits = Number.isInteger(outcome) && outcome >= 0 && outcome <= 100 && isSeverity(severity);
  if (!fits || !dimensions.includes(dimension)) throw new RangeError('an observation is out of range');
  if (!Number.isInteger(hour) || hour < 0 || hour > 0xffff_ffff) throw new RangeError(`not an hour: ${hour}`);
}

function entryOf({ dimension, outcome, severity, capabilityClass }: Observation): Omit<Entry, 'count'> {
  return {
    dimension,
    outcome,
    // Where nothing failed a severity says nothing, and two of them would be two entries for one thing.
    severity: outcome === 100 ? 0 : severity,
    capabilityClass: isClass(capabilityClass) ? capabilityClass : '',
  };
}

/** Whether a text can stand for a class. */
export function isClass(text: string): boolean {
  return (
    text.length <= ledgerLimits.maxClassBytes && text.isWellFormed() && utf8(text).length <= ledgerLimits.maxClassBytes
  );
}

/** The order of entries within an hour: class, dimension, outcome, severity. */
export function compareEntries(a: Entry, b: Entry): number {
  if (a.capabilityClass !== b.capabilityClass) return a.capabilityClass < b.capabilityClass ? -1 : 1;
  const byDimension = dimensions.indexOf(a.dimension) - dimensions.indexOf(b.dimension);
  return byDimension || a.outcome - b.outcome || a.severity - b.severity;
}

/** Adds an entry to an hour, which stays in order. */
function addEntry(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const at = entries.findIndex((other) => compareEntries(other, entry) >= 0);
  const found = at === -1 ? undefined : entries[at];
  if (found === undefined) return [...entries, entry];
  if (compareEntries(found, entry) !== 0) return entries.toSpliced(at, 0, entry);
  return entries.with(at, { ...entry, count: Math.min(found.count + entry.count, ledgerLimits.maxCount) });
}

/** Keeps the alphabetically first classes of an hour: a choice that does not depend on what came first. */
function boundClasses(entries: readonly Entry[]): readonly Entry[] {
  const classes = [...new Set(entries.map((entry) => entry.capabilityClass))].filter((name) => name !== '');
  if (classes.length <= ledgerLimits.maxClassesPerHour) return entries;
  const kept = new Set(['', ...classes.slice(0, ledgerLimits.maxClassesPerHour)]);
  let out: readonly Entry[] = entries.filter((entry) => kept.has(entry.capabilityClass));
  for (const entry of entries) {
    if (!kept.has(entry.capabilityClass)) out = addEntry(out, { ...entry, capabilityClass: '' });
  }
  return out;
}

/**
 * Drops whole hours, oldest first, of good and of bad entries, each down to its bound. What was dropped leaves a
 * floor behind, so that a late observation of such an hour does not come to count where an early one did not.
 */
function withinBounds(hours: Map<Hour, readonly Entry[]>, floors: Pick<Ledger, 'goodFloor' | 'badFloor'>): Ledger {
  let good = 0;
  let bad = 0;
  for (const entries of hours.values()) {
    for (const entry of entries) {
      if (isGood(entry)) good++;
      else bad++;
    }
  }
  if (good <= ledgerLimits.maxGoodEntries && bad <= ledgerLimits.maxBadEntries) {
    return { hours, good, bad, goodFloor: floors.goodFloor, badFloor: floors.badFloor };
  }
  const goodFloor = Math.max(floors.goodFloor, floorFor(hours, isGood, ledgerLimits.maxGoodEntries));
  const badFloor = Math.max(
    floors.badFloor,
    floorFor(hours, (entry) => !isGood(entry), ledgerLimits.maxBadEntries),
  );
  const kept = new Map<Hour, readonly Entry[]>();
  for (const [hour, entries] of hours) {
    const rest = entries.filter((entry) => hour > (isGood(entry) ? goodFloor : badFloor));
    if (rest.length > 0) kept.set(hour, rest);
  }
  return withinBounds(kept, { goodFloor, badFloor });
}

/** The newest hour from which on there are more than `max` matching entries; -1 when there is none. */
function floorFor(hours: ReadonlyMap<Hour, readonly Entry[]>, matches: (entry: Entry) => boolean, max: number): Hour {
  let count = 0;
  for (const hour of [...hours.keys()].toSorted((a, b) => b - a)) {
    count += (hours.get(hour) ?? []).filter(matches).length;
    if (count > max) return hour;
  }
  return -1;
}
