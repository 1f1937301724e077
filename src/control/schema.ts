import { z } from 'zod';
import type { Did, ErrorCode, MessageId, Reason } from '../base/base.ts';

/** Bounds of the local API; each keeps one caller from taking the node's memory or time. */
export const apiLimits = {
  /** Bytes of a request: one message of the largest size in base64, with room for its frame. */
  maxRequestBytes: 24 * 1024 * 1024,
  /** Bytes of one message body; `limits.maxMessageBytes` of the mesh. */
  maxMessageBytes: 16 * 1024 * 1024,
  /** Messages in one call: enough to fill a group commit. */
  maxBatch: 100,
  /** Messages in one page of the inbox. */
  maxInboxPage: 1000,
  /** Longest wait for a message, milliseconds: below the idle timeout of common proxies. */
  maxWaitMs: 60_000,
  /** Longest life of an invitation, seconds (30 days, as a record's). */
  maxInvitationSeconds: 30 * 24 * 3600,
  /** Longest life of a message, seconds (72 h). */
  maxTtlSeconds: 72 * 3600,
  /** Characters of an invitation code: two records and addresses in base64. */
  maxCodeLength: 32_768,
} as const;

function matching<T extends string>(pattern: RegExp, what: string, example: string): z.ZodType<T, T> {
  const matches = (value: unknown): value is T => typeof value === 'string' && pattern.test(value);
  return z.custom<T>(matches, `must be ${what}`).meta({ type: 'string', pattern: pattern.source, examples: [example] });
}

/** A message id in JSON: 32 lower-case hexadecimal digits. */
export const messageId = matching<MessageId>(
  /^[0-9a-f]{32}$/,
  'a message id: 32 lower-case hexadecimal digits',
  '0193a1b2c3d40123456789abcdef0123',
);

/** A DID in JSON, in its canonical form. */
export const did = matching<Did>(
  /^did:agentmesh:[1-9A-HJ-NP-Za-km-z]{20,28}$/,
  'a DID of the form did:agentmesh:…',
  'did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk',
);

/** A local name of a peer; it stands in URLs. */
export const alias = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'must be 1 to 63 letters, digits, ".", "_" or "-", the first a letter or digit',
  );

/** A place in the inbox; opaque to callers. */
export const cursor = z.string().regex(/^[0-9a-z]{1,32}$/, 'must be a cursor that this node gave');

/** Where a message goes: an alias, or a DID in either form. */
const recipient = z
  .string()
  .regex(/^(?:did:(?:agentmesh|mesh):[A-Za-z0-9]{1,64}|[A-Za-z0-9][A-Za-z0-9._-]{0,62})$/, 'must be an alias or a DID');

const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

/** W3C Trace Context, section 3.2: a place in a trace. */
export const traceparent = z
  .string()
  .regex(/^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/, 'must be a W3C traceparent')
  .describe('Where in a trace it stands, as W3C Trace Context has it.');

/** What leaves first where several messages wait for one peer. */
export const priority = z.enum(['interactive', 'normal', 'bulk']);

/** What is said of a message besides its body. */
const about = {
  to: recipient.describe('Alias or DID.'),
  topic: z.string().max(256).default(''),
  replyTo: messageId.optional(),
  priority: priority.optional().describe('Normal when absent.'),
  traceparent: traceparent.optional(),
};
const contentType = z.string().min(1).max(256);

const ttlSeconds = z.number().int().min(1).max(apiLimits.maxTtlSeconds);

interface Options {
  readonly priority?: z.output<typeof priority> | undefined;
  readonly traceparent?: string | undefined;
}

/** What was not said has no field. */
function options<M extends Options>({
  priority: urgency,
  traceparent: trace,
  ...message
}: M): Omit<M, keyof Options> & { readonly priority?: NonNullable<M['priority']>; readonly traceparent?: string } {
  return {
    ...message,
    ...(urgency === undefined ? {} : { priority: urgency }),
    ...(trace === undefined ? {} : { traceparent: trace }),
  };
}

/** The query of a message whose body is sent as it is. */
export const bytesToSend = z
  .strictObject({
    ...about,
    contentType: contentType.default('application/octet-stream').describe('Of the message.'),
    ttlSeconds: z.coerce.number().pipe(ttlSeconds).optional(),
  })
  .transform(({ replyTo, ttlSeconds: ttl, ...message }) => ({ ...options(message), replyTo, ttlSeconds: ttl }))
  .readonly();

