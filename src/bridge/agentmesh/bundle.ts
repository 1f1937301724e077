import { z } from 'zod';
import {
  accept,
  fromBase64url,
  reject,
  toBase64url,
  verifyEd25519,
  type Verdict,
  type MeshDid,
} from '../../base/base.ts';
import type { JsonValue } from '../strict-json.ts';
import { isOneIdentity } from './mesh-did.ts';

/** One-time prekeys that a client may deposit at once; clients make 20. */
export const maxOneTimePrekeys = 200;

const keyId = z.int().min(0).max(0xffff_ffff);
/** Base64url; some clients pad it. */
const encoded = z.string().max(128);
const oneTime = z.looseObject({ key_id: keyId, public_key: encoded });

/** What a client deposits with `PUT /v1/agents/{did}/prekeys`. */
export const depositSchema = z.looseObject({
  identity_key: encoded,
  identity_key_ed: encoded,
  signed_pre_key: z.looseObject({ key_id: keyId, public_key: encoded, signature: encoded }),
  one_time_pre_keys: z.array(oneTime).max(maxOneTimePrekeys).default([]),
});

/** What a registry answers to `GET /v1/agents/{did}/prekeys`. */
const bundleSchema = depositSchema
  .omit({ one_time_pre_keys: true })
  .extend({ one_time_pre_key: oneTime.nullable().default(null) });

/** A one-time prekey, X25519. */
export interface OneTimePrekey {
  readonly id: number;
  readonly key: Uint8Array;
}

/** The part of a bundle that its owner's keys prove. */
export interface Prekeys {
  /** Ed25519. */
  readonly key: Uint8Array;
  /** X25519, the image of `key`. */
  readonly agreementKey: Uint8Array;
  readonly signed: { readonly id: number; readonly key: Uint8Array; readonly signature: Uint8Array };
}

/** A bundle as one asker gets it. */
export interface Bundle extends Prekeys {
  readonly oneTime: OneTimePrekey | undefined;
}

/**
 * Takes what a client deposited. Rejects `malformed`; `key-mismatch` unless the DID is the hash of the Ed25519 key and
 * the X25519 key its image; `bad-signature` of the signed prekey.
 */
export function readDeposit(
  did: MeshDid,
  deposit: z.output<typeof depositSchema>,
): Verdict<{ readonly prekeys: Prekeys; readonly oneTime: readonly OneTimePrekey[] }> {
  const prekeys = proved(did, deposit);
  if (prekeys.kind !== 'accept') return prekeys;
  const read = deposit.one_time_pre_keys.map(readOneTime);
  const whole = read.filter((one) => one !== undefined);
  const ids = new Set(whole.map(({ id }) => id));
  if (whole.length < read.length || ids.size < read.length) return reject('malformed', 'a one-time prekey');
  return accept({ prekeys: prekeys.value, oneTime: whole });
}

/** Reads a bundle that another node served, and rejects as `readDeposit`: whoever passed it on cannot have changed it. */
export function readBundle(did: MeshDid, text: string): Verdict<Bundle> {
  const parsed = parsedJson(text);
  const bundle = bundleSchema.safeParse(parsed);
  if (!bundle.success) return reject('malformed', 'not a prekey bundle');
  const prekeys = proved(did, bundle.data);
  if (prekeys.kind !== 'accept') return prekeys;
  const given = bundle.data.one_time_pre_key;
  const one = given === null ? undefined : readOneTime(given);
  if (given !== null && one === undefined) return reject('malformed', 'the one-time prekey');
  return accept({ ...prekeys.value, oneTime: one });
}

type Offered = Pick<z.output<typeof bundleSchema>, 'identity_key' | 'identity_key_ed' | 'signed_pre_key'>;

function proved(did: MeshDid, given: Offered): Verdict<Prekeys> {
  const { signed_pre_key: offered } = given;
  const [key, agreementKey] = [bytesOf(given.identity_key_ed, 32), bytesOf(given.identity_key, 32)];
  const [signedKey, signature] = [bytesOf(offered.public_key, 32), bytesOf(offered.signature, 64)];
  if (key === undefined || agreementKey === undefined || signedKey === undefined || signature === undefined)
    return reject('malformed', 'a key or signature of another length');
  if (!isOneIdentity(did, key, agreementKey)) return reject('key-mismatch', 'the keys are not those of the DID');
  if (!verifyEd25519(key, signedKey, signature)) return reject('bad-signature', 'of the signed prekey');
  return accept({ key, agreementKey, signed: { id: offered.key_id, key: signedKey, signature } });
}

/** A bundle as a registry serves it. */
export function bundleJson({ key, agreementKey, signed, oneTime: one }: Bundle): JsonValue {
  return {
    identity_key: toBase64url(agreementKey),
    identity_key_ed: toBase64url(key),
    signed_pre_key: {
      key_id: signed.id,
      public_key: toBase64url(signed.key),
      signature: toBase64url(signed.signature),
    },
    one_time_pre_key: one === undefined ? null : { key_id: one.id, public_key: toBase64url(one.key) },
  };
}

function readOneTime({ key_id: id, public_key: text }: z.output<typeof oneTime>): OneTimePrekey | undefined {
  const key = bytesOf(text, 32);
  return key === undefined ? undefined : { id, key };
}

/** Base64url with or without padding, of exactly so many bytes; undefined otherwise. */
export function bytesOf(text: string, length: number): Uint8Array | undefined {
  const bytes = fromBase64url(text.replace(/=+$/, ''));
  return bytes?.length === length ? bytes : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
