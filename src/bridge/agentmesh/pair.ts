import { type MeshDid } from '../../base/base.ts';
import type { CarriedFrame, KnockFrame } from './frame.ts';

/**
 * Where a client and its peer stand, as their gateway sees it. Clients know of sessions only what the last frame
 * said, so the gateway keeps them in step:
 *
 *                 own knock                    peer's accept
 *     nothing ----------------> own asked ---------------------> open
 *        |                          | peer's knock: the lower DID's stands
 *        | peer's knock             v
 *        +-----------------> peer asked ------- own accept ----> open
 *
 * Frames of a session that lost, or that one side has forgotten, are dropped and told of: at the other client they
 * would not open, and end the session that stands.
 */
export interface Pair {
  /** Id of our client's KNOCK that is not answered. */
  readonly own?: string | undefined;
  /** The peer's KNOCK that our client has not answered, and the id it got it under. */
  readonly theirs?: { readonly knock: KnockFrame; readonly as: string } | undefined;
  readonly isOpen: boolean;
  /** Our client still seals for a session that has ended: until it accepts the peer's KNOCK. */
  readonly isMuted: boolean;
  /** The peer still seals for a session that has ended: until it accepts ours, or knocks anew. */
  readonly isDeaf: boolean;
}

/** What is to be done with a frame, in this order. */
export type PairAction =
  /** Carry this frame to the peer. */
  | { readonly kind: 'forward'; readonly frame: CarriedFrame }
  /** Queue this frame for our client. */
  | { readonly kind: 'deliver'; readonly frame: CarriedFrame }
  /** Our client does not get what is queued from the peer: it is of a session that has ended. */
  | { readonly kind: 'clear' }
  /** The frame ends here, and its sender is told why. */
  | { readonly kind: 'refuse'; readonly reason: 'session-race' | 'unknown-session' }
  /** The frame ends here: it says nothing any more. */
  | { readonly kind: 'drop' };

/** The pair after a frame, and what to do. */
export interface PairStep {
  readonly pair: Pair;
  readonly actions: readonly PairAction[];
}

/** Two that never met. */
export const strangers: Pair = { isOpen: false, isMuted: false, isDeaf: false };

/** The `knock_id` of a refusal that is about a whole session. */
const wholeSession = 'session';

const forward = (frame: CarriedFrame): PairAction => ({ kind: 'forward', frame });
const deliver = (frame: CarriedFrame): PairAction => ({ kind: 'deliver', frame });
const drop: PairAction = { kind: 'drop' };
const clear: PairAction = { kind: 'clear' };

/** A frame of our client on its way to the peer. */
export function stepOwn(pair: Pair, frame: CarriedFrame): PairStep {
  switch (frame.type) {
    case 'knock':
      return ownKnock(pair, frame);
    case 'knock_accept': {
      const { theirs } = pair;
      if (theirs?.as !== frame.knock_id) return { pair, actions: [drop] };
      const next = { ...strangers, isOpen: true };
      return { pair: next, actions: [forward({ ...frame, knock_id: theirs.knock.id })] };
    }
    case 'knock_reject':
      return ownRefusal(pair, frame);
    case 'message': {
      const refused = objection(pair.isMuted, pair.isOpen || pair.own !== undefined);
      return { pair, actions: [refused ?? forward(frame)] };
    }
    case 'delivered':
      return { pair, actions: [forward(frame)] };
    case 'error':
      return { pair, actions: [drop] };
  }
}

type Refusal = Extract<CarriedFrame, { readonly type: 'knock_reject' }>;

function ownRefusal(pair: Pair, frame: Refusal): PairStep {
  const { theirs } = pair;
  const next = { ...pair, theirs: undefined, isOpen: false };
  if (theirs?.as === frame.knock_id)
    return { pair: next, actions: [clear, forward({ ...frame, knock_id: theirs.knock.id })] };
  return pair.isOpen ? { pair: next, actions: [clear, forward(frame)] } : { pair, actions: [drop] };
}

/** Why a message goes no further: its session lost a race or has ended, or there never was one. */
function objection(isVoid: boolean, hasSession: boolean): PairAction | undefined {
  if (isVoid) return { kind: 'refuse', reason: 'session-race' };
  return hasSession ? undefined : { kind: 'refuse', reason: 'unknown-session' };
}

