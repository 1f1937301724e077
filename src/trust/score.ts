import { trustScore, type TrustScore } from '../base/base.ts';
import { decay, one, times, type Fixed } from './decay.ts';
import { dimensions } from './dimension.ts';
import { isGood, pruneLedger, type Entry, type Hour, type Ledger } from './ledger.ts';
import { evidenceRoot } from './ledger-codec.ts';
import { parametersHash, type Parameters } from './parameters.ts';

/** AgentMesh's tiers, best first. */
export type Tier = 'verified_partner' | 'trusted' | 'standard' | 'probationary' | 'untrusted';

/** The tier of a score. */
export function tierOf(score: TrustScore): Tier {
  if (score >= 900) return 'verified_partner';
  if (score >= 700) return 'trusted';
  if (score >= 500) return 'standard';
  return score >= 300 ? 'probationary' : 'untrusted';
}

/** How the organisation of an agent stands here: ours, known through an invitation or pin, or neither. */
export type OrganisationStanding = 'own' | 'known' | 'unknown';

/** Everything a score depends on. */
export interface ScoreInput {
  readonly ledger: Ledger;
  readonly organisation: OrganisationStanding;
  /** What `organisationRate` gave, thousandths; absent while there is no direct evidence about the organisation. */
  readonly organisationRate?: number | undefined;
  /** R and S: what other raters say, fixed-point units (1.0 = 2^20), together at most `hearsayUnits`. */
  readonly hearsay?: { readonly r: Fixed; readonly s: Fixed } | undefined;
  /** The cap of a delegation, 0..1000. */
  readonly ceiling?: number | undefined;
  readonly revoked: boolean;
  /** Whether there is self-proving misbehaviour (E0) that no operator has cleared. */
  readonly disproved: boolean;
  readonly nowHour: Hour;
  readonly parameters: Parameters;
}

/** A score with what a third party needs to compute it again. */
export interface TrustAnswer {
  readonly score: TrustScore;
  readonly tier: Tier;
  /** 0..1000: how much of the score is evidence rather than prior. */
  readonly confidence: number;
  /** The long and the short score before ceilings, 0..1000. */
  readonly long: number;
  readonly short: number;
  /** Good and bad direct evidence, fixed-point units (1.0 = 2^20). */
  readonly r: Fixed;
  readonly s: Fixed;
  /** Hexadecimal; see `evidenceRoot`. */
  readonly evidenceRoot: string;
  readonly parametersHash: string;
  readonly hour: Hour;
}

/** The score of an agent as of `nowHour` (trust.md, Score). Throws RangeError when a number of ours is out of range. */
export function score(input: ScoreInput): TrustAnswer {
  const { parameters, nowHour } = input;
  const ledger = pruneLedger(input.ledger, nowHour, parameters.maxAgeHours);
  const { r, s, rs, ss } = direct(ledger, nowHour, parameters);
  const { r: heardR, s: heardS } = checkedHearsay(input);
  const weight = parameters.priorUnits * one;
  const prior = Math.floor((priorOf(input) * weight) / 1000);
  const total = r + s + heardR + heardS + weight;
  const long = permille(r + heardR + prior, total);
  const short = shortScore(long, { rs, ss }, parameters);
  const value = trustScore(cap(input, Math.min(long, short), r + s));
  return {
    score: value,
    tier: tierOf(value),
    confidence: permille(total - weight, total),
    long,
    short,
    r,
    s,
    evidenceRoot: evidenceRoot(ledger),
    parametersHash: parametersHash(parameters),
    hour: nowHour,
  };
}

/**
 * The rate of an organisation, thousandths: the long score of all this node saw of its agents taken together.
 * Undefined without evidence. The prior is the one its standing would give, so that a first failure cannot raise
 * what an agent of an unknown organisation starts from.
 */
export function organisationRate(
  ledgers: Iterable<Ledger>,
  input: Pick<ScoreInput, 'organisation' | 'nowHour' | 'parameters'>,
): number | undefined {
  const { parameters, nowHour } = input;
  let good = 0;
  let bad = 0;
  for (const ledger of ledgers) {
    const { r, s } = direct(pruneLedger(ledger, nowHour, parameters.maxAgeHours), nowHour, parameters);
    good += r;
    bad += s;
  }
  if (good + bad === 0) return undefined;
  const weight = parameters.priorUnits * one;
  const start = input.organisation === 'unknown' ? parameters.unknownPrior : parameters.knownPrior;
  return permille(good + Math.floor((start * weight) / 1000), good + bad + weight);
}

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

