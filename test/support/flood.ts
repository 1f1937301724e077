import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { setTimeout as pass } from 'node:timers/promises';
import { sha256, systemRandom, toHex } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { gossipTopics } from '../../src/gossip.ts';
import { createRevocation } from '../../src/identity/identity.ts';
import { isSaying, type FloodInput, type FloodSaying } from './flood-process.ts';
import { Mallory, targetOf, type MalloryLink, type Target } from './mallory.ts';
import { introduce, startNode, type TestNode } from './nodes.ts';

/** Honest statements before each flood, and at most in it: together below what a node verifies of one peer. */
export const honestInRound = 250;
const lateMs = 15_000;

/** Somebody who was let in, and the way to the node. */
export type Guest = readonly [Mallory, MalloryLink];

/** What a flood came to: statements that its sender got rid of, and whether it was let in again. */
export type FloodEnd = FloodSaying & { readonly kind: 'cut-off' };

/** Milliseconds that honest statements took through the node, each, before one flood and while it lasted. */
export interface FloodRound {
  readonly before: readonly number[];
  readonly during: readonly number[];
  readonly end: FloodEnd;
}

/**
 * A node that is flooded with statements by one peer after another, while a herald says honest ones, one by one,
 * and a listener hears what the node passes on.
 */
export class FloodScene implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #target: Target;
  /** Folders of those who come; the nodes themselves have stopped. */
  readonly #nodes: readonly TestNode[];
  readonly #flooders: string[];
  #honest: Promise<{ readonly herald: Guest; readonly ears: Ears }> | undefined;

  private constructor(stack: AsyncDisposableStack, target: Target, nodes: readonly TestNode[]) {
    this.#stack = stack;
    this.#target = target;
    this.#nodes = nodes;
    this.#flooders = nodes.map(({ name }) => name).filter((name) => name.startsWith('flooder-'));
  }

  /**
   * Starts the node and has it meet all who will come: so many that flood, 1 to 8, and those named. After more floods
   * the herald would have revoked more than a node keeps of one issuer.
   */
  static async start(floods: number, ...others: readonly string[]): Promise<FloodScene> {
    await using stack = new AsyncDisposableStack();
    const flooders = Array.from({ length: floods }, (_, i) => `flooder-${i}`);
    const victim = stack.use(await startNode({ name: 'victim' }));
    const target = await targetOf(victim);
    const nodes: TestNode[] = [];
    // One after another: so many nodes at once would take more memory and processors than there are.
    for (const name of ['herald', 'listener', ...flooders, ...others]) {
      const guest = stack.use(await startNode({ name }));
      await introduce(victim, guest);
      await guest.stop();
      nodes.push(guest);
    }
    return new FloodScene(stack.move(), target, nodes);
  }

  /** Somebody of those that the node met, connected by the rules. */
  async enter(name: string): Promise<Guest> {
    const mallory = this.#stack.use(await Mallory.take(this.#node(name), gossipTopics));
    await mallory.handshake(this.#target);
    const link = await mallory.link(this.#target);
    if (!(await link.isAlive())) throw new Error(`${name} was not let in`);
    return [mallory, link];
  }

  /** One flood, by somebody who has not flooded yet. Rejects when an honest statement is not passed on. */
  async round(): Promise<FloodRound> {
    const { herald, ears } = await (this.#honest ??= this.#enterHonest());
    const name = this.#flooders.pop();
    if (name === undefined) throw new Error('all have flooded');
    const flooder = this.#stack.use(await Flooder.enter(this.#node(name).dataDir, this.#target));
    const before = await passedOn(herald, ears);
    let isOver = false;
    const flooding = flooder.flood().finally(() => (isOver = true));
    const during = await passedOn(herald, ears, () => !isOver);
    return { before, during, end: await flooding };
  }

  async #enterHonest(): Promise<{ readonly herald: Guest; readonly ears: Ears }> {
    const [herald, [listener]] = [await this.enter('herald'), await this.enter('listener')];
    const ears = new Ears(listener, this.#target);
    await ears.open(herald);
    return { herald, ears };
  }

  #node(name: string): TestNode {
    const node = this.#nodes.find((one) => one.name === name);
    if (node === undefined) throw new Error(`no ${name}`);
    return node;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** A revocation of a delegation, which nobody has seen. */
export function news({ identity }: Mallory): Uint8Array {
  const about = { did: identity.did, reason: '', seq: 1, revoked: systemClock.now() };
  const delegation = { kind: 'delegation', id: systemRandom(32) } as const;
  return createRevocation({ ...about, target: delegation }, identity.signing);
}

/** What the listener hears, by SHA-256 in hexadecimal. */
class Ears {
  readonly #waiting = new Map<string, () => void>();

  constructor({ net }: Mallory, target: Target) {
    net.topics?.admit(target.peerId);
    for (const topic of gossipTopics)
      net.topics?.join(topic, (_, bytes) => {
        this.#waiting.get(toHex(sha256(bytes)))?.();
        return Promise.resolve('accept');
      });
  }

  /** Resolves when something was heard at all: the node and the listener have found each other in the topics. */
  async open([herald, link]: Guest): Promise<void> {
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
      const late = setTimeout(() => reject(new Error('an honest statement was not passed on')), lateMs);
      this.#waiting.set(name, () => {
        clearTimeout(late);
        this.#waiting.delete(name);
        resolve();
      });
    });
  }
}

/** Lets the herald speak, one statement after another, as long as `goesOn` says; the milliseconds that each took. */
async function passedOn(
  [herald, link]: Guest,
  ears: Ears,
  goesOn: () => boolean = () => true,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < honestInRound && goesOn(); n++) {
    const bytes = news(herald);
    const heard = ears.hears(bytes);
    const from = performance.now();
    link.send({ kind: 'statements', statements: [bytes] });
    await heard;
    times.push(performance.now() - from);
  }
  return times;
}

/** Somebody who was let in, in a process of its own: what it costs to send a flood must not slow down those who measure. */
class Flooder implements Disposable {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async enter(dataDir: string, target: Target): Promise<Flooder> {
    const file = import.meta.url.endsWith('.ts') ? 'flood-process.ts' : 'flood-process.js';
    const flooder = new Flooder(fork(new URL(file, import.meta.url), { serialization: 'advanced', execArgv: [] }));
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

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}
