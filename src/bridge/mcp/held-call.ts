import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { utf8 } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { collectBody } from '../http-body.ts';
import type { ExchangeOutcome, RawResponse, Refused } from '../outcome.ts';
import { jsonRpcCodes, renderRefusal } from '../refusal.ts';
import { onOneLine } from './json-span.ts';
import { asRpcId, isObject, readRpcMessage, rpcError, type RpcId } from './rpc-message.ts';

/** How long a call that waits for a person is held open, and how often it is tried again, milliseconds. */
export interface HoldTimes {
  /** 0: no call is held. */
  readonly holdMs: number;
  readonly againMs: number;
}

/** A call whose client hears of progress while it waits. */
export interface Holdable {
  readonly id: RpcId;
  readonly progressToken: RpcId;
}

/**
 * Whether a refused call can be held: one JSON-RPC request that only a person's approval is missing for, from a client
 * that reads an event stream and asked for progress (MCP, "Progress"), so that it does not give up meanwhile.
 */
export function holdableCall(request: ExchangeRequest, refused: Refused, times: HoldTimes): Holdable | undefined {
  const isHeld = refused.reason === 'approval-required' && refused.messageId !== undefined && times.holdMs > 0;
  if (!isHeld || request.protocol !== 'mcp' || request.method !== 'POST') return undefined;
  const reads = request.headers.some(
    ([name, value]) => name.toLowerCase() === 'accept' && value.includes('text/event-stream'),
  );
  const message = reads ? readRpcMessage(request.body) : undefined;
  const progressToken = asRpcId(message?.meta['progressToken']);
  if (message?.kind !== 'request' || message.id === undefined || progressToken === undefined) return undefined;
  return { id: message.id, progressToken };
}

/** A call on hold. */
interface Held {
  readonly request: ExchangeRequest;
  readonly call: Holdable;
  readonly refused: Refused;
  readonly times: HoldTimes;
  /** Makes the same call again. */
  again(): Promise<ExchangeOutcome>;
}

/**
 * Answers a held call by an event stream: a notification of progress each time the call is tried again, and at last the
 * agent's answer, or the refusal that stands: a person said no, the time is over. Trying again is what passes by an
 * approval, so nothing passes that would not pass without this.
 */
export async function sendHeld(to: ServerResponse, held: Held, signal: AbortSignal): Promise<void> {
  const { call, refused, times, request } = held;
  to.writeHead(200, ['Content-Type', 'text/event-stream', 'Cache-Control', 'no-store']);
  const end = performance.now() + times.holdMs;
  let outcome: ExchangeOutcome = refused;
  for (let progress = 1; isWaiting(outcome) && performance.now() < end; progress++) {
    const message = `waits for a person to approve it: parley approvals approve ${refused.messageId ?? ''}`;
    const params = { progressToken: call.progressToken, progress, message };
    await write(to, event(utf8(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params }))), signal);
    await sleep(times.againMs, undefined, { signal });
    outcome = await held.again();
  }
  if (outcome.kind === 'refused') await write(to, event(renderRefusal(request, outcome).body), signal);
  else await sendAnswer(to, outcome.response, { id: call.id, signal });
  to.end();
}

function isWaiting(outcome: ExchangeOutcome): boolean {
  return outcome.kind === 'refused' && outcome.reason === 'approval-required';
}

/** Largest answer in one piece of JSON that is carried over into the stream, bytes. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** A stream goes on as it came; JSON becomes the last event of ours. */
async function sendAnswer(
  to: ServerResponse,
  { headers, body }: RawResponse,
  { id, signal }: { readonly id: RpcId; readonly signal: AbortSignal },
): Promise<void> {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (type.toLowerCase().startsWith('text/event-stream')) {
    for await (const piece of body) await write(to, piece, signal);
    return;
  }
  const whole = await collectBody(body, maxAnswerBytes);
  const answer = whole !== undefined && isMessage(whole) ? onOneLine(whole) : undefined;
  const failed = rpcError(id, jsonRpcCodes.unavailable, 'The server gave an answer that is no JSON-RPC message.');
  await write(to, event(answer ?? failed), signal);
}

function isMessage(bytes: Uint8Array): boolean {
  const message = readRpcMessage(bytes);
  return message !== undefined && isObject(message.result);
}

function event(message: Uint8Array): Uint8Array {
  return Buffer.concat([utf8('event: message\ndata: '), message, utf8('\n\n')]);
}

async function write(to: ServerResponse, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  if (!to.write(bytes)) await once(to, 'drain', { signal });
}
