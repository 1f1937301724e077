import { MeshError, utf8, type Did, type MessageId, type Millis } from './base/base.ts';
import type { Handlers, Input, Output } from './control/control.ts';
import { countsAsTestimony } from './evidence-of.ts';
import { readPages, type Entry } from './journal.ts';
import type { OperatorAct, OperatorDecision } from './operator-hand.ts';
import { actions, isActionName } from './policy/policy.ts';
import type { RunningNode } from './running-node.ts';
import type { Operation } from './store/store.ts';
import {
  defaultParameters,
  hourOf,
  isLifted,
  parametersHash,
  publish,
  rootsHash,
  writtenRoots,
} from './trust/trust.ts';

type TrustHandlers = Pick<Handlers, 'trust' | 'publishTrust' | 'trustRoots' | 'decideTrust' | 'rate'>;

/** The control API's handlers about trust. */
export function trustHandlers(parts: RunningNode): TrustHandlers {
  return {
    trust: ({ query }) => explainTrust(parts, agentOf(parts, query.who)),
    publishTrust: ({ query }) => published(parts, agentOf(parts, query.who)),
    trustRoots: () => trustRoots(parts),
    decideTrust: (input) => decideTrust(parts, input),
    rate: (input) => rate(parts, input),
  };
}

function explainTrust(parts: RunningNode, did: Did): Output<'trust'> {
  const { reputation, quarantines, clock } = parts;
  const now = clock.now();
  const answer = reputation.answer(did, now);
  const { long, short, r, s, prior, standing, damage, heard } = answer;
  const quarantine = quarantines.of(did, now);
  const evidence = reputation.evidence(did, now);
  const flags = (['revoked', 'disproved', 'unusual'] as const).filter((flag) => evidence[flag]);
  return {
    answer: claimOf(answer),
    long,
    short,
    r,
    s,
    prior,
    standing,
    damage,
    heard: { ...heard, from: [...heard.from] },
    classes: classesOf(parts, did, now),
    ...(quarantine === undefined ? {} : { quarantine: shown(quarantine) }),
    announced: announcedAbout(parts, did),
    flags,
  };
}

/** What other nodes announced of an agent; our own quarantine is shown as such. */
function announcedAbout({ news, reputation, identity }: RunningNode, did: Did): Output<'trust'>['announced'] {
  return [...news.book.about(did)]
    .filter(({ body }) => body.by !== identity.did)
    .toSorted((a, b) => b.body.since - a.body.since)
    .map((said) => {
      const { by, cause, since, until } = said.body;
      const lifted = isLifted(said.body);
      const counts = !lifted && countsAsTestimony(said, reputation.sources);
      return shown({ by, cause, since, until, lifted, counts });
    });
}

type Claim = Output<'trust'>['answer'];

function claimOf({
  score,
  tier,
  confidence,
  evidenceRoot,
  rootsHash: roots,
  parametersHash: numbers,
  hour,
}: {
  readonly [K in keyof Claim]: Claim[K];
}): Claim {
  return { score, tier, confidence, evidenceRoot, rootsHash: roots, parametersHash: numbers, hour };
}

function classesOf({ reputation }: RunningNode, did: Did, now: Millis): Output<'trust'>['classes'] {
  return actions
    .map((action) => ({ action, gate: reputation.mayWrite(did, action, now) }))
    .filter(({ gate }) => gate.r > 0 || gate.allow)
    .map(({ action, gate: { allow, by, until, r } }) => shown({ action, open: allow, by, r, until }));
}

function shown<T extends { readonly until: Millis | undefined }>({
  until,
  ...rest
}: T): Omit<T, 'until'> & { until?: number } {
  return until === undefined ? rest : { ...rest, until };
}

/** A graph of more rows than this is not published: its JSON would be larger than an answer of this API may be. */
const maxPublishedRows = 50_000;

function published({ reputation, clock }: RunningNode, did: Did): Output<'publishTrust'> {
  const now = clock.now();
  const graph = reputation.graph;
  const fits = graph !== undefined && graph.rater.length + graph.agents.length <= maxPublishedRows;
  const made = { evidence: reputation.evidence(did, now), roots: reputation.roots(), hour: hourOf(now) };
  return publish({ ...made, parameters: defaultParameters, graph: fits ? graph : undefined });
}

function trustRoots({ reputation, quarantines, hand, clock }: RunningNode): Output<'trustRoots'> {
  const roots = reputation.roots();
  return {
    roots: writtenRoots(roots),
    rootsHash: rootsHash(roots),
    parameters: defaultParameters,
    parametersHash: parametersHash(defaultParameters),
    quarantined: quarantines.all(clock.now()).map(shown),
    decisions: hand.decisions.map(decisionOf),
  };
}

type Deciding = Pick<
  RunningNode,
  'hand' | 'audit' | 'quarantines' | 'directory' | 'reputation' | 'review' | 'clock' | 'events'
>;

/**
 * Records a decision of the operator and takes it into force. What is about the word of an organisation may be said by
 * the name of one of its agents. Throws MeshError `peer-unknown` or `request-invalid`.
 */
