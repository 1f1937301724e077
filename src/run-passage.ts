import type { Reason } from './base/base.ts';
import type { Sent } from './draft.ts';
import { judgedTogether, refusalOfRun, type StoppedFrame } from './frame-run.ts';
import type { Taken } from './inbox.ts';
import type { Judged } from './judge.ts';
import type { Operation } from './store/store.ts';
import type { Ack, Envelope } from './wire/wire.ts';

/** How frames of one way leave. */
interface Leaving {
  judge(frame: Envelope, index: number): Judged;
  /** So many frames, as one message. */
  accept(judged: Judged, frames: number): Promise<Sent>;
  stop(judged: Judged): Promise<Sent>;
}

/** Judges frames one by one; those that pass one behind the other leave together. What becomes of each, in their order. */
export function leaveTogether(frames: readonly Envelope[], steps: Leaving): readonly Promise<Sent>[] {
  const sent: Promise<Sent>[] = [];
  let run: Judged[] = [];
  const leave = (): void => {
    const [first, ...others] = run;
    if (first === undefined) return;
    const one = steps.accept(judgedTogether([first, ...others]), run.length);
    sent.push(...run.map(() => one));
    run = [];
  };
  for (const [index, frame] of frames.entries()) {
    const judged = steps.judge(frame, index);
    if (judged.judgement.allowed) {
      run.push(judged);
      continue;
    }
    leave();
    sent.push(steps.stop(judged));
  }
  leave();
  return sent;
}

/** How frames that came together are taken. */
interface Taking {
  judge(frame: Envelope, index: number): Judged;
  take(envelope: Envelope): Taken;
  /** What is written of a judgement: of all frames that passed, or of one that did not. */
  record(judged: Judged, about: { readonly frames: number; readonly frame?: number }): readonly Operation[];
  /** What a frame that passed says of its sender, and one that did not. */
  passed(judged: Judged): readonly Operation[];
  stopped(judged: Judged): readonly Operation[];
}

/** A run after its judgement: what passed is taken, once its writes are on disk. */
interface TakenRun {
  readonly kind: 'taken';
  /** What passed, as one message; undefined when nothing did. */
  readonly together: Judged | undefined;
  readonly stopped: readonly Judged[];
  readonly answer: Omit<Ack, 'id'>;
  readonly taken: Taken;
}

/**
 * Judges frames that came together one by one, each after the one before it was taken, as if each had come alone.
 * `over` when the first finds its session over: then all of them are welcome again under another.
 */
export function takeTogether(
  frames: readonly Envelope[],
  steps: Taking,
): TakenRun | { readonly kind: 'over'; readonly judged: Judged } {
  const passed: Judged[] = [];
  const stopped: StoppedFrame[] = [];
  const taken: Taken[] = [];
  const evidence: Operation[] = [];
  for (const [index, frame] of frames.entries()) {
    const judged = steps.judge(frame, index);
    if (index === 0 && judged.judgement.reason === comesAgain) return { kind: 'over', judged };
    // What one frame says of its sender counts in the judgement of the next.
    evidence.push(...(judged.judgement.allowed ? steps.passed(judged) : steps.stopped(judged)));
    if (judged.judgement.allowed) {
      passed.push(judged);
      taken.push(steps.take(judged.envelope));
    } else stopped.push({ index, judged });
  }
  const [first, ...others] = passed;
  const [stop, ...stops] = stopped;
  const together = first && judgedTogether([first, ...others]);
  const count = frames.length;
  const operations = [
    ...(together === undefined ? [] : [...steps.record(together, { frames: passed.length }), ...together.writes]),
    ...evidence,
    ...stopped.flatMap(({ judged, index }) => steps.record(judged, { frames: count, frame: index })),
    ...stopped.flatMap(({ judged }) => judged.writes),
    ...taken.flatMap((one) => one.operations),
  ];
  return {
    kind: 'taken',
    together,
    stopped: stopped.map(({ judged }) => judged),
    answer:
      stop === undefined
        ? { outcome: 'delivered', reason: undefined }
        : { outcome: 'denied', ...refusalOfRun(count, [stop, ...stops]) },
    taken: {
      cursor: undefined,
      operations,
      arrived: () => {
        for (const one of taken) one.arrived();
      },
      failed: () => {
        for (const one of taken) one.failed?.();
      },
    },
  };
}

const comesAgain: Reason = 'session-expired';
