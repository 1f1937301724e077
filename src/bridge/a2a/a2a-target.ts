import { verifyCardSignature, type CardKey } from '../../identity/identity.ts';
import type { ExchangeRequest, Header } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import { withHeader } from '../headers.ts';
import { httpTarget, type HttpTargetOptions } from '../http-target.ts';
import type { RawResponse } from '../outcome.ts';
import { isJsonObject, readStrictJson } from '../strict-json.ts';
import { collectBody } from '../http-body.ts';
import { extendedCardPath } from './card-exchange.ts';
import { cardPath, isCardPath } from './a2a-path.ts';
import { isGrpcExchange } from './grpc/grpc-path.ts';
import { grpcTarget } from './grpc/grpc-target.ts';
import { withoutSinks, withSink, type PushSinks } from './push-egress.ts';
import { maxCardBytes } from './ingress-card.ts';

export interface A2aTargetOptions extends HttpTargetOptions {
  /** Keys one of which must have signed the agent's card; empty leaves the card unverified. */
  readonly cardKeys?: readonly CardKey[];
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
  const { cardKeys: keys = [], sinks } = options;
  const agent: Target = {
    perform: async (request, caller, signal) => {
      const asked = sinks === undefined ? request : withSink(request, caller, sinks);
      const answer = await (isGrpcExchange(request) ? grpc : target).perform(asked, caller, signal);
      const response = sinks === undefined ? answer : await withoutSinks(request, answer, sinks);
      const isCard = request.method === 'GET' && response.status === 200 && isCardPath(request.path);
      if (isCard) return await cardResponse(response, keys, cardLocation(prefix, request));
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

async function cardResponse(response: RawResponse, keys: readonly CardKey[], location: Header): Promise<RawResponse> {
  const headers = withHeader(response.headers, location);
  if (keys.length === 0) return { ...response, headers };
  const bytes = await collectBody(response.body, maxCardBytes);
  if (bytes === undefined) throw new TargetError('agent-failed', 'The agent card is too large. Shorten it.');
  const card = readStrictJson(bytes);
  if (card.kind !== 'accept' || !isJsonObject(card.value)) {
    throw new TargetError('agent-failed', 'The agent card is not a JSON object. Correct the agent.');
  }
  if (verifyCardSignature(card.value, keys).kind !== 'accept') {
    throw new TargetError(
      'bad-signature',
      'The agent card is not signed by a configured key. Correct the card or the key.',
    );
  }
  return { ...response, headers, body: onePiece(bytes) };
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
