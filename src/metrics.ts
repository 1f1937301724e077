import type { Measure } from './telemetry/telemetry.ts';

/** What is counted, and what each count means; the name in `/metrics` is `parley_<name>_total` with `_` for `.` and `-`. */
export const counted = {
  'agent.rest': 'Agents that were suspended by their operators, or went on after that.',
  'agent.ended': 'Agents that lost their standing for good: revoked, or proved to contradict themselves.',
  approval: 'Calls that waited for a person and were answered, by state.',
  'agentmesh.refused': 'Frames of local AgentMesh clients that were not carried, by reason.',
  'approval.webhook-failed': 'Announcements that the approval webhook did not take.',
  'identity.proved': 'Times that an agent proved by a token who it is elsewhere.',
  'identity.refused': 'Times that an agent did not prove who its record says it is elsewhere.',
  'identity.unusable': 'Times that a token of identity.show could not be shown.',
  'issuer.failed': 'Times that the keys of an issuer of tokens could not be had.',
  'login.failed': 'Logins at agents and servers behind this node that failed.',
  'audit.cosign-refused': 'Checkpoints of neighbours that were not cosigned.',
  'audit.damaged': 'Times the audit log was found damaged at the start.',
  'audit.disputed': 'Times a neighbour said that the audit log of this node does not continue what it cosigned.',
  'audit.forked': 'Times the audit log of a neighbour did not continue what was cosigned.',
  'delegation.received': 'Delegations received that count here.',
  'frame.refused': 'Frames that broke the protocol.',
  'handshake.failed': 'Handshakes that failed.',
  'internal-error': 'Errors inside the node; the log has each.',
  'key.rotated': 'Rotations of the own identity key.',
  kill: 'Kills by the operator.',
  'link.closed': 'Authenticated connections that ended.',
  'link.failed': 'Tries to reach a peer that failed.',
  'discovery.domain-failed': 'Times the keys of a domain of `discovery.domains` could not be read.',
  'discovery.unreached': 'Times a host of `discovery.contacts` was not reached.',
  'discovery.looked-up': 'Agents that the network was asked for, by outcome.',
  'discovery.put': 'Times the own record was put where it is looked for.',
  'discovery.nearby': 'Times a known agent was seen on the local network at an address not known of late.',
  'address.changed': 'Records published anew because this node is reached elsewhere.',
  'link.opened': 'Authenticated connections opened, in either direction.',
  'letter.left': 'Letters left at mailboxes of peers that were not connected.',
  'letter.gap': 'Messages that were asked for because letters came that are behind them.',
  'letter.missed': 'Messages that peers miss, and that are left again.',
  'letter.opened': 'Packets that came by letter, by outcome.',
  'letter.refused': 'Times a mailbox of a peer did not take all that was to be left there.',
  'letter.worthless': 'Letters fetched that were damaged, or of nobody known here.',
  'mailbox.kept': 'Letters taken by the mailbox that this node offers.',
  'mailbox.refused': 'Letters refused by the mailbox that this node offers.',
  'mailbox.unread': 'Times a mailbox of this node could not be read.',
  'message.accepted':
    'Messages accepted for sending, the parts of calls and answers included, and each frame of an AgentMesh agent.',
  'message.acknowledged': 'Messages that a peer acknowledged, by outcome.',
  'message.failed': 'Messages that were not delivered.',
  'message.noted': 'Messages that passed and that a rule (`@log`) wants to be told of.',
  'message.received':
    'Messages received and let in, the parts of calls and answers included, and each frame of an AgentMesh agent.',
  'message.refused': 'Messages refused here.',
  'organisation.changed': 'Times another organisation, or none, came to sign for this agent.',
  'organisation.renewed': 'Times the organisation that this agent joined signed for it anew.',
  'organisation.sponsored': 'Times this node signed for another agent of its organisation.',
  'policy.cross-check': 'Decisions for cedar-wasm to make once more, by outcome.',
  'policy.reload-refused': 'Sets of policies that were not loaded.',
  'policy.reloads': 'Sets of policies loaded.',
  'quarantine.heard': 'Quarantines that other nodes announced, by cause.',
  quarantine: 'Agents that the behaviour monitor shut out for a while, by cause.',
  'receipt.withheld': 'Requests that a peer took without signing under it.',
  'registry.repaired': 'Times the registry was compared with that of a peer.',
  revive: 'Kills taken back by the operator.',
  'session.closed': 'Sessions that were judged again and closed, here or at the other side.',
  'session.kept': 'Sessions that were judged again, when the tier of the peer fell, and kept.',
  'session.lost': 'Sessions lost, to be opened anew.',
  'session.opened': 'Sessions opened.',
  'session.refused': 'Sessions refused.',
  'store.restored': 'Times an older copy of the data directory was found at the start.',
  'telemetry.dropped': 'Spans that the collector of `telemetry.otlp` never got.',
  'telemetry.failed': 'Requests that the collector of `telemetry.otlp` did not take, by what was sent.',
  tool: 'Tools of MCP servers that changed, or that the operator decided on, by state.',
  'trust.decision': 'Decisions of the operator about trust.',
  'trust.regime-changed': 'Agents that began to act unlike themselves.',
} as const;

/** A name that may be counted. */
export type Counted = keyof typeof counted;

/** Label names and values; the values are from tables of ours or of the operator's, never from the network. */
export type Labels = Readonly<Record<string, string>>;

/** A value as it is at the moment it is asked for. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly value: number;
}

/** Upper bounds of the classes of a latency, milliseconds: from a judgement of some microseconds to a slow veto. */
const latencyBoundsMs = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 50, 250, 1000] as const;

