import { fromUtf8, limits, millis, type Millis } from './base/base.ts';
import type { Config } from './config.ts';
import type { RunningNode } from './running-node.ts';
import { isStale, publishRecord, type OwnFacts } from './own-record.ts';
import { forgetBefore } from './seen.ts';
import { sweepTrust } from './trust-sweep.ts';
import type { Operation, Store } from './store/store.ts';

/** Entries of one kind removed in one sweep; the rest waits for the next. */
const perSweep = 10_000;
const dayMs = 24 * 3600 * 1000;

/** The parts that are swept, and how long entries are kept. */
type Swept = { readonly config: Pick<Config, 'audit'> } & Pick<
  RunningNode,
  | 'links'
  | 'gossip'
  | 'shelf'
  | 'delegations'
  | 'directory'
  | 'store'
  | 'audit'
  | 'clock'
  | 'events'
  | 'receipts'
  | 'quarantines'
  | 'news'
  | 'reputation'
  | 'credibility'
  | 'review'
  | 'approvals'
  | 'deadLetters'
  | 'partsIn'
  | 'mailing'
>;

/** What is due now and then: expired messages, handshakes to renew, prekeys, our record, old entries. */
export async function sweep(parts: Swept, facts: OwnFacts): Promise<void> {
  const { config, links, gossip, shelf, directory, store, audit, clock, events } = parts;
  const now = clock.now();
  try {
    for (const lane of links.lanes()) {
      await lane.expire();
      await lane.forgetKeys();
    }
    await links.renew();
    await links.replaceOldSessions();
    await shelf.refresh(now);
    if (isStale(directory.own, now)) {
      directory.replaceOwn(await publishRecord(store, facts, now));
      gossip.push([directory.own.bytes]);
    }
    gossip.renewSponsorships();
    const dedupWindowMs = limits.messageTtlMs + 2 * limits.clockSkewMs;
    await forgetBefore(store, 'seen', earlier(now, dedupWindowMs), perSweep);
    await forgetBefore(store, 'decision', earlier(now, config.audit.factsDays * dayMs), perSweep);
    await audit.prune(earlier(now, config.audit.entriesDays * dayMs));
    await forgetNonces(store, now);
    const waited = [...parts.deadLetters.sweep(now), ...parts.partsIn.sweep(now), ...parts.mailing.holdBack.sweep(now)];
    const expired = [...parts.approvals.sweep(now), ...waited, ...parts.delegations.expire(now)];
    if (expired.length > 0) await store.commit(expired, { lazy: true });
    await sweepTrust(parts, now);
    await store.turnEpoch(now);
  } catch (error) {
    events.internalError('sweep', error);
  }
}

function earlier(now: Millis, ms: number): Millis {
  return millis(Math.max(0, now - ms));
}

async function forgetNonces(store: Store, now: Millis): Promise<void> {
  const expired: Operation[] = [];
  for await (const [key, value] of store.range('nonce', { limit: perSweep })) {
    if (Number(fromUtf8(value) ?? '0') < now) expired.push({ kind: 'delete', space: 'nonce', key });
  }
  if (expired.length > 0) await store.commit(expired, { lazy: true });
}
