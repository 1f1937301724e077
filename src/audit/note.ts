import { concat, equalBytes, fromBase64url, fromUtf8, sha256, toBase64url, utf8 } from '../base/base.ts';

/** Largest note, bytes: a checkpoint with more cosignatures than any node has neighbours it asks. */
export const maxNoteBytes = 64 * 1024;
/** Signatures read of one note; c2sp.org/signed-note asks for at least 16. */
const maxSignatures = 128;

/** Signature types of c2sp.org/signed-note. */
export const signatureTypes = { ed25519: 0x01, cosignature: 0x04 } as const;

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** Four bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text and who signed it (c2sp.org/signed-note). */
export interface Note {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A key that notes are verified with. */
export interface NoteKey {
  readonly name: string;
  /** A signature type: 1 for a log, 4 for a cosigner. */
  readonly type: number;
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
}

/** Standard base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  const text = toBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Reads canonical standard base64 with padding; undefined otherwise. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return fromBase64url(text.replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_'));
}

/** The id of a key: the first four bytes of SHA-256(name || 0x0a || type || key). */
export function keyIdOf({ name, type, publicKey }: NoteKey): Uint8Array {
  return sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey).subarray(0, 4);
}

/** The text form of a key, as other verifiers take it: `<name>+<id, hexadecimal>+<base64 of type and key>`. */
export function writeVerifierKey(key: NoteKey): string {
  const id = Array.from(keyIdOf(key), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${key.name}+${id}+${toBase64(concat(Uint8Array.of(key.type), key.publicKey))}`;
}

/** Reads the text form of a key; undefined when it has another form or its id is not that of the key. */
export function readVerifierKey(text: string): NoteKey | undefined {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const material = fromBase64(match?.[3] ?? '');
  if (match?.[1] === undefined || material?.length !== 33) return undefined;
  const key = { name: match[1], type: material[0] ?? 0, publicKey: material.slice(1) };
  return writeVerifierKey(key) === text.trim() ? key : undefined;
}

const dash = '\u2014';

/** One signature line, with its newline. */
export function writeSignature({ name, keyId, signature }: NoteSignature): string {
  return `${dash} ${name} ${toBase64(concat(keyId, signature))}\n`;
}

/** The whole note. */
export function writeNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(writeSignature).join('')}`;
}

/** Reads a signature line without its newline; undefined when it is none. */
export function readSignature(line: string): NoteSignature | undefined {
  const match = /^\u2014 ([^+\s]+) (\S+)$/.exec(line);
  const bytes = fromBase64(match?.[2] ?? '');
  if (match?.[1] === undefined || bytes === undefined || bytes.length < 5) return undefined;
  return { name: match[1], keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** Reads a note; undefined when it is none. Whether its signatures hold is another question. */
export function readNote(bytes: Uint8Array): Note | undefined {
  if (bytes.length > maxNoteBytes) return undefined;
  const whole = fromUtf8(bytes);
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (whole === undefined || /[\u0000-\u0009\u000b-\u001f]/.test(whole)) return undefined;
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n')) return undefined;
  const lines = whole.slice(split + 2, -1).split('\n');
  if (lines.length > maxSignatures) return undefined;
  const signatures = lines.map(readSignature);
  if (!signatures.every((signature) => signature !== undefined)) return undefined;
  return { text: whole.slice(0, split + 1), signatures };
}

/** The signatures of a note that name this key; whether they hold is for the caller. */
export function signaturesBy(note: Note, key: NoteKey): readonly NoteSignature[] {
  const id = keyIdOf(key);
  return note.signatures.filter(({ name, keyId }) => name === key.name && equalBytes(keyId, id));
}
