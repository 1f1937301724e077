import { concat, fromUtf8, MeshError, u32be, utf8 } from './base/base.ts';

/** A value for the store: a header in JSON, which holds no secrets, and behind it bytes, which may. */
export function encodeHeaded(header: object, ...parts: readonly Uint8Array[]): Uint8Array {
  const head = utf8(JSON.stringify(header));
  return concat(u32be(head.length), head, ...parts);
}

/** Takes apart what `encodeHeaded` made; throws MeshError('store-damaged') on anything else. */
export function decodeHeaded(value: Uint8Array): { readonly header: unknown; readonly rest: Uint8Array } {
  const length = value.length < 4 ? value.length : new DataView(value.buffer, value.byteOffset).getUint32(0);
  const text = fromUtf8(value.subarray(4, 4 + length));
  if (4 + length > value.length || text === undefined)
    throw new MeshError('store-damaged', 'A value of the store is cut off. Restore the data directory from a backup.');
  const header: unknown = JSON.parse(text);
  return { header, rest: value.slice(4 + length) };
}
