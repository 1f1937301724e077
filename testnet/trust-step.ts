import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publishedTrust } from '../src/control/api.ts';
import { trustScore } from '../src/base/base.ts';
import { tierOf, type Published } from '../src/trust/trust.ts';
import { forecast, servicesIn, servicesNeeded } from './forecast.ts';
import type { Organisation } from './organisation.ts';
import type { McpCaller } from './plain-caller.ts';
import { refusalOf } from './refusal.ts';

/** Behaviour of the monitor of a judge, in its parley.yaml: sooner alarmed and sooner appeased than by default. */
export const nervous = { denials: 4, quarantineSeconds: 1 };
/** What it earns before it begins to misbehave: trusted, by little. */
export const earned = 715;
/** What is in order is added up once in this time: it shows with the next call after it, milliseconds. */
const addedUpMs = 1000;
/** Looks at most until something that must come has come: each is a request to the node, no time is slept. */
const maxLooks = 20_000;

/** Who takes part. */
export interface TrustScene {
  readonly judge: Organisation;
  readonly agent: Organisation;
  /** What the agent calls at the judge: `read_note` is in order, `delete_everything` is forbidden. */
  readonly danger: McpCaller;
  /** For the published score. */
  readonly dir: string;
}

/** How an agent fell. */
export interface Fall {
  /** Forbidden requests until it was shut out. */
  readonly refused: number;
  /** The score while it is. */
  readonly score: Published;
}

/**
 * An agent earns trust by calls that are in order, asks for what is forbidden until it is shut out, and comes back: exactly
 * as far as the formula says, call by call. Every score is computed again by `parley trust verify` from what is published.
 */
export async function loseAndEarnTrust(scene: TrustScene, signal: AbortSignal): Promise<string> {
  const { judge, agent } = scene;
  const trusted = await earn(scene, earned, signal);
  const { refused, score: fallen } = await fall(scene);
  const isOver = async (): Promise<true | undefined> =>
    (await judge.client.trust(agent.did)).quarantine === undefined ? true : undefined;
  await until('end of the quarantine', isOver);
  const after = await published(scene);
  expectScore(after, forecast(fallen, 0, after.hour), 'when the quarantine ended');
  const again = await earn(scene, 700, signal);
  const services = servicesIn(again) - servicesIn(after);
  expectScore(again, forecast(after, services, again.hour), `after ${services} calls more`);
  return (
    `${shownScore(trusted)}; refused ${refused} times, then quarantined: ${shownScore(fallen)}; ` +
    `the end of the quarantine changes no score; ${services} calls later ${shownScore(again)}, as the formula says`
  );
}

/** Lets it ask for what is forbidden until it is in quarantine, where nothing of it passes. Throws when it is trusted still. */
export async function fall(scene: TrustScene): Promise<Fall> {
  const { judge, agent, danger } = scene;
  let refused = 0;
  const quarantine = await until('quarantine', async () => {
    await refusalOf(danger.call('delete_everything', { path: '/' }));
    refused++;
    return (await judge.client.trust(agent.did)).quarantine;
  });
  if (quarantine.cause !== 'denials') throw new Error(`the quarantine is for ${quarantine.cause}`);
  const { reason } = await refusalOf(danger.call('read_note', {}));
  if (reason !== 'quarantined') throw new Error(`the call in quarantine met ${reason}`);
  const score = await published(scene);
  if (score.answer.score >= 700) throw new Error(`it is as trusted as before, with ${score.answer.score}`);
  return { refused, score };
}

/** As many calls as the formula asks for, and what is published then. */
export async function earn(scene: TrustScene, score: number, signal: AbortSignal): Promise<Published> {
  const good = (): Promise<unknown> => scene.danger.call('read_note', {});
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

async function published({ judge, agent }: TrustScene): Promise<Published> {
  return publishedTrust.parse(await judge.client.publishTrust(agent.did));
}

/** `parley trust verify`: the score comes out of what it is published with. */
async function verify({ judge, dir }: TrustScene, told: Published, signal: AbortSignal): Promise<void> {
  const file = join(dir, 'trust.json');
  await writeFile(file, JSON.stringify(told));
  await judge.parley(['trust', 'verify', file], signal);
}

function expectScore({ answer }: Published, expected: number, when: string): void {
  if (answer.score !== expected) throw new Error(`${when} the score is ${answer.score}; the formula says ${expected}`);
}

/** Tier and score, for people. */
export function shownScore({ answer }: Published): string {
  return `${tierOf(trustScore(answer.score))} with ${answer.score}`;
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < maxLooks; n++) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`there is no ${what} after ${maxLooks} looks`);
}
