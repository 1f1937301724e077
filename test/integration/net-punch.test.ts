import { expect, describe, it, onTestFinished } from 'vitest';
import type { Channel, Net, NetOptions } from '../../src/net/net.ts';
import { echo, node, patience, take } from './net-nodes.ts';

const protocol = '/test/punch/1';
/** A port that is below those that the system gives away; each test takes one. */
let port = 19_000 + (process.pid % 1_000);
const nextPort = (): number => port++;

async function started(options: Partial<NetOptions>): Promise<Net> {
  const net = await node(options);
  onTestFinished(() => net.close());
  return net;
}

async function relay(): Promise<Net> {
  const net = await started({ reach: { offer: { maxReservations: 4, maxBytes: 8 * 1024 * 1024, maxSeconds: 600 } } });
  net.relayFor(() => true);
  return net;
}

const addressOf = (net: Net): string => net.addresses().find((address) => !address.includes('p2p-circuit')) ?? '';

/** A node that nobody can dial, with its place at the relay. It says what it is told. */
async function hidden(
  middle: Net,
  punch: boolean,
): Promise<{ readonly net: Net; readonly multiaddrs: readonly string[] }> {
  const net = await started({ listen: [], reach: { relays: [addressOf(middle)], punch } });
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  const look = (): void => {
    const multiaddrs = net.addresses().filter((address) => address.includes('/p2p-circuit/'));
    if (multiaddrs.length > 0) resolve(multiaddrs);
  };
  net.onAddresses(look);
  look();
  net.handle(protocol, { maxFrameBytes: 1024 }, (channel) => void echo(channel));
  return { net, multiaddrs: await promise };
}

/** A node that says to be reached by a name: names count as public, so that all this works on one machine. */
function named(isReached: boolean): Promise<Net> {
  const own = nextPort();
  return started({
    listen: [`/ip4/127.0.0.1/tcp/${own}`],
    announce: [`/dns4/localhost/tcp/${isReached ? own : nextPort()}`],
    reach: { announceOnly: true, punch: true },
  });
}

const open = (from: Net, to: Net, multiaddrs: readonly string[]): Promise<Channel> =>
  from.open({ peerId: to.peerId, multiaddrs, protocol, signal: patience() });

const answers = async (channel: Channel): Promise<boolean> => {
  channel.send(Uint8Array.of(1, 2, 3));
  return (await take(channel, 1)).length === 1;
};

describe('a connection through a relay', () => {
  it('is replaced by a direct one where that can be, and outlives the relay then', async () => {
    const middle = await relay();
    const { net: far, multiaddrs } = await hidden(middle, true);
    const near = await named(true);
    const relayed = await open(near, far, multiaddrs);
    // The hidden node dials back, and lets go of what went through the relay.
    await relayed.closed;
    await middle.close();
    const direct = await open(near, far, []);
    expect(await answers(direct)).toBe(true);
  }, 30_000);

  it('stays where it is when nothing else leads to the other side', async () => {
    const middle = await relay();
    const { net: far, multiaddrs } = await hidden(middle, true);
    const near = await named(false);
    const relayed = await open(near, far, multiaddrs);
    for (let n = 0; n < 20; n++) expect(await answers(relayed)).toBe(true);
    expect(relayed.ending).toBeUndefined();
    await middle.close();
    await relayed.closed;
    expect(relayed.ending?.kind).toBe('lost');
  }, 30_000);

  it('is not replaced where that was not asked for', async () => {
    const middle = await relay();
    const { net: far, multiaddrs } = await hidden(middle, false);
    const near = await named(true);
    const relayed = await open(near, far, multiaddrs);
    for (let n = 0; n < 20; n++) expect(await answers(relayed)).toBe(true);
    await middle.close();
    await relayed.closed;
    await expect(open(near, far, [])).rejects.toMatchObject({ code: 'peer-unreachable' });
  }, 30_000);
});
