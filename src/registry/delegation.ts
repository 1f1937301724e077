import {
  accept,
  equalBytes,
  fromBase64url,
  isStrongPublicKey,
  limits,
  reject,
  sha256,
  toBase64url,
  type Did,
  type Millis,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import { authenticateRecord, didFromKey } from '../identity/identity.ts';
import {
  claimedType,
  decodeDelegation,
  decodeSigned,
  encodeDelegation,
  encodeSigned,
  signPayload,
  verifySigned,
  type Delegation,
} from '../wire/wire.ts';
import { coversCapability, parseCapability } from './capability.ts';

/** Longest chain, whatever its delegations say: a check costs a signature for each. */
export const maxDelegationDepth = 5;

const tokenPrefix = 'parleydel1';
/** Longest token: the largest Signed in base64url with its prefix; checked before anything is decoded. */
const maxTokenLength = tokenPrefix.length + Math.ceil((limits.maxRecordBytes * 4) / 3);

/** One delegation of a chain, with the key that signed it. */
export interface DelegationLink {
  readonly delegation: Delegation;
  /** SHA-256 of the signed payload: by it a delegation is revoked. */
  readonly id: Uint8Array;
  readonly key: Uint8Array;
}

/** A chain of which every signature holds and every step narrows. Whether it is in force is another question. */
export interface VerifiedDelegation extends DelegationLink {
  /** The encoded Signed<Delegation>, as it travels; the chain is inside. */
  readonly bytes: Uint8Array;
  /** The chain, first delegation first, this one last. */
  readonly chain: readonly DelegationLink[];
}

/** What is to be delegated. */
export interface DelegationDraft extends Pick<
  Delegation,
  'iss' | 'aud' | 'cmd' | 'pol' | 'nonce' | 'notBefore' | 'expires' | 'maxDepth' | 'trustCeiling'
> {
  /** The delegation that this one narrows; the issuer's own authority when absent. */
  readonly from?: VerifiedDelegation;
  /** The issuer's encoded record, unless its genesis key signs. */
  readonly evidence?: Uint8Array;
}

/**
 * Signs a delegation, and verifies it as its receiver will: what would not hold there is not made. Rejects as
 * `verifyDelegation` does.
 */
export function createDelegation(draft: DelegationDraft, signer: SigningKey): Verdict<VerifiedDelegation> {
  const { from, evidence = new Uint8Array(0), ...rest } = draft;
  const sub = from?.delegation.sub ?? draft.iss;
  const cmd = [...new Set(draft.cmd)].toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  const payload = encodeDelegation({ ...rest, sub, cmd, proof: from?.bytes ?? new Uint8Array(0), evidence });
  return verifyDelegation(encodeSigned(signPayload(signer, 'Delegation', payload)));
}

/**
 * Verifies a delegation and the chain inside it, offline and whatever the time. Rejects with `frame-too-large`,
 * `malformed` (also a second encoding of the same), `weak-key`, `bad-signature`, `did-mismatch` or `key-mismatch` (signed
 * by another than its issuer), with what is wrong with the evidence, or with `delegation-invalid`: a link of the chain
 * that is not its audience's, of another subject, that widens, or too many of them.
 */
export function verifyDelegation(bytes: Uint8Array): Verdict<VerifiedDelegation> {
  const chain: DelegationLink[] = [];
  let next = bytes;
  while (next.length > 0) {
    if (chain.length >= maxDelegationDepth)
      return reject('delegation-invalid', `the chain is longer than ${maxDelegationDepth}`);
    const link = openLink(next);
    if (link.kind !== 'accept') return link;
    chain.unshift(link.value);
    next = link.value.delegation.proof;
  }
  const fault = faultOf(chain);
  if (fault !== undefined) return reject('delegation-invalid', fault);
  const last = chain.at(-1);
  return last === undefined ? reject('malformed', 'not a delegation') : accept({ ...last, bytes, chain });
}

/** A delegation and its id as its bytes claim them: nothing is verified, so that what is known costs no signature. */
export function peekDelegation(bytes: Uint8Array): Verdict<Pick<DelegationLink, 'delegation' | 'id'>> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  const { payload } = signed.value;
  const delegation = decodeDelegation(payload);
  return delegation.kind === 'accept' ? accept({ delegation: delegation.value, id: sha256(payload) }) : delegation;
}

/** Whether bytes claim to be a Signed of type `Delegation`, whatever is in it. */
export function isDelegation(bytes: Uint8Array): boolean {
  return claimedType(bytes) === 'Delegation';
}

function openLink(bytes: Uint8Array): Verdict<DelegationLink> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  const { key } = signed.value;
  if (!isStrongPublicKey(key)) return reject('weak-key', 'of the delegation');
  const payload = verifySigned(signed.value, 'Delegation');
  if (payload.kind !== 'accept') return payload;
  const delegation = decodeDelegation(payload.value);
  if (delegation.kind !== 'accept') return delegation;
  const right = issuerHasKey(delegation.value, key);
  if (right.kind !== 'accept') return right;
  return accept({ delegation: delegation.value, id: sha256(payload.value), key });
}

