import { sha256, toHex, trustScore, utf8, type TrustScore } from '../base/base.ts';
import type { Credibility } from './credibility.ts';
import { damageOf, type Spread } from './damage.ts';
import { one, scaled, type Fixed } from './decay.ts';
import { direct, type Direct } from './direct.ts';
import { hearsayOf, type Heard, type Testimony } from './hearsay.ts';
import { forgiveLedger, pruneLedger, type Hour, type Ledger } from './ledger.ts';
import { evidenceRoot } from './ledger-codec.ts';
import { parametersHash, type Parameters } from './parameters.ts';
import { rootsHash, standingOf, type OrganisationStanding, type Roots } from './roots.ts';

/** AgentMesh's tiers, best first. */
export type Tier = 'verified_partner' | 'trusted' | 'standard' | 'probationary' | 'untrusted';

/** The tier of a score. */
export function tierOf(score: TrustScore): Tier {
  if (score >= 900) return 'verified_partner';
  if (score >= 700) return 'trusted';
  if (score >= 500) return 'standard';
  return score >= 300 ? 'probationary' : 'untrusted';
}

/** All this node has about one agent. */
export interface Evidence {
  readonly subject: string;
  /** Undefined for an agent that no organisation signs for: it is an unknown organisation of its own. */
  readonly organisation: string | undefined;
  /** What this node saw of it. */
  readonly ledger: Ledger;
  /** What this node saw of each agent of its organisation, its own ledger among them. */
  readonly organisationLedgers: readonly Ledger[];
  /** What others say of it. */
  readonly testimony: readonly Testimony[];
  readonly credibility: Credibility;
  /** Misconduct of others that touches it. */
  readonly spread: readonly Spread[];
  /** The cap of a delegation, 0..1000. */
  readonly ceiling?: number | undefined;
  readonly revoked: boolean;
  /** Whether there is self-proving misbehaviour (E0) that no operator has cleared. */
  readonly disproved: boolean;
  /** Whether it acts unlike itself of late (see `regimeChange`): then only the short window speaks for it. */
  readonly unusual: boolean;
}

/** A score and what it is made of. */
export interface Weighed {
  readonly score: TrustScore;
  readonly tier: Tier;
  /** 0..1000: how much of the score is evidence rather than prior. */
  readonly confidence: number;
  /** The long and the short score before damage and ceilings, 0..1000. */
  readonly long: number;
  readonly short: number;
  /** Good and bad direct evidence, fixed-point units (1.0 = 2^20). */
  readonly r: Fixed;
  readonly s: Fixed;
  /** Good and bad hearsay, fixed-point units, and what each organisation adds to it. */
  readonly heard: Heard;
  /** a, fixed point. */
  readonly prior: Fixed;
  readonly standing: OrganisationStanding;
  /** Points that others' misconduct took. */
  readonly damage: number;
}

/** A score with what a third party needs to compute it again. */
export interface TrustAnswer extends Weighed {
  /** Hexadecimal; names all the evidence that went in. */
  readonly evidenceRoot: string;
  readonly rootsHash: string;
  readonly parametersHash: string;
  readonly hour: Hour;
}

/** The score of an agent as of `nowHour`, with the hashes of what it was made from (trust.md, Score). */
export function score(evidence: Evidence, roots: Roots, parameters: Parameters, nowHour: Hour): TrustAnswer {
  return {
    ...weigh(evidence, roots, parameters, nowHour),
    evidenceRoot: rootOf(evidence, parameters, nowHour),
    rootsHash: rootsHash(roots),
    parametersHash: parametersHash(parameters),
    hour: nowHour,
  };
}

/** The numbers of `score` without the hashes, for whoever asks on every message. */
export function weigh(evidence: Evidence, roots: Roots, parameters: Parameters, nowHour: Hour): Weighed {
  const { subject, organisation } = evidence;
  const forgiven = roots.forgiven.get(subject);
  const ledger = keptOf(evidence.ledger, forgiven, { parameters, nowHour });
  const own = direct(ledger, nowHour, parameters);
  const heard = hearsayOf(evidence, roots, parameters, nowHour);
  const standing = standingOf(roots, { subject, organisation }, nowHour);
  const prior = priorOf(evidence, standing, { parameters, nowHour, ledger });
  const weight = parameters.priorUnits * one;
  const total = own.r + own.s + heard.r + heard.s + weight;
  const long = scaled(own.r + heard.r + prior * parameters.priorUnits, 1000, total);
  const start = evidence.unusual ? Math.min(long, scaled(prior, 1000, one)) : long;
  const short = shortScore(start, own, parameters);
  const damage = damageOf(evidence.spread, parameters, nowHour);
  const value = trustScore(
    cap({ evidence, roots, parameters }, Math.min(long, short) - damage, {
      isStranger: standing === 'unknown' && own.r + own.s < parameters.unknownUnits * one,
    }),
  );
  const confidence = scaled(total - weight, 1000, total);
  const { r, s } = own;
  return { score: value, tier: tierOf(value), confidence, long, short, r, s, heard, prior, standing, damage };
}

