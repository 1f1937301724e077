/** The door of `trust`: own evidence in, score out. Pure: hours are parameters, integers only. */
export { dimensions, type Dimension, type Severity } from './dimension.ts';
export { eventOfReason, observationsOf, type TrustEvent, type TrustEventKind } from './observation.ts';
export {
  emptyLedger,
  ledgerLimits,
  observe,
  pruneLedger,
  hourOf,
  type Hour,
  type Ledger,
  type Observation,
} from './ledger.ts';
export { decodeHours, decodeLedger, encodeHour, encodeLedger, evidenceRoot } from './ledger-codec.ts';
export { defaultParameters, parametersHash, type Parameters } from './parameters.ts';
export {
  canWrite,
  organisationRate,
  score,
  tierOf,
  type OrganisationStanding,
  type ScoreInput,
  type Tier,
  type TrustAnswer,
  type WriteGate,
  type WriteGateInput,
} from './score.ts';
