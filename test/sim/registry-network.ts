import type { Millis } from '../../src/base/base.ts';
import { openRepair, stepRepair, type OrderTree, type RepairOutput } from '../../src/registry/registry.ts';
import type { Chance } from './chance.ts';
import { entryDigests, RegistryNode, type Base, type Verifier } from './registry-node.ts';

/** Gossipsub's degree D: to how many neighbours a node passes news on at once. */
const meshDegree = 6;
/** Connections of a node, the mesh among them: a repair goes to one of these. */
const connections = 12;

/** How often a message of a repair is sent until it arrives, as its stream does; then the repair is given up. */
const tries = 3;

/** How a network is made. */
export interface NetworkPlan {
  readonly nodes: number;
  /** Of 1000 messages, how many are lost: pushed statements for good, those of a repair unless sent again. */
  readonly lossPerMille: number;
  readonly chance: Chance;
}

interface Letter {
  readonly to: number;
  readonly from: number;
  readonly statements: readonly Uint8Array[];
}

/**
 * Nodes that spread statements in rounds. In a round every node passes what it heard in the last round to its mesh,
 * and repairs with one random neighbour from what it held when the round began; what arrives counts from the next
 * round on, so that nothing travels two hops in one.
 */
export class RegistryNetwork {
  readonly nodes: readonly RegistryNode[];
  /** Bytes of repair messages so far, without the statements. */
  repairBytes = 0;
  /** Statements that were pushed so far, counted once for each neighbour that they were sent to. */
  copies = 0;
  /** Two halves hear nothing of one another; within them nodes have found other neighbours for those lost. */
  isParted = false;
  readonly #plan: NetworkPlan;
  readonly #whole: readonly (readonly number[])[];
  readonly #halves: readonly (readonly number[])[];
  #news: Letter[] = [];

