import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

/** Loaded before the node: on each SIGUSR2 it begins to end every thread of the process, those to come too, or stops that. */
const preload = `
const threads = new Set();
let killing = false;
const end = (thread) => { if (killing) thread.terminate(); };
process.on('worker', (thread) => {
  threads.add(thread);
  thread.once('exit', () => threads.delete(thread));
  end(thread);
});
process.on('SIGUSR2', () => {
  killing = !killing;
  for (const thread of threads) end(thread);
});
`;

let judge: TestNode;
let agent: TestNode;

beforeAll(async () => {
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(preload)}` };
  const config = { policy: { crossCheck: 1 } };
  [judge, agent] = await startNodes({ name: 'judge', config, env }, { name: 'agent' });
  await introduce(judge, agent);
});

afterAll(async () => {
  await judge[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
});

/** Sends a message to the judge; how it ended. */
async function send(): Promise<string> {
  const { id } = await agent.client.send({ to: 'judge', body: 'a message' });
  return eventually(`the end of ${id}`, async () => {
    const { state, reason } = await agent.client.message(id);
    return state === 'accepted' || state === 'sent' ? undefined : `${state} ${reason ?? ''}`.trim();
  });
}

/** What the node says at `/ready`. */
async function ready(): Promise<string> {
  const response = await fetch(new URL('/ready', judge.controlUrl));
  return `${response.status} ${await response.text()}`;
}

describe('a node whose policy threads are killed', () => {
  it('denies what they were to check, keeps the set it has, says so, and recovers by itself', async () => {
    await eventually('both engines', async () => ((await send()) === 'delivered' ? true : undefined));

    process.kill(judge.pid, 'SIGUSR2');
    await eventually('the thread to be missed', async () =>
      (await send()) === 'refused policy-error' ? true : undefined,
    );
    expect((await judge.client.status()).warnings?.join(' ')).toMatch(/cedar-wasm|other engine/);
    expect(await ready()).toMatch(/^200 .*(?:cedar-wasm|other engine)/);
    // Nor is a set taken that no thread has checked.
    await expect(judge.cli('policy', 'reload')).rejects.toThrow(/ended|broke off/);
    expect((await judge.client.status()).policies.problems).not.toEqual([]);
    expect(await send()).toBe('refused policy-error');

    process.kill(judge.pid, 'SIGUSR2');
    await judge.cli('policy', 'reload');
    await eventually('both engines again', async () => ((await send()) === 'delivered' ? true : undefined));
    expect((await judge.client.status()).policies.problems ?? []).toEqual([]);
    expect(await ready()).toMatch(/^200 /);
  });
});
