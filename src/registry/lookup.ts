import { parseCanonicalDid, sha256, type Did, type Millis } from '../base/base.ts';
import { verifyRecord, verifyRevocation } from '../identity/identity.ts';
import { decodeAgentRecord, decodeRevocation, decodeSigned } from '../wire/wire.ts';
import { compareBytes } from './order.ts';

/** What every key begins with under which an agent's record is looked up. */
const prefix = '/parley/agent/';

/** The key under which the network is asked for an agent. */
export function lookupKey(did: Did): string {
  return prefix + did;
}

/**
 * Whether a value is one that may stand under a key: the record of that very agent, signed by it and in force at `now`, or
 * what revokes the whole agent, signed by one who may. Costs signatures; sizes are looked at first.
 */
export function isLookupValue(key: string, value: Uint8Array, now: Millis): boolean {
  const did = key.startsWith(prefix) ? parseCanonicalDid(key.slice(prefix.length)) : undefined;
  const kind = did === undefined ? undefined : contentOf(value);
  if (kind === undefined || kind.did !== did) return false;
  if (kind.rank === recordRank) return verifyRecord(value, now).kind === 'accept';
  return verifyRevocation(value).kind === 'accept';
}

/**
 * Whether a valid value is to be preferred to another of the same agent, as the registry would: what revokes it before any
 * record, then the higher seq, then the lower hash. A total order, so all come to the same.
 */
export function isBetterLookup(value: Uint8Array, than: Uint8Array): boolean {
  const [a, b] = [contentOf(value), contentOf(than)];
  if (a === undefined || b === undefined) return a !== undefined;
  return (a.rank - b.rank || a.seq - b.seq || compareBytes(b.hash, a.hash)) > 0;
}

interface Content {
  readonly did: Did;
  /** A revocation stands above every record. */
  readonly rank: number;
  readonly seq: number;
  readonly hash: Uint8Array;
}

const recordRank = 0;
const endRank = 1;

/** What a value says, of which nothing is verified. */
function contentOf(value: Uint8Array): Content | undefined {
  const signed = decodeSigned(value);
  if (signed.kind !== 'accept') return undefined;
  const { type, payload } = signed.value;
  const hash = sha256(payload);
  if (type === 'AgentRecord') {
    const record = decodeAgentRecord(payload);
    return record.kind === 'accept'
      ? { did: record.value.did, rank: recordRank, seq: record.value.seq, hash }
      : undefined;
  }
  const revocation = type === 'Revocation' ? decodeRevocation(payload) : undefined;
  if (revocation?.kind !== 'accept' || revocation.value.target.kind !== 'did') return undefined;
  return { did: revocation.value.did, rank: endRank, seq: revocation.value.seq, hash };
}
