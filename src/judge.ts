import { accept, limits, type Did, type MessageId, type Millis, type Reason, type Verdict } from './base/base.ts';
import type { Approvals } from './approvals.ts';
import type { CrossCheck } from './cross-check.ts';
import type { Directory } from './directory.ts';
import { factsOf, isJudged, type FrameGate } from './facts.ts';
import { heldCall } from './held-call.ts';
import type { VerifiedRecord } from './identity/identity.ts';
import type { Judgement, Step } from './journal.ts';
import type { LiveSession } from './live-session.ts';
import {
  decide,
  type ActionName,
  type AgentFacts,
  type CompiledPolicies,
  type Decision,
  type Facts,
} from './policy/policy.ts';
import type { Recall } from './recall.ts';
import type { Awaitable } from './session/session.ts';
import type { Operation } from './store/store.ts';
import type { ToolPins } from './tool-pins.ts';
import type { Veto } from './veto/veto.ts';
import type { Body, Envelope } from './wire/wire.ts';

/** What a judgement is made from. */
export interface JudgePorts {
  readonly directory: { standing(did: Did, now: Millis): Verdict<VerifiedRecord> };
  readonly reputation: {
    gate(did: Did, now: Millis): { readonly reason: Reason; readonly detail: string } | undefined;
    agentFacts(did: Did, now: Millis, acts?: ActionName): AgentFacts;
  };
  /** Times what the peer is asked to be worth; undefined where nobody is told. */
  readonly events?: { gating<T>(gate: () => T): T } | undefined;
  readonly exchanges: {
    actionOf(exchange: MessageId, peer: Did): ActionName | undefined;
    answeredBytes(exchange: MessageId, peer: Did): number;
  };
  readonly recall: Recall;
  readonly approvals: Pick<Approvals, 'meet'>;
  /** What is known of the tools of MCP servers; undefined where none pass. */
  readonly tools?: Pick<ToolPins, 'factsOf' | 'isBarred'> | undefined;
  /** Remote engines that may say no; undefined when there are none. */
  readonly veto?: Veto | undefined;
  /** Has some decisions made once more by another engine; undefined where none are. */
  readonly crossCheck?: Pick<CrossCheck, 'isDue' | 'ask'> | undefined;
  /** Reads the frames of AgentMesh clients; undefined where none are served. */
  readonly frames?: FrameGate | undefined;
  /** The set in force. */
  policies(): CompiledPolicies;
}

/** Where a message comes from or goes to. */
export interface Passage {
  readonly peer: Did;
  readonly direction: 'in' | 'out';
  readonly now: Millis;
  /** The session it came under; undefined on the way out. */
  readonly session?: LiveSession;
}

/** A judgement, and the facts it was made on; none where nothing was read. */
export interface Judged {
  readonly judgement: Judgement;
  /** What was judged, and so what is delivered and recorded: the envelope as it came, or with what a rule demands redacted. */
  readonly envelope: Envelope;
  readonly facts: readonly Facts[];
  /** What the judgement itself changes, for the commit of the message, or of its denial. */
  readonly writes: readonly Operation[];
  /** Version of the one set of policies that was in force for all of it. */
  readonly policySet: string;
}

/** What no rule happens to permit is no offence, nor what may be asked for; what a rule forbids is. */
export function isOffence({ allowed, step, decision }: Judgement): boolean {
  return (
    !allowed && step === 'policy' && decision !== undefined && decision.policies.length > 0 && !decision.requestable
  );
}

/** What was decided about a clear text, and what is to be written of it. */
export interface Cleared {
  /** What passed: as it came, or with what a rule demands redacted. */
  readonly envelope: Envelope;
  /** Why it did not pass; undefined when it did. */
  readonly refused: Reason | undefined;
  /** `cursor`: where it is in the inbox. */
  record(cursor?: number): readonly Operation[];
}

/** The directory for what a client of this node and the agent of this node say to each other: our own record is in force too. */
export function withSelf(directory: Directory, self: Did): JudgePorts['directory'] {
  return {
    standing: (did, now) =>
      did === self && directory.ownEnd() === undefined ? accept(directory.own) : directory.standing(did, now),
  };
}

const noWrites: readonly Operation[] = [];
const allowed: Judgement = { allowed: true, step: 'policy', reason: undefined };

type Refused = Pick<Judged, 'judgement' | 'facts'>;
type Read = { readonly refused: Refused } | { readonly facts: readonly Facts[] };

