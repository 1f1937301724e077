import {
  accept,
  fromBase64url,
  fromUtf8,
  MeshError,
  reject,
  toBase64url,
  utf8,
  verifyEd25519,
  verifyEs256,
  type P256PublicKey,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import { canonicalJson } from './canonical-json.ts';

/** An A2A agent card as parsed JSON; only `signatures` matters here. */
export type AgentCard = Readonly<Record<string, unknown>>;

/** A key that the verifier trusts already. `kid` selects among these; a card can never bring its own. */
export type CardKey =
  | { readonly kid: string; readonly alg: 'EdDSA'; readonly publicKey: Uint8Array }
  | { readonly kid: string; readonly alg: 'ES256'; readonly publicKey: P256PublicKey };

/** Signatures looked at in one card: co-signing and key changes need a few. */
const maxSignatures = 16;
/** Longest protected header, base64url digits: alg, kid, typ and an address or two. */
const maxProtectedLength = 4096;

/**
 * Adds a JWS signature (A2A 1.0, section 8.4) to a card: EdDSA (RFC 8037) over the canonical JSON of the
 * card without `signatures`. Those already there stay and stay valid. Throws `request-invalid` when the card has no canonical form.
 */
export function signCard(card: AgentCard, key: SigningKey, kid: string): AgentCard {
  const signed = signatureOf(card, key, kid);
  if (signed.kind !== 'accept')
    throw new MeshError(
      'request-invalid',
      `The agent card cannot be signed: ${signed.detail ?? signed.reason}. Correct the card of the agent.`,
    );
  const before: readonly unknown[] = Array.isArray(card['signatures']) ? card['signatures'] : [];
  return { ...card, signatures: [...before, signed.value] };
}

function signatureOf(
  card: AgentCard,
  key: SigningKey,
  kid: string,
): Verdict<{ readonly protected: string; readonly signature: string }> {
  const payload = canonicalJson(withoutSignatures(card));
  if (payload.kind !== 'accept') return payload;
  const header = toBase64url(utf8(JSON.stringify({ alg: 'EdDSA', kid, typ: 'JOSE' })));
  return accept({ protected: header, signature: toBase64url(key.sign(utf8(signingInput(header, payload.value)))) });
}

/**
 * The same signature apart from the card, so that the card stays as its agent wrote it: `header..signature` (RFC 7515, appendix
 * F). Rejects a card without a canonical form.
 */
export function sealCard(card: AgentCard, key: SigningKey, kid: string): Verdict<string> {
  const signed = signatureOf(card, key, kid);
  return signed.kind === 'accept' ? accept(`${signed.value.protected}..${signed.value.signature}`) : signed;
}

/** Whether such a signature of a card holds by one of `keys`, and by which. Rejects as `verifyCardSignature` does. */
export function verifyCardSeal(card: AgentCard, seal: string, keys: readonly CardKey[]): Verdict<CardKey> {
  const [header = '', payload, signature = '', ...more] = seal.split('.');
  if (payload !== '' || more.length > 0) return reject('malformed', 'the signature is not a detached one');
  return verifyCardSignature({ ...card, signatures: [{ protected: header, signature }] }, keys);
}

/**
 * Accepts a card when one of its signatures holds under one of `keys`, and says which key. Never fetches
 * a key: `jku`, `jwk` and the unprotected header are not read. Rejects with `malformed` (no canonical
 * form, too many signatures) or `bad-signature` (none, none by a known key, or none that holds).
 */
export function verifyCardSignature(card: AgentCard, keys: readonly CardKey[]): Verdict<CardKey> {
  const { signatures } = card;
  if (!Array.isArray(signatures) || signatures.length === 0) return reject('bad-signature', 'the card is not signed');
  if (signatures.length > maxSignatures) return reject('malformed', `more than ${maxSignatures} signatures`);
  const bare = withoutSignatures(card);
  const published = canonicalJson(bare);
  if (published.kind !== 'accept') return published;
  // Section 8.4.1 leaves members of a default value out; some sign before, some after that. Both mean the same card.
  const reduced = canonicalJson(withoutEmpty(bare) ?? {});
  const payloads = reduced.kind === 'accept' ? [published.value, reduced.value] : [published.value];
  for (const entry of signatures) {
    const jws = readJws(entry);
    const key = jws && keys.find((known) => known.kid === jws.kid && algorithms[known.alg].includes(jws.alg));
    if (key && payloads.some((payload) => holds(key, utf8(signingInput(jws.header, payload)), jws.signature)))
      return accept(key);
  }
  return reject('bad-signature', 'no signature of a known key holds');
}

/** The names a header may give each algorithm; RFC 9864 calls EdDSA over Curve25519 Ed25519. */
const algorithms = { EdDSA: ['EdDSA', 'Ed25519'], ES256: ['ES256'] };

interface Jws {
  readonly header: string;
  readonly alg: string;
  readonly kid: string;
  readonly signature: Uint8Array;
}

function readJws(entry: unknown): Jws | undefined {
  if (!isObject(entry)) return undefined;
  const { protected: header, signature } = entry;
  if (typeof header !== 'string' || typeof signature !== 'string' || header.length > maxProtectedLength)
    return undefined;
  const fields = readHeader(header);
  const bytes = signature.length > 128 ? undefined : fromBase64url(signature);
  return fields && bytes && { header, ...fields, signature: bytes };
}

function readHeader(header: string): { readonly alg: string; readonly kid: string } | undefined {
  const fields = parseJson(fromUtf8(fromBase64url(header) ?? new Uint8Array(0)) ?? '');
  // RFC 7515, section 4.1.11: what is critical and not understood makes a signature invalid.
  if (!isObject(fields) || 'crit' in fields || 'b64' in fields) return undefined;
  const { alg, kid } = fields;
  return typeof alg === 'string' && typeof kid === 'string' ? { alg, kid } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function holds(key: CardKey, input: Uint8Array, signature: Uint8Array): boolean {
  return key.alg === 'EdDSA'
    ? verifyEd25519(key.publicKey, input, signature)
    : verifyEs256(key.publicKey, input, signature);
}

/** RFC 7515, section 5.1: the payload is in the input, not in the card (detached). */
function signingInput(header: string, payload: string): string {
  return `${header}.${toBase64url(utf8(payload))}`;
}

function withoutSignatures(card: AgentCard): AgentCard {
  return Object.fromEntries(Object.entries(card).filter(([name]) => name !== 'signatures'));
}

/** The value without empty strings, lists, objects and nulls, at every level; undefined when nothing is left. */
function withoutEmpty(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  if (Array.isArray(value)) {
    const kept = value.map(withoutEmpty).filter((entry) => entry !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([name, member]): readonly (readonly [string, unknown])[] => {
    const rest = withoutEmpty(member);
    return rest === undefined ? [] : [[name, rest]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