interface At {
  readonly parameters: Parameters;
  readonly nowHour: Hour;
}

function keptOf(ledger: Ledger, forgiven: Hour | undefined, { parameters, nowHour }: At): Ledger {
  const kept = pruneLedger(ledger, nowHour, parameters.maxAgeHours);
  return forgiven === undefined ? kept : forgiveLedger(kept, forgiven);
}

/**
 * The rate of an organisation, fixed point: the long score of all this node saw of its agents taken together.
 * Undefined without evidence. The prior is the one its standing would give, so that a first failure cannot raise
 * what an agent of an unknown organisation starts from.
 */
export function organisationRate(
  ledgers: readonly Ledger[],
  standing: OrganisationStanding,
  { parameters, nowHour }: At,
): Fixed | undefined {
  let good = 0;
  let bad = 0;
  for (const ledger of ledgers) {
    const { r, s } = direct(pruneLedger(ledger, nowHour, parameters.maxAgeHours), nowHour, parameters);
    good += r;
    bad += s;
  }
  if (good + bad === 0) return undefined;
  const weight = parameters.priorUnits * one;
  const start = startOf(standing, parameters) * parameters.priorUnits;
  return scaled(good + start, one, good + bad + weight);
}

/** The prior of an agent whose organisation this node has seen nothing of, fixed point. */
function startOf(standing: OrganisationStanding, parameters: Parameters): Fixed {
  return scaled(standing === 'unknown' ? parameters.unknownPrior : parameters.knownPrior, one, 1000);
}

/** a: min(known prior, the organisation's own rate) once there is direct evidence about it. */
function priorOf(evidence: Evidence, standing: OrganisationStanding, at: At & { readonly ledger: Ledger }): Fixed {
  // What was forgiven an agent must not come back to it through its organisation.
  const ledgers = evidence.organisationLedgers.map((ledger) => (ledger === evidence.ledger ? at.ledger : ledger));
  const rate = organisationRate(ledgers, standing, at);
  if (rate === undefined) return startOf(standing, at.parameters);
  return Math.min(startOf('known', at.parameters), rate);
}

/** long/1000 is a product like any other: rounded down before it is weighed. */
function shortScore(long: number, { rs, ss }: Pick<Direct, 'rs' | 'ss'>, parameters: Parameters): number {
  const start = Math.floor((long * one) / 1000) * parameters.shortUnits;
  return scaled(rs + start, 1000, rs + ss + parameters.shortUnits * one);
}

interface Judged {
  readonly evidence: Evidence;
  readonly roots: Roots;
  readonly parameters: Parameters;
}

function cap({ evidence, roots, parameters }: Judged, value: number, about: { readonly isStranger: boolean }): number {
  const { subject, organisation, ceiling } = evidence;
  if (evidence.revoked || evidence.disproved) return 0;
  if (roots.blocked.has(subject) || (organisation !== undefined && roots.blocked.has(organisation))) return 0;
  return Math.min(value, ceiling ?? 1000, about.isStranger ? parameters.unknownCeiling : 1000);
}

/** Names all the evidence behind a score: one form for one set, whatever order its parts are in. */
function rootOf(evidence: Evidence, parameters: Parameters, nowHour: Hour): string {
  const root = (ledger: Ledger): string => evidenceRoot(pruneLedger(ledger, nowHour, parameters.maxAgeHours));
  const flag = (value: boolean): string => (value ? '1' : '0');
  const lines = [
    `of ${evidence.subject} ${evidence.organisation ?? ''}`,
    `ledger ${root(evidence.ledger)}`,
    ...evidence.organisationLedgers.map((ledger) => `beside ${root(ledger)}`).toSorted(),
    ...evidence.testimony.map(({ organisation, day, r, s }) => `said ${organisation} ${day} ${r} ${s}`).toSorted(),
    `credibility ${evidence.credibility.root}`,
    ...evidence.spread
      .map(({ organisation, hops, day, loss }) => `spread ${organisation} ${hops} ${day} ${loss}`)
      .toSorted(),
    `ceiling ${evidence.ceiling ?? ''}`,
    `flags ${flag(evidence.revoked)}${flag(evidence.disproved)}${flag(evidence.unusual)}`,
  ];
  return toHex(sha256(utf8(`parley/v1/trust-evidence-of\0${lines.join('\n')}`)));
}
