import { limits } from '../../base/base.ts';
import { TargetError } from '../egress-target.ts';
import { changeEvents, type ChangeMessage } from '../event-stream.ts';
import { headerValue, withoutHeaders } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { RawResponse } from '../outcome.ts';
import { readRpcMessage, type RpcMessage } from './rpc-message.ts';

/** Whether an answer is a stream of server-sent events. */
export function isEventStream({ headers }: RawResponse): boolean {
  return headerValue(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream') ?? false;
}

/** Hears a message of an answer: `true` ends the reading. */
export type Hear = (message: RpcMessage) => boolean | void;

/** Reads an answer, in one piece or as events, message by message. Throws `TargetError` when it breaks off or is no JSON-RPC. */
export async function readAnswer(response: RawResponse, hear: Hear): Promise<void> {
  if (!isEventStream(response)) {
    const bytes = await collectBody(response.body, limits.maxBodyBytes);
    const message = bytes === undefined ? undefined : readRpcMessage(bytes);
    if (message !== undefined) hear(message);
    return;
  }
  let ended = false;
  const events = changeEvents(
    response.body,
    (bytes) => {
      const message = readRpcMessage(bytes);
      if (message !== undefined && hear(message) === true) ended = true;
      return bytes;
    },
    unreadable,
  );
  for await (const _ of events) if (ended) break;
}

/** The response in an answer; undefined when there is none. */
export async function responseIn(response: RawResponse): Promise<RpcMessage | undefined> {
  let found: RpcMessage | undefined;
  await readAnswer(response, (message) => {
    if (message.kind === 'response') found = message;
    return found !== undefined;
  });
  return found;
}

/** An answer whose messages are changed one by one; one in a single piece passes as it is, for it is a response. */
export function withMessages(response: RawResponse, change: ChangeMessage): RawResponse {
  if (!isEventStream(response)) return response;
  const headers = withoutHeaders(response.headers, new Set(['content-length']));
  return { ...response, headers, body: changeEvents(response.body, change, unreadable) };
}

function unreadable(): TargetError {
  return new TargetError('agent-failed', 'The MCP server sent an event that cannot be read.');
}
