import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { whoDialled } from './dialler.ts';
import type { Faults } from './faults.ts';
import { Lag } from './lag.ts';

/** What a door needs of the network it stands in. */
export interface DoorPorts {
  readonly faults: Faults;
  /** The processes of the nodes that run, with whose they are. */
  readonly nodes: () => ReadonlyMap<number, string>;
}

/** Connections that one door carries at once: a node takes 300, and floods are to reach the node, not to end here. */
const maxConnections = 1024;

/** A connection that goes through. */
interface Passage {
  readonly dialler: string | undefined;
  readonly outside: Socket;
  readonly inside: Socket;
}

/**
 * The address under which the others reach a node: a forwarder of bytes that cuts and delays what goes between two
 * organisations, while the node behind it listens on an address that it tells nobody. It stays when the node is down.
 */
export class Door implements AsyncDisposable {
  /** Port that the node behind it is to listen on, over restarts. */
  readonly inside: number;
  readonly #owner: string;
  readonly #ports: DoorPorts;
  readonly #server: Server;
  readonly #passages = new Set<Passage>();
  readonly #stopWatching: () => void;

  private constructor(owner: string, inside: number, ports: DoorPorts) {
    this.inside = inside;
    this.#owner = owner;
    this.#ports = ports;
    this.#server = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true }, (socket) => {
      this.#enter(socket).catch(() => socket.destroy());
    });
    this.#server.maxConnections = maxConnections;
    this.#stopWatching = ports.faults.onChange(() => this.#endCut());
  }

  /** Opens the door of an organisation on a free loopback port. */
  static async open(owner: string, ports: DoorPorts): Promise<Door> {
    const door = new Door(owner, await freePort(), ports);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  /** What is dialled. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** As others are told. */
  get multiaddr(): string {
    return `/ip4/127.0.0.1/tcp/${this.port}`;
  }

  async #enter(outside: Socket): Promise<void> {
    outside.on('error', () => outside.destroy());
    const { faults, nodes } = this.#ports;
    const running = nodes();
    const pid = await whoDialled({ from: outside.remotePort ?? 0, to: this.port }, [...running.keys()]);
    const dialler = pid === undefined ? undefined : running.get(pid);
    if (outside.destroyed || faults.isCut(dialler, this.#owner)) {
      outside.destroy();
      return;
    }
    const inside = connect({ port: this.inside, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const passage = { dialler, outside, inside };
    this.#passages.add(passage);
    // A side that ends in order has its end passed on behind its last byte; one that breaks takes the other with it.
    for (const [socket, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        if (other.destroyed) this.#passages.delete(passage);
      });
    }
    const delayMs = (): number => faults.delayOf(dialler, this.#owner);
    outside.pipe(new Lag(delayMs)).pipe(inside);
    inside.pipe(new Lag(delayMs)).pipe(outside);
  }

  #endCut(): void {
    for (const { dialler, outside, inside } of this.#passages) {
      if (!this.#ports.faults.isCut(dialler, this.#owner)) continue;
      outside.destroy();
      inside.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopWatching();
    if (!this.#server.listening) return;
    for (const { outside, inside } of this.#passages) {
      outside.destroy();
      inside.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/**
 * A loopback port that is free, below the range from which the system gives ports away by itself: nobody gets it by chance
 * while the node is down.
 */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const server = createServer();
    server.listen(randomInt(12_000, 30_000), '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (typeof address === 'object' && address !== null) return address.port;
  }
  throw new Error('no free port was found');
}
