import { describe, expect, it } from 'vitest';
import { millis, parsePeerId, type Did, type PeerId } from '../../../src/base/base.ts';
import { startDiscovery } from '../../../src/discovery.ts';
import type { FoundListener } from '../../../src/net/net.ts';
import { Sightings } from '../../../src/sightings.ts';
import { duo } from '../../sim/hall-node.ts';

const place = '/ip4/192.168.1.5/tcp/4001';

function host(n: number): PeerId {
  const text = `12D3KooW${n.toString(9).replaceAll('0', '9')}`.padEnd(52, 'z');
  const peer = parsePeerId(text);
  if (peer === undefined) throw new Error(`${text} is no peer id`);
  return peer;
}

describe('sightings', () => {
  it('hold the newest 256 hosts, each for ten minutes', () => {
    const sightings = new Sightings();
    for (let n = 0; n < 1000; n++) expect(sightings.add(host(n), [place], millis(n))).toBe(true);
    const held = Array.from({ length: 1000 }, (_, n) => sightings.of(host(n), millis(1000)).length);
    expect([held.indexOf(1), held.reduce((sum, one) => sum + one)]).toEqual([744, 256]);
    expect(sightings.add(host(999), [place], millis(1000))).toBe(false);
    expect(sightings.of(host(999), millis(1000 + 10 * 60_000 + 1))).toEqual([]);
  });
});

describe('looking around on the local network', () => {
  async function looking(mdns: boolean) {
    const { alice, bob, world } = await duo('nearby');
    const state = { found: undefined as FoundListener | undefined, ended: false };
    const discovery = {
      lookups: () => Promise.reject(new Error('not asked for')),
      nearby: async (found: FoundListener) => {
        state.found = found;
        return async () => void (state.ended = true);
      },
    };
    const reached: Did[] = [];
    const linked = { is: false };
    const links = { isLinked: () => linked.is, reach: (peer: Did) => void reached.push(peer) };
    const config = { discovery: { mdns, dht: false, contacts: [], domains: [] } };
    const stop = startDiscovery({ ...alice.parts, config, links, net: { discovery } });
    return { alice, bob, world, state, reached, linked, stop };
  }

  it('is not begun unless it is asked for', async () => {
    const { state, stop } = await looking(false);
    expect(state.found).toBeUndefined();
    await stop();
  });

  it('goes to an agent whose host was seen where it was not known to be, once', async () => {
    const { alice, bob, world, state, reached, stop } = await looking(true);
    state.found?.(bob.host, [place]);
    state.found?.(bob.host, [place]);
    expect(reached).toEqual([bob.did]);
    expect(alice.parts.sightings.of(bob.host, world.now())).toEqual([place]);
    await stop();
    expect(state.ended).toBe(true);
  });

  it('goes to no host that no known agent is behind, and to none that is connected', async () => {
    const { bob, state, reached, linked } = await looking(true);
    state.found?.(host(7), [place]);
    linked.is = true;
    state.found?.(bob.host, [place]);
    expect(reached).toEqual([]);
  });

  it('compares no more hosts with those it knows than a burst, however many are made up', async () => {
    const { bob, state, reached } = await looking(true);
    for (let n = 0; n < 100; n++) state.found?.(host(n), [place]);
    state.found?.(bob.host, [place]);
    expect(reached).toEqual([]);
  });

  it('is done without where it does not work', async () => {
    const { alice } = await duo('no multicast');
    const failed: string[] = [];
    const events = {
      nearbySeen: () => {},
      domainRead: () => {},
      domainFailed: () => {},
      discoveryFailed: (way: string) => void failed.push(way),
    };
    const nothing = () => Promise.reject(new Error('no such port'));
    const net = { discovery: { nearby: nothing, lookups: nothing } };
    const stop = startDiscovery({
      ...alice.parts,
      events,
      net,
      config: { discovery: { mdns: true, dht: false, contacts: [], domains: [] } },
    });
    await stop();
    expect(failed).toEqual(['mdns']);
  });
});
