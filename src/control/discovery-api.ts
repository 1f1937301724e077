import { z } from 'zod';
import { alias, did } from './schema.ts';

/** What one search may ask for and get. */
const findLimits = { maxLength: 256, maxFound: 1000, usual: 50 } as const;

const found = z.object({
  did,
  alias: alias.optional(),
  organisation: z.object({ id: z.string(), name: z.string(), known: z.boolean() }).optional(),
  trust: z.object({ score: z.number().int(), tier: z.string() }),
  connected: z.boolean(),
  matches: z
    .array(
      z.object({
        capability: z.string(),
        match: z.enum(['whole', 'part']).describe('All that was asked for, or only what its qualifier names.'),
      }),
    )
    .readonly()
    .describe('What of its own record answers the search.'),
  expires: z.number().int().describe('When its record ends, milliseconds since the epoch.'),
});

/** The A2A card that is kept of an agent, as its node signed it. */
const card = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  skills: z.array(z.string()).readonly().describe('Ids of its skills, the first 64.'),
  etag: z.string().describe('Changes with the card.'),
  received: z.number().int().describe('When it came last, milliseconds since the epoch.'),
});

const lookedUp = z.object({
  did,
  source: z
    .enum(['held', 'network'])
    .describe('Whether the record is held here, or was looked up now and is not kept.'),
  standing: z.string().describe('`active`, or why the agent is not dealt with.'),
  name: z.string().optional().describe('What the agent calls itself.'),
  organisation: z.object({ id: z.string(), name: z.string(), known: z.boolean() }).optional(),
  capabilities: z.array(z.string()).readonly(),
  addresses: z.array(z.string()).readonly(),
  expires: z.number().int().optional().describe('When its record ends, milliseconds since the epoch.'),
  card: card.optional(),
});

/** Routes about agents that are looked for. */
export const discoveryRoutes = {
  lookup: {
    method: 'GET',
    path: '/v1/lookup',
    summary: 'The agent of a DID: by its record as held here, else as the network gives it, verified.',
    authenticated: true,
    query: z.strictObject({ did: z.string().min(1).max(128).describe('A DID in either form, or an alias.') }),
    response: lookedUp,
  },
  find: {
    method: 'GET',
    path: '/v1/find',
    summary: 'Agents whose records, as held and verified here, offer a capability; those that are trusted most first.',
    authenticated: true,
    query: z.strictObject({
      capability: z
        .string()
        .min(1)
        .max(findLimits.maxLength)
        .describe('action:resource[:qualifier], also with cap: before it.'),
      limit: z.coerce.number().int().min(1).max(findLimits.maxFound).default(findLimits.usual),
    }),
    response: z.object({
      agents: z.array(found).readonly(),
      more: z.number().int().describe('How many others offer it.'),
    }),
  },
} as const;
