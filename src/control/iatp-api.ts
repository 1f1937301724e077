import { z } from 'zod';

/** AgentMesh's default threshold. */
const usualScore = 700;

const meshDid = z.string().min(1).max(128).describe('A DID of AgentMesh, did:mesh: and 32 hexadecimal digits.');
const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`, 'u'));
const demand = {
  required_trust_score: z.int().min(0).max(1000).default(usualScore),
  required_capabilities: z.array(z.string().min(1).max(128)).max(64).default([]),
};
const isFresh = z.boolean().default(false).describe('A proof of now (RFC 9334), whatever was proved before.');

const challenge = z.object({
  challenge_id: z.string().regex(/^challenge_[0-9a-f]{16}$/),
  nonce: hex(32),
  freshness_nonce: hex(16).nullish(),
  timestamp: z.string().max(40),
  expires_in_seconds: z.int().min(1).max(30).default(30),
});

const response = z.object({
  challenge_id: z.string().max(64),
  response_nonce: hex(16),
  agent_did: meshDid,
  capabilities: z.array(z.string().max(128)).max(64).default([]).describe('A claim, which counts for nothing.'),
  trust_score: z.int().min(0).max(1000).default(0).describe('A claim, which counts for nothing.'),
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  public_key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  freshness_nonce: hex(16).nullish(),
});

const result = z.object({
  verified: z.boolean(),
  peer_did: z.string(),
  trust_score: z.int().describe('The trust of this node in the agent’s; 0 when it is not verified.'),
  trust_level: z.enum(['verified_partner', 'trusted', 'standard', 'untrusted']),
  capabilities: z.array(z.string()).readonly().describe('What the registry has; none when it is not verified.'),
  handshake_started: z.string(),
  handshake_completed: z.string(),
  latency_ms: z.int(),
  rejection_reason: z.string().nullable(),
  reason: z.string().optional().describe('The same as a stable word.'),
  failed_check: z
    .enum(['registered', 'active', 'signature', 'key', 'score', 'capabilities'])
    .optional()
    .describe('Which of the six checks failed; absent when it did not come to them.'),
});

/** Routes about IATP in AgentMesh's message shapes, whose names are AgentMesh's. */
export const iatpRoutes = {
  verifyPeer: {
    method: 'POST',
    path: '/v1/iatp/verify-peer',
    summary: 'Asks an agent of AgentMesh to prove itself, and makes the six checks of its TrustBridge.',
    authenticated: true,
    request: z.strictObject({ peer_did: meshDid, ...demand, require_freshness: isFresh }),
    response: result,
  },
  iatpChallenge: {
    method: 'POST',
    path: '/v1/iatp/challenges',
    summary: 'A challenge, for an agent that is asked by other ways than the mesh.',
    authenticated: true,
    request: z.strictObject({ peer_did: meshDid, require_freshness: isFresh }),
    response: challenge,
  },
  iatpVerify: {
    method: 'POST',
    path: '/v1/iatp/verifications',
    summary: 'Makes the six checks by the response to a challenge of this node, which counts once.',
    authenticated: true,
    request: z.strictObject({ peer_did: meshDid, response, ...demand }),
    response: result,
  },
  iatpRespond: {
    method: 'POST',
    path: '/v1/iatp/responses',
    summary: 'The answer of this node’s agent, as an agent of AgentMesh, to a challenge.',
    authenticated: true,
    request: challenge,
    response,
  },
} as const;
