import {
  accept,
  aeadOpen,
  aeadSeal,
  concat,
  equalBytes,
  hkdfSha256,
  hmacSha256,
  newAgreementKey,
  reject,
  utf8,
  type AgreementKey,
  type Did,
  type PeerId,
  type Random,
  type SecretKey,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import { pad, unpad } from '../session/session.ts';
import {
  decodeLetter,
  decodeSignedLetter,
  encodeLetter,
  encodeSignedLetter,
  signPayload,
  verifySigned,
  type Letter,
} from '../wire/wire.ts';

const keyBytes = 32;
const info = utf8('parley/v1/letter');
/** Every letter has a key of its own. */
const nonce = new Uint8Array(12);
const noData = new Uint8Array(0);

/** A letter that opened, before anyone asked whose it is. */
export interface OpenedLetter {
  readonly letter: Letter;
  /** Whether it is signed by this key, which must be one of `letter.from`. */
  readonly isBy: (key: Uint8Array) => boolean;
}

/**
 * Seals a letter to the recipient's mailbox key: who wrote it, and its signature, are inside; outside are a fresh key
 * and a length that PADME rounded. Rejects with `weak-key` when nobody can agree on a key with that of the mailbox.
 */
export function sealLetter(
  letter: Letter,
  keys: { readonly signing: SigningKey; readonly mailboxKey: Uint8Array },
  random: Random,
): Verdict<Uint8Array> {
  const ephemeral = newAgreementKey(random);
  const shared = ephemeral.agree(keys.mailboxKey);
  if (shared === undefined) return reject('weak-key', 'a mailbox key of small order');
  const signed = encodeSignedLetter(signPayload(keys.signing, 'Letter', encodeLetter(letter)));
  const key = letterKey(shared, ephemeral.publicKey, keys.mailboxKey);
  const sealed = aeadSeal(key, nonce, pad(signed), noData);
  ephemeral.privateKey.wipe();
  key.fill(0);
  shared.fill(0);
  return accept(concat(ephemeral.publicKey, sealed));
}

/**
 * Opens a letter with the first of our mailbox keys that fits. Rejects with `undecryptable` (damaged, or for nobody
 * here), `malformed`, `did-mismatch` (for another agent). Nothing is known of its writer before `isBy`.
 */
export function openLetter(sealed: Uint8Array, keys: readonly AgreementKey[], self: Did): Verdict<OpenedLetter> {
  const plaintext = opened(sealed, keys);
  if (plaintext === undefined) return reject('undecryptable', 'a letter');
  const bytes = unpad(plaintext);
  if (bytes === undefined) return reject('malformed', 'the padding of a letter');
  const signed = decodeSignedLetter(bytes);
  if (signed.kind !== 'accept') return signed;
  const letter = decodeLetter(signed.value.payload);
  if (letter.kind !== 'accept') return letter;
  if (letter.value.to !== self) return reject('did-mismatch', 'a letter for another agent');
  const isBy = (key: Uint8Array): boolean =>
    equalBytes(signed.value.key, key) && verifySigned(signed.value, 'Letter').kind === 'accept';
  return accept({ letter: letter.value, isBy });
}

function opened(sealed: Uint8Array, keys: readonly AgreementKey[]): Uint8Array | undefined {
  const ephemeral = sealed.slice(0, keyBytes);
  for (const key of keys) {
    const shared = key.agree(ephemeral);
    if (shared === undefined) return undefined;
    const plaintext = aeadOpen(letterKey(shared, ephemeral, key.publicKey), nonce, sealed.subarray(keyBytes), noData);
    if (plaintext !== undefined) return plaintext;
  }
  return undefined;
}

function letterKey(shared: Uint8Array, ephemeral: Uint8Array, mailboxKey: Uint8Array): Uint8Array {
  return hkdfSha256(shared, concat(ephemeral, mailboxKey), info, keyBytes);
}

/**
 * The id under which a thing is left at a mailbox, 16 bytes: the same when it is left there again, another at another
 * mailbox, and random to whoever does not hold the secret.
 */
export function depositId(secret: SecretKey, mailbox: PeerId, content: Uint8Array): Uint8Array {
  return hmacSha256(secret.expose(), utf8(`${mailbox}/`), content).subarray(0, 16);
}
