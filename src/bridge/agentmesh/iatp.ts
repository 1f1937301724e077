import { z } from 'zod';
import {
  accept,
  equalBytes,
  parseMeshDid,
  reject,
  toHex,
  utf8,
  verifyEd25519,
  type MeshDid,
  type Millis,
  type Random,
  type Verdict,
} from '../../base/base.ts';
import { base64, encodeBase64 } from './frame.ts';

/** How long a challenge may be answered, seconds (AgentMesh's). */
export const challengeSeconds = 30;
/** Largest challenge or response in JSON, bytes: the most capabilities are three quarters of it. */
export const maxIatpBytes = 12 * 1024;

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`, 'u'));

/** A challenge. Its ids and nonces have their lengths: what is signed of it can then be nothing else that this key signs. */
export const challengeSchema = z.looseObject({
  challenge_id: z.string().regex(/^challenge_[0-9a-f]{16}$/),
  nonce: hex(32),
  freshness_nonce: hex(16).nullish(),
  timestamp: z.string().max(40),
  expires_in_seconds: z.int().min(1).max(challengeSeconds).default(challengeSeconds),
});
export type IatpChallenge = z.output<typeof challengeSchema>;

/** The answer to a challenge. What it says of trust and capabilities is a claim, and counts for nothing. */
export const responseSchema = z.looseObject({
  challenge_id: z.string().max(64),
  response_nonce: hex(16),
  agent_did: z.string().max(128),
  capabilities: z.array(z.string().max(128)).max(64).default([]),
  trust_score: z.int().min(0).max(1000).default(0),
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  public_key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  freshness_nonce: hex(16).nullish(),
});
export type IatpResponse = z.output<typeof responseSchema>;

/** An agent that can answer challenges. */
export interface Prover {
  readonly did: MeshDid;
  /** Ed25519. */
  readonly publicKey: Uint8Array;
  readonly capabilities: readonly string[];
  /** What its own node thinks of it, 0 to 1000. */
  readonly score: number;
  sign(bytes: Uint8Array): Uint8Array;
}

/** What the registry has of an agent. */
export interface Registered {
  /** Ed25519. */
  readonly key: Uint8Array;
  readonly capabilities: readonly string[];
  /** The trust of this node in it, 0 to 1000. */
  readonly score: number;
}

/** What is asked of an agent. */
export interface Demand {
  readonly minScore: number;
  readonly capabilities: readonly string[];
}

interface Moment {
  readonly now: Millis;
  readonly random: Random;
}

/** A challenge; with a freshness nonce (RFC 9334), its answer is of now whatever was proved before. */
export function newChallenge(moment: Moment, isFresh: boolean): IatpChallenge {
  const { now, random } = moment;
  return {
    challenge_id: `challenge_${toHex(random(8))}`,
    nonce: toHex(random(32)),
    ...(isFresh ? { freshness_nonce: toHex(random(16)) } : {}),
    timestamp: new Date(now).toISOString(),
    expires_in_seconds: challengeSeconds,
  };
}

/** Answers a challenge. Rejects `expired` one that is past its time, or too far ahead of it. */
export function answerChallenge(challenge: IatpChallenge, prover: Prover, moment: Moment): Verdict<IatpResponse> {
  if (!isInTime(challenge, moment.now)) return reject('expired', 'the challenge');
  const response_nonce = toHex(moment.random(16));
  const { challenge_id, freshness_nonce } = challenge;
  const signed = signedText(challenge, { response_nonce, agent_did: prover.did });
  return accept({
    challenge_id,
    response_nonce,
    agent_did: prover.did,
    capabilities: [...prover.capabilities],
    trust_score: prover.score,
    signature: encodeBase64(prover.sign(utf8(signed))),
    public_key: encodeBase64(prover.publicKey),
    ...(typeof freshness_nonce === 'string' ? { freshness_nonce } : {}),
  });
}

/**
 * Whether an answer proves that `did` holds its registered key: the third and fourth of the six checks, and what they
 * rest on. Rejects `replayed` an answer to another challenge, `expired`, `did-mismatch`, `bad-signature`, `key-mismatch`.
 */
export function checkResponse(
  response: IatpResponse,
  asked: { readonly challenge: IatpChallenge; readonly did: MeshDid; readonly key: Uint8Array },
  now: Millis,
): Verdict<true> {
  const { challenge, did, key } = asked;
  if (response.challenge_id !== challenge.challenge_id) return reject('replayed', 'it answers another challenge');
  if (!isInTime(challenge, now)) return reject('expired', 'the challenge');
  if (parseMeshDid(response.agent_did) !== did) return reject('did-mismatch', 'another agent answered');
  if ((response.freshness_nonce ?? undefined) !== (challenge.freshness_nonce ?? undefined))
    return reject('replayed', 'the freshness nonce is another');
  if (!verifyEd25519(key, utf8(signedText(challenge, response)), base64(response.signature)))
    return reject('bad-signature', 'over the challenge');
  if (!equalBytes(base64(response.public_key), key)) return reject('key-mismatch', 'not the key in the registry');
  return accept(true);
}

/** The last two of the six checks, by what the registry and this node say. Rejects `score-too-low`, `capability-missing`. */
export function checkDemand({ score, capabilities }: Registered, demand: Demand): Verdict<true> {
  if (score < demand.minScore) return reject('score-too-low', `it is ${score}, ${demand.minScore} is required`);
  const missing = demand.capabilities.filter((name) => !capabilities.includes(name));
  return missing.length === 0 ? accept(true) : reject('capability-missing', `missing: ${missing.join(', ')}`);
}

function signedText(
  { challenge_id, nonce, freshness_nonce }: IatpChallenge,
  { response_nonce, agent_did }: Pick<IatpResponse, 'response_nonce' | 'agent_did'>,
): string {
  const text = `${challenge_id}:${nonce}:${response_nonce}:${agent_did}`;
  return typeof freshness_nonce === 'string' ? `${text}:${freshness_nonce}` : text;
}

/** The Python clients write UTC without saying so. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/;

function isInTime({ timestamp, expires_in_seconds }: IatpChallenge, now: Millis): boolean {
  const zone = isoTime.exec(timestamp);
  const age = zone === null ? Number.NaN : now - Date.parse(zone[1] === undefined ? `${timestamp}Z` : timestamp);
  return Math.abs(age) <= expires_in_seconds * 1000;
}
