import { millis, trustScore, type Did, type Millis, type Reason } from './base/base.ts';
import type { Directory } from './directory.ts';
import type { ActionName, AgentFacts } from './policy/policy.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';
import {
  decodeHours,
  defaultParameters,
  emptyLedger,
  encodeHour,
  hourOf,
  observationsOf,
  observe,
  organisationRate,
  score,
  type Ledger,
  type Observation,
  type OrganisationStanding,
  type TrustAnswer,
  type TrustEventKind,
} from './trust/trust.ts';

/** What the pipeline saw a peer do. */
export interface Sighting {
  /** `received`: it sent something permitted. `answered`, `failed`: how its agent served a call of ours. */
  readonly kind: 'received' | 'answered' | 'failed' | 'denied-by-policy' | 'undecryptable';
  /** The action it was about. */
  readonly action?: ActionName | undefined;
}

/** What each sighting is evidence of. A packet that does not open may be an accident of a restored disk: no forgery. */
const evidenceOf: Readonly<Record<Sighting['kind'], TrustEventKind>> = {
  received: 'served',
  answered: 'answered',
  failed: 'failed',
  'denied-by-policy': 'denied',
  undecryptable: 'malformed',
};

/** Good sightings of one peer within a second are added up once: they can only raise a score, never late lower it. */
const gatherMs = 1000;

interface Standing {
  ledger: Ledger;
  /** Good observations not yet in the ledger. */
  gathered: Observation[];
  gatheredSince: Millis;
  answer: TrustAnswer | undefined;
}

/** Own evidence about each peer, and the score it gives (trust.md, direct evidence). */
export class Reputation {
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #minScore: number;
  readonly #standings = new Map<Did, Standing>();

  constructor(ports: { readonly store: Store; readonly directory: Directory; readonly minScore: number }) {
    this.#store = ports.store;
    this.#directory = ports.directory;
    this.#minScore = ports.minScore;
  }

  /** Reads the evidence about every known peer. */
  async load(): Promise<void> {
    for (const did of this.#directory.dids()) {
      const bytes: Uint8Array[] = [];
      const range = { gte: `${did}/`, lt: `${did}0` };
      for await (const [, value] of entriesOf(this.#store, 'evidence', range)) bytes.push(value);
      if (bytes.length > 0) this.#standings.set(did, { ...fresh(), ledger: decodeHours(bytes) });
    }
  }

  /** The score of a peer and what it rests on. */
  answer(did: Did, now: Millis): TrustAnswer {
    const standing = this.#standing(did);
    const hour = hourOf(now);
    if (standing.answer?.hour === hour) return standing.answer;
    const organisation = this.#organisationStanding(did);
    const rate = organisationRate(this.#ledgersOfOrganisation(did), {
      organisation,
      nowHour: hour,
      parameters: defaultParameters,
    });
    const verdict = this.#directory.standing(did, now);
    const answer = score({
      ledger: standing.ledger,
      organisation,
      organisationRate: rate,
      revoked: verdict.kind !== 'accept' && verdict.reason === 'revoked',
      disproved: verdict.kind !== 'accept' && verdict.reason === 'equivocation',
      nowHour: hour,
      parameters: defaultParameters,
    });
    standing.answer = answer;
    return answer;
  }

  /** Forgets cached scores: something else than evidence changed (a record, a revocation, an organisation made known). */
  changed(): void {
    for (const standing of this.#standings.values()) standing.answer = undefined;
  }

  /** Why a message of this peer, or to it, is refused on trust; undefined when it is not. */
  gate(did: Did, now: Millis): { readonly reason: Reason; readonly detail: string } | undefined {
    const { score: value } = this.answer(did, now);
    if (value >= trustFloor) return undefined;
    return { reason: 'score-too-low', detail: `the score is ${value}; a session needs ${trustFloor} to go on` };
  }

  /** Whether a session may be opened with this peer. */
  mayOpen(did: Did, now: Millis): boolean {
    return this.answer(did, now).score >= this.#minScore;
  }

  /** Takes a sighting in; the writes belong into the commit of what was seen. */
  observe(did: Did, sighting: Sighting, now: Millis): readonly Operation[] {
    const kind = evidenceOf[sighting.kind];
    if (!this.#directory.has(did)) return [];
    const standing = this.#standing(did);
    const capabilityClass = sighting.action ?? '';
    const seen = observationsOf({ kind, capabilityClass, hour: hourOf(now) });
    if (standing.gathered.length === 0) standing.gatheredSince = now;
    standing.gathered.push(...seen);
    const good = seen.every((observation) => observation.outcome === 100);
    if (good && now - standing.gatheredSince < gatherMs && standing.gathered.length < maxGathered) return [];
    return this.#fold(did, standing, hourOf(now));
  }

  /** What has been gathered and not yet written, for the last commit before a stop. */
  flush(now: Millis): readonly Operation[] {
    return [...this.#standings].flatMap(([did, standing]) =>
      standing.gathered.length === 0 ? [] : this.#fold(did, standing, hourOf(now)),
    );
  }

  /** An agent as policy sees it. */
  agentFacts(did: Did, now: Millis): AgentFacts {
    const about = this.#directory.describe(did);
    if (about.own) return { ...about, score: trustScore(1000), tier: 'verified_partner', confidence: 1 };
    const { score: value, tier, confidence } = this.answer(did, now);
    return { ...about, score: value, tier, confidence: confidence / 1000 };
  }

  #fold(did: Did, standing: Standing, hour: number): readonly Operation[] {
    const hours = new Set([hour, ...standing.gathered.map((observation) => observation.hour)]);
    standing.ledger = observe(standing.ledger, standing.gathered);
    standing.gathered = [];
    standing.answer = undefined;
    return [...hours].map((at) => ({
      kind: 'put',
      space: 'evidence',
      key: `${did}/${at.toString().padStart(10, '0')}`,
      value: encodeHour(standing.ledger, at),
    }));
  }

  #standing(did: Did): Standing {
    const known = this.#standings.get(did);
    if (known !== undefined) return known;
    const created = fresh();
    this.#standings.set(did, created);
    return created;
  }

  #organisationStanding(did: Did): OrganisationStanding {
    const { organisation } = this.#directory.describe(did);
    if (organisation === undefined) return 'unknown';
    if (organisation.id === this.#directory.ownOrganisation) return 'own';
    return organisation.known ? 'known' : 'unknown';
  }

  #ledgersOfOrganisation(did: Did): readonly Ledger[] {
    const { organisation } = this.#directory.describe(did);
    if (organisation === undefined) return [this.#standing(did).ledger];
    return this.#directory.membersOf(organisation.id).map((member) => this.#standing(member).ledger);
  }
}

/** Below it an agent is untrusted: it is neither connected to nor listened to. To open a session takes `trust.minScore`. */
export const trustFloor = 300;
/** Gathered observations at most before they are added up. */
const maxGathered = 256;

function fresh(): Standing {
  return { ledger: emptyLedger, gathered: [], gatheredSince: millis(0), answer: undefined };
}
