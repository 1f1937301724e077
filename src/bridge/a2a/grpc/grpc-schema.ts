import {
  createFileRegistry,
  createRegistry,
  fromBinary,
  fromJsonString,
  toBinary,
  toJson,
  type DescMessage,
  type FileRegistry,
} from '@bufbuild/protobuf';
import {
  file_google_protobuf_any,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { a2aDescriptors } from '../../gen/a2a.ts';
import type { JsonValue } from '../../strict-json.ts';
import { grpcPath } from './grpc-path.ts';

const known = [
  file_google_protobuf_any,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
];
const files: readonly FileRegistry[] = a2aDescriptors.map((text) =>
  createFileRegistry(fromBinary(FileDescriptorProtoSchema, Buffer.from(text, 'base64')), (name) =>
    known.find((file) => file.proto.name === name),
  ),
);

/** The messages of A2A 1.0 and those of google.rpc that an error carries. */
export const registry = createRegistry(...files);

/** The message of that name. Throws where there is none: names are written in this program. */
export function messageNamed(name: string): DescMessage {
  const found = registry.getMessage(name);
  if (found === undefined) throw new Error(`no message ${name}`);
  return found;
}

/** An operation of A2A: the method of JSON-RPC and the call of gRPC have one name (A2A 1.0, section 5.3). */
export interface Operation {
  readonly name: string;
  /** `/service/method` */
  readonly path: string;
  readonly isStream: boolean;
  readonly input: DescMessage;
  readonly output: DescMessage;
}

const service = registry.getService(grpcPath.slice(1));

/** All operations, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  (service?.methods ?? []).map(({ name, methodKind, input, output }) => [
    name,
    { name, path: `${grpcPath}/${name}`, isStream: methodKind === 'server_streaming', input, output },
  ]),
);

/** A message as ProtoJSON. Throws for bytes that are no such message, and for values that JSON cannot have. */
export function jsonOf(desc: DescMessage, bytes: Uint8Array): JsonValue {
  return toJson(desc, fromBinary(desc, bytes), { registry });
}

/** ProtoJSON as a message. Throws for what is no such message; fields that nobody knows are an error unless `lenient`. */
export function bytesOf(desc: DescMessage, json: JsonValue, lenient: boolean): Uint8Array {
  return toBinary(desc, fromJsonString(desc, JSON.stringify(json), { registry, ignoreUnknownFields: lenient }));
}
