import { fromUtf8, limits, MeshError, newMessageId, parseCanonicalDid, parseMessageId, utf8 } from './base/base.ts';
import type { Did, MessageId, Random, Reason } from './base/base.ts';
import { TargetError, type Egress, type ExchangeOutcome, type RawResponse, type Refused } from './bridge/bridge.ts';
import { Caller } from './callers.ts';
import { backoffMs, pause, type Clock } from './clock.ts';
import type { Draft, Sent } from './draft.ts';
import type { Events } from './events.ts';
import { entriesOf } from './pages.ts';
import { partsOf } from './answer-parts.ts';
import { costOf, creditEveryBytes, windowBytes } from './credit.ts';
import type { ActionName, Facts } from './policy/policy.ts';
import type { Operation, Store } from './store/store.ts';
import { eventOfReason } from './trust/trust.ts';
import { Window } from './window.ts';
import type { Ack, Body, Envelope, ExchangeRequest } from './wire/wire.ts';

/** What exchanges need of the rest of the hall. */
export interface ExchangePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Events;
  readonly egress: Egress;
  /** Calls under way in either direction; more are refused with `overloaded`. */
  readonly maxExchanges: number;
  send(draft: Draft): Promise<Sent>;
  /** Says how much of an answer was read; nothing happens without a connection, and `linked` says it again. */
  credit(peer: Did, exchange: MessageId, taken: number): void;
  /** Resolves true once a message to the peer would leave at once, false when that takes too long. */
  reachable(peer: Did, signal: AbortSignal): Promise<boolean>;
  sighted(
    peer: Did,
    kind: 'answered' | 'failed',
    about: { readonly exchange: MessageId; readonly action: ActionName },
  ): void;
}

/** A call of another node's agent that our agent is answering. */
interface Serving {
  readonly peer: Did;
  readonly action: ActionName;
  readonly abort: AbortController;
  readonly window: Window;
  /** Bytes of the answer that are on their way or there. */
  answered: number;
  /** What the caller's client has read, as `costOf` counts. */
  taken: number;
}

/** How long a request may wait in the outbox: its caller is an HTTP client, and does not wait longer. */
const requestTtlMs = 60_000;
/** How long a call stands whose peer is out of reach, milliseconds: one that took it and is gone would be waited for without end. */
const awayMs = 60_000;
/** Between tries to send what the disk had no room for: the other side waits for it. */
const busyBounds = { firstMs: 50, maxMs: 5_000 };

/** An exchange that was open when the process ended. */
interface Cut {
  readonly id: MessageId;
  readonly peer: Did;
  readonly role: string;
}

/**
 * HTTP exchanges across the mesh, both sides. A request is performed at most once: its commit marks it as
 * begun, and after a crash the caller is told `interrupted` instead of the call being repeated.
 */
export class Exchanges {
  readonly #ports: ExchangePorts;
  readonly #callers = new Map<MessageId, Caller>();
  readonly #serving = new Map<MessageId, Serving>();
  /** Which exchange a part belongs to, until it is acknowledged. */
  readonly #parts = new Map<MessageId, MessageId>();
  /** What a crash cut off, until that is told. */
  #cut: readonly Cut[] = [];
  /** Peers that went out of reach, and what calls off that their calls end. */
  readonly #away = new Map<Did, () => void>();
  readonly #stop = new AbortController();

  constructor(ports: ExchangePorts) {
    this.#ports = ports;
  }

  get active(): number {
    return this.#callers.size + this.#serving.size;
  }