/** Everything before policy: identity, trust, facts, session. Changes nothing. */
function readFacts(envelope: Envelope, body: Uint8Array, passage: Passage, ports: JudgePorts): Read {
  // What comes in was measured by the decoder; what goes out must not be accepted if the other side cannot read it.
  const maxBytes = envelope.body.kind === 'message' ? limits.maxMessageBytes : limits.maxBodyBytes;
  if (body.length > maxBytes) return { refused: no('envelope', 'too-large') };
  const { peer, direction, now } = passage;
  const standing = ports.directory.standing(peer, now);
  if (standing.kind !== 'accept') return { refused: no('identity', standing.reason, standing.detail) };
  const ask = () => ports.reputation.gate(peer, now);
  const gate = ports.events === undefined ? ask() : ports.events.gating(ask);
  if (gate !== undefined) return { refused: no('trust', gate.reason, gate.detail) };
  const facts = factsOf(envelope, {
    direction,
    now,
    frames: ports.frames,
    agent: (did, acts) => ports.reputation.agentFacts(did, now, acts),
    definitionOf: (tool) => ports.tools?.factsOf(tool),
    actionOf: (exchange) => ports.exchanges.actionOf(exchange, peer),
    answeredBytes: (exchange) => ports.exchanges.answeredBytes(exchange, peer),
  });
  if (facts.kind !== 'accept') return { refused: no('facts', facts.reason, facts.detail) };
  if (facts.value.some((fact) => isBarred(fact, ports)))
    return { refused: { ...no('policy', 'tool-quarantined'), facts: facts.value } };
  const broken = brokenCondition(passage, facts.value);
  if (broken !== undefined) return { refused: { ...no('session', broken), facts: facts.value } };
  return { facts: facts.value };
}

/**
 * What other engines object to, before the judgement, which then finds everything as it is when it decides: a limit, an
 * approval, a kill switch. Remote ones are asked about what begins something and nothing here refuses already; parts of
 * answers do not wait for anybody, and are only looked at afterwards where they are in the sample of the cross-check.
 * Undefined without an objection, at once where nobody is to be asked.
 */
export function objectionTo(envelope: Envelope, passage: Passage, ports: JudgePorts): Awaitable<Judged | undefined> {
  const { body } = envelope;
  if (!isJudged(body)) return undefined;
  const isBeginning = begins(body);
  const veto = isBeginning ? ports.veto : undefined;
  const sample = ports.crossCheck?.isDue() === true ? ports.crossCheck : undefined;
  if (veto === undefined && sample === undefined) return undefined;
  const read = readFacts(envelope, body.body, passage, ports);
  if ('refused' in read) return undefined;
  const { peer, direction, now } = passage;
  const policies = ports.policies();
  const { facts } = ports.recall.about(read.facts, { envelope, peer, now }, policies);
  const checking = sample?.ask(facts, policies, { id: envelope.id, direction, peer });
  if (!isBeginning) return undefined;
  const asking = veto !== undefined && isOpen(facts, policies) ? veto.ask(facts) : undefined;
  return first<{ readonly reason: Reason; readonly detail: string }>(checking, asking).then((objection) => {
    if (objection === undefined) return undefined;
    const refused: Judgement = { allowed: false, step: 'policy', ...objection, facts: facts[0] };
    return { judgement: refused, envelope, facts, writes: noWrites, policySet: policies.version };
  });
}

function begins({ kind }: Body): boolean {
  return kind === 'message' || kind === 'request';
}

/** What is said first, in this order; all were asked already. */
async function first<T>(...asked: readonly (Promise<T | undefined> | undefined)[]): Promise<T | undefined> {
  for (const answer of asked) {
    const said = await answer;
    if (said !== undefined) return said;
  }
  return undefined;
}

/** Whether the policies here let it pass, or a person may. */
function isOpen(facts: readonly Facts[], policies: CompiledPolicies): boolean {
  const { judgement } = byPolicy(facts, policies);
  return judgement.allowed || judgement.decision?.requestable === true;
}

/**
 * The one judgement, for both directions: identity, trust, facts, session, policy; the first that says no decides. The
 * set of policies is taken once, whatever comes into force meanwhile.
 */
