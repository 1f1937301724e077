import { fromUtf8, type Did, type MessageId, type Random, type Reason } from './base/base.ts';
import {
  formatTraceparent,
  parseTraceparent,
  Tracer,
  type EndedSpan,
  type Span,
  type TraceContext,
} from './telemetry/telemetry.ts';
import type { Envelope, ExchangeRequest, Header } from './wire/wire.ts';

/** How a call ended: with the status of its answer, or without one. */
export interface CallEnd {
  readonly status?: number | undefined;
  readonly reason?: Reason | undefined;
}

/** What an agent is worth here. */
interface AgentWorth {
  readonly did: Did;
  /** Whether it is the one behind this node. */
  readonly own: boolean;
  readonly score: number;
  readonly tier: string;
}

/** What a judgement tells of itself. */
export interface JudgedMessage {
  readonly envelope: Envelope;
  readonly judgement: {
    readonly allowed: boolean;
    readonly step: string;
    readonly reason: Reason | undefined;
    readonly decision?: { readonly policies: readonly { readonly id: string }[] } | undefined;
  };
  readonly facts: readonly {
    readonly action: string;
    readonly principal: AgentWorth;
    readonly resource: { readonly owner: AgentWorth };
  }[];
  readonly policySet: string;
}

/** How a handshake ended. */
export type Verified =
  | { readonly kind: 'done'; readonly result: { readonly peer: Did } }
  | { readonly kind: 'failed'; readonly reason: Reason };

/** Spans open at once, of each kind: as many as messages may be on their way to one peer, several times over. */
const maxOpen = 8192;

/** Spans under way, by the message they are about. The oldest ends early when there are too many. */
class OpenSpans {
  readonly #spans = new Map<MessageId, Span>();

  open(id: MessageId, span: Span): void {
    const [oldest] = this.#spans.size < maxOpen ? [] : this.#spans.keys();
    if (oldest !== undefined) this.#spans.delete(oldest);
    this.#spans.set(id, span);
  }

  get(id: MessageId): Span | undefined {
    return this.#spans.get(id);
  }

  take(id: MessageId): Span | undefined {
    const span = this.#spans.get(id);
    this.#spans.delete(id);
    return span;
  }
}

/**
 * The way of a message as spans. A trace that a local client began goes on inside the sealed envelope, and at the other
 * node, and reaches the agent there in `traceparent`:
 *
 *     client                node                                    other node                 agent
 *     (its span) -- HTTP -> parley.call                                                        (its span)
 *                            +- parley.send -- in the envelope ----> parley.receive              |
 *                                +- agt.policy.evaluate               +- agt.policy.evaluate     |
 *                                |   +- agt.trust.verify              |   +- agt.trust.verify    |
 *                                +- agt.approval.request              +- parley.serve -- HTTP ---+
 *                                +- parley.deliver
 *
 * Parts of answers have no spans: those of the call cover them. Attributes are ids, DIDs and words of our own tables.
 */
export class Tracing {
  readonly #tracer: Tracer;
  readonly #calls = new OpenSpans();
  readonly #out = new OpenSpans();
  readonly #delivering = new OpenSpans();
  readonly #in = new OpenSpans();
  readonly #serving = new OpenSpans();
  readonly #asked = new OpenSpans();
  /** When the judgement under way asked what the peer is worth, and until when. */
  #gated: { readonly fromMs: number; readonly toMs: number } | undefined;

  constructor(options: { readonly random: Random; readonly sample: number; record(span: EndedSpan): void }) {
    this.#tracer = new Tracer(options);
  }

  /** A local client calls an agent behind another node; what goes there, told where in the trace it stands. */
  calling(
    id: MessageId,
    peer: Did,
    request: ExchangeRequest,
  ): { readonly request: ExchangeRequest; readonly traceparent: string } {
    const parent = parentOf(request);
    const attributes = { ...about(id, peer), 'parley.protocol': request.protocol };
    const span = this.#tracer.start('parley.call', { kind: 'server', parent, attributes });
    this.#calls.open(id, span);
    const traceparent = formatTraceparent(span.context);
    return { request: passedOn(request, traceparent, parent !== undefined), traceparent };
  }

