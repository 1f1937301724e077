import { noise } from '@chainsafe/libp2p-noise';
import type { Connection, Stream } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { once } from 'node:events';
import { createLibp2p, type Libp2p } from 'libp2p';

/** Sends back what comes. */
const echoProtocol = '/parley-bench/echo/1';
/** Answers each piece that comes with the number of bytes so far, 8 bytes. */
const countProtocol = '/parley-bench/count/1';

function startHost(listen: readonly string[]): Promise<Libp2p> {
  return createLibp2p({
    addresses: { listen: [...listen] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 1000 },
    connectionMonitor: { enabled: false },
  });
}

/** The other end of the bare streams; prints its address. */
export async function runStreamPeer(): Promise<void> {
  const host = await startHost(['/ip4/127.0.0.1/tcp/0']);
  await host.handle(echoProtocol, (stream) => {
    stream.addEventListener('message', ({ data }) => stream.send(data));
  });
  await host.handle(countProtocol, (stream) => {
    let bytes = 0;
    stream.addEventListener('message', ({ data }) => {
      bytes += data.byteLength;
      const count = new Uint8Array(8);
      new DataView(count.buffer).setBigUint64(0, BigInt(bytes));
      stream.send(count);
    });
  });
  console.log(host.getMultiaddrs()[0]?.toString() ?? '');
}

/** Bare libp2p from this process to the stream peer: what the network alone costs. */
export class BareStreams implements AsyncDisposable {
  readonly #host: Libp2p;
  readonly #address: string;

  private constructor(host: Libp2p, address: string) {
    this.#host = host;
    this.#address = address;
  }

  static async start(address: string): Promise<BareStreams> {
    return new BareStreams(await startHost([]), address);
  }

  /** Milliseconds of each of `count` round trips of `bytes` on one stream, one after the other. */
  async roundTrips(count: number, bytes: number): Promise<readonly number[]> {
    const stream = await this.#stream(echoProtocol);
    const frame = frameOf(bytes);
    const times: number[] = [];
    for (let i = 0; i < count; i++) times.push(await roundTrip(stream, frame));
    await stream.close();
    return times;
  }

  /** Messages of `bytes` a second, counted by the other side, 32 of them in one write. */
  async rate(count: number, bytes: number): Promise<number> {
    const frame = frameOf(bytes);
    const write = Buffer.concat(Array.from({ length: perWrite }, () => frame));
    const writes = Math.ceil(count / perWrite);
    return ((writes * perWrite) / (await this.#transfer(write, writes))) * 1000;
  }

  /** Bytes a second of one transfer in writes of 64 KiB, until the other side has counted all of them. */
  async throughput(bytes: number): Promise<number> {
    const write = Buffer.alloc(64 * 1024, 'x');
    const writes = Math.ceil(bytes / write.length);
    return ((writes * write.length) / (await this.#transfer(write, writes))) * 1000;
  }

  /** Milliseconds until the other side has counted so many writes on a stream of their own. */
  async #transfer(write: Buffer, writes: number): Promise<number> {
    const stream = await this.#stream(countProtocol);
    const all = Promise.withResolvers<void>();
    stream.addEventListener('message', ({ data }) => {
      const answer = data.subarray();
      const last = new DataView(answer.buffer, answer.byteOffset + answer.length - 8, 8);
      if (last.getBigUint64(0) >= BigInt(writes * write.length)) all.resolve();
    });
    const started = performance.now();
    for (let i = 0; i < writes; i++) {
      if (!stream.send(write)) await once(stream, 'drain');
    }
    await all.promise;
    const ms = performance.now() - started;
    await stream.close();
    return ms;
  }

  /** Milliseconds from nothing to the first answer: TCP, Noise, Yamux, the protocol and one round trip. */
  async firstAnswer(bytes: number): Promise<number> {
    await Promise.all(this.#host.getConnections().map((connection) => connection.close()));
    const frame = frameOf(bytes);
    const started = performance.now();
    await roundTrip(await this.#stream(echoProtocol), frame);
    return performance.now() - started;
  }

  async #stream(protocol: string): Promise<Stream> {
    const connection: Connection = await this.#host.dial(multiaddr(this.#address));
    return await connection.newStream(protocol);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host.stop();
  }
}

const perWrite = 32;

function frameOf(bytes: number): Buffer {
  const frame = Buffer.alloc(4 + bytes, 'x');
  frame.writeUInt32BE(bytes);
  return frame;
}

function roundTrip(stream: Stream, frame: Uint8Array): Promise<number> {
  return new Promise((resolve) => {
    const started = performance.now();
    let left = frame.length;
    const take = ({ data }: { readonly data: { readonly byteLength: number } }): void => {
      left -= data.byteLength;
      if (left > 0) return;
      stream.removeEventListener('message', take);
      resolve(performance.now() - started);
    };
    stream.addEventListener('message', take);
    stream.send(frame);
  });
}
