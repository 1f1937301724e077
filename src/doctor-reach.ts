import { connect, isIP } from 'node:net';
import type { Config } from './config.ts';
import type { Finding } from './control/control.ts';
import { isOpenToAll } from './net/net.ts';

/** How long another program may take to accept a connection, milliseconds. */
const connectMs = 2000;

/** Where a program listens. */
interface Door {
  readonly host: string;
  readonly port: number;
}

/**
 * Whether others find a way to this node, and it to what it relies on. `addresses` are those that it tells others while it
 * runs; undefined while it does not: then relays and mailboxes are knocked at instead.
 */
export function examineReach(config: Config, addresses: readonly string[] | undefined): readonly Promise<Finding>[] {
  const { announce, reach, mailbox } = config;
  const offer: Finding = { name: 'relay', state: 'good', found: `offered, to ${reach.maxReservations} peers at most` };
  const offered = reach.offer ? [Promise.resolve(offer)] : [];
  if (addresses === undefined)
    return [
      ...offered,
      ...reach.relays.map((relay) => knock('relay', relay)),
      ...mailbox.use.map((one) => knock('mailbox', one)),
    ];
  return [
    Promise.resolve(reachability(addresses)),
    ...announce.map(announced),
    ...offered,
    ...reach.relays.map((relay) => Promise.resolve(placeAt(relay, addresses))),
  ];
}

/** Whether somebody accepts connections there. */
export async function accepts(door: Door): Promise<boolean> {
  const socket = connect(door);
  const open = await new Promise<boolean>((tell) => {
    socket.setTimeout(connectMs, () => tell(false));
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });
  socket.destroy();
  return open;
}

/** From where others can dial the node. */
function reachability(addresses: readonly string[]): Finding {
  const name = 'reachability';
  const isRelayed = (address: string): boolean => address.includes('/p2p-circuit');
  const hosts = addresses.filter((address) => !isRelayed(address)).flatMap((address) => doorOf(address)?.host ?? []);
  const far = hosts.filter((host) => (isIP(host) === 0 ? host !== 'localhost' : isOpenToAll(host)));
  if (far.length > 0) return { name, state: 'good', found: `from everywhere that leads to ${far.join(' or ')}` };
  if (addresses.some(isRelayed)) return { name, state: 'good', found: 'through a relay' };
  const near = hosts.filter((host) => host !== 'localhost' && host !== '::1' && !host.startsWith('127.'));
  if (near.length > 0) return { name, state: 'good', found: `from its own network only, at ${near.join(' or ')}` };
  const found = hosts.length > 0 ? 'from this machine only' : 'nobody can dial it: it has no address to tell';
  const advice =
    'For others, let `listen` name an address of the network; behind a router, `announce` one or name a relay under `reach.relays`.';
  return { name, state: 'warning', found, advice };
}

/** Whether what is told to others leads anywhere, as far as that can be seen from here. */
async function announced(address: string): Promise<Finding> {
  const name = 'announced address';
  const door = doorOf(address);
  if (door === undefined || (await accepts(door))) return { name, state: 'good', found: address };
  const advice =
    'Check the name, the port and what forwards it. Some routers lead nobody out and in again: then look from elsewhere.';
  return { name, state: 'warning', found: `nobody answers at ${address}, seen from this machine`, advice };
}

/** Whether the node holds a place at a relay, through which others reach it. */
function placeAt(relay: string, addresses: readonly string[]): Finding {
  const name = 'relay';
  if (addresses.some((address) => address.startsWith(`${relay}/p2p-circuit`)))
    return { name, state: 'good', found: `holds a place at ${relay}` };
  const advice =
    'Check its address, that it offers a relay, and that the two nodes know each other: others get no place.';
  return { name, state: 'warning', found: `no place at ${relay}`, advice };
}

/** Whether a node that this one relies on is there. */
async function knock(name: 'relay' | 'mailbox', address: string): Promise<Finding> {
  const door = doorOf(address);
  if (door === undefined || (await accepts(door))) return { name, state: 'good', found: `${address} answers` };
  const advice = `It may be down, or its address may have changed: ask who runs it, or name another ${name} in parley.yaml.`;
  return { name, state: 'warning', found: `nobody answers at ${address}`, advice };
}

/** Host and port of a multiaddr over TCP; undefined for others. */
function doorOf(address: string): Door | undefined {
  const [, host, port] = /^\/(?:ip4|ip6|dns|dns4|dns6)\/([^/]+)\/tcp\/(\d+)/.exec(address) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}
