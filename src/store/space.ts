import { concat, utf8, zeroBytes } from '../base/base.ts';

/** The byte that stands in front of every key of a space. Written to disk: add, never renumber or reuse. */
const prefixes = {
  meta: 1,
  record: 2,
  revocation: 3,
  peer: 4,
  invitation: 5,
  nonce: 6,
  session: 7,
  prekey: 8,
  outbox: 9,
  inbox: 10,
  seen: 11,
  evidence: 12,
  decision: 13,
  exchange: 14,
  audit: 15,
  tile: 16,
  witness: 17,
  push: 20,
  approval: 21,
  delegation: 22,
  mailbox: 30,
  letterbox: 31,
  dead: 32,
  part: 33,
  transfer: 34,
  tool: 40,
  login: 41,
  agentmesh: 50,
  frame: 51,
  held: 52,
} as const;

/** A part of the database with keys of its own. */
export type Space = keyof typeof prefixes;

/** Every space, for those who walk the whole database. */
export const spaces: readonly Space[] = [
  'meta',
  'record',
  'revocation',
  'peer',
  'invitation',
  'nonce',
  'session',
  'prekey',
  'outbox',
  'inbox',
  'seen',
  'evidence',
  'decision',
  'exchange',
  'audit',
  'tile',
  'witness',
  'push',
  'approval',
  'delegation',
  'mailbox',
  'letterbox',
  'dead',
  'part',
  'transfer',
  'tool',
  'login',
  'agentmesh',
  'frame',
  'held',
];

/**
 * Writes one value, replacing what was there. Text keys are taken as UTF-8. In the space `session` the value is asked for
 * when it is written, which it is not where the commits written with it replace it: what it is made of must not change.
 */
export interface Put {
  readonly kind: 'put';
  readonly space: Space;
  readonly key: Uint8Array | string;
  readonly value: Uint8Array;
}

/** Removes one value; nothing happens when there is none. */
export interface Delete {
  readonly kind: 'delete';
  readonly space: Space;
  readonly key: Uint8Array | string;
}

/**
 * Writes that are made when the commit is handed over: for what is numbered in the order of the commits. Called
 * once, in the turn in which the commit is taken, after everything that could refuse it; never for one that is
 * refused. What it makes is small and of known bounds. When it throws, nothing of the commit is written, and it
 * must have changed nothing.
 */
export interface AtHandOver {
  readonly kind: 'at-hand-over';
  readonly make: () => readonly (Put | Delete)[];
}

/** One step of a commit. */
export type Operation = Put | Delete | AtHandOver;

/** Which keys a range read gives. Keys compare as bytes. */
export interface RangeOptions {
  readonly gt?: Uint8Array | string;
  readonly gte?: Uint8Array | string;
  readonly lt?: Uint8Array | string;
  readonly lte?: Uint8Array | string;
  /** From the last key to the first. */
  readonly reverse?: boolean;
  /** At most this many entries, 1 to `storeLimits.maxRange`: no read is unbounded. */
  readonly limit: number;
}

/** The key in the database: the byte of the space, then the key. */
export function databaseKey(space: Space, key: Uint8Array | string): Uint8Array {
  const bytes = typeof key === 'string' ? utf8(key) : key;
  const out = zeroBytes(1 + bytes.length);
  out[0] = prefixes[space];
  out.set(bytes, 1);
  return out;
}

/** The key that no key of the space reaches. */
export function spaceEnd(space: Space): Uint8Array {
  return Uint8Array.of(prefixes[space] + 1);
}

/**
 * The spaces whose values pass: replaced or removed, they are to be unreadable for whoever gets disk and passphrase
 * later. What stays for days (records, evidence, the journal) is sealed once and left where it is.
 */
export const passingSpaces: readonly Space[] = [
  'invitation',
  'session',
  'prekey',
  'outbox',
  'inbox',
  'push',
  'letterbox',
  'dead',
  'part',
  'login',
  'frame',
  'held',
];

/** The spaces of which an older copy must never be used again: ratchets, and prekeys that work once. */
export const ratchetSpaces: readonly Space[] = ['session', 'prekey'];

const passingPrefixes: ReadonlySet<number> = new Set(passingSpaces.map((space) => prefixes[space]));

/** Whether a key of the database is of a passing space. */
export function isPassing(key: Uint8Array): boolean {
  return passingPrefixes.has(key[0] ?? 0);
}

/** The spaces whose long values stand in files beside the database's: they are written once and removed soon. */
export const longSpaces: readonly Space[] = ['part'];

const longPrefixes: ReadonlySet<number> = new Set(longSpaces.map((space) => prefixes[space]));

/** Whether a long value under this key of the database stands in a file beside the database's. */
export function isLongAside(key: Uint8Array): boolean {
  return longPrefixes.has(key[0] ?? 0);
}

/**
 * Whether a key is of the space whose values nearly every commit replaces: each message moves its session on.
 * Of one group only the last value under such a key is worth sealing.
 */
export function isReplacedOften(key: Uint8Array): boolean {
  return key[0] === prefixes.session;
}

/** The space that a key of the database is of; undefined for what stands below every space. */
export function spaceOf(key: Uint8Array): Space | undefined {
  return spaceByPrefix.get(key[0] ?? 0);
}

const spaceByPrefix: ReadonlyMap<number, Space> = new Map(spaces.map((space) => [prefixes[space], space]));

const labels: ReadonlyMap<Space, Uint8Array> = new Map(spaces.map((space) => [space, utf8(`${space}\0`)]));

/** What a sealed value is bound to, so that it cannot be moved to another place: space, 0x00, key. */
export function associatedData(space: Space, key: Uint8Array | string): Uint8Array {
  return concat(labels.get(space) ?? new Uint8Array(0), typeof key === 'string' ? utf8(key) : key);
}
