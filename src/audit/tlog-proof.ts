import { fromUtf8, utf8 } from '../base/base.ts';
import { isSignedBy, readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { leafHash } from './merkle.ts';
import { fromBase64, maxNoteBytes, toBase64, writeNote, type Note, type NoteKey } from './note.ts';
import { maxProofHashes, verifyConsistency, verifyInclusion, type TreeHead } from './proof.ts';

const header = 'c2sp.org/tlog-proof@v1';
/** Largest proof, bytes: its note, its hashes and an entry as extra data. */
export const maxProofBytes = maxNoteBytes + 4096 + 2 * 0xffff;

/** That an entry is in a log, for whoever has no connection to it (c2sp.org/tlog-proof). */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  readonly note: Note;
  /** The entry itself: not part of what is proved until its hash is compared. */
  readonly extra?: Uint8Array | undefined;
}

/** Writes the proof as a file. */
export function writeTlogProof({ index, hashes, note, extra }: TlogProof): string {
  const lines = [
    header,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${writeNote(note)}`;
}

/** The lines before the checkpoint, and the checkpoint: both forms are made like that. */
function splitBeforeCheckpoint(
  bytes: Uint8Array,
): { readonly lines: string[]; readonly checkpoint: SignedCheckpoint } | undefined {
  const text = bytes.length > maxProofBytes ? undefined : fromUtf8(bytes);
  const end = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || end < 0) return undefined;
  const checkpoint = readCheckpoint(utf8(text.slice(end + 2)));
  return checkpoint && { lines: text.slice(0, end).split('\n'), checkpoint };
}

/** The hashes of a proof, one a line; undefined when one is none or there are too many. */
function readHashes(lines: readonly string[]): readonly Uint8Array[] | undefined {
  const hashes = lines.length > maxProofHashes ? [undefined] : lines.map(fromBase64);
  return hashes.every((hash) => hash !== undefined) ? hashes : undefined;
}

/** A number behind a word, without leading zeros; undefined when the line is anything else. */
function readNumber(line: string | undefined, word: string): number | undefined {
  const [first, digits = '', ...rest] = line?.split(' ') ?? [];
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  return first === word && rest.length === 0 && Number.isSafeInteger(number) ? number : undefined;
}

/** Reads a proof; undefined when the bytes are none. */
export function readTlogProof(bytes: Uint8Array): (TlogProof & { readonly checkpoint: SignedCheckpoint }) | undefined {
  const split = splitBeforeCheckpoint(bytes);
  if (split === undefined || split.lines.shift() !== header) return undefined;
  const { lines, checkpoint } = split;
  const extra = lines[0]?.startsWith('extra ') === true ? fromBase64(lines.shift()?.slice(6) ?? '') : undefined;
  const index = readNumber(lines.shift(), 'index');
  const hashes = readHashes(lines);
  if (index === undefined || hashes === undefined) return undefined;
  return { index, hashes, note: checkpoint.note, extra, checkpoint };
}

/** What is wrong with a proof; undefined when it holds for `entry` and the key of the log. */
export function wrongProof(bytes: Uint8Array, entry: Uint8Array, key: NoteKey): string | undefined {
  const proof = readTlogProof(bytes);
  if (proof === undefined) return 'it is not a proof of the form c2sp.org/tlog-proof@v1';
  const { index, hashes, checkpoint } = proof;
  if (!isSignedBy(checkpoint, key)) return 'its checkpoint is not signed by the key of the log';
  const { size, root } = checkpoint;
  const holds = verifyInclusion({ index, size, leaf: leafHash(entry), root }, hashes);
  return holds ? undefined : 'the entry is not at that place in the tree of its checkpoint';
}

/** Hashes that show one checkpoint to continue another, and the size of the older one: the body of a witness request. */
export interface Continuation {
  readonly oldSize: number;
  readonly hashes: readonly Uint8Array[];
  readonly note: Note;
}

/** Writes a consistency proof before the newer checkpoint, as c2sp.org/tlog-witness has it in `add-checkpoint`. */
export function writeContinuation({ oldSize, hashes, note }: Continuation): string {
  return `${[`old ${oldSize}`, ...hashes.map(toBase64)].join('\n')}\n\n${writeNote(note)}`;
}

/** Reads a consistency proof with its checkpoint; undefined when the bytes are none. */
export function readContinuation(
  bytes: Uint8Array,
): (Continuation & { readonly checkpoint: SignedCheckpoint }) | undefined {
  const split = splitBeforeCheckpoint(bytes);
  const oldSize = readNumber(split?.lines.shift(), 'old');
  const hashes = split && readHashes(split.lines);
  if (split === undefined || oldSize === undefined || hashes === undefined) return undefined;
  return { oldSize, hashes, note: split.checkpoint.note, checkpoint: split.checkpoint };
}

/** Whether a continuation shows that its checkpoint continues `older`. */
export function continues(
  older: TreeHead,
  { hashes, checkpoint }: { hashes: readonly Uint8Array[]; checkpoint: SignedCheckpoint },
): boolean {
  return older.size === 0 || verifyConsistency(older, checkpoint, hashes);
}
