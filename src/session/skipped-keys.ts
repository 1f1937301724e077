import { concat, equalBytes, limits, SecretKey, u32be, type Millis } from '../base/base.ts';
import { skippedEntryBytes, type SkippedChain } from '../wire/wire.ts';

/** Skipped message keys cached per session; the oldest give way (AgentMesh: 2000). */
const maxCachedKeys = 2000;
/** Former ratchet keys remembered, to know a late duplicate from a forgery: those of 16 changes of direction. */
export const maxPastKeys = 16;
/** How long a skipped key is kept, seconds: no message is under way for longer. */
const skippedLifeSeconds = limits.messageTtlMs / 1000;
/** An entry is the message number, the second it was made and the message key. */
const keyOffset = 8;

/** Where a skipped key is. */
export interface SkippedPosition {
  readonly chain: number;
  readonly offset: number;
  /** A copy, for the caller to overwrite. */
  readonly messageKey: Uint8Array;
}

/** Finds the key of message `n` of the chain of `ratchetKey`. */
export function findSkipped(
  chains: readonly SkippedChain[],
  ratchetKey: Uint8Array,
  n: number,
): SkippedPosition | undefined {
  const chain = chains.findIndex((candidate) => equalBytes(candidate.ratchetKey, ratchetKey));
  const bytes = chains[chain]?.keys.expose();
  if (bytes === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = 0; offset < bytes.length; offset += skippedEntryBytes) {
    if (view.getUint32(offset) !== n) continue;
    return {
      chain,
      offset,
      messageKey: new Uint8Array(bytes.subarray(offset + keyOffset, offset + skippedEntryBytes)),
    };
  }
  return undefined;
}

/** Whether keys of the chain of `ratchetKey` gave way to newer ones or expired. */
export function isIncomplete(chains: readonly SkippedChain[], ratchetKey: Uint8Array): boolean {
  return chains.some((chain) => chain.isIncomplete && equalBytes(chain.ratchetKey, ratchetKey));
}

/** The chains without the key at a position. */
export function withoutSkipped(chains: readonly SkippedChain[], position: SkippedPosition): readonly SkippedChain[] {
  return chains.flatMap((chain, i) => {
    if (i !== position.chain) return [chain];
    const bytes = chain.keys.expose();
    if (bytes.length === skippedEntryBytes && !chain.isIncomplete) return [];
    const rest = concat(bytes.subarray(0, position.offset), bytes.subarray(position.offset + skippedEntryBytes));
    return [{ ...chain, keys: SecretKey.own(rest) }];
  });
}

/** One entry of a chain's keys. */
export function skippedEntry(n: number, messageKey: Uint8Array, now: Millis): Uint8Array {
  return concat(u32be(n), u32be(Math.floor(now / 1000)), messageKey);
}

/** The chains without the keys that are too old; the same object when there are none. */
export function withoutExpired(chains: readonly SkippedChain[], now: Millis): readonly SkippedChain[] {
  const seconds = Math.floor(now / 1000) - skippedLifeSeconds;
  let changed = false;
  const cut: SkippedChain[] = [];
  for (const chain of chains) {
    const expired = expiredBytes(chain, seconds);
    changed ||= expired > 0;
    cut.push(expired === 0 ? chain : withoutFirst(chain, expired));
    // Keys are in the order in which they were skipped: behind a young one there is no old one.
    if (expired < chain.keys.length) break;
  }
  return changed ? withoutEmpty([...cut, ...chains.slice(cut.length)]) : chains;
}

/** Bytes of the entries at the front of a chain that were made at `seconds` or before. */
function expiredBytes({ keys }: SkippedChain, seconds: number): number {
  const bytes = keys.expose();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let offset = 0;
  while (offset < bytes.length && view.getUint32(offset + 4) <= seconds) offset += skippedEntryBytes;
  return offset;
}

function withoutFirst(chain: SkippedChain, bytes: number): SkippedChain {
  return { ...chain, keys: SecretKey.own(chain.keys.expose().slice(bytes)), isIncomplete: true };
}

/** An empty chain only tells lost messages from duplicates, which nobody can of chains older than the ratchet keys remembered. */
function withoutEmpty(chains: readonly SkippedChain[]): readonly SkippedChain[] {
  return chains.filter(({ keys }, i) => keys.length > 0 || i >= chains.length - 1 - maxPastKeys);
}

/** The chains with more keys of the newest chain, that of `ratchetKey`; the oldest keys beyond the bound are left out. */
export function withSkipped(
  chains: readonly SkippedChain[],
  ratchetKey: Uint8Array,
  entries: readonly Uint8Array[],
): readonly SkippedChain[] {
  if (entries.length === 0) return chains;
  const last = chains.at(-1);
  if (last === undefined || !equalBytes(last.ratchetKey, ratchetKey)) {
    return withinBound([...chains, { ratchetKey, keys: SecretKey.own(concat(...entries)), isIncomplete: false }]);
  }
  const keys = SecretKey.own(concat(last.keys.expose(), ...entries));
  return withinBound([...chains.slice(0, -1), { ...last, keys }]);
}

function withinBound(chains: readonly SkippedChain[]): readonly SkippedChain[] {
  let excess = chains.reduce((sum, { keys }) => sum + keys.length, 0) - maxCachedKeys * skippedEntryBytes;
  if (excess <= 0) return chains;
  const cut = chains.map((chain) => {
    const bytes = Math.min(excess, chain.keys.length);
    excess -= bytes;
    return bytes === 0 ? chain : withoutFirst(chain, bytes);
  });
  return withoutEmpty(cut);
}
