import { accept, reject, type Verdict } from '../base/base.ts';

/** How far an owner has read in one visit to a mailbox, and how much more it takes from it. */
export interface Reading {
  /** Number of the last item. */
  readonly after: number;
  readonly itemsLeft: number;
  readonly bytesLeft: number;
}

/** A visit takes what its own grant lets the mailbox keep, and no more: a mailbox that has more to give is lying. */
export function beginReading(granted: { readonly maxMessages: number; readonly maxBytes: number }): Reading {
  return { after: 0, itemsLeft: granted.maxMessages, bytesLeft: granted.maxBytes };
}

/** Takes one item; rejects with `unexpected-frame` what no honest mailbox gives: numbers that do not grow, or more than was granted. */
export function readItem(reading: Reading, item: { readonly seq: number; readonly bytes: number }): Verdict<Reading> {
  if (item.seq <= reading.after) return reject('unexpected-frame', 'a mailbox gives items out of order');
  const next = { after: item.seq, itemsLeft: reading.itemsLeft - 1, bytesLeft: reading.bytesLeft - item.bytes };
  if (next.itemsLeft < 0 || next.bytesLeft < 0)
    return reject('unexpected-frame', 'a mailbox gives more than it may keep');
  return accept(next);
}
