import type { Did, Millis } from './base/base.ts';
import type { Delegations } from './delegations.ts';
import type { Directory } from './directory.ts';
import type { OperatorHand } from './operator-hand.ts';
import type { QuarantineNews } from './quarantine-news.ts';
import type { Receipts } from './receipts.ts';
import {
  defaultParameters,
  direct,
  disprovedLoss,
  hourOf,
  keyOfLoss,
  lossesOf,
  quarantineLosses,
  reachOf,
  regimeChange,
  rootsOf,
  withQuarantine,
  type AnnouncedQuarantine,
  type Credibility,
  type Evidence,
  type Fixed,
  type Graph,
  type Hour,
  type Ledger,
  type Roots,
  type Spread,
  type Statement,
  type Testimony,
} from './trust/trust.ts';

/** Where the evidence about an agent is gathered from. */
export interface EvidenceSources {
  readonly self: Did;
  readonly directory: Directory;
  readonly receipts: Receipts;
  /** Quarantines that others announced. */
  readonly news: QuarantineNews;
  readonly hand: OperatorHand;
  readonly delegations: Pick<Delegations, 'grantsOf'>;
  ledgerOf(did: Did): Ledger;
}

/** The roots of this node's scores: its organisation, those it knows, and what its operator decided. */
export function rootsNow({ self, directory, hand }: EvidenceSources): Roots {
  const { pinned, blocked, forgiven, vouches } = hand;
  return rootsOf(directory.ownOrganisation ?? self, {
    pinned: new Set(pinned),
    known: new Set(directory.knownOrganisations()),
    blocked: new Set(blocked),
    forgiven: new Map(forgiven),
    vouches,
  });
}

/** All that this node has about one agent as of `now`. */
export function evidenceOf(
  did: Did,
  sources: EvidenceSources,
  at: { readonly now: Millis; readonly credibility: Credibility; readonly roots: Roots },
): Evidence {
  const { directory, receipts } = sources;
  const { now, credibility, roots } = at;
  const organisation = directory.describe(did).organisation?.id;
  const ledger = sources.ledgerOf(did);
  // An agent that was ended itself still tells its peers so: they lose no trust by it.
  const verdict = directory.standingOf(did, now);
  const refused = verdict.kind === 'accept' ? undefined : verdict.reason;
  return {
    subject: did,
    organisation,
    ledger,
    organisationLedgers:
      organisation === undefined
        ? [ledger]
        : directory.membersOf(organisation).map((member) => sources.ledgerOf(member)),
    testimony: testimonyAbout(did, sources),
    credibility,
    spread: spreadOver(did, sources, roots),
    ceiling: sources.delegations.grantsOf(did, now).ceiling,
    revoked: refused === 'revoked',
    disproved: refused === 'equivocation' || isDisproved(did, receipts, roots),
    unusual: actsUnusually(ledger, hourOf(now)),
  };
}

/** Whether an agent forked its chain of receipts since its operator was last forgiven. */
export function isDisproved(did: Did, receipts: Receipts, { forgiven }: Roots): boolean {
  const fork = receipts.forkOf(did);
  return fork !== undefined && fork > (forgiven.get(did) ?? -1);
}

/** What others say of an agent; our own receipts are evidence of our own already, and count once. */
function testimonyAbout(did: Did, sources: EvidenceSources): readonly Testimony[] {
  const { receipts, news, directory } = sources;
  const testimony: Testimony[] = [];
  for (const { rater, day, r, s } of saidBy(receipts.book.about(did), news.book.about(did), sources))
    testimony.push({ organisation: directory.describe(rater).organisation?.id ?? rater, day, r, s });
  return testimony;
}

/** What one rater says of one agent in one day, in receipts and by shutting it out. */
type Said = Pick<Statement, 'rater' | 'subject' | 'day' | 'r' | 's'>;

/** Receipts and quarantines of others as testimony: together at most one unit a rater, agent and day. */
function* saidBy(
  statements: Iterable<Statement>,
  announced: Iterable<AnnouncedQuarantine>,
  sources: EvidenceSources,
): Generator<Said, void, undefined> {
  const losses = new Map(quarantineLosses(countable(announced, sources), defaultParameters));
  for (const { rater, subject, day, r, s } of statements) {
    const key = keyOfLoss({ by: rater, subject, day });
    const loss = losses.get(key)?.loss ?? 0;
    losses.delete(key);
    if (r + s + loss === 0 || !isHeard(rater, sources)) continue;
    yield { rater, subject, day, ...(loss === 0 ? { r, s } : withQuarantine({ r, s }, loss)) };
  }
  for (const { by, subject, day, loss } of losses.values())
    yield { rater: by, subject, day, ...withQuarantine({ r: 0, s: 0 }, loss) };
}

/** Whether what a rater says is testimony here: it is not our own word, and the rater did not fork its chain. */
function isHeard(rater: Did, { self, receipts }: EvidenceSources): boolean {
  return rater !== self && receipts.forkOf(rater) === undefined;
}

/** The announcements that count: of those that have proved, by a receipt, that they dealt with whom they shut out. */
function countable(announced: Iterable<AnnouncedQuarantine>, sources: EvidenceSources): AnnouncedQuarantine[] {
  return [...announced].filter((said) => countsAsTestimony(said, sources));
}