/** Series of one counter: beyond it what is new is counted under no labels, so that nothing makes them grow for ever. */
const maxSeries = 200;

/** What the three about policy are. */
const help = {
  evaluations: 'Judgements of the policy engine.',
  denials: 'Judgements that denied.',
  latency: 'Time of a judgement, its facts included, milliseconds.',
} as const;

/** A counter under one set of labels. */
interface Series {
  readonly labels: Labels;
  value: number;
}

/** Times of one kind, in classes. */
class Histogram {
  readonly #classes = latencyBoundsMs.map(() => 0);
  #count = 0;
  #sumMs = 0;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    this.#count++;
    this.#sumMs += ms;
    const at = latencyBoundsMs.findIndex((bound) => ms <= bound);
    if (at >= 0) this.#classes[at] = (this.#classes[at] ?? 0) + 1;
  }

  /** As OTLP has it: what is in each class, and not also what is below. */
  measure(name: string, help: string): Measure {
    const inside = this.#classes.reduce((sum, n) => sum + n, 0);
    const counts = [...this.#classes, this.#count - inside];
    return {
      kind: 'histogram',
      name,
      help,
      unit: 'ms',
      count: this.#count,
      sum: this.#sumMs,
      bounds: latencyBoundsMs,
      counts,
    };
  }

  lines(name: string): readonly string[] {
    let below = 0;
    const classes = latencyBoundsMs.map((bound, at) => {
      below += this.#classes[at] ?? 0;
      return `${name}_bucket{le="${bound}"} ${below}`;
    });
    return [
      ...classes,
      `${name}_bucket{le="+Inf"} ${this.#count}`,
      `${name}_sum ${this.#sumMs}`,
      `${name}_count ${this.#count}`,
    ];
  }
}

/**
 * What happened since the start, counted, for Prometheus. A count is an addition in a map, so it is always on. The
 * three about policy have the names that AgentMesh gives them.
 */
export class Metrics {
  readonly #counts = new Map<Counted, Map<string, Series>>();
  readonly #judgements = new Histogram();
  #denials = 0;

  /** Counts one. */
  count(name: Counted, labels: Labels = {}, by = 1): void {
    const all = this.#counts.get(name) ?? new Map<string, Series>();
    this.#counts.set(name, all);
    const wanted = labelText(labels);
    const isNew = !all.has(wanted) && all.size >= maxSeries;
    const key = isNew ? '' : wanted;
    const series = all.get(key) ?? { labels: isNew ? {} : labels, value: 0 };
    series.value += by;
    all.set(key, series);
  }

  /** Messages that were not delivered, or so many of them as were refused where the others were taken; how many failed. */
  failed(messages: number, refused = messages): number {
    this.count('message.failed', {}, refused);
    if (refused < messages) this.count('message.acknowledged', { outcome: 'delivered' }, messages - refused);
    return refused;
  }

  /** One judgement of the policy engine, facts included. */
  judged(allowed: boolean, ms: number): void {
    this.#judgements.add(ms);
    if (!allowed) this.#denials++;
  }

  /** How often something was counted under exactly these labels. */
  counted(name: Counted, labels: Labels = {}): number {
    return this.#counts.get(name)?.get(labelText(labels))?.value ?? 0;
  }

  /** Everything in the text format of Prometheus, version 0.0.4. */
  text(gauges: readonly Gauge[]): string {
    const counters = [...this.#counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .flatMap(([name, series]) => {
        const full = `parley_${name.replaceAll(/[.-]/g, '_')}_total`;
        return [
          ...family(full, 'counter', counted[name]),
          ...[...series].map(([labels, { value }]) => `${full}${labels} ${value}`),
        ];
      });
    const now = gauges.flatMap(({ name, help, value }) => [...family(name, 'gauge', help), `${name} ${value}`]);
    return `${[...now, ...counters, ...this.#policyLines()].join('\n')}\n`;
  }

  /** Everything for an OpenTelemetry collector: names with dots, those of policy as AgentMesh has them. */
  measures(gauges: readonly Gauge[]): readonly Measure[] {
    const counters = [...this.#counts].map(([name, series]): Measure => {
      const points = [...series.values()].map(({ labels, value }) => ({ attributes: labels, value }));
      return { kind: 'counter', name: `parley.${name.replaceAll('-', '_')}`, help: counted[name], points };
    });
    const now = gauges.map(({ name, help, value }): Measure => {
      const points = [{ attributes: {}, value }];
      return { kind: 'gauge', name: name.replace(/^(parley|process)_/, '$1.'), help, points };
    });
    const count = (name: string, help: string, value: number): Measure => {
      return { kind: 'counter', name, help, points: [{ attributes: {}, value }] };
    };
    return [
      ...now,
      ...counters,
      count('agt.policy.evaluations', help.evaluations, this.#judgements.count),
      count('agt.policy.denials', help.denials, this.#denials),
      this.#judgements.measure('agt.policy.latency_ms', help.latency),
    ];
  }

  #policyLines(): readonly string[] {
    return [
      ...family('agt_policy_evaluations_total', 'counter', help.evaluations),
      `agt_policy_evaluations_total ${this.#judgements.count}`,
      ...family('agt_policy_denials_total', 'counter', help.denials),
      `agt_policy_denials_total ${this.#denials}`,
      ...family('agt_policy_latency_ms', 'histogram', help.latency),
      ...this.#judgements.lines('agt_policy_latency_ms'),
    ];
  }
}

function family(name: string, type: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join()}}`;
}

function escaped(value: string): string {
  // Nearly none needs it, and every message is counted under some.
  if (!/[\\"\n]/.test(value)) return value;
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
