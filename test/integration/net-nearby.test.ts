import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { node } from './net-nodes.ts';

it('says which port is taken when the local network cannot be asked, and the host goes on', async ({ skip }) => {
  const taken = createSocket({ type: 'udp4' });
  onTestFinished(() => void taken.close());
  const bound = Promise.race([once(taken, 'listening').then(() => true), once(taken, 'error').then(() => false)]);
  taken.bind(5353, '127.0.0.1');
  skip(!(await bound), 'port 5353 is in use on this machine');
  const net = await node();
  onTestFinished(() => net.close());
  await expect(net.discovery.nearby(() => {})).rejects.toMatchObject({ code: 'listen-failed' });
  expect(net.addresses()).not.toEqual([]);
});
