import { utf8 } from '../../base/base.ts';

/** A JSON-RPC response with a result. */
export function rpcResult(id: unknown, result: unknown): Uint8Array {
  return utf8(JSON.stringify({ jsonrpc: '2.0', id: id ?? null, result }));
}
