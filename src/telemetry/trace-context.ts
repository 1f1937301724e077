import { toHex, type Random } from '../base/base.ts';

/** A place in a trace, as W3C Trace Context Level 2 carries it in `traceparent`. */
export interface TraceContext {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  readonly spanId: string;
  /** Whether whoever began the trace records it. */
  readonly sampled: boolean;
}

/** Section 3.2: version, trace id, parent id, flags; a later version may have more after a dash. */
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent`; undefined when it is none, as section 3.2.2.5 has it: then a trace begins anew. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', rest] = pattern.exec(text) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The `traceparent` of a place: version 00, 55 characters. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** A place below another, or at the root of a new trace, of which the share `sample` (0 to 1) is recorded. */
export function below(parent: TraceContext | undefined, { random, sample }: Sampling): TraceContext {
  const spanId = fresh(8, random);
  if (parent !== undefined) return { ...parent, spanId };
  const traceId = fresh(16, random);
  // The last 7 bytes are random by Level 2; 48 bits of them decide, so that every node decides alike.
  return { traceId, spanId, sampled: Number.parseInt(traceId.slice(20), 16) < sample * 2 ** 48 };
}

interface Sampling {
  readonly random: Random;
  readonly sample: number;
}

/** Random hex digits that are not all zero. */
function fresh(bytes: number, random: Random): string {
  for (;;) {
    const hex = toHex(random(bytes));
    if (!/^0+$/.test(hex)) return hex;
  }
}
