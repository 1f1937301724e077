import { limits, type Did, type Millis } from '../base/base.ts';
import {
  boundedBytes,
  boundedList,
  boundedText,
  decodeCanonicalWith,
  did,
  fail,
  fixedBytes,
  safeInteger,
  time,
  withoutDefaults,
} from './field.ts';
import { parley } from './gen/parley.js';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** Conditions on the use of a delegation; all of them hold at once. */
export interface DelegationTerms {
  /** The score of the receiver where it is used, 0..1000; 0 asks for nothing. */
  readonly minScore: number;
}

/**
 * An agent letting another use a part of what it may grant or was granted (registry.md, Delegation; the fields are
 * those of UCAN). Travels as Signed of type `Delegation`, by a key of `iss`. Its id is SHA-256 of the payload.
 */
export interface Delegation {
  /** The agent that gives. */
  readonly iss: Did;
  /** The agent that receives. */
  readonly aud: Did;
  /** The agent whose authority it is: the issuer of the first delegation of the chain. */
  readonly sub: Did;
  /** Capabilities, ascending, each once; at least one. */
  readonly cmd: readonly string[];
  readonly pol: DelegationTerms;
  /** 16 bytes, so that the same is never given twice under one id. */
  readonly nonce: Uint8Array;
  readonly notBefore: Millis;
  /** At most `maxDelegationLifeMs` after `notBefore`. */
  readonly expires: Millis;
  /** Delegations that the whole chain may have, counted from its first one; at least 1. */
  readonly maxDepth: number;
  /** The most that the receiver's score may be, 0..1000. */
  readonly trustCeiling: number;
  /** Encoded Signed<Delegation> that gave `iss` what it passes on; empty for the first of a chain. */
  readonly proof: Uint8Array;
  /** Encoded Signed<AgentRecord> that shows the signer's key to be one of `iss`; empty when the genesis key signs. */
  readonly evidence: Uint8Array;
}

/** Longest life of a delegation, milliseconds (90 days): expiry ends what a revocation does not reach. */
export const maxDelegationLifeMs = 90 * 24 * 3600 * 1000;
/** Capabilities in one delegation; more are a role, for which there are several delegations. */
export const maxDelegatedCapabilities = 32;
/** Longest capability, UTF-16 units. */
export const maxDelegatedLength = 256;

const maxScore = 1000;

/** Encodes the payload of a Signed of type `Delegation`. */
export function encodeDelegation(delegation: Delegation): Uint8Array {
  const { cmd, pol, notBefore: notBeforeMs, expires: expiresMs, ...rest } = delegation;
  const terms = pol.minScore === 0 ? null : { minScore: pol.minScore };
  return encoded(wire.Delegation, withoutDefaults({ ...rest, cmd: [...cmd], pol: terms, notBeforeMs, expiresMs }));
}

/** Decodes the payload of a Signed of type `Delegation`. */
export const decodeDelegation = decodeCanonicalWith(wire.Delegation, limits.maxRecordBytes, {
  read: readDelegation,
  encode: encodeDelegation,
});

function readDelegation(raw: parley.v1.Delegation): Delegation {
  const notBefore = time(raw.notBeforeMs, 'notBefore');
  const expires = time(raw.expiresMs, 'expires');
  if (expires <= notBefore || expires - notBefore > maxDelegationLifeMs) return fail('expires is out of range');
  const maxDepth = safeInteger(raw.maxDepth, 'maxDepth');
  if (maxDepth < 1) return fail('maxDepth is out of range');
  return {
    iss: did(raw.iss, 'iss'),
    aud: did(raw.aud, 'aud'),
    sub: did(raw.sub, 'sub'),
    cmd: readCapabilities(raw.cmd),
    pol: { minScore: readScore(raw.pol?.minScore, 'minScore') },
    nonce: fixedBytes(raw.nonce, 16, 'nonce'),
    notBefore,
    expires,
    maxDepth,
    trustCeiling: readScore(raw.trustCeiling, 'trustCeiling'),
    proof: boundedBytes(raw.proof, limits.maxRecordBytes, 'proof'),
    evidence: boundedBytes(raw.evidence, limits.maxRecordBytes, 'evidence'),
  };
}

/** In ascending order, each once: a set has one encoding. */
function readCapabilities(raw: readonly string[] | null | undefined): readonly string[] {
  const cmd = boundedList(raw, maxDelegatedCapabilities, 'cmd', (text) => boundedText(text, 'cmd', maxDelegatedLength));
  if (cmd.length === 0) return fail('cmd is empty');
  return cmd.every((text, at) => at === 0 || (cmd[at - 1] ?? '') < text) ? cmd : fail('cmd is not in order');
}

function readScore(raw: number | null | undefined, name: string): number {
  const value = safeInteger(raw, name);
  return value <= maxScore ? value : fail(`${name} is out of range`);
}