export async function decideTrust(
  parts: Deciding,
  { request }: Pick<Input<'decideTrust'>, 'request'>,
): Promise<Output<'decideTrust'>> {
  const { hand, audit, reputation, review, clock, events } = parts;
  const now = clock.now();
  const target = targetOf(parts, request);
  const { act: kind, by, why, capability, seconds } = request;
  const act: OperatorAct =
    kind === 'vouch'
      ? { kind, target, capability, expires: hourOf(now) + Math.ceil(seconds / 3600) }
      : { kind, target };
  if (kind === 'vouch' && capability !== '' && !isActionName(capability))
    throw new MeshError('request-invalid', 'There is no action of that name. docs/policy.md lists the actions.');
  const decision: OperatorDecision = { at: now, by, why, act };
  const did = kind === 'quarantine' || kind === 'unquarantine' ? agentOf(parts, request.target) : undefined;
  const also = quarantineWrites(parts, { kind, target, did, now });
  const entry = audit.append({
    type: 'operator',
    time: now,
    act: kind,
    target,
    ...(kind === 'vouch' ? { capability } : {}),
    by,
    why,
  });
  await hand.decide(decision, [...also, entry]);
  reputation.changed();
  events.operatorDecided(kind, target);
  await review.reviewAll();
  return decisionOf(decision);
}

/** What a decision does to a quarantine: whoever forgives a fork lifts what it was shut out for, and nothing else. */
function quarantineWrites(
  { quarantines, directory }: Deciding,
  about: {
    readonly kind: OperatorAct['kind'];
    readonly target: string;
    readonly did: Did | undefined;
    readonly now: Millis;
  },
): readonly Operation[] {
  const { kind, target, did, now } = about;
  if (did !== undefined && kind === 'quarantine')
    return quarantines.begin(did, { cause: 'operator', since: now, until: undefined });
  if (did !== undefined) return quarantines.lift(did, now);
  const agent = directory.agent(target);
  const isForFork = agent !== undefined && quarantines.of(agent, now)?.cause === 'equivocation';
  return kind === 'forgive' && isForFork ? quarantines.lift(agent, now) : [];
}

function decisionOf({ at, by, why, act }: OperatorDecision): Output<'decideTrust'> {
  const { kind, ...rest } = act;
  return { at, by, why, act: kind, ...rest };
}

/** What a verdict on a message is written with. */
export type RatingParts = Pick<RunningNode, 'store' | 'directory' | 'reputation' | 'receipts' | 'clock'>;

/**
 * Takes the verdict of our own agent, or of one that we serve, on a message: evidence, and a receipt where there is a
 * call it can be about. Throws MeshError `not-found`, `request-invalid` where messages of several agents have the id and
 * `with` names none of them, and, for a second verdict, `refused`.
 */
export async function rate(
  parts: RatingParts,
  { params, request }: Pick<Input<'rate'>, 'params' | 'request'>,
): Promise<Output<'rate'>> {
  const { id } = params;
  const { outcome, dimension } = request;
  const { store, reputation, receipts, clock } = parts;
  const now = clock.now();
  const entry = await ratedEntry(parts, id, request.with);
  const key = `@rated/${id}/${entry.peer}`;
  if (store.get('evidence', key) !== undefined)
    throw new MeshError('refused', 'This message was rated already: a verdict counts once, and stays.');
  // An answer that is nothing of what was asked breaks the contract: a failure that was admitted is a lesser thing.
  const severity = outcome === 100 ? 0 : outcome === 0 ? 2 : 1;
  const rating = { dimension, outcome, severity } as const;
  const capabilityClass = isActionName(entry.action) ? entry.action : '';
  const evidence = reputation.rate(entry.peer, { ...rating, capabilityClass }, now);
  const receipt = receipts.issue(id, { subject: entry.peer, rating }, now);
  await store.commit([...evidence, ...receipt, { kind: 'put', space: 'evidence', key, value: utf8(String(outcome)) }]);
  return { did: entry.peer, score: reputation.weighed(entry.peer, now).score, receipt: receipt.length > 0 };
}

/** The message that a verdict is about: peers choose the ids of theirs, so several may have the same one. */
async function ratedEntry(
  { store, directory }: Pick<RunningNode, 'store' | 'directory'>,
  id: MessageId,
  who: string | undefined,
): Promise<Entry> {
  const entries = (await readPages(store, id)).pages.map(({ entry }) => entry);
  const peer = who === undefined ? undefined : agentOf({ directory }, who);
  const meant = peer === undefined ? entries : entries.filter((entry) => entry.peer === peer);
  const [first] = meant;
  if (first === undefined)
    throw new MeshError(
      'not-found',
      'No message with that id is known here; entries are kept for 7 days. Check the id.',
    );
  const peers = new Set(meant.map((entry) => entry.peer));
  if (peers.size === 1) return first;
  throw new MeshError(
    'request-invalid',
    `Messages of ${peers.size} agents have that id. Say whose you mean with --with: ${[...peers].join(', ')}.`,
  );
}

/** The agent meant by an alias or a DID in either form. */
export function agentOf({ directory }: Pick<RunningNode, 'directory'>, who: string): Did {
  const did = directory.byName(who);
  if (did !== undefined) return did;
  throw new MeshError('peer-unknown', 'No agent of that name is known here. `parley peers` lists those that are.');
}

/** What a decision is about: an agent, or an organisation by its id. */
function targetOf(
  parts: Pick<RunningNode, 'directory'>,
  { target, act }: { readonly target: string; readonly act: OperatorAct['kind'] },
): string {
  if (target.startsWith('did:key:')) return target;
  const agent = agentOf(parts, target);
  const isOfOrganisation = act === 'pin' || act === 'unpin';
  return isOfOrganisation ? (parts.directory.organisationOf(agent) ?? agent) : agent;
}
