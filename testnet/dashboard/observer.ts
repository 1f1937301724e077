import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import type { Organisation } from '../organisation.ts';
import type { Stage } from '../stage.ts';
import { linksOf, nodeOf, type Network, type NetworkHappening, type Observed } from './network.ts';
import { NodeFeed } from './node-feed.ts';
import type { Progress } from './progress.ts';

/** What is observed. */
export interface Observation {
  readonly stage: Stage;
  readonly scenario: string;
  readonly seed: number;
  readonly progress: Progress;
}

/** Happenings that are kept: what fits on a page. */
const maxHappenings = 40;
/** Pause between two looks at what the nodes told, milliseconds: what the eye takes for at once. */
const lookMs = 300;
/** Looks without a change until the state is told again, as a sign of life: about fifteen seconds. */
const quietLooks = 50;

/** The whole network as its nodes tell of it; none of them is asked while nobody watches. */
export class Observer {
  readonly #what: Observation;
  readonly #feeds = new Map<Organisation, NodeFeed>();
  #happenings: readonly NetworkHappening[] = [];
  #count = 0;
  #watchers = 0;
  #stop = new AbortController();

  constructor(what: Observation) {
    this.#what = what;
  }

  /** Pages that watch now. */
  get watchers(): number {
    return this.#watchers;
  }

  /** The network as it stands and then whenever it changed, until the signal aborts. */
  async *watch(signal: AbortSignal): AsyncGenerator<Network> {
    if (this.#watchers++ === 0) this.#stop = new AbortController();
    try {
      let told = '';
      for (let quiet = 0; !signal.aborted; quiet++) {
        const network = this.#look();
        const text = JSON.stringify(network);
        if (text !== told || quiet >= quietLooks) {
          told = text;
          quiet = 0;
          yield network;
        }
        await pass(lookMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      if (--this.#watchers === 0) this.#end();
    }
  }

  #look(): Network {
    const { stage, scenario, seed, progress } = this.#what;
    const observed = stage.mesh?.organisations.map((one) => this.#observe(one));
    return {
      scenario,
      seed,
      steps: progress.steps,
      isOver: progress.isOver,
      nodes:
        observed?.map(nodeOf) ??
        stage.names.map((name) => ({ alias: name.toLowerCase(), name, did: '', state: 'planned', problems: [] })),
      links: observed === undefined ? [] : linksOf(observed, stage.mesh?.faults.all() ?? []),
      happenings: this.#happenings,
    };
  }

  #observe(one: Organisation): Observed {
    const { alias, name, did, isUp, wasUp } = one;
    const { told, isHeard } = this.#feedOf(one);
    return { alias, name, did, pid: isUp ? one.node.pid : undefined, wasUp, isHeard, told };
  }

  #feedOf(one: Organisation): NodeFeed {
    const known = this.#feeds.get(one);
    if (known !== undefined) return known;
    const feed = new NodeFeed(join(one.dir, 'data', 'control.sock'), (newest) => this.#happened(one, newest));
    this.#feeds.set(one, feed);
    void feed.follow(this.#stop.signal);
    return feed;
  }

  #happened(one: Organisation, newest: Parameters<ConstructorParameters<typeof NodeFeed>[1]>[0]): void {
    const aliases = new Map(this.#what.stage.mesh?.organisations.map(({ did, alias }) => [did, alias]));
    const at = Date.now();
    const news = newest.map(({ id, peer, what, direction, reason }) => ({
      n: ++this.#count,
      at,
      where: one.alias,
      peer: aliases.get(peer) ?? peer,
      what,
      direction,
      ...(reason === undefined ? {} : { reason }),
      id,
    }));
    this.#happenings = [...news.toReversed(), ...this.#happenings].slice(0, maxHappenings);
  }

  #end(): void {
    this.#stop.abort();
    this.#feeds.clear();
  }
}
