import { millis, trustScore, type Did, type Millis, type Reason } from './base/base.ts';
import type { Delegations, Grants } from './delegations.ts';
import { evidenceOf, rootsNow, type EvidenceSources } from './evidence-of.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Kill, Kills } from './kills.ts';
import type { OperatorHand } from './operator-hand.ts';
import { entriesOf } from './pages.ts';
import type { ActionName, AgentFacts } from './policy/policy.ts';
import type { ProvedIdentities } from './proved-identities.ts';
import type { QuarantineNews } from './quarantine-news.ts';
import type { Quarantines } from './quarantine.ts';
import type { Receipts } from './receipts.ts';
import type { Operation, Store } from './store/store.ts';
import {
  BehaviourMonitor,
  decodeHours,
  defaultParameters,
  earnedIn,
  emptyLedger,
  encodeHour,
  hourOf,
  noCredibility,
  observationsOf,
  observe,
  score,
  vouchFor,
  weigh,
  writeGate,
  type Alarm,
  type BehaviourBounds,
  type Conduct,
  type Credibility,
  type Evidence,
  type Fixed,
  type Grant,
  type Graph,
  type Ledger,
  type Observation,
  type Roots,
  type TrustAnswer,
  type TrustEventKind,
  type Weighed,
  type WriteGate,
} from './trust/trust.ts';

/** What the pipeline saw a peer do. */
export interface Sighting {
  /**
   * `received`: it sent something permitted. `answered`, `failed`: how its agent served a call of ours. `withheld`: it
   * took a call without signing under it.
   */
  readonly kind: 'received' | 'answered' | 'failed' | 'denied-by-policy' | 'undecryptable' | 'withheld';
  /** The action it was about. */
  readonly action?: ActionName | undefined;
}

/** What each sighting is evidence of. A packet that does not open may be an accident of a restored disk: no forgery. */
const evidenceKind: Readonly<Record<Sighting['kind'], TrustEventKind>> = {
  received: 'served',
  answered: 'answered',
  failed: 'failed',
  'denied-by-policy': 'denied',
  undecryptable: 'malformed',
  withheld: 'breached',
};

/** What an alarm of the monitor is evidence of, besides what raised it. */
const evidenceOfAlarm: Readonly<Record<Alarm, TrustEventKind | undefined>> = {
  burst: 'overused',
  failures: undefined,
  denials: 'breached',
};

/** Good sightings of one peer within a second are added up once: they can only raise a score, never late lower it. */
const gatherMs = 1000;
/** Gathered observations at most before they are added up. */
const maxGathered = 256;
/** Below it an agent is untrusted: it is neither connected to nor listened to. To open a session takes `trust.minScore`. */
export const trustFloor = 300;
/** How far a score may fall below what opens a session before the session ends. */
const sessionSlack = 200;

interface Standing {
  ledger: Ledger;
  /** Good observations not yet in the ledger. */
  gathered: Observation[];
  gatheredSince: Millis;
  /** What was weighed last, in which hour, and from which state of everything else. */
  weighed: Weighed | undefined;
  hour: number;
  state: number;
  /** The ceiling that was weighed under. */
  ceiling: number | undefined;
  monitor: BehaviourMonitor;
  unusual: boolean;
  /** Good evidence by class, as of an hour: what was asked for since the ledger last changed. */
  readonly earned: Map<ActionName, { readonly hour: number; readonly r: Fixed }>;
}

/** What reputation needs of the hall. */
export interface ReputationPorts {
  readonly self: Did;
  readonly store: Store;
  readonly directory: Directory;
  readonly events: Events;
  readonly receipts: Receipts;
  readonly hand: OperatorHand;
  readonly quarantines: Quarantines;
  readonly news: QuarantineNews;
  readonly kills: Kills;
  readonly delegations: Delegations;
  /** Who agents proved to be elsewhere; nobody when absent. */
  readonly proved?: Pick<ProvedIdentities, 'factsOf'> | undefined;
  readonly minScore: number;
  /** When the behaviour monitor raises an alarm, and how long the quarantine lasts. */
  readonly behaviour: BehaviourBounds & { readonly quarantineSeconds: number };
}

/** What this node holds of each peer: evidence of its own and of others, the score it gives, and what follows from it. */
export class Reputation {
  readonly #ports: ReputationPorts;
  readonly #sources: EvidenceSources;
  readonly #standings = new Map<Did, Standing>();
  #roots: Roots | undefined;
  #credibility: Credibility = noCredibility;
  #graph: Graph | undefined;
  /** Grows whenever anything changes that touches more than one agent's score. */
  #state = 0;
  #onFall: (did: Did) => void = () => {};

