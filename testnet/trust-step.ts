import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publishedTrust } from '../src/control/api.ts';
import { trustScore } from '../src/base/base.ts';
import { tierOf, type Published } from '../src/trust/trust.ts';
import { modernMcpCaller } from './callers.ts';
import { forecast, servicesIn, servicesNeeded } from './forecast.ts';
import type { Organisation } from './organisation.ts';

/** Behaviour of the monitor at Globex, in its parley.yaml: sooner alarmed and sooner appeased than by default. */
export const nervous = { denials: 4, quarantineSeconds: 1 };
/** What it earns before it begins to misbehave: trusted, by little. */
const earned = 715;
/** What is in order is added up once in this time: it shows with the next call after it, milliseconds. */
const addedUpMs = 1000;
/** Looks at most until something that must come has come: each is a request to the node, no time is slept. */
const maxLooks = 20_000;

/** Who takes part, and how a call that must fail is read. */
export interface TrustScene {
  readonly globex: Organisation;
  readonly initech: Organisation;
  readonly dir: string;
  /** The reason of the refusal that a call met. Throws when it met none. */
  readonly refusal: (call: Promise<unknown>) => Promise<string>;
}

/**
 * The agent of Initech earns trust at Globex by calls that are in order, asks for what is forbidden until it is shut
 * out, and comes back: exactly as far as the formula says, call by call. Every score is computed again by `parley
 * trust verify` from what Globex publishes.
 */
export async function loseAndEarnTrust(scene: TrustScene, signal: AbortSignal): Promise<string> {
  const { globex, initech, refusal } = scene;
  await using danger = await modernMcpCaller(initech.mcp(globex, 'danger'), signal);
  const good = (): Promise<unknown> => danger.call('read_note', {});
  const trusted = await earn(scene, good, { score: earned, signal });

  const denied: string[] = [];
  const quarantine = await until('a quarantine', async () => {
    denied.push(await refusal(danger.call('delete_everything', { path: '/' })));
    return (await globex.client.trust(initech.status.did)).quarantine;
  });
  if (quarantine.cause !== 'denials') throw new Error(`the quarantine is for ${quarantine.cause}`);
  const during = await refusal(good());
  if (during !== 'quarantined') throw new Error(`the call in quarantine met ${during}`);
  const fallen = await published(scene);
  if (fallen.answer.score >= 700) throw new Error(`it is as trusted as before, with ${fallen.answer.score}`);

  const isOver = async (): Promise<true | undefined> =>
    (await globex.client.trust(initech.status.did)).quarantine === undefined ? true : undefined;
  await until('the end of the quarantine', isOver);
  const after = await published(scene);
  expectScore(after, forecast(fallen, 0, after.hour), 'when the quarantine ended');
  const again = await earn(scene, good, { score: 700, signal });
  const services = servicesIn(again) - servicesIn(after);
  expectScore(again, forecast(after, services, again.hour), `after ${services} calls more`);
  return (
    `${shown(trusted)}; refused ${denied.length} times, then quarantined: ${shown(fallen)}; ` +
    `the end of the quarantine changes no score; ${services} calls later ${shown(again)}, as the formula says`
  );
}

/** As many calls as the formula asks for, and what is published then. */
async function earn(
  scene: TrustScene,
  good: () => Promise<unknown>,
  { score, signal }: { readonly score: number; readonly signal: AbortSignal },
): Promise<Published> {
  const before = await published(scene);
  const needed = servicesNeeded(before, score);
  const begun = performance.now();
  for (let n = 0; n < needed; n++) await good();
  const told = await until('trust', async () => {
    const told = await published(scene);
    if (servicesIn(told) - servicesIn(before) >= needed) return told;
    if (performance.now() - begun > addedUpMs) await good();
    return undefined;
  });
  await verify(scene, told, signal);
  return told;
}

async function published({ globex, initech }: TrustScene): Promise<Published> {
  return publishedTrust.parse(await globex.client.publishTrust(initech.status.did));
}

/** `parley trust verify`: the score comes out of what it is published with. */
async function verify({ globex, dir }: TrustScene, told: Published, signal: AbortSignal): Promise<void> {
  const file = join(dir, 'trust.json');
  await writeFile(file, JSON.stringify(told));
  await globex.parley(['trust', 'verify', file], signal);
}

function expectScore({ answer }: Published, expected: number, when: string): void {
  if (answer.score !== expected) throw new Error(`${when} the score is ${answer.score}; the formula says ${expected}`);
}

function shown({ answer }: Published): string {
  return `${tierOf(trustScore(answer.score))} with ${answer.score}`;
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < maxLooks; n++) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`there is no ${what} after ${maxLooks} looks`);
}
