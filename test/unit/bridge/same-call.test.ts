import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../../src/base/base.ts';
import { bodyOfCall } from '../../../src/bridge/bridge.ts';

const of = (body: string): string => toHex(bodyOfCall({ body: utf8(body) }));

describe('the body of the same call', () => {
  it('does not depend on the id of a JSON-RPC request, and on every other value of it', () => {
    const call = (id: unknown, amount: unknown, first: boolean): string => {
      const head = first ? { id, jsonrpc: '2.0' } : { jsonrpc: '2.0', id };
      return JSON.stringify({ ...head, method: 'tools/call', params: { id: amount } });
    };
    const id = fc.oneof(fc.string(), fc.integer());
    fc.assert(
      fc.property(id, id, fc.boolean(), (a, b, first) => {
        expect(of(call(a, 1, first))).toBe(of(call(b, 1, first)));
        expect(of(call(1, a, first)) === of(call(1, b, first))).toBe(a === b);
      }),
    );
  });

  it.each([
    ['no JSON', 'id'],
    ['an id named twice', '{"jsonrpc":"2.0","id":1,"id":2}'],
    ['an id that is no JSON-RPC', '{"id":1}'],
    ['a batch', '[{"jsonrpc":"2.0","id":1}]'],
  ])('is every byte of %s', (_, body) => {
    expect(of(body)).toBe(toHex(utf8(body)));
  });
});
