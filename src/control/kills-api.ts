import { z } from 'zod';
import { trustTarget } from './schema.ts';

const said = z.string().min(1).max(1024);

/** A kill in force. */
export const kill = z.object({
  target: z.string().describe('A DID, the key of an organisation, or `node`.'),
  by: z.string(),
  why: z.string(),
  at: z.number().describe('Milliseconds since the epoch.'),
});

const order = z.strictObject({
  target: trustTarget.describe('Alias or DID of an agent, key of an organisation, or `node` for this node.'),
  by: z.string().min(1).max(128).describe('Who orders it, for the record.'),
  why: said,
});

/** The rows of the contract about the kill switch. */
export const killRoutes = {
  kills: {
    method: 'GET',
    path: '/v1/kills',
    summary: 'What is killed, by whom and why.',
    authenticated: true,
    response: z.object({ kills: z.array(kill).readonly() }),
  },
  kill: {
    method: 'POST',
    path: '/v1/kills',
    summary: 'Ends all dealings with an agent, an organisation, or of this node, from the next message on.',
    authenticated: true,
    request: order,
    response: kill,
  },
  revive: {
    method: 'POST',
    path: '/v1/kills/revive',
    summary: 'Takes a kill back.',
    authenticated: true,
    request: order,
    response: z.object({ target: z.string() }),
  },
} as const;
