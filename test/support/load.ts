import { setTimeout as pass } from 'node:timers/promises';
import { ControlError } from '../../src/control/control.ts';
import type { TestNode } from './nodes.ts';
import type { CountingAgent } from './agent.ts';
import { callKinds, makeCall, type CallEnd, type CallKind } from './call.ts';
import type { Dice } from './dice.ts';

/** A node that is killed and started again while others use it. */
export class Victim {
  readonly node: TestNode;
  readonly agent: CountingAgent;
  #up: Promise<void> = Promise.resolve();
  #strikes = 0;

  constructor(node: TestNode, agent: CountingAgent) {
    this.node = node;
    this.agent = agent;
  }

  /** Resolves when it runs. */
  get up(): Promise<void> {
    return this.#up;
  }

  /** How often it was killed. */
  get strikes(): number {
    return this.#strikes;
  }

  /** SIGKILL, then a start on the same folder and ports. */
  async strike(): Promise<void> {
    this.#strikes++;
    this.#up = this.node.kill().then(async () => await this.node.restart());
    await this.#up;
  }
}

/** What an observer outside the nodes knows, and what it saw that must not be. */
export class Ledger {
  /** Message id to content, of what a node said it had accepted. */
  readonly accepted = new Map<string, string>();
  readonly attempted = new Set<string>();
  readonly #contentOf = new Map<string, string>();
  readonly #cursorOf = new Map<string, string>();
  readonly #acknowledged = new Set<string>();
  readonly calls = new Map<string, CallEnd>();
  readonly faults: string[] = [];

  /** What the node said about a message: that it accepted it, or else why not. */
  answered(content: string, id: string, word: string): void {
    if (word === 'accepted') this.accepted.set(id, content);
    else this.faults.push(`${id}: refused: ${word}`);
  }

  /** A message that an inbox showed, which it may do again until it is acknowledged. */
  saw(inbox: string, message: { readonly id: string; readonly cursor: string; text(): string }): void {
    const content = message.text();
    const place = `${inbox}/${message.cursor}`;
    if (!this.attempted.has(content)) this.faults.push(`${message.id}: a content nobody sent: ${content}`);
    if (this.#acknowledged.has(message.id)) this.faults.push(`${message.id}: shown again after it was acknowledged`);
    if ((this.#cursorOf.get(message.id) ?? place) !== place) this.faults.push(`${message.id}: in the inbox twice`);
    if ((this.#contentOf.get(content) ?? message.id) !== message.id) this.faults.push(`${content}: delivered twice`);
    this.#cursorOf.set(message.id, place);
    this.#contentOf.set(content, message.id);
  }

  /** The inbox said that this message is gone. */
  acknowledged(id: string): void {
    this.#acknowledged.add(id);
  }

  /** Contents that were accepted and that no inbox has shown. */
  missing(): readonly string[] {
    return [...this.accepted].filter(([id]) => !this.#cursorOf.has(id)).map(([id, content]) => `${id} (${content})`);
  }

  /** What the ends of calls say against the count that the called agents kept. */
  callFaults(agents: readonly CountingAgent[]): readonly string[] {
    const countOf = (call: string): number => agents.reduce((sum, agent) => sum + (agent.counts.get(call) ?? 0), 0);
    return [...this.calls].flatMap(([call, end]) => {
      const count = countOf(call);
      if (count > 1) return [`${call}: performed ${count} times (${end.kind})`];
      if (end.kind === 'hung' || end.kind === 'unclear') return [`${call}: ${JSON.stringify(end)}`];
      return end.kind === 'answered' && count !== 1 ? [`${call}: answered and never performed`] : [];
    });
  }
}

/** Longest pause between two batches, milliseconds: a reader that acknowledges one by one keeps up. */
const longestPauseMs = 60;

/** One direction of load. */
export interface Direction {
  readonly from: Victim;
  readonly to: Victim;
  readonly ledger: Ledger;
  readonly dice: Dice;
  /** Ends the load; what is begun is ended first. */
  readonly signal: AbortSignal;
  /** Ends the reading of inboxes. */
  readonly reading: AbortSignal;
}

/** Sends messages in small batches, notes which are accepted, until told to end. */
export async function sendMessages({ from, to, ledger, dice, signal }: Direction): Promise<void> {
  for (let batch = 0; !signal.aborted; batch++) {
    await from.up;
    await pass(dice.roll(longestPauseMs));
    const contents = Array.from({ length: 1 + dice.roll(8) }, (_, i) => `${from.node.name} ${batch}.${i}`);
    for (const content of contents) ledger.attempted.add(content);
    try {
      const results = await from.node.client.sendMany(contents.map((body) => ({ to: to.node.name, body })));
      for (const [i, { id, state, reason }] of results.entries())
        ledger.answered(contents[i] ?? '', id, reason ?? state);
    } catch (error) {
      noteUnlessDown(ledger, error);
    }
  }
}

/** Reads and acknowledges the inbox of `to` until told to end. */
export async function readInbox({ to, ledger, reading }: Direction): Promise<void> {
  while (!reading.aborted) {
    await to.up;
    try {
      for await (const message of to.node.client.inbox({ signal: reading })) {
        ledger.saw(to.node.name, message);
        await message.ack();
        ledger.acknowledged(message.id);
      }
    } catch (error) {
      noteUnlessDown(ledger, error);
    }
  }
}

/** Makes one call after the other until told to end. */
export async function makeCalls({ from, to, ledger, signal }: Direction, kind: CallKind): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    await from.up;
    const { strikes } = from;
    const call = `${kind}-${from.node.name}-${n}`;
    const end = await makeCall({ ingress: from.node.ingressUrl, to: to.node.name, kind, call });
    ledger.calls.set(call, end);
    // Only a client whose own node was killed may see its connection break, and a stream that had begun.
    const mayBreak = from.strikes > strikes || kind === 'stream';
    if (end.kind === 'broken' && !mayBreak) ledger.faults.push(`${call}: broke without a word: ${end.why}`);
  }
}

/** All load of one direction; resolves when it has ended. */
export async function load(direction: Direction): Promise<void> {
  await Promise.all([
    sendMessages(direction),
    readInbox(direction),
    ...callKinds.map(async (kind) => await makeCalls(direction, kind)),
  ]);
}

function noteUnlessDown(ledger: Ledger, error: unknown): void {
  const down = error instanceof ControlError && ['not-running', 'stopping'].includes(error.code);
  if (!down) ledger.faults.push(`unexpected: ${String(error)}`);
}
