import { z } from 'zod';
import { did, messageId, peer, reason, status } from './schema.ts';

const count = z.number().int().min(0);

/** What waits for somebody, in numbers: when one changes, it is worth asking again. */
const waiting = z.object({
  approvals: count.describe('Calls that wait for a person.'),
  tools: count.describe('Tools that changed or were refused.'),
  deadLetters: count,
  auditEntries: count,
});

/** One thing that became of a message here. */
const happening = z.object({
  id: messageId,
  peer: did,
  what: z.enum(['sent', 'received', 'refused', 'delivered', 'failed']),
  direction: z.enum(['in', 'out']),
  reason: reason.optional(),
});

const flow = z.object({
  kind: z.literal('flow'),
  peers: z
    .array(z.object({ did, in: count, out: count, refused: count }))
    .readonly()
    .describe('Messages since the event before, by peer.'),
  newest: z.array(happening).readonly().describe('The newest of them, oldest first.'),
});

const state = z.object({
  kind: z.literal('state'),
  whole: z.boolean().describe('True for the first: what it does not name does not exist.'),
  status: status.optional(),
  waiting: waiting.optional(),
  peers: z.array(peer).readonly().describe('Those that changed.'),
  gone: z.array(did).readonly(),
});

const liveEvent = z.discriminatedUnion('kind', [state, flow, z.object({ kind: z.literal('beat') })]);

/** Something that `/v1/live` tells. */
export type LiveEvent = z.output<typeof liveEvent>;

/** The row of the contract about what happens as it happens. */
export const liveRoutes = {
  live: {
    method: 'GET',
    path: '/v1/live',
    summary:
      'The node as it stands and then every change, as server-sent events: at most two of each kind a second, whatever the load.',
    authenticated: true,
    response: z.custom<AsyncIterable<LiveEvent>>().meta({ type: 'string', description: 'Events, each one JSON.' }),
    media: 'text/event-stream',
  },
} as const;