function ownKnock(pair: Pair, frame: KnockFrame): PairStep {
  const { theirs } = pair;
  const { from, to } = frame;
  if (theirs === undefined || from < to) {
    // What the peer sent under a session before it cannot be opened by one that begins anew.
    const next = { ...strangers, own: frame.id, isDeaf: theirs !== undefined || pair.isOpen };
    return { pair: next, actions: [clear, forward(frame)] };
  }
  // Both knocked, and the peer's stands: our client lets go of its session, and is asked once more.
  const again = { ...theirs.knock, id: `${theirs.knock.id.slice(0, 100)}.${frame.id.slice(0, 8)}` };
  const next = { ...strangers, theirs: { knock: theirs.knock, as: again.id }, isMuted: true };
  return { pair: next, actions: [deliver(refusalOf(frame, 'session-race')), deliver(again)] };
}

/** A frame of the peer on its way to our client. */
export function stepTheirs(pair: Pair, frame: CarriedFrame): PairStep {
  switch (frame.type) {
    case 'knock':
      return theirKnock(pair, frame);
    case 'knock_accept':
      if (pair.own !== frame.knock_id) return { pair, actions: [drop] };
      return { pair: { ...strangers, isOpen: true }, actions: [deliver(frame)] };
    case 'knock_reject':
      return theirRefusal(pair, frame);
    case 'message': {
      const refused = objection(pair.isDeaf, pair.isOpen || pair.theirs !== undefined);
      return { pair, actions: [refused ?? deliver(frame)] };
    }
    case 'error':
    case 'delivered':
      return { pair, actions: [deliver(frame)] };
  }
}

function theirRefusal(pair: Pair, frame: Refusal): PairStep {
  const isAboutAll = frame.knock_id === wholeSession && (pair.isOpen || pair.own !== undefined);
  if (pair.own !== frame.knock_id && !isAboutAll) return { pair, actions: [drop] };
  return { pair: { ...strangers, theirs: pair.theirs }, actions: [deliver(frame)] };
}

function theirKnock(pair: Pair, knock: KnockFrame): PairStep {
  const next = { ...strangers, theirs: { knock, as: knock.id }, isMuted: true };
  if (pair.own !== undefined) {
    // Both knocked; `to` is our client. The peer's gateway sees the same two, and decides the same.
    if (knock.to < knock.from) return { pair: { ...pair, isDeaf: true }, actions: [drop] };
    const lost = { ...knock, id: pair.own, from: knock.to, to: knock.from };
    return { pair: next, actions: [clear, deliver(refusalOf(lost, 'session-race')), deliver(knock)] };
  }
  // A peer that knocks anew has lost its session: our client, which would keep the old one, is told before.
  const hadOne = pair.isOpen || pair.theirs !== undefined;
  const ended = sessionEnd(knock.from, knock.to, `${knock.id.slice(0, 100)}.end`);
  return { pair: next, actions: hadOne ? [clear, deliver(ended), deliver(knock)] : [deliver(knock)] };
}

/** Our client was started anew and has lost its sessions: what its peer is told, and what of the queue is void. */
export function stepLost(
  pair: Pair,
  about: { readonly self: MeshDid; readonly peer: MeshDid; readonly id: string },
): PairStep {
  if (!pair.isOpen && pair.own === undefined && pair.theirs === undefined) return { pair, actions: [] };
  return { pair: strangers, actions: [clear, forward(sessionEnd(about.self, about.peer, about.id))] };
}

/** What tells a client that its session with `from` is no more. */
export function sessionEnd(from: MeshDid, to: MeshDid, id: string): CarriedFrame {
  return { v: 1, type: 'knock_reject', from, to, id, knock_id: wholeSession, reason: 'session-lost' };
}

/** What tells the sender of a KNOCK that it was refused. */
export function refusalOf({ id, from, to }: Pick<KnockFrame, 'id' | 'from' | 'to'>, reason: string): CarriedFrame {
  return { v: 1, type: 'knock_reject', from: to, to: from, id: `${id.slice(0, 100)}.no`, knock_id: id, reason };
}
