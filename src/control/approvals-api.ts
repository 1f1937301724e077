import { z } from 'zod';
import { did, messageId } from './schema.ts';

const time = z.number().describe('Milliseconds since the epoch.');
const said = z.string().min(1).max(1024);

/** A call that waits for a person, or was answered. */
const approval = z.object({
  id: messageId.describe('The message that asked first.'),
  repeats: z.array(messageId).readonly().describe('Messages that asked for the same call again, the newest only.'),
  state: z.enum(['pending', 'approved', 'denied', 'used']),
  direction: z.enum(['in', 'out']),
  from: did.describe('Who asks.'),
  to: did,
  action: z.string(),
  resource: z.string(),
  policies: z
    .array(z.object({ id: z.string(), reason: z.string().optional() }))
    .readonly()
    .describe('The forbids that hold it.'),
  policySet: z.string(),
  digest: z.string().describe('SHA-256 of exactly this call, hexadecimal.'),
  created: time,
  expires: time.describe('Until when it can be answered; once approved, until when the call can be made.'),
  answer: z.object({ by: z.string(), why: z.string(), at: time }).optional(),
  usedBy: messageId.optional().describe('The message that passed by it.'),
});

/** The rows of the contract about calls that a person decides on. */
export const approvalRoutes = {
  approvals: {
    method: 'GET',
    path: '/v1/approvals',
    summary: 'Calls that wait for a person, and those answered within the hour, oldest first.',
    authenticated: true,
    response: z.object({ approvals: z.array(approval).readonly() }),
  },
  answerApproval: {
    method: 'POST',
    path: '/v1/approvals/:id/answer',
    summary: 'A person’s answer to a call that waits; it counts once.',
    authenticated: true,
    params: z.strictObject({ id: messageId }),
    request: z.strictObject({
      approve: z.boolean(),
      by: z.string().min(1).max(128).describe('Who answers, for the record.'),
      why: said,
    }),
    response: approval,
  },
  answerSigned: {
    method: 'POST',
    path: '/v1/approvals/signed',
    summary: 'An answer signed with the secret of the approval webhook instead of the token.',
    authenticated: false,
    request: z.strictObject({
      id: z.string().min(1).max(128).describe('Of this message; signed.'),
      timestamp: z.number().int().describe('Seconds since the epoch; signed.'),
      payload: z.string().max(4096).describe('JSON with approval, digest, approve, by and why, as it was signed.'),
      signature: z.string().max(1024).describe('`v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.payload`.'),
    }),
    response: approval,
  },
} as const;
