import type { MessageId } from '../../../src/base/base.ts';
import type { Priority } from '../../../src/wire/wire.ts';

/** A message that a node said it accepted. */
export interface Accepted {
  readonly id: MessageId;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly secret: boolean;
  /** Whether it travels in parts, and so is a stream of its own. */
  readonly inParts: boolean;
  /** What it was sent with; each priority is a stream of its own. */
  readonly priority: Priority | undefined;
  /** When its acceptance was heard of, and of those heard of in the same moment, which was handed over how many before. */
  readonly at: number;
  readonly count: number;
}

/** What the outside observer of a course knows: what was accepted, what agents saw, and what must not have been. */
export class Ledger {
  readonly accepted: Accepted[] = [];
  readonly faults: string[] = [];
  /** What the agent of each node saw, in order. */
  readonly #seen = new Map<number, { readonly id: MessageId; readonly text: string }[]>();
  readonly #cursors = new Map<string, number>();
  readonly #places = new Map<string, string>();
  readonly #performed = new Map<string, number>();
  readonly #answered = new Set<string>();

  accept(message: Accepted): void {
    this.accepted.push(message);
  }

  /** The agent of a node found a message; it may find it again until it has acknowledged it, at the same place. */
  saw(
    node: number,
    { id, cursor, text }: { readonly id: MessageId; readonly cursor: number; readonly text: string },
  ): void {
    const known = this.#cursors.get(`${node} ${id}`);
    if (known !== undefined && known !== cursor) this.faults.push(`twice: ${text} at ${known} and ${cursor}`);
    const place = `${node} ${cursor}`;
    if ((this.#places.get(place) ?? id) !== id) this.faults.push(`cursor ${cursor} of node ${node} was given twice`);
    if (known !== undefined) return;
    this.#cursors.set(`${node} ${id}`, cursor);
    this.#places.set(place, id);
    this.#seen.set(node, [...this.seenBy(node), { id, text }]);
  }

  seenBy(node: number): readonly { readonly id: MessageId; readonly text: string }[] {
    return this.#seen.get(node) ?? [];
  }

  performed(call: string): void {
    this.#performed.set(call, (this.#performed.get(call) ?? 0) + 1);
  }

  answered(call: string): void {
    this.#answered.add(call);
  }

  /** What calls did that they must not. */
  callFaults(): readonly string[] {
    const repeated = [...this.#performed].filter(([, count]) => count > 1);
    const invented = [...this.#answered].filter((call) => !this.#performed.has(call));
    return [
      ...repeated.map(([call, count]) => `repeated: ${call} was performed ${count} times`),
      ...invented.map((call) => `invented: ${call} was answered and never performed`),
    ];
  }
}