export function judge(envelope: Envelope, passage: Passage, ports: JudgePorts): Judged {
  const policies = ports.policies();
  const about = { envelope, policySet: policies.version };
  if (!isJudged(envelope.body)) return { ...about, judgement: allowed, facts: [], writes: noWrites };
  try {
    return judgeBytes(envelope, passage, ports, { ...firstRound, policies });
  } catch (error) {
    // Whatever it was: what could not be judged does not pass, and the denial is recorded like any other.
    const detail = `it could not be judged: ${error instanceof Error ? error.name : 'something was thrown'}`;
    return { ...no('policy', 'policy-error', detail), ...about, writes: noWrites };
  }
}

/** Where a judgement stands that redaction made begin anew. */
interface Round {
  /** The set that all rounds are judged by. */
  readonly policies: CompiledPolicies;
  /** How often something was redacted. */
  readonly count: number;
  /** What was, by name. */
  readonly redacted: readonly string[];
  /** The use of a person's approval of the call as it came. */
  readonly use: (() => readonly Operation[]) | undefined;
}

const firstRound: Omit<Round, 'policies'> = { count: 0, redacted: [], use: undefined };
/** Redacted bytes are judged like any other, and other rules may demand more of them; not without end. */
const maxRounds = 3;

function judgeBytes(envelope: Envelope, passage: Passage, ports: JudgePorts, round: Round): Judged {
  const { body } = envelope;
  const { policies } = round;
  const about = { envelope, policySet: policies.version };
  if (!isJudged(body)) return { ...about, judgement: allowed, facts: [], writes: noWrites };
  const read = readFacts(envelope, body.body, passage, ports);
  if ('refused' in read) return { ...read.refused, ...about, writes: noWrites };
  const { peer, now } = passage;
  const recalled = ports.recall.about(read.facts, { envelope, peer, now }, policies);
  const facts = round.use === undefined ? recalled.facts : recalled.facts.map(approved);
  const judged = byPolicy(facts, policies);
  const { judgement, decisions, writes, use } =
    judged.judgement.decision?.requestable === true
      ? byPerson(judged.judgement.decision, { envelope, passage, facts, policies }, ports.approvals)
      : { ...judged, use: round.use };
  if (!judgement.allowed) return { ...about, judgement, facts, writes };
  const made = redactionOf(decisions, { envelope, round }, ports.recall);
  if (made.kind === 'failed') {
    const { detail } = made;
    const refused: Judgement = { ...judgement, allowed: false, reason: 'obligation-failed', detail };
    return { ...about, judgement: refused, facts, writes };
  }
  if (made.kind === 'redacted')
    return judgeBytes(made.envelope, passage, ports, { ...round, count: round.count + 1, redacted: made.found, use });
  const done = round.redacted.length === 0 ? judgement : { ...judgement, redacted: round.redacted };
  const passed = recalled.passed(decisions);
  return { ...about, judgement: done, facts, writes: use === undefined ? passed : [...passed, ...use()] };
}

type Redaction =
  | { readonly kind: 'clean' }
  | { readonly kind: 'redacted'; readonly envelope: Envelope; readonly found: readonly string[] }
  | { readonly kind: 'failed'; readonly detail: string };

/** What the permits demand to be covered; the envelope is to be judged anew when something was. */
function redactionOf(
  decisions: readonly Decision[],
  at: { readonly envelope: Envelope; readonly round: Round },
  recall: Recall,
): Redaction {
  const wanted = [...new Set(decisions.flatMap(({ obligations }) => obligations.redact))];
  if (wanted.length === 0) return { kind: 'clean' };
  const made = recall.redact(at.envelope, wanted, at.round.policies.patterns);
  if (made.kind === 'failed') return { kind: 'failed', detail: `redaction: ${made.why}` };
  if (made.kind === 'clean') return made;
  if (at.round.count === maxRounds) return { kind: 'failed', detail: 'redaction: the rules demand ever more' };
  return { ...made, found: [...new Set([...at.round.redacted, ...made.found])] };
}

interface PolicyJudged {
  readonly judgement: Judgement;
  readonly decisions: readonly Decision[];
  /** What a person's part in it changes: of a denial at once, of a passage when it is certain. */
  readonly writes: readonly Operation[];
  readonly use?: (() => readonly Operation[]) | undefined;
}

interface Held {
  readonly envelope: Envelope;
  readonly passage: Passage;
  readonly facts: readonly Facts[];
  readonly policies: CompiledPolicies;
}

