import type { Answer, Peer } from '../../src/control/api.ts';
import type { LiveEvent } from '../../src/control/control.ts';
import type { Fault } from '../faults.ts';

/** What waits for a person at a node, in numbers. */
type Waiting = NonNullable<Extract<LiveEvent, { kind: 'state' }>['waiting']>;

/** What a node told of itself last. */
export interface ToldByNode {
  readonly status: Answer<'status'> | undefined;
  readonly waiting: Waiting | undefined;
  readonly peers: ReadonlyMap<string, Peer>;
}

/** What is known of one organisation before it is summed up. */
export interface Observed {
  readonly alias: string;
  readonly name: string;
  readonly did: string;
  /** Of its node; undefined while it does not run. */
  readonly pid: number | undefined;
  /** Whether its node ever ran. */
  readonly wasUp: boolean;
  /** Whether its node tells of its changes just now. */
  readonly isHeard: boolean;
  readonly told: ToldByNode;
}

/** How a node is: `planned` never ran, `silent` runs and does not answer any more, `unready` answers that it takes no work. */
export type NodeState = 'planned' | 'starting' | 'ready' | 'unready' | 'silent' | 'down';

/** One organisation with its node. */
export interface NetworkNode {
  readonly alias: string;
  readonly name: string;
  readonly did: string;
  readonly state: NodeState;
  readonly pid?: number;
  /** What denies a part of its work, in its own words. */
  readonly problems: readonly string[];
  /** Absent while it is not heard. */
  readonly figures?: {
    readonly connected: number;
    readonly known: number;
    readonly sessions: number;
    readonly outbox: number;
    readonly inbox: number;
    readonly refused: number;
    readonly audit: number;
  };
  readonly waiting?: Pick<Waiting, 'approvals' | 'tools' | 'deadLetters'>;
}

/** How one end of a link sees the other. */
export interface LinkSide {
  readonly connected: boolean;
  readonly session: boolean;
  /** `active`, or the reason why not. */
  readonly standing: string;
  readonly score: number;
  readonly tier: string;
  /** Messages that wait for it. */
  readonly queued: number;
}

/** How a link is: `ended` when one end shut the other out. */
export type LinkState = 'session' | 'connected' | 'away' | 'ended';

/** What is between two organisations of whom one at least knows the other. */
export interface NetworkLink {
  /** Their aliases, in the order of the alphabet. */
  readonly between: readonly [one: string, other: string];
  readonly state: LinkState;
  /** How each end sees the other, in that order; null where it does not know it, or its node is not heard. */
  readonly sides: readonly [one: LinkSide | null, other: LinkSide | null];
  /** What the testnet does to it. */
  readonly cut: boolean;
  /** Milliseconds, each way. */
  readonly delayMs: number;
}

/** One thing that became of a message at one node. */
export interface NetworkHappening {
  /** Counts up over the whole network. */
  readonly n: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Alias of the organisation whose node says so. */
  readonly where: string;
  /** Alias of the other end; its DID when it is no organisation of this network. */
  readonly peer: string;
  readonly what: string;
  readonly direction: string;
  readonly reason?: string;
  readonly id: string;
}

/** A step of the story: how it stands, and what was seen. */
export interface NetworkStep {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'passed' | 'failed';
  readonly ms?: number;
  readonly detail?: string;
}

/** The whole network, as the page is told it. */
export interface Network {
  readonly scenario: string;
  readonly seed: number;
  readonly steps: readonly NetworkStep[];
  /** Whether the story is over: from then on orders are taken. */
  readonly isOver: boolean;
  readonly nodes: readonly NetworkNode[];
  readonly links: readonly NetworkLink[];
  /** The newest, newest first. */
  readonly happenings: readonly NetworkHappening[];
}

/** Sums up one organisation. */
export function nodeOf({ alias, name, did, pid, wasUp, isHeard, told }: Observed): NetworkNode {
  const { status, waiting } = told;
  if (pid === undefined) return { alias, name, did, state: wasUp ? 'down' : 'planned', problems: [] };
  if (status === undefined) return { alias, name, did, pid, state: 'starting', problems: [] };
  if (!isHeard) return { alias, name, did, pid, state: 'silent', problems: [] };
  const killed = (status.killed ?? []).map((target) => `${target} was killed by its operator`);
  return {
    alias,
    name,
    did,
    pid,
    state: status.ready ? 'ready' : 'unready',
    problems: [...(status.warnings ?? []), ...killed],
    figures: {
      connected: status.peers.connected,
      known: status.peers.known,
      sessions: status.sessions,
      outbox: status.outbox,
      inbox: status.inbox,
      refused: Object.values(status.refused ?? {}).reduce((sum, n) => sum + n, 0),
      audit: status.audit.size,
    },
    ...(waiting === undefined
      ? {}
      : { waiting: { approvals: waiting.approvals, tools: waiting.tools, deadLetters: waiting.deadLetters } }),
  };
}

/** The links of a network: where one end at least knows the other, or where there is a fault. */
export function linksOf(all: readonly Observed[], faults: readonly Fault[]): readonly NetworkLink[] {
  const sorted = all.toSorted((a, b) => (a.alias < b.alias ? -1 : 1));
  return sorted.flatMap((one, at) =>
    sorted.slice(at + 1).flatMap((other) => {
      const fault = faults.find(({ between: [a, b] }) => a === one.alias && b === other.alias);
      const sides = [sideOf(one, other), sideOf(other, one)] as const;
      const known = sides.filter((side) => side !== null);
      if (known.length === 0 && fault === undefined) return [];
      return [
        {
          between: [one.alias, other.alias] as const,
          state: stateOf(known),
          sides,
          cut: fault?.cut ?? false,
          delayMs: fault?.delayMs ?? 0,
        },
      ];
    }),
  );
}

function sideOf(one: Observed, other: Observed): LinkSide | null {
  const peer = one.pid !== undefined && one.isHeard ? one.told.peers.get(other.did) : undefined;
  if (peer === undefined) return null;
  const { connected, session, standing, queued, trust } = peer;
  return { connected, session, standing, queued, score: trust.score, tier: trust.tier };
}

/** Of a link whose ends disagree, the worse holds: what one end has lost already, the other notices soon. */
function stateOf(sides: readonly LinkSide[]): LinkState {
  if (sides.some(({ standing }) => standing !== 'active')) return 'ended';
  if (sides.length === 0 || !sides.every(({ connected }) => connected)) return 'away';
  return sides.some(({ session }) => session) ? 'session' : 'connected';
}
