/** The door of `registry`: what is known of each agent, merged so that every node comes to the same. */
export {
  applyRevocation,
  endingsOf,
  entryBytes,
  isStranger,
  mergeRecord,
  recordsOf,
  type Dispute,
  type RegistryEntry,
} from './entry.ts';
export { signerStands, standing } from './standing.ts';
export { isLowerHash } from './order.ts';
export { coversCapability, matchCapability, parseCapability, type CapabilityMatch } from './capability.ts';
export {
  createDelegation,
  delegationInForce,
  delegationToken,
  isDelegation,
  parseDelegationToken,
  peekDelegation,
  verifyDelegation,
  type DelegationDraft,
  type DelegationView,
  type VerifiedDelegation,
} from './delegation.ts';
export { carryDelegation, type CarryBounds } from './carried.ts';
export { decodeRegistryEntry, encodeRegistryEntry } from './stored-entry.ts';
export { glance, ingest, type Holdings, type Learnt } from './ingest.ts';
export { OrderTree, type Bound, type RangeSum, type SetItem } from './order-tree.ts';
export {
  maxRepairFrameBytes,
  maxRepairRounds,
  openRepair,
  stepRepair,
  type RepairInput,
  type RepairOutput,
  type RepairState,
} from './negentropy.ts';
export { isBetterLookup, isLookupValue, lookupKey } from './lookup.ts';
export { delegationStatement, heldStatements, revocationStatement, type HeldStatement } from './held-statements.ts';
