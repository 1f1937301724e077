// Writes src/bridge/gen/a2a.ts, the descriptors of the messages of A2A and of google.rpc.Status (`npm run proto`).
import { mkdirSync, writeFileSync } from 'node:fs';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';

const files = ['lf/a2a/v1/a2a.proto', 'google/rpc/status.proto'];
const kinds = { bool: Type.BOOL, bytes: Type.BYTES, double: Type.DOUBLE, int32: Type.INT32, string: Type.STRING };

/** The names of the well-known types that a file imports, as @bufbuild/protobuf holds them. */
const isKnown = (name) => name.startsWith('google/protobuf/');

function parse(name) {
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => (isKnown(target) ? target : `proto/${name}`);
  root.loadSync(name, { keepCase: true });
  return root.resolveAll();
}

function typed(type, resolved) {
  if (resolved === null || resolved === undefined) {
    if (kinds[type] === undefined) throw new Error(`No kind for ${type}: add it.`);
    return { type: kinds[type] };
  }
  return { type: resolved instanceof protobuf.Enum ? Type.ENUM : Type.MESSAGE, typeName: resolved.fullName };
}

const pascal = (name) => name.replaceAll(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
const camel = (name) => name.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase());

function fieldOf(field, oneofs) {
  const { name, id: number } = field;
  const isRepeated = field.repeated || field.map;
  const oneofIndex = field.partOf === null || field.partOf === undefined ? undefined : oneofs.indexOf(field.partOf);
  const isOptional = oneofIndex !== undefined && field.partOf.name === `_${name}`;
  return {
    ...{ name, number, jsonName: camel(name), label: isRepeated ? Label.REPEATED : Label.OPTIONAL },
    ...(field.map
      ? { type: Type.MESSAGE, typeName: `${field.parent.fullName}.${pascal(name)}Entry` }
      : typed(field.type, field.resolvedType)),
    ...(oneofIndex === undefined ? {} : { oneofIndex }),
    ...(isOptional ? { proto3Optional: true } : {}),
  };
}

function entryOf(field) {
  const at = (name, number, type) => ({ name, number, jsonName: name, label: Label.OPTIONAL, ...type });
  return {
    name: `${pascal(field.name)}Entry`,
    field: [at('key', 1, typed(field.keyType)), at('value', 2, typed(field.type, field.resolvedType))],
    options: { mapEntry: true },
  };
}

const enumOf = ({ name, values }) => ({
  name,
  value: Object.entries(values).map(([key, number]) => ({ name: key, number })),
});

function messageOf(message) {
  // Those that stand for `optional` come last, as in every descriptor.
  const isOptional = (oneof) => oneof.name.startsWith('_');
  const all = message.oneofsArray;
  const oneofs = [...all.filter((oneof) => !isOptional(oneof)), ...all.filter(isOptional)];
  const nested = message.nestedArray;
  return {
    name: message.name,
    field: message.fieldsArray.map((field) => fieldOf(field, oneofs)),
    oneofDecl: oneofs.map(({ name }) => ({ name })),
    nestedType: [
      ...nested.filter((one) => one instanceof protobuf.Type).map(messageOf),
      ...message.fieldsArray.filter((field) => field.map).map(entryOf),
    ],
    enumType: nested.filter((one) => one instanceof protobuf.Enum).map(enumOf),
  };
}

const rpcOf = (method) => ({
  name: method.name,
  inputType: method.resolvedRequestType.fullName,
  outputType: method.resolvedResponseType.fullName,
  ...(method.responseStream ? { serverStreaming: true } : {}),
});

function fileOf(name) {
  const root = parse(name);
  const path = name.split('/').slice(0, -1).join('.');
  const within = root.lookup(path).nestedArray;
  const of = (kind) => within.filter((one) => one instanceof kind);
  const known = ['any', 'empty', 'struct', 'timestamp'].map((one) => `google/protobuf/${one}.proto`);
  return create(FileDescriptorProtoSchema, {
    ...{ name, package: path, syntax: 'proto3', dependency: known },
    messageType: of(protobuf.Type).map(messageOf),
    enumType: of(protobuf.Enum).map(enumOf),
    service: of(protobuf.Service).map((one) => ({ name: one.name, method: one.methodsArray.map(rpcOf) })),
  });
}

mkdirSync('src/bridge/gen', { recursive: true });
const texts = files.map((name) => Buffer.from(toBinary(FileDescriptorProtoSchema, fileOf(name))).toString('base64'));
writeFileSync(
  'src/bridge/gen/a2a.ts',
  `/** Written by proto/generate-a2a.mjs: FileDescriptorProtos in base64, of ${files.join(' and ')}. */\n` +
    `export const a2aDescriptors: readonly string[] = [\n${texts.map((text) => `  '${text}',\n`).join('')}];\n`,
);
