import {
  MeshError,
  millis,
  parseMeshDid,
  toHex,
  utf8,
  type ErrorCode,
  type MeshDid,
  type MessageId,
  type Millis,
  type Random,
  type Reason,
} from './base/base.ts';
import { readMeshAnswer, type MeshAnswer, type MeshAsked, type MeshReply, type Refused } from './bridge/bridge.ts';
import type { Clock } from './clock.ts';
import { InTurn } from './in-turn.ts';
import type { Intake, Taken } from './inbox.ts';
import type { MeshEndpoint } from './mesh-endpoint.ts';
import { meshExchangeMs } from './mesh-exchange.ts';
import type { MessageEnd, MessageFeed } from './message-feed.ts';
import type { Body } from './wire/wire.ts';

/** What questions need of the rest of the hall. */
export interface MeshQuestionPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Sends a question, as the endpoint does. */
  readonly send: MeshEndpoint['send'];
}

/** Questions under way, to all agents and to one; more are refused with `overloaded`. */
const maxQuestions = 256;
const maxOfAgent = 32;
/** Agents of which something is remembered; the one asked longest ago is forgotten. */
const maxAgents = 1024;
/** How long an agent that did not answer must name what it answers, milliseconds: what it says may be the late answer. */
const lateMs = 2 * meshExchangeMs;

/** A question that waits for its answer. */
interface Open {
  readonly id: string;
  readonly end: (reply: MeshReply) => void;
  readonly until: AbortSignal;
  /** The message that it travels in; undefined until it is on disk. */
  message: MessageId | undefined;
  /** The agent has it. */
  isDelivered: boolean;
  /** Its answer is on its way to disk. */
  isAnswered: boolean;
}

/** An agent that is asked. */
interface Line {
  readonly agent: MeshDid;
  readonly open: Map<string, Open>;
  /** Questions to an agent that does not name what it answers are put one after the other. */
  readonly turn: InTurn;
  /** Questions under way, or waiting for their turn. */
  count: number;
  /** It has named a question in an answer. */
  names: boolean;
  /** Before that only an answer that names its question counts. */
  strictUntil: Millis;
}

/**
 * Questions of clients of this node to agents of AgentMesh, each a message that waits for another one. An answer names
 * its question. Of an agent that has never done so, what it says after the only question to it is the answer. What
 * nobody waits for goes where all messages go.
 */
export class MeshQuestions {
  readonly #ports: MeshQuestionPorts;
  readonly #lines = new Map<MeshDid, Line>();
  readonly #sent = new Map<MessageId, Open>();
  readonly #stop = new AbortController();
  #count = 0;

  constructor(ports: MeshQuestionPorts) {
    this.#ports = ports;
  }

