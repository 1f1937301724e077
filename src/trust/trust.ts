/** The door of `trust`: evidence in, score out. Pure: hours are parameters, integers only. */
export { dimensions, type Dimension, type Severity } from './dimension.ts';
export { one, type Fixed } from './decay.ts';
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
  createReceipt,
  emptyChain,
  exchangeId,
  isFork,
  isReceipt,
  keyOfAcceptance,
  receiptClass,
  signAcceptance,
  verifyReceipt,
  type ChainHead,
  type KeysOf,
  type Rating,
  type VerifiedReceipt,
} from './receipt.ts';
export {
  announceQuarantine,
  endOfAnnouncement,
  isLifted,
  isQuarantine,
  lossOfQuarantine,
  readQuarantine,
  verifyQuarantine,
  withQuarantine,
  type AnnouncedQuarantine,
} from './quarantine.ts';
export { keyOfLoss, nameOfQuarantine, QuarantineBook, quarantineLimits, quarantineLosses } from './quarantine-book.ts';
export { dayOf, ReceiptBook, type Statement } from './receipt-book.ts';
export {
  rootsHash,
  rootsOf,
  vouchFor,
  writtenRoots,
  type OrganisationStanding,
  type Roots,
  type Vouch,
} from './roots.ts';
export { credibility, namedCredibility, noCredibility, type Credibility, type Graph } from './credibility.ts';
export { type Heard, type HeardFrom, type Testimony } from './hearsay.ts';
export { direct, type Direct } from './direct.ts';
export { damageOf, disprovedLoss, lossesOf, reachOf, type Spread } from './damage.ts';
export { divergence, regimeChange, type Habits } from './regime.ts';
export {
  organisationRate,
  score,
  tierOf,
  weigh,
  type Evidence,
  type Tier,
  type TrustAnswer,
  type Weighed,
} from './score.ts';
export { historyOf, type HistoryPoint } from './history.ts';
export { earnedIn, writeGate, type Grant, type WriteGate } from './write-gate.ts';
export { BehaviourMonitor, type Alarm, type BehaviourBounds, type Conduct } from './behaviour.ts';
export {
  publish,
  recompute,
  type Published,
  type PublishedAnswer,
  type PublishedGraph,
  type Recomputed,
} from './published.ts';
