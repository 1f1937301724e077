import { MeshError } from '../../../base/base.ts';
import type { Carry } from '../../outcome.ts';
import type { GrpcDoor } from './grpc-door.ts';

/** Doors open at once, each a port of this machine: far more agents than local gRPC clients talk to. */
const maxDoors = 256;

export interface GrpcDoorsOptions {
  /** A loopback address or `localhost`, in brackets where it has colons. */
  readonly host: string;
  /** Ports that stay, by alias; every other door gets a free one. */
  readonly ports: Readonly<Record<string, number>>;
  /** The way to the agent that an alias means. */
  carry(alias: string): Carry;
  /** Told of what went wrong inside, for the log. */
  problem(error: unknown): void;
}

/**
 * The listeners for local gRPC clients, one for each agent that somebody reads the card of: gRPC has no paths that could
 * tell agents apart. gRPC is loaded with the first.
 */
export class GrpcDoors {
  readonly #options: GrpcDoorsOptions;
  readonly #doors = new Map<string, Promise<GrpcDoor>>();
  #isClosed = false;

  constructor(options: GrpcDoorsOptions) {
    this.#options = options;
  }

  /** Opens those with a port of their own. Throws MeshError `listen-failed`. */
  async start(): Promise<void> {
    await Promise.all(Object.keys(this.#options.ports).map((alias) => this.#door(alias)));
  }

  /** `host:port` of the door to the agent of that alias; undefined when none can be opened. */
  async address(alias: string): Promise<string | undefined> {
    if (this.#isClosed || (this.#doors.size >= maxDoors && !this.#doors.has(alias))) return undefined;
    try {
      return (await this.#door(alias)).address;
    } catch (error) {
      this.#options.problem(error);
      return undefined;
    }
  }

  /** Ends every call under way; idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const door of await Promise.allSettled(this.#doors.values())) {
      if (door.status === 'fulfilled') door.value.close();
    }
    this.#doors.clear();
  }

  #door(alias: string): Promise<GrpcDoor> {
    const known = this.#doors.get(alias);
    if (known !== undefined) return known;
    const door = this.#open(alias);
    this.#doors.set(alias, door);
    door.catch(() => this.#doors.delete(alias));
    return door;
  }

  async #open(alias: string): Promise<GrpcDoor> {
    const { host, ports } = this.#options;
    const port = Object.hasOwn(ports, alias) ? ports[alias] : undefined;
    const { openGrpcDoor } = await import('./grpc-door.ts');
    if (this.#isClosed) throw new MeshError('stopping', 'The node stops.');
    return await openGrpcDoor({
      host,
      port: port ?? 0,
      carry: this.#options.carry(alias),
      problem: (error) => this.#options.problem(error),
    });
  }
}
