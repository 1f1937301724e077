import { fromUtf8, MeshError, type Did, type Millis } from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import { readListedTool, type ListedTool } from './bridge/bridge.ts';
import type { Clock } from './clock.ts';
import { nameSkeleton, textFlags } from './content/content.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';
import {
  dropAll,
  dropText,
  isQuarantined,
  keyOf,
  putState,
  putText,
  readPin,
  serverOf,
  stateOf,
  stateRange,
  textKey,
  type PinFacts,
  type ToolName,
  type ToolPin,
  type Which,
} from './tool-pin.ts';

/** What a person says about exactly one definition. */
export interface ToolAnswer {
  readonly approve: boolean;
  /** Of the definition that was looked at: at least its first eight digits. */
  readonly hash: string;
  readonly by: string;
  readonly why: string;
}

/** Tools noted of one server: more than any model can choose from. Beyond, a tool is not shown and not called. */
const maxOfServer = 1024;
/** Tools noted at all: some MiB of memory, and read at start. */
const maxTools = 8192;
/** Definitions of one tool that stay rejected. */
const maxRejected = 16;
/** Tools noted in one write. */
const perCommit = 128;

/** What the pins need of the rest of the hall. */
export interface ToolPinPorts {
  readonly store: Store;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly self: Did;
  readonly events: { toolDrifted(owner: Did, server: string): void };
}

/**
 * The definitions of tools that passed this node in lists, and what people said of them. States are in memory, texts
 * on disk. Every change is one write with its entry of the audit log; memory changes first, so that a call that is
 * judged meanwhile meets it.
 */
export class ToolPins {
  readonly #ports: ToolPinPorts;
  readonly #pins = new Map<string, ToolPin>();
  readonly #perServer = new Map<string, number>();
  /** Tools by what their names look like, ours and those of peers apart: nobody is offered both. */
  readonly #alike = new Map<string, Set<ToolPin>>();

  private constructor(ports: ToolPinPorts) {
    this.#ports = ports;
  }

  /** Reads what the store holds. Throws MeshError `store-damaged` for what it cannot read: it might be a quarantine. */
  static async open(ports: ToolPinPorts): Promise<ToolPins> {
    const pins = new ToolPins(ports);
    for await (const [, value] of entriesOf(ports.store, 'tool', stateRange)) {
      const pin = readPin(value);
      if (pin === undefined)
        throw new MeshError(
          'store-damaged',
          'What was noted of a tool cannot be read. Put the node back from a backup.',
        );
      pins.#set(pin);
    }
    return pins;
  }

