import { BlockList, isIP } from 'node:net';
import { CODE_IP4, CODE_IP6 } from '@multiformats/multiaddr';
import { parseMultiaddr } from './dial.ts';
import { isRelayed } from './relay-transport.ts';

/** From where an address can be dialled. */
type Scope = 'public' | 'private' | 'loopback';

/** Addresses that lead to no other host's node, or to many at once. */
const nowhere = listed([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
]);
const loopback = listed([
  ['127.0.0.0', 8],
  ['::1', 128],
]);
const inside = listed([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
]);

/**
 * The addresses, of those that a stranger gave, that this node tries. A stranger must not be able to have it knock on doors
 * that are not open to everyone: public ones always, those of a private network only where this node has no public address,
 * those of this machine only where it has no other. Names are left out, because what they stand for is theirs to change,
 * and so are relays.
 */
export function inReach(strange: readonly string[], own: readonly string[]): readonly string[] {
  const ours = new Set(own.map(scopeOf));
  const isTried: Readonly<Record<Scope, boolean>> = {
    public: true,
    private: !ours.has('public'),
    loopback: !ours.has('public') && !ours.has('private'),
  };
  return strange.filter((text) => {
    const scope = scopeOf(text);
    return scope !== undefined && isTried[scope];
  });
}

/** Whether others could dial this node by one of its addresses: not only through a relay. */
export function isDialled(own: readonly string[]): boolean {
  return own.some((text) => scopeOf(text) !== undefined);
}

/** Whether an IP address is one that everyone may reach: not of this machine, of a private network, or of none. */
export function isOpenToAll(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const ip = [address, family === 4 ? 'ipv4' : 'ipv6'] as const;
  return ![nowhere, loopback, inside].some((list) => list.check(...ip));
}

function scopeOf(text: string): Scope | undefined {
  const ip = isRelayed(text) ? undefined : ipOf(text);
  if (ip === undefined || nowhere.check(...ip)) return undefined;
  if (loopback.check(...ip)) return 'loopback';
  return inside.check(...ip) ? 'private' : 'public';
}

/** The IP address that an address begins with, and of which family. */
function ipOf(text: string): [string, 'ipv4' | 'ipv6'] | undefined {
  const { code, value = '' } = parseMultiaddr(text)?.getComponents()[0] ?? {};
  if (code === CODE_IP4) return [value, 'ipv4'];
  return code === CODE_IP6 ? [value, 'ipv6'] : undefined;
}

function listed(nets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, net.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}
