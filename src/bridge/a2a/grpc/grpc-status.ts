import { fromBinary, isMessage, toJson, type DescMessage } from '@bufbuild/protobuf';
import { anyUnpack, AnySchema, type Any } from '@bufbuild/protobuf/wkt';
import { Metadata, status as codes } from '@grpc/grpc-js';
import { isJsonObject, listAt, objectAt, textAt, type JsonObject, type JsonValue } from '../../strict-json.ts';
import { headersOf, metadataOf } from './grpc-metadata.ts';
import { bytesOf, messageNamed, registry } from './grpc-schema.ts';

/** The end of a call that failed, as @grpc/grpc-js gives and takes it. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The trailer that holds a google.rpc.Status. */
const detailsKey = 'grpc-status-details-bin';
/** An entry of an error's `data`: the status itself, so that the other node can give it byte for byte. */
const statusType = 'https://parley.mesh/types/grpc-status/v1';
/** The last of google.rpc.Code. */
const maxCode: number = codes.UNAUTHENTICATED;
const errorInfoType = 'type.googleapis.com/google.rpc.ErrorInfo';
/** The domain of the errors that A2A defines (A2A 1.0, section 10.6). */
const a2aDomain = 'a2a-protocol.org';

interface Mapping {
  readonly reason: string;
  readonly rpc: number;
  readonly grpc: number;
}

/** A2A 1.0, section 5.4. */
const mappings: readonly Mapping[] = [
  { reason: 'TASK_NOT_FOUND', rpc: -32001, grpc: codes.NOT_FOUND },
  { reason: 'TASK_NOT_CANCELABLE', rpc: -32002, grpc: codes.FAILED_PRECONDITION },
  { reason: 'PUSH_NOTIFICATION_NOT_SUPPORTED', rpc: -32003, grpc: codes.FAILED_PRECONDITION },
  { reason: 'UNSUPPORTED_OPERATION', rpc: -32004, grpc: codes.FAILED_PRECONDITION },
  { reason: 'CONTENT_TYPE_NOT_SUPPORTED', rpc: -32005, grpc: codes.INVALID_ARGUMENT },
  { reason: 'INVALID_AGENT_RESPONSE', rpc: -32006, grpc: codes.INTERNAL },
  { reason: 'EXTENDED_AGENT_CARD_NOT_CONFIGURED', rpc: -32007, grpc: codes.FAILED_PRECONDITION },
  { reason: 'EXTENSION_SUPPORT_REQUIRED', rpc: -32008, grpc: codes.FAILED_PRECONDITION },
  { reason: 'VERSION_NOT_SUPPORTED', rpc: -32009, grpc: codes.FAILED_PRECONDITION },
];
/** JSON-RPC's own errors. */
const plain: readonly Omit<Mapping, 'reason'>[] = [
  { rpc: -32602, grpc: codes.INVALID_ARGUMENT },
  { rpc: -32600, grpc: codes.INVALID_ARGUMENT },
  { rpc: -32700, grpc: codes.INVALID_ARGUMENT },
  { rpc: -32601, grpc: codes.UNIMPLEMENTED },
  { rpc: -32603, grpc: codes.INTERNAL },
];

const statusMessage = messageNamed('google.rpc.Status');

/** A failed call of gRPC as the error of JSON-RPC; the details that are known stand in `data` for clients of JSON-RPC. */
export function errorOf({ code, details, metadata }: GrpcStatus): JsonObject {
  const bytes = metadata.get(detailsKey)[0];
  const shown = bytes instanceof Buffer ? detailsIn(bytes) : [];
  const trailers = headersOf(metadata).map(([key, value]) => [key, value]);
  const info = shown.find((one) => textAt(one, 'domain') === a2aDomain);
  const known = mappings.find(({ reason }) => info !== undefined && reason === textAt(info, 'reason'));
  const rpc = known?.rpc ?? plain.find(({ grpc }) => grpc === code)?.rpc ?? -32603;
  return { code: rpc, message: details, data: [...shown, { '@type': statusType, code, trailers }] };
}

function detailsIn(bytes: Buffer): readonly JsonObject[] {
  const details = listIn(decoded(bytes));
  return details.flatMap((any) => {
    const desc = registry.getMessage(any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1));
    const inner = desc === undefined ? undefined : unpacked(any, desc);
    return inner === undefined ? [] : [{ '@type': any.typeUrl, ...inner }];
  });
}

function decoded(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    return { ...fromBinary(statusMessage, bytes) };
  } catch {
    return {};
  }
}

function listIn(message: Readonly<Record<string, unknown>>): readonly Any[] {
  const list = message['details'];
  return Array.isArray(list) ? list.filter((one: unknown): one is Any => isMessage(one, AnySchema)) : [];
}

function unpacked(any: Any, desc: DescMessage): JsonObject | undefined {
  try {
    const message = anyUnpack(any, desc);
    const json = message === undefined ? undefined : toJson(desc, message, { registry });
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** An error of JSON-RPC as the status of a call: the one it was made from, or what A2A 1.0 maps it to. */
export function statusOf(error: JsonObject, fallback: number = codes.INTERNAL): GrpcStatus {
  const message = textAt(error, 'message') ?? '';
  const data = listAt(error, 'data').filter(isJsonObject);
  const kept = data.find((one) => one['@type'] === statusType);
  if (kept !== undefined) return { code: codeIn(kept), details: message, metadata: metadataOf(pairsIn(kept)) };
  const rpc = error['code'];
  const code = [...mappings, ...plain].find((one) => one.rpc === rpc)?.grpc ?? fallback;
  return withDetails(code, message, data);
}

/** A status with its details as google.rpc.Status (A2A 1.0, section 10.6). */
export function withDetails(code: number, details: string, data: readonly JsonObject[]): GrpcStatus {
  const metadata = new Metadata();
  const infos = data.filter((one) => textAt(one, '@type') === errorInfoType);
  if (infos.length > 0) {
    const bytes = bytesOf(statusMessage, { code, message: details, details: infos.map(infoOf) }, true);
    metadata.set(detailsKey, Buffer.from(bytes));
  }
  return { code, details, metadata };
}

/** A google.rpc.ErrorInfo with the fields that are of the right kind: what another node sends need not be. */
function infoOf(info: JsonObject) {
  const pairs = Object.entries(objectAt(info, 'metadata') ?? {});
  return {
    '@type': errorInfoType,
    reason: textAt(info, 'reason') ?? '',
    domain: textAt(info, 'domain') ?? '',
    metadata: Object.fromEntries(pairs.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
  };
}

function codeIn(kept: JsonObject): number {
  const code = kept['code'];
  const isCode = typeof code === 'number' && Number.isInteger(code) && code > 0 && code <= maxCode;
  return isCode ? code : codes.UNKNOWN;
}

function pairsIn(kept: JsonObject): readonly (readonly [string, string])[] {
  return listAt(kept, 'trailers').flatMap((pair: JsonValue) => {
    const [key, value] = Array.isArray(pair) ? pair.map((one: unknown) => (typeof one === 'string' ? one : '')) : [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
}

const named: ReadonlyMap<string, unknown> = new Map(Object.entries(codes));

/** The code of that name in google.rpc.Code, whose numbers gRPC shares. */
export function codeNamed(name: string): number {
  const code = named.get(name);
  return typeof code === 'number' ? code : codes.UNKNOWN;
}
