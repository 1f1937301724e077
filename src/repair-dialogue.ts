import { sha256, toHex, type Reason } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Channel } from './net/net.ts';
import { openRepair, stepRepair, type RepairOutput, type RepairState } from './registry/registry.ts';
import type { StatementSet } from './statement-set.ts';
import {
  decodeRepairFrame,
  decodeSigned,
  encodeRepairFrame,
  maxRepairIds,
  maxStatements,
  type RepairFrame,
} from './wire/wire.ts';

/** What one dialogue may cost us, whatever the other side says; what is left comes with the next. */
export const repairBounds = {
  /** Largest message of the comparison, bytes: to answer one takes two or three milliseconds. */
  maxCompareBytes: 16 * 1024,
  /** Messages of the comparison. */
  maxRounds: 128,
  /** Statements that we ask for, and that are verified for it. */
  maxAsked: 4096,
  /** Statements that we give, and ids that are offered to us. */
  maxGiven: 8192,
  /** Bytes of statements in either direction. */
  maxBytes: 8 * 1024 * 1024,
  /** Bytes of statements in one frame. */
  maxGiveBytes: 64 * 1024,
  /** Statements taken in before other work gets a turn: each costs some signatures. */
  batch: 8,
  /** Silence of the other side after which it is over, milliseconds. */
  silenceMs: 30_000,
} as const;

/** What a dialogue needs. */
export interface DialoguePorts {
  readonly statements: StatementSet;
  readonly clock: Clock;
  /** Whether a statement that the other side has is of use here, as far as its id says. */
  isWanted(id: Uint8Array): boolean;
  /** Takes in a statement that we asked for; its id is in hexadecimal. */
  take(bytes: Uint8Array, id: string): Promise<'accept' | 'ignore' | Reason>;
}

/** How a dialogue ended, and what it brought. */
export interface DialogueEnd {
  /** The fault of the other side; undefined when there is none. */
  readonly fault: Reason | undefined;
  /** Whether the comparison came to its end. */
  readonly done: boolean;
  readonly taken: number;
  readonly given: number;
}

/**
 * Two peers compare their sets and exchange the difference, over one stream.
 *
 *   initiator                                     responder
 *   compare                         ------->
 *                                   <-------      compare
 *   offer (what only we have)       ------->
 *                                   <-------      ask (what of it is wanted)
 *   give                            ------->
 *   ask (what only they have)       ------->
 *                                   <-------      give, give, last
 *   ... until nothing differs, then the initiator closes
 *
 * Each side takes only what it asked for, so a statement that nobody wants costs its id and no signature.
 */
export class RepairDialogue {
  readonly #ports: DialoguePorts;
  readonly #channel: Channel;
  readonly #role: 'initiator' | 'responder';
  #state: RepairState;
  #rounds = 0;
  #compared = false;
  /** Questions and offers of ours that are not answered yet. */
  #awaited = 0;
  /** What we asked for and have not got, by id in hexadecimal. */
  readonly #asked = new Set<string>();
  #askedInAll = 0;
  #given = 0;
  #offered = 0;
  #givenBytes = 0;
  #takenBytes = 0;
  #taken = 0;

  constructor(ports: DialoguePorts, channel: Channel, role: 'initiator' | 'responder') {
    this.#ports = ports;
    this.#channel = channel;
    this.#role = role;
    ports.statements.expire(ports.clock.now());
    this.#state = openRepair(role, ports.statements.items, repairBounds.maxCompareBytes);
  }

