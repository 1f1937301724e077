import { millis, type MessageId, type Millis } from './base/base.ts';
import { decodeEnvelope, type Before, type OutboxEntry, type Packet } from './wire/wire.ts';

/** How far the native messages in an outbox have been passed through, one by one. */
export interface Trail {
  /** Place of the last one. */
  readonly seq: number;
  /** When all of them are too old. */
  readonly until: Millis;
}

/** A packet for another way than the channel, which need not keep what goes by it in order. */
export interface InLine {
  readonly seq: number;
  readonly packet: Packet;
  readonly expires: Millis;
  /** What has to have its end at the peer before it is taken. */
  readonly before: Before | undefined;
  /** How far the line is with it. */
  readonly trail: Trail | undefined;
}

/**
 * Puts packets of an outbox in line: each native message behind the last one before it that has no end yet. What ends
 * at the peer ends there in order, so one is enough; what is given up here leaves a word in its place. A message in
 * parts is a stream of its own. Calls are left out: nobody waits for them when the connection is gone.
 */
export function inLine(
  sealed: readonly { readonly seq: number; readonly packet: Packet; readonly entry: OutboxEntry }[],
  trail: Trail | undefined,
  standsAt: (seq: number) => MessageId | undefined,
): readonly InLine[] {
  let id = trail && standsAt(trail.seq);
  let last = id === undefined ? undefined : trail;
  return sealed.flatMap(({ seq, packet, entry }): readonly InLine[] => {
    const { expires } = entry;
    const place = placeOf(entry);
    if (place === undefined) return [];
    if (place === 'alone') return [{ seq, packet, expires, before: undefined, trail: last }];
    const before = id === undefined || last === undefined ? undefined : { id, until: last.until };
    last = { seq, until: millis(Math.max(expires, last?.until ?? 0)) };
    id = entry.id;
    return [{ seq, packet, expires, before, trail: last }];
  });
}

/** Whether an entry is behind those before it, stands alone, or belongs to a call. */
function placeOf({ envelope }: OutboxEntry): 'behind' | 'alone' | undefined {
  const read = decodeEnvelope(envelope);
  if (read.kind !== 'accept') throw new RangeError('an envelope in the outbox is not readable');
  const { body } = read.value;
  if (body.kind === 'withdrawn') return 'behind';
  if (body.kind !== 'message') return undefined;
  return body.whole === undefined ? 'behind' : 'alone';
}
