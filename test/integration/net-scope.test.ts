import { describe, expect, it } from 'vitest';
import { inReach, isDialled } from '../../src/net/scope.ts';

const peer = '12D3KooWQ7Xm1yS3q5bUMuW6wUSyXhjEMfDfXbH9Tn4rYVwRmEjU';
const open = ['/ip4/203.0.113.7/tcp/4001', '/ip6/2001:db8::7/tcp/4001', '/ip4/172.32.0.1/tcp/1'];
const inside = [
  '/ip4/10.1.2.3/tcp/4001',
  '/ip4/100.64.0.1/tcp/1',
  '/ip4/172.31.255.255/tcp/1',
  '/ip4/192.168.1.5/tcp/4001/ws',
  '/ip6/fd00::1/tcp/1',
  '/ip6/::ffff:10.0.0.1/tcp/1',
];
const local = ['/ip4/127.0.0.1/tcp/4001', '/ip4/127.9.9.9/tcp/1', '/ip6/::1/tcp/4001', '/ip6/::ffff:127.0.0.1/tcp/1'];
const never = [
  '/ip4/169.254.169.254/tcp/80',
  '/ip4/0.0.0.0/tcp/4001',
  '/ip4/224.0.0.251/tcp/5353',
  '/ip4/255.255.255.255/tcp/1',
  '/ip6/fe80::1/tcp/1',
  '/ip6/ff02::fb/tcp/5353',
  '/ip6/::/tcp/1',
  '/dns4/metadata.example/tcp/80',
  '/dnsaddr/example.com',
  '/unix/tmp/socket',
  `/ip4/203.0.113.7/tcp/4001/p2p/${peer}/p2p-circuit`,
  'nonsense',
  '',
];
const strange = [...open, ...inside, ...local, ...never];

describe('of the addresses that a stranger gives', () => {
  it.each([
    ['with a public address tries those that are open to everyone', ['/ip4/198.51.100.1/tcp/1', ...inside], open],
    [
      'of a private network tries those of such networks as well',
      ['/ip4/10.0.0.1/tcp/1', ...local],
      [...open, ...inside],
    ],
    [
      'that is only on its own machine tries those of that machine',
      ['/ip4/127.0.0.1/tcp/1'],
      [...open, ...inside, ...local],
    ],
    ['that nobody can dial tries the same', [], [...open, ...inside, ...local]],
  ])('a node %s', (_, own, tried) => {
    expect(inReach(strange, own)).toEqual(tried);
  });

  it('says of itself that others can dial it only by an address of its own', () => {
    expect([...open, ...inside, ...local].map((address) => isDialled([address]))).not.toContain(false);
    expect(never.map((address) => isDialled([address]))).not.toContain(true);
  });
});
