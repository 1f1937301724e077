import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  idToBytes,
  isReason,
  MeshError,
  messageIdFromBytes,
  millis,
  newMessageId,
  parseCanonicalDid,
  parseMessageId,
  parsePeerId,
  parseReason,
  parseSessionId,
  SecretKey,
  sessionIdFromBytes,
  systemRandom,
  trustScore,
} from '../../../src/base/base.ts';

describe('a secret key', () => {
  it('shows itself in no text, JSON or inspection', () => {
    const key = SecretKey.own(new Uint8Array(32).fill(0x41));
    const shown = [String(key), JSON.stringify({ key }), inspect({ key }, { showHidden: true, depth: 9 })];
    for (const text of shown) expect(text).not.toMatch(/41|65|AAAA/);
    expect(Object.keys(key)).toEqual([]);
  });

  it('compares by its bytes and is zero once wiped', () => {
    const key = SecretKey.own(Uint8Array.of(1, 2, 3));
    expect(key.equals(SecretKey.own(Uint8Array.of(1, 2, 3)))).toBe(true);
    expect(key.equals(SecretKey.own(Uint8Array.of(1, 2, 4)))).toBe(false);
    expect(key.equals(SecretKey.own(Uint8Array.of(1, 2)))).toBe(false);
    key.wipe();
    expect(key.expose()).toEqual(new Uint8Array(3));
    expect(key).toHaveLength(3);
  });
});

describe('identifiers', () => {
  it('go to bytes and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const id = messageIdFromBytes(bytes);
        expect(id === undefined ? undefined : idToBytes(id)).toEqual(bytes);
        expect(sessionIdFromBytes(bytes)).toBe(parseSessionId(id ?? ''));
        expect(parseMessageId(id ?? '')).toBe(id);
      }),
    );
  });

  it('are refused in another form', () => {
    const wrong = ['', 'A'.repeat(32), '0'.repeat(31), '0'.repeat(33), `${'0'.repeat(32)}\n`];
    for (const text of wrong) expect([parseMessageId(text), parseSessionId(text)]).toEqual([undefined, undefined]);
    expect([messageIdFromBytes(new Uint8Array(15)), sessionIdFromBytes(new Uint8Array(17))]).toEqual([
      undefined,
      undefined,
    ]);
    for (const text of ['', 'did:agentmesh:', 'did:agentmesh:0OIl', `did:agentmesh:${'1'.repeat(29)}`, 'did:mesh:11']) {
      expect(parseCanonicalDid(text)).toBeUndefined();
    }
    expect(parsePeerId('12D3KooW')).toBeUndefined();
    expect(parsePeerId(`12D3KooW${'0'.repeat(40)}`)).toBeUndefined();
  });

  it('of messages sort by their time', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 44), fc.nat(2 ** 44), (a, b) => {
        const [first, second] = [newMessageId(millis(a), systemRandom), newMessageId(millis(b), systemRandom)];
        expect(parseMessageId(first)).toBe(first);
        expect(a === b || first < second === a < b).toBe(true);
      }),
    );
  });
});

describe('numbers', () => {
  it('are times only when they are non-negative safe integers', () => {
    expect(millis(0)).toBe(0);
    for (const value of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => millis(value)).toThrow(RangeError);
  });

  it('become trust scores from 0 to 1000, rounded down', () => {
    expect([-5, 0, 699.9, 1000, 1e9].map(trustScore)).toEqual([0, 0, 699, 1000, 1000]);
  });
});

describe('reasons', () => {
  it('of the network are known ones, or malformed', () => {
    expect(isReason('duplicate')).toBe(true);
    expect(isReason('toString')).toBe(false);
    expect(parseReason('duplicate')).toBe('duplicate');
    expect(parseReason('__proto__')).toBe('malformed');
  });
});

describe('a mesh error', () => {
  it('has a stable code beside its message and cause', () => {
    const cause = new Error('disk full');
    const error = new MeshError('store-write-failed', 'what, why, what to do', { cause });
    expect(error).toMatchObject({ name: 'MeshError', code: 'store-write-failed', cause });
  });
});
