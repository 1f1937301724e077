import type { Lane } from './lane.ts';

/** How many of the peers have a session. */
export function sessionsIn(lanes: readonly Lane[]): number {
  return lanes.filter((lane) => lane.sessions.current !== undefined).length;
}

/** Messages accepted for all of the peers and not yet at their end. */
export function waitingIn(lanes: readonly Lane[]): number {
  return lanes.reduce((sum, lane) => sum + lane.depth, 0);
}
