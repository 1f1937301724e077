import { concat } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import { spanAt } from './mcp/json-span.ts';
import { isJsonObject, readStrictJson } from './strict-json.ts';

/**
 * The body of a request as it is when the same call is made again: every byte of it, but for the value of a JSON-RPC
 * `id`. Clients number their calls, and the number says nothing about what is asked (JSON-RPC 2.0, section 4).
 */
export function bodyOfCall({ body }: Pick<ExchangeRequest, 'body'>): Uint8Array {
  const read = readStrictJson(body);
  if (read.kind !== 'accept' || !isJsonObject(read.value) || read.value['jsonrpc'] !== '2.0') return body;
  const id = spanAt(body, ['id']);
  return id === undefined ? body : concat(body.subarray(0, id.start), body.subarray(id.end));
}
