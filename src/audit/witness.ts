import { accept, equalBytes, reject, utf8, type Did, type SigningKey, type Verdict } from '../base/base.ts';
import { cosign, isSignedBy, readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { writeNote, writeSignature, type NoteKey } from './note.ts';
import { continues, readContinuation } from './tlog-proof.ts';

/** What a cosigner knows of another agent's log. */
export interface Known {
  /** The latest checkpoint that it cosigned, as a note; undefined when it has not yet. */
  readonly latest: Uint8Array | undefined;
}

/** Two checkpoints signed by one log, the second of which was not shown to continue the first. */
export interface Fork {
  readonly before: string;
  readonly after: string;
  /** Whether the two contradict each other by themselves: one size, two roots. Otherwise the log gave no proof that holds. */
  readonly proven: boolean;
}

/** What a cosigner answers. `stale`: the proof is from another size than the one it cosigned last, which it names. */
export type Witnessed =
  | { readonly kind: 'cosigned'; readonly line: string; readonly note: Uint8Array; readonly size: number }
  | { readonly kind: 'stale'; readonly size: number }
  | { readonly kind: 'forked'; readonly fork: Fork };

/** Who cosigns, and when (seconds since the epoch). */
export interface Cosigner {
  readonly did: Did;
  readonly signing: SigningKey;
  readonly seconds: number;
}

/**
 * Judges a checkpoint of another agent's log (c2sp.org/tlog-witness, `add-checkpoint`): it is cosigned when it
 * continues the one cosigned last. The caller keeps `note` in the same write before the line leaves, or `fork` as proof.
 * Rejects `malformed`, and `bad-signature` when the log's key did not sign it.
 */
export function witness(body: Uint8Array, known: Known, key: NoteKey, cosigner: Cosigner): Verdict<Witnessed> {
  const asked = readContinuation(body);
  if (asked === undefined) return reject('malformed', 'it is no checkpoint with a consistency proof');
  const { checkpoint, oldSize } = asked;
  if (!isSignedBy(checkpoint, key)) return reject('bad-signature', 'its log did not sign the checkpoint');
  const latest = known.latest === undefined ? undefined : readCheckpoint(known.latest);
  if (latest === undefined) {
    if (oldSize > 0) return accept({ kind: 'stale', size: 0 });
    return asked.hashes.length === 0
      ? accept(cosigned(checkpoint, cosigner))
      : reject('malformed', 'a proof from nothing has no hashes');
  }
  if (isContradiction(latest, checkpoint)) return forked(latest, checkpoint, true);
  if (oldSize !== latest.size || checkpoint.size < latest.size) return accept({ kind: 'stale', size: latest.size });
  // It is from the right size and both roots are signed: an honest log has a proof that holds.
  return continues(latest, asked) ? accept(cosigned(checkpoint, cosigner)) : forked(latest, checkpoint, false);
}

function cosigned(checkpoint: SignedCheckpoint, cosigner: Cosigner): Witnessed {
  const { note, size } = checkpoint;
  const signature = cosign(note, cosigner, cosigner.seconds);
  return { kind: 'cosigned', line: writeSignature(signature), note: utf8(writeNote(note)), size };
}

/** Two trees of one size with different roots: no proof can reconcile them. */
function isContradiction(a: SignedCheckpoint, b: SignedCheckpoint): boolean {
  return a.size === b.size && !equalBytes(a.root, b.root);
}

function forked(before: SignedCheckpoint, after: SignedCheckpoint, proven: boolean): Verdict<Witnessed> {
  return accept({ kind: 'forked', fork: { before: writeNote(before.note), after: writeNote(after.note), proven } });
}
