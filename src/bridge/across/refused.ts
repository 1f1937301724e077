import type { Carry, RawResponse, Refused } from '../outcome.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';

/** An exchange on the other side of a translation got no answer. */
export class RefusedThere extends Error {
  override readonly name = 'RefusedThere';
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(`The exchange was refused (${refused.reason}).`);
    this.refused = refused;
  }
}

/** The answer to an exchange. Throws `RefusedThere`. */
export async function answerTo(carry: Carry, request: ExchangeRequest, signal: AbortSignal): Promise<RawResponse> {
  const outcome = await carry(request, signal);
  if (outcome.kind === 'refused') throw new RefusedThere(outcome);
  return outcome.response;
}
