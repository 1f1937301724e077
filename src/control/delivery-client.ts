import { routes, type Answer } from './api.ts';
import { follow } from './follow.ts';
import { apiLimits } from './schema.ts';
import type { Call } from './transport.ts';

/** Wait of one long poll, milliseconds. */
const waitMs = 30_000;

/** How to follow the ends of messages. */
export interface EndsOptions {
  /** Ends behind this cursor, as far as the node still has them; `end`, for those from now on, when absent. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The client's methods about where messages are, what waits, and what could not be delivered. */
export function deliveryClient(call: Call) {
  return {
    trace: (id: string): Promise<Answer<'trace'>> => call(routes.trace, { params: { id } }),
    outbox: (to?: string): Promise<Answer<'outbox'>> =>
      call(routes.outbox, { query: { limit: String(apiLimits.maxInboxPage), ...(to === undefined ? {} : { to }) } }),
    deadLetters: (after?: string): Promise<Answer<'deadLetters'>> =>
      call(routes.deadLetters, {
        query: { limit: String(apiLimits.maxInboxPage), ...(after === undefined ? {} : { after }) },
      }),
    retryDeadLetters: async (ids: readonly string[]): Promise<Answer<'retryDeadLetters'>['results']> =>
      (await call(routes.retryDeadLetters, { request: { ids } })).results,
    dropDeadLetters: async (ids: readonly string[]): Promise<number> =>
      (await call(routes.dropDeadLetters, { request: { ids } })).dropped,
    ends: async function* (options: EndsOptions = {}): AsyncGenerator<Answer<'ends'>['ends'][number]> {
      let from = options.after ?? 'end';
      const inTurn = follow(options.signal);
      const next = (): Promise<Answer<'ends'>> =>
        call(routes.ends, { query: { after: from, waitMs: String(waitMs) }, signal: options.signal });
      while (options.signal?.aborted !== true) {
        const page = await inTurn(next);
        if (page === undefined) return;
        yield* page.ends;
        from = page.cursor;
      }
    },
  };
}
