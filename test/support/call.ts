import { z } from 'zod';
import { streamedPieces } from './agent.ts';

/** How a call ended for the client of its node. */
export type CallEnd =
  | { readonly kind: 'answered'; readonly text: string }
  /** The node said why not, in the words of the protocol. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The connection broke, as it does when the client's own node is killed. */
  | { readonly kind: 'broken'; readonly why: string }
  /** An answer that is neither: nobody should ever see one. */
  | { readonly kind: 'unclear'; readonly text: string }
  | { readonly kind: 'hung' };

/** The three ways to call. */
export const callKinds = ['a2a', 'stream', 'mcp'] as const;
export type CallKind = (typeof callKinds)[number];

/** Longest time a call may go on while both nodes run, milliseconds. */
export const hungMs = 30_000;

export interface Call {
  readonly ingress: string;
  /** Alias of the agent called. */
  readonly to: string;
  readonly kind: CallKind;
  readonly call: string;
  readonly text?: string;
  readonly signal?: AbortSignal;
  /** Aborts when the call has gone on for too long; after `hungMs` when absent. */
  readonly late?: AbortSignal;
}

/** Makes a call as an ordinary HTTP client of the ingress does. Never throws. */
export async function makeCall(given: Call): Promise<CallEnd> {
  const { late = AbortSignal.timeout(hungMs) } = given;
  const signal = AbortSignal.any([late, given.signal ?? late]);
  const { url, body } = written(given);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(body),
      signal,
    });
    return read(given, await response.text());
  } catch (error) {
    if (late.aborted) return { kind: 'hung' };
    return { kind: 'broken', why: String(error instanceof Error ? (error.cause ?? error.message) : error) };
  }
}

function written({ ingress, to, kind, call, text = 'work' }: Call): { readonly url: string; readonly body: object } {
  if (kind === 'mcp') {
    const params = { name: 'count', arguments: { call, text } };
    return { url: `${ingress}/mcp/${to}/tools`, body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params } };
  }
  const method = kind === 'a2a' ? 'SendMessage' : 'SendStreamingMessage';
  const message = { messageId: call, role: 'ROLE_USER', parts: [{ text }] };
  return { url: `${ingress}/a2a/${to}/`, body: { jsonrpc: '2.0', id: 1, method, params: { message } } };
}

const refusal = z.looseObject({ error: z.looseObject({ message: z.string() }) });

function read({ kind, call }: Call, text: string): CallEnd {
  const answers = text.split(`re-${call}"`).length - 1;
  if (answers === (kind === 'stream' ? streamedPieces : 1)) return { kind: 'answered', text };
  try {
    const { error } = refusal.parse(JSON.parse(text));
    const reason = /\(([a-z-]+)\)/.exec(error.message)?.[1];
    return reason === undefined ? { kind: 'unclear', text } : { kind: 'refused', reason };
  } catch {
    return { kind: 'unclear', text };
  }
}
