import { z } from 'zod';
import { Asker } from './http-load.ts';
import { interleave, rateRow, timeRow, untakenRow, type Row } from './measure.ts';
import type { Pair } from './mesh.ts';
import { oneWay, perRateRound, perRound, Talk } from './message-rows.ts';
import { startRole } from './process.ts';
import { fetchSlim } from './slim-package.ts';

const oneWayName = (suffix: string): readonly [string, string] => [`slim.one-way${suffix}`, 'messages/s'];
const roundTripName = (suffix: string): readonly [string, string] => [`slim.round-trip${suffix}`, 'ms'];

/** Where SLIM comes from in this run, or why it does not. */
export class SlimSource implements AsyncDisposable {
  readonly #from: string | SlimFault;
  readonly #stack: AsyncDisposableStack;

  private constructor(from: string | SlimFault, stack: AsyncDisposableStack) {
    this.#from = from;
    this.#stack = stack;
  }

  /** Fetches it if that is wished; what goes wrong there is said by the rows. */
  static async open(isWished: boolean): Promise<SlimSource> {
    const stack = new AsyncDisposableStack();
    if (!isWished) return new SlimSource(new SlimFault('npm run bench:slim fetches what it stands beside'), stack);
    try {
      return new SlimSource(stack.use(await fetchSlim()).dir, stack);
    } catch (error) {
      return new SlimSource(new SlimFault(error), stack);
    }
  }

  /** Our messages of 1 KiB one way and there and back, beside as many between two SLIM clients. */
  async rows(pair: Pair, { rounds, suffix }: { rounds: number; suffix: string }): Promise<readonly Row[]> {
    await using stack = new AsyncDisposableStack();
    try {
      if (this.#from instanceof SlimFault) throw this.#from;
      return await compare(pair, await SlimClients.start(this.#from, stack), { rounds, suffix });
    } catch (error) {
      if (!(error instanceof SlimFault)) throw error;
      return [oneWayName(suffix), roundTripName(suffix)].map(([name, unit]) => untakenRow(name, unit, error.message));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** What SLIM did not do; the rest of the bench goes on without it. */
class SlimFault extends Error {
  constructor(fault: unknown) {
    super(fault instanceof Error ? fault.message : String(fault), { cause: fault });
  }
}

/** Longest wait for SLIM's part of a round: many times what a busy machine takes. */
const patienceMs = 120_000;

async function compare(
  pair: Pair,
  slim: SlimClients,
  { rounds, suffix }: { rounds: number; suffix: string },
): Promise<readonly Row[]> {
  using asker = new Asker(8);
  const half = Math.ceil(rounds / 2);
  // Both warm, each in its own way: see the rows of messages.
  await oneWay(pair, asker, perRateRound * 2);
  await slim.oneWay(perRateRound);
  const oneWays = await interleave(
    half,
    async () => [await slim.oneWay(perRateRound)],
    async () => [await oneWay(pair, asker, perRateRound)],
  );
  const talk = await Talk.start(pair, asker);
  const ours = async (): Promise<readonly number[]> => (await talk.round(perRound)).back;
  await ours();
  const roundTrips = await interleave(half, () => slim.roundTrips(perRound), ours);
  return [rateRow(...oneWayName(suffix), oneWays), timeRow(...roundTripName(suffix), roundTrips)];
}

/** The same, its failure being SLIM's, and silence a failure. */
async function blamed<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = setTimeout(() => reject(new Error(`no answer in ${patienceMs / 1000} s`)), patienceMs);
  try {
    return await Promise.race([work, promise]);
  } catch (error) {
    throw new SlimFault(error);
  } finally {
    clearTimeout(late);
  }
}

const timesOf = z.array(z.number());

/** Two SLIM clients and their server, each in a process of its own. */
class SlimClients {
  readonly #sender: string;
  readonly #receiver: string;
  readonly #asker: Asker;

  private constructor(sender: string, receiver: string, asker: Asker) {
    this.#sender = sender;
    this.#receiver = receiver;
    this.#asker = asker;
  }

  static async start(dir: string, stack: AsyncDisposableStack): Promise<SlimClients> {
    const start = async (role: string, ...args: readonly string[]): Promise<string> =>
      stack.use(await blamed(startRole(role, dir, ...args))).line;
    const port = await start('slim-server');
    const [receiver, sender] = [await start('slim-receiver', port), await start('slim-sender', port)];
    return new SlimClients(sender, receiver, stack.use(new Asker(1)));
  }

  /** Messages a second until the other side's session has acknowledged each; its application must have them all. */
  async oneWay(count: number): Promise<number> {
    const before = await this.#received();
    const [ms = Number.NaN] = await this.#work(`/one-way?${count}`);
    await blamed(this.#handedOver(before + count));
    return (count / ms) * 1000;
  }

  roundTrips(count: number): Promise<readonly number[]> {
    return this.#work(`/round-trips?${count}`);
  }

  /** Resolves when the receiving application has so many: their session acknowledges before it hands over. */
  async #handedOver(count: number): Promise<void> {
    const late = AbortSignal.timeout(patienceMs);
    while ((await this.#received()) < count) {
      late.throwIfAborted();
      await new Promise((next) => setTimeout(next, 5));
    }
  }

  async #received(): Promise<number> {
    return Number((await this.#asker.ask({ place: { url: this.#receiver }, method: 'GET' })).toString('utf8'));
  }

  async #work(path: string): Promise<readonly number[]> {
    const answer = await blamed(this.#asker.ask({ place: { url: `${this.#sender}${path}` }, method: 'POST' }));
    return timesOf.parse(JSON.parse(answer.toString('utf8')));
  }
}
