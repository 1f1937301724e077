import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forecast, servicesIn, servicesNeeded } from '../../testnet/forecast.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const rules = `
@id("no-secrets") forbid (principal, action == Action::"message.receive", resource)
when { resource.owner.own && resource.name == "secrets" };
`;

let judge: TestNode;
let agent: TestNode;

beforeAll(async () => {
  const config = { trust: { behaviour: { denials: 3, quarantineSeconds: 2 } } };
  [judge, agent] = await startNodes({ name: 'judge', config, policies: { 'rules.cedar': rules } }, { name: 'agent' });
  await introduce(judge, agent);
});

afterAll(async () => {
  await judge[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
});

/** Sends a message; how it ended, once it has. */
async function send(topic: string): Promise<string> {
  const { id } = await agent.client.send({ to: 'judge', topic, body: 'a message' });
  return eventually(`the end of ${id}`, async () => {
    const { state, reason } = await agent.client.message(id);
    return state === 'accepted' || state === 'sent' ? undefined : `${state} ${reason ?? ''}`.trim();
  });
}

/** The score that the judge publishes, after `parley trust verify` has computed it again. */
async function published() {
  const told = await judge.client.publishTrust(agent.did);
  const file = join(judge.dir, 'score.json');
  await writeFile(file, JSON.stringify(told));
  expect(await judge.cli('trust', 'verify', file)).toMatch(/^holds/);
  return told;
}

/** Behaves well as often as the formula asks for to reach a score; what is published then. */
async function earn(score: number) {
  const before = await published();
  const needed = servicesNeeded(before, score);
  for (let n = 0; n < needed; n++) expect(await send('')).toBe('delivered');
  return eventually('trust', async () => {
    const told = await published();
    if (servicesIn(told) - servicesIn(before) >= needed) return told;
    // What is in order is added up once a second: it shows with the next message after that.
    expect(await send('')).toBe('delivered');
    return undefined;
  });
}

describe('an agent that misbehaves', () => {
  it('loses its tier, is refused, is quarantined, and recovers only as the formula says', async () => {
    expect((await published()).answer).toMatchObject({ score: 500, tier: 'standard' });
    const trusted = await earn(715);
    expect(trusted.answer.tier).toBe('trusted');

    for (let n = 0; n < 3; n++) expect(await send('secrets')).toBe('refused policy-denied');
    const { quarantine, answer } = await judge.client.trust(agent.did);
    expect(quarantine).toMatchObject({ cause: 'denials' });
    expect(answer.tier).not.toBe('trusted');
    expect(await send('')).toBe('refused quarantined');
    expect(await judge.cli('trust', agent.did, '--explain')).toContain('denials');
    const fallen = await published();
    expect(fallen.answer.score).toBeLessThan(trusted.answer.score - 50);

    await eventually('the end of the quarantine', async () => {
      return (await judge.client.trust(agent.did)).quarantine === undefined;
    });
    // The quarantine ends by itself; the score does not care.
    const after = await published();
    expect(after.answer.score).toBe(forecast(fallen, 0, after.hour));
    const again = await earn(700);
    expect(again.answer.tier).toBe('trusted');
    const services = servicesIn(again) - servicesIn(after);
    expect(services).toBeGreaterThan(0);
    expect(again.answer.score).toBe(forecast(after, services, again.hour));
    expect(forecast(after, services, again.hour)).toBeGreaterThan(forecast(after, services - 1, again.hour));
  });

  it('cannot change a digit of what is published about it', async () => {
    const told = await judge.client.publishTrust(agent.did);
    const file = join(judge.dir, 'better.json');
    await writeFile(file, JSON.stringify({ ...told, answer: { ...told.answer, score: told.answer.score + 1 } }));
    await expect(judge.cli('trust', 'verify', file)).rejects.toThrow('does not come out');
  });
});
