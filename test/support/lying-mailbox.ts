import { decodeMailboxFrame, encodeMailboxFrame, type MailboxFrame } from '../../src/wire/wire.ts';

/** What a mailbox does wrong about what it keeps. */
export type Lie = 'loses' | 'withholds' | 'reorders' | 'repeats' | 'flips bits' | 'answers for ever' | 'says nothing';

/** Every lie there is. */
export const lies: readonly Lie[] = [
  'loses',
  'withholds',
  'reorders',
  'repeats',
  'flips bits',
  'answers for ever',
  'says nothing',
];

type Item = Extract<MailboxFrame, { kind: 'item' }>;

/** What becomes of an item that is hit, and of the one before it. */
type Twist = (item: Item, before: Item, count: number) => readonly MailboxFrame[];

const twists: Readonly<Record<Lie, Twist>> = {
  loses: () => [],
  withholds: () => [],
  // What was given before comes again under this number, and this one behind it.
  reorders: (item, before) => [
    { ...before, seq: item.seq },
    { ...item, seq: item.seq + 1_000_000 },
  ],
  repeats: (item, before, count) => [item, { ...before, seq: item.seq + 1_000_000 + count }, item],
  'flips bits': (item, _, count) => [{ ...item, letter: flipped(item.letter, count) }],
  'answers for ever': (item) => [item],
  'says nothing': () => [],
};

/**
 * What becomes of a frame on its way from a mailbox that lies to its visitor. It does not lie about everything at once:
 * every second item is hit, so that what is true comes between what is not.
 */
export function lying(lie: Lie): (frame: Uint8Array) => readonly Uint8Array[] {
  let count = 0;
  let before: Item | undefined;
  return (bytes) => {
    const decoded = decodeMailboxFrame(bytes);
    if (decoded.kind !== 'accept') return [bytes];
    const frame = decoded.value;
    if (frame.kind === 'fetched') return ended(lie, frame);
    if (frame.kind !== 'item') return [bytes];
    const last = before;
    before = frame;
    if (count++ % 2 === 0 || last === undefined) return [bytes];
    return twists[lie](frame, last, count).map(encodeMailboxFrame);
  };
}

function ended(lie: Lie, frame: Extract<MailboxFrame, { kind: 'fetched' }>): readonly Uint8Array[] {
  if (lie === 'says nothing') return [];
  return [encodeMailboxFrame(lie === 'answers for ever' ? { ...frame, more: true } : frame)];
}

function flipped(letter: Uint8Array, at: number): Uint8Array {
  const out = letter.slice();
  const place = (at * 97) % out.length;
  out[place] = (out[place] ?? 0) ^ 0x10;
  return out;
}
