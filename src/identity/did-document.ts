import { accept, fromBase64url, reject, type Verdict } from '../base/base.ts';
import { organisationId } from './did.ts';

/** Longest document read, bytes: a key has some hundred. */
export const maxDidDocumentBytes = 64 * 1024;
/** Keys of one document. */
const maxKeys = 32;

/**
 * Reads the document of a `did:web` domain (W3C DID 1.0): the organisations whose keys it may vouch with, as their ids. Counted are
 * Ed25519 keys that it lists under `assertionMethod`, in multibase or as a JWK. Rejects (`malformed`, `frame-too-large`,
 * `did-mismatch` for the document of another domain).
 */
export function readDidDocument(text: string, domain: string): Verdict<readonly string[]> {
  if (text.length > maxDidDocumentBytes) return reject('frame-too-large', 'the document is too long');
  const document = parsed(text);
  if (document === undefined) return reject('malformed', 'the document is no JSON object');
  const self = `did:web:${domain}`;
  if (document['id'] !== self) return reject('did-mismatch', 'the document is of another domain');
  const methods = listOf(document['verificationMethod']);
  const asserted = listOf(document['assertionMethod']);
  if (methods.length > maxKeys || asserted.length > maxKeys) return reject('malformed', 'too many keys');
  const byId = new Map(methods.filter(isObject).map((method) => [absolute(method['id'], self), method]));
  const keys = asserted.flatMap((one) => {
    const method = isObject(one) ? one : byId.get(absolute(one, self));
    const id = method?.['controller'] === self ? organisationOf(method) : undefined;
    return id === undefined ? [] : [id];
  });
  return accept([...new Set(keys)]);
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The id of a method, which may be relative to the document. */
function absolute(id: unknown, self: string): string {
  const text = typeof id === 'string' ? id : '';
  return text.startsWith('#') ? self + text : text;
}

/** The organisation whose key a method shows; undefined for a key of another kind. */
function organisationOf({ publicKeyMultibase, publicKeyJwk }: JsonObject): string | undefined {
  // The multibase form of an Ed25519 key is what the id of an organisation is made of.
  if (typeof publicKeyMultibase === 'string')
    return /^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/.test(publicKeyMultibase) ? `did:key:${publicKeyMultibase}` : undefined;
  if (!isObject(publicKeyJwk) || publicKeyJwk['kty'] !== 'OKP' || publicKeyJwk['crv'] !== 'Ed25519') return undefined;
  const { x } = publicKeyJwk;
  const key = typeof x === 'string' ? fromBase64url(x) : undefined;
  return key?.length === 32 ? organisationId(key) : undefined;
}
