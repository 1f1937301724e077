import type { Connection } from '@libp2p/interface';
import type { Libp2p } from 'libp2p';

/** Share of the connections from which on those of strangers make room: the rest is time for newcomers to prove who they are. */
const crowded = 0.75;

/** Keeps strangers from taking all connections: anyone may connect, and whoever has not proved who it is makes room. */
export class Crowd {
  readonly #host: Libp2p;
  readonly #most: number;
  readonly #admitted = new Set<string>();
  readonly #isWanted: (peer: string) => boolean;

  /** `isWanted` says whose connections are kept although they have proved nothing. */
  constructor(host: Libp2p, most: number, isWanted: (peer: string) => boolean) {
    this.#host = host;
    this.#most = most;
    this.#isWanted = isWanted;
  }

  /** The peer has proved who it is. */
  admit(peer: string): void {
    this.#admitted.add(peer);
  }

  /** Whether it has. */
  has(peer: string): boolean {
    return this.#admitted.has(peer);
  }

  /** Its last connection has ended. */
  dismiss(peer: string): void {
    this.#admitted.delete(peer);
  }

  /** Ends the connections of strangers that are over the share, the oldest first. */
  thin(): void {
    const connections = this.#host.getConnections();
    const over = connections.length - Math.floor(this.#most * crowded);
    if (over <= 0) return;
    const strangers = connections.filter((connection) => this.#isStranger(connection));
    const oldest = strangers.toSorted((a, b) => a.timeline.open - b.timeline.open);
    for (const connection of oldest.slice(0, over)) connection.abort(new Error('room is needed'));
  }

  #isStranger({ remotePeer, direction }: Connection): boolean {
    const peer = remotePeer.toString();
    return direction === 'inbound' && !this.#admitted.has(peer) && !this.#isWanted(peer);
  }
}