  constructor(plan: NetworkPlan, base: Base, make: { readonly verifier: Verifier; readonly now: Millis }) {
    this.#plan = plan;
    this.nodes = Array.from({ length: plan.nodes }, () => new RegistryNode(base, make.verifier, make.now));
    const half = plan.nodes >> 1;
    this.#whole = linksOf({ from: 0, to: plan.nodes, chance: plan.chance });
    this.#halves = [
      ...linksOf({ from: 0, to: half, chance: plan.chance }),
      ...linksOf({ from: half, to: plan.nodes, chance: plan.chance }),
    ];
  }

  /** A node makes a statement: it goes out in the next round. */
  publish(at: number, statement: Uint8Array): void {
    if (this.#node(at).hear(statement)) this.#news.push({ to: at, from: at, statements: [statement] });
  }

  round(): void {
    const letters: Letter[] = [];
    for (const { to: at, from, statements } of this.#news)
      for (const to of this.#neighbours(at).slice(0, meshDegree)) {
        if (to === from) continue;
        this.copies += statements.length;
        if (this.#arrives()) letters.push({ to, from: at, statements });
      }
    const snapshots = this.nodes.map(({ items }) => items);
    for (let at = 0; at < this.nodes.length; at++) letters.push(...this.#repair(at, snapshots));
    this.#news = [];
    for (const { to, from, statements } of letters) {
      const news = statements.filter((bytes) => this.#node(to).hear(bytes));
      if (news.length > 0) this.#news.push({ to, from, statements: news });
    }
  }

  /** Rounds until every node of the part holds the same set; Infinity when it takes more than `most`. */
  roundsUntilEqual(most: number, parts: readonly (readonly RegistryNode[])[] = [this.nodes]): number {
    for (let rounds = 0; rounds <= most; rounds++) {
      if (parts.every(isEqual)) return rounds;
      this.round();
    }
    return Number.POSITIVE_INFINITY;
  }

  /** The two sides of a partition. */
  get halves(): readonly (readonly RegistryNode[])[] {
    const half = this.nodes.length >> 1;
    return [this.nodes.slice(0, half), this.nodes.slice(half)];
  }

  /** The different registry roots that there are: one when all nodes hold byte for byte the same. */
  roots(): ReadonlySet<string> {
    const digestOf = entryDigests();
    return new Set(this.nodes.map((node) => node.root(digestOf)));
  }

  #node(at: number): RegistryNode {
    const node = this.nodes[at];
    if (node === undefined) throw new RangeError(`no node ${at}`);
    return node;
  }

  #neighbours(at: number): readonly number[] {
    return (this.isParted ? this.#halves : this.#whole)[at] ?? [];
  }

  /** Whether a message is not lost. */
  #arrives(): boolean {
    return this.#plan.chance.below(1000) >= this.#plan.lossPerMille;
  }

  /** A repair with a random neighbour: the statements that each side gets by it. */
  #repair(at: number, snapshots: readonly OrderTree[]): readonly Letter[] {
    const to = this.#plan.chance.pick(this.#neighbours(at));
    const [ours, theirs] = [snapshots[at], snapshots[to ?? -1]];
    if (to === undefined || ours === undefined || theirs === undefined) return [];
    const letters: Letter[] = [];
    let [asking, outputs] = stepRepair(openRepair('initiator', ours), { kind: 'start' });
    let answering = openRepair('responder', theirs);
    for (;;) {
      letters.push(...outputs.flatMap((output) => this.#exchange(output, at, to)));
      const question = frameOf(outputs);
      if (question === undefined || !this.#sent(question)) return letters;
      let replies: readonly RepairOutput[];
      [answering, replies] = stepRepair(answering, { kind: 'frame', bytes: question });
      const answer = frameOf(replies);
      if (answer === undefined || !this.#sent(answer)) return letters;
      [asking, outputs] = stepRepair(asking, { kind: 'frame', bytes: answer });
    }
  }

  #sent(frame: Uint8Array): boolean {
    for (let i = 0; i < tries; i++) {
      this.repairBytes += frame.length;
      if (this.#arrives()) return true;
    }
    return false;
  }

  /** Whether statements of a repair arrive, of which the bytes are not counted. */
  #isBrought(): boolean {
    return this.#sent(new Uint8Array(0));
  }

  /** Gives what the other side lacks, and asks for what we lack; the request can be lost as well as its answer. */
  #exchange(output: RepairOutput, at: number, to: number): readonly Letter[] {
    if (output.kind === 'failed') throw new Error(`a repair failed: ${output.verdict.reason}`);
    if (output.kind !== 'found') return [];
    const given = this.#statements(at, output.have);
    const asked = this.#statements(to, output.need);
    const letters: Letter[] = [];
    if (given.length > 0 && this.#isBrought()) letters.push({ to, from: at, statements: given });
    if (asked.length > 0 && this.#isBrought() && this.#isBrought())
      letters.push({ to: at, from: to, statements: asked });
    return letters;
  }

  #statements(at: number, ids: readonly Uint8Array[]): readonly Uint8Array[] {
    return ids.map((id) => this.#node(at).statement(id)).filter((bytes) => bytes !== undefined);
  }
}

function frameOf(outputs: readonly RepairOutput[]): Uint8Array | undefined {
  return outputs.find((output) => output.kind === 'send')?.frame;
}

/** Whether all nodes compare the same set. */
function isEqual(nodes: readonly RegistryNode[]): boolean {
  const sums = nodes.map(({ items }) => items.sum(0, items.count));
  return sums.every(({ count, sum }) => count === sums[0]?.count && sum === sums[0].sum);
}

interface Ring {
  readonly from: number;
  readonly to: number;
  readonly chance: Chance;
}

/** Neighbours of each of these nodes: rings through all in random orders, so that all are connected and alike. */
function linksOf(ring: Ring): readonly (readonly number[])[] {
  const links = Array.from({ length: ring.to - ring.from }, (): number[] => []);
  for (let i = 0; i < connections / 2; i++) {
    const order = shuffled(ring);
    order.forEach((at, j) => links[at - ring.from]?.push(order.at(j - 1) ?? at, order[(j + 1) % order.length] ?? at));
  }
  return links;
}

function shuffled({ from, to, chance }: Ring): readonly number[] {
  const order = Array.from({ length: to - from }, (_, i) => from + i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = chance.below(i + 1);
    [order[i], order[j]] = [order[j] ?? from, order[i] ?? from];
  }
  return order;
}
