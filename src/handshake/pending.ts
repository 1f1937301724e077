import { accept, millis, reject, type Millis, type Verdict } from '../base/base.ts';
import { maxHandshakeMs } from './step.ts';

/** Handshakes under way at once: what AgentMesh allows; each holds about 40 kB at most. */
export const maxPending = 1000;

/** The handshakes under way, by the driver's id for each, with the time at which each is given up. */
export type Pending = ReadonlyMap<string, Millis>;

/** No handshake under way. */
export const noPending: Pending = new Map();

/** Takes in a handshake; those past their time leave. Rejects with `too-many-pending` at the bound. */
export function admitPending(pending: Pending, id: string, now: Millis): Verdict<Pending> {
  const live = pending.size < maxPending ? pending : withoutOverdue(pending, now);
  if (live.size >= maxPending && !live.has(id)) return reject('too-many-pending', `${live.size} are under way`);
  return accept(new Map(live).set(id, millis(now + maxHandshakeMs)));
}

function withoutOverdue(pending: Pending, now: Millis): Pending {
  return new Map([...pending].filter(([, deadline]) => deadline > now));
}

/** Lets a handshake go, however it ended. */
export function releasePending(pending: Pending, id: string): Pending {
  if (!pending.has(id)) return pending;
  const rest = new Map(pending);
  rest.delete(id);
  return rest;
}
