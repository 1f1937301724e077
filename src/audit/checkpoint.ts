import {
  concat,
  parseCanonicalDid,
  sha256,
  toBase58,
  u64be,
  utf8,
  verifyEd25519,
  type Did,
  type SigningKey,
} from '../base/base.ts';
import { hashBytes } from './merkle.ts';
import {
  fromBase64,
  keyIdOf,
  readNote,
  signaturesBy,
  signatureTypes,
  toBase64,
  writeNote,
  type Note,
  type NoteKey,
  type NoteSignature,
} from './note.ts';
import type { TreeHead } from './proof.ts';

/** A tree head under the name of its log (c2sp.org/tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** The name of the log; that of its key too. */
  readonly origin: string;
}

/** A checkpoint with the note that it stands in. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note;
}

/** The name of an agent's log, and of the key that signs it. */
export function originOf(did: Did): string {
  return `${did}/audit`;
}

/** The agent that a log is named after; undefined when it is no log of this kind. */
export function agentOf(origin: string): Did | undefined {
  return origin.endsWith('/audit') ? parseCanonicalDid(origin.slice(0, -'/audit'.length)) : undefined;
}

/** The key that an agent signs its own log with. */
export function logKey(did: Did, publicKey: Uint8Array): NoteKey {
  return { name: originOf(did), type: signatureTypes.ed25519, publicKey };
}

/** The key that an agent cosigns the logs of others with. */
export function cosignerKey(did: Did, publicKey: Uint8Array): NoteKey {
  return { name: did, type: signatureTypes.cosignature, publicKey };
}

/** Whether the name of a key proves the key: it carries the DID, and that is the hash of an agent's first key. */
export function isSelfCertifying({ name, publicKey }: NoteKey): boolean {
  const did = agentOf(name) ?? parseCanonicalDid(name);
  return did === `did:agentmesh:${toBase58(sha256(publicKey).subarray(0, 20))}`;
}

function textOf({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Signs a checkpoint with the key of its log. */
export function signCheckpoint(checkpoint: Checkpoint, signing: SigningKey): Note {
  const text = textOf(checkpoint);
  const key = { name: checkpoint.origin, type: signatureTypes.ed25519, publicKey: signing.publicKey };
  const signature = { name: key.name, keyId: keyIdOf(key), signature: signing.sign(utf8(text)) };
  return { text, signatures: [signature] };
}

/** Reads a checkpoint; undefined when it is none. Nothing is verified. */
export function readCheckpoint(bytes: Uint8Array): SignedCheckpoint | undefined {
  const note = readNote(bytes);
  const match = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/=]+)\n/.exec(note?.text ?? '');
  const root = fromBase64(match?.[3] ?? '');
  const size = Number(match?.[2]);
  if (note === undefined || match?.[1] === undefined || root?.length !== hashBytes) return undefined;
  return Number.isSafeInteger(size) ? { origin: match[1], size, root, note } : undefined;
}

/** Whether the log of this key signed the checkpoint: it names the key, and every signature that does holds. */
export function isSignedBy({ note, origin }: SignedCheckpoint, key: NoteKey): boolean {
  const found = signaturesBy(note, key);
  const message = utf8(note.text);
  return (
    origin === key.name &&
    key.type === signatureTypes.ed25519 &&
    found.length > 0 &&
    found.every(({ signature }) => verifyEd25519(key.publicKey, message, signature))
  );
}

/** What a cosigner signs (c2sp.org/tlog-cosignature): a header, the time in seconds, the text of the checkpoint. */
function cosigned(text: string, seconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
}

/** Cosigns a checkpoint; `seconds` since the epoch. Only for one that was found consistent with all before. */
export function cosign(
  note: Note,
  by: { readonly did: Did; readonly signing: SigningKey },
  seconds: number,
): NoteSignature {
  const { did, signing } = by;
  const key = cosignerKey(did, signing.publicKey);
  const signature = concat(u64be(seconds), signing.sign(cosigned(note.text, seconds)));
  return { name: key.name, keyId: keyIdOf(key), signature };
}

/** When the cosigner of this key cosigned, seconds since the epoch; undefined when it did not, or a signature of it does not hold. */
export function cosignedAt(note: Note, key: NoteKey): number | undefined {
  if (key.type !== signatureTypes.cosignature) return undefined;
  let latest: number | undefined;
  for (const { signature } of signaturesBy(note, key)) {
    if (signature.length !== 72) return undefined;
    const at = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
    const seconds = Number(at);
    if (!Number.isSafeInteger(seconds)) return undefined;
    if (!verifyEd25519(key.publicKey, cosigned(note.text, seconds), signature.subarray(8))) return undefined;
    latest = Math.max(latest ?? 0, seconds);
  }
  return latest;
}

/** The bytes of a signed checkpoint, as files hold them. */
export function checkpointBytes(note: Note): Uint8Array {
  return utf8(writeNote(note));
}
