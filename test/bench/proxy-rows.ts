import http from 'node:http';
import { a2aCall, compared, type Counterparts } from './exchange-rows.ts';
import { Asker, type Load } from './http-load.ts';
import { interleave, quantile, rateRow, timeRow, type Round, type Row } from './measure.ts';
import type { Pair } from './mesh.ts';
import { streamEvents } from './event-stream.ts';

const inFlight = 32;
const perRateRound = 480;

/** The same calls and streams through two nodes and through a plain reverse proxy. */
export async function proxyRows(
  pair: Pair,
  { a2a, proxy }: Counterparts,
  run: { readonly rounds: number; readonly suffix: string },
): Promise<readonly Row[]> {
  const proxied = `${proxy}/to/${new URL(a2a).port}`;
  const meshed = `${pair.a.ingress}/a2a/b`;
  using asker = new Asker(inFlight);
  const through = (i: number): Load => a2aCall(`${meshed}/rpc`, i);
  const plain = (i: number): Load => a2aCall(`${proxied}/rpc`, i);
  const rounds = await compared(asker, plain, through, run.rounds);
  const rates = await interleave(
    Math.ceil(run.rounds / 2),
    async () => [await asker.rate(perRateRound, inFlight, plain)],
    async () => [await asker.rate(perRateRound, inFlight, through)],
  );
  return [
    timeRow(`proxy.a2a${run.suffix}`, 'ms', rounds),
    tailRow(`proxy.a2a.p99${run.suffix}`, rounds),
    rateRow(`proxy.a2a.rate${run.suffix}`, 'calls/s', rates),
    ...(await streamRows(pair, { proxied, meshed }, run)),
  ];
}

/** Of 100 calls the slowest: ours, beside the proxy's. */
function tailRow(name: string, rounds: readonly Round[]): Row {
  const tail = (pick: (round: Round) => readonly number[]): number => quantile(rounds.flatMap(pick), 0.99);
  const value = tail(({ subject }) => subject);
  const baseline = tail((round) => round.baseline);
  return { name, unit: 'ms', value, p99: value, baseline, ratio: value / baseline };
}

/** Streams of 10 000 events, every one of them in its place, and what the nodes have grown by from the second to the last. */
async function streamRows(
  { a, b }: Pair,
  { proxied, meshed }: { readonly proxied: string; readonly meshed: string },
  { rounds, suffix }: { readonly rounds: number; readonly suffix: string },
): Promise<readonly Row[]> {
  await eventsPerSecond(meshed);
  const memory = async (): Promise<number> => (await a.rss()) + (await b.rss());
  await eventsPerSecond(meshed);
  const before = await memory();
  const count = Math.max(2, Math.ceil(rounds / 3));
  const rates = await interleave(
    count,
    async () => [await eventsPerSecond(proxied)],
    async () => [await eventsPerSecond(meshed)],
  );
  const grown = (await memory()) - before;
  const growth = {
    name: `proxy.stream.growth${suffix}`,
    unit: 'MB',
    value: grown,
    p99: grown,
    baseline: null,
    ratio: null,
  };
  return [rateRow(`proxy.stream${suffix}`, 'events/s', rates), growth];
}

/** Reads one stream to its end; throws when an event is missing, doubled or out of its place. */
async function eventsPerSecond(base: string): Promise<number> {
  const started = performance.now();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', 'a2a-version': '1.0' };
  const request = http.request(`${base}/message:stream`, { method: 'POST', headers });
  request.end('{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"stream"}]}}');
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  request.once('response', resolve).once('error', reject);
  const response = await promise;
  let rest = '';
  let next = 0;
  for await (const chunk of response.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue;
      if (line !== `data: {"event":${next}}`)
        throw new Error(`event ${next} is not in its place: ${line.slice(0, 100)}`);
      next++;
    }
  }
  if (next !== streamEvents) throw new Error(`${next} of ${streamEvents} events came, status ${response.statusCode}`);
  return (streamEvents / (performance.now() - started)) * 1000;
}
