import { z } from 'zod';
import {
  fromBase64url,
  fromUtf8,
  newMessageId,
  parseCanonicalDid,
  parseMessageId,
  toBase64url,
  utf8,
  type Did,
  type MessageId,
  type Random,
} from './base/base.ts';
import { notification, PushSeal, type ExchangeOutcome, type PushAddress, type PushSinks } from './bridge/bridge.ts';
import { backoffMs, type Clock } from './clock.ts';
import type { Events } from './events.ts';
import { entriesOf } from './pages.ts';
import type { Store } from './store/store.ts';
import type { ExchangeRequest } from './wire/wire.ts';

/** What the relay needs of the rest of the hall. */
export interface PushRelayPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Events;
}

/** What it needs to begin, once the rest stands. */
export interface PushWays {
  /** URL of the ingress, where our agent posts. */
  readonly url: string;
  call(peer: Did, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome>;
}

/** Notifications that wait for one peer; its agent is told to come back later with more. */
const maxWaiting = 1000;
/** How long one is tried (72 hours, as a message). */
const lifeMs = 72 * 3600 * 1000;
const retry = { firstMs: 1_000, maxMs: 60_000 };

interface Waiting {
  readonly id: MessageId;
  readonly taken: number;
  readonly address: PushAddress;
  readonly posted: Pick<ExchangeRequest, 'headers' | 'body'>;
}

/**
 * Notifications of our agent on their way back to the nodes of its clients: on disk before the agent has its answer,
 * in order for each peer, repeated until the other node's webhook took one: at least once.
 */
export class PushRelay implements PushSinks {
  readonly seal: PushSeal;
  readonly #ports: PushRelayPorts;
  #ways: PushWays | undefined;
  readonly #lines = new Map<Did, Waiting[]>();
  readonly #stopping = new AbortController();

  private constructor(ports: PushRelayPorts, key: Uint8Array) {
    this.#ports = ports;
    this.seal = new PushSeal(key);
  }

  /** Takes up what an earlier run left; makes the key of the seals at the first start. */
  static async open(ports: PushRelayPorts): Promise<PushRelay> {
    const { store, random } = ports;
    const kept = store.get('meta', 'push-key');
    const key = kept ?? random(32);
    if (kept === undefined) await store.commit([{ kind: 'put', space: 'meta', key: 'push-key', value: key }]);
    const relay = new PushRelay(ports, key);
    for await (const [key, value] of entriesOf(ports.store, 'push')) {
      const waiting = read(fromUtf8(key) ?? '', value);
      if (waiting !== undefined) relay.#line(waiting.address.peer).push(waiting);
    }
    return relay;
  }

  baseUrl(): string {
    return this.#ways?.url ?? '';
  }

  /** Starts to deliver. */
  start(ways: PushWays): void {
    this.#ways = ways;
    for (const peer of this.#lines.keys()) void this.#deliver(peer);
  }

  /** Keeps a notification; false when too many wait for its peer. Throws MeshError when the disk does not take it. */
  async take(address: PushAddress, posted: Waiting['posted']): Promise<boolean> {
    const { store, clock, random } = this.#ports;
    const line = this.#line(address.peer);
    if (line.length >= maxWaiting) return false;
    const waiting = { id: newMessageId(clock.now(), random), taken: clock.now(), address, posted };
    const first = line.push(waiting) === 1;
    await store.commit([{ kind: 'put', space: 'push', key: waiting.id, value: write(waiting) }]);
    if (first) void this.#deliver(address.peer);
    return true;
  }

  /** Gives up what is under way; it is on disk. */
  stop(): void {
    this.#stopping.abort();
  }

  #line(peer: Did): Waiting[] {
    const line = this.#lines.get(peer) ?? [];
    this.#lines.set(peer, line);
    return line;
  }

  async #deliver(peer: Did): Promise<void> {
    const line = this.#line(peer);
    for (let attempt = 0; line.length > 0 && !this.#stopping.signal.aborted;) {
      const [next] = line;
      if (next === undefined) return;
      if (await this.#isSettled(next)) {
        line.shift();
        attempt = 0;
        await this.#ports.store.commit([{ kind: 'delete', space: 'push', key: next.id }], { lazy: true });
      } else await this.#pause(attempt++);
    }
  }

  /** Whether there is nothing more to do about it: taken, refused for good, or too old. */
  async #isSettled({ address, posted, taken }: Waiting): Promise<boolean> {
    const { clock, events } = this.#ports;
    if (clock.now() - taken > lifeMs) return true;
    try {
      const outcome = await this.#ways?.call(address.peer, notification(posted, address), this.#stopping.signal);
      if (outcome === undefined) return false;
      if (outcome.kind === 'refused') return outcome.reason === 'policy-denied' || outcome.reason === 'facts-invalid';
      await drain(outcome.response.body);
      return outcome.response.status < 500;
    } catch (error) {
      if (!this.#stopping.signal.aborted) events.internalError('push', error);
      return false;
    }
  }

  #pause(attempt: number): Promise<void> {
    const { clock, random } = this.#ports;
    const spread = (random(1)[0] ?? 0) / 256;
    return new Promise((resolve) => {
      const cancel = clock.after(backoffMs(attempt, retry, spread), resolve);
      this.#stopping.signal.addEventListener(
        'abort',
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });
  }
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = body[Symbol.asyncIterator]();
  while ((await parts.next()).done !== true);
}

const entry = z.strictObject({
  taken: z.number(),
  peer: z.string(),
  url: z.string(),
  grant: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
});

function write({ taken, address, posted }: Waiting): Uint8Array {
  const { headers, body } = posted;
  return utf8(JSON.stringify({ taken, ...address, headers, body: toBase64url(body) }));
}

function read(id: string, bytes: Uint8Array): Waiting | undefined {
  const { taken, peer, url, grant, headers, body } = entry.parse(JSON.parse(fromUtf8(bytes) ?? ''));
  const did = parseCanonicalDid(peer);
  const content = fromBase64url(body);
  const key = parseMessageId(id);
  if (did === undefined || content === undefined || key === undefined) return undefined;
  return { id: key, taken, address: { peer: did, url, grant }, posted: { headers, body: content } };
}