function issuerHasKey({ iss, evidence }: Delegation, key: Uint8Array): Verdict<true> {
  if (evidence.length === 0)
    return didFromKey(key) === iss ? accept(true) : reject('did-mismatch', 'not signed by the issuer’s first key');
  const shown = authenticateRecord(evidence);
  if (shown.kind !== 'accept') return shown;
  if (shown.value.record.did !== iss) return reject('did-mismatch', 'the evidence is of another agent');
  const isOne = shown.value.keys.some((known) => equalBytes(known, key));
  return isOne ? accept(true) : reject('key-mismatch', 'the key is not one of the issuer');
}

/** What is wrong with a chain of authentic delegations, first to last; undefined when nothing is. */
function faultOf(chain: readonly DelegationLink[]): string | undefined {
  const [first] = chain;
  if (first !== undefined && first.delegation.sub !== first.delegation.iss)
    return 'the first delegation is of what its issuer does not own';
  for (const [at, { delegation }] of chain.entries()) {
    const above = chain[at - 1]?.delegation;
    const fault = faultOfStep(delegation) ?? (above === undefined ? undefined : wideningOf(above, delegation));
    if (fault !== undefined) return fault;
    if (chain.length > delegation.maxDepth)
      return `the chain has ${chain.length} delegations, at most ${delegation.maxDepth} are allowed`;
  }
  return undefined;
}

function faultOfStep({ cmd }: Delegation): string | undefined {
  for (const text of cmd) {
    const capability = parseCapability(text);
    if (capability.kind !== 'accept') return capability.detail;
  }
  return undefined;
}

/** In what a delegation gives more than the one above it, or does not follow from it. */
function wideningOf(above: Delegation, below: Delegation): string | undefined {
  if (below.iss !== above.aud) return 'it is issued by another than the audience of the one above';
  if (below.sub !== above.sub) return 'the subject changes';
  const wider = below.cmd.find((narrow) => !above.cmd.some((wide) => coversCapability(wide, narrow)));
  if (wider !== undefined) return 'a capability is not within those above';
  if (below.notBefore < above.notBefore) return 'it begins before the one above';
  if (below.expires > above.expires) return 'it ends after the one above';
  if (below.maxDepth > above.maxDepth) return 'it allows a longer chain than the one above';
  if (below.trustCeiling > above.trustCeiling) return 'it raises the ceiling of the one above';
  if (below.pol.minScore < above.pol.minScore) return 'it drops a condition of the one above';
  return undefined;
}

/** What is known of the agents and delegations of a chain now. */
export interface DelegationView {
  isRevoked(id: Uint8Array, issuer: Did): boolean;
  /** Whether what an agent signed with a key still stands (`signerStands`). */
  signer(issuer: Did, key: Uint8Array): Verdict<unknown>;
}

/**
 * Whether a verified chain counts at `now`. Every link has to: refuses with `revoked` (a link, or the key that signed
 * it, or its issuer), `equivocation`, `not-active` (not yet, or an issuer is suspended) or `expired`. The end is taken
 * as written; the beginning give or take `limits.clockSkewMs`, for a delegation that has just been made.
 */
export function delegationInForce({ chain }: VerifiedDelegation, view: DelegationView, now: Millis): Verdict<true> {
  for (const { delegation, id, key } of chain) {
    const { iss, notBefore, expires } = delegation;
    if (view.isRevoked(id, iss)) return reject('revoked', 'the delegation');
    const signer = view.signer(iss, key);
    if (signer.kind !== 'accept') return signer;
    if (now >= expires) return reject('expired', 'the delegation');
    if (now + limits.clockSkewMs < notBefore) return reject('not-active', 'the delegation does not hold yet');
  }
  return accept(true);
}

/** A delegation as text to hand over: `parleydel1` and base64url. No secret: it is of use to its audience only. */
export function delegationToken({ bytes }: VerifiedDelegation): string {
  return tokenPrefix + toBase64url(bytes);
}

/** Reads a token as a person pasted it: white space does not matter. Rejects as `verifyDelegation` does. */
export function parseDelegationToken(text: string): Verdict<VerifiedDelegation> {
  // Twice the length leaves room for line breaks, and bounds what is read.
  if (text.length > 2 * maxTokenLength) return reject('frame-too-large', 'the token is too long');
  const token = text.replaceAll(/\s+/g, '');
  if (!token.startsWith(tokenPrefix)) return reject('malformed', `a delegation begins with ${tokenPrefix}`);
  const bytes = fromBase64url(token.slice(tokenPrefix.length));
  return bytes === undefined ? reject('malformed', 'the token is damaged') : verifyDelegation(bytes);
}
