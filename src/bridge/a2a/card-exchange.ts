import { accept, reject, sha256, toHex, utf8, type Verdict } from '../../base/base.ts';
import type { ExchangeRequest, Header } from '../../wire/wire.ts';
import { TargetError } from '../egress-target.ts';
import { headerValue, headerValues, withHeader, withoutHeaders } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { RawResponse } from '../outcome.ts';
import type { LocalAnswer } from '../refusal.ts';
import { spanAt, splice } from '../mcp/json-span.ts';
import { readStrictJson } from '../strict-json.ts';
import { readA2aFacts } from './a2a-facts.ts';
import { cardPaths, isCardPath, isExtendedCardPath } from './a2a-path.ts';
import { cardSealHeader } from './kept-card.ts';
import { ingressCard, maxCardBytes, type IngressCardOptions } from './ingress-card.ts';

/** Would have the origin answer with less than its whole card in clear, or about its card where ours is meant. */
const partial: ReadonlySet<string> = new Set([
  'accept-encoding',
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
  'if-range',
  'range',
]);

/** The request that fetches the origin's whole card, when this one asks for a card; undefined otherwise. */
export function cardRequest(request: ExchangeRequest): ExchangeRequest | undefined {
  const asks = request.protocol === 'a2a' && (request.method === 'GET' || request.method === 'HEAD');
  if (!asks || !isCardPath(request.path)) return undefined;
  return { ...request, method: 'GET', headers: withoutHeaders(request.headers, partial) };
}

/** Where the agent's mount is. */
export interface CardDoor extends Omit<IngressCardOptions, 'originPrefix' | 'grpc'> {
  /** Opens the door for gRPC clients: `host:port`, undefined when there is none. */
  grpc(): Promise<string | undefined>;
}

/** A door for gRPC is opened for an agent that speaks it only. */
async function placed(origin: Uint8Array, response: RawResponse, door: CardDoor): Promise<IngressCardOptions> {
  const names = Buffer.from(origin.buffer, origin.byteOffset, origin.length).includes('"GRPC"');
  return { ...door, originPrefix: originPrefix(response), grpc: names ? await door.grpc() : undefined };
}

/** Where the extended card stands in the answer to a request for it: the whole body, or the result of a call; undefined for any other request. */
export function extendedCardPath(request: ExchangeRequest): readonly string[] | undefined {
  if (request.protocol !== 'a2a' || isCardPath(request.path)) return undefined;
  if (request.method === 'GET') return isExtendedCardPath(request.path) ? [] : undefined;
  const body = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.length);
  if (!body.includes('Extended')) return undefined;
  const facts = readA2aFacts(request);
  const asks = facts.kind === 'accept' && facts.value.length === 1 && facts.value[0]?.action === 'a2a.card';
  return asks ? ['result'] : undefined;
}

/**
 * The answer with the ingress's own card in the place of the origin's extended one, every other byte kept; an
 * answer without a card stays as it is.
 */
export async function readExtendedCard(
  response: RawResponse,
  path: readonly string[],
  options: CardDoor,
): Promise<RawResponse> {
  const bytes = await collectBody(response.body, 2 * maxCardBytes);
  if (bytes === undefined) throw new TargetError('agent-failed', 'The extended agent card is too large.');
  const at = readStrictJson(bytes).kind === 'accept' ? spanAt(bytes, path) : undefined;
  const origin = at === undefined ? undefined : bytes.subarray(at.start, at.end);
  const card = origin && ingressCard(origin, await placed(origin, response, options));
  if (at === undefined || card?.kind !== 'accept') {
    // Where the card would stand is between the nodes; all else of an error is as the agent sent it.
    return { ...response, headers: withoutHeaders(response.headers, betweenNodes), body: whole(bytes) };
  }
  const body = splice(bytes, [{ span: at, bytes: utf8(JSON.stringify(card.value)) }]);
  const headers = withHeader(withoutHeaders(response.headers, aboutBytes), ['Content-Length', String(body.length)]);
  return { ...response, headers, body: whole(body) };
}

const betweenNodes: ReadonlySet<string> = new Set(['content-location']);

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Headers of the origin's answer that describe its bytes, not ours. */
const aboutBytes: ReadonlySet<string> = new Set([
  cardSealHeader.toLowerCase(),
  'content-length',
  'content-location',
  'content-md5',
  'content-digest',
  'repr-digest',
  'digest',
  'etag',
  'last-modified',
  'accept-ranges',
]);

/**
 * The ingress's own card from the origin's answer, with an `ETag` that changes when the card does. A client
 * that has it already (`If-None-Match`) gets 304. Rejects with `agent-failed` what is not a card.
 */
export async function readCardAnswer(
  response: RawResponse,
  request: ExchangeRequest,
  options: CardDoor,
): Promise<Verdict<LocalAnswer>> {
  // Read first: a body left unread would hold the agent's connection.
  const origin = await collectBody(response.body, maxCardBytes);
  const encoding = headerValue(response.headers, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return reject('agent-failed', 'the card is compressed, unasked');
  if (origin === undefined) return reject('agent-failed', 'the card is too large');
  const card = ingressCard(origin, await placed(origin, response, options));
  if (card.kind !== 'accept') return card;
  const body = utf8(JSON.stringify(card.value));
  const etag = `"${toHex(sha256(body)).slice(0, 32)}"`;
  const headers: readonly Header[] = [...withoutHeaders(response.headers, aboutBytes), ['ETag', etag]];
  if (knownTags(request).includes(etag)) return accept({ status: 304, headers, body: new Uint8Array(0) });
  return accept({ status: 200, headers: [...headers, ['Content-Length', String(body.length)]], body });
}

function knownTags(request: ExchangeRequest): readonly string[] {
  const tags = headerValues(request.headers, 'if-none-match').flatMap((value) => value.split(','));
  return tags.map((tag) => tag.trim().replace(/^W\//, ''));
}

/** The path of the agent's URL, as the egress tells it with the place of the card. */
function originPrefix(response: RawResponse): string {
  const location = headerValue(response.headers, 'content-location') ?? '';
  for (const path of cardPaths) {
    if (location.startsWith('/') && location.endsWith(path)) return location.slice(0, -path.length);
  }
  return '';
}
