import type { Did } from './base/base.ts';
import { frameBody, maxRunBytes, maxRunFrames, type CarriedFrame } from './bridge/bridge.ts';
import type { Sent } from './draft.ts';

/** Through the pipeline: what becomes of each, in their order. */
type SendRun = (to: Did, frames: readonly Waiting[]) => Promise<readonly Promise<Sent>[]>;

/** A message of a client on its way to the pipeline. */
export interface Waiting {
  readonly frame: CarriedFrame;
  readonly body: Uint8Array;
}

interface Entry extends Waiting {
  readonly ended: PromiseWithResolvers<Sent>;
}

/** One way: from one client to one agent behind one node. */
interface Way {
  readonly host: Did;
  readonly waiting: Entry[];
  bytes: number;
  /** Runs on their way to disk. */
  underWay: number;
}

/**
 * Messages of local clients to agents elsewhere. One goes at once while none before it is on its way to disk; those that
 * come meanwhile go together when that is done, or when they are as many as go together. None overtakes another.
 */
export class FrameRuns {
  readonly #send: SendRun;
  readonly #ways = new Map<string, Way>();

  constructor(send: SendRun) {
    this.#send = send;
  }

  /** Takes a message to a node that takes runs; what became of it once it is on disk, or refused. */
  add(frame: CarriedFrame, host: Did): Promise<Sent> {
    const key = keyOf(frame);
    if (this.#ways.get(key)?.host !== host) this.flush(frame);
    const way: Way = this.#ways.get(key) ?? { host, waiting: [], bytes: 0, underWay: 0 };
    this.#ways.set(key, way);
    const body = frameBody(frame);
    // Each line end too.
    const bytes = body.length + 1;
    const isFull = way.waiting.length >= maxRunFrames || way.bytes + bytes > maxRunBytes;
    if (isFull && way.waiting.length > 0) this.#go(key, way);
    const ended = Promise.withResolvers<Sent>();
    way.waiting.push({ frame, body, ended });
    way.bytes += bytes;
    if (way.underWay === 0) this.#go(key, way);
    return ended.promise;
  }

  /** Lets go what waits on a way, so that what comes next on it does not overtake it. */
  flush(frame: Pick<CarriedFrame, 'from' | 'to'>): void {
    const key = keyOf(frame);
    const way = this.#ways.get(key);
    if (way !== undefined && way.waiting.length > 0) this.#go(key, way);
    this.#ways.delete(key);
  }

  #go(key: string, way: Way): void {
    const run = way.waiting.splice(0);
    way.bytes = 0;
    way.underWay++;
    void this.#carry(way.host, run).finally(() => this.#over(key, way));
  }

  #over(key: string, way: Way): void {
    if (--way.underWay > 0) return;
    if (way.waiting.length > 0) this.#go(key, way);
    else if (this.#ways.get(key) === way) this.#ways.delete(key);
  }

  /** Resolves when all of them have come to what becomes of them here. */
  async #carry(host: Did, run: readonly Entry[]): Promise<void> {
    const sent = await this.#send(host, run).catch((error: unknown) => run.map(() => Promise.reject<Sent>(error)));
    await Promise.all(
      run.map(async ({ ended }, i) => {
        try {
          const one = await sent[i];
          if (one === undefined) throw new RangeError('a frame of a run was not sent');
          ended.resolve(one);
        } catch (error) {
          ended.reject(error);
        }
      }),
    );
  }
}

function keyOf({ from, to }: Pick<CarriedFrame, 'from' | 'to'>): string {
  return `${from} ${to}`;
}
