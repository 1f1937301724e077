import { sha256, u32be } from '../../src/base/base.ts';
import {
  maxRepairFrameBytes,
  OrderTree,
  openRepair,
  stepRepair,
  type RepairOutput,
  type SetItem,
} from '../../src/registry/registry.ts';

/** What one repair costs on the wire. The same on every machine: nothing in it is random. */
export interface RepairCost {
  readonly name: string;
  /** Bytes of all messages, both ways, without the statements that are exchanged afterwards. */
  readonly bytes: number;
  /** Questions with their answers. */
  readonly roundTrips: number;
  /** The most that it may be, bytes; undefined where the design has no figure. */
  readonly most: number | undefined;
}

/** Statements of the set: 100 000 that live for 30 days. */
const size = 100_000;
const hours = 720;
const firstHour = 500_000;

function itemAt(n: number, hour: number): SetItem {
  return { hour, id: sha256(u32be(n)) };
}

const without = (tree: OrderTree, items: readonly SetItem[]): OrderTree =>
  items.reduce((left, item) => left.delete(item), tree);

/** What is known on both sides, and what was accepted in the hours after. */
function recent(count: number): { readonly both: OrderTree; readonly latest: readonly SetItem[] } {
  const items = Array.from({ length: size }, (_, n) => {
    const age = size - n;
    const hour = age <= count ? firstHour + hours + Math.floor((count - age) / 139) : firstHour + (n % hours);
    return itemAt(n, hour);
  });
  return { both: OrderTree.of(items.slice(0, size - count)), latest: items.slice(size - count) };
}

function costOf(name: string, sets: readonly [OrderTree, OrderTree], most?: number): RepairCost {
  const limit = maxRepairFrameBytes;
  let [asking, outputs] = stepRepair(openRepair('initiator', sets[0], limit), { kind: 'start' });
  let answering = openRepair('responder', sets[1], limit);
  let bytes = 0;
  let roundTrips = 0;
  for (let question = frameOf(outputs); question !== undefined; question = frameOf(outputs)) {
    let replies: readonly RepairOutput[];
    [answering, replies] = stepRepair(answering, { kind: 'frame', bytes: question });
    const answer = frameOf(replies);
    if (answer === undefined) throw new Error('a repair without an answer');
    bytes += question.length + answer.length;
    roundTrips += 1;
    [asking, outputs] = stepRepair(asking, { kind: 'frame', bytes: answer });
  }
  return { name, bytes, roundTrips, most };
}

function frameOf(outputs: readonly RepairOutput[]): Uint8Array | undefined {
  return outputs.find((output) => output.kind === 'send')?.frame;
}

function recentCosts(count: number, most: number): readonly RepairCost[] {
  const { both, latest } = recent(count);
  const all = latest.reduce((tree, item) => tree.insert(item), both);
  const halves = [0, 1].map((side) => latest.filter((_, i) => i % 2 === side));
  const [left, right] = halves.map((half) => without(all, half));
  const rows = [
    costOf(`${count} recent, the other side has them`, [both, all], most),
    costOf(`${count} recent, we have them`, [all, both], most),
  ];
  return left === undefined || right === undefined
    ? rows
    : [...rows, costOf(`${count} recent, each side has half`, [left, right])];
}

function randomCosts(count: number, most: number): readonly RepairCost[] {
  const { both: all } = recent(0);
  // Steps of a prime that does not divide the size: spread over all hours and ids.
  const missing = Array.from({ length: count }, (_, i) => all.at((i * 7919 * 13) % size)).filter(
    (one) => one !== undefined,
  );
  const some = without(all, missing);
  return [
    costOf(`${count} anywhere, the other side has them`, [some, all], most),
    costOf(`${count} anywhere, we have them`, [all, some], most),
  ];
}

/** The table of the design: what it costs to compare sets of 100 000. */
export function repairCosts(): readonly RepairCost[] {
  const { both } = recent(0);
  return [
    costOf('equal sets', [both, both], 324),
    ...recentCosts(100, 4700),
    ...recentCosts(1000, 33_700),
    ...randomCosts(1000, 804_000),
  ];
}
