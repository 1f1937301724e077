import { describe, expect, it } from 'vitest';
import { didFromKey } from '../../../src/identity/identity.ts';
import { millis, newMessageId, systemRandom } from '../../../src/base/base.ts';
import { Caller } from '../../../src/callers.ts';

describe('a caller', () => {
  it('says once that its client left, and keeps nothing that came', async () => {
    const id = newMessageId(millis(1), systemRandom);
    let abandoned = 0;
    const caller = new Caller(id, didFromKey(systemRandom(32)), { taken: () => {}, abandoned: () => abandoned++ });
    const body = Uint8Array.of(1, 2, 3);
    caller.take({ kind: 'response', exchange: id, status: 200, headers: [], body, last: false });
    caller.take({ kind: 'chunk', exchange: id, index: 1, body, last: false });
    const outcome = await caller.outcome;
    const chunks = outcome.kind === 'response' ? outcome.response.body : [];
    for await (const chunk of chunks) {
      expect(chunk).toEqual(body);
      break;
    }
    expect(abandoned).toBe(1);
  });

  it('takes no more than twice the window from a node that does not wait for its client', () => {
    const id = newMessageId(millis(1), systemRandom);
    const caller = new Caller(id, didFromKey(systemRandom(32)), { taken: () => {}, abandoned: () => {} });
    const body = new Uint8Array(256 * 1024);
    const head = { kind: 'response', exchange: id, status: 200, headers: [], body, last: false } as const;
    const chunk = (index: number) => ({ kind: 'chunk', exchange: id, index, body, last: false }) as const;
    const taken = [head, ...Array.from({ length: 8 }, (_, i) => chunk(i + 1))].map((part) => caller.take(part));
    expect(taken).toEqual([...Array.from({ length: 8 }, () => true), false]);
  });
});