  constructor(ports: ReputationPorts) {
    this.#ports = ports;
    this.#sources = { ...ports, ledgerOf: (did) => this.#standings.get(did)?.ledger ?? emptyLedger };
  }

  /** Reads the evidence about every known peer. */
  async load(): Promise<void> {
    const { directory, store } = this.#ports;
    for (const did of directory.dids()) {
      const bytes: Uint8Array[] = [];
      const range = { gte: `${did}/`, lt: `${did}0` };
      for await (const [, value] of entriesOf(store, 'evidence', range)) bytes.push(value);
      if (bytes.length > 0) this.#standing(did).ledger = decodeHours(bytes);
    }
  }

  /** The score of a peer, from memory while nothing it depends on has changed. */
  weighed(did: Did, now: Millis): Weighed {
    const standing = this.#standing(did);
    const hour = hourOf(now);
    // A delegation ends in the middle of an hour.
    const { ceiling } = this.#ports.delegations.grantsOf(did, now);
    const isCurrent = standing.hour === hour && standing.state === this.#state && standing.ceiling === ceiling;
    if (standing.weighed !== undefined && isCurrent) return standing.weighed;
    const evidence = this.evidence(did, now);
    if (evidence.unusual && !standing.unusual) this.#ports.events.regimeChanged(did);
    standing.unusual = evidence.unusual;
    standing.weighed = weigh(evidence, this.roots(), defaultParameters, hour);
    standing.hour = hour;
    standing.state = this.#state;
    standing.ceiling = ceiling;
    return standing.weighed;
  }

  /** The score of a peer with the hashes of all it rests on. */
  answer(did: Did, now: Millis): TrustAnswer {
    return score(this.evidence(did, now), this.roots(), defaultParameters, hourOf(now));
  }

