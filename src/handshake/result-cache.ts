import { toHex, type Did, type Millis, type PeerId } from '../base/base.ts';
import type { Requirement } from '../wire/wire.ts';
import type { HandshakeResult } from './step.ts';

/** How long a result may stand for a new handshake: AgentMesh's 900 s. */
export const maxResultAgeMs = 900_000;

/** Results kept; about 2 kB each with their records. The oldest goes first. */
const maxResults = 4096;

/** What a result holds for: the same agent and record, on the same host, against the same demands, with no revocation since. */
export interface ResultKey {
  readonly peer: Did;
  /** The libp2p host that was authenticated; a result never stands for another connection's end. */
  readonly remotePeer: PeerId;
  readonly requirement: Requirement;
  /** SHA-256 of the payload of the peer's current record. */
  readonly recordHash: Uint8Array;
  /** Grows with every revocation and quarantine the node learns of. */
  readonly revocationVersion: number;
}

/** Results of handshakes, oldest first. */
export type Results = ReadonlyMap<string, HandshakeResult>;

/** An empty cache. */
export const noResults: Results = new Map();

/** A result that still holds, unless `fresh` asks for a new handshake. */
export function recallResult(
  results: Results,
  key: ResultKey,
  now: Millis,
  fresh: boolean,
): HandshakeResult | undefined {
  const found = fresh ? undefined : results.get(keyText(key));
  const age = found === undefined ? 0 : now - found.at;
  // A clock set back makes an age negative: then nothing is known about it.
  return found !== undefined && age >= 0 && age < maxResultAgeMs && now < found.record.record.expires
    ? found
    : undefined;
}

/** Keeps a result, the oldest making room. What is too old to stand for a handshake when this one was made goes as well. */
export function rememberResult(results: Results, key: ResultKey, result: HandshakeResult): Results {
  const next = new Map([...results].filter(([, { at }]) => result.at - at < maxResultAgeMs));
  const text = keyText(key);
  next.delete(text);
  if (next.size >= maxResults) next.delete(next.keys().next().value ?? '');
  return next.set(text, result);
}

/** Drops every result of an agent: on revocation, quarantine, a new record or a lost connection. */
export function invalidateResults(results: Results, peer: Did): Results {
  return new Map([...results].filter(([, result]) => result.peer !== peer));
}

/** Asked with every frame of a link: only the demands can hold any character, so they stand last. */
function keyText({ peer, remotePeer, requirement, recordHash, revocationVersion }: ResultKey): string {
  return `${peer} ${remotePeer} ${toHex(recordHash)} ${revocationVersion} ${requirementText(requirement)}`;
}

/** A node makes the same demands for as long as it runs. */
const requirementTexts = new WeakMap<Requirement, string>();

function requirementText(requirement: Requirement): string {
  const known = requirementTexts.get(requirement);
  if (known !== undefined) return known;
  const capabilities = [...new Set(requirement.capabilities)].toSorted();
  const text = JSON.stringify([requirement.minScore, capabilities]);
  requirementTexts.set(requirement, text);
  return text;
}
