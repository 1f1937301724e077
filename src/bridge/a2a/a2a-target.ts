import { verifyCardSignature, type AgentCard, type CardKey } from '../../identity/identity.ts';
import type { ExchangeRequest, Header } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import { withHeader } from '../headers.ts';
import { httpTarget, type HttpTargetOptions } from '../http-target.ts';
import type { RawResponse } from '../outcome.ts';
import { collectBody } from '../http-body.ts';
import { extendedCardPath } from './card-exchange.ts';
import { cardPath, isCardPath } from './a2a-path.ts';
import { isGrpcExchange } from './grpc/grpc-path.ts';
import { grpcTarget } from './grpc/grpc-target.ts';
import { withoutSinks, withSink, type PushSinks } from './push-egress.ts';
import { cardSealHeader, readCard } from './kept-card.ts';
import { maxCardBytes } from './ingress-card.ts';

export interface A2aTargetOptions extends HttpTargetOptions {
  /** Keys one of which must have signed the agent's card; empty leaves the card unverified. */
  readonly cardKeys?: readonly CardKey[];
  /** Signs the card, apart from it, for those who keep it; undefined leaves that out. */
  readonly seal?: CardSealer | undefined;
  /** URL of the agent's gRPC interface; undefined takes the one that its card names, on the same host. */
  readonly grpcUrl?: string | undefined;
  /** Where notifications of the agent go; undefined sends it the webhooks as callers name them. */
  readonly sinks?: PushSinks | undefined;
}

/**
 * The A2A agent at a URL, and at its gRPC interface: an `httpTarget` that also verifies the agent's card before it leaves the node and says,
 * in `Content-Location`, below which path of its server the agent lives, which the ingress needs for the URLs of its own card.
 * Throws MeshError `config-invalid` when the URL is not usable.
 */
export function a2aTarget(options: A2aTargetOptions): Target {
  const target = httpTarget(options);
  const prefix = new URL(options.url).pathname.replace(/\/$/, '');
  const { cardKeys: keys = [], seal, sinks } = options;
  const agent: Target = {
    perform: async (request, caller, signal) => {
      const asked = sinks === undefined ? request : withSink(request, caller, sinks);
      const answer = await (isGrpcExchange(request) ? grpc : target).perform(asked, caller, signal);
      const response = sinks === undefined ? answer : await withoutSinks(request, answer, sinks);
      const isCard = request.method === 'GET' && response.status === 200 && isCardPath(request.path);
      if (isCard) return await cardResponse(response, { keys, seal }, cardLocation(prefix, request));
      if (extendedCardPath(request) === undefined) return response;
      return { ...response, headers: withHeader(response.headers, ['Content-Location', `${prefix}${cardPath}`]) };
    },
    close: async () => {
      await Promise.all([target.close(), grpc.close()]);
    },
  };
  const grpc = grpcTarget({ ...options, http: agent });
  return agent;
}

function cardLocation(prefix: string, request: ExchangeRequest): Header {
  return ['Content-Location', prefix + (request.path.split('?', 1)[0] ?? '')];
}

/** Signs a card; undefined for one that cannot be signed, which is carried all the same. */
export type CardSealer = (card: AgentCard) => string | undefined;

/** What is done with a card before it leaves: verified by the keys, if there are any, and signed. */
interface CardCare {
  readonly keys: readonly CardKey[];
  readonly seal: CardSealer | undefined;
}

async function cardResponse(response: RawResponse, { keys, seal }: CardCare, location: Header): Promise<RawResponse> {
  const headers = withHeader(response.headers, location);
  if (keys.length === 0 && seal === undefined) return { ...response, headers };
  const bytes = await collectBody(response.body, maxCardBytes);
  if (bytes === undefined) throw new TargetError('agent-failed', 'The agent card is too large. Shorten it.');
  const card = readCard(bytes);
  if (keys.length > 0) verifyOrigin(card, keys);
  const signature = card === undefined ? undefined : seal?.(card);
  const told = signature === undefined ? headers : withHeader(headers, [cardSealHeader, signature]);
  return { ...response, headers: told, body: onePiece(bytes) };
}

function verifyOrigin(card: AgentCard | undefined, keys: readonly CardKey[]): void {
  if (card === undefined)
    throw new TargetError('agent-failed', 'The agent card is not a JSON object. Correct the agent.');
  if (verifyCardSignature(card, keys).kind === 'accept') return;
  throw new TargetError(
    'bad-signature',
    'The agent card is not signed by a configured key. Correct the card or the key.',
  );
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
