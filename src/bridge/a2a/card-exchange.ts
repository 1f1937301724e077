import { accept, reject, sha256, toHex, utf8, type Verdict } from '../../base/base.ts';
import type { ExchangeRequest, Header } from '../../wire/wire.ts';
import { headerValue, headerValues, withoutHeaders } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { RawResponse } from '../outcome.ts';
import type { LocalAnswer } from '../refusal.ts';
import { cardPaths, isCardPath } from './a2a-path.ts';
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

/** Headers of the origin's answer that describe its bytes, not ours. */
const aboutBytes: ReadonlySet<string> = new Set([
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
  options: Omit<IngressCardOptions, 'originPrefix'>,
): Promise<Verdict<LocalAnswer>> {
  // Read first: a body left unread would hold the agent's connection.
  const origin = await collectBody(response.body, maxCardBytes);
  const encoding = headerValue(response.headers, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return reject('agent-failed', 'the card is compressed, unasked');
  if (origin === undefined) return reject('agent-failed', 'the card is too large');
  const card = ingressCard(origin, { ...options, originPrefix: originPrefix(response) });
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
