import { within } from './organisation.ts';
import type { Step } from './stage.ts';

/** How one step went. */
export interface StepReport {
  readonly name: string;
  readonly ok: boolean;
  /** How long it took, whole milliseconds. */
  readonly ms: number;
  /** What was seen; why it failed. */
  readonly detail: string;
}

/** What watches a scenario while it runs. */
export interface Watcher {
  begun(name: string): void;
  ended(report: StepReport): void;
}

/** Longest time that one step may take, milliseconds; it usually takes less than two seconds, and more on a busy machine. */
const stepMs = 60_000;
/** What it may take more for each organisation: starting a node is a second of work. */
const organisationMs = 5_000;

/**
 * Plays every step. One that others build on ends the play when it fails; the others do not. What was opened is the
 * caller's to close. Throws only when `signal` ends it.
 */
export async function playSteps(
  steps: readonly Step[],
  { organisations, watcher }: { readonly organisations: number; readonly watcher: Watcher },
  signal: AbortSignal,
): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  let broken = false;
  for (const { name, run, essential } of steps) {
    if (broken) {
      reports.push({ name, ok: false, ms: 0, detail: 'not tried: a step that it builds on failed' });
      continue;
    }
    watcher.begun(name);
    const begun = performance.now();
    const seen = await settled(() => run(within(stepMs + organisations * organisationMs, signal)));
    signal.throwIfAborted();
    const report = { name, ok: seen.ok, ms: Math.round(performance.now() - begun), detail: seen.detail };
    reports.push(report);
    watcher.ended(report);
    broken = essential && !report.ok;
  }
  return reports;
}

async function settled(work: () => Promise<string>): Promise<{ readonly ok: boolean; readonly detail: string }> {
  try {
    return { ok: true, detail: await work() };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
