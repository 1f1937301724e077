/** The door of `telemetry`: traces and metrics for an OpenTelemetry collector. Loaded only where one is configured. */
export { Exporter, type Collector, type ExporterReports } from './exporter.ts';
export { type Measure, type Resource } from './otlp-json.ts';
export { type Attributes, type EndedSpan, type Span, type SpanKind } from './span.ts';
export { formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';
export { Tracer, type SpanAbout } from './tracer.ts';
