import type { Attributes, EndedSpan, SpanKind } from './span.ts';

/** A number with what it is, as it stands at one moment. */
export type Measure =
  | {
      readonly kind: 'counter' | 'gauge';
      readonly name: string;
      readonly help: string;
      readonly points: readonly { readonly attributes: Attributes; readonly value: number }[];
    }
  | {
      readonly kind: 'histogram';
      readonly name: string;
      readonly help: string;
      readonly unit: string;
      readonly count: number;
      readonly sum: number;
      /** Upper bounds of the classes but the last, which has none. */
      readonly bounds: readonly number[];
      /** How many are in each class; one more than bounds. */
      readonly counts: readonly number[];
    };

/** Who tells it (OpenTelemetry, "Resource"): `service.name` and the like. */
export type Resource = Attributes;

/** Numbers of the protocol (opentelemetry-proto, trace.proto `SpanKind`). */
const kinds: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };
/** `StatusCode.STATUS_CODE_ERROR`. */
const statusError = 2;
/** `AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE`: since the start of the process. */
const cumulative = 2;

const scope = { name: 'parley' };

/** The body of `POST /v1/traces` (OTLP 1, "JSON Protobuf Encoding": ids are hex, 64-bit numbers are strings). */
export function tracesJson(resource: Resource, spans: readonly EndedSpan[]): object {
  return {
    resourceSpans: [
      { resource: { attributes: attributesJson(resource) }, scopeSpans: [{ scope, spans: spans.map(spanJson) }] },
    ],
  };
}

/** The body of `POST /v1/metrics`: measures since `startMs`, as of `nowMs`. */
export function metricsJson(
  resource: Resource,
  measures: readonly Measure[],
  time: { readonly startMs: number; readonly nowMs: number },
): object {
  const at = { startTimeUnixNano: nanos(time.startMs), timeUnixNano: nanos(time.nowMs) };
  const metrics = measures.map((measure) => measureJson(measure, at));
  return {
    resourceMetrics: [{ resource: { attributes: attributesJson(resource) }, scopeMetrics: [{ scope, metrics }] }],
  };
}

function spanJson({ name, kind, context, parent, startMs, endMs, attributes, events, failed }: EndedSpan): object {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(endMs),
    attributes: attributesJson(attributes),
    events: events.map((event) => ({ name: event.name, timeUnixNano: nanos(event.atMs) })),
    status: failed === undefined ? {} : { code: statusError, message: failed },
  };
}

function measureJson(measure: Measure, at: { readonly timeUnixNano: string }): object {
  const { name, help: description } = measure;
  if (measure.kind === 'histogram') {
    const { unit, count, sum, bounds, counts } = measure;
    const point = { ...at, count: String(count), sum, explicitBounds: bounds, bucketCounts: counts.map(String) };
    return { name, description, unit, histogram: { aggregationTemporality: cumulative, dataPoints: [point] } };
  }
  const dataPoints = measure.points.map(({ attributes, value }) => ({
    ...at,
    asDouble: value,
    attributes: attributesJson(attributes),
  }));
  if (measure.kind === 'gauge') return { name, description, gauge: { dataPoints } };
  return { name, description, sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints } };
}

function attributesJson(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueJson(value) }],
  );
}

function valueJson(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** To the microsecond, which is as far as the clock goes. */
function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}