  /** Every tool noted. */
  all(): readonly ToolPin[] {
    return [...this.#pins.values()];
  }

  get(name: ToolName): ToolPin | undefined {
    return this.#pins.get(keyOf(name));
  }

  /** What policy is told of a tool; undefined when it never was in a list that passed here. */
  factsOf(name: ToolName): PinFacts | undefined {
    const pin = this.#pins.get(keyOf(name));
    if (pin === undefined) return undefined;
    const { listed, readOnly, destructive } = pin;
    const hints = {
      ...(readOnly === undefined ? {} : { readOnly }),
      ...(destructive === undefined ? {} : { destructive }),
    };
    return { hash: listed, pin: stateOf(pin), flags: this.flagsOf(pin), ...hints };
  }

  /** What is suspicious about a tool: its text, and names that it could be taken for. */
  flagsOf(pin: ToolPin): readonly string[] {
    const others = this.shadowsOf(pin);
    if (others.length === 0) return pin.flags;
    const same = others.some(({ name }) => name === pin.name) ? ['same-name'] : [];
    const confusable = others.some(({ name }) => name !== pin.name) ? ['confusable-name'] : [];
    return [...pin.flags, ...same, ...confusable];
  }

  /** Tools of other servers that go by the same name, or one that is easily taken for it. */
  shadowsOf(pin: ToolPin): readonly ToolPin[] {
    const alike = this.#alike.get(this.#lookOf(pin));
    if (alike === undefined || alike.size < 2) return [];
    return [...alike].filter(({ owner, server }) => owner !== pin.owner || server !== pin.server);
  }

  /** The definitions of a tool as canonical JSON: what it is held to, and the other one when there is one. */
  textsOf(pin: ToolPin): { readonly pinned: string; readonly candidate: string | undefined } {
    return { pinned: this.#text(pin, 'pinned') ?? '{}', candidate: this.#text(pin, 'candidate') };
  }

  /** Whether a tool must be neither shown nor called: its definition is in question, or there was no room to note it. */
  isBarred(name: ToolName): boolean {
    const pin = this.get(name);
    return pin === undefined ? !this.#hasRoom(name) : isQuarantined(stateOf(pin));
  }

  /** Takes note of the tools of a list. Resolves when all that is new is on disk. */
  async listed(owner: Did, server: string, tools: readonly ListedTool[]): Promise<void> {
    const now = this.#ports.clock.now();
    const writes = tools.map((tool) => this.#see({ owner, server, name: tool.name }, tool, now));
    const changes = writes.filter((operations) => operations.length > 0);
    for (let at = 0; at < changes.length; at += perCommit)
      await this.#ports.store.commit(changes.slice(at, at + perCommit).flat());
  }

  /**
   * Takes a person's answer about one definition of a tool. Throws MeshError `not-found` (no such tool) or `refused`
   * (it is not, or no longer, the definition in question).
   */
  async answer(name: ToolName, { approve, hash: meant, by, why }: ToolAnswer): Promise<ToolPin> {
    const pin = this.get(name);
    if (pin === undefined) throw notNoted();
    const chosen = [pin.candidate, pin.pinned].find((known) => known?.startsWith(meant));
    if (chosen === undefined || meant.length < 8)
      throw new MeshError(
        'refused',
        'That is not the definition of this tool: it changed since you looked, or the hash is too short. Look again with `parley tools show`.',
      );
    const now = this.#ports.clock.now();
    const { answered, moved } = approve ? this.#approved(pin, chosen, now) : rejectedOf(pin, chosen, now);
    const outcome = approve ? 'approved' : 'rejected';
    const entry = this.#entry(pin, { outcome, hash: chosen, by, why }, now);
    try {
      await this.#ports.store.commit([this.#put(answered), ...moved, entry]);
    } catch (error) {
      // What is not on disk was never said.
      this.#set(pin);
      throw error;
    }
    return answered;
  }

  /** Forgets the tools of a server, so that they are taken as first seen again; how many there were. */
  async forget(
    owner: Did,
    server: string,
    { by, why }: { readonly by: string; readonly why: string },
  ): Promise<number> {
    const gone = this.all().filter((pin) => pin.owner === owner && pin.server === server);
    if (gone.length === 0) throw notNoted();
    const { audit, clock, store } = this.#ports;
    const entry = { type: 'tool', time: clock.now(), peer: owner, server, outcome: 'forgotten', by, why } as const;
    const drops = gone.flatMap(dropAll);
    await store.commit([...drops, audit.append(entry)]);
    for (const pin of gone) this.#drop(pin);
    return gone.length;
  }

  /** From now on it is held to the chosen definition, as if that had been listed last: any other is a drift. */
  #approved(pin: ToolPin, chosen: string, now: Millis): Answered {
    const rejected = pin.rejected.filter((one) => one !== chosen);
    const { candidate, ...rest } = pin;
    const text = this.#text(pin, 'candidate');
    if (chosen !== candidate || text === undefined)
      return { answered: { ...pin, approved: true, rejected, changed: now }, moved: [] };
    const flags = pin.listed === chosen ? pin.flags : flagsOfText(text);
    const answered = { ...rest, pinned: chosen, listed: chosen, approved: true, rejected, flags, changed: now };
    return { answered, moved: [putText(pin, 'pinned', text), dropText(pin, 'candidate')] };
  }

  #see(name: ToolName, tool: ListedTool, now: Millis): readonly Operation[] {
    const known = this.get(name);
    if (known?.listed === tool.hash) return [];
    const { readOnly, destructive } = tool;
    const seen = { ...name, listed: tool.hash, flags: textFlags(tool.words), readOnly, destructive, changed: now };
    if (known === undefined) {
      if (!this.#hasRoom(name)) return [];
      const pin: ToolPin = { ...seen, pinned: tool.hash, approved: false, rejected: [], firstSeen: now };
      const entry = this.#entry(pin, { outcome: 'seen', hash: tool.hash }, now);
      return [this.#put(pin), putText(pin, 'pinned', tool.text), entry];
    }
    if (tool.hash === known.pinned) return [this.#put({ ...known, ...seen })];
    const pin: ToolPin = { ...known, ...seen, candidate: tool.hash };
    this.#ports.events.toolDrifted(pin.owner, pin.server);
    const entry = this.#entry(pin, { outcome: 'drifted', hash: tool.hash }, now);
    return [this.#put(pin), putText(pin, 'candidate', tool.text), entry];
  }

  #hasRoom(name: ToolName): boolean {
    return this.#pins.size < maxTools && (this.#perServer.get(serverOf(name)) ?? 0) < maxOfServer;
  }

  #text(pin: ToolPin, which: Which): string | undefined {
    const bytes = this.#ports.store.get('tool', textKey(pin, which));
    return bytes === undefined ? undefined : fromUtf8(bytes);
  }

  #put(pin: ToolPin): Operation {
    this.#set(pin);
    return putState(pin);
  }

  #set(pin: ToolPin): void {
    this.#drop(pin);
    this.#pins.set(keyOf(pin), pin);
    const server = serverOf(pin);
    this.#perServer.set(server, (this.#perServer.get(server) ?? 0) + 1);
    const look = this.#lookOf(pin);
    const alike = this.#alike.get(look) ?? new Set();
    this.#alike.set(look, alike.add(pin));
  }

  #drop(name: ToolName): void {
    const pin = this.get(name);
    if (pin === undefined) return;
    this.#pins.delete(keyOf(pin));
    const server = serverOf(pin);
    this.#perServer.set(server, (this.#perServer.get(server) ?? 1) - 1);
    const look = this.#lookOf(pin);
    const alike = this.#alike.get(look);
    alike?.delete(pin);
    if (alike?.size === 0) this.#alike.delete(look);
  }

