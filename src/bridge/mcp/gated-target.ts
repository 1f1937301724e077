import { limits, type Did } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import type { McpRequestFacts } from '../facts.ts';
import { headerValue, withHeader, withoutHeaders } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { RawResponse } from '../outcome.ts';
import { changeEvents, filterList, listedKinds, type ListedKind } from './list-filter.ts';
import { readRpcBody } from './rpc-message.ts';

/** Whether a caller could be allowed to use something, by the rules that judge the use itself. */
export type MayUse = (caller: Did, use: McpRequestFacts) => boolean;

/**
 * An MCP server whose lists show each caller only what it may use: by the same rules that refuse the call. Calls
 * themselves are judged before they get here. A list that cannot be read is refused with `agent-failed`.
 */
export function gatedTarget(target: Target, mayUse: MayUse): Target {
  return {
    perform: async (request, caller, signal) => {
      const kind = listAsked(request);
      if (kind === undefined) return await target.perform(request, caller, signal);
      // A compressed list could not be read.
      const plain = { ...request, headers: withoutHeaders(request.headers, new Set(['accept-encoding'])) };
      const keep = (entry: Readonly<Record<string, unknown>>): boolean => {
        const use = kind.use(request.target, entry);
        return use === undefined || mayUse(caller, use);
      };
      const response = await target.perform(plain, caller, signal);
      return await gated(response, (message) => filterList(message, kind, keep));
    },
    close: () => target.close(),
  };
}

const maybeList = 'list';

/** The list that a request asks for; a batch with one among other requests is refused, as 2025-03-26 alone had batches. */
function listAsked(request: ExchangeRequest): ListedKind | undefined {
  if (request.method !== 'POST') return undefined;
  const { buffer, byteOffset, length } = request.body;
  if (!Buffer.from(buffer, byteOffset, length).includes(maybeList)) return undefined;
  const body = readRpcBody(request.body);
  if (typeof body === 'string') return undefined;
  const [kind] = body.messages.flatMap(({ method }) => listedKinds.get(method) ?? []);
  if (kind !== undefined && body.messages.length > 1) {
    throw new TargetError('facts-invalid', 'A list is asked for within a batch. Ask for it by itself.');
  }
  return kind;
}

async function gated(
  response: RawResponse,
  change: (message: Uint8Array) => Uint8Array | undefined,
): Promise<RawResponse> {
  const type = headerValue(response.headers, 'content-type')?.toLowerCase() ?? '';
  const encoding = headerValue(response.headers, 'content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw unreadable();
  if (type.startsWith('text/event-stream')) {
    const headers = withoutHeaders(response.headers, new Set(['content-length']));
    return { ...response, headers, body: changeEvents(response.body, change, unreadable) };
  }
  return type.startsWith('application/json') ? await gatedText(response, change) : response;
}

/** A list that is shown whole keeps its head too, framing included. */
async function gatedText(
  response: RawResponse,
  change: (message: Uint8Array) => Uint8Array | undefined,
): Promise<RawResponse> {
  const bytes = await collectBody(response.body, limits.maxBodyBytes);
  const body = bytes === undefined ? undefined : change(bytes);
  if (bytes === undefined || body === undefined) throw unreadable();
  const isFramed = headerValue(response.headers, 'content-length') !== undefined;
  if (body === bytes || !isFramed) return { ...response, body: once(body) };
  const headers = withHeader(response.headers, ['Content-Length', String(body.length)]);
  return { ...response, headers, body: once(body) };
}

function unreadable(): TargetError {
  return new TargetError('agent-failed', 'The MCP server sent a list that cannot be read, so nothing of it is shown.');
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
