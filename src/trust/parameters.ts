import { sha256, toHex, utf8 } from '../base/base.ts';

/** The numbers of the score (trust.md, Score). All integers; what is not whole is in quarters or thousandths. */
export interface Parameters {
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
  /** K: units at which hearsay saturates. */
  readonly hearsayUnits: number;
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

/** The parameters of trust.md. */
export const defaultParameters: Parameters = {
  goodHalfLifeHours: 336,
  badHalfLifeHours: 1440,
  shortHalfLifeHours: 6,
  weightQuarters: [5, 3, 4, 5, 3],
  severityQuarters: [1, 4, 12, 40],
  priorUnits: 20,
  shortUnits: 5,
  hearsayUnits: 10,
  knownPrior: 500,
  unknownPrior: 300,
  unknownCeiling: 499,
  unknownUnits: 3,
  writeUnits: 3,
  maxAgeHours: 180 * 24,
};

/** Names a set of parameters in an answer: the SHA-256, in hexadecimal, of their names and values in alphabetical order. */
export function parametersHash(parameters: Parameters): string {
  const lines = Object.entries(parameters)
    .map(([name, value]) => `${name}=${String(value)}\n`)
    .toSorted();
  return toHex(sha256(utf8(`parley/v1/trust-parameters\0${lines.join('')}`)));
}
