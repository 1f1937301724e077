import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { readMeshCall, refusedCall } from '../../../src/bridge/bridge.ts';

const all = { mcp: true, a2a: true };
const read = (value: unknown, served = all) => readMeshCall(utf8(JSON.stringify(value)), served);
/** JSON that is neither a text nor has members with a meaning. */
const other = fc.oneof(fc.integer(), fc.constantFrom(true, null, { text: 'x' }), fc.array(fc.jsonValue()));
const asks = { id: 1, mcp: 'files', method: 'tools/call', params: { name: 'read' } };

describe('a message of an AgentMesh agent', () => {
  it('is a call of a server when it names one, a method and an id', () => {
    const { mcp: server, ...rest } = asks;
    expect(read(asks)).toEqual({ ...rest, kind: 'mcp', server });
    expect(read({ ...asks, id: 'x'.repeat(256), params: [] })).toMatchObject({ kind: 'mcp', params: {} });
    for (const no of [{ id: undefined }, { id: {} }, { id: 'x'.repeat(257) }, { mcp: 7 }, { method: undefined }]) {
      expect(read({ ...asks, ...no }, { mcp: true, a2a: false })).toBeUndefined();
      expect(read({ ...asks, ...no })).toMatchObject({ kind: 'a2a' });
    }
    expect(read(asks, { mcp: false, a2a: false })).toBeUndefined();
  });

  it('is a message to the A2A agent whatever JSON it is, in the parts that say the same', () => {
    const said = (value: unknown) => {
      const call = read(value);
      return call?.kind === 'a2a' ? call.parts : undefined;
    };
    expect(said('hello')).toEqual([{ text: 'hello' }]);
    expect(said({ message: 'hello', id: 3 })).toEqual([{ text: 'hello' }]);
    expect(said({ message: 'hello', parts: [{ url: 'https://a.example' }] })).toEqual([{ url: 'https://a.example' }]);
    expect(read({ message: 'more', contextId: 'c', taskId: 't' })).toMatchObject({ contextId: 'c', taskId: 't' });
    fc.assert(
      fc.property(other, (value) => {
        expect(said(value)).toEqual([{ data: JSON.parse(JSON.stringify(value)), mediaType: 'application/json' }]);
      }),
    );
    expect(read('hello', { mcp: true, a2a: false })).toBeUndefined();
  });

  it('is never a call when it is an answer, so that two agents cannot answer each other for ever', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (more, inReplyTo) => {
        expect(read({ ...asks, ...more, inReplyTo })).toBeUndefined();
      }),
    );
  });

  it('is no call when two readers could understand it differently', () => {
    expect(readMeshCall(utf8('{"message":"a","message":"b"}'), all)).toBeUndefined();
    expect(readMeshCall(utf8('{"message":"a"'), all)).toBeUndefined();
    expect(readMeshCall(new Uint8Array([0x22, 0xff, 0x22]), all)).toBeUndefined();
  });
});

it('a refusal is told in the words of the protocol of the call, under its id', () => {
  const refused = { kind: 'refused', reason: 'policy-denied', messageId: undefined, side: 'remote' } as const;
  for (const call of [read(asks), read({ message: 'hello', id: 1 })]) {
    if (call === undefined) throw new Error('it is a call');
    const data = [{ domain: 'parley.mesh' }];
    expect(refusedCall(call, refused)).toMatchObject({ inReplyTo: 1, error: { code: -32050, data } });
  }
});
