import { limits } from '../../../base/base.ts';
import { TargetError } from '../../egress-target.ts';
import { changeEvents } from '../../event-stream.ts';
import { collectBody } from '../../http-body.ts';
import { isEventStream } from '../../mcp/answer.ts';
import type { RawResponse } from '../../outcome.ts';
import { isJsonObject, objectAt, readStrictJson, type JsonObject, type JsonValue } from '../../strict-json.ts';

/** One message of JSON-RPC in an answer. */
export type RpcResult =
  { readonly kind: 'result'; readonly result: JsonValue } | { readonly kind: 'error'; readonly error: JsonObject };

/**
 * The results in an answer, one or as a stream of events, in their order, each when it is there. Throws `TargetError` when
 * the answer breaks off, is larger than an exchange carries, or is no JSON-RPC.
 */
export async function* readResults(response: RawResponse): AsyncGenerator<RpcResult, void, undefined> {
  if (!isEventStream(response)) {
    const bytes = await collectBody(response.body, limits.maxBodyBytes);
    if (bytes === undefined) throw new TargetError('agent-failed', 'The answer is too large.');
    yield resultIn(bytes);
    return;
  }
  const found: RpcResult[] = [];
  const hear = (bytes: Uint8Array): Uint8Array => {
    found.push(resultIn(bytes));
    return bytes;
  };
  for await (const _ of changeEvents(response.body, hear, unreadable)) {
    for (let next = found.shift(); next !== undefined; next = found.shift()) yield next;
  }
}

function resultIn(bytes: Uint8Array): RpcResult {
  const read = readStrictJson(bytes);
  if (read.kind !== 'accept' || !isJsonObject(read.value)) throw unreadable();
  const error = objectAt(read.value, 'error');
  if (error !== undefined) return { kind: 'error', error };
  if (!Object.hasOwn(read.value, 'result')) throw unreadable();
  return { kind: 'result', result: read.value['result'] ?? null };
}

function unreadable(): TargetError {
  return new TargetError('agent-failed', 'The answer cannot be read as JSON-RPC.');
}
