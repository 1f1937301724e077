import { accept, equalBytes, ignore, reject, trustScore } from './base/base.ts';
import type { Did, Millis, Reason, SessionId, Verdict } from './base/base.ts';
import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import type { CrossCheck } from './cross-check.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import type { AgentIdentity } from './identity/identity.ts';
import type { Lane } from './lane.ts';
import type { LiveSession } from './live-session.ts';
import { decide, type CompiledPolicies, type Facts } from './policy/policy.ts';
import type { Reputation } from './reputation.ts';
import type { Operation, Store } from './store/store.ts';
import { tierOf } from './trust/trust.ts';
import { decodeSessionEnd, encodeSessionEnd, signPayload, verifySigned, type Frame, type Signed } from './wire/wire.ts';

/** What a judgement about a session is made from. */
export interface OpeningPorts {
  readonly self: AgentIdentity;
  readonly reputation: Reputation;
  /** Has some decisions made once more by another engine; undefined where none are. */
  readonly crossCheck?: Pick<CrossCheck, 'isDue' | 'ask'> | undefined;
  policies(): CompiledPolicies;
}

/** Whether policy permits a session with a peer that it (`in`) or this node (`out`) opens. */
export function judgeOpening(
  ports: OpeningPorts,
  about: {
    readonly peer: Did;
    readonly direction: 'in' | 'out';
    readonly now: Millis;
    /** Whether it is open already, and judged again. */
    readonly standing: boolean;
  },
): Verdict<true> {
  const { self, reputation, crossCheck } = ports;
  const { peer, direction, now, standing } = about;
  const [from, to] = direction === 'in' ? [peer, self.did] : [self.did, peer];
  const policies = ports.policies();
  const facts: Facts = {
    principal: reputation.agentFacts(from, now),
    action: 'session.open',
    resource: { kind: 'agent', owner: reputation.agentFacts(to, now) },
    context: { direction, protocol: 'mesh', sizeBytes: 0, now, standing },
  };
  const decision = decide(policies, facts);
  if (crossCheck?.isDue() === true) void crossCheck.ask([facts], policies, { id: undefined, direction, peer });
  return decision.allow ? accept(true) : reject(decision.reason ?? 'policy-denied');
}

/** What judging sessions again needs of the rest of the hall. */
export interface ReviewPorts extends OpeningPorts {
  readonly store: Store;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly events: Events;
  readonly exchanges: Pick<Exchanges, 'breakOff'>;
  links(): Peers;
}

/** The lanes and links that sessions belong to. */
interface Peers {
  lanes(): readonly Lane[];
  laneTo(peer: Did): Lane;
  send(peer: Did, frame: Frame): void;
  outlaw(peer: Did, reason: Reason): void;
}

/** A score that a session was judged at, and allowed. */
interface Mark {
  readonly session: SessionId;
  readonly score: number;
}

/** Sessions looked at between two turns of the event loop; a score that has to be computed takes up to a millisecond. */
const perTurn = 4;

/**
 * Judges open sessions again (trust.md, Consequences): when the score of a peer falls below the one its session was
 * opened at, by the rule that opens sessions. One that does not stand is closed, and the other side told why; the
 * next message asks for a new one in the ordinary way, and gets the ordinary answer.
 */
export class SessionReview {
  readonly #ports: ReviewPorts;
  /** The lowest score that each peer's session was allowed at since it was opened; one entry a session. */
  readonly #marks = new Map<Did, Mark>();
  readonly #due = new Set<Did>();

  constructor(ports: ReviewPorts) {
    this.#ports = ports;
  }

  /** Follows what is seen of peers from now on. */
  start(): void {
    this.#ports.reputation.onFall((peer) => this.#soon(peer));
  }

  /** After what is under way now: the message that lowered the score is answered, and its commit handed over, first. */
  #soon(peer: Did): void {
    if (this.#due.has(peer)) return;
    this.#due.add(peer);
    setImmediate(() => {
      this.#due.delete(peer);
      this.#review(peer).catch((error: unknown) => this.#ports.events.internalError('session review', error));
    });
  }

  /** Every open session: hearsay, a decision of the operator or time may have lowered a score that nobody asked for. */
  async reviewAll(): Promise<void> {
    let looked = 0;
    for (const { peer, sessions } of this.#ports.links().lanes()) {
      if (sessions.current === undefined) {
        this.#marks.delete(peer);
        continue;
      }
      await this.#review(peer);
      if (++looked % perTurn === 0) await new Promise((next) => setImmediate(next));
    }
  }

