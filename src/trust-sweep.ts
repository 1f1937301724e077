import type { Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import { forgetReceipts } from './receipts.ts';
import type { RunningNode } from './running-node.ts';
import type { Operation } from './store/store.ts';
import { defaultParameters, hourOf } from './trust/trust.ts';

/** Entries of one kind removed in one sweep; the rest waits for the next. */
const perSweep = 10_000;
/** How long a message can be rated, as long as it can be explained (7 days). */
const rateForMs = 7 * 24 * 3600 * 1000;

/** What is due now and then about trust: old receipts, quarantines that ran out, credibility, sessions to judge again. */
export async function sweepTrust(
  {
    store,
    receipts,
    quarantines,
    news,
    credibility,
    gossip,
    review,
    reputation,
    events,
  }: Pick<
    RunningNode,
    'reputation' | 'events' | 'store' | 'receipts' | 'quarantines' | 'news' | 'credibility' | 'gossip' | 'review'
  >,
  now: Millis,
): Promise<void> {
  const oldest = hourOf(now) - defaultParameters.maxAgeHours;
  receipts.book.prune(hourOf(now));
  await forgetReceipts(store, oldest, perSweep);
  const { writes, withheld } = receipts.reconsider(now);
  for (const peer of withheld) events.signatureWithheld(peer);
  const breaches = withheld.flatMap((peer) => reputation.observe(peer, { kind: 'withheld' }, now));
  if (writes.length + breaches.length > 0) await store.commit([...writes, ...breaches], { lazy: true });
  const over = [...quarantines.sweep(now), ...news.sweep(now)];
  const lt = `@rated/${Math.max(0, now - rateForMs)
    .toString(16)
    .padStart(12, '0')}`;
  for await (const [key] of entriesOf(store, 'evidence', { gte: '@rated/', lt })) {
    over.push({ kind: 'delete', space: 'evidence', key } satisfies Operation);
  }
  if (over.length > 0) await store.commit(over, { lazy: true });
  await gossip.tellReceipts();
  await credibility.refresh();
  await review.reviewAll();
}