  /** All this node has about a peer. */
  evidence(did: Did, now: Millis): Evidence {
    return evidenceOf(did, this.#sources, { now, credibility: this.#credibility, roots: this.roots() });
  }

  /** Whom this node believes to begin with. */
  roots(): Roots {
    this.#roots ??= rootsNow(this.#sources);
    return this.#roots;
  }

  /** Where evidence comes from, for whoever makes the graph of it; and about whom there is own evidence. */
  get sources(): EvidenceSources {
    return this.#sources;
  }

  seen(): readonly Did[] {
    return [...this.#standings.keys()];
  }

  /** What the credibility in force was computed from. */
  get graph(): Graph | undefined {
    return this.#graph;
  }

  /** Takes newly computed credibility into force, with the graph it came from. */
  believe(credibility: Credibility, graph: Graph): void {
    this.#credibility = credibility;
    this.#graph = graph;
    this.#state++;
  }

  /** Forgets cached scores: something else than evidence changed (a record, a revocation, the roots, a receipt). */
  changed(): void {
    this.#roots = undefined;
    this.#state++;
  }

  /** Somebody said something about a peer. */
  heard(did: Did): void {
    const standing = this.#standings.get(did);
    if (standing !== undefined) standing.weighed = undefined;
  }

  /** Why a message of this peer, or to it, is refused on trust; undefined when it is not. */
  gate(did: Did, now: Millis): { readonly reason: Reason; readonly detail: string } | undefined {
    const kill = this.killOf(did);
    if (kill !== undefined) return { reason: 'killed', detail: `${kill.target} was killed by ${kill.by}: ${kill.why}` };
    const quarantine = this.#ports.quarantines.of(did, now);
    if (quarantine !== undefined) {
      const end =
        quarantine.until === undefined
          ? 'until a person lifts it'
          : `until ${new Date(quarantine.until).toISOString()}`;
      return { reason: 'quarantined', detail: `for ${quarantine.cause}, ${end}` };
    }
    return this.tooLow(did, now);
  }

  /** Why the score alone ends a session with this peer, whatever policy says; undefined when it does not. */
  tooLow(did: Did, now: Millis): { readonly reason: Reason; readonly detail: string } | undefined {
    const { score: value } = this.weighed(did, now);
    const { minScore } = this.#ports;
    const floor = Math.min(minScore, Math.max(trustFloor, minScore - sessionSlack));
    if (value >= floor) return undefined;
    return { reason: 'score-too-low', detail: `the score is ${value}; a session needs ${floor} to go on` };
  }

  /** Who is told of each peer that something bad was seen of: its score may have fallen. One listener. */
  onFall(listener: (did: Did) => void): void {
    this.#onFall = listener;
  }

  /** The kill that an agent is under. */
  killOf(did: Did): Kill | undefined {
    return this.#ports.kills.of(did, (agent) => this.#ports.directory.organisationOf(agent));
  }

  /** Whether a session may be opened with this peer. */
  mayOpen(did: Did, now: Millis): boolean {
    if (this.killOf(did) !== undefined) return false;
    if (this.#ports.quarantines.of(did, now) !== undefined) return false;
    return this.weighed(did, now).score >= this.#ports.minScore;
  }

  /** Whether a peer has earned the class of an action here, or was granted it. */
  mayWrite(did: Did, action: ActionName, now: Millis): WriteGate {
    const standing = this.#standing(did);
    const hour = hourOf(now);
    const known = standing.earned.get(action);
    const r = known?.hour === hour ? known.r : earnedIn(standing.ledger, action, hour, defaultParameters);
    standing.earned.set(action, { hour, r });
    return writeGate(r, this.#grant(did, action, now), defaultParameters);
  }

  /** What opens a class besides evidence: the operator's vouch, or a delegation from our own or a pinned organisation. */
  #grant(did: Did, action: ActionName, now: Millis): Grant | undefined {
    const { directory } = this.#ports;
    const roots = this.roots();
    const vouch = vouchFor(roots, [did, directory.organisationOf(did) ?? did], hourOf(now), action);
    if (vouch !== undefined) return { by: 'vouch', until: startOfHour(vouch.expires) };
    const ends = this.granted(did, now)
      .filter(
        ({ delegation }) =>
          this.#isOfRoots(delegation.iss) && delegation.cmd.some((cmd) => cmd.startsWith(`${action}:`)),
      )
      .map(({ delegation }) => delegation.expires);
    return ends.length === 0 ? undefined : { by: 'delegation', until: millis(Math.max(...ends)) };
  }

  /** Whether an agent is of our own organisation or of one that is pinned. */
  #isOfRoots(did: Did): boolean {
    const { self, directory } = this.#ports;
    if (did === self) return true;
    const { organisation, pinned, blocked } = this.roots();
    const id = directory.organisationBehind(did) ?? directory.organisationOf(did) ?? did;
    return (id === organisation || pinned.has(id)) && !blocked.has(id) && !blocked.has(did);
  }

  /** Takes a sighting in; the writes belong into the commit of what was seen. */
  observe(did: Did, sighting: Sighting, now: Millis): readonly Operation[] {
    if (!this.#ports.directory.has(did)) return [];
    const capabilityClass = sighting.action ?? '';
    const alarm = this.#watch(did, sighting, now);
    const seen = observationsOf({ kind: evidenceKind[sighting.kind], capabilityClass, hour: hourOf(now) });
    const extra = alarm === undefined ? undefined : evidenceOfAlarm[alarm];
    if (extra === undefined) return [...this.#quarantine(did, alarm, now), ...this.#gather(did, seen, now)];
    const more = observationsOf({ kind: extra, capabilityClass, hour: hourOf(now) });
    return [...this.#quarantine(did, alarm, now), ...this.#gather(did, [...seen, ...more], now)];
  }

  /** Takes the agent's own verdict on a peer in. */
  rate(did: Did, rating: Omit<Observation, 'hour'>, now: Millis): readonly Operation[] {
    if (!this.#ports.directory.has(did)) return [];
    return this.#gather(did, [{ ...rating, hour: hourOf(now) }], now);
  }

  /** What has been gathered and not yet written, for the last commit before a stop. */
  flush(now: Millis): readonly Operation[] {
    return [...this.#standings].flatMap(([did, standing]) =>
      standing.gathered.length === 0 ? [] : this.#fold(did, standing, hourOf(now)),
    );
  }

  /** An agent as policy sees it; with `acts`, as the one who does that. */
  agentFacts(did: Did, now: Millis, acts?: ActionName): AgentFacts {
    const described = this.#ports.directory.describe(did);
    const identity = this.#ports.proved?.factsOf(did, now);
    const about = identity === undefined ? described : { ...described, identity };
    if (about.own)
      return { ...about, score: trustScore(1000), tier: 'verified_partner', confidence: 1, mayWrite: true };
    const { score: value, tier, confidence } = this.weighed(did, now);
    const granted = this.granted(did, now);
    const mayWrite = acts !== undefined && this.mayWrite(did, acts, now).allow;
    const facts = { ...about, score: value, tier, confidence: confidence / 1000, mayWrite };
    if (granted.length === 0) return facts;
    const given = [...new Set(granted.flatMap(({ delegation }) => delegation.cmd))];
    const delegationDepth = Math.max(...granted.map(({ chain }) => chain.length));
    return { ...facts, capabilities: [...new Set([...about.capabilities, ...given])], granted: given, delegationDepth };
  }

  /** The delegations by which an agent may do something here now: in force, and of sufficient score where one asks for it. */
  granted(did: Did, now: Millis): Grants['delegations'] {
    const { delegations } = this.#ports.delegations.grantsOf(did, now);
    if (delegations.length === 0) return delegations;
    const { score: value } = this.weighed(did, now);
    return delegations.filter(({ delegation }) => value >= delegation.pol.minScore);
  }

  #watch(did: Did, { kind, action }: Sighting, now: Millis): Alarm | undefined {
    const conduct = conductOf(kind, action);
    return conduct === undefined ? undefined : this.#standing(did).monitor.see(conduct, now);
  }

  #quarantine(did: Did, cause: Alarm | undefined, now: Millis): readonly Operation[] {
    if (cause === undefined) return [];
    const until = millis(now + this.#ports.behaviour.quarantineSeconds * 1000);
    this.#ports.events.quarantined(did, cause, until);
    return this.#ports.quarantines.begin(did, { cause, since: now, until });
  }

  #gather(did: Did, seen: readonly Observation[], now: Millis): readonly Operation[] {
    const standing = this.#standing(did);
    if (standing.gathered.length === 0) standing.gatheredSince = now;
    standing.gathered.push(...seen);
    const good = seen.every((observation) => observation.outcome === 100);
    if (good && now - standing.gatheredSince < gatherMs && standing.gathered.length < maxGathered) return [];
    if (!good) this.#onFall(did);
    return this.#fold(did, standing, hourOf(now));
  }

  #fold(did: Did, standing: Standing, hour: number): readonly Operation[] {
    const hours = new Set([hour, ...standing.gathered.map((observation) => observation.hour)]);
    standing.ledger = observe(standing.ledger, standing.gathered);
    standing.gathered = [];
    standing.earned.clear();
    this.#forget(did, standing);
    return [...hours].map((at) => ({
      kind: 'put',
      space: 'evidence',
      key: `${did}/${at.toString().padStart(10, '0')}`,
      value: encodeHour(standing.ledger, at),
    }));
  }

  /** What one agent of an organisation does touches what the others start from. */
  #forget(did: Did, standing: Standing): void {
    standing.weighed = undefined;
    const organisation = this.#ports.directory.organisationOf(did);
    const members = organisation === undefined ? [] : this.#ports.directory.membersOf(organisation);
    for (const member of members) {
      const other = this.#standings.get(member);
      if (other !== undefined) other.weighed = undefined;
    }
    // Over vouches damage reaches further.
    if (standing.ledger.bad > 0 && this.roots().vouches.length > 0) this.#state++;
  }

  #standing(did: Did): Standing {
    const known = this.#standings.get(did);
    if (known !== undefined) return known;
    const monitor = new BehaviourMonitor(this.#ports.behaviour);
    const empty = { ledger: emptyLedger, gathered: [], gatheredSince: millis(0), weighed: undefined };
    const fresh = { hour: 0, state: 0, ceiling: undefined, unusual: false, earned: new Map() };
    const created: Standing = { ...empty, ...fresh, monitor };
    this.#standings.set(did, created);
    return created;
  }
}

/** The moment at which an hour begins. */
function startOfHour(hour: number): Millis {
  return millis(hour * 3_600_000);
}

/** What makes an agent work; to look, to list and to send a message does not. */
const calls: ReadonlySet<ActionName> = new Set<ActionName>(['mcp.call', 'a2a.send', 'a2a.stream']);

/** What the behaviour monitor counts of a sighting. */
function conductOf(kind: Sighting['kind'], action: ActionName | undefined): Conduct | undefined {
  switch (kind) {
    case 'received':
      return action !== undefined && calls.has(action) ? 'call' : undefined;
    case 'answered':
      return 'answered';
    case 'failed':
      return 'failed';
    case 'denied-by-policy':
      return 'denied';
    case 'undecryptable':
    case 'withheld':
      return undefined;
  }
}
