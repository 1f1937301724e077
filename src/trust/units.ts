import { one, times, type Fixed } from './decay.ts';
import { dimensions, type Dimension, type Severity } from './dimension.ts';
import type { Parameters } from './parameters.ts';

/** What was seen once: how it went, in which dimension. */
interface Seen {
  readonly dimension: Dimension;
  /** 0 to 100. */
  readonly outcome: number;
  readonly severity: Severity;
}

/** What one fresh observation is worth: w*o on the good side, w*(1-o)*lambda on the bad (trust.md, Score). */
export function unitsOf(
  { dimension, outcome, severity }: Seen,
  parameters: Parameters,
): { readonly gain: Fixed; readonly loss: Fixed } {
  const weight = ((parameters.weightQuarters[dimensions.indexOf(dimension)] ?? 0) * one) / 4;
  const lambda = ((parameters.severityQuarters[severity] ?? 0) * one) / 4;
  const kept = Math.floor((outcome * one) / 100);
  return { gain: times(weight, kept), loss: times(times(weight, one - kept), lambda) };
}
