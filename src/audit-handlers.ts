import { fromUtf8, MeshError } from './base/base.ts';
import {
  consistencyProof,
  inclusionProof,
  writeContinuation,
  writeNote,
  writeTlogProof,
  writeVerifierKey,
} from './audit/audit.ts';
import type { Handlers, Input, Output } from './control/control.ts';
import { readPages } from './journal.ts';
import type { RunningNode } from './running-node.ts';

type AuditParts = Pick<RunningNode, 'audit' | 'store' | 'witnessing'>;
type AuditRoute = 'audit' | 'auditEntries' | 'auditTile' | 'auditConsistency' | 'auditProof';

/** What the control API does about the audit log. */
export function auditHandlers(parts: AuditParts): Pick<Handlers, AuditRoute> {
  return {
    audit: () => state(parts),
    auditEntries: ({ query }, signal) => entries(parts, query, signal),
    auditTile: ({ query }) => tile(parts, query),
    auditConsistency: ({ query }) => consistency(parts, query.from),
    auditProof: ({ params }) => proofs(parts, params.id),
  };
}

async function state({ audit, witnessing }: AuditParts): Promise<Output<'audit'>> {
  const { problem, checkpoint } = audit;
  return {
    origin: checkpoint.origin,
    key: writeVerifierKey(audit.key),
    formerKeys: audit.formerKeys.map(writeVerifierKey),
    size: audit.size,
    checkpoint: writeNote(checkpoint.note),
    ...(witnessing.latest === undefined ? {} : { cosigned: writeNote(witnessing.latest.note) }),
    cosigners: witnessing.cosigners(),
    forks: await witnessing.forks(),
    disputes: witnessing.disputes(),
    ...(problem === undefined ? {} : { problem: problem.message }),
  };
}

async function entries(
  { audit }: AuditParts,
  { from, limit, waitMs }: Input<'auditEntries'>['query'],
  signal: AbortSignal,
): Promise<Output<'auditEntries'>> {
  if (waitMs > 0) await audit.wait(from, AbortSignal.any([signal, AbortSignal.timeout(waitMs)]));
  const page = await audit.entries(from, limit);
  return {
    entries: page.map(({ index, bytes }) => ({ index, entry: fromUtf8(bytes) ?? '' })),
    size: audit.checkpoint.size,
  };
}

function tile({ audit }: AuditParts, name: Input<'auditTile'>['query']): Output<'auditTile'> {
  return {
    hashes: audit
      .tile(name)
      .map((hash) => Buffer.from(hash))
      .reduce((all, hash) => Buffer.concat([all, hash]))
      .toString('base64'),
  };
}

async function consistency({ audit }: AuditParts, from: number): Promise<Output<'auditConsistency'>> {
  const { size, note } = audit.checkpoint;
  if (from > size)
    throw new MeshError(
      'request-invalid',
      `The log has ${size} entries, so there is no tree of ${from} that it continues.`,
    );
  const hashes = await consistencyProof(from, size, audit.subtrees(size));
  return { proof: writeContinuation({ oldSize: from, hashes, note }) };
}

async function proofs(
  { audit, store, witnessing }: AuditParts,
  id: Input<'auditProof'>['params']['id'],
): Promise<Output<'auditProof'>> {
  const { indexes, pages } = await readPages(store, id);
  if (indexes.length === 0)
    throw new MeshError(
      'not-found',
      'No message with that id is known here, or it is older than what is kept (`audit.factsDays`). Check the id, and on which node it was sent.',
    );
  // A message of this second is not under a checkpoint yet.
  await audit.sign();
  const made = indexes.map(async (index) => {
    const bytes = audit.entry(index);
    if (bytes === undefined) return [];
    // One that neighbours cosigned says more, where it covers the entry.
    const cosigned = witnessing.latest;
    const { size, note } = cosigned !== undefined && index < cosigned.size ? cosigned : audit.checkpoint;
    const hashes = await inclusionProof(index, size, audit.subtrees(size));
    const page = pages.find((each) => each.index === index);
    const salt = page === undefined ? {} : { salt: page.salt };
    return [
      { index, entry: fromUtf8(bytes) ?? '', proof: writeTlogProof({ index, hashes, note, extra: bytes }), ...salt },
    ];
  });
  return { key: writeVerifierKey(audit.key), proofs: (await Promise.all(made)).flat() };
}
