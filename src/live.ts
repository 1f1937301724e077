import type { Did } from './base/base.ts';
import type { Clock } from './clock.ts';
import { ControlError, type Output } from './control/control.ts';
import type { Flow } from './flow.ts';
import { Waiters } from './waiters.ts';

type LiveEvent = Output<'live'> extends AsyncIterable<infer E> ? E : never;
type Peer = Output<'peers'>['peers'][number];
type State = Extract<LiveEvent, { kind: 'state' }>;

/** Watchers at once: pages of a few people. */
const maxWatchers = 16;
/** Shortest time between two looks at the node, milliseconds: what the eye takes for at once. */
const lookMs = 500;
/** A look may take this share of the time: with very many peers looks become rarer. */
const share = 10;
/** Looks without a change until a sign of life is sent, so that both sides notice a broken connection. */
const beatAfter = 30;
/** Events that wait for a slow reader; beyond, it is told the whole state anew. */
const maxPending = 64;

/** What the live view needs of the hall. */
export interface LivePorts {
  readonly clock: Clock;
  readonly flow: Flow;
  status(): Output<'status'>;
  peers(): readonly Peer[];
  waiting(): NonNullable<State['waiting']>;
  /** A look failed. */
  failed(error: unknown): void;
}

/** The state as it was told last, each part as its JSON. */
interface Told {
  readonly status: string;
  readonly waiting: string;
  readonly peers: ReadonlyMap<Did, string>;
}

class Watcher {
  pending: LiveEvent[] = [];
  /** It fell behind: what waited was dropped. */
  isBehind = true;
}

/**
 * The node as it changes, for those who watch. One look at the node serves all of them, and while nobody watches there
 * is none. Changes are found by comparison and not by hooks, so nothing that changes the node knows of this.
 */
export class Live {
  readonly #ports: LivePorts;
  readonly #watchers = new Set<Watcher>();
  readonly #news = new Waiters();
  #told: Told | undefined;
  #quiet = 0;
  #cancel = (): void => {};

  constructor(ports: LivePorts) {
    this.#ports = ports;
  }

  /** The state, then every change, until the signal aborts. Throws ControlError 'refused' when too many watch. */
  watch(signal: AbortSignal): AsyncIterable<LiveEvent> {
    if (this.#watchers.size >= maxWatchers)
      throw new ControlError('refused', `${maxWatchers} pages watch this node already. Close one.`, {
        reason: 'overloaded',
      });
    return this.#follow(signal);
  }

  async *#follow(signal: AbortSignal): AsyncGenerator<LiveEvent> {
    const watcher = new Watcher();
    this.#watchers.add(watcher);
    if (this.#watchers.size === 1) this.#begin();
    try {
      while (!signal.aborted) {
        if (watcher.isBehind) {
          watcher.isBehind = false;
          watcher.pending = [];
          yield this.#whole();
        }
        yield* watcher.pending.splice(0);
        if (!watcher.isBehind && watcher.pending.length === 0) await this.#news.wait(signal);
      }
    } finally {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#end();
    }
  }

  #begin(): void {
    this.#ports.flow.watch(true);
    this.#schedule(0);
  }

  #end(): void {
    this.#cancel();
    this.#ports.flow.watch(false);
    this.#told = undefined;
  }

  #schedule(tookMs: number): void {
    this.#cancel = this.#ports.clock.after(Math.max(lookMs, tookMs * share), () => this.#look());
  }

  #whole(): State {
    const [status, waiting, peers] = [this.#ports.status(), this.#ports.waiting(), this.#ports.peers()];
    // Who watches already is told the difference to what was told before.
    this.#told ??= toldOf(status, waiting, peers);
    return { kind: 'state', whole: true, status, waiting, peers, gone: [] };
  }

  #look(): void {
    const from = performance.now();
    try {
      const events = [...this.#changes(), ...this.#flowed()];
      this.#quiet = events.length === 0 ? this.#quiet + 1 : 0;
      if (this.#quiet >= beatAfter) {
        this.#quiet = 0;
        events.push({ kind: 'beat' });
      }
      if (events.length > 0) this.#tell(events);
    } catch (error) {
      this.#ports.failed(error);
    }
    this.#schedule(performance.now() - from);
  }

  #tell(events: readonly LiveEvent[]): void {
    for (const watcher of this.#watchers) {
      // It will be told the whole state of the moment at which it reads on.
      if (watcher.isBehind) continue;
      if (watcher.pending.length + events.length > maxPending) {
        watcher.isBehind = true;
        watcher.pending = [];
      } else watcher.pending.push(...events);
    }
    this.#news.wake();
  }

  #changes(): LiveEvent[] {
    const [status, waiting, peers] = [this.#ports.status(), this.#ports.waiting(), this.#ports.peers()];
    const now = toldOf(status, waiting, peers);
    const before = this.#told;
    this.#told = now;
    if (before === undefined) return [];
    const changed = peers.filter(({ did }) => before.peers.get(did) !== now.peers.get(did));
    const gone = [...before.peers.keys()].filter((did) => !now.peers.has(did));
    const same = before.status === now.status && before.waiting === now.waiting;
    if (same && changed.length === 0 && gone.length === 0) return [];
    return [
      {
        kind: 'state',
        whole: false,
        ...(before.status === now.status ? {} : { status }),
        ...(before.waiting === now.waiting ? {} : { waiting }),
        peers: changed,
        gone,
      },
    ];
  }

  #flowed(): LiveEvent[] {
    const batch = this.#ports.flow.take();
    if (batch === undefined) return [];
    const peers = [...batch.peers].map(([did, counts]) => ({ did, ...counts }));
    return [{ kind: 'flow', peers, newest: batch.newest }];
  }
}

function toldOf(status: object, waiting: object, peers: readonly Peer[]): Told {
  const written = new Map(peers.map((peer) => [peer.did, JSON.stringify(peer)] as const));
  return { status: JSON.stringify(status), waiting: JSON.stringify(waiting), peers: written };
}