  /** Puts a question to an agent, and waits for its answer: at most 300 s, and until `signal` aborts. */
  async ask(agent: MeshDid, asked: MeshAsked, signal: AbortSignal): Promise<MeshReply> {
    const line = this.#lineTo(agent);
    if (this.#count >= maxQuestions || line.count >= maxOfAgent) return notPut('overloaded');
    const late = new AbortController();
    const cancel = this.#ports.clock.after(meshExchangeMs, () => late.abort('late' satisfies Cause));
    const expires = millis(this.#ports.clock.now() + meshExchangeMs);
    const until = AbortSignal.any([signal, late.signal, this.#stop.signal]);
    const put = (): Promise<MeshReply> => this.#put(line, asked, { until, expires });
    this.#count++;
    line.count++;
    try {
      return line.names ? await put() : await line.turn.run(put);
    } finally {
      cancel();
      this.#count--;
      line.count--;
    }
  }

  /** Where messages go: answers to who asked, everything else on. */
  before(inbox: Pick<Intake, 'take'>): Pick<Intake, 'take'> {
    return { take: (envelope, now) => this.#take(envelope.body, now) ?? inbox.take(envelope, now) };
  }

  /** A feed that tells the questions too how their messages end. */
  watching(feed: Pick<MessageFeed, 'tell'>): Pick<MessageFeed, 'tell'> {
    return {
      tell: (end) => {
        feed.tell(end);
        this.#ended(end);
      },
    };
  }

  /** Ends all waiting. */
  stop(): void {
    this.#stop.abort('stopping' satisfies Cause);
  }

  async #put(
    line: Line,
    { id: wanted, content }: MeshAsked,
    { until, expires }: { readonly until: AbortSignal; readonly expires: Millis },
  ): Promise<MeshReply> {
    const { promise, resolve: end } = Promise.withResolvers<MeshReply>();
    const id = wanted === undefined || line.open.has(wanted) ? toHex(this.#ports.random(16)) : wanted;
    const open: Open = { id, end, until, message: undefined, isDelivered: false, isAnswered: false };
    if (until.aborted) return unanswered(open);
    const giveUp = (): void => this.#giveUp(line, open);
    line.open.set(id, open);
    until.addEventListener('abort', giveUp);
    try {
      const unsent = await this.#send(line.agent, open, { content, expires });
      return unsent ?? (await promise);
    } finally {
      until.removeEventListener('abort', giveUp);
      line.open.delete(id);
      if (open.message !== undefined) this.#sent.delete(open.message);
    }
  }

  /** The question as a message, which does not outlive it; why it may not or cannot be sent. */
  async #send(
    agent: MeshDid,
    open: Open,
    { content, expires }: { readonly content: MeshAsked['content']; readonly expires: Millis },
  ): Promise<Refused | undefined> {
    const body = utf8(JSON.stringify({ id: open.id, ...content }));
    const message = { topic: 'agentmesh', contentType: 'application/json', body, replyTo: undefined } as const;
    try {
      const sent = await this.#ports.send(agent, message, expires - this.#ports.clock.now());
      if (sent.kind === 'refused') return { ...notPut(sent.reason), messageId: sent.id };
      open.message = sent.id;
      this.#sent.set(sent.id, open);
      return undefined;
    } catch (error) {
      const reason = error instanceof MeshError ? notTaken.get(error.code) : undefined;
      if (reason === undefined) throw error;
      return notPut(reason);
    }
  }

  #giveUp(line: Line, open: Open): void {
    if (open.isAnswered) return;
    line.strictUntil = millis(this.#ports.clock.now() + lateMs);
    open.end(unanswered(open));
  }

  #take(body: Body, now: Millis): Taken | undefined {
    const agent = body.kind === 'message' ? parseMeshDid(body.agent ?? '') : undefined;
    const line = agent === undefined ? undefined : this.#lines.get(agent);
    if (body.kind !== 'message' || line === undefined || line.open.size === 0) return undefined;
    const answer = readMeshAnswer(body.body);
    const open = answer && meant(line, answer, now);
    if (answer === undefined || open === undefined) return undefined;
    open.isAnswered = true;
    return {
      cursor: undefined,
      operations: [],
      arrived: () => {
        line.names ||= answer.inReplyTo !== undefined;
        open.end({ kind: 'answer', id: open.id, value: answer.value });
      },
      failed: () => {
        open.isAnswered = false;
        if (open.until.aborted) this.#giveUp(line, open);
      },
    };
  }

  #ended({ id, state, reason }: Omit<MessageEnd, 'cursor'>): void {
    const open = this.#sent.get(id);
    if (open === undefined || open.isAnswered) return;
    if (state === 'delivered') open.isDelivered = true;
    else if (state === 'expired') open.end(unanswered(open));
    else open.end({ kind: 'refused', reason: reason ?? 'agent-failed', messageId: id, side: 'remote' });
  }

  #lineTo(agent: MeshDid): Line {
    const known = this.#lines.get(agent);
    const line = known ?? {
      agent,
      open: new Map<string, Open>(),
      turn: new InTurn(),
      count: 0,
      names: false,
      strictUntil: millis(0),
    };
    this.#lines.delete(agent);
    this.#lines.set(agent, line);
    if (this.#lines.size > maxAgents) {
      const idle = [...this.#lines.values()].find(({ count }) => count === 0);
      if (idle !== undefined) this.#lines.delete(idle.agent);
    }
    return line;
  }
}

/** Why the waiting for an answer ended; without one of these its client went away. */
type Cause = 'late' | 'stopping';

/** The question that an answer is for; one has one answer. */
function meant({ open, names, strictUntil }: Line, { inReplyTo }: MeshAnswer, now: Millis): Open | undefined {
  const [only] = open.values();
  const isClear = open.size === 1 && !names && now >= strictUntil;
  const found = inReplyTo === undefined ? (isClear ? only : undefined) : open.get(inReplyTo);
  return found?.isAnswered === true || found?.message === undefined ? undefined : found;
}

function unanswered({ until, message: messageId, isDelivered }: Open): Refused {
  const cause: unknown = until.aborted ? until.reason : 'late';
  if (cause === 'late')
    return { kind: 'refused', reason: isDelivered ? 'timeout' : 'agent-unreachable', messageId, side: 'remote' };
  return { kind: 'refused', reason: cause === 'stopping' ? 'stopping' : 'cancelled', messageId, side: 'local' };
}

function notPut(reason: Reason): Refused {
  return { kind: 'refused', reason, messageId: undefined, side: 'local' };
}

/** Why a message is not taken for sending, as the reason that a client sees. */
const notTaken: ReadonlyMap<ErrorCode, Reason> = new Map<ErrorCode, Reason>([
  ['peer-unknown', 'not-registered'],
  ['message-too-large', 'too-large'],
  ['outbox-full', 'overloaded'],
]);
