import { describe, expect, test } from 'vitest';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Idly } from '../../../src/store/store.ts';

describe('what nobody waits for', () => {
  test('is done in its order, behind what this turn and the next one do', async () => {
    const idly = new Idly();
    const done: string[] = [];
    idly.add(() => done.push('first'));
    idly.add(() => done.push('second'));
    queueMicrotask(() => done.push('promises of this turn'));
    // What the network does: it writes once for all that a turn sends.
    setImmediate(() => done.push('the next turn'));
    await nextTurn();
    expect(done).toEqual(['promises of this turn', 'the next turn']);
    await nextTurn();
    await nextTurn();
    expect(done.slice(2)).toEqual(['first', 'second']);
  });

  test('may add more, which is done later', async () => {
    const idly = new Idly();
    const done: string[] = [];
    idly.add(() => {
      done.push('outer');
      idly.add(() => done.push('inner'));
    });
    for (let i = 0; i < 3; i++) await nextTurn();
    expect(done).toEqual(['outer']);
    for (let i = 0; i < 3; i++) await nextTurn();
    expect(done).toEqual(['outer', 'inner']);
  });
});
