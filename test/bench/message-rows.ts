import { limits } from '../../src/base/base.ts';
import { Asker, type Load } from './http-load.ts';
import { InboxReader } from './inbox-reader.ts';
import { interleave, rateRow, timeRow, type Round, type Row } from './measure.ts';
import type { BenchNode, Pair } from './mesh.ts';
import type { BareStreams } from './stream-peer.ts';

const messageBytes = 1024;
/** Round trips of one round. */
export const perRound = 40;
/** Round trips before the first that counts, of two messages each: as many exchanges as the rows of calls begin with. */
const warmUp = 750;
/** Messages in one call of the control API: as many as it takes. */
const batch = 100;
/** Calls at once. */
const batchesInFlight = 8;
/** Messages one way of one round. */
export const perRateRound = 4000;

const body = Buffer.alloc(messageBytes, 'x').toString('base64');
const mebibyte = 1024 * 1024;
/** The largest message there is; it travels in parts. */
const largest = Buffer.alloc(limits.maxMessageBytes, 'x');

/** Messages to the other agent and back, and to the other agent, against bare round trips of the same size. */
export async function roundTripRows(
  pair: Pair,
  bare: BareStreams,
  run: { rounds: number; suffix: string },
): Promise<readonly Row[]> {
  using asker = new Asker(8);
  const talk = await Talk.start(pair, asker);
  const arrived: number[][] = [];
  const subject = async (): Promise<readonly number[]> => {
    const { there, back } = await talk.round(perRound);
    arrived.push(there);
    return back;
  };
  const baseline = (): Promise<readonly number[]> => bare.roundTrips(perRound * 4, messageBytes);
  await baseline();
  await talk.round(warmUp);
  const rounds = await interleave(run.rounds, baseline, subject);
  const deliveries: readonly Round[] = arrived.map((times, i) => ({
    subject: times,
    baseline: rounds[i]?.baseline ?? [],
  }));
  return [
    timeRow(`message.round-trip${run.suffix}`, 'ms', rounds),
    timeRow(`message.delivery${run.suffix}`, 'ms', deliveries),
  ];
}

/** Both agents, each with an inbox to follow; both live in this process. */
export class Talk {
  readonly #asker: Asker;
  readonly #a: InboxReader;
  readonly #b: InboxReader;

  private constructor(asker: Asker, a: InboxReader, b: InboxReader) {
    this.#asker = asker;
    this.#a = a;
    this.#b = b;
  }

  static async start(pair: Pair, asker: Asker): Promise<Talk> {
    return new Talk(asker, await InboxReader.start(pair.a, asker), await InboxReader.start(pair.b, asker));
  }

  /** Milliseconds of each message until the other agent has it, and until its answer is back. */
  async round(count: number): Promise<{ there: number[]; back: number[] }> {
    const there: number[] = [];
    const back: number[] = [];
    for (let i = 0; i < count; i++) {
      const atB = this.#b.next();
      const atA = this.#a.next();
      const started = performance.now();
      await this.#asker.ask(sending(this.#a.node, [{ to: 'b', topic: 'bench', body }]));
      const id = await atB;
      there.push(performance.now() - started);
      await this.#asker.ask(sending(this.#b.node, [{ to: 'a', topic: 'bench', body, replyTo: id }]));
      await atA;
      back.push(performance.now() - started);
    }
    await this.#a.clear();
    await this.#b.clear();
    return { there, back };
  }
}

function sending(node: BenchNode, messages: readonly object[] | string): Load {
  return {
    place: { socketPath: node.socketPath, path: '/v1/messages' },
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof messages === 'string' ? messages : JSON.stringify(messages),
  };
}

/** Acknowledged messages a second, one way, against bare messages counted by the other side. */
export async function oneWayRows(
  pair: Pair,
  bare: BareStreams,
  run: { rounds: number; suffix: string },
): Promise<readonly Row[]> {
  using asker = new Asker(batchesInFlight);
  // Twice the work of a round: over the first thousands of messages a node is still compiling its code.
  await oneWay(pair, asker, perRateRound * 2);
  const rounds = await interleave(
    run.rounds,
    async () => [await bare.rate(perRateRound * 8, messageBytes)],
    async () => [await oneWay(pair, asker, perRateRound)],
  );
  return [rateRow(`message.one-way${run.suffix}`, 'messages/s', rounds)];
}

/** Bytes a second of messages as large as there are, until the recipient's word is there, against a bare transfer of as many. */
export async function largeRows(
  pair: Pair,
  bare: BareStreams,
  run: { rounds: number; suffix: string },
): Promise<readonly Row[]> {
  using asker = new Asker(1);
  const load: Load = {
    place: { socketPath: pair.a.socketPath, path: '/v1/messages/bytes?to=b&topic=bench' },
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: largest,
  };
  const subject = async (): Promise<readonly number[]> => [await transfer(pair, asker, load)];
  const baseline = async (): Promise<readonly number[]> => [(await bare.throughput(limits.maxMessageBytes)) / mebibyte];
  await baseline();
  await subject();
  return [rateRow(`message.large${run.suffix}`, 'MiB/s', await interleave(run.rounds, baseline, subject))];
}

async function transfer({ a, b }: Pair, asker: Asker, load: Load): Promise<number> {
  const started = performance.now();
  await asker.ask(load);
  await emptied(a);
  const perSecond = limits.maxMessageBytes / mebibyte / ((performance.now() - started) / 1000);
  if ((await b.client.status()).inbox !== 1) throw new Error('The message was not received.');
  await b.client.acknowledge('zzzzzzzz');
  return perSecond;
}

/** Resolves when the sender has the recipient's word for each message. */
async function emptied({ client }: BenchNode): Promise<void> {
  const late = AbortSignal.timeout(60_000);
  while ((await client.status()).outbox > 0) {
    late.throwIfAborted();
    await new Promise((next) => setTimeout(next, 5));
  }
}

/** Messages of 1 KiB a second from A to B, until A has B's word for each. */
export async function oneWay({ a, b }: Pair, asker: Asker, count: number): Promise<number> {
  const load = sending(a, JSON.stringify(Array.from({ length: batch }, () => ({ to: 'b', topic: 'bench', body }))));
  const before = (await b.client.status()).inbox;
  const started = performance.now();
  await asker.rate(count / batch, batchesInFlight, () => load);
  await emptied(a);
  const rate = (count / (performance.now() - started)) * 1000;
  const received = (await b.client.status()).inbox - before;
  if (received !== count) throw new Error(`${count} messages were sent and ${received} received.`);
  await b.client.acknowledge('zzzzzzzz');
  return rate;
}
