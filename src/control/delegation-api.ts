import { z } from 'zod';
import { did } from './schema.ts';

const who = z.string().min(1).max(128);
/** The longest delegation, 16 KiB, in base64url with its prefix and room for line breaks. */
const token = z.string().min(1).max(32_768);
const score = z.number().int().min(0).max(1000);
const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

const delegated = z.object({
  id: hex32.describe('By it the delegation is revoked.'),
  issuer: did,
  audience: did,
  subject: did.describe('The agent whose authority it is: it counts there.'),
  organisation: z.string().optional().describe('The id of the organisation, where the subject is the DID of its key.'),
  capabilities: z.array(z.string()),
  chain: z.array(did).describe('Every issuer, the first one first.'),
  maxDepth: z.number().int(),
  ceiling: score,
  minScore: score,
  notBefore: z.number().int(),
  expires: z.number().int(),
});

/** Routes about who may do what by whose word. */
export const delegationRoutes = {
  delegate: {
    method: 'POST',
    path: '/v1/delegations',
    summary: 'Delegates capabilities of this agent, of its organisation, or of those it was given, to an agent.',
    authenticated: true,
    request: z.strictObject({
      to: who.describe('Alias or DID.'),
      capabilities: z.array(z.string().min(1).max(256)).min(1).max(32).readonly(),
      expiresSeconds: z
        .number()
        .int()
        .min(1)
        .max(90 * 24 * 3600)
        .optional()
        .describe('7 days, or the rest of what it is made from, when absent.'),
      maxDepth: z
        .number()
        .int()
        .min(1)
        .max(5)
        .optional()
        .describe('1, which is not to be passed on, or that of `from`.'),
      ceiling: score.optional(),
      minScore: score.optional().describe('The score that the receiver must have where it uses this.'),
      organisation: z
        .boolean()
        .optional()
        .describe(
          'By the authority of the organisation, whose key the node must hold: it counts at all of its agents.',
        ),
      from: token.optional().describe('The delegation to this agent that is narrowed; its own authority when absent.'),
    }),
    response: delegated.extend({ token: z.string(), told: z.boolean() }),
  },
  addDelegation: {
    method: 'POST',
    path: '/v1/delegations/received',
    summary: 'Stores a delegation that was received as a token.',
    authenticated: true,
    request: z.strictObject({ token }),
    response: delegated,
  },
  capabilities: {
    method: 'GET',
    path: '/v1/capabilities',
    summary: 'What peers may do here and why, and the delegations that this agent holds.',
    authenticated: true,
    query: z.strictObject({ who: who.optional().describe('Alias or DID; every peer when absent.') }),
    response: z.object({
      agents: z.array(
        z.object({
          did,
          alias: z.string().optional(),
          standing: z.string().describe('`active`, or why nothing of it counts.'),
          recorded: z.array(z.string()).describe('What its own record says.'),
          delegations: z.array(delegated.extend({ counts: z.boolean().describe('Whether its conditions hold now.') })),
          ceiling: score.optional(),
        }),
      ),
      held: z.array(delegated),
    }),
  },
} as const;
