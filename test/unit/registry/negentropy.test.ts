import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, sha256, toHex, u32be } from '../../../src/base/base.ts';
import {
  maxRepairRounds,
  OrderTree,
  openRepair,
  stepRepair,
  type RepairOutput,
  type RepairState,
  type SetItem,
} from '../../../src/registry/registry.ts';

const item = (n: number, hours = 50): SetItem => ({ hour: 500_000 + (n % hours), id: sha256(u32be(n)) });
const itemsOf = (numbers: readonly number[], hours?: number): OrderTree =>
  OrderTree.of(numbers.map((n) => item(n, hours)));
const numbers = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i);
const ids = (list: readonly number[]): readonly string[] => list.map((n) => toHex(item(n).id)).toSorted();

interface Result {
  readonly have: readonly string[];
  readonly need: readonly string[];
  readonly frames: readonly Uint8Array[];
  readonly last: RepairOutput | undefined;
}

function repair(ours: OrderTree, theirs: OrderTree, maxFrameBytes?: number): Result {
  let [asking, outputs] = stepRepair(openRepair('initiator', ours, maxFrameBytes), { kind: 'start' });
  let answering: RepairState = openRepair('responder', theirs, maxFrameBytes);
  const have = new Set<string>();
  const need = new Set<string>();
  const frames: Uint8Array[] = [];
  for (;;) {
    for (const output of outputs) {
      if (output.kind !== 'found') continue;
      for (const id of output.have) have.add(toHex(id));
      for (const id of output.need) need.add(toHex(id));
    }
    const question = sent(outputs);
    if (question === undefined) break;
    let replies: readonly RepairOutput[];
    [answering, replies] = stepRepair(answering, { kind: 'frame', bytes: question });
    const answer = sent(replies) ?? new Uint8Array(0);
    frames.push(question, answer);
    [asking, outputs] = stepRepair(asking, { kind: 'frame', bytes: answer });
  }
  return { have: [...have].toSorted(), need: [...need].toSorted(), frames, last: outputs.at(-1) };
}

function sent(outputs: readonly RepairOutput[]): Uint8Array | undefined {
  return outputs.find((output) => output.kind === 'send')?.frame;
}

/** What a side says to one message. */
function answerOf(kind: 'initiator' | 'responder', bytes: Uint8Array, items = itemsOf(numbers(0, 60))): RepairOutput[] {
  const opened = openRepair(kind, items, 4096);
  const [state] = stepRepair(opened, { kind: 'start' });
  const [, outputs] = stepRepair(kind === 'initiator' ? state : opened, { kind: 'frame', bytes });
  return [...outputs];
}

describe('a repair', () => {
  it('finds what only one side has, for any two sets and any limit of a message', () => {
    const owner = fc.array(fc.nat(2), { maxLength: 400 });
    fc.assert(
      fc.property(owner, fc.constantFrom(1, 7, 1000), fc.constantFrom(4096, 100_000), (owners, hours, maxBytes) => {
        const owned = (of: number): readonly number[] => [...owners.keys()].filter((n) => owners[n] === of);
        const both = owned(2);
        const result = repair(itemsOf([...owned(0), ...both], hours), itemsOf([...owned(1), ...both], hours), maxBytes);
        expect(result).toMatchObject({ have: ids(owned(0)), need: ids(owned(1)), last: { kind: 'done' } });
      }),
      { numRuns: 150 },
    );
  });

  it('finds a few among many, and many that one side has all of, within the limit of every message', () => {
    const all = numbers(0, 6000);
    const some = all.filter((n) => n % 500 !== 3);
    const cases: readonly (readonly [readonly number[], readonly number[]])[] = [
      [all, some],
      [some, all],
      [all, []],
      [[], all],
    ];
    for (const [ours, theirs] of cases) {
      const { have, need, frames, last } = repair(itemsOf(ours), itemsOf(theirs), 4096);
      expect(have).toEqual(ids(ours.filter((n) => !theirs.includes(n))));
      expect(need).toEqual(ids(theirs.filter((n) => !ours.includes(n))));
      expect(Math.max(...frames.map(({ length }) => length))).toBeLessThanOrEqual(4096);
      expect(last).toEqual({ kind: 'done' });
    }
  });

  it('writes the bytes of the specification', () => {
    const id = sha256(u32be(1));
    const one = OrderTree.of([{ hour: 300, id }]);
    // Up to infinity (0, no prefix), a list (2) of one id.
    expect(repair(one, one).frames.map(toHex)).toEqual([`6100000201${toHex(id)}`, '61']);
    // The same with a bound at hour 300 (301 in base 128), and a fingerprint: of nothing, then of the id alone.
    const nothing = sha256(new Uint8Array(33)).subarray(0, 16);
    const alone = sha256(id, Uint8Array.of(1)).subarray(0, 16);
    const head = fromHex('61822d0001');
    const rest = fromHex('000001');
    expect(answerOf('responder', concat(head, nothing, rest, alone), one)).toEqual([
      { kind: 'send', frame: Uint8Array.of(0x61) },
    ]);
    expect(answerOf('responder', concat(head, alone, rest, alone), one)).toEqual([
      { kind: 'send', frame: fromHex('61822d000200') },
    ]);
  });

  it('adds ids as little-endian numbers modulo 2^256', () => {
    const ends = [0x00, 0xff].map((first) => ({ hour: 0, id: new Uint8Array(32).fill(0xff).fill(first, 0, 1) }));
    // ff...ff00 + ff...ffff = 1 ff...feff: the carry is dropped.
    const sum = new Uint8Array(32).fill(0xff);
    sum[1] = 0xfe;
    const frame = concat(fromHex('61000001'), sha256(sum, Uint8Array.of(2)).subarray(0, 16));
    expect(answerOf('responder', frame, OrderTree.of(ends))).toEqual([{ kind: 'send', frame: Uint8Array.of(0x61) }]);
  });

  it('tells a newer initiator its version, and gives a newer responder up without blame', () => {
    expect(answerOf('responder', fromHex('62aabb'))).toEqual([{ kind: 'send', frame: Uint8Array.of(0x61) }]);
    expect(answerOf('initiator', fromHex('62'))).toMatchObject([
      { kind: 'failed', verdict: { kind: 'ignore', reason: 'unknown-version' } },
    ]);
  });
});