  /** The caller's side: carries a local client's request to the agent behind `peer`. */
  async call(peer: Did, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome> {
    const { clock, random } = this.#ports;
    if (this.#callers.size >= this.#ports.maxExchanges) return refusal('overloaded');
    const id = newMessageId(clock.now(), random);
    const giveUp = (): void => this.#giveUp(id);
    const caller = this.#caller(id, peer, giveUp);
    this.#callers.set(id, caller);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const { request: body, traceparent } = this.#ports.events.calling(id, peer, request);
      const sent = await this.#ports.send({ to: peer, id, body, traceparent, ttlMs: requestTtlMs });
      if (sent.kind === 'refused') this.#fail(caller, { ...refusal(sent.reason, id), ...retryOf(sent) });
      else if (!(await this.#ports.reachable(peer, signal))) this.#unreachable(id);
    } catch (error) {
      this.#callers.delete(id);
      this.#ports.events.called(id, { reason: 'store-failed' });
      throw error;
    }
    return caller.outcome;
  }

  /** The action an exchange that is open with this peer was begun with. */
  actionOf(exchange: MessageId, peer: Did): ActionName | undefined {
    const serving = this.#serving.get(exchange);
    return this.#callerOf(exchange, peer)?.action ?? (serving?.peer === peer ? serving.action : undefined);
  }

  /** Bytes of the answer that passed in an exchange that is open with this peer. */
  answeredBytes(exchange: MessageId, peer: Did): number {
    const serving = this.#serving.get(exchange);
    return this.#callerOf(exchange, peer)?.answered ?? (serving?.peer === peer ? serving.answered : 0);
  }

  /** The writes that go with an outbound envelope. */
  sending(envelope: Envelope, facts: readonly Facts[]): readonly Operation[] {
    const { body, id } = envelope;
    if (body.kind === 'response' || body.kind === 'chunk') this.#count(this.#serving.get(body.exchange), body);
    if (body.kind !== 'request')
      return isLast(body) && !this.#isOfOther(body.exchange, envelope.to) ? unmark(body.exchange) : [];
    const action = actionOfRequest(facts);
    const caller = this.#callers.get(id);
    if (caller !== undefined) caller.action = action;
    return [mark(id, 'asked', envelope.to)];
  }

  /** The writes that go with an inbound envelope. */
  receiving(envelope: Envelope): readonly Operation[] {
    const { body, id } = envelope;
    if (body.kind === 'request') return [mark(id, 'serving', envelope.from)];
    if (body.kind === 'response' || body.kind === 'chunk') this.#count(this.#callers.get(body.exchange), body);
    return isLast(body) && !this.#isOfOther(body.exchange, envelope.from) ? unmark(body.exchange) : [];
  }

  /** Hands a committed envelope on. */
  deliver(envelope: Envelope, facts: readonly Facts[]): void {
    const { body, from } = envelope;
    if (body.kind === 'request') void this.#serve(envelope.id, from, { request: body, action: actionOfRequest(facts) });
    else if (body.kind === 'response' || body.kind === 'chunk') this.#answer(from, body);
    else if (body.kind === 'end') this.#ended(body.exchange, from, body.reason);
  }

  /** An answer that is not let in here: its caller must not wait for the rest, nor the agent go on. */
  refusedInbound(envelope: Envelope, reason: Reason): void {
    const { body, from, id } = envelope;
    if (body.kind !== 'response' && body.kind !== 'chunk') return;
    const caller = this.#callerOf(body.exchange, from);
    if (caller !== undefined) this.#fail(caller, refusal(reason, id));
    this.#end(from, body.exchange, 'cancelled');
  }

  /** The peer's word on something we sent; true when it was a part of an answer. */
  acknowledged(peer: Did, ack: Ack): boolean {
    const part = this.#parts.get(ack.id);
    if (part !== undefined) {
      this.#parts.delete(ack.id);
      if (ack.outcome === 'delivered') return true;
      this.#serving.get(part)?.abort.abort();
      // A caller whose node refused the part knows; one that the part never reached would wait for it for ever.
      if (ack.outcome === 'rejected') this.#end(peer, part, 'interrupted');
      return true;
    }
    const caller = ack.outcome === 'delivered' ? undefined : this.#callerOf(ack.id, peer);
    if (caller === undefined) return false;
    const reason = ack.reason ?? 'malformed';
    this.#fail(caller, { ...refusal(reason, ack.id), side: reason === 'message-expired' ? 'local' : 'remote' });
    this.#ports.store.commit(unmark(ack.id), { lazy: true }).catch((error: unknown) => this.#failed(error));
    return false;
  }

  /** The caller's node says how much of an answer was read; what it says twice changes nothing. */
  credited(peer: Did, exchange: MessageId, taken: number): void {
    const serving = this.#serving.get(exchange);
    if (serving?.peer !== peer || taken <= serving.taken) return;
    serving.window.release(taken - serving.taken);
    serving.taken = taken;
  }

  /** Whether a call is under way with the peer: what is read of its answer has to be told, so a connection is needed. */
  awaits(peer: Did): boolean {
    const isWith = (one: { readonly peer: Did }): boolean => one.peer === peer;
    return [...this.#callers.values()].some(isWith) || [...this.#serving.values()].some(isWith);
  }

  /** A connection to the peer is up: what was said on the one before may not have arrived. */
  linked(peer: Did): void {
    this.#away.get(peer)?.();
    this.#away.delete(peer);
    for (const { id, peer: owner, taken } of this.#callers.values())
      if (owner === peer && taken > 0) this.#ports.credit(peer, id, taken);
  }

  /** The last connection to the peer is gone: what is under way with it waits a while for the next. True when anything is. */
  unlinked(peer: Did): boolean {
    if (!this.#away.has(peer))
      this.#away.set(
        peer,
        this.#ports.clock.after(awayMs, () => this.#givenUp(peer)),
      );
    return this.awaits(peer);
  }

  /** Reads what a crash cut off. Before anything new comes: that is marked in the same way. */
  async load(): Promise<void> {
    const cut: Cut[] = [];
    for await (const [key, value] of entriesOf(this.#ports.store, 'exchange')) {
      const [role, did] = (fromUtf8(value) ?? '').split(' ');
      const id = parseMessageId(fromUtf8(key) ?? '');
      const peer = parseCanonicalDid(did ?? '');
      if (id !== undefined && peer !== undefined && role !== undefined) cut.push({ id, peer, role });
    }
    this.#cut = cut;
  }

  /** After a start: exchanges that a crash cut off are ended on the other side, which still waits. */
  async recover(): Promise<void> {
    const cut = this.#cut;
    this.#cut = [];
    for (const { id, peer, role } of cut) {
      // One whose lane is full stays marked, and is ended after the next start.
      await this.#sendEnd(peer, id, role === 'asked' ? 'cancelled' : 'interrupted').catch((error: unknown) =>
        this.#failed(error),
      );
    }
  }

  /** Ends what is under way with a peer that is dealt with no more, or under a session that ended; `side` is who ended it. */
  breakOff(peer: Did, reason: Reason, side: 'local' | 'remote' = 'local'): void {
    for (const serving of this.#serving.values()) if (serving.peer === peer) serving.abort.abort();
    const calls = [...this.#callers.values()].filter((caller) => caller.peer === peer);
    for (const caller of calls) this.#fail(caller, { ...refusal(reason, caller.id), side });
    // Nothing comes that would take the marks away, and an answer that comes all the same finds nobody.
    const marks = calls.flatMap(({ id }) => unmark(id));
    if (marks.length === 0) return;
    this.#ports.store.commit(marks, { lazy: true }).catch((error: unknown) => this.#failed(error));
  }

  /** The peer did not come back in time. */
  #givenUp(peer: Did): void {
    this.#away.delete(peer);
    for (const serving of this.#serving.values()) if (serving.peer === peer) serving.abort.abort();
    for (const { id, peer: called } of this.#callers.values()) if (called === peer) this.#unreachable(id);
  }

  /** Ends everything under way: the node stops. */
  stop(): void {
    this.#stop.abort();
    for (const serving of this.#serving.values()) serving.abort.abort();
    for (const caller of this.#callers.values()) this.#fail(caller, refusal('stopping', caller.id));
  }

  #caller(id: MessageId, peer: Did, abandoned: () => void): Caller {
    let said = 0;
    const taken = (): void => {
      if (caller.taken - said < creditEveryBytes) return;
      said = caller.taken;
      this.#ports.credit(peer, id, said);
    };
    const caller = new Caller(id, peer, { taken, abandoned });
    return caller;
  }

  #answer(from: Did, body: Extract<Body, { kind: 'response' | 'chunk' }>): void {
    const caller = this.#callerOf(body.exchange, from);
    if (caller === undefined) {
      if (!body.last) this.#end(from, body.exchange, 'cancelled');
      return;
    }
    if (body.kind === 'response' && caller.action !== undefined) {
      const { id: exchange, action } = caller;
      this.#ports.sighted(from, body.status < 500 ? 'answered' : 'failed', { exchange, action });
    }
    if (caller.take(body)) {
      if (body.kind === 'response') caller.status = body.status;
      if (body.last && this.#callers.delete(caller.id)) this.#ports.events.called(caller.id, { status: caller.status });
      return;
    }
    // It would grow in memory without end.
    this.#fail(caller, { ...refusal('overloaded', caller.id), side: 'remote' });
    this.#end(from, caller.id, 'cancelled');
  }

  #ended(exchange: MessageId, from: Did, reason: Reason): void {
    const caller = this.#callerOf(exchange, from);
    if (caller !== undefined) {
      // A restart, a stop or too much to do is trouble at the other end, and no misconduct.
      const { action } = caller;
      if (action !== undefined && eventOfReason(reason) === 'failed')
        this.#ports.sighted(from, 'failed', { exchange, action });
      this.#fail(caller, { ...refusal(reason, exchange), side: 'remote' });
    }
    const serving = this.#serving.get(exchange);
    if (serving?.peer === from) serving.abort.abort();
  }

  /** The called side: performs a request at our agent and sends the answer back part by part. */
  async #serve(id: MessageId, peer: Did, asked: { request: ExchangeRequest; action: ActionName }): Promise<void> {
    const { events } = this.#ports;
    const request = events.serving(id, peer, asked.request);
    const abort = new AbortController();
    if (this.#serving.size >= this.#ports.maxExchanges) {
      events.served(id, { reason: 'overloaded' });
      return this.#end(peer, id, 'overloaded');
    }
    const window = new Window(windowBytes);
    const serving: Serving = { peer, action: asked.action, abort, window, answered: 0, taken: 0 };
    this.#serving.set(id, serving);
    try {
      const response = await this.#ports.egress.perform(request, peer, abort.signal);
      await this.#relay(id, serving, response);
      events.served(id, { status: response.status });
    } catch (error) {
      if (!abort.signal.aborted && !(error instanceof TargetError)) this.#failed(error);
      const failed = error instanceof TargetError ? error.reason : 'agent-failed';
      const reason = abort.signal.aborted ? 'cancelled' : failed;
      events.served(id, { reason });
      // It counts as under way until that is on its way: no more of them can come together while the disk is busy.
      await this.#sendEnd(peer, id, reason).catch((failure: unknown) => this.#failed(failure));
    } finally {
      this.#serving.delete(id);
      serving.window.close();
    }
  }

  async #relay(exchange: MessageId, serving: Serving, response: RawResponse): Promise<void> {
    const { status, headers } = response;
    const { clock, random } = this.#ports;
    let index = 0;
    for await (const { body, last } of partsOf(response.body, clock)) {
      const part: Body =
        index === 0
          ? { kind: 'response', exchange, status, headers, body, last }
          : { kind: 'chunk', exchange, index, body, last };
      index++;
      await serving.window.take(costOf(part), serving.abort.signal);
      const id = newMessageId(clock.now(), random);
      this.#parts.set(id, exchange);
      const sent = await this.#sendPatiently({ to: serving.peer, id, body: part }, serving.abort.signal);
      if (sent.kind === 'accepted') continue;
      this.#parts.delete(id);
      this.#end(serving.peer, exchange, sent.reason);
      return;
    }
  }

  /** The local client has gone, or reads no further. */
  #giveUp(id: MessageId): void {
    this.#abandon(id, refusal('cancelled', id));
  }

  #unreachable(id: MessageId): void {
    this.#abandon(id, { ...refusal('timeout', id), status: 'unreachable' });
  }

  /** Ends a call here, and at its peer once that hears of it. */
  #abandon(id: MessageId, why: Refused): void {
    const caller = this.#callers.get(id);
    if (caller !== undefined && this.#fail(caller, why)) this.#end(caller.peer, id, 'cancelled');
  }

  /** Ends a call here; false when it had ended before. */
  #fail(caller: Caller, refused: Refused): boolean {
    const open = this.#callers.delete(caller.id);
    if (!open) return false;
    caller.fail(refused);
    this.#ports.events.called(caller.id, { status: caller.status, reason: refused.reason });
    return true;
  }

  /** Whether an exchange is open with another peer: what is told to this one does not end it. */
  #isOfOther(exchange: MessageId, peer: Did): boolean {
    const open = this.#callers.get(exchange) ?? this.#serving.get(exchange);
    return open !== undefined && open.peer !== peer;
  }

  #count(open: { answered: number } | undefined, { body }: { readonly body: Uint8Array }): void {
    if (open !== undefined) open.answered += body.length;
  }

  #callerOf(exchange: MessageId, peer: Did): Caller | undefined {
    const caller = this.#callers.get(exchange);
    return caller?.peer === peer ? caller : undefined;
  }

