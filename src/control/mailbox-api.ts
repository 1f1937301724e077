import { z } from 'zod';

const count = z.number().int();
const time = z.number().describe('Milliseconds since the epoch.');

const offered = z.object({
  messages: count,
  bytes: count,
  maxMessages: count,
  maxBytes: count,
  owners: z
    .array(z.object({ owner: z.string(), messages: count, bytes: count, grantExpires: time.optional() }))
    .readonly()
    .describe('The agents that letters are kept for.'),
});

const used = z.object({
  mailbox: z.string().describe('libp2p peer id.'),
  at: time.optional().describe('When it was last visited with success, since the start.'),
  fetched: count.describe('Letters taken since the start.'),
  problem: z.string().optional().describe('Why the last visit failed.'),
});

const left = z.object({
  peer: z.string(),
  mailbox: z.string(),
  left: count.describe('Letters that it said it has on disk, since the peer was last connected.'),
  refused: z.string().optional().describe('Why it took no more; what it did not take stays in the outbox.'),
});

/** The row of the contract about mailboxes. */
export const mailboxRoutes = {
  mailbox: {
    method: 'GET',
    path: '/v1/mailbox',
    summary: 'The mailbox that this node offers, those that it uses, and what was left at those of its peers.',
    authenticated: true,
    response: z.object({
      offered: offered.optional(),
      used: z.array(used).readonly(),
      left: z.array(left).readonly(),
      held: count.describe('Letters that came before their turn, and wait for those before them.'),
    }),
  },
} as const;
