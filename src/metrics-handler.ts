import { memoryUsage } from 'node:process';
import { sessionsIn, waitingIn } from './lane-counts.ts';
import type { Gauge } from './metrics.ts';
import type { RunningNode } from './running-node.ts';
import type { Measure } from './telemetry/telemetry.ts';
import { version } from './version.ts';

/** What is read at the moment of asking: what it means, and where it is read. */
const gauges = {
  parley_peers_known: ['Peers this node knows.', ({ directory }) => directory.size],
  parley_peers_connected: ['Peers connected and authenticated.', ({ links }) => links.linkedPeers().length],
  parley_sessions: ['Peers with a session.', ({ links }) => sessionsIn(links.lanes())],
  parley_outbox_messages: ['Messages accepted and not yet at their end.', ({ links }) => waitingIn(links.lanes())],
  parley_inbox_messages: ['Messages that the agent has not acknowledged.', ({ inbox }) => inbox.count],
  parley_calls: ['A2A and MCP calls under way, in either direction.', ({ exchanges }) => exchanges.active],
  parley_audit_entries: ['Entries of the audit log.', ({ audit }) => audit.size],
  parley_audit_whole: [
    '0 when the audit log is damaged: then nothing is delivered.',
    ({ audit }) => Number(audit.problem === undefined),
  ],
  parley_store_writable: [
    '0 when the store could not be written: then nothing is accepted.',
    ({ store }) => Number(!store.failed),
  ],
  parley_policies: ['Policies in force.', ({ rulebook }) => rulebook.current().size],
  parley_policy_suspended: [
    '1 when the engines of policy differ about the set in force: then everything is denied.',
    ({ crossCheck }) => Number(crossCheck.state().difference !== undefined),
  ],
  parley_policy_problems: ['Problems of policies that were not loaded.', ({ rulebook }) => rulebook.problems.length],
  process_resident_memory_bytes: ['Memory of the process.', () => memoryUsage.rss()],
  process_start_time_seconds: ['Start of the node, seconds since the epoch.', ({ started }) => started / 1000],
} as const satisfies Readonly<Record<string, readonly [string, (parts: RunningNode) => number]>>;

/** The names of the gauges, for the documentation's test. */
export const gaugeNames: readonly string[] = Object.keys(gauges);

/** The answer of `/metrics`: how the node stands at this moment, then what was counted. */
export function metricsText(parts: RunningNode): string {
  return `# Parley ${version}\n${parts.events.metrics.text(gaugesNow(parts))}`;
}

/** The same for a collector. */
export function measuresOf(parts: RunningNode): readonly Measure[] {
  return parts.events.metrics.measures(gaugesNow(parts));
}

function gaugesNow(parts: RunningNode): readonly Gauge[] {
  return Object.entries(gauges).map(([name, [help, read]]) => ({ name, help, value: read(parts) }));
}
