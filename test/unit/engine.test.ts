import { expect, it } from 'vitest';
import { countBuffersWithTheHeap } from '../../src/engine.ts';

it('tells an engine to count buffers with the heap when it can', () => {
  expect(['12.4.254.21-node.21', '13.5.1', '13.6.233.17-node.53', '14.6.202.34'].map(countBuffersWithTheHeap)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
