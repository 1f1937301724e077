import type { MeshAgent } from './mesh-client.ts';
import { eventually } from './nodes.ts';

/** One direction of a talk: an unmodified client that sends, and the one that hears. */
export interface Direction {
  readonly from: MeshAgent;
  readonly to: MeshAgent;
  /** Whether the sender is to wait: its node is about to stop. */
  isHeld: boolean;
}

/** What is sent in one direction. */
interface Portion {
  readonly first: number;
  /** One behind the last. */
  readonly end: number;
  /** How far the sender may be ahead of what the other heard; without end when absent. */
  readonly ahead?: number;
  readonly text?: string;
}

/** Longest wait for what was sent, milliseconds: far above what a busy machine takes. */
const patienceMs = 240_000;
/** How many are sent in one turn of the event loop. */
const perTurn = 50;

/** Sends numbered messages whenever the sender is connected; resolves when all are handed over. */
export async function sendNumbered(way: Direction, { first, end, ahead = Infinity, text }: Portion): Promise<void> {
  const { from, to } = way;
  const mayGo = (n: number): boolean => !way.isHeld && from.client.isConnected && n - to.heard.length < ahead;
  for (let n = first; n < end; n++) {
    if (!mayGo(n))
      await eventually(`the turn of message ${n} of ${from.did}`, async () => mayGo(n) || aMoment(), patienceMs);
    await from.client.send(to.did, text === undefined ? { n } : { n, text });
    if (n % perTurn === 0) await nextTurn();
  }
}

/** Resolves when an agent has heard so many numbered messages. Rejects when one is missing, or not in its place. */
export async function hearsNumbered({ to }: Direction, count: number): Promise<void> {
  const isOver = (): boolean => to.heard.length >= count || !isNumbered(to.heard.at(-1)?.payload, to.heard.length - 1);
  await hasHeard(to, 1);
  await eventually(`${count} messages at ${to.did}`, async () => isOver() || aMoment(), patienceMs).catch(
    () => undefined,
  );
  const wrong = to.heard.findIndex(({ payload }, i) => !isNumbered(payload, i));
  if (wrong < 0 && to.heard.length === count) return;
  const told = wrong < 0 ? '' : `, in place ${wrong} ${JSON.stringify(to.heard[wrong]?.payload).slice(0, 60)}`;
  throw new Error(`${to.did} heard ${to.heard.length} of ${count}${told} (${to.errors.slice(0, 3).join('; ')})`);
}

/** Resolves when an agent has heard at least so many. */
export async function hasHeard(to: MeshAgent, count: number): Promise<void> {
  await eventually(`${count} messages at ${to.did}`, async () => to.heard.length >= count || aMoment(), patienceMs);
}

/** Resolves once a client is connected, again. */
export async function isBack({ did, client }: MeshAgent): Promise<void> {
  await eventually(`${did} is connected`, async () => client.isConnected || aMoment(), patienceMs);
}

function isNumbered(payload: unknown, n: number): boolean {
  return typeof payload === 'object' && payload !== null && 'n' in payload && payload.n === n;
}

async function aMoment(): Promise<false> {
  await new Promise((next) => setTimeout(next, 2));
  return false;
}

async function nextTurn(): Promise<void> {
  await new Promise((next) => setImmediate(next));
}
