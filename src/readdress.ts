import { repeat, type Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Gossip } from './gossip.ts';
import type { Net } from './net/net.ts';
import { publishRecord, type OwnFacts } from './own-record.ts';
import type { Store } from './store/store.ts';

/** What following our own addresses needs of the hall. */
export interface ReaddressPorts {
  readonly own: OwnFacts;
  readonly net: Pick<Net, 'addresses' | 'onAddresses'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly directory: Pick<Directory, 'own' | 'replaceOwn'>;
  readonly gossip: Pick<Gossip, 'push'>;
  readonly events: Events;
}

/** After a change, milliseconds: several addresses often change together. */
const settleMs = 300;
/** Between two records of ours, milliseconds: an address that comes and goes must not flood the network. */
const leastMs = 10_000;
/** How often it is looked, because an interface that got another address tells nobody; milliseconds. */
const lookMs = 30_000;

/** Publishes our record anew when it no longer says where we are. The returned function ends it, and what is under way. */
export function followAddresses(ports: ReaddressPorts): () => Promise<void> {
  const { net, clock, events } = ports;
  const state = { cancel: (): void => {}, waits: false, stopped: false, last: Number.NEGATIVE_INFINITY };
  let underWay: Promise<void> = Promise.resolve();
  const check = async (): Promise<void> => {
    if (!hasMoved(ports)) return;
    state.last = clock.now();
    await publish(ports).catch((error: unknown) => events.internalError('addresses', error));
  };
  const soon = (): void => {
    // A host that closes loses its addresses, and then there is no store to write a record to.
    if (state.waits || state.stopped) return;
    state.waits = true;
    const waitMs = Math.max(settleMs, state.last + leastMs - clock.now());
    state.cancel = clock.after(waitMs, () => {
      state.waits = false;
      underWay = check();
    });
  };
  net.onAddresses(soon);
  const stopLooking = repeat(clock, lookMs, async () => (hasMoved(ports) ? soon() : undefined));
  // What changed before anyone listened.
  if (hasMoved(ports)) soon();
  return async () => {
    state.stopped = true;
    stopLooking();
    state.cancel();
    await underWay;
  };
}

function hasMoved({ net, directory }: ReaddressPorts): boolean {
  const published = new Set(directory.own.record.multiaddrs);
  const now = new Set(net.addresses());
  return published.size !== now.size || [...now].some((address) => !published.has(address));
}

async function publish({ own, store, clock, directory, gossip, events }: ReaddressPorts): Promise<void> {
  directory.replaceOwn(await publishRecord(store, own, clock.now()));
  gossip.push([directory.own.bytes]);
  events.addressesChanged(directory.own.record.multiaddrs);
}
