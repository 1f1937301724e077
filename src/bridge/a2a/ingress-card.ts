import { accept, reject, toBase64url, type Did, type MeshDid, type Verdict } from '../../base/base.ts';
import type { AgentCard } from '../../identity/identity.ts';
import {
  isJsonObject,
  listAt,
  objectAt,
  readStrictJson,
  textAt,
  type JsonObject,
  type JsonValue,
} from '../strict-json.ts';
import { grpcPath } from './grpc/grpc-path.ts';

/** Returns the card with the node's own signature in `signatures` (JWS over RFC 8785, A2A 1.0 section 8.4). */
export type CardSigner = (card: AgentCard) => AgentCard;

/** Largest origin card that is carried, bytes: far more skills than any agent has, and it is read whole. */
export const maxCardBytes = 256 * 1024;

/** The extension of an ingress card: `params.card` is the origin card as it came (base64url), `params.did` its agent. */
export const originCardExtension = 'https://parley.mesh/extensions/origin-card/v1';
/** The binding of an interface that is reached over the mesh; its URL is the agent's DID. */
export const meshBinding = 'https://parley.mesh/bindings/mesh/v1';

export interface IngressCardOptions {
  /** URL of the agent's mount at the ingress, without a slash at the end. */
  readonly baseUrl: string;
  readonly did: Did | MeshDid;
  /** Path of the agent's URL at its own node, which its interface URLs begin with; empty for none. */
  readonly originPrefix: string;
  /** `host:port` for gRPC clients; undefined when there is none. */
  readonly grpc?: string | undefined;
  /** Undefined leaves the card unsigned. */
  readonly sign: CardSigner | undefined;
}

/**
 * The card that the ingress shows for a remote agent: the origin's, with its interfaces at the ingress and over the mesh,
 * without the origin's signatures (they hold for the origin's URLs only) and without its security schemes (the called
 * node holds those credentials), and with the origin card itself in a declared extension. Both
 * shapes are understood, A2A 1.0 (`supportedInterfaces`) and 0.3 (`url`, `additionalInterfaces`).
 * Rejects with `agent-failed` what is not a card.
 */
export function ingressCard(origin: Uint8Array, options: IngressCardOptions): Verdict<AgentCard> {
  if (origin.length > maxCardBytes) return reject('agent-failed', `the card has more than ${maxCardBytes} bytes`);
  const card = readStrictJson(origin);
  if (card.kind !== 'accept') return reject('agent-failed', card.detail);
  if (!isJsonObject(card.value)) return reject('agent-failed', 'the card is not a JSON object');
  const { baseUrl, sign } = options;
  const moved = (url: string): string | undefined => movedUrl(url, baseUrl, options.originPrefix);
  const own: AgentCard = {
    ...openCard(card.value),
    ...modernInterfaces(card.value, options, moved),
    ...legacyInterfaces(card.value, moved),
    capabilities: capabilitiesWith(card.value, {
      uri: originCardExtension,
      description: 'The card of the agent itself, as its own node sent it.',
      required: false,
      params: { did: options.did, card: toBase64url(origin), encoding: 'base64url' },
    }),
  };
  return accept(sign === undefined ? own : sign(own));
}

const securityKeys: ReadonlySet<string> = new Set(['securitySchemes', 'securityRequirements', 'security']);

/** The card without signatures and security. */
function openCard(card: JsonObject): JsonObject {
  const open = without(card, (key) => key === 'signatures' || securityKeys.has(key));
  if (!Object.hasOwn(open, 'skills')) return open;
  const skills = listAt(open, 'skills');
  return { ...open, skills: skills.map((skill) => (isJsonObject(skill) ? without(skill, isSecurity) : skill)) };
}

function isSecurity(key: string): boolean {
  return securityKeys.has(key);
}

function without(object: JsonObject, drops: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !drops(key)));
}

/** The bindings that travel raw over HTTP. */
const carriedBindings: ReadonlySet<string> = new Set(['JSONRPC', 'HTTP+JSON']);

type Move = (url: string) => string | undefined;

function modernInterfaces(card: JsonObject, { did, grpc, baseUrl }: IngressCardOptions, moved: Move): JsonObject {
  if (!Object.hasOwn(card, 'supportedInterfaces')) return {};
  const list = listAt(card, 'supportedInterfaces');
  const carried = list.flatMap((entry) => [
    ...movedInterfaces([entry], 'protocolBinding', moved),
    ...grpcInterface(entry, grpc),
  ]);
  const isBinding = (name: string) => (entry: JsonObject) => textAt(entry, 'protocolBinding') === name;
  const spoken = carried.find(isBinding('GRPC'));
  // What reaches a gRPC interface is JSON-RPC already between the nodes.
  const translated: readonly JsonObject[] =
    spoken === undefined || carried.some(isBinding('JSONRPC'))
      ? []
      : [{ ...spoken, url: baseUrl + grpcPath, protocolBinding: 'JSONRPC' }];
  const mesh = { url: did, protocolBinding: meshBinding, protocolVersion: '1.0' };
  return { supportedInterfaces: [...carried, ...translated, mesh] };
}

/** The gRPC service of 0.3 is another one. */
function grpcInterface(entry: JsonValue, address: string | undefined): readonly JsonObject[] {
  const isOurs =
    isJsonObject(entry) &&
    textAt(entry, 'protocolBinding') === 'GRPC' &&
    textAt(entry, 'protocolVersion')?.startsWith('1.') === true;
  return isOurs && address !== undefined ? [{ ...entry, url: address }] : [];
}

/** The 0.3 shape, where the main interface stands in the card itself. */
function legacyInterfaces(card: JsonObject, moved: Move): JsonObject {
  const url = textAt(card, 'url');
  if (url === undefined) return {};
  const others = movedInterfaces(listAt(card, 'additionalInterfaces'), 'transport', moved);
  const transport = textAt(card, 'preferredTransport') ?? 'JSONRPC';
  const main = carriedBindings.has(transport) ? moved(url) : undefined;
  const chosen: JsonObject = main === undefined ? (others[0] ?? {}) : { url: main, transport };
  return {
    url: textAt(chosen, 'url') ?? '',
    preferredTransport: textAt(chosen, 'transport') ?? 'JSONRPC',
    ...(Object.hasOwn(card, 'additionalInterfaces') ? { additionalInterfaces: others } : {}),
  };
}

function movedInterfaces(list: readonly JsonValue[], bindingKey: string, moved: Move): readonly JsonObject[] {
  return list.flatMap((entry): readonly JsonObject[] => {
    if (!isJsonObject(entry) || !carriedBindings.has(textAt(entry, bindingKey) ?? '')) return [];
    const url = moved(textAt(entry, 'url') ?? '');
    return url === undefined ? [] : [{ ...entry, url }];
  });
}

/** The URL at the ingress; undefined when it does not lie below the agent's URL, so that no request could reach it. */
function movedUrl(url: string, baseUrl: string, prefix: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { pathname, search } = new URL(url);
  const hasPath = /^[a-z]+:\/\/[^/?#]*\//i.test(url);
  const path = hasPath ? pathname : '';
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return undefined;
  return baseUrl + path.slice(prefix.length) + search;
}

function capabilitiesWith(card: JsonObject, extension: JsonObject): JsonObject {
  const capabilities = objectAt(card, 'capabilities') ?? {};
  // An origin that is itself an ingress has one already; its own is inside the embedded card.
  const others = listAt(capabilities, 'extensions').filter(
    (entry) => !isJsonObject(entry) || textAt(entry, 'uri') !== originCardExtension,
  );
  return { ...capabilities, extensions: [...others, extension] };
}
