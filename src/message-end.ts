import type { Did, Millis } from './base/base.ts';
import { untaken } from './frame-run.ts';
import { writeEnding } from './journal.ts';
import type { Course, Ended } from './lane-entries.ts';
import { endState } from './message-state.ts';
import type { PipelinePorts } from './pipeline-ports.ts';
import type { Operation } from './store/store.ts';
import { withdrawalOf } from './withdrawal.ts';
import { decodeEnvelope, encodeEnvelope, type Ack, type OutboxEntry } from './wire/wire.ts';

type Ports = Pick<
  PipelinePorts,
  | 'self'
  | 'random'
  | 'audit'
  | 'clock'
  | 'directory'
  | 'events'
  | 'exchanges'
  | 'feed'
  | 'partsOut'
  | 'receipts'
  | 'reputation'
  | 'deadLetters'
>;

/** A message of ours at its end. */
interface AtEnd {
  readonly peer: Did;
  readonly ack: Ack;
  readonly course: Course;
  /** How many messages of agents it is. */
  readonly frames: number;
}

/** Tells whoever waits for an outbound message how it ended; what is written of it. */
export function endOf({ peer, ack, course, frames }: AtEnd, ports: Ports): Ended {
  const { audit, clock, events, exchanges, feed, partsOut } = ports;
  const { entry, sent, isGivenUp, isWord } = course;
  if (ack.outcome === 'delivered') events.acknowledged(peer, ack, frames);
  else events.gaveUp(peer, ack, frames);
  // A part of an answer has no page in the journal, so it needs no ending there.
  if (exchanges.acknowledged(peer, ack)) return { writes: [] };
  // The agent knows of the message that it is about, and that has its end already.
  if (isWord === true) return { writes: [] };
  const { id, outcome, reason, refused } = ack;
  const at = clock.now();
  const withheld = withheldBy(peer, ack, { sent, at }, ports);
  feed.tell({ at, id, peer, state: endState(ack), reason, refused });
  const ending = writeEnding(audit, { id, peer }, { at, outcome, reason, sent, refused: refused?.length });
  const buried = entry === undefined ? [] : burialOf(entry, ack, at, ports);
  const isOver = entry === undefined || !isGivenUp;
  const instead = isOver ? undefined : withdrawalOf(entry, peer, at, ports);
  return { writes: [ending, ...buried, ...withheld, ...partsOut.ended(id)], instead };
}

/** What follows where a peer took a request, or answered one, and kept its signature under having taken it back. */
function withheldBy(
  peer: Did,
  ack: Ack,
  { sent, at }: { readonly sent: Millis | undefined; readonly at: Millis },
  { receipts, reputation, events }: Ports,
): readonly Operation[] {
  const { writes, withheld: action } = receipts.ended(peer, ack, { wasConnected: sent !== undefined, now: at });
  if (action === undefined) return writes;
  events.signatureWithheld(peer);
  return [...writes, ...reputation.observe(peer, { kind: 'withheld', action }, at)];
}

/** The writes that keep a message that was not delivered. A call has nobody who waits for it any more. */
function burialOf(
  { id, envelope, packet }: OutboxEntry,
  { outcome, reason = 'malformed', refused }: Ack,
  at: Millis,
  { deadLetters, partsOut }: Ports,
): readonly Operation[] {
  const read = decodeEnvelope(envelope);
  if (read.kind !== 'accept' || read.value.body.kind !== 'message') return [];
  const isAsItWas = read.value.body.whole === undefined && refused === undefined;
  const kept = isAsItWas ? envelope : encodeEnvelope(untaken(partsOut.wholeOf(read.value), refused));
  const sealed = packet !== undefined;
  return deadLetters.add({ id, envelope: kept, at, denied: outcome === 'denied', reason, sealed });
}
