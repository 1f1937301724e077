import { fromBase64 } from './base64.ts';
import { auditRoutes, type AuditLine, type AuditState, type MessageProofs } from './audit-api.ts';
import type { Call } from './transport.ts';

/** How much of the log to read. */
export interface AuditRange {
  /** Index of the first entry. */
  readonly from: number;
  /** At most so many, up to 256. */
  readonly limit?: number | undefined;
  /** How long to wait for the first, milliseconds. */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The audit log of a node. */
export interface AuditClient {
  state(): Promise<AuditState>;
  /** Entries that the latest checkpoint covers, and how many it covers. */
  entries(range: AuditRange): Promise<{ readonly entries: readonly AuditLine[]; readonly size: number }>;
  /** The hashes of a tile, joined. */
  tile(tile: { readonly level: number; readonly index: number; readonly width: number }): Promise<Uint8Array>;
  /** The proof that the latest checkpoint continues the tree of this size. */
  consistency(from: number): Promise<string>;
  /** Proofs that what was decided about a message is in the log. */
  proofs(id: string): Promise<MessageProofs>;
}

/** The calls about the audit log. */
export function auditClient(call: Call): AuditClient {
  return {
    state: () => call(auditRoutes.audit, {}),
    entries: ({ from, limit, waitMs, signal }) => {
      const query = {
        from: String(from),
        ...(limit === undefined ? {} : { limit: String(limit) }),
        ...(waitMs === undefined ? {} : { waitMs: String(waitMs) }),
      };
      return call(auditRoutes.auditEntries, { query, signal });
    },
    tile: async ({ level, index, width }) => {
      const query = { level: String(level), index: String(index), width: String(width) };
      const { hashes } = await call(auditRoutes.auditTile, { query });
      return fromBase64(hashes);
    },
    consistency: async (from) => (await call(auditRoutes.auditConsistency, { query: { from: String(from) } })).proof,
    proofs: (id) => call(auditRoutes.auditProof, { params: { id } }),
  };
}
