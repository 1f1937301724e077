import { z } from 'zod';
import { alias, apiLimits, cursor, did, endStates, messageId, messageStates, priority, reason } from './schema.ts';

const time = z.number().describe('Milliseconds since the epoch.');

const step = z.object({
  step: z
    .enum(['judged', 'accepted', 'sealed', 'sent', 'ended', 'received', 'acknowledged', 'buried'])
    .describe('`acknowledged`: the agent took it. `buried`: it is among the dead letters.'),
  at: time.optional().describe('Absent where nobody wrote it down.'),
  side: z.enum(['local', 'remote']).describe('Who did it, or said so.'),
  ok: z.boolean(),
  reason: reason.optional(),
  detail: z.string().optional(),
});

const wait = z
  .object({
    for: z
      .enum(['connection', 'session', 'turn', 'parts', 'acknowledgement', 'room'])
      .describe(
        '`turn`: others are before it. `parts`: those of its body go first. `room`: the other side asked for time.',
      ),
    lastError: reason.optional().describe('Why the last try to reach the peer failed.'),
    nextTry: time.optional(),
    arrived: z.number().int().optional().describe('Parts of its body that the other node has.'),
    parts: z.number().int().optional().describe('How many there are.'),
    mailboxes: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('Mailboxes of the peer that said they have it, as libp2p peer ids.'),
  })
  .describe('What it waits for; absent once it has ended.');

/** The way of one message through this node. */
const trace = z.object({
  id: messageId,
  direction: z.enum(['out', 'in']),
  peer: did,
  alias: alias.optional(),
  action: z.string(),
  state: z.enum(messageStates),
  reason: reason.optional(),
  created: time,
  expires: time,
  resealed: z.number().int().optional().describe('How often it had to be sealed anew.'),
  priority: priority.optional().describe('While it waits.'),
  steps: z.array(step).readonly(),
  waits: wait.optional(),
  frames: z
    .number()
    .int()
    .optional()
    .describe('How many frames of AgentMesh clients it carries, where it is more than one.'),
  auditEntries: z.array(z.number().int()).readonly().describe('Where the audit log has it.'),
});

const queue = z.object({
  peer: did,
  alias: alias.optional(),
  waiting: z.number().int(),
  connected: z.boolean(),
  session: z.boolean(),
  waits: wait,
});

const waiting = z.object({
  id: messageId,
  peer: did,
  kind: z.enum(['message', 'withdrawn', 'request', 'response', 'chunk', 'end', 'hello']),
  topic: z.string().optional(),
  state: z.enum(['accepted', 'sealed', 'sent']),
  bytes: z.number().int().describe('Of the envelope, or of the body when that travels in parts.'),
  created: time,
  expires: time,
  resealed: z.number().int(),
  priority,
});

const letter = z.object({
  id: messageId,
  cursor,
  peer: did,
  alias: alias.optional(),
  topic: z.string(),
  contentType: z.string(),
  bytes: z.number().int(),
  created: time,
  ended: time,
  state: z.enum(['refused', 'expired', 'failed']),
  reason,
  mayHaveArrived: z
    .boolean()
    .describe('It was sealed and not refused: the acknowledgement may be what was lost. Sent anew it may come twice.'),
});

const which = z.strictObject({
  ids: z.array(messageId).min(1).max(apiLimits.maxBatch).readonly(),
});

const paging = {
  after: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(apiLimits.maxInboxPage).default(100),
};

/** The rows of the contract about where messages are, what waits, and what could not be delivered. */
export const deliveryRoutes = {
  trace: {
    method: 'GET',
    path: '/v1/messages/:id/trace',
    summary: 'The way of a message as far as this node knows it: each step with its time, and what it waits for.',
    authenticated: true,
    params: z.strictObject({ id: messageId }),
    response: trace,
  },
  outbox: {
    method: 'GET',
    path: '/v1/outbox',
    summary: 'What waits to be delivered, for whom, since when, and when the next try comes.',
    authenticated: true,
    query: z.strictObject({
      to: z.string().max(128).optional().describe('Alias or DID; every peer when absent.'),
      limit: paging.limit,
    }),
    response: z.object({ queues: z.array(queue).readonly(), messages: z.array(waiting).readonly() }),
  },
  deadLetters: {
    method: 'GET',
    path: '/v1/dead-letters',
    summary: 'Messages that were not delivered and will not be, with the reason, oldest first.',
    authenticated: true,
    query: z.strictObject(paging),
    response: z.object({ letters: z.array(letter).readonly(), count: z.number().int(), cursor }),
  },
  retryDeadLetters: {
    method: 'POST',
    path: '/v1/dead-letters/retry',
    summary: 'Sends dead letters anew: each is judged and sealed again as a new message, in the same write.',
    authenticated: true,
    request: which,
    response: z.object({
      results: z
        .array(
          z.object({
            id: messageId,
            as: messageId.optional().describe('The new message; absent when there is no such letter.'),
            state: z.enum(['accepted', 'refused', 'unknown']),
            reason: reason.optional(),
          }),
        )
        .readonly(),
    }),
  },
  dropDeadLetters: {
    method: 'POST',
    path: '/v1/dead-letters/drop',
    summary: 'Drops dead letters for good.',
    authenticated: true,
    request: which,
    response: z.object({ dropped: z.number().int() }),
  },
  ends: {
    method: 'GET',
    path: '/v1/ends',
    summary: 'Messages of this agent as they come to their end; waits up to waitMs for the first.',
    authenticated: true,
    query: z.strictObject({
      after: z.union([z.literal('end'), cursor]).default('end'),
      limit: paging.limit,
      waitMs: z.coerce.number().int().min(0).max(apiLimits.maxWaitMs).default(0),
    }),
    response: z.object({
      ends: z
        .array(
          z.object({
            id: messageId,
            cursor,
            at: time,
            peer: did,
            state: z.enum(endStates),
            reason: reason.optional(),
          }),
        )
        .readonly(),
      cursor,
      missed: z.boolean().describe('Some that ended after `after` are no longer here: ask for each message.'),
    }),
  },
} as const;
