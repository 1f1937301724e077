import { accept, reject, type Verdict } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import type { A2aRequestFacts } from '../facts.ts';
import { headerValue } from '../headers.ts';
import { urlHeader } from './push-egress.ts';

/** What policy sees of a notification on its way back: `a2a.push` with the method `notify` and the webhook. */
export function readPushFacts(request: ExchangeRequest): Verdict<readonly A2aRequestFacts[]> {
  const pushUrl = headerValue(request.headers, urlHeader.toLowerCase());
  if (request.method !== 'POST' || pushUrl === undefined)
    return reject('facts-invalid', 'a notification without webhook');
  const contentType = headerValue(request.headers, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  const context = {
    protocol: 'a2a',
    sizeBytes: request.body.length,
    method: 'notify',
    ...(contentType === undefined ? {} : { contentType }),
    arguments: { pushUrl },
  } as const;
  return accept([{ action: 'a2a.push', resource: { kind: 'agent' }, context }]);
}
