import { readFile } from 'node:fs/promises';
import { noise } from '@chainsafe/libp2p-noise';
import { gossipsub } from '@libp2p/gossipsub';
import { identify } from '@libp2p/identify';
import type { Stream } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../src/base/base.ts';
import { repairProtocol } from '../../src/repair.ts';
import { iatpProtocol } from '../../src/handshakes.ts';
import { mailboxProtocol } from '../../src/mailbox-talk.ts';
import { meshProtocol } from '../../src/open-link.ts';
import { dice } from '../support/dice.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const chance = dice(Number(process.env['PARLEY_TEST_SEED'] ?? String(Date.now() % 2 ** 31)));
/** Streams of each kind of nonsense that are opened of each protocol. */
const times = 2;
/** A node that has heard that no more follows ends a stream before this, milliseconds: far above what a busy machine takes. */
const boundMs = 10_000;
/** Resident memory may grow by this factor: what V8 keeps of a burst, and no nonsense's own size. */
const mostGrowth = 2;

let victim: TestNode;
let honest: TestNode;

beforeAll(async () => {
  // Everything that a node can be asked to offer, so that it handles every protocol that it knows.
  const config = {
    discovery: { dht: true },
    reach: { offer: true, probe: true, punch: true },
    mailbox: { offer: true },
  };
  [victim, honest] = await startNodes({ name: 'victim', config }, { name: 'honest' });
  await introduce(victim, honest);
}, 60_000);

afterAll(async () => {
  for (const node of [victim, honest]) await node[Symbol.asyncDispose]();
}, 60_000);

/** An application that has nothing to do with us: what libp2p brings along, and nothing of ours. */
function unrelated() {
  return createLibp2p({
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
    connectionMonitor: { enabled: false },
  });
}

type Application = Awaited<ReturnType<typeof unrelated>>;

/** The protocols that a node says it handles, whatever they are: a new one is among them by itself. */
async function protocolsOf(node: TestNode): Promise<readonly string[]> {
  await using application = await disposable();
  const { host } = application;
  const identified = new Promise<readonly string[]>((resolve) =>
    host.addEventListener('peer:identify', ({ detail }) => resolve(detail.protocols), { once: true }),
  );
  await host.dial(multiaddr(node.addresses[0]));
  // Awaited here, since the application ends with this function and hears nothing after that.
  return await identified;
}

async function disposable(): Promise<AsyncDisposable & { readonly host: Application }> {
  const host = await unrelated();
  return { host, [Symbol.asyncDispose]: async () => host.stop() };
}

/** What speaks another language, or none, or ours wrongly. */
const nonsense: readonly (() => Uint8Array)[] = [
  () => new Uint8Array(0),
  () => chance.bytes(4096),
  () => utf8('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n'),
  () => utf8('{"jsonrpc":"2.0","method":"subscribe","params":[]}\n'),
  () => Uint8Array.of(0xff, 0xff, 0x03, 1, 2, 3),
  () => new Uint8Array(16).fill(0xff),
  () => new Uint8Array(8192),
  () => concat(...Array.from({ length: 32 }, () => framed(chance.bytes(100)))),
];

const framed = (bytes: Uint8Array): Uint8Array => concat(Uint8Array.of(bytes.length), bytes);

/** How a node took it: it would not have the stream, it ended it, or it did neither in time. */
type Taken = 'refused' | 'ended' | 'left open';

/** Says it, and then that no more follows. */
async function say(host: Application, protocol: string, bytes: Uint8Array): Promise<Taken> {
  const signal = AbortSignal.timeout(boundMs);
  const stream = await begin(host, protocol, bytes, signal);
  if (stream === undefined) return signal.aborted ? 'left open' : 'refused';
  await stream.close({ signal }).catch(() => undefined);
  try {
    return await over(stream, signal);
  } finally {
    stream.abort(new Error('enough'));
  }
}

/** Says it, and leaves open whether more follows. */
async function begin(host: Application, protocol: string, bytes: Uint8Array, signal: AbortSignal) {
  const stream = await host.dialProtocol(multiaddr(victim.addresses[0]), protocol, { signal }).catch(() => undefined);
  if (bytes.length > 0 && stream?.status === 'open') stream.send(bytes);
  return stream;
}

function over(stream: Stream, signal: AbortSignal): Promise<Taken> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (stream.remoteWriteStatus === 'closed') resolve('ended');
    };
    for (const event of ['close', 'remoteCloseWrite'] as const) stream.addEventListener(event, look);
    signal.addEventListener('abort', () => resolve('left open'));
    look();
  });
}

/** One thing after the other: a peer may have few streams of a protocol open at once, and one too many is never read. */
async function sayAll(protocol: string): Promise<readonly Taken[]> {
  await using application = await disposable();
  const taken: Taken[] = [];
  for (const bytes of nonsense.flatMap((one) => Array.from({ length: times }, () => one()))) {
    const last = await say(application.host, protocol, bytes);
    taken.push(last);
    if (last === 'left open') break;
  }
  return taken;
}

/** What became of what was said on a protocol: some of it was taken as a stream and ended, and none was left open. */
function account(protocol: string | undefined, taken: readonly Taken[]) {
  return { protocol, said: taken.length, ended: taken.includes('ended'), 'left open': taken.includes('left open') };
}

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${victim.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

async function honestMessage(): Promise<string> {
  const { id } = await honest.client.send({ to: 'victim', body: 'all well?' });
  await eventually('an end of the message', async () => {
    const { state } = await honest.client.message(id);
    return state === 'delivered' || state === 'failed';
  });
  return (await honest.client.message(id)).state;
}

describe('an unrelated application of libp2p', { timeout: 60_000 }, () => {
  it('that speaks nonsense on every protocol of a node harms nothing', async () => {
    const protocols = await protocolsOf(victim);
    expect(protocols).toEqual(expect.arrayContaining([iatpProtocol, meshProtocol, repairProtocol, mailboxProtocol]));
    expect(protocols.some((protocol) => protocol.startsWith('/meshsub/'))).toBe(true);
    expect(protocols.some((protocol) => protocol.startsWith('/parley/kad/'))).toBe(true);
    expect(await honestMessage()).toBe('delivered');
    const [before, peers] = [await residentBytes(), (await victim.client.peers()).length];
    const from = victim.logs().length;
    await using undecided = await disposable();
    for (const protocol of protocols)
      await begin(undecided.host, protocol, utf8('GET /'), AbortSignal.timeout(boundMs));
    const saying = Promise.all(protocols.map(sayAll));
    expect(await honestMessage()).toBe('delivered');
    const said = nonsense.length * times;
    expect((await saying).map((taken, n) => account(protocols[n], taken))).toEqual(
      protocols.map((protocol) => ({ protocol, said, ended: true, 'left open': false })),
    );
    expect(await honestMessage()).toBe('delivered');
    expect((await victim.client.ready()).ready).toBe(true);
    expect((await victim.client.peers()).map(({ did }) => did)).toEqual([honest.did]);
    expect(peers).toBe(1);
    expect(await residentBytes()).toBeLessThan(mostGrowth * before);
    expect(
      victim
        .logs()
        .slice(from)
        .filter((line) => /"level":(?:50|60)|"level":"(?:error|fatal)"/.test(line)),
    ).toEqual([]);
  });
});
