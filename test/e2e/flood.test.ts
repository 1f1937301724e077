import { setTimeout as pass } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits, millis, sha256, systemRandom, toHex, type Millis } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { gossipTopics } from '../../src/gossip.ts';
import { createRevocation } from '../../src/identity/identity.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { recordOf } from '../unit/identity/fixture.ts';
import { Mallory, targetOf, type MalloryLink, type Target } from './support-mallory.ts';

/** What the flooding peer sends, statements a second. */
const perSecond = 10_000;
/** Statements in one frame, and the pause after it, so that it comes to `perSecond`. */
const inFrame = 50;
const pauseMs = (1000 * inFrame) / perSecond;
/** Honest statements in a measurement. */
const samples = 100;

let victim: TestNode;
let target: Target;
const taken: Mallory[] = [];
const nodes: TestNode[] = [];

beforeAll(async () => {
  const started = await startNodes(
    { name: 'victim' },
    { name: 'herald' },
    { name: 'listener' },
    { name: 'mallory' },
    { name: 'vandal' },
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

/** Somebody who was let in, connected by the rules. */
async function enter(name: string): Promise<readonly [Mallory, MalloryLink]> {
  const node = nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`no ${name}`);
  const mallory = await Mallory.take(node, gossipTopics);
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
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

/** Lets the herald speak, one statement after another. */
async function passedOn([herald, link]: readonly [Mallory, MalloryLink], ears: Ears): Promise<Times> {
  const times: number[] = [];
  for (let n = 0; n < samples; n++) {
    const bytes = news(herald);
    const heard = ears.hears(bytes);
    const from = performance.now();
    link.send({ kind: 'statements', statements: [bytes] });
    await heard;
    times.push(performance.now() - from);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return {
    median: sorted[samples / 2] ?? Infinity,
    p99: sorted[Math.ceil(samples * 0.99) - 1] ?? Infinity,
    longest: sorted.at(-1) ?? Infinity,
  };
}

/** Distinct records of agents that nobody knows; each holds. */
function strangers(count: number, now: Millis): readonly Uint8Array[] {
  const dates = { notBefore: now, expires: millis(now + limits.maxRecordLifeMs / 2) };
  return Array.from({ length: count }, (_, seq) => recordOf('stranger', { ...dates, seq: seq + 1 }));
}

const damaged = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);

/** Sends statements without end until it is cut off; the number it got rid of. */
async function flood(link: MalloryLink, statements: readonly Uint8Array[]): Promise<number> {
  let sent = 0;
  while (link.channel.ending === undefined) {
    const at = sent % (statements.length - inFrame);
    link.send({ kind: 'statements', statements: statements.slice(at, at + inFrame) });
    sent += inFrame;
    await pass(pauseMs);
  }
  return sent;
}

describe('a peer that floods a node with 10 000 records a second', { timeout: 120_000 }, () => {
  it('is cut off and kept out, while what honest peers say is passed on nearly as fast as before', async () => {
    const [herald, [listener]] = [await enter('herald'), await enter('listener')];
    const ears = new Ears(listener);
    await ears.open(herald);
    const idle = await passedOn(herald, ears);
    const [mallory, link] = await enter('mallory');
    const noise = strangers(4 * inFrame, systemClock.now());
    const flooding = flood(link, noise);
    const during = await passedOn(herald, ears);
    const sent = await flooding;
    const after = await passedOn(herald, ears);
    console.log(JSON.stringify({ sent, idle, during, after }));
    // Cut off within seconds, and nobody waits for the end of it: within one run, on a machine that does other things too.
    expect(sent).toBeLessThan(4 * perSecond);
    expect(during.median).toBeLessThan(3 * idle.median + 20);
    expect(during.longest).toBeLessThan(2_000);
    expect(after.median).toBeLessThan(2 * idle.median + 20);
    await expect(mallory.handshake(target)).rejects.toThrow(/./);
  });

  it('is cut off for the first record that does not hold', async () => {
    const [vandal, link] = await enter('vandal');
    const forged = Array.from({ length: 2 * inFrame }, () => damaged(news(vandal)));
    const sent = await flood(link, forged);
    expect(sent).toBeLessThan(perSecond);
  });
});
