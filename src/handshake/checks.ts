import {
  accept,
  equalBytes,
  reasons,
  reject,
  type Millis,
  type PeerId,
  type Reason,
  type TrustScore,
  type Verdict,
} from '../base/base.ts';
import { recordInForce, type VerifiedRecord } from '../identity/identity.ts';
import type { IatpCheck, Requirement } from '../wire/wire.ts';

/** What the driver knows of a peer, after its record was merged. */
export interface PeerView {
  /** False when the nonce asked about was seen before. */
  readonly nonceIsFresh: boolean;
  /** Whether we deal with this agent at all: known, invited, or of a known organisation. A refusal says why not. */
  readonly registration: Verdict<unknown>;
  /** What the registry says of the merged record (registry `standing`). */
  readonly standing: Verdict<VerifiedRecord>;
  readonly score: TrustScore;
  /** Those of the capabilities we require that the peer was given by a delegation that counts here. */
  readonly granted: readonly string[];
}

/** What the six checks are held against. */
export interface CheckedPeer {
  /** The record in the peer's hello. */
  readonly record: VerifiedRecord;
  readonly remotePeer: PeerId;
  /** Whether its signature over the transcript holds; undefined when it has not come yet. */
  readonly signatureHolds: boolean | undefined;
}

const checksByReason: Partial<Record<Reason, IatpCheck>> = {
  'not-registered': 'registered',
  'invitation-unknown': 'registered',
  'not-active': 'active',
  'not-sponsored': 'active',
  revoked: 'active',
  equivocation: 'active',
  quarantined: 'active',
  killed: 'active',
  'bad-signature': 'signature',
  'weak-key': 'key',
  'did-mismatch': 'key',
  'key-mismatch': 'key',
  'score-too-low': 'score',
  'capability-missing': 'capabilities',
};

/** Which of the six checks a reason belongs to; undefined for faults of the protocol itself. */
export function checkOf(reason: Reason): IatpCheck | undefined {
  return checksByReason[reason];
}

/**
 * The six checks of AgentMesh's IATP, in its order: registered, active, signature, key equals the
 * registry's, score, capabilities. Before the signature has come only the first two are made: the
 * others say things about us that a stranger need not know. Accepts the record the registry holds.
 */
export function checkPeer(
  peer: CheckedPeer,
  view: PeerView,
  requirement: Requirement,
  now: Millis,
): Verdict<VerifiedRecord> {
  if (view.registration.kind !== 'accept') return view.registration;
  if (view.standing.kind !== 'accept') return view.standing;
  const current = view.standing;
  const shown = recordInForce(peer.record, now);
  if (shown.kind !== 'accept') return shown;
  if (peer.signatureHolds === undefined) return current;
  if (!peer.signatureHolds) return reject('bad-signature', 'of the transcript');
  return (
    firstRefusal(
      checkKey(peer, current.value),
      checkScore(view, requirement),
      checkCapabilities(current.value, view, requirement),
    ) ?? current
  );
}

function firstRefusal(
  ...verdicts: readonly Verdict<true>[]
): Exclude<Verdict<true>, { readonly kind: 'accept' }> | undefined {
  for (const verdict of verdicts) if (verdict.kind !== 'accept') return verdict;
  return undefined;
}

function checkKey({ record, remotePeer }: CheckedPeer, current: VerifiedRecord): Verdict<true> {
  if (record.record.did !== current.record.did || !equalBytes(record.record.publicKey, current.record.publicKey))
    return reject('key-mismatch', 'the key is not the one in the registry');
  return record.record.peerId === remotePeer
    ? accept(true)
    : reject('key-mismatch', 'the record names another libp2p host than this connection comes from');
}

function checkScore({ score }: PeerView, { minScore }: Requirement): Verdict<true> {
  return score >= minScore ? accept(true) : reject('score-too-low', `it is ${score}, ${minScore} is required`);
}

function checkCapabilities(
  { record }: VerifiedRecord,
  { granted }: PeerView,
  { capabilities }: Requirement,
): Verdict<true> {
  const missing = capabilities.filter((name) => !record.capabilities.includes(name) && !granted.includes(name));
  return missing.length === 0 ? accept(true) : reject('capability-missing', `missing: ${missing.join(', ')}`);
}

/** Longest remedy, UTF-16 units; the decoder takes no more. */
const maxRemedyLength = 256;

/** Reasons whose detail is meant for the peer as well: what would satisfy us. */
const tellsDetail: ReadonlySet<Reason> = new Set(['score-too-low', 'capability-missing']);

/** What a person at the other side can do about a refusal, at most 256 UTF-16 units. */
export function remedyFor(reason: Reason, detail: string | undefined): string {
  const specifics = tellsDetail.has(reason) && detail !== undefined ? ` (${detail})` : '';
  return (reasons[reason] + specifics).slice(0, maxRemedyLength).toWellFormed();
}

/** A remedy from the network, without what could steer a terminal. */
export function readableRemedy(text: string): string {
  return text.replaceAll(/\p{C}+/gu, ' ').slice(0, maxRemedyLength);
}
