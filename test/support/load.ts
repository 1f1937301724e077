import { setTimeout as pass } from 'node:timers/promises';
import { ControlError } from '../../src/control/control.ts';
import type { TestNode } from './nodes.ts';
import type { CountingAgent } from './agent.ts';
import { callKinds, hungMs, makeCall, type CallEnd, type CallKind } from './call.ts';
import type { Dice } from './dice.ts';

/** A node that is killed and started again while others use it. */
export class Target {
  readonly node: TestNode;
  #up: Promise<void> = Promise.resolve();
  #isUp = true;
  #strikes = 0;

  constructor(node: TestNode) {
    this.node = node;
  }

  /** Resolves when it runs. */
  get up(): Promise<void> {
    return this.#up;
  }

  /** Whether it runs. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** How often it was killed. */
  get strikes(): number {
    return this.#strikes;
  }

  /** SIGKILL, then, after some milliseconds, a start on the same folder and ports. */
  async strike(downMs = 0): Promise<void> {
    this.#strikes++;
    this.#up = this.#fall(downMs);
    await this.#up;
  }

  async #fall(downMs: number): Promise<void> {
    this.#isUp = false;
    await this.node.kill();
    await pass(downMs);
    await this.node.restart();
    this.#isUp = true;
  }
}

/** One with an agent behind it, which others call. */
export class Victim extends Target {
  readonly agent: CountingAgent;

  constructor(node: TestNode, agent: CountingAgent) {
    super(node);
    this.agent = agent;
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
    const text = message.text();
    const content = nameIn(text);
    const sent = content.includes(largeMark) ? largeBody(content) : content;
    if (text !== sent) this.faults.push(`${message.id}: ${content}: not as it was sent`);
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

  /** Whether so many wait for their readers that more would only measure how slow the machine is. */
  get isFull(): boolean {
    return this.accepted.size - this.#cursorOf.size > mostWaiting;
  }

  /** How many of these are messages that travel in parts. */
  get partsUnderWay(): number {
    return this.missing().filter((line) => line.includes(largeMark)).length;
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

/** What the name of a message in parts has in it. */
const largeMark = '#large';
/** More than travels in one piece; not a multiple of the size of a part. */
const largeBytes = 4 * 1024 * 1024 + 300_001;
/** Longest pause between two messages in parts, milliseconds. */
const largePauseMs = 2_500;
/** Messages in parts under way at once, in both directions: a slow machine sends fewer. */
const mostInParts = 4;
/** Messages accepted and not yet shown by an inbox; readers acknowledge one by one, each with a write to disk. */
const mostWaiting = 400;

/** The body of a message in parts: its name, and bytes that follow from it and differ in every part. */
function largeBody(name: string): string {
  const numbers = Array.from({ length: Math.ceil(largeBytes / 1024) }, (_, i) =>
    `${i} ${name} `.padEnd(1024, String(i % 10)),
  );
  return `${name}\n${numbers.join('')}`.slice(0, largeBytes);
}

function nameIn(text: string): string {
  return text.includes('\n') ? text.slice(0, text.indexOf('\n')) : text;
}

/** Sends one message in parts after the other until told to end. */
async function sendLarge({ from, to, ledger, dice, signal }: Direction): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    await from.up;
    await pass(dice.roll(largePauseMs));
    if (ledger.partsUnderWay >= mostInParts) continue;
    const name = `${from.node.name} ${n}${largeMark}`;
    ledger.attempted.add(name);
    try {
      const { id } = await from.node.client.send({ to: to.node.name, body: largeBody(name) });
      ledger.answered(name, id, 'accepted');
    } catch (error) {
      noteUnlessDown(ledger, error);
    }
  }
}

/** Sends messages in small batches, notes which are accepted, until told to end. */
async function sendMessages({ from, to, ledger, dice, signal }: Direction): Promise<void> {
  for (let batch = 0; !signal.aborted; batch++) {
    await from.up;
    await pass(dice.roll(longestPauseMs));
    if (ledger.isFull) continue;
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

/** How often it is looked whether nodes run, milliseconds. */
const lookMs = 100;

/** Aborts once nodes have run together for so long, milliseconds: what only waits for one that is down does not hang. */
class Patience implements Disposable {
  readonly #late = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(nodes: readonly Target[], ms: number) {
    let left = ms;
    this.#timer = setInterval(() => {
      if (nodes.every(({ isUp }) => isUp)) left -= lookMs;
      if (left <= 0) this.#late.abort();
    }, lookMs);
  }

  get late(): AbortSignal {
    return this.#late.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Makes one call after the other until told to end. */
async function makeCalls({ from, to, ledger, signal }: Direction, kind: CallKind): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    await from.up;
    const { strikes } = from;
    const call = `${kind}-${from.node.name}-${n}`;
    using patience = new Patience([from, to], hungMs);
    const { late } = patience;
    const end = await makeCall({ ingress: from.node.ingressUrl, to: to.node.name, kind, call, late });
    ledger.calls.set(call, end);
    // Only a client whose own node was killed may see its connection break, and a stream that had begun.
    const mayBreak = from.strikes > strikes || kind === 'stream';
    if (end.kind === 'broken' && !mayBreak) ledger.faults.push(`${call}: broke without a word: ${end.why}`);
  }
}

/** All that one direction sends; resolves when the last of it was answered: nothing is accepted after it. */
export async function load(direction: Direction): Promise<void> {
  await Promise.all([
    sendMessages(direction),
    sendLarge(direction),
    ...callKinds.map(async (kind) => await makeCalls(direction, kind)),
  ]);
}

function noteUnlessDown(ledger: Ledger, error: unknown): void {
  const down = error instanceof ControlError && ['not-running', 'stopping'].includes(error.code);
  if (!down) ledger.faults.push(`unexpected: ${String(error)}`);
}