  async #review(peer: Did): Promise<void> {
    const { clock, reputation } = this.#ports;
    const lane = this.#ports.links().laneTo(peer);
    const session = lane.sessions.current;
    if (session === undefined) return;
    const now = clock.now();
    const { score, tier } = reputation.weighed(peer, now);
    const mark = this.#marks.get(peer);
    const below = mark?.session === session.id ? mark.score : session.score;
    if (score >= below) return;
    this.#marks.set(peer, { session: session.id, score });
    const verdict = this.#judge(session, now);
    if (verdict.kind !== 'accept') {
      await this.#close(lane, session, { reason: verdict.reason, score, now });
      return;
    }
    // A score may fade by a point a day: what changed for a person is the tier.
    if (tier === tierOf(trustScore(below))) return;
    this.#ports.events.sessionKept(peer, tier);
    await this.#ports.store.commit([this.#entryOf(session, { outcome: 'kept', score, now })], { lazy: true });
  }

  /**
   * The peer gets no new session, for this reason. The one before, under which it may go on to ask, ends for it as well: no
   * answer can be given any more.
   */
  async refused(lane: Lane, reason: Reason): Promise<void> {
    const { retired } = lane.sessions;
    if (retired === undefined) return;
    const now = this.#ports.clock.now();
    const { score } = this.#ports.reputation.weighed(lane.peer, now);
    await this.#close(lane, retired, { reason, score, now });
  }

  async #close(
    lane: Lane,
    session: LiveSession,
    why: { readonly reason: Reason; readonly score: number; readonly now: Millis },
  ): Promise<void> {
    const { self, events, exchanges } = this.#ports;
    const { id, peer } = session;
    const { reason, now } = why;
    this.#marks.delete(peer);
    await lane.endSessions([this.#entryOf(session, { outcome: 'closed', ...why })]);
    events.sessionClosed(peer, reason, 'here');
    const payload = encodeSessionEnd({ id, from: self.did, to: peer, timestamp: now, reason });
    this.#ports.links().send(peer, { kind: 'session-end', end: signPayload(self.signing, 'SessionEnd', payload) });
    exchanges.breakOff(peer, reason);
  }

  /** The other side closed a session. What does not hold costs it the connection. */
  async came(peer: Did, signed: Signed): Promise<void> {
    const { events } = this.#ports;
    try {
      const verdict = await this.#ended(peer, signed);
      if (verdict.kind !== 'reject') return;
      events.badFrame(peer, verdict.reason);
      this.#ports.links().outlaw(peer, verdict.reason);
    } catch (error) {
      events.internalError('session end', error);
    }
  }

  /** It is forgotten here too, and calls that wait for answers under it end with the reason. */
  async #ended(peer: Did, signed: Signed): Promise<Verdict<true>> {
    const { self, clock, directory, events, exchanges } = this.#ports;
    const now = clock.now();
    const key = directory.peer(peer).entry?.record?.record.publicKey;
    if (key === undefined || !equalBytes(signed.key, key)) return reject('key-mismatch', 'of the session end');
    const payload = verifySigned(signed, 'SessionEnd');
    if (payload.kind !== 'accept') return payload;
    const read = decodeSessionEnd(payload.value);
    if (read.kind !== 'accept') return read;
    const { id, from, to, reason } = read.value;
    if (from !== peer || to !== self.did) return reject('did-mismatch', 'the session end is of or for another agent');
    const lane = this.#ports.links().laneTo(peer);
    const session = lane.sessions.current;
    if (session?.id !== id) return ignore('unknown-session');
    this.#marks.delete(peer);
    await lane.endSessions([this.#entryOf(session, { outcome: 'ended', reason, now })]);
    events.sessionClosed(peer, reason, 'there');
    exchanges.breakOff(peer, reason, 'remote');
    return accept(true);
  }

  #entryOf(
    { id, peer, suite, initiator }: LiveSession,
    {
      now,
      ...what
    }: {
      readonly outcome: 'kept' | 'closed' | 'ended';
      readonly score?: number;
      readonly reason?: Reason;
      readonly now: Millis;
    },
  ): Operation {
    const direction = initiator ? 'out' : 'in';
    return this.#ports.audit.append({ type: 'session', time: now, id, direction, peer, suite, ...what });
  }

  #judge({ peer, initiator }: LiveSession, now: Millis): Verdict<true> {
    const low = this.#ports.reputation.tooLow(peer, now);
    if (low !== undefined) return reject(low.reason, low.detail);
    return judgeOpening(this.#ports, { peer, direction: initiator ? 'out' : 'in', now, standing: true });
  }
}