const messageToSend = z
  .strictObject({
    ...about,
    contentType: contentType.optional().describe('text/plain or application/octet-stream when absent.'),
    body: z
      .string()
      .max(Math.ceil(apiLimits.maxMessageBytes / 3) * 4)
      .refine((text) => text.length % 4 === 0 && base64Pattern.test(text), 'must be base64 with padding')
      .optional()
      .describe('Bytes, in base64.'),
    text: z.string().max(apiLimits.maxMessageBytes).optional().describe('Text, instead of `body`.'),
    ttlSeconds: ttlSeconds.optional(),
  })
  .refine((message) => (message.body === undefined) !== (message.text === undefined), 'needs either body or text')
  .transform(({ body, text, replyTo, ttlSeconds: ttl, ...message }) => ({
    ...options(message),
    contentType: message.contentType ?? (text === undefined ? 'application/octet-stream' : 'text/plain; charset=utf-8'),
    body: bytesOf({ body, text }),
    replyTo,
    ttlSeconds: ttl,
  }))
  .refine((message) => message.body.length <= apiLimits.maxMessageBytes, 'is larger than 16 MiB')
  .readonly();

function bytesOf(message: { readonly body?: string | undefined; readonly text?: string | undefined }): Uint8Array {
  return message.body === undefined ? Buffer.from(message.text ?? '', 'utf8') : Buffer.from(message.body, 'base64');
}

/** An agent by alias or DID, or an organisation by its id. */
export const trustTarget = z
  .string()
  .regex(
    /^(?:did:(?:agentmesh|mesh|key):[A-Za-z0-9]{1,128}|[A-Za-z0-9][A-Za-z0-9._-]{0,62})$/,
    'must be an alias, a DID or the id of an organisation',
  );

/** What a verdict may be about. */
export const dimensionNames = [
  'policy_compliance',
  'resource_efficiency',
  'output_quality',
  'security_posture',
  'collaboration_health',
] as const;

/** One message or several, always handed on as a list. */
export const expectMessages = z.union([
  z.array(messageToSend).min(1).max(apiLimits.maxBatch).readonly(),
  messageToSend.transform((message) => [message]).readonly(),
]);

const errorCode = z.custom<ErrorCode>((value) => typeof value === 'string').meta({ type: 'string' });
/** A stable word for why not. */
export const reason = z.custom<Reason>((value) => typeof value === 'string').meta({ type: 'string' });
const time = z.number().describe('Milliseconds since the epoch.');

/** The body of an answer that is not good. */
export const errorBody = z.object({
  error: z.object({ code: errorCode, message: z.string(), reason: reason.optional() }),
});

/** What became of one message: accepted durably, or refused here with a reason. Both can be explained by id. */
export const sendResult = z.object({
  id: messageId,
  state: z.enum(['accepted', 'refused']),
  reason: reason.optional(),
});

/** A message in the inbox. */
export const inboxMessage = z.object({
  id: messageId,
  cursor,
  from: did,
  alias: alias.optional().describe('The local name of the sender, when it has one.'),
  agent: z
    .string()
    .optional()
    .describe('The AgentMesh agent it is from, a `did:mesh` DID to answer to; `from` is then the node that serves it.'),
  topic: z.string(),
  contentType: z.string(),
  body: z.string().describe('Base64.'),
  replyTo: messageId.optional(),
  traceparent: traceparent.optional(),
  created: time.describe('By the sender’s clock, milliseconds since the epoch.'),
  received: time,
});

/** How a message of ours can end. */
export const endStates = ['delivered', 'refused', 'expired', 'failed'] as const;
/** Where a message can be. */
export const messageStates = ['accepted', 'sealed', 'sent', ...endStates, 'received', 'acknowledged'] as const;

/** Where a message is. */
export const messageState = z.object({
  id: messageId,
  direction: z.enum(['out', 'in']),
  peer: did.optional(),
  state: z
    .enum(messageStates)
    .describe(
      'Out: accepted, sealed, sent, then delivered, refused, expired or failed. In: received, then acknowledged; or refused.',
    ),
  reason: reason.optional(),
  created: time.optional(),
  expires: time.optional(),
  attempts: z.number().int().optional(),
});

const decision = z.object({
  at: time,
  step: z.string().describe('Where in the pipeline: identity, trust, capability, policy, session, delivery …'),
  side: z.enum(['local', 'remote']),
  allowed: z.boolean(),
  reason: reason.optional(),
  detail: z.string().optional(),
  redacted: z
    .array(z.string())
    .readonly()
    .optional()
    .describe('What was covered before it passed, as a rule demanded.'),
  policies: z
    .array(
      z.object({
        id: z.string(),
        file: z.string(),
        line: z.number().int(),
        annotations: z.record(z.string(), z.string()).optional(),
      }),
    )
    .readonly(),
  errors: z.array(z.string()).readonly(),
  facts: z.record(z.string(), z.unknown()).optional(),
});