  /** Runs it to its end; never rejects. */
  async run(): Promise<DialogueEnd> {
    const watch = new Watch(this.#ports.clock, () => this.#channel.abort('timeout'));
    let fault: Reason | undefined;
    try {
      if (this.#role === 'initiator') fault = await this.#step({ kind: 'start' });
      if (fault === undefined && !this.#isOver()) fault = await this.#read(watch);
    } finally {
      watch.stop();
    }
    if (fault === undefined) await this.#channel.close();
    else this.#channel.abort(fault);
    return { fault, done: this.#compared, taken: this.#taken, given: this.#given };
  }

  async #read(watch: Watch): Promise<Reason | undefined> {
    for await (const bytes of this.#channel.frames) {
      watch.heard();
      const frame = decodeRepairFrame(bytes);
      const fault = frame.kind === 'accept' ? await this.#came(frame.value) : frame.reason;
      if (fault !== undefined || this.#isOver()) return fault;
    }
    return undefined;
  }

  #isOver(): boolean {
    return this.#role === 'initiator' && this.#compared && this.#awaited === 0;
  }

  async #came(frame: RepairFrame): Promise<Reason | undefined> {
    switch (frame.kind) {
      case 'compare':
        if (++this.#rounds > repairBounds.maxRounds) return 'overloaded';
        return this.#step({ kind: 'frame', bytes: frame.message });
      case 'offer':
        this.#offered += frame.ids.length;
        if (this.#role === 'initiator') return 'unexpected-frame';
        if (this.#offered > repairBounds.maxGiven) return 'overloaded';
        return this.#ask(frame.ids, true);
      case 'ask':
        return this.#give(frame.ids);
      case 'give':
        return this.#take(frame);
    }
  }

  async #step(input: Parameters<typeof stepRepair>[1]): Promise<Reason | undefined> {
    const [next, outputs] = stepRepair(this.#state, input);
    this.#state = next;
    for (const output of outputs) {
      const fault = await this.#perform(output);
      if (fault !== undefined) return fault;
    }
    // One message of it is some milliseconds of work.
    await this.#turn();
    return undefined;
  }

  async #perform(output: RepairOutput): Promise<Reason | undefined> {
    switch (output.kind) {
      case 'send':
        // What is beyond the bound is found again by the next dialogue.
        this.#compared = this.#role === 'initiator' && this.#askedInAll >= repairBounds.maxAsked;
        return this.#compared ? undefined : this.#send({ kind: 'compare', message: output.frame });
      case 'found':
        return (await this.#offer(output.have)) ?? (await this.#ask(output.need, false));
      case 'done':
        this.#compared = true;
        return undefined;
      case 'failed':
        this.#compared = true;
        return output.verdict.kind === 'reject' ? output.verdict.reason : undefined;
    }
  }

  async #offer(have: readonly Uint8Array[]): Promise<Reason | undefined> {
    const ids = have.slice(0, Math.max(0, repairBounds.maxGiven - this.#offered));
    this.#offered += ids.length;
    for (const part of parts(ids)) {
      this.#awaited++;
      const fault = await this.#send({ kind: 'offer', ids: part });
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Asks for what is of use here. An offer is answered also when nothing is. */
  async #ask(need: readonly Uint8Array[], answer: boolean): Promise<Reason | undefined> {
    const { statements } = this.#ports;
    const room = Math.max(0, repairBounds.maxAsked - this.#askedInAll);
    const isNew = (id: Uint8Array): boolean =>
      !statements.has(id) && !this.#asked.has(toHex(id)) && this.#ports.isWanted(id);
    const ids = need.filter(isNew).slice(0, room);
    this.#askedInAll += ids.length;
    for (const id of ids) this.#asked.add(toHex(id));
    for (const part of ids.length === 0 && answer ? [[]] : parts(ids)) {
      if (part.length > 0) this.#awaited++;
      const fault = await this.#send({ kind: 'ask', ids: part });
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  async #give(ids: readonly Uint8Array[]): Promise<Reason | undefined> {
    // It answers an offer of ours; of the responder's own accord come questions only in answer to one.
    if (this.#role === 'initiator' && --this.#awaited < 0) return 'unexpected-frame';
    this.#given += ids.length;
    if (this.#given > repairBounds.maxGiven) return 'overloaded';
    if (ids.length === 0) return undefined;
    let frame: Uint8Array[] = [];
    let bytes = 0;
    for (const id of ids) {
      const statement = this.#ports.statements.get(id);
      if (statement === undefined || this.#givenBytes > repairBounds.maxBytes) continue;
      this.#givenBytes += statement.length;
      if (frame.length >= maxStatements || bytes + statement.length > repairBounds.maxGiveBytes) {
        const fault = await this.#send({ kind: 'give', statements: frame, last: false });
        if (fault !== undefined) return fault;
        [frame, bytes] = [[], 0];
      }
      frame.push(statement);
      bytes += statement.length;
    }
    return this.#send({ kind: 'give', statements: frame, last: true });
  }

  async #take({ statements, last }: RepairFrame & { kind: 'give' }): Promise<Reason | undefined> {
    if (this.#awaited <= 0 || statements.length > this.#asked.size) return 'unexpected-frame';
    if (last) this.#awaited--;
    for (const [at, bytes] of statements.entries()) {
      const id = statementId(bytes);
      this.#takenBytes += bytes.length;
      if (this.#takenBytes > repairBounds.maxBytes + repairBounds.maxGiveBytes) return 'overloaded';
      if (id === undefined || !this.#asked.delete(id)) return 'unexpected-frame';
      const verdict = await this.#ports.take(bytes, id);
      if (verdict === 'accept') this.#taken++;
      else if (verdict !== 'ignore') return verdict;
      if (at % repairBounds.batch === repairBounds.batch - 1) await this.#turn();
    }
    return undefined;
  }

  /** Lets other work have its turn. */
  #turn(): Promise<void> {
    return new Promise((next) => this.#ports.clock.after(0, next));
  }

  async #send(frame: RepairFrame): Promise<Reason | undefined> {
    if (this.#channel.send(encodeRepairFrame(frame))) return undefined;
    try {
      await this.#channel.drained(AbortSignal.timeout(repairBounds.silenceMs));
      return undefined;
    } catch {
      return 'timeout';
    }
  }
}

/** Ends what has been silent for too long. */
class Watch {
  readonly #clock: Clock;
  readonly #act: () => void;
  #cancel: () => void = () => {};

  constructor(clock: Clock, act: () => void) {
    this.#clock = clock;
    this.#act = act;
    this.heard();
  }

  /** The other side said something: its time begins anew. */
  heard(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(repairBounds.silenceMs, this.#act);
  }

  stop(): void {
    this.#cancel();
  }
}

/** The id under which a statement is compared: SHA-256 of what is signed. */
function statementId(bytes: Uint8Array): string | undefined {
  const signed = decodeSigned(bytes);
  return signed.kind === 'accept' ? toHex(sha256(signed.value.payload)) : undefined;
}

/** Ids in lists of as many as one frame takes; none at all for none. */
function parts(ids: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const lists: (readonly Uint8Array[])[] = [];
  for (let at = 0; at < ids.length; at += maxRepairIds) lists.push(ids.slice(at, at + maxRepairIds));
  return lists;
}
