import { sha256, toHex, utf8 } from '../base/base.ts';

/**
 * The numbers of the score (trust.md, Score), in one versioned document. All integers; what is not whole is in
 * quarters or thousandths.
 */
export interface Parameters {
  /** Of the meaning of the numbers: grows when one comes, goes, or means something else. */
  readonly version: number;
  /** Half-life of good evidence, hours. */
  readonly goodHalfLifeHours: number;
  /** Half-life of bad evidence, hours. */
  readonly badHalfLifeHours: number;
  /** Half-life of all evidence in the short window, hours. */
  readonly shortHalfLifeHours: number;
  /** Weight of each dimension in quarters (five times AgentMesh's weight), in the order of `dimensions`. */
  readonly weightQuarters: readonly [number, number, number, number, number];
  /** Weight of a failure by severity, in quarters. */
  readonly severityQuarters: readonly [number, number, number, number];
  /** W: units of evidence the prior counts for. */
  readonly priorUnits: number;
  /** Units of evidence that the long score counts for in the short window. */
  readonly shortUnits: number;
  /** K: units at which all hearsay together saturates. */
  readonly hearsayUnits: number;
  /** M: units at which one organisation's hearsay about an agent saturates, and its evidence about an organisation. */
  readonly organisationUnits: number;
  /** a_e: share of credibility that stays with the roots, thousandths. */
  readonly rootShare: number;
  /** Steps of the credibility walk. */
  readonly iterations: number;
  /** What one disagreement weighs in q, against one agreement. */
  readonly disagreement: number;
  /** How far apart two rates of one agent may lie and count as agreement, thousandths; beyond, they disagree. */
  readonly agreementWidth: number;
  /** Receipts of one rater that count in one UTC day: its publication budget. The first by number do. */
  readonly dailyReceipts: number;
  /** Units of net positive evidence that a vouch of the operator stands for. */
  readonly vouchUnits: number;
  /** Share of a loss that passes over the first edge, thousandths. */
  readonly damageFactor: number;
  /** Share of that which passes over each further edge, thousandths. */
  readonly damagePerHop: number;
  /** Edges that damage passes over at most. */
  readonly damageDepth: number;
  /** Points that one organisation's misbehaviour of one UTC day costs another agent at most. */
  readonly damagePoints: number;
  /** Prior of an agent of a known organisation, thousandths; also the most an organisation's own rate can give. */
  readonly knownPrior: number;
  /** Prior of an agent of an unknown organisation, thousandths. */
  readonly unknownPrior: number;
  /** Highest score while the organisation is unknown and there is little evidence. */
  readonly unknownCeiling: number;
  /** Units of direct evidence (good and bad) from which `unknownCeiling` no longer holds. */
  readonly unknownUnits: number;
  /** Units of good direct evidence in a capability class that open it for write actions. */
  readonly writeUnits: number;
  /** Evidence older than this counts for nothing, hours. */
  readonly maxAgeHours: number;
}

/**
 * The parameters of trust.md. `unknownPrior` is its 0.30 and two thousandths: the score is rounded down twice on
 * its way, and a newcomer is to have the 300 where probation begins.
 */
export const defaultParameters: Parameters = {
  version: 1,
  goodHalfLifeHours: 336,
  badHalfLifeHours: 1440,
  shortHalfLifeHours: 6,
  weightQuarters: [5, 3, 4, 5, 3],
  severityQuarters: [1, 4, 12, 40],
  priorUnits: 20,
  shortUnits: 5,
  hearsayUnits: 10,
  organisationUnits: 10,
  rootShare: 300,
  iterations: 12,
  disagreement: 3,
  agreementWidth: 300,
  dailyReceipts: 100,
  vouchUnits: 10,
  damageFactor: 300,
  damagePerHop: 500,
  damageDepth: 2,
  damagePoints: 50,
  knownPrior: 500,
  unknownPrior: 302,
  unknownCeiling: 499,
  unknownUnits: 3,
  writeUnits: 3,
  maxAgeHours: 180 * 24,
};

const hashes = new WeakMap<Parameters, string>();

/** Names a set of parameters in an answer: the SHA-256, in hexadecimal, of their names and values in alphabetical order. */
export function parametersHash(parameters: Parameters): string {
  const known = hashes.get(parameters);
  if (known !== undefined) return known;
  const lines = Object.entries(parameters)
    .map(([name, value]) => `${name}=${String(value)}\n`)
    .toSorted();
  const hash = toHex(sha256(utf8(`parley/v1/trust-parameters\0${lines.join('')}`)));
  hashes.set(parameters, hash);
  return hash;
}
