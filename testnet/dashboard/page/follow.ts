import { ask } from '../../../src/dashboard/api.ts';
import { followEvents } from '../../../src/dashboard/event-stream.ts';
import { Store } from '../../../src/dashboard/store.ts';
import type { Network } from '../network.ts';

/** The network as it was told last. */
export const network = new Store<Network | undefined>(undefined);

/** Follows the network until the signal aborts; connects again by itself. */
export function followNetwork(signal: AbortSignal): Promise<void> {
  const take = (json: string): void => {
    const told: Network = JSON.parse(json);
    network.set(told);
  };
  return followEvents('/v1/network', take, signal);
}

/** Gives the network an order, as one from a terminal; gives what there is to say. Throws Refused. */
export async function order(...words: readonly string[]): Promise<readonly string[]> {
  const { lines } = await ask<{ readonly lines: readonly string[] }>('/v1/orders', { words });
  return lines;
}

/** Opens the dashboard of one node, logged in: beside this page, or in its place where a browser allows no other. */
export async function openNode(alias: string): Promise<void> {
  const [address = ''] = await order('login', alias);
  if (window.open(address) === null) location.assign(address);
}
