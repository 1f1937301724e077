import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

/** The value of an attribute, in the encoding of OTLP: a 64-bit number is a string. */
const value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
]);
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value }))
  .transform((list) => Object.fromEntries(list.map((one) => [one.key, Object.values(one.value)[0]])));
const nanos = z.string().regex(/^\d{19}$/);
const resource = z.strictObject({ attributes });
const scope = z.strictObject({ name: z.string() });

const span = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  events: z.array(z.strictObject({ name: z.string(), timeUnixNano: nanos })),
  status: z.strictObject({ code: z.literal(2).optional(), message: z.string().optional() }),
});

const traces = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({ resource, scopeSpans: z.array(z.strictObject({ scope, spans: z.array(span) })) }),
  ),
});

const dataPoint = z.strictObject({
  startTimeUnixNano: nanos,
  timeUnixNano: nanos,
  asDouble: z.number(),
  attributes,
});
const metric = z.strictObject({
  name: z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.\-/]{0,254}$/),
  description: z.string().min(1),
  unit: z.string().optional(),
  gauge: z.strictObject({ dataPoints: z.array(dataPoint) }).optional(),
  sum: z
    .strictObject({
      aggregationTemporality: z.literal(2),
      isMonotonic: z.literal(true),
      dataPoints: z.array(dataPoint),
    })
    .optional(),
  histogram: z
    .strictObject({
      aggregationTemporality: z.literal(2),
      dataPoints: z.array(
        z.strictObject({
          startTimeUnixNano: nanos,
          timeUnixNano: nanos,
          count: z.string(),
          sum: z.number(),
          explicitBounds: z.array(z.number()),
          bucketCounts: z.array(z.string()),
        }),
      ),
    })
    .optional(),
});
const metrics = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({ resource, scopeMetrics: z.array(z.strictObject({ scope, metrics: z.array(metric) })) }),
  ),
});

/** A span, with who told it. */
export type ToldSpan = z.output<typeof span> & { readonly resource: z.output<typeof attributes> };
export type ToldMetric = z.output<typeof metric>;

/** A receiver of OTLP over HTTP with JSON that takes nothing but what the protocol allows. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly spans: readonly ToldSpan[];
  /** The last metrics of each node, by its name. */
  readonly metrics: ReadonlyMap<string, readonly ToldMetric[]>;
  /** What came and was not of the protocol. */
  readonly faults: readonly string[];
  /** The heads of all requests. */
  readonly heads: readonly NodeJS.Dict<string | string[]>[];
  /** What it answers from now on; 200 at first. */
  answer(status: number): void;
}

/** Starts one on a free loopback port. */
export async function startCollector(): Promise<Collector> {
  const spans: ToldSpan[] = [];
  const told = new Map<string, readonly ToldMetric[]>();
  const faults: string[] = [];
  const heads: NodeJS.Dict<string | string[]>[] = [];
  let status = 200;
  const take = (path: string | undefined, body: unknown): void => {
    if (path === '/v1/traces') {
      for (const { resource, scopeSpans } of traces.parse(body).resourceSpans)
        for (const one of scopeSpans) spans.push(...one.spans.map((s) => ({ ...s, resource: resource.attributes })));
      return;
    }
    if (path !== '/v1/metrics') throw new RangeError(`no such path: ${path}`);
    for (const { resource, scopeMetrics } of metrics.parse(body).resourceMetrics)
      told.set(
        String(resource.attributes['parley.node']),
        scopeMetrics.flatMap((one) => one.metrics),
      );
  };
  const server = createServer((request, response) => {
    heads.push(request.headers);
    const answer = async (): Promise<void> => {
      try {
        const body = await json(request);
        if (status === 200) take(request.url, body);
      } catch (error) {
        faults.push(String(error));
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    };
    void answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    spans,
    metrics: told,
    faults,
    heads,
    answer: (given) => {
      status = given;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}