const explained = z.object({
  id: messageId,
  direction: z.enum(['out', 'in']),
  peer: did.optional(),
  action: z.string(),
  decisions: z.array(decision).readonly(),
  advice: z.string().optional().describe('What to do about it.'),
});

/** What was decided about a message, in order. */
export const explanation = explained.extend({
  also: z
    .array(explained)
    .readonly()
    .optional()
    .describe('Other messages under the same id: a peer chooses the ids of what it sends.'),
});

const organisation = z.object({ id: z.string(), name: z.string() });

const verdict = z.object({
  decision: z.enum(['allow', 'deny']),
  reasons: z.array(z.string()).readonly().describe('Ids of the policies that make it so.'),
  errors: z.array(z.string()).readonly().describe('Ids of the policies that failed.'),
});

/** A decision that the two engines of policy made differently. */
const difference = z.object({
  at: time,
  id: messageId.optional(),
  direction: z.enum(['out', 'in']),
  peer: did,
  action: z.string(),
  policySet: z.string(),
  ours: verdict,
  theirs: verdict,
});

/** The node in figures. */
export const status = z.object({
  name: z.string(),
  did,
  meshAlias: z.string().optional().describe('The did:mesh: form of the same key.'),
  organisation: organisation.optional(),
  version: z.string(),
  pid: z.number().int(),
  started: time,
  ready: z.boolean(),
  peerId: z.string(),
  addresses: z.array(z.string()).readonly(),
  ingress: z.string().describe('URL of the local door for A2A and MCP clients.'),
  control: z.string().describe('URL of this API.'),
  policies: z
    .object({
      version: z.string(),
      count: z.number().int(),
      problems: z.array(z.string()).readonly().describe('Why the policy folder is not in force as it stands.'),
    })
    .describe('The set in force.'),
  audit: z
    .object({ size: z.number().int(), problem: z.string().optional() })
    .describe('Entries of the audit log; why it takes none, when it does not.'),
  peers: z.object({ known: z.number().int(), connected: z.number().int() }),
  sessions: z.number().int(),
  outbox: z.number().int().describe('Messages accepted and not yet delivered.'),
  inbox: z.number().int().describe('Messages received and not yet acknowledged.'),
  refused: z
    .record(z.string(), z.number().int())
    .optional()
    .describe('Messages refused here since the start, by reason.'),
  engines: z
    .array(
      z.object({
        engine: z.string(),
        state: z.enum(['not asked yet', 'answers', 'fails']),
        asked: z.number().int(),
        failed: z.number().int(),
        problem: z.string().optional(),
      }),
    )
    .readonly()
    .optional()
    .describe('The remote policy engines, as of their last answers.'),
  crossCheck: z
    .object({
      share: z.number(),
      state: z.enum(['off', 'reading', 'answers', 'fails']),
      agreed: z.number().int(),
      differed: z.number().int(),
      failed: z.number().int(),
      skipped: z.number().int(),
      problem: z.string().optional(),
      difference: difference.optional().describe('Why everything is denied.'),
    })
    .optional()
    .describe('Decisions that cedar-wasm made once more.'),
  warnings: z.array(z.string()).readonly().optional().describe('What denies a part of the work; as in /ready.'),
  killed: z.array(z.string()).readonly().optional().describe('What its operator killed here.'),
  suspended: z
    .object({ by: z.string(), why: z.string(), at: time })
    .optional()
    .describe('By whom, why and when its agent was suspended.'),
});

/** A peer as this node sees it. */
export const peer = z.object({
  did,
  alias: alias.optional(),
  organisation: organisation
    .extend({
      known: z.boolean(),
      domains: z.array(z.string()).readonly().optional().describe('Domains that vouch for its key (did:web).'),
    })
    .optional(),
  connected: z.boolean(),
  standing: z.string().describe('active, or the reason why not.'),
  trust: z.object({ score: z.number().int(), tier: z.string(), confidence: z.number() }),
  capabilities: z.array(z.string()).readonly(),
  identities: z
    .array(
      z.object({
        kind: z.enum(['entra', 'oidc', 'spiffe']),
        issuer: z.string(),
        subject: z.string(),
        proved: time
          .optional()
          .describe('Until when a token of an issuer that is trusted here proves it; else a claim.'),
      }),
    )
    .readonly()
    .optional()
    .describe('Who its record says it is elsewhere.'),
  addresses: z.array(z.string()).readonly(),
  session: z.boolean().describe('Whether a session is open.'),
  queued: z.number().int().describe('Messages waiting for this peer.'),
  lastSeen: time.optional(),
  version: z.string().optional().describe('Of Parley, as the peer says itself while it is connected.'),
  card: z
    .object({ name: z.string(), version: z.string(), etag: z.string() })
    .optional()
    .describe('Its A2A card as it came last, also while it is not connected; `/v1/lookup` tells more.'),
});
