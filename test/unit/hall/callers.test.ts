import { describe, expect, it } from 'vitest';
import { didFromKey } from '../../../src/identity/identity.ts';
import { millis, newMessageId, systemRandom } from '../../../src/base/base.ts';
import { Caller } from '../../../src/callers.ts';

describe('a caller', () => {
  it('takes all parts that came when its client leaves, the one in hand too', async () => {
    const id = newMessageId(millis(1), systemRandom);
    let abandoned = 0;
    const caller = new Caller(id, didFromKey(systemRandom(32)), () => abandoned++);
    const body = Uint8Array.of(1, 2, 3);
    const first = caller.take({ kind: 'response', exchange: id, status: 200, headers: [], body, last: false });
    const second = caller.take({ kind: 'chunk', exchange: id, index: 1, body, last: false });
    const outcome = await caller.outcome;
    const chunks = outcome.kind === 'response' ? outcome.response.body : [];
    for await (const chunk of chunks) {
      expect(chunk).toEqual(body);
      break;
    }
    await Promise.all([first, second]);
    expect(abandoned).toBe(1);
  });
});
