import { limits } from '../base/base.ts';
import { encoded } from './encoded.ts';
import { boundedBytes, boundedList, decodeWith, fail, fixedBytes } from './field.ts';
import { parley } from './gen/parley.js';
import { maxStatements } from './mesh-wire.ts';

const wire = parley.v1;

/** A frame of /parley/repair/1. */
export type RepairFrame =
  | { readonly kind: 'compare'; readonly message: Uint8Array }
  | { readonly kind: 'offer'; readonly ids: readonly Uint8Array[] }
  | { readonly kind: 'ask'; readonly ids: readonly Uint8Array[] }
  | { readonly kind: 'give'; readonly statements: readonly Uint8Array[]; readonly last: boolean };

/** Largest frame of a repair, bytes: some statements of the largest size, or many of the usual one. */
export const maxRepairWireBytes = 128 * 1024;
/** Ids in one offer or question. */
export const maxRepairIds = 512;

/** Encodes a frame of a repair. */
export function encodeRepairFrame(frame: RepairFrame): Uint8Array {
  return encoded(wire.RepairFrame, rawFrame(frame));
}

function rawFrame(frame: RepairFrame): parley.v1.RepairFrame.$Properties {
  switch (frame.kind) {
    case 'compare':
      return { compare: frame.message };
    case 'offer':
    case 'ask':
      return { [frame.kind]: { id: [...frame.ids] } };
    case 'give':
      return { give: { statements: { statement: [...frame.statements] }, last: frame.last } };
  }
}

/** Decodes a frame of a repair, of at most `maxRepairWireBytes`. */
export const decodeRepairFrame = decodeWith(wire.RepairFrame, maxRepairWireBytes, (raw): RepairFrame => {
  if (raw.compare) return { kind: 'compare', message: boundedBytes(raw.compare, maxRepairWireBytes, 'compare') };
  if (raw.offer) return { kind: 'offer', ids: readIds(raw.offer) };
  if (raw.ask) return { kind: 'ask', ids: readIds(raw.ask) };
  if (!raw.give) return fail('no such frame');
  const read = (bytes: Uint8Array): Uint8Array => boundedBytes(bytes, limits.maxRecordBytes, 'statement');
  const statements = boundedList(raw.give.statements?.statement, maxStatements, 'statements', read);
  return { kind: 'give', statements, last: raw.give.last === true };
});

function readIds({ id }: parley.v1.StatementIds.$Properties): readonly Uint8Array[] {
  return boundedList(id, maxRepairIds, 'ids', (bytes) => fixedBytes(bytes, 32, 'id'));
}
