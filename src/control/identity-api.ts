import { z } from 'zod';
import { did } from './schema.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

const order = z.strictObject({
  by: z.string().min(1).max(128).describe('Who orders it, for the record.'),
  why: z.string().max(1024).default(''),
});

const rest = z.object({
  did,
  status: z.enum(['active', 'suspended']).describe('What the record of this agent says from now on.'),
  seq: z.number().int(),
  told: z.number().int().describe('Peers that were connected, and told at once.'),
});

/** Routes about the identity of this node's agent, and about ending identities for good. */
export const identityRoutes = {
  rotate: {
    method: 'POST',
    path: '/v1/identity/rotate',
    summary: 'Rotates the identity key to the one committed to before. The DID stays; peers follow by the proof.',
    authenticated: true,
    response: z.object({
      did,
      key: z.string().describe('The new identity key, Ed25519, in hexadecimal.'),
      rotations: z.number().int(),
      seq: z.number().int(),
    }),
  },
  suspend: {
    method: 'POST',
    path: '/v1/identity/suspend',
    summary: 'Suspends this agent: nothing passes in either direction until it is resumed; what waits is kept.',
    authenticated: true,
    request: order,
    response: rest,
  },
  resume: {
    method: 'POST',
    path: '/v1/identity/resume',
    summary: 'Lets this agent go on after a suspension: what waited leaves.',
    authenticated: true,
    request: order,
    response: rest,
  },
  revoke: {
    method: 'POST',
    path: '/v1/revocations',
    summary:
      'Revokes for good: this agent, an agent of its organisation, a key of this agent, or a delegation that it or its organisation gave.',
    authenticated: true,
    request: z
      .strictObject({
        agent: z.string().min(1).max(128).optional().describe('Alias or DID; this node’s own agent when absent.'),
        key: hex32.optional().describe('One of this agent’s keys, instead of the whole agent.'),
        delegation: hex32.optional().describe('Id of a delegation that this agent or its organisation gave.'),
        reason: z.string().max(256).optional(),
      })
      .refine((asked) => [asked.agent, asked.key, asked.delegation].filter((one) => one !== undefined).length <= 1, {
        message: 'must name one of agent, key and delegation, or none',
      }),
    response: z.object({
      did,
      target: z.enum(['agent', 'key', 'delegation']),
      told: z.number().int().describe('Peers that were connected, and told at once.'),
    }),
  },
} as const;