/** Whether an announced quarantine is evidence here, besides being shown. */
export function countsAsTestimony(said: AnnouncedQuarantine, sources: EvidenceSources): boolean {
  const { receipts, news } = sources;
  const { by, subject } = said.body;
  return isHeard(by, sources) && receipts.book.haveDealt(by, subject) && news.stands(said);
}

/** Misconduct of agents near this one over sponsor and vouch edges, as this node saw it. */
function spreadOver(did: Did, sources: EvidenceSources, roots: Roots): readonly Spread[] {
  const { directory, receipts } = sources;
  const organisationOf = (agent: string): string => directory.organisationOf(agent) ?? agent;
  const vouched = (node: string): readonly string[] => {
    if (node === roots.organisation) return roots.vouches.map(({ target }) => target);
    return roots.vouches.some(({ target }) => target === node) ? [roots.organisation] : [];
  };
  const neighbours = (node: string): readonly string[] => {
    const sponsor = directory.organisationOf(node);
    return [...vouched(node), ...(sponsor === undefined ? directory.membersOf(node) : [sponsor])];
  };
  const spread: Spread[] = [];
  for (const [node, hops] of reachOf(did, neighbours, defaultParameters.damageDepth)) {
    const agent = directory.agent(node);
    if (agent === undefined) continue;
    const organisation = organisationOf(agent);
    for (const [day, loss] of lossesKnown(sources.ledgerOf(agent))) spread.push({ organisation, hops, day, loss });
    const fork = isDisproved(agent, receipts, roots) ? receipts.forkOf(agent) : undefined;
    if (fork !== undefined) spread.push({ organisation, hops, day: Math.floor(fork / 24), loss: disprovedLoss });
  }
  return spread;
}

const losses = new WeakMap<Ledger, ReadonlyMap<number, Fixed>>();

function lossesKnown(ledger: Ledger): ReadonlyMap<number, Fixed> {
  const known = losses.get(ledger);
  if (known !== undefined) return known;
  const made = ledger.bad === 0 ? new Map<number, Fixed>() : lossesOf(ledger, defaultParameters);
  losses.set(ledger, made);
  return made;
}

/** Hours behind now that are compared with the last one: 30 days. */
const usualHours = 30 * 24;

/** Whether an agent's actions of this hour and the one before are unlike those of the 30 days before. */
function actsUnusually(ledger: Ledger, nowHour: Hour): boolean {
  const recent = new Map<string, number>();
  const usual = new Map<string, number>();
  for (const [hour, entries] of ledger.hours) {
    if (hour < nowHour - usualHours) continue;
    const habits = hour >= nowHour - 1 ? recent : usual;
    for (const { capabilityClass, count } of entries) {
      habits.set(capabilityClass, (habits.get(capabilityClass) ?? 0) + count);
    }
  }
  return regimeChange(recent, usual);
}

/** Rows gathered between two turns of the event loop: well below a millisecond or two. */
const rowsPerTurn = 5000;

/** The graph of who said what about whom, and of what this node saw, as of `now`. Lets messages through meanwhile. */
export async function graphOf(sources: EvidenceSources, agentsSeen: Iterable<Did>, now: Millis): Promise<Graph> {
  const { directory, receipts, news, self } = sources;
  const agents = new Places();
  const organisations = new Places();
  organisations.of(directory.ownOrganisation ?? self);
  const columns: Columns = { rater: [], subject: [], day: [], r: [], s: [], seen: [], seenR: [], seenS: [] };
  for (const { rater, subject, day, r, s } of saidBy(receipts.book.statements(), news.book.all(), sources)) {
    columns.rater.push(agents.of(rater));
    columns.subject.push(agents.of(subject));
    columns.day.push(day);
    columns.r.push(r);
    columns.s.push(s);
    if (columns.rater.length % rowsPerTurn === 0) await new Promise((next) => setImmediate(next));
  }
  for (const did of agentsSeen) {
    const { r, s } = direct(sources.ledgerOf(did), hourOf(now), defaultParameters);
    if (r + s === 0) continue;
    columns.seen.push(agents.of(did));
    columns.seenR.push(r);
    columns.seenS.push(s);
  }
  for (const { target } of sources.hand.vouches) organisations.of(directory.organisationOf(target) ?? target);
  const organisationOf = agents.names.map((did) => organisations.of(directory.organisationOf(did) ?? did));
  return {
    agents: agents.names,
    organisations: organisations.names,
    organisationOf: Uint32Array.from(organisationOf),
    rater: Uint32Array.from(columns.rater),
    subject: Uint32Array.from(columns.subject),
    day: Uint32Array.from(columns.day),
    r: Uint32Array.from(columns.r),
    s: Uint32Array.from(columns.s),
    seen: Uint32Array.from(columns.seen),
    seenR: Float64Array.from(columns.seenR),
    seenS: Float64Array.from(columns.seenS),
  };
}

type Columns = Record<'rater' | 'subject' | 'day' | 'r' | 's' | 'seen' | 'seenR' | 'seenS', number[]>;

/** Names by the order in which they first came. */
class Places {
  readonly names: string[] = [];
  readonly #places = new Map<string, number>();

  of(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.names.push(name) - 1;
    this.#places.set(name, place);
    return place;
  }
}
