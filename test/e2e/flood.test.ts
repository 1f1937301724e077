import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { setTimeout as pass } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256, systemRandom, toHex } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { gossipTopics } from '../../src/gossip.ts';
import { createRevocation } from '../../src/identity/identity.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { flood, isSaying, perSecond, type FloodInput, type FloodSaying } from './flood-process.ts';
import { Mallory, targetOf, type MalloryLink, type Target } from './support-mallory.ts';

/** Those who flood, one after the other: a single flood is over too soon to say what one in a hundred statements takes. */
const flooders = ['mallory', 'mallet', 'maul', 'mattock'] as const;
/** Honest statements before each flood, and at most in it: together below what a node verifies of one peer. */
const samples = 250;

let victim: TestNode;
let target: Target;
const taken: Mallory[] = [];
const nodes: TestNode[] = [];

beforeAll(async () => {
  const started = await startNodes(
    { name: 'victim' },
    { name: 'herald' },
    { name: 'listener' },
    { name: 'vandal' },
    ...flooders.map((name) => ({ name })),
  );
  nodes.push(...started);
  const [first, ...others] = started;
  victim = first;
  target = await targetOf(victim);
  for (const other of others) {
    await introduce(victim, other);
    await other.stop();
  }
}, 120_000);

afterAll(async () => {
  for (const one of [...taken, ...nodes]) await one[Symbol.asyncDispose]();
}, 60_000);

function nodeOf(name: string): TestNode {
  const node = nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`no ${name}`);
  return node;
}

/** Somebody who was let in, connected by the rules. */
async function enter(name: string): Promise<readonly [Mallory, MalloryLink]> {
  const mallory = await Mallory.take(nodeOf(name), gossipTopics);
  taken.push(mallory);
  await mallory.handshake(target);
  const link = await mallory.link(target);
  expect(await link.isAlive()).toBe(true);
  return [mallory, link];
}

/** A revocation of a delegation, which nobody has seen. */
function news({ identity }: Mallory): Uint8Array {
  const about = { did: identity.did, reason: '', seq: 1, revoked: systemClock.now() };
  const delegation = { kind: 'delegation', id: systemRandom(32) } as const;
  return createRevocation({ ...about, target: delegation }, identity.signing);
}

/** What the listener hears, by SHA-256 in hexadecimal. */
class Ears {
  readonly #waiting = new Map<string, () => void>();

  constructor({ net }: Mallory) {
    net.topics?.admit(target.peerId);
    for (const topic of gossipTopics)
      net.topics?.join(topic, (_, bytes) => {
        this.#waiting.get(toHex(sha256(bytes)))?.();
        return Promise.resolve('accept');
      });
  }

  /** Resolves when something was heard at all: the victim and the listener have found each other in the topics. */
  async open([herald, link]: readonly [Mallory, MalloryLink]): Promise<void> {
    for (let isOpen = false; !isOpen;) {
      const bytes = news(herald);
      const heard = this.hears(bytes).then(
        () => true,
        () => false,
      );
      link.send({ kind: 'statements', statements: [bytes] });
      isOpen = await Promise.race([heard, pass(200, false)]);
    }
  }

  /** Resolves when the statement was heard. */
  hears(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const name = toHex(sha256(bytes));
      const late = setTimeout(() => reject(new Error('an honest statement was not passed on')), 15_000);
      this.#waiting.set(name, () => {
        clearTimeout(late);
        this.#waiting.delete(name);
        resolve();
      });
    });
  }
}

/** Milliseconds from the herald through the victim to the listener. */
interface Times {
  readonly count: number;
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

/** Lets the herald speak, one statement after another, as long as `goesOn` says; the milliseconds that each took. */
async function passedOn(
  [herald, link]: readonly [Mallory, MalloryLink],
  ears: Ears,
  goesOn: () => boolean = () => true,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < samples && goesOn(); n++) {
    const bytes = news(herald);
    const heard = ears.hears(bytes);
    const from = performance.now();
    link.send({ kind: 'statements', statements: [bytes] });
    await heard;
    times.push(performance.now() - from);
  }
  return times;
}

function summed(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Infinity;
  return { count: sorted.length, median: at(0.5), p99: at(0.99), longest: at(1) };
}

const damaged = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);

type FloodEnd = FloodSaying & { readonly kind: 'cut-off' };

/** Somebody who was let in, in a process of its own: what it costs to send a flood must not slow down those who measure. */
class Flooder {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async enter(name: string): Promise<Flooder> {
    const flooder = new Flooder(
      fork(new URL('flood-process.ts', import.meta.url), { serialization: 'advanced', execArgv: [] }),
    );
    const { dataDir } = nodeOf(name);
    const input: FloodInput = { dataDir, target };
    if ((await flooder.#tell(input)).kind !== 'in') throw new Error('the flooding process was not let in');
    return flooder;
  }

  /** Floods until it is cut off, and knocks once more. */
  async flood(): Promise<FloodEnd> {
    const end = await this.#tell('go');
    if (end.kind !== 'cut-off') throw new Error('the flood has not ended');
    return end;
  }

  async #tell(what: Serializable): Promise<FloodSaying> {
    const { promise, resolve, reject } = Promise.withResolvers<FloodSaying>();
    this.#process.once('message', (said) => {
      if (isSaying(said)) resolve(said);
      else reject(new Error('the flooding process says what nobody knows'));
    });
    this.#process.once('exit', () => reject(new Error('the flooding process ended')));
    this.#process.send(what);
    return await promise;
  }
}

describe('a peer that floods a node with 10 000 records a second', { timeout: 120_000 }, () => {
  it('is cut off and kept out, while what honest peers say is passed on nearly as fast as before', async () => {
    const [herald, [listener]] = [await enter('herald'), await enter('listener')];
    const ears = new Ears(listener);
    await ears.open(herald);
    const [idle, during, ends]: [number[], number[], FloodEnd[]] = [[], [], []];
    for (const name of flooders) {
      const flooder = await Flooder.enter(name);
      idle.push(...(await passedOn(herald, ears)));
      let isOver = false;
      const flooding = flooder.flood().finally(() => (isOver = true));
      during.push(...(await passedOn(herald, ears, () => !isOver)));
      ends.push(await flooding);
    }
    const [before, meanwhile] = [summed(idle), summed(during)];
    console.log(JSON.stringify({ sent: ends.map(({ sent }) => sent), before, meanwhile }));
    expect(meanwhile.count).toBeGreaterThan(samples);
    expect(meanwhile.p99).toBeLessThan(2 * before.p99);
    // Cut off within seconds, each of them, and kept out.
    for (const { sent, isLetIn } of ends) {
      expect(sent).toBeLessThan(4 * perSecond);
      expect(isLetIn).toBe(false);
    }
  });

  it('is cut off for the first record that does not hold', async () => {
    const [vandal, link] = await enter('vandal');
    const forged = Array.from({ length: 100 }, () => damaged(news(vandal)));
    const sent = await flood(link, forged);
    expect(sent).toBeLessThan(perSecond);
  });
});