describe('a message that cannot be', () => {
  it.each([
    ['is empty', ''],
    ['is of another protocol', '0000'],
    ['ends in a bound', '6181'],
    ['ends in a prefix', '61010500'],
    ['ends in a fingerprint', '6100000100112233'],
    ['lists more than it has', `6100000202${'00'.repeat(32)}`],
    ['lists more than there can be', '6100000287ffffffffffff7f'],
    ['has a prefix longer than an id', `610121${'00'.repeat(33)}00`],
    ['has an unknown mode', '61000003'],
    ['has a number with a leading zero', '6180010000'],
    ['has a number that is too large', '61ffffffffffffffffff7f0000'],
    ['has an hour that no date falls into', '6190808080000000'],
    ['has bounds that descend', '610501020001010100'],
    ['goes on after the end', '61000000020000'],
  ])('is refused as malformed when it %s', (_, hex) => {
    for (const kind of ['initiator', 'responder'] as const)
      expect(answerOf(kind, fromHex(hex))).toMatchObject([
        { kind: 'failed', verdict: { kind: 'reject', reason: 'malformed' } },
      ]);
  });

  it('is refused unread when it is too large', () => {
    expect(answerOf('responder', new Uint8Array(4097).fill(0x61))).toMatchObject([
      { kind: 'failed', verdict: { reason: 'frame-too-large' } },
    ]);
  });

  it('is answered within the limit when everything in it differs', () => {
    const wrong = numbers(1, 51).map((hour) =>
      concat(fromHex(hour === 1 ? '619ec221' : '02'), fromHex('0001'), new Uint8Array(16)),
    );
    const items = itemsOf(numbers(0, 5000));
    const frame = sent(answerOf('responder', concat(...wrong), items));
    expect(frame?.length).toBeGreaterThan(3000);
    expect(frame?.length).toBeLessThanOrEqual(4096);
  });

  it('is an answer that nobody asked for', () => {
    const [, outputs] = stepRepair(openRepair('initiator', OrderTree.empty), { kind: 'frame', bytes: fromHex('61') });
    expect(outputs).toMatchObject([{ kind: 'failed', verdict: { reason: 'unexpected-frame' } }]);
  });

  it('never throws, and is answered within the limit, whatever its bytes are', () => {
    const question = sent(stepRepair(openRepair('initiator', itemsOf(numbers(30, 90))), { kind: 'start' })[1]);
    const frame = question ?? new Uint8Array(0);
    const damaged = fc
      .array(fc.tuple(fc.nat(frame.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => changes.reduce((bytes, [at, byte]) => bytes.with(at, byte), frame));
    const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => concat(Uint8Array.of(0x61), bytes));
    const property = fc.property(
      fc.oneof(damaged, noise),
      fc.constantFrom('initiator' as const, 'responder' as const),
      (bytes, kind) => {
        const outputs = answerOf(kind, bytes);
        const faults = outputs.flatMap((output) => (output.kind === 'failed' ? [output.verdict.reason] : []));
        expect(sent(outputs)?.length ?? 0).toBeLessThanOrEqual(4096);
        expect(faults.filter((reason) => reason !== 'malformed' && reason !== 'unknown-version')).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 3000 });
  });

  it('comes no more often than a repair may have rounds', () => {
    let state = openRepair('responder', itemsOf(numbers(0, 100)));
    let outputs: readonly RepairOutput[] = [];
    const bytes = concat(fromHex('61000001'), new Uint8Array(16));
    for (let i = 0; i <= maxRepairRounds; i++) {
      expect(sent(outputs) !== undefined).toBe(i > 0);
      [state, outputs] = stepRepair(state, { kind: 'frame', bytes });
    }
    expect(outputs).toMatchObject([{ kind: 'failed', verdict: { kind: 'ignore', reason: 'overloaded' } }]);
    expect(stepRepair(state, { kind: 'frame', bytes })).toEqual([{ kind: 'ended' }, []]);
  });
});
