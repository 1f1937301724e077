import type { Millis } from './base/base.ts';
import { isContent } from './body-kinds.ts';
import { actionWord, isJudged } from './facts.ts';
import { writeEntry } from './journal.ts';
import type { Judged } from './judge.ts';
import type { PipelinePorts } from './pipeline-ports.ts';
import type { Operation } from './store/store.ts';

/** What is recorded of a judgement. */
export interface Recorded {
  readonly judged: Judged;
  readonly now: Millis;
  readonly cursor?: number | undefined;
  /** Of a run: how many frames it is about, or has, where it is about one of them. */
  readonly frames?: number | undefined;
  readonly frame?: number | undefined;
}

/** The entry of the log about one judgement; with a page that explains it for what begins something, and for every refusal. */
export function recordOf(
  direction: 'in' | 'out',
  { judged, now, cursor, frames = 1, frame }: Recorded,
  ports: Pick<PipelinePorts, 'audit' | 'random'>,
): readonly Operation[] {
  const { envelope } = judged;
  const { id, created, expires, body } = envelope;
  if (!isJudged(body)) return [];
  const head = {
    id,
    direction,
    peer: direction === 'in' ? envelope.from : envelope.to,
    created,
    expires,
    action: actionWord(envelope, judged.facts),
    ...(cursor === undefined ? {} : { cursor: cursor.toString(36) }),
    ...(frames > 1 ? { frames } : {}),
    ...(frame === undefined ? {} : { frame }),
  };
  const page = isContent(body) || !judged.judgement.allowed;
  return [writeEntry(ports, head, { ...judged, body: body.body }, { at: now, page })];
}
