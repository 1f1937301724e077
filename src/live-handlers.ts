import type { Handlers, Output } from './control/control.ts';
import { Live } from './live.ts';
import type { RunningNode } from './running-node.ts';
import { isQuarantined, stateOf } from './tool-pin.ts';
import { agentOf } from './trust-handlers.ts';
import { defaultParameters, historyOf, hourOf } from './trust/trust.ts';

/** What others of the handlers give, that the live view tells of as it changes. */
interface Views {
  status(): Output<'status'>;
  peers(): Output<'peers'>['peers'];
}

/** The control API's handlers about the node over time: as it changes, and how a score came about. */
export function liveHandlers(parts: RunningNode, views: Views): Pick<Handlers, 'live' | 'trustHistory'> {
  const { clock, events, approvals, tools, deadLetters, audit } = parts;
  const live = new Live({
    ...views,
    clock,
    flow: events.flow,
    waiting: () => ({
      approvals: approvals.all(clock.now()).filter(({ state }) => state === 'pending').length,
      tools: tools.all().filter((pin) => isQuarantined(stateOf(pin))).length,
      deadLetters: deadLetters.count,
      auditEntries: audit.size,
    }),
    failed: (error) => events.internalError('live', error),
  });
  return {
    live: (_, signal) => live.watch(signal),
    trustHistory: ({ query }) => history(parts, query.who),
  };
}

function history(parts: RunningNode, who: string): Output<'trustHistory'> {
  const { reputation, clock } = parts;
  const did = agentOf(parts, who);
  const now = clock.now();
  const { points, left } = historyOf(reputation.evidence(did, now), reputation.roots(), defaultParameters, hourOf(now));
  return {
    left,
    points: points.map(({ hour, weighed, entries, heard }) => ({
      hour,
      score: weighed.score,
      tier: weighed.tier,
      confidence: weighed.confidence,
      evidence: entries.map(({ capabilityClass: action, ...entry }) => ({ ...entry, action })),
      heard,
    })),
  };
}