/** What only a person can let pass: approved it is judged again, by the same set, with the approval as a fact. */
function byPerson(
  decision: Decision,
  { envelope, passage, facts, policies }: Held,
  approvals: JudgePorts['approvals'],
): PolicyJudged {
  const call = heldCall(envelope, { direction: passage.direction, facts, decision }, policies.version);
  const denied = (reason: Reason, detail: string, writes = noWrites): PolicyJudged => {
    const judgement: Judgement = { allowed: false, step: 'policy', reason, detail, decision, facts: facts[0] };
    return { judgement, decisions: [], writes };
  };
  if (call === undefined) return denied('policy-denied', 'an answer cannot be approved');
  const met = approvals.meet(call, passage.now);
  switch (met.kind) {
    case 'full':
      return denied('policy-denied', 'it needs approval, and too many requests wait already');
    case 'damaged':
      return denied('policy-denied', 'it needs approval, and the stored requests for approval cannot be read');
    case 'denied':
      return denied('approval-denied', `request ${met.id} was denied`);
    case 'held':
      return denied('approval-required', `request ${met.id} waits for approval`, met.writes);
    case 'approved': {
      const again = byPolicy(facts.map(approved), policies);
      return again.judgement.allowed ? { ...again, use: met.use } : again;
    }
  }
}

function approved<F extends Facts>(fact: F): F {
  return { ...fact, context: { ...fact.context, approved: true } };
}

/**
 * Every fact must be permitted; the set is taken once, so no message is judged by half of one. What a person may lift
 * decides only when nothing else denies.
 */
function byPolicy(facts: readonly Facts[], policies: CompiledPolicies): PolicyJudged {
  let judgement = allowed;
  const decisions: Decision[] = [];
  for (const fact of facts) {
    const decision = decide(policies, fact);
    decisions.push(decision);
    const { allow, reason, retryAfterMs } = decision;
    const detail =
      retryAfterMs === undefined ? undefined : `a limit is used up; one more may pass in ${retryAfterMs} ms`;
    if (allow && !judgement.allowed) continue;
    judgement = { allowed: allow, step: 'policy', reason, detail, decision, facts: fact };
    if (!allow && decision.requestable !== true) break;
  }
  return { judgement, decisions, writes: noWrites };
}

function no(step: Step, reason: Reason, detail?: string): Refused {
  return { judgement: { allowed: false, step, reason, detail }, facts: [] };
}

/** Whether it calls a tool whose definition is in question here, which no policy can allow. */
function isBarred({ resource }: Facts, { tools }: JudgePorts): boolean {
  if (resource.kind !== 'tool' || tools === undefined) return false;
  return tools.isBarred({ owner: resource.owner.did, server: resource.server, name: resource.name });
}

/** The condition of the session that does not allow this; undefined when all do. */
function brokenCondition({ session, now }: Passage, facts: readonly Facts[]): Reason | undefined {
  if (session === undefined) return undefined;
  const { maxMessages, maxSeconds, actions } = session.conditions;
  if (maxMessages !== undefined && session.received >= maxMessages) return 'session-expired';
  if (maxSeconds !== undefined && now > session.opened + maxSeconds * 1000) return 'session-expired';
  const outside = facts.some((fact) => fact.action !== 'exchange.respond' && !actions.includes(fact.action));
  return actions.length > 0 && outside ? 'condition-not-met' : undefined;
}

/** What must hold of an authentic envelope before anyone asks whether it is allowed; undefined when all does. */
export function wrongEnvelope(
  envelope: Envelope,
  expected: { readonly id: MessageId; readonly from: Did; readonly to: Did; readonly now: Millis },
): Reason | undefined {
  const { id, created, expires, from, to } = envelope;
  const { now } = expected;
  if (id !== expected.id || from !== expected.from || to !== expected.to) return 'id-mismatch';
  if (created > now + limits.clockSkewMs || now > expires + limits.clockSkewMs) return 'message-expired';
  if (expires - created > limits.messageTtlMs) return 'malformed';
  // Only this node says so, of what it opened itself.
  if (envelope.body.kind === 'message' && envelope.body.agent !== undefined) return 'malformed';
  // Answers are forgotten by the time in the id, so that time has to be about the true one.
  return Math.abs(timeOfId(id) - created) > limits.clockSkewMs ? 'id-mismatch' : undefined;
}

/** The 48 bits of milliseconds that an id begins with. */
function timeOfId(id: MessageId): number {
  return Number.parseInt(id.slice(0, 12), 16);
}
