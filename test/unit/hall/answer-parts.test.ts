import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { partsOf, type AnswerPart } from '../../../src/answer-parts.ts';

/** How a source goes on to its next piece: at once, or in a later turn of the event loop. */
type Pace = 'at once' | 'later';

async function* source(pieces: readonly Uint8Array[], pace: Pace): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    yield piece;
    if (pace === 'later') await new Promise((resolve) => setImmediate(resolve));
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<readonly AnswerPart[]> {
  const parts: AnswerPart[] = [];
  for await (const part of partsOf(body, systemClock)) parts.push(part);
  return parts;
}

describe('the parts of an answer', () => {
  it('hold all its bytes in order, and only the last says that it is the last', async () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 600 * 1024 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.constantFrom<Pace>('at once', 'later'), async (sent, pace) => {
        const parts = await collect(source(sent, pace));
        expect(Buffer.concat(parts.map(({ body }) => body)).equals(Buffer.concat(sent))).toBe(true);
        expect(parts.map(({ last }) => last)).toEqual(parts.map((_, i) => i === parts.length - 1));
      }),
      { numRuns: 30 },
    );
  });

  it('are one when the end comes with the only piece', async () => {
    expect(await collect(source([Uint8Array.of(1, 2)], 'at once'))).toEqual([
      { body: Uint8Array.of(1, 2), last: true },
    ]);
  });

  it('break off as the answer does, after what had come', async () => {
    const parts: AnswerPart[] = [];
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      yield Uint8Array.of(1);
      throw new Error('broken off');
    };
    const reading = (async () => {
      for await (const part of partsOf(broken(), systemClock)) parts.push(part);
    })();
    await expect(reading).rejects.toThrow('broken off');
    expect(parts).toEqual([{ body: Uint8Array.of(1), last: false }]);
  });
});
