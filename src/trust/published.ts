import { fromBase64url, toBase64url } from '../base/base.ts';
import { namedCredibility, type Credibility, type Graph } from './credibility.ts';
import { decodeLedger, encodeLedger } from './ledger-codec.ts';
import type { Hour, Ledger } from './ledger.ts';
import type { Parameters } from './parameters.ts';
import { writtenRoots, type Roots, type WrittenRoots } from './roots.ts';
import { score, type Evidence, type TrustAnswer } from './score.ts';
import type { Spread } from './damage.ts';
import type { Testimony } from './hearsay.ts';

/** A graph in JSON: its columns as lists. */
export type PublishedGraph = {
  readonly [K in keyof Graph]: Graph[K] extends readonly string[] ? readonly string[] : readonly number[];
};

/** A score with all that went into it, so that anyone can compute it again. JSON. */
export interface Published {
  readonly version: 1;
  readonly hour: Hour;
  readonly parameters: Parameters;
  readonly roots: WrittenRoots;
  readonly evidence: {
    readonly subject: string;
    readonly organisation?: string | undefined;
    /** Canonical bytes of ledgers, base64url. */
    readonly ledger: string;
    readonly organisationLedgers: readonly string[];
    readonly testimony: readonly Testimony[];
    readonly spread: readonly Spread[];
    readonly ceiling?: number | undefined;
    readonly revoked: boolean;
    readonly disproved: boolean;
    readonly unusual: boolean;
  };
  readonly credibility: {
    readonly hour: Hour;
    readonly root: string;
    readonly values: readonly (readonly [organisation: string, value: number])[];
    /** What it was computed from; absent where it is too large to publish, or where there is none. */
    readonly graph?: PublishedGraph | undefined;
  };
  readonly answer: PublishedAnswer;
}

/** The part of an answer that is claimed. */
export type PublishedAnswer = Pick<
  TrustAnswer,
  'tier' | 'confidence' | 'evidenceRoot' | 'rootsHash' | 'parametersHash' | 'hour'
> & {
  readonly score: number;
};

/** What a score was made from. */
export interface Made {
  readonly evidence: Evidence;
  readonly roots: Roots;
  readonly parameters: Parameters;
  readonly hour: Hour;
  /** What the credibility in the evidence was computed from, where it is to be published. */
  readonly graph: Graph | undefined;
}

/** Writes a score down with all that went into it. */
export function publish({ evidence, roots, parameters, hour, graph }: Made): Published {
  const { ledger, organisationLedgers, credibility, ...rest } = evidence;
  const bytes = (each: Ledger): string => toBase64url(encodeLedger(each));
  return {
    version: 1,
    hour,
    parameters,
    roots: writtenRoots(roots),
    evidence: { ...rest, ledger: bytes(ledger), organisationLedgers: organisationLedgers.map(bytes) },
    credibility: {
      hour: credibility.hour,
      root: credibility.root,
      values: [...credibility.values],
      ...(graph === undefined ? {} : { graph: listed(graph) }),
    },
    answer: claimed(score(evidence, roots, parameters, hour)),
  };
}

/** What came of computing a published score again. */
export interface Recomputed {
  /** Each thing that is not as it was published; none when all holds. */
  readonly differences: readonly string[];
  readonly answer: TrustAnswer;
  /** Whether credibility was computed again too, or taken as published. */
  readonly credibility: 'recomputed' | 'as published';
}

/** Computes a published score again, from what it was published with. Throws MeshError `store-damaged` for a ledger that does not decode. */
export function recompute(published: Published): Recomputed {
  const { parameters, hour } = published;
  const roots: Roots = {
    organisation: published.roots.organisation,
    pinned: new Set(published.roots.pinned),
    known: new Set(published.roots.known),
    vouches: published.roots.vouches,
    blocked: new Set(published.roots.blocked),
    forgiven: new Map(published.roots.forgiven),
  };
  const { graph, ...stated } = published.credibility;
  const credibility: Credibility = { ...stated, values: new Map(stated.values) };
  const { ledger, organisationLedgers, organisation, ...rest } = published.evidence;
  const read = (text: string): Ledger => decodeLedger(fromBase64url(text) ?? new Uint8Array(0));
  const own = read(ledger);
  const evidence: Evidence = {
    ...rest,
    organisation,
    ledger: own,
    // The agent's own ledger stands among those of its organisation as the very same object.
    organisationLedgers: organisationLedgers.map((text) => (text === ledger ? own : read(text))),
    credibility,
  };
  const answer = score(evidence, roots, parameters, hour);
  const differences = differencesOf(published.answer, claimed(answer));
  if (graph === undefined) return { differences, answer, credibility: 'as published' };
  const again = namedCredibility(columnsOf(graph), roots, parameters, stated.hour);
  return {
    differences: [...differences, ...credibilityDiffers(credibility, again)],
    answer,
    credibility: 'recomputed',
  };
}

function claimed({
  score,
  tier,
  confidence,
  evidenceRoot,
  rootsHash,
  parametersHash,
  hour,
}: TrustAnswer): PublishedAnswer {
  return { score, tier, confidence, evidenceRoot, rootsHash, parametersHash, hour };
}

function differencesOf(stated: PublishedAnswer, found: PublishedAnswer): readonly string[] {
  const known = new Map<string, unknown>(Object.entries(found));
  return Object.entries(stated)
    .filter(([name, value]) => known.get(name) !== value)
    .map(([name, value]) => `${name} is published as ${value}, and comes out as ${String(known.get(name))}`);
}

function credibilityDiffers(stated: Credibility, found: Credibility): readonly string[] {
  if (stated.root !== found.root) return ['the credibility is not of the graph it was published with'];
  const same =
    stated.values.size === found.values.size && [...found.values].every(([id, c]) => stated.values.get(id) === c);
  return same ? [] : ['the credibility of organisations does not come out as published'];
}

function listed(graph: Graph): PublishedGraph {
  const { agents, organisations, organisationOf, rater, subject, day, r, s, seen, seenR, seenS } = graph;
  const lists = { organisationOf: [...organisationOf], rater: [...rater], subject: [...subject], day: [...day] };
  return {
    agents,
    organisations,
    ...lists,
    r: [...r],
    s: [...s],
    seen: [...seen],
    seenR: [...seenR],
    seenS: [...seenS],
  };
}

function columnsOf(graph: PublishedGraph): Graph {
  const { agents, organisations, organisationOf, rater, subject, day, r, s, seen, seenR, seenS } = graph;
  return {
    agents,
    organisations,
    organisationOf: Uint32Array.from(organisationOf),
    rater: Uint32Array.from(rater),
    subject: Uint32Array.from(subject),
    day: Uint32Array.from(day),
    r: Uint32Array.from(r),
    s: Uint32Array.from(s),
    seen: Uint32Array.from(seen),
    seenR: Float64Array.from(seenR),
    seenS: Float64Array.from(seenS),
  };
}
