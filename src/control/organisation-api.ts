import { z } from 'zod';
import { alias, did } from './schema.ts';

/** Longest code, characters: two records of the largest size in base64url, and as many line breaks. */
const maxCodeLength = 90_000;
/** Longest time that an agent is admitted for, seconds: ten years. */
const maxAdmissionSeconds = 10 * 366 * 24 * 3600;

const code = z.string().min(1).max(maxCodeLength);
const organisation = z.object({ id: z.string(), name: z.string() });
const time = z.number().describe('Milliseconds since the epoch.');
const by = z.string().min(1).max(128).describe('Who decides, for the record.');
const why = z.string().max(1024).default('');

/** Routes about the organisation of this node's agent, and about which agents are of it. */
export const organisationRoutes = {
  organisation: {
    method: 'GET',
    path: '/v1/organisation',
    summary: 'The organisation of this agent, who signs for it and until when, and its other agents as held here.',
    authenticated: true,
    response: z.object({
      organisation: organisation.optional(),
      key: z.boolean().describe('Whether this node holds its key.'),
      joined: z
        .object({ id: z.string(), name: z.string(), until: time })
        .optional()
        .describe('The organisation that was joined, also when its word has run out.'),
      agents: z
        .array(
          z.object({
            did,
            alias: alias.optional(),
            name: z.string(),
            until: time,
            renewed: z.boolean().describe('Whether this node renews its word for the agent.'),
          }),
        )
        .readonly(),
    }),
  },
  requestMembership: {
    method: 'GET',
    path: '/v1/organisation/request',
    summary: 'The code by which this agent asks an organisation to sign for it. It holds no secret.',
    authenticated: true,
    response: z.object({ code: z.string(), did, name: z.string() }),
  },
  readMembership: {
    method: 'POST',
    path: '/v1/organisation/codes',
    summary: 'What a request or a membership says, verified; changes nothing.',
    authenticated: true,
    request: z.strictObject({ code }),
    response: z.object({
      kind: z.enum(['request', 'membership']),
      did: did.describe('The agent that is to be of the organisation.'),
      name: z.string().optional(),
      organisation: organisation.optional().describe('Which organisation; of a request, that of this node.'),
      until: time.optional(),
    }),
  },
  admit: {
    method: 'POST',
    path: '/v1/organisation/agents',
    summary:
      'Signs for an agent with the key of the organisation, and makes it known here. Answers the code it joins with.',
    authenticated: true,
    request: z.strictObject({
      code,
      alias: alias.optional(),
      seconds: z
        .number()
        .int()
        .min(60)
        .max(maxAdmissionSeconds)
        .optional()
        .describe('How long the signature holds, without renewal; 30 days, renewed by this node, when absent.'),
      by,
      why,
    }),
    response: z.object({
      code: z.string(),
      did,
      alias,
      organisation,
      until: time,
      renewed: z.boolean(),
    }),
  },
  dismiss: {
    method: 'POST',
    path: '/v1/organisation/dismissals',
    summary: 'Renews the signature for an agent no more: it ends with the one it has, or is revoked now.',
    authenticated: true,
    request: z.strictObject({
      agent: z.string().min(1).max(128).describe('Alias or DID.'),
      now: z.boolean().optional().describe('Revokes what the agent has; otherwise that runs out.'),
      by,
      why,
    }),
    response: z.object({ did, until: time.optional() }),
  },
  joinOrganisation: {
    method: 'POST',
    path: '/v1/organisation/join',
    summary: 'Takes the membership that an organisation gave: from now on it signs for this agent.',
    authenticated: true,
    request: z.strictObject({ code, by, why }),
    response: z.object({ organisation, until: time, holder: did, alias }),
  },
  leaveOrganisation: {
    method: 'POST',
    path: '/v1/organisation/leave',
    summary: 'Leaves the organisation that was joined; the key of the own keyring signs again, where there is one.',
    authenticated: true,
    request: z.strictObject({ by, why }),
    response: z.object({ left: z.string(), organisation: organisation.optional() }),
  },
} as const;