  /** The call is over. */
  called(id: MessageId, end: CallEnd): void {
    const now = this.#tracer.now();
    endCall(this.#calls.take(id), now, end);
    // One that could not be stored is told of nowhere else.
    this.#out.take(id)?.end(now, { failed: end.reason });
  }

  /** A message or request is about to be judged, sealed and stored; told where in the trace it stands. */
  leaving(envelope: Envelope): Envelope {
    if (!isTraced(envelope)) return envelope;
    const parent = parseTraceparent(envelope.traceparent);
    const attributes = { ...about(envelope.id, envelope.to), 'parley.kind': envelope.body.kind };
    const span = this.#tracer.start('parley.send', { kind: 'producer', parent, attributes });
    this.#out.open(envelope.id, span);
    return { ...envelope, traceparent: formatTraceparent(span.context) };
  }

  /** It is on disk, sealed or to be sealed: from here on it is delivered. */
  sent(id: MessageId, peer: Did): void {
    const span = this.#out.take(id);
    if (span === undefined) return;
    const now = this.#tracer.now();
    span.end(now);
    const delivery = { kind: 'client', parent: span.context, attributes: about(id, peer), startMs: now } as const;
    this.#delivering.open(id, this.#tracer.start('parley.deliver', delivery));
  }

  /** The peer has it, or never will. */
  delivered(id: MessageId, failed: Reason | undefined): void {
    this.#delivering.take(id)?.end(this.#tracer.now(), { failed });
  }

  /** A message or request came that is authentic, in a packet opened at `nowMs`; told where in the trace it stands. */
  arriving(envelope: Envelope, nowMs: number): Envelope {
    if (!isTraced(envelope)) return envelope;
    const attributes = { ...about(envelope.id, envelope.from), 'parley.kind': envelope.body.kind };
    const parent = parseTraceparent(envelope.traceparent) ?? parentOfBody(envelope);
    const startMs = Math.min(nowMs, this.#tracer.now());
    const span = this.#tracer.start('parley.receive', { kind: 'consumer', parent, attributes, startMs });
    this.#in.open(envelope.id, span);
    return { ...envelope, traceparent: formatTraceparent(span.context) };
  }

  /** It is on disk and let in. What is asked of the agent stays known until it is served. */
  received(id: MessageId, isServed: boolean): void {
    (isServed ? this.#in.get(id) : this.#in.take(id))?.end(this.#tracer.now());
  }

  /** It was refused here. */
  refused(id: MessageId, direction: 'in' | 'out', failed: Reason): void {
    const spans = direction === 'in' ? this.#in : this.#out;
    spans.take(id)?.end(this.#tracer.now(), { failed });
  }

  /** A judgement begins; it ends in the same turn. */
  judging(): void {
    this.#gated = undefined;
  }

  /** It was judged, in `ms` up to now. */
  judged({ judgement, facts, policySet, envelope }: JudgedMessage, ms: number): void {
    const span = this.#out.get(envelope.id) ?? this.#in.get(envelope.id);
    if (span === undefined) return;
    const now = this.#tracer.now();
    const { allowed, step, reason, decision } = judgement;
    const attributes = {
      'parley.message.id': envelope.id,
      'parley.action': facts[0]?.action,
      'parley.decision': allowed ? 'allow' : 'deny',
      'parley.step': step,
      'parley.reason': reason,
      'parley.policies': decision?.policies.map(({ id }) => id).join(','),
      'parley.policy_set': policySet,
    };
    const start = { parent: span.context, attributes, startMs: now - ms };
    const evaluated = this.#tracer.start('agt.policy.evaluate', start);
    this.#trusted(evaluated.context, { judgement, facts }, start.startMs);
    evaluated.end(now);
  }

  /** Asks what a peer is worth, and notes how long that takes, for the judgement that it is a part of. */
  gating<T>(gate: () => T): T {
    const fromMs = this.#tracer.now();
    const gated = gate();
    this.#gated = { fromMs, toMs: this.#tracer.now() };
    return gated;
  }

  /** Below a judgement that began at `fromMs`; nothing when it came to an end before it asked. */
  #trusted(
    parent: TraceContext,
    { judgement, facts }: Pick<JudgedMessage, 'judgement' | 'facts'>,
    fromMs: number,
  ): void {
    const gated = this.#gated;
    if (gated === undefined) return;
    const [fact] = facts;
    const peer = [fact?.principal, fact?.resource.owner].find((agent) => agent?.own === false);
    const failed = judgement.step === 'trust' ? judgement.reason : undefined;
    const attributes = {
      'parley.peer': peer?.did,
      'parley.trust.score': peer?.score,
      'parley.trust.tier': peer?.tier,
      'parley.decision': failed === undefined ? 'allow' : 'deny',
      'parley.reason': failed,
    };
    const span = this.#tracer.start('agt.trust.verify', {
      parent,
      attributes,
      startMs: Math.max(gated.fromMs, fromMs),
    });
    span.end(Math.max(gated.toMs, fromMs), { failed });
  }

  /** A call waits for a person, asked for by this message. */
  asked(id: MessageId): void {
    const parent = (this.#out.get(id) ?? this.#in.get(id))?.context;
    const attributes = { 'parley.approval.id': id };
    this.#asked.open(id, this.#tracer.start('agt.approval.request', { parent, attributes }));
  }

  /** A person answered. */
  answered(id: MessageId, state: string): void {
    this.#asked.take(id)?.end(this.#tracer.now(), { attributes: { 'parley.approval.state': state } });
  }

  /** The agent here is asked; what it is given, told where in the trace it stands. */
  serving(id: MessageId, peer: Did, request: ExchangeRequest): ExchangeRequest {
    const parent = this.#in.take(id)?.context ?? parentOf(request);
    const attributes = { ...about(id, peer), 'parley.protocol': request.protocol };
    const span = this.#tracer.start('parley.serve', { kind: 'client', parent, attributes });
    this.#serving.open(id, span);
    return passedOn(request, formatTraceparent(span.context), parent !== undefined);
  }

  /** Its answer is over. */
  served(id: MessageId, end: CallEnd): void {
    endCall(this.#serving.take(id), this.#tracer.now(), end);
  }

  /** Both sides prove to each other who they are. */
  async verifying<E extends Verified>(role: string, handshake: () => Promise<E>): Promise<E> {
    const span = this.#tracer.start('agt.trust.verify', { attributes: { 'parley.role': role } });
    try {
      const end = await handshake();
      const [failed, peer] = end.kind === 'done' ? [undefined, end.result.peer] : [end.reason, undefined];
      span.end(this.#tracer.now(), { failed, attributes: { 'parley.peer': peer } });
      return end;
    } catch (error) {
      span.end(this.#tracer.now(), { failed: 'internal' });
      throw error;
    }
  }
}

function endCall(span: Span | undefined, nowMs: number, { status, reason }: CallEnd): void {
  const failed = reason ?? (status !== undefined && status >= 500 ? 'agent-failed' : undefined);
  span?.end(nowMs, { failed, attributes: { 'http.response.status_code': status } });
}

function about(id: MessageId, peer: Did): Readonly<Record<string, string>> {
  return { 'parley.message.id': id, 'parley.peer': peer };
}

function isTraced({ body }: Envelope): boolean {
  return body.kind === 'message' || body.kind === 'request';
}

function parentOfBody({ body }: Envelope): TraceContext | undefined {
  return body.kind === 'request' ? parentOf(body) : undefined;
}

/** Where a request says that it stands: in its header, or in `_meta` of an MCP message (MCP, "Trace context"). */
function parentOf({ headers, protocol, body }: ExchangeRequest): TraceContext | undefined {
  const inHead = headers.filter(([name]) => name.toLowerCase() === 'traceparent');
  // Two of them are none (Trace Context, section 4.3).
  if (inHead.length > 0) return inHead.length === 1 ? parseTraceparent(inHead[0]?.[1].trim() ?? '') : undefined;
  return protocol === 'mcp' ? parentInMeta(body) : undefined;
}

function parentInMeta(body: Uint8Array): TraceContext | undefined {
  const text = fromUtf8(body) ?? '';
  if (!text.includes('"traceparent"')) return undefined;
  const meta = memberOf(memberOf(parsed(text), 'params'), '_meta');
  const traceparent = memberOf(meta, 'traceparent');
  return typeof traceparent === 'string' ? parseTraceparent(traceparent) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** The request with its place in the trace; `tracestate` belongs to a parent, and goes with one that cannot be read. */
function passedOn(request: ExchangeRequest, traceparent: string, hasParent: boolean): ExchangeRequest {
  const dropped = hasParent ? ['traceparent'] : ['traceparent', 'tracestate'];
  const rest = request.headers.filter(([name]) => !dropped.includes(name.toLowerCase()));
  const header: Header = ['traceparent', traceparent];
  return { ...request, headers: [...rest, header] };
}
