import { z } from 'zod';
import { fromUtf8, millis, parseCanonicalDid, utf8, type Did, type Millis } from './base/base.ts';
import type { Operation } from './store/store.ts';

/**
 * Where the definition of a tool stands.
 *
 *     new --approve--> pinned          listed as it was: stays
 *      |                 |
 *      +-- listed otherwise --> drifted --approve--> pinned, as it is listed now
 *      |                           |
 *      +---------reject--------> rejected while it is listed so; as before once it is listed as before
 */
export type PinState = 'new' | 'pinned' | 'drifted' | 'rejected';

/** A tool of an MCP server, ours or a peer's, as it was noted. Hashes are SHA-256 of definitions, hexadecimal. */
export interface ToolPin {
  readonly owner: Did;
  readonly server: string;
  readonly name: string;
  /** What it is held to: the definition first seen, or the one approved last. */
  readonly pinned: string;
  readonly approved: boolean;
  /** As the server listed it last. */
  readonly listed: string;
  /** The latest definition other than the pinned one; absent when there was none. */
  readonly candidate?: string | undefined;
  /** Definitions that a person said no to, the newest last. */
  readonly rejected: readonly string[];
  /** Suspicious about the text of the definition listed last. */
  readonly flags: readonly string[];
  readonly readOnly?: boolean | undefined;
  readonly destructive?: boolean | undefined;
  readonly firstSeen: Millis;
  readonly changed: Millis;
}

/** A tool's definition as policy sees it. */
export interface PinFacts {
  readonly hash: string;
  readonly pin: PinState;
  readonly flags: readonly string[];
  readonly readOnly?: boolean;
  readonly destructive?: boolean;
}

/** Whose tool. */
export type ToolName = Pick<ToolPin, 'owner' | 'server' | 'name'>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.number().transform(millis);
const stored = z.strictObject({
  owner: z.string().transform((text, context) => {
    const did = parseCanonicalDid(text);
    if (did !== undefined) return did;
    context.issues.push({ code: 'custom', input: text, message: 'is no DID' });
    return z.NEVER;
  }),
  server: z.string(),
  name: z.string(),
  pinned: hash,
  approved: z.boolean(),
  listed: hash,
  candidate: hash.optional(),
  rejected: z.array(hash).readonly(),
  flags: z.array(z.string()).readonly(),
  readOnly: z.boolean().optional(),
  destructive: z.boolean().optional(),
  firstSeen: time,
  changed: time,
});

/** Reads a pin as `putState` wrote it; undefined when it cannot be read. */
export function readPin(bytes: Uint8Array): ToolPin | undefined {
  try {
    return stored.safeParse(JSON.parse(fromUtf8(bytes) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** Where a definition stands. One that was another before stays drifted until somebody answers, whatever is listed since. */
export function stateOf(pin: ToolPin): PinState {
  if (pin.rejected.includes(pin.listed)) return 'rejected';
  if (pin.candidate !== undefined && !pin.rejected.includes(pin.candidate)) return 'drifted';
  return pin.approved ? 'pinned' : 'new';
}

/** Whether nobody may call a tool in this state. */
export function isQuarantined(state: PinState | undefined): boolean {
  return state === 'drifted' || state === 'rejected';
}

/** Where the states stand in their space; the texts of definitions stand behind them. */
export const stateRange = { gte: 's', lt: 't' } as const;

/** A text that is the same for the same tool only: neither a DID nor the name of a server holds a NUL. */
export function keyOf({ owner, server, name }: ToolName): string {
  return `${owner}\0${server}\0${name}`;
}

/** As `keyOf`, for the server of a tool. */
export function serverOf({ owner, server }: Omit<ToolName, 'name'>): string {
  return `${owner}\0${server}`;
}

/** Which definition of a tool a text is: what it is held to, or the other one. */
export type Which = 'pinned' | 'candidate';

/** Where the text of a definition stands. */
export function textKey(name: ToolName, which: Which): string {
  return `${which === 'pinned' ? 'tp' : 'tc'}${keyOf(name)}`;
}

export function putText(name: ToolName, which: Which, text: string): Operation {
  return { kind: 'put', space: 'tool', key: textKey(name, which), value: utf8(text) };
}

export function putState(pin: ToolPin): Operation {
  return { kind: 'put', space: 'tool', key: stateRange.gte + keyOf(pin), value: utf8(JSON.stringify(pin)) };
}

/** Removes a text that is needed no more. */
export function dropText(name: ToolName, which: Which): Operation {
  return { kind: 'delete', space: 'tool', key: textKey(name, which) };
}

/** Removes all there is of a tool. */
export function dropAll(pin: ToolPin): readonly Operation[] {
  const state: Operation = { kind: 'delete', space: 'tool', key: stateRange.gte + keyOf(pin) };
  return [state, dropText(pin, 'pinned'), ...(pin.candidate === undefined ? [] : [dropText(pin, 'candidate')])];
}
