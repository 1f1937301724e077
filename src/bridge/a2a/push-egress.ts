import type { Did } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { TargetError } from '../egress-target.ts';
import { headerValue, withHeader, withoutHeaders } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { RawResponse } from '../outcome.ts';
import type { PushSeal } from './push-seal.ts';
import { findPushUrl, mayPush, withPushUrl } from './push-url.ts';

/** Carries the grant of the caller's node beside a request that sets a webhook, and back with each notification. */
export const grantHeader = 'Parley-Push-Grant';
/** Names the webhook of a notification on its way back. */
export const urlHeader = 'Parley-Push-Url';
/** Path of the sinks at the ingress. */
export const sinkPath = '/push/';

/** The sinks of a node. */
export interface PushSinks {
  readonly seal: PushSeal;
  /** URL of the ingress, without a slash at the end: where the agent beside this node reaches it. */
  baseUrl(): string;
}

/** Answers about webhooks are short lists; one over this passes unread. */
const maxAnswerBytes = 1024 * 1024;

/** What of a request reaches the agent: in the place of a webhook, a sink of this node for it. */
export function withSink(request: ExchangeRequest, caller: Did, sinks: PushSinks): ExchangeRequest {
  const grant = headerValue(request.headers, grantHeader.toLowerCase());
  const plain =
    grant === undefined
      ? request
      : { ...request, headers: withoutHeaders(request.headers, new Set([grantHeader.toLowerCase()])) };
  if (!mayPush(plain)) return plain;
  const found = findPushUrl(plain);
  if (found.kind !== 'accept') throw new TargetError('facts-invalid', found.detail ?? 'A webhook cannot be read.');
  if (found.value === undefined) return plain;
  // Without a way back the agent itself would post to whatever address the caller names.
  if (grant === undefined)
    throw new TargetError('facts-invalid', 'The caller names a webhook that its node does not relay.');
  const segment = sinks.seal.seal({ peer: caller, url: found.value.url, grant });
  return withPushUrl(plain, found.value, sinks.baseUrl() + sinkPath + segment);
}

/** What of the answer leaves the node: in the place of its sinks, the webhooks they stand for. */
export async function withoutSinks(
  request: ExchangeRequest,
  response: RawResponse,
  sinks: PushSinks,
): Promise<RawResponse> {
  const type = headerValue(response.headers, 'content-type') ?? '';
  const length = Number(headerValue(response.headers, 'content-length') ?? Number.NaN);
  if (!mayPush(request) || !/json/i.test(type) || !(length <= maxAnswerBytes)) return response;
  const bytes = await collectBody(response.body, maxAnswerBytes);
  if (bytes === undefined) throw new TargetError('agent-failed', 'The agent sent more than it announced.');
  const prefix = sinks.baseUrl() + sinkPath;
  const text = Buffer.from(bytes).toString('latin1');
  const shown = text.replaceAll(/https?:\/\/[\w.:[\]-]+\/push\/[\w.-]+/g, (sink) => {
    const address = sink.startsWith(prefix) ? sinks.seal.open(sink.slice(prefix.length)) : undefined;
    return address === undefined ? sink : Buffer.from(JSON.stringify(address.url).slice(1, -1)).toString('latin1');
  });
  if (shown === text) return { ...response, body: only(bytes) };
  const body = new Uint8Array(Buffer.from(shown, 'latin1'));
  const headers = withHeader(response.headers, ['Content-Length', String(body.length)]);
  return { ...response, headers, body: only(body) };
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** A notification as an exchange back to the node whose client named the webhook. */
export function notification(
  posted: Pick<ExchangeRequest, 'headers' | 'body'>,
  to: { readonly url: string; readonly grant: string },
): ExchangeRequest {
  const headers = withHeader(withHeader(posted.headers, [urlHeader, to.url]), [grantHeader, to.grant]);
  return {
    kind: 'request',
    protocol: 'a2a',
    target: pushTargetName,
    method: 'POST',
    path: '',
    headers,
    body: posted.body,
  };
}

/** The target of an exchange that is a notification, in the place of an agent. */
export const pushTargetName = 'push';
