import { expect, it, onTestFinished } from 'vitest';
import { accept, node, patience } from './net-nodes.ts';

const door = '/ip4/127.0.0.1/tcp/9';

it('tells others only what is announced, where that is asked for', async () => {
  const hidden = await node({ announce: [door], reach: { announceOnly: true } });
  onTestFinished(() => hidden.close());
  expect(hidden.addresses()).toEqual([`${door}/p2p/${hidden.peerId}`]);
});

it('tells others both what is announced and what is listened on by default', async () => {
  const open = await node({ announce: [door] });
  onTestFinished(() => open.close());
  expect(open.addresses()).toContain(`${door}/p2p/${open.peerId}`);
  expect(open.addresses().length).toBeGreaterThan(1);
});

it('is reached where it listens all the same', async () => {
  const port = 20_000 + (process.pid % 10_000);
  const hidden = await node({
    listen: [`/ip4/127.0.0.1/tcp/${port}`],
    announce: [door],
    reach: { announceOnly: true },
  });
  const caller = await node();
  onTestFinished(() => Promise.all([hidden.close(), caller.close()]).then(() => undefined));
  const served = accept(hidden, '/test/door/1', 1024);
  await caller.open({
    peerId: hidden.peerId,
    multiaddrs: [`/ip4/127.0.0.1/tcp/${port}`],
    protocol: '/test/door/1',
    signal: patience(),
  });
  expect((await served).remotePeer).toBe(caller.peerId);
});
