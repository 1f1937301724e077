import { A2AService } from '@a2a-js/sdk/server/grpc';
import { buildGrpcErrorMetadata, decodeErrorInfo, decodeStatus } from '@a2a-js/sdk/errors/grpc';
import { TaskNotFoundError, VersionNotSupportedError } from '@a2a-js/sdk/errors';
import { Metadata, status } from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headersOf, metadataOf } from '../../../src/bridge/a2a/grpc/grpc-metadata.ts';
import { bytesOf, jsonOf, operations } from '../../../src/bridge/a2a/grpc/grpc-schema.ts';
import { codeNamed, errorOf, statusOf, withDetails } from '../../../src/bridge/a2a/grpc/grpc-status.ts';
import { readGrpcUrl } from '../../../src/bridge/a2a/grpc/grpc-target.ts';

function operation(name: string) {
  const found = operations.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
/** JSON has one zero in JavaScript. */
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const metadata = fc.option(fc.dictionary(text, fc.oneof(fc.boolean(), double, text, fc.constant(null))), {
  nil: undefined,
});
const content = fc.oneof(
  text.map((value) => ({ $case: 'text' as const, value })),
  text.map((value) => ({ $case: 'url' as const, value })),
  fc.uint8Array({ maxLength: 40 }).map((value) => ({ $case: 'raw' as const, value: Buffer.from(value) })),
);
const message = fc.record({
  messageId: text,
  contextId: text,
  taskId: text,
  role: fc.integer({ min: 0, max: 9 }),
  parts: fc.array(fc.record({ content, metadata, filename: text, mediaType: text }), { maxLength: 3 }),
  metadata,
  extensions: fc.array(text, { maxLength: 2 }),
  referenceTaskIds: fc.array(text, { maxLength: 2 }),
});
const request = fc.record({
  tenant: text,
  message,
  configuration: fc.constant(undefined),
  metadata,
});

describe('the messages of A2A', () => {
  it('have the operations of the SDK, under the same paths, with the same kind of answer', () => {
    const theirs = Object.values(A2AService).map(({ path, responseStream }) => `${path} ${responseStream}`);
    const ours = [...operations.values()].map(({ path, isStream }) => `${path} ${isStream}`);
    expect(new Set(ours)).toEqual(new Set(theirs));
  });

  it('come back from JSON as the bytes of the SDK say', () => {
    const { input } = operation('SendMessage');
    const { requestSerialize, requestDeserialize } = A2AService.sendMessage;
    fc.assert(
      fc.property(request, (asked) => {
        const bytes = requestSerialize(asked);
        const back = bytesOf(input, JSON.parse(JSON.stringify(jsonOf(input, bytes))), false);
        expect(requestDeserialize(Buffer.from(back))).toEqual(requestDeserialize(bytes));
      }),
    );
  });

  it('are refused when they are none: unknown fields, wrong kinds, text that is no text, nesting without end', () => {
    const { input } = operation('GetTask');
    expect(() => bytesOf(input, { id: 'x', nothing: 1 }, false)).toThrow(/unknown/);
    expect(() => bytesOf(input, { id: 7 }, true)).toThrow(/expected string/);
    expect(bytesOf(input, { id: 'x', nothing: 1 }, true)).toEqual(bytesOf(input, { id: 'x' }, false));
    expect(() => jsonOf(input, Uint8Array.of(0x12, 2, 0xff, 0xfe))).toThrow(/not valid/);
    const send = operation('SendMessage').input;
    const inside = (field: number, bytes: Buffer): Buffer =>
      Buffer.concat([Buffer.from([field * 8 + 2]), varint(bytes.length), bytes]);
    let struct: Buffer = Buffer.alloc(0);
    for (let i = 0; i < 1000; i++) struct = inside(1, inside(2, inside(5, struct)));
    expect(() => jsonOf(send, inside(4, struct))).toThrow(/recursion/);
  });
});

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

describe('the status of a call', () => {
  it.each([
    [new TaskNotFoundError('gone'), status.NOT_FOUND, -32001],
    [new VersionNotSupportedError('old'), status.FAILED_PRECONDITION, -32009],
  ])('is the error of JSON-RPC that A2A maps it to, and comes back byte for byte', (error, code, rpc) => {
    const found = { code, details: error.message, metadata: buildGrpcErrorMetadata(Metadata, error) ?? new Metadata() };
    const json = errorOf(found);
    expect(json).toMatchObject({ code: rpc, message: error.message });
    const back = statusOf(JSON.parse(JSON.stringify(json)));
    expect(back).toMatchObject({ code, details: error.message });
    expect(back.metadata.get('grpc-status-details-bin')).toEqual(found.metadata.get('grpc-status-details-bin'));
  });

  it('of an error that never was one of gRPC is mapped, with what the error says of itself', () => {
    const info = {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'TASK_NOT_FOUND',
      domain: 'd',
      metadata: { a: 'b', c: 1 },
    };
    const made = statusOf({ code: -32001, message: 'gone', data: [info, 'text', { '@type': 'other' }] });
    expect(made).toMatchObject({ code: status.NOT_FOUND, details: 'gone' });
    const bytes = made.metadata.get('grpc-status-details-bin')[0];
    const decoded = decodeStatus(Buffer.from(bytes ?? ''));
    expect(decoded).toMatchObject({ code: status.NOT_FOUND, message: 'gone' });
    expect(decodeErrorInfo(decoded.details[0]?.value ?? Buffer.alloc(0))).toEqual({
      reason: 'TASK_NOT_FOUND',
      domain: 'd',
      metadata: { a: 'b' },
    });
    expect(statusOf({ code: -32602, message: '' }).code).toBe(status.INVALID_ARGUMENT);
    expect(statusOf({ code: -1 }).code).toBe(status.INTERNAL);
    expect(statusOf({ code: 'x', message: 7 }, status.UNAVAILABLE)).toMatchObject({ code: 14, details: '' });
  });

  it('that another node made up is none that a client could take for success', () => {
    const kept = {
      '@type': 'https://parley.mesh/types/grpc-status/v1',
      trailers: [['x', 1], 'y', ['authorization', 'z']],
    };
    for (const code of [0, -1, 17, 1.5, '5', null]) {
      const made = statusOf({ code: -32603, message: 'm', data: [{ ...kept, code }] });
      expect(made.code).toBe(status.UNKNOWN);
      expect(made.metadata.getMap()).not.toHaveProperty('authorization');
    }
  });

  it('has the codes of google.rpc.Code by name', () => {
    expect([codeNamed('PERMISSION_DENIED'), codeNamed('OK'), codeNamed('NO_SUCH')]).toEqual([7, 0, 2]);
    expect(withDetails(7, 'no', []).metadata.getMap()).toEqual({});
  });
});

describe('metadata', () => {
  it('goes both ways in text and bytes, without credentials, what frames, and what gRPC cannot have', () => {
    const headers = [
      ['X-Text', 'one'],
      ['x-text', 'two'],
      ['x-bytes-bin', Buffer.from([0, 255]).toString('base64')],
      ['Authorization', 'Bearer x'],
      ['grpc-timeout', '1S'],
      ['content-length', '3'],
      ['x-latin', 'caf\u00e9'],
      ['x key', 'v'],
    ] as const;
    const metadata = metadataOf(headers);
    expect(metadata.get('x-text')).toEqual(['one', 'two']);
    expect(metadata.get('x-bytes-bin')).toEqual([Buffer.from([0, 255])]);
    expect(Object.keys(metadata.getMap())).toEqual(['x-text', 'x-bytes-bin']);
    expect(headersOf(metadata)).toEqual([
      ['x-text', 'one'],
      ['x-text', 'two'],
      ['x-bytes-bin', 'AP8='],
    ]);
  });
});

describe('the gRPC address in a card', () => {
  it.each([
    ['127.0.0.1:50051', 'http://127.0.0.1:50051'],
    ['localhost:50051', 'http://localhost:50051'],
    ['agent.example:50051', 'https://agent.example:50051'],
    ['http://agent.example:50051', 'http://agent.example:50051'],
    ['grpc://agent.example:1/', 'http://agent.example:1'],
    ['https://127.0.0.1:7', 'https://127.0.0.1:7'],
    ['dns:///agent.example:443', 'https://agent.example:443'],
    ['[::1]:50051', 'http://[::1]:50051'],
  ])('%s is called at %s', (written, url) => {
    expect(readGrpcUrl(written)).toEqual(new URL(url));
  });

  it.each(['', 'unix:/run/x.sock', 'http://user:secret@agent.example', 'agent/with/path', 'a b:1'])(
    '%s is none',
    (written) => {
      expect(readGrpcUrl(written)).toBeUndefined();
    },
  );
});
