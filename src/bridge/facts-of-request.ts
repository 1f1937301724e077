import { reject, type Verdict } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import type { RequestFacts } from './facts.ts';

/**
 * Reads what a request asks, one entry per call in it. Rejects with `facts-invalid` what cannot be read
 * without doubt; no entry at all never comes back.
 */
export function readRequestFacts(request: ExchangeRequest): Verdict<readonly RequestFacts[]> {
  return reject('facts-invalid', `${request.protocol} is not read yet`);
}
