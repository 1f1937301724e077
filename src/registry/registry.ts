/** The door of `registry`: what is known of each agent, merged so that every node comes to the same. */
export { applyRevocation, mergeRecord, recordsOf, type Dispute, type RegistryEntry } from './entry.ts';
export { standing } from './standing.ts';
export { decodeRegistryEntry, encodeRegistryEntry } from './stored-entry.ts';
export { glance, ingest, type Holdings, type Learnt } from './ingest.ts';
