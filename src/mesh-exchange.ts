import { limits, millis, newMessageId, type Did, type MessageId, type Random, type Reason } from './base/base.ts';
import {
  collectBody,
  readRequestFacts,
  TargetError,
  type Carry,
  type Egress,
  type ExchangeOutcome,
  type RawResponse,
  type Refused,
} from './bridge/bridge.ts';
import type { Clock } from './clock.ts';
import type { Cleared } from './judge.ts';
import type { Pipeline } from './pipeline.ts';
import type { ActionName } from './policy/policy.ts';
import type { Operation, Store } from './store/store.ts';
import type { Ack, Body, Envelope, ExchangeRequest } from './wire/wire.ts';

/** What an exchange that comes in no envelope needs of the rest of the hall. */
export interface MeshExchangePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** This node. */
  readonly self: Did;
  readonly pipeline: Pick<Pipeline, 'judgeClear'>;
}

/** How long an exchange may take, milliseconds: as long as a task that a person waits for. */
export const meshExchangeMs = 300_000;

/**
 * Carries exchanges that agents of AgentMesh ask for to what stands behind this node. Request and answer are judged and
 * noted like those of an exchange that came over the mesh from `host`, the node that serves the agent.
 */
export function meshCarry(ports: MeshExchangePorts & { readonly egress: Egress }, host: Did): Carry {
  return judgedCarry(ports, { host, direction: 'in' }, async (request, signal) => ({
    kind: 'response',
    response: await ports.egress.perform(request, host, signal),
  }));
}

/** Which way the request of an exchange goes, and the node at the other end. */
export type MeshWay = { readonly host: Did } & (
  | { readonly direction: 'in' }
  | {
      readonly direction: 'out';
      /** The write that records how a request of ours ended. */
      readonly ended: (id: MessageId, end: Pick<Ack, 'outcome' | 'reason'>) => Operation;
    }
);

/** A request that passed. */
interface Passed {
  readonly way: MeshWay;
  readonly id: MessageId;
  readonly request: ExchangeRequest;
}

/** Carries exchanges by `perform`: what is asked and what is answered pass only as the policies here let them. */
export function judgedCarry(ports: MeshExchangePorts, way: MeshWay, perform: Carry): Carry {
  return async (asked, signal) => {
    const { pipeline, store } = ports;
    const envelope = envelopeOf(ports, way, asked);
    const cleared = await pipeline.judgeClear(envelope, way.direction);
    await store.commit(cleared.record());
    const request = bodyOf(cleared, 'request');
    if (request === undefined) return refusal(cleared.refused ?? 'policy-denied', way, envelope.id);
    const passed = { way, id: envelope.id, request };
    const outcome = await performed(passed, perform, signal);
    if (outcome.kind === 'response') return await answered(ports, passed, outcome.response);
    await store.commit(ending(passed, { outcome: 'rejected', reason: outcome.reason }));
    return outcome;
  };
}

type Whole = Omit<RawResponse, 'body'> & { readonly body: Uint8Array };

/** The answer, whole, or why there is none. */
async function performed(
  { way, id, request }: Passed,
  perform: Carry,
  signal: AbortSignal,
): Promise<{ readonly kind: 'response'; readonly response: Whole } | Refused> {
  try {
    const outcome = await perform(request, signal);
    if (outcome.kind === 'refused') return { ...outcome, messageId: outcome.messageId ?? id };
    const { response } = outcome;
    const body = await collectBody(response.body, limits.maxBodyBytes);
    return body === undefined ? refusal('too-large', way, id) : { kind: 'response', response: { ...response, body } };
  } catch (error) {
    if (signal.aborted) return refusal('timeout', way, id);
    if (error instanceof TargetError) return refusal(error.reason, way, id);
    throw error;
  }
}

/** The answer, judged like any other; it is there whole, so what it weighs is known. */
async function answered(
  ports: MeshExchangePorts,
  passed: Passed,
  { status, headers, body }: Whole,
): Promise<ExchangeOutcome> {
  const { way, id: exchange, request } = passed;
  const answer: Body = { kind: 'response', exchange, status, headers, body, last: true };
  const direction = way.direction === 'in' ? 'out' : 'in';
  const open = { actionOf: () => actionOf(request), answeredBytes: () => 0 };
  const envelope = envelopeOf(ports, { host: way.host, direction }, answer);
  const cleared = await ports.pipeline.judgeClear(envelope, direction, open);
  const end = ending(passed, { outcome: 'delivered', reason: undefined });
  await ports.store.commit([...cleared.record(), ...end]);
  const shown = bodyOf(cleared, 'response');
  if (shown === undefined) return refusal(cleared.refused ?? 'policy-denied', way, exchange);
  return { kind: 'response', response: { status: shown.status, headers: shown.headers, body: once(shown.body) } };
}

function ending({ way, id }: Passed, end: Pick<Ack, 'outcome' | 'reason'>): readonly Operation[] {
  return way.direction === 'out' ? [way.ended(id, end)] : [];
}

/** What passed, when it did. */
function bodyOf<K extends Body['kind']>(
  { refused, envelope }: Cleared,
  kind: K,
): Extract<Body, { kind: K }> | undefined {
  return refused === undefined && isOf(envelope.body, kind) ? envelope.body : undefined;
}

function isOf<K extends Body['kind']>(body: Body, kind: K): body is Extract<Body, { kind: K }> {
  return body.kind === kind;
}

function actionOf(request: ExchangeRequest): ActionName {
  const facts = readRequestFacts(request);
  return (facts.kind === 'accept' ? facts.value[0]?.action : undefined) ?? 'a2a.other';
}

function envelopeOf(
  { clock, random, self }: MeshExchangePorts,
  { host, direction }: Pick<MeshWay, 'host' | 'direction'>,
  body: Body,
): Envelope {
  const now = clock.now();
  const [from, to] = direction === 'in' ? [host, self] : [self, host];
  const expires = millis(now + meshExchangeMs);
  return { id: newMessageId(now, random), from, to, created: now, expires, traceparent: '', body };
}

/** To an agent at the other end this node is the remote one, to a client here the local one. */
function refusal(reason: Reason, { direction }: Pick<MeshWay, 'direction'>, messageId: MessageId): Refused {
  return { kind: 'refused', reason, messageId, side: direction === 'in' ? 'remote' : 'local' };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
