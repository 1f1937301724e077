import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCanonicalDid, sha256, utf8, type Did } from '../../../src/base/base.ts';
import { didFromKey } from '../../../src/identity/identity.ts';
import { addressGroups, chooseEvicted, chooseNeighbours, type Candidate } from '../../../src/peer-table.ts';

const secret = utf8('a secret of this node');

function didOf(name: string): Did {
  const did = parseCanonicalDid(didFromKey(sha256(utf8(name))));
  if (did === undefined) throw new Error('no DID');
  return did;
}

function candidate(name: string, organisation: string, more: Partial<Candidate> = {}): Candidate {
  return { did: didOf(name), organisation, groups: [`ip4 ${organisation}`], pinned: false, linked: false, ...more };
}

const many = (organisation: string, count: number): readonly Candidate[] =>
  Array.from({ length: count }, (_, n) => candidate(`${organisation} ${n}`, organisation));

const countOf = (chosen: readonly Candidate[], organisation: string): number =>
  chosen.filter((one) => one.organisation === organisation).length;

describe('the neighbours that are chosen', () => {
  it('are of as many organisations as there are, however many agents one of them has', () => {
    const honest = Array.from({ length: 12 }, (_, n) => candidate(`honest ${n}`, `org ${n}`));
    const chosen = chooseNeighbours([...many('crowd', 5000), ...honest], 32, secret);
    expect(chosen).toHaveLength(32);
    expect(honest.every((one) => chosen.includes(one))).toBe(true);
    expect(countOf(chosen, 'crowd')).toBe(20);
  });

  it('always have those that are pinned, and are never parted with them', () => {
    const pinned = candidate('friend', 'crowd', { pinned: true });
    const all = [...many('crowd', 100), ...many('other', 100), pinned];
    expect(chooseNeighbours(all, 4, secret)).toContain(pinned);
    expect(chooseEvicted(all, all.length, secret)).not.toContain(pinned);
  });

  it('are of different networks, where one organisation has several', () => {
    const near = Array.from({ length: 50 }, (_, n) => candidate(`near ${n}`, 'org', { groups: ['ip4 10.0'] }));
    const far = candidate('far', 'org', { groups: ['ip4 172.16'] });
    expect(chooseNeighbours([...near, far], 2, secret)).toContain(far);
  });

  it('stay the same while nothing changes, and keep those that are connected', () => {
    const all = many('org', 40);
    const linked = all.slice(20, 24).map((one) => ({ ...one, linked: true }));
    const chosen = chooseNeighbours([...all.slice(0, 20), ...linked], 4, secret);
    expect(new Set(chosen)).toEqual(new Set(linked));
    expect(chooseNeighbours(all, 8, secret)).toEqual(chooseNeighbours(all.toReversed(), 8, secret));
  });

  it('come in another order on another node', () => {
    const all = Array.from({ length: 30 }, (_, n) => candidate(`agent ${n}`, `org ${n}`));
    expect(chooseNeighbours(all, 5, secret)).not.toEqual(chooseNeighbours(all, 5, utf8('another secret')));
  });

  it('are never more than asked for, unless more are pinned, and nobody is chosen twice', () => {
    const one = fc.record({ n: fc.nat(30), organisation: fc.nat(5), pinned: fc.boolean(), linked: fc.boolean() });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ n }) => n }), fc.nat(10), (drawn, most) => {
        const all = drawn.map(({ n, organisation, ...more }) => candidate(`${n}`, `${organisation}`, more));
        const chosen = chooseNeighbours(all, most, secret);
        const pinned = all.filter((each) => each.pinned).length;
        expect(chosen).toHaveLength(Math.min(all.length, Math.max(most, pinned)));
        expect(new Set(chosen).size).toBe(chosen.length);
      }),
    );
  });
});

describe('those that are parted with', () => {
  it('are of the organisation that has the most', () => {
    const evicted = chooseEvicted([...many('crowd', 30), ...many('small', 2)], 10, secret);
    expect([countOf(evicted, 'crowd'), countOf(evicted, 'small')]).toEqual([10, 0]);
  });
});

describe('the groups of addresses', () => {
  it.each([
    ['/ip4/198.51.100.7/tcp/4001', 'ip4 198.51'],
    ['/ip6/2001:db8:1::7/tcp/4001', 'ip6 2001:db8'],
    ['/ip6/2001:0DB8::7/tcp/4001', 'ip6 2001:db8'],
    ['/ip6/::1/tcp/4001', 'ip6 0:0'],
    ['/dns4/a.example.com/tcp/443/tls/ws', 'dns example.com'],
    ['/ip4/198.51.100.7/tcp/4001/p2p/12D3Relay/p2p-circuit/p2p/12D3Peer', 'relay 12D3Relay'],
  ])('of %s is %s', (address, group) => {
    expect(addressGroups([address, address])).toEqual([group]);
  });
});