  #lookOf({ owner, name }: ToolName): string {
    return `${owner === this.#ports.self ? 'own' : 'peer'} ${nameSkeleton(name)}`;
  }

  #entry(
    { owner: peer, server, name: tool }: ToolName,
    what: {
      readonly outcome: 'seen' | 'drifted' | 'approved' | 'rejected';
      readonly hash: string;
      readonly by?: string;
      readonly why?: string;
    },
    now: Millis,
  ): Operation {
    return this.#ports.audit.append({ type: 'tool', time: now, peer, server, tool, ...what });
  }
}

interface Answered {
  readonly answered: ToolPin;
  /** Where texts go. */
  readonly moved: readonly Operation[];
}

function rejectedOf(pin: ToolPin, chosen: string, now: Millis): Answered {
  const rejected = [...pin.rejected.filter((one) => one !== chosen), chosen].slice(-maxRejected);
  return { answered: { ...pin, rejected, changed: now }, moved: [] };
}

function flagsOfText(text: string): readonly string[] {
  const definition: Readonly<Record<string, unknown>> = JSON.parse(text);
  return textFlags(readListedTool(definition)?.words ?? []);
}

function notNoted(): MeshError {
  return new MeshError(
    'not-found',
    'No such tool was in a list that passed this node. `parley tools` shows those that were.',
  );
}
