import { limits, millis, newMessageId, type Did, type Millis, type Random } from './base/base.ts';
import type { Directory } from './directory.ts';
import type { Unsealed } from './lane-entries.ts';
import { decodeEnvelope, encodeEnvelope, type OutboxEntry } from './wire/wire.ts';

/**
 * How long the word on a message that was given up waits to be told, milliseconds: clocks may differ by half a minute,
 * and later than that a copy of the message is too old to be taken.
 */
const ttlMs = 600_000;

/** What telling of a message that was given up needs. */
export interface WithdrawalPorts {
  readonly random: Random;
  readonly directory: Directory;
}

/**
 * What takes the place of a message in the outbox that is given up: the peer takes no copy of it from then on, so none
 * overtakes what comes behind. Undefined where no copy can be but in this node and on a connection. It is dated as the
 * message is: a clock that jumped ahead may be why that counts as too old, and what is dated ahead is not taken.
 */
export function withdrawalOf(
  { id, envelope, packet }: OutboxEntry,
  peer: Did,
  now: Millis,
  { random, directory }: WithdrawalPorts,
): Unsealed | undefined {
  const mailboxes = directory.peer(peer).entry?.record?.record.mailboxes ?? [];
  if (packet === undefined || mailboxes.length === 0) return undefined;
  const read = decodeEnvelope(envelope);
  if (read.kind !== 'accept' || read.value.body.kind !== 'message' || read.value.body.whole !== undefined)
    return undefined;
  const { created } = read.value;
  const expires = millis(Math.min(now + ttlMs, created + limits.messageTtlMs));
  if (expires <= now) return undefined;
  const word = {
    ...read.value,
    id: newMessageId(created, random),
    expires,
    body: { kind: 'withdrawn', message: id },
  } as const;
  return { id: word.id, envelope: encodeEnvelope(word), expires };
}