interface Direct {
  readonly r: Fixed;
  readonly s: Fixed;
  /** The same within the short window. */
  readonly rs: Fixed;
  readonly ss: Fixed;
}

/**
 * The sums over own observations. One observation is rounded by itself and then counted, so that portions and
 * order change nothing. Exact in a double: at most 16384 entries, each counted at most 4095 times, of at most
 * 12.5 units of 2^20, is below 2^50.
 */
function direct(
  ledger: Ledger,
  nowHour: Hour,
  parameters: Parameters,
  matches: (entry: Entry) => boolean = () => true,
): Direct {
  const sums = { r: 0, s: 0, rs: 0, ss: 0 };
  for (const [hour, entries] of ledger.hours) {
    // An hour ahead of now is another clock's, or ours before it was set back: it has not aged.
    const age = Math.max(0, nowHour - hour);
    const good = decay(age, parameters.goodHalfLifeHours);
    const bad = decay(age, parameters.badHalfLifeHours);
    const recent = decay(age, parameters.shortHalfLifeHours);
    for (const entry of entries) {
      // Good conduct in the future is not to be believed; a failure is.
      if (!matches(entry) || (hour > nowHour + 1 && isGood(entry))) continue;
      const { gain, loss } = unitsOf(entry, parameters);
      sums.r += entry.count * times(gain, good);
      sums.s += entry.count * times(loss, bad);
      sums.rs += entry.count * times(gain, recent);
      sums.ss += entry.count * times(loss, recent);
    }
  }
  return sums;
}

/** What one fresh observation is worth: w*o on the good side, w*(1-o)*lambda on the bad. */
function unitsOf(entry: Entry, parameters: Parameters): { readonly gain: Fixed; readonly loss: Fixed } {
  const weight = ((parameters.weightQuarters[dimensions.indexOf(entry.dimension)] ?? 0) * one) / 4;
  const severity = ((parameters.severityQuarters[entry.severity] ?? 0) * one) / 4;
  const outcome = Math.floor((entry.outcome * one) / 100);
  return { gain: times(weight, outcome), loss: times(times(weight, one - outcome), severity) };
}

/** a, thousandths. */
function priorOf({ organisation, organisationRate, parameters }: ScoreInput): number {
  if (organisationRate !== undefined) {
    if (!Number.isInteger(organisationRate) || organisationRate < 0 || organisationRate > 1000) {
      throw new RangeError(`not a rate in thousandths: ${organisationRate}`);
    }
    return Math.min(parameters.knownPrior, organisationRate);
  }
  return organisation === 'unknown' ? parameters.unknownPrior : parameters.knownPrior;
}

function checkedHearsay({ hearsay, parameters }: ScoreInput): { readonly r: Fixed; readonly s: Fixed } {
  const { r, s } = hearsay ?? { r: 0, s: 0 };
  const fits = Number.isInteger(r) && Number.isInteger(s) && r >= 0 && s >= 0;
  if (!fits || r + s > parameters.hearsayUnits * one) throw new RangeError('hearsay is out of range');
  return { r, s };
}

/** long/1000 is a product like any other: rounded down before it is weighed. */
function shortScore(long: number, { rs, ss }: Pick<Direct, 'rs' | 'ss'>, parameters: Parameters): number {
  const start = Math.floor((long * one) / 1000) * parameters.shortUnits;
  return permille(rs + start, rs + ss + parameters.shortUnits * one);
}

function cap(input: ScoreInput, value: number, evidence: Fixed): number {
  const { parameters, organisation, ceiling } = input;
  if (input.revoked || input.disproved) return 0;
  const stranger = organisation === 'unknown' && evidence < parameters.unknownUnits * one;
  return Math.min(value, ceiling ?? 1000, stranger ? parameters.unknownCeiling : 1000);
}

/** floor(1000 * part / whole); in integers of any size, because the sums times 1000 pass 2^53. */
function permille(part: Fixed, whole: Fixed): number {
  return Number((1000n * BigInt(part)) / BigInt(whole));
}
