import type { Transformer } from 'node:stream/web';

/** One HTTP exchange of a client, without what changes from run to run. */
export interface Exchange {
  readonly request: string;
  readonly sent: string;
  status: number;
  headers: readonly (readonly [string, string])[];
  body: string;
  /** How the body ended. */
  end: 'whole' | 'broken' | 'open';
}

/** Headers that belong to one connection or one moment. */
const passing: ReadonlySet<string> = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** Headers whose value is a hash of the body with its ids and times. */
const hashing: ReadonlySet<string> = new Set(['etag']);

/**
 * Writes down every HTTP exchange of an unmodified client. `door` is the URL that the client was given; it is masked, as
 * are ids and times, so that two runs through two doors can be compared.
 */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  readonly #ended = new Map<Exchange, PromiseWithResolvers<void>>();
  readonly #mask: Mask;
  readonly #door: string;

  constructor(door: string, mask: Mask) {
    this.#door = door;
    this.#mask = mask;
  }

  /** To be given to the client in place of the global one. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const sent = await request.clone().text();
    const exchange: Exchange = {
      request: `${request.method} ${request.url.replace(this.#door, '')}`,
      sent,
      status: 0,
      headers: [],
      body: '',
      end: 'open',
    };
    this.exchanges.push(exchange);
    const ended = Promise.withResolvers<void>();
    this.#ended.set(exchange, ended);
    const response = await fetch(input, init);
    exchange.status = response.status;
    const kept = [...response.headers].filter(([name]) => !passing.has(name));
    exchange.headers = kept.map(([name, value]) => [name, hashing.has(name) ? '' : value]);
    if (response.body === null) {
      exchange.end = 'whole';
      ended.resolve();
    }
    const body = response.body?.pipeThrough(overhear(exchange, ended.resolve));
    const { status, statusText, headers } = response;
    return new Response(body ?? null, { status, statusText, headers });
  };

  /** Resolves when the bodies of these exchanges have ended, one way or the other. */
  async ended(exchanges: readonly Exchange[]): Promise<void> {
    await Promise.all(exchanges.map(async (exchange) => await this.#ended.get(exchange)?.promise));
  }

  /** All exchanges so far, masked; without those whose path has `but` in it. */
  written(but?: string): readonly unknown[] {
    const told = this.exchanges.filter(({ request }) => but === undefined || !request.includes(but));
    return told.map((exchange) => this.#mask.of(exchange));
  }
}

function overhear(exchange: Exchange, ended: () => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  exchange.end = 'broken';
  const transformer: Transformer<Uint8Array, Uint8Array> & { readonly cancel: () => void } = {
    transform: (chunk, controller) => {
      exchange.body += decoder.decode(chunk, { stream: true });
      controller.enqueue(chunk);
    },
    flush: () => {
      exchange.end = 'whole';
      ended();
    },
    cancel: ended,
  };
  return new TransformStream(transformer);
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const stamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Names ids by the order in which they appear, and times alike; the same id has the same name everywhere in one run. */
export class Mask {
  readonly #names = new Map<string, string>();

  of(value: unknown): unknown {
    const text = JSON.stringify(value, (_, one: unknown) => (one === undefined ? null : one));
    const name = (id: string): string => {
      const known = this.#names.get(id) ?? `id${this.#names.size}`;
      this.#names.set(id, known);
      return known;
    };
    const masked: unknown = JSON.parse(text.replaceAll(uuid, name).replaceAll(stamp, 'time'));
    return masked;
  }
}

/** An error as a client's caller sees it: its class, message, and all that it carries but the answer itself. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return { thrown: error };
  const { name, message } = error;
  const own = Object.fromEntries(
    Object.entries(error)
      .filter(([key]) => !['response', 'headers', 'cause'].includes(key))
      // As text, so that ids in it are masked.
      .map(([key, value]: [string, unknown]) => [key, value instanceof Buffer ? value.toString('latin1') : value]),
  );
  return { error: { name, message, ...own } };
}

/** The result of one step of a script, or its error, in a form that can be compared. */
export async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return { result: await work() };
  } catch (error) {
    return errorFields(error);
  }
}
