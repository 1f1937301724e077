import { limits, type Did } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import { changeEvents, type ChangeMessage } from '../event-stream.ts';
import type { McpRequestFacts } from '../facts.ts';
import { headerValue, withHeader, withoutHeaders } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { ExchangeOutcome, RawResponse } from '../outcome.ts';
import { entriesIn, filterList, listedKinds, listIn, type ListedKind } from './list-filter.ts';
import { readRpcBody } from './rpc-message.ts';
import { sharedMount, splitSharedName } from './shared-name.ts';
import { readListedTool, type ListedTool } from './tool-definition.ts';

/** What stands between an MCP server and who asks it for its lists. */
export interface ListGate {
  /** Whether `caller` could be allowed to use something of `owner`, by the rules that judge the use itself. */
  mayUse(caller: Did, owner: Did, use: McpRequestFacts): boolean;
  /** Takes note of the tools in a list of a server of `owner`, before anybody is shown it; resolves when that is on disk. */
  listed(owner: Did, server: string, tools: readonly ListedTool[]): Promise<void>;
}

/** Who asks whom. */
interface Parties {
  readonly caller: Did;
  readonly owner: Did;
}

/**
 * An MCP server of `owner` whose lists show each caller only what it may use: by the same rules that refuse the call.
 * Calls themselves are judged before they get here. A list that cannot be read is refused with `agent-failed`.
 */
export function gatedTarget(target: Target, owner: Did, gate: ListGate): Target {
  return {
    perform: async (request, caller, signal) => {
      const asked = listAsked(request);
      if (asked === undefined) return await target.perform(request, caller, signal);
      const response = await target.perform(asked.request, caller, signal);
      return await gated(response, changeOf(asked, { caller, owner }, gate));
    },
    close: () => target.close(),
  };
}

/** The caller's side of the same: what comes back from the mesh for our own agent, by what this node knows and allows. */
export async function gatedCall(
  request: ExchangeRequest,
  parties: Parties,
  ports: { readonly gate: ListGate; call(request: ExchangeRequest): Promise<ExchangeOutcome> },
): Promise<ExchangeOutcome> {
  if (request.protocol !== 'mcp') return await ports.call(request);
  try {
    const asked = listAsked(request);
    if (asked === undefined) return await ports.call(request);
    const outcome = await ports.call(asked.request);
    if (outcome.kind === 'refused') return outcome;
    return { ...outcome, response: await gated(outcome.response, changeOf(asked, parties, ports.gate)) };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { kind: 'refused', reason: error.reason, messageId: undefined, side: 'local' };
  }
}

const maybeList = 'list';

interface Asked {
  /** The request without what would make its answer unreadable here. */
  readonly request: ExchangeRequest;
  /** Undefined where any list may come: a stream that is taken up again repeats what was lost. */
  readonly kind: ListedKind | undefined;
}

/** The list that a request asks for; a batch with one among other requests is refused, as 2025-03-26 alone had batches. */
function listAsked(request: ExchangeRequest): Asked | undefined {
  if (request.method === 'GET') return { request: plain(request), kind: undefined };
  if (request.method !== 'POST') return undefined;
  const { buffer, byteOffset, length } = request.body;
  if (!Buffer.from(buffer, byteOffset, length).includes(maybeList)) return undefined;
  const body = readRpcBody(request.body);
  if (typeof body === 'string') return undefined;
  const [kind] = body.messages.flatMap(({ method }) => listedKinds.get(method) ?? []);
  if (kind !== undefined && body.messages.length > 1) {
    throw new TargetError('facts-invalid', 'A list is asked for within a batch. Ask for it by itself.');
  }
  return kind === undefined ? undefined : { request: plain(request), kind };
}

/** A compressed list could not be read. */
function plain(request: ExchangeRequest): ExchangeRequest {
  return { ...request, headers: withoutHeaders(request.headers, new Set(['accept-encoding'])) };
}

function changeOf({ request: { target }, kind }: Asked, { caller, owner }: Parties, gate: ListGate): ChangeMessage {
  return async (message) => {
    const found = kind ?? listIn(message);
    if (found === undefined) return message;
    const unfit = found.member === 'tools' ? await takeNote(message, { owner, target, kind: found }, gate) : [];
    return filterList(message, found, (entry) => {
      const own = placeOf(target, entry);
      if (own === undefined) return false;
      const use = found.use(own.server, own.entry);
      return use === undefined || (!unfit.includes(entry['name']) && gate.mayUse(caller, owner, use));
    });
  };
}

type Entry = Readonly<Record<string, unknown>>;

/** The server of an entry, and the entry under its name there; undefined for one of the shared mount that names no server. */
function placeOf(target: string, entry: Entry): { readonly server: string; readonly entry: Entry } | undefined {
  if (target !== sharedMount) return { server: target, entry };
  const place = typeof entry['name'] === 'string' ? splitSharedName(entry['name']) : undefined;
  return place && { server: place.server, entry: { ...entry, name: place.name } };
}

/** Has the tools of a list noted; the names of those that cannot be, which nobody may be shown. */
async function takeNote(
  message: Uint8Array,
  { owner, target, kind }: { readonly owner: Did; readonly target: string; readonly kind: ListedKind },
  gate: ListGate,
): Promise<readonly unknown[]> {
  const ofServer = new Map<string, ListedTool[]>();
  const unfit: unknown[] = [];
  for (const entry of entriesIn(message, kind)) {
    const place = placeOf(target, entry);
    const tool = place && readListedTool(place.entry);
    if (place === undefined || tool === undefined) unfit.push(entry['name']);
    else ofServer.set(place.server, [...(ofServer.get(place.server) ?? []), tool]);
  }
  for (const [server, tools] of ofServer) await gate.listed(owner, server, tools);
  return unfit;
}

async function gated(response: RawResponse, change: ChangeMessage): Promise<RawResponse> {
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
async function gatedText(response: RawResponse, change: ChangeMessage): Promise<RawResponse> {
  const bytes = await collectBody(response.body, limits.maxBodyBytes);
  const body = bytes === undefined ? undefined : await change(bytes);
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