  #end(peer: Did, exchange: MessageId, reason: Reason): void {
    this.#sendEnd(peer, exchange, reason).catch((error: unknown) => this.#failed(error));
  }

  async #sendEnd(peer: Did, exchange: MessageId, reason: Reason): Promise<void> {
    const body: Body = { kind: 'end', exchange, reason };
    await this.#sendPatiently({ to: peer, body, ttlMs: limits.messageTtlMs }, this.#stop.signal);
  }

  /** Sends what a peer waits for: while the disk does not keep up it is tried again, until the signal aborts. */
  async #sendPatiently(draft: Draft, signal: AbortSignal): Promise<Sent> {
    const { clock, random, store } = this.#ports;
    for (let attempt = 0; ; attempt++) {
      const sent = store.busy ? undefined : await this.#ports.send(draft).catch(unlessBusy);
      if (sent !== undefined) return sent;
      if (!signal.aborted) await pause(clock, backoffMs(attempt, busyBounds, (random(1)[0] ?? 0) / 255), signal);
      if (signal.aborted) throw new MeshError('stopping', 'What the disk had no room for is not sent any more.');
    }
  }

  #failed(error: unknown): void {
    this.#ports.events.internalError('exchange', error);
  }
}

/** A failure by which nothing was sent that can be sent again in a moment is none. */
function unlessBusy(error: unknown): undefined {
  if (!(error instanceof MeshError) || error.code !== 'store-busy') throw error;
}

function refusal(reason: Reason, messageId?: MessageId): Refused {
  return { kind: 'refused', reason, messageId, side: 'local' };
}

function retryOf({ retryAfterMs }: { readonly retryAfterMs?: number }): Pick<Refused, 'retryAfterMs'> {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

function actionOfRequest(facts: readonly Facts[]): ActionName {
  return facts[0]?.action ?? 'a2a.other';
}

type Closing = Extract<Body, { kind: 'response' | 'chunk' | 'end' }>;

/** Whether nothing follows in the exchange. */
function isLast(body: Body): body is Closing {
  return body.kind === 'end' || ((body.kind === 'response' || body.kind === 'chunk') && body.last);
}

/** Marks an exchange as open, for `recover`. */
function mark(id: MessageId, role: 'asked' | 'serving', peer: Did): Operation {
  return { kind: 'put', space: 'exchange', key: id, value: utf8(`${role} ${peer}`) };
}

function unmark(exchange: MessageId): readonly Operation[] {
  return [{ kind: 'delete', space: 'exchange', key: exchange }];
}
