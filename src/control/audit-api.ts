import { z } from 'zod';
import { did, messageId } from './schema.ts';

/** Entries of the log in one page: a bundle, as they are hashed together. */
export const maxAuditPage = 256;
/** Longest wait for further entries, milliseconds. */
const maxWaitMs = 60_000;

const count = z.number().int().min(0);
const countText = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const seconds = z.number().int().describe('Seconds since the epoch.');

const cosigner = z.object({
  did,
  key: z.string().describe('Verifier key (c2sp.org/signed-note), of type 4.'),
  size: count.describe('The largest tree of ours that it cosigned.'),
  at: seconds,
});

const fork = z.object({
  did: did.describe('Whose log it is.'),
  before: z.string().describe('The checkpoint that was cosigned here.'),
  after: z.string().describe('The one that does not continue it.'),
  proven: z.boolean().describe('Whether the two contradict each other by themselves: one size, two roots.'),
});

const dispute = z.object({
  did,
  reason: z
    .enum(['log-forked', 'log-rolled-back'])
    .describe('It saw another history of our log, or more of it than there is.'),
});

const audit = z.object({
  origin: z.string(),
  key: z.string().describe('Verifier key of the log (c2sp.org/signed-note).'),
  formerKeys: z
    .array(z.string())
    .readonly()
    .describe('Verifier keys that were rotated away, first to last: older checkpoints are signed by them.'),
  size: count,
  checkpoint: z.string().describe('The latest checkpoint, a signed note with its cosignatures.'),
  cosigned: z.string().optional().describe('The latest checkpoint that neighbours cosigned.'),
  cosigners: z.array(cosigner).readonly(),
  forks: z.array(fork).readonly().describe('Logs of peers that were found with two histories.'),
  disputes: z.array(dispute).readonly().describe('Neighbours that do not cosign our log any more.'),
  problem: z.string().optional().describe('Why the log takes nothing, when it does not.'),
});

const entry = z.object({ index: count, entry: z.string().describe('The entry as it was hashed: JSON.') });

const proof = entry.extend({
  proof: z.string().describe('A proof of inclusion, as c2sp.org/tlog-proof writes it, the entry as its extra data.'),
  salt: z
    .string()
    .optional()
    .describe('What `content` and `facts` were made with, base64; until it is dropped with age.'),
});

/** The routes about the audit log. */
export const auditRoutes = {
  audit: {
    method: 'GET',
    path: '/v1/audit',
    summary:
      'Where the audit log stands: its latest checkpoint, who cosigned it, and forks found in the logs of others.',
    authenticated: true,
    response: audit,
  },
  auditEntries: {
    method: 'GET',
    path: '/v1/audit/entries',
    summary: 'Entries that the latest checkpoint covers, from an index on; waits up to waitMs for the first.',
    authenticated: true,
    query: z.strictObject({
      from: countText.default(0),
      limit: z.coerce.number().int().min(1).max(maxAuditPage).default(maxAuditPage),
      waitMs: z.coerce.number().int().min(0).max(maxWaitMs).default(0),
    }),
    response: z.object({ entries: z.array(entry).readonly(), size: count }),
  },
  auditTile: {
    method: 'GET',
    path: '/v1/audit/tile',
    summary: 'A tile of the tree (c2sp.org/tlog-tiles).',
    authenticated: true,
    query: z.strictObject({
      level: countText.max(7),
      index: countText,
      width: z.coerce.number().int().min(1).max(256).default(256),
    }),
    response: z.object({ hashes: z.string().describe('Base64.') }),
  },
  auditConsistency: {
    method: 'GET',
    path: '/v1/audit/consistency',
    summary: 'The proof that the latest checkpoint continues the tree of an older size.',
    authenticated: true,
    query: z.strictObject({ from: countText.min(1) }),
    response: z.object({
      proof: z.string().describe('As c2sp.org/tlog-witness writes it: old size, hashes, checkpoint.'),
    }),
  },
  auditProof: {
    method: 'GET',
    path: '/v1/messages/:id/proof',
    summary: 'Proofs that the entries about a message are in the audit log.',
    authenticated: true,
    params: z.strictObject({ id: messageId }),
    response: z.object({ key: z.string(), proofs: z.array(proof).readonly() }),
  },
} as const;

/** Where the log stands. */
export type AuditState = z.output<typeof audit>;
/** An entry as it was hashed. */
export type AuditLine = z.output<typeof entry>;
/** Proofs about one message. */
export type MessageProofs = z.output<(typeof auditRoutes)['auditProof']['response']>;
