import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';
import { limits, millis, type Millis } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { gossipTopics } from '../../src/gossip.ts';
import { recordOf } from '../unit/identity/fixture.ts';
import { Mallory, type MalloryLink, type Target } from './mallory.ts';

/** What the flooding peer sends, statements a second. */
export const perSecond = 10_000;
/** Statements in one frame, and the pause after it, so that it comes to `perSecond`. */
const inFrame = 50;
const pauseMs = (1000 * inFrame) / perSecond;

/** What a flooding peer is started with. */
export interface FloodInput {
  /** The folder of a node that was let in, and has stopped. */
  readonly dataDir: string;
  readonly target: Target;
}

/** What it says: that it is connected by the rules, and then, cut off, what it got rid of and whether it was let in again. */
export type FloodSaying =
  { readonly kind: 'in' } | { readonly kind: 'cut-off'; readonly sent: number; readonly isLetIn: boolean };

/** Whether it is one of the two. */
export const isSaying = (data: unknown): data is FloodSaying =>
  typeof data === 'object' && data !== null && 'kind' in data && (data.kind === 'in' || data.kind === 'cut-off');

/** Distinct records of agents that nobody knows; each holds. */
function strangers(count: number, now: Millis): readonly Uint8Array[] {
  const dates = { notBefore: now, expires: millis(now + limits.maxRecordLifeMs / 2) };
  return Array.from({ length: count }, (_, seq) => recordOf('stranger', { ...dates, seq: seq + 1 }));
}

/** Sends statements without end until it is cut off; the number it got rid of. */
export async function flood(link: MalloryLink, statements: readonly Uint8Array[]): Promise<number> {
  let sent = 0;
  while (link.channel.ending === undefined) {
    const at = sent % (statements.length - inFrame);
    link.send({ kind: 'statements', statements: statements.slice(at, at + inFrame) });
    sent += inFrame;
    await pass(pauseMs);
  }
  return sent;
}

const isInput = (data: unknown): data is FloodInput =>
  typeof data === 'object' && data !== null && 'dataDir' in data && 'target' in data;

async function main(say: (saying: FloodSaying) => void): Promise<void> {
  const [input]: unknown[] = await once(process, 'message');
  if (!isInput(input)) throw new Error('not told what to flood');
  const { dataDir, target } = input;
  const mallory = await Mallory.take({ dataDir }, gossipTopics);
  await mallory.handshake(target);
  const link = await mallory.link(target);
  const noise = strangers(4 * inFrame, systemClock.now());
  say({ kind: 'in' });
  await once(process, 'message');
  const sent = await flood(link, noise);
  const isLetIn = await mallory.handshake(target).then(
    () => true,
    () => false,
  );
  await mallory[Symbol.asyncDispose]();
  say({ kind: 'cut-off', sent, isLetIn });
}

if (process.argv[1] === import.meta.filename) {
  await main((saying) => process.send?.(saying));
  process.disconnect();
}
