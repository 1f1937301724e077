import {
  idToBytes,
  limits,
  parseReason,
  type Did,
  type MessageId,
  type Millis,
  type Reason,
  type SessionId,
} from '../base/base.ts';
import {
  boundedBytes,
  boundedText,
  decodeCanonicalWith,
  decodeWith,
  did,
  fail,
  messageId,
  safeInteger,
  sessionId,
  time,
} from './field.ts';
import { parley } from './gen/parley.js';
import { rawConditions, rawPacket, readConditions, readPacket, type Conditions, type Packet } from './mesh-wire.ts';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** A session as it stands after its last packet; kept in the store, never sent. */
export interface SessionEntry {
  readonly id: SessionId;
  readonly peer: Did;
  readonly suite: string;
  readonly initiator: boolean;
  readonly opened: Millis;
  readonly conditions: Conditions;
  /** Envelopes received under the session. */
  readonly received: number;
  /** The peer's trust score when it was opened, 0..1000. */
  readonly score: number;
  /** The suite's own encoding of its ratchet. */
  readonly state: Uint8Array;
}

/** Encodes a session for the store. */
export function encodeSessionEntry(entry: SessionEntry): Uint8Array {
  return encoded(wire.SessionEntry, {
    ...entry,
    id: idToBytes(entry.id),
    openedMs: entry.opened,
    conditions: rawConditions(entry.conditions),
  });
}

/** Skipped keys make the state its largest part: 2000 of 68 bytes. */
const maxStateBytes = 512 * 1024;

/** Decodes a session from the store. */
export const decodeSessionEntry = decodeCanonicalWith(wire.SessionEntry, maxStateBytes + 4096, {
  encode: encodeSessionEntry,
  read: (raw): SessionEntry => ({
    id: sessionId(raw.id, 'id'),
    peer: did(raw.peer, 'peer'),
    suite: boundedText(raw.suite, 'suite', 32),
    initiator: raw.initiator ?? false,
    opened: time(raw.openedMs, 'opened'),
    conditions: readConditions(raw.conditions),
    received: safeInteger(raw.received, 'received'),
    score: safeInteger(raw.score, 'score'),
    state: boundedBytes(raw.state, maxStateBytes, 'state'),
  }),
});

/** What a message may be to its sender; the place in the list is what is written. */
export const priorities = ['normal', 'interactive', 'bulk'] as const;
export type Priority = (typeof priorities)[number];

/** An envelope on its way out; kept in the store until it was acknowledged. */
export interface OutboxEntry {
  readonly id: MessageId;
  readonly envelope: Uint8Array;
  /** Undefined until sealed. */
  readonly packet: Packet | undefined;
  readonly expires: Millis;
  /** How often it had to be sealed anew. */
  readonly attempts: number;
  /** Normal when absent. */
  readonly priority?: Priority | undefined;
  /** Whether it is no message of the agent, but the word on one that was given up. */
  readonly isWord?: boolean | undefined;
}

/** Encodes an outbox entry for the store. */
export function encodeOutboxEntry(entry: OutboxEntry): Uint8Array {
  return encoded(wire.OutboxEntry, {
    id: idToBytes(entry.id),
    envelope: entry.envelope,
    packet: entry.packet === undefined ? null : rawPacket(entry.packet),
    expiresMs: entry.expires,
    attempts: entry.attempts,
    priority: priorities.indexOf(entry.priority ?? 'normal'),
    isWord: entry.isWord ?? false,
  });
}

/** Decodes an outbox entry from the store. */
export const decodeOutboxEntry = decodeWith(wire.OutboxEntry, 2 * limits.maxFrameBytes, (raw): OutboxEntry => ({
  id: messageId(raw.id, 'id'),
  envelope: boundedBytes(raw.envelope, limits.maxFrameBytes, 'envelope'),
  packet: raw.packet ? readPacket(raw.packet) : undefined,
  expires: time(raw.expiresMs, 'expires'),
  attempts: safeInteger(raw.attempts, 'attempts'),
  priority: priorities[safeInteger(raw.priority, 'priority')] ?? fail('priority is unknown'),
  isWord: raw.isWord ?? false,
}));

/** A message that did not reach its recipient and will not; kept in the store until it is sent anew or dropped. */
export interface DeadLetter {
  readonly id: MessageId;
  readonly envelope: Uint8Array;
  /** When it came to its end. */
  readonly at: Millis;
  /** Whether the other side refused it; otherwise it was given up here. */
  readonly denied: boolean;
  readonly reason: Reason;
  /** Whether it was sealed, so that it may have left: what expired may have arrived all the same. */
  readonly sealed: boolean;
}

/** Encodes a dead letter for the store. */
export function encodeDeadLetter(letter: DeadLetter): Uint8Array {
  return encoded(wire.DeadLetter, { ...letter, id: idToBytes(letter.id), atMs: letter.at });
}

/** Decodes a dead letter from the store. */
export const decodeDeadLetter = decodeWith(wire.DeadLetter, 2 * limits.maxMessageBytes, (raw): DeadLetter => ({
  id: messageId(raw.id, 'id'),
  envelope: boundedBytes(raw.envelope, 2 * limits.maxMessageBytes, 'envelope'),
  at: time(raw.atMs, 'at'),
  denied: raw.denied ?? false,
  reason: parseReason(boundedText(raw.reason, 'reason', 64)),
  sealed: raw.sealed ?? false,
}));
