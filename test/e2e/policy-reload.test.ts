import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const decision = z.object({
  type: z.literal('decision'),
  action: z.literal('message.receive'),
  id: z.string(),
  policySet: z.string(),
});

/** In force every other time: what is sent while it is must not be delivered. */
const closed = `@id("gate") forbid (principal, action == Action::"message.receive", resource);`;
const rounds = 12;
const inFlight = 8;

let judge: TestNode;
let agent: TestNode;

beforeAll(async () => {
  // Refusals are what is looked at here; they must neither add up to a quarantine nor end the session.
  const config = { trust: { minScore: 0, behaviour: { denials: 0, failuresInRow: 0 } } };
  const policies = { 'default.cedar': '@id("open") permit (principal, action, resource);' };
  [judge, agent] = await startNodes({ name: 'judge', config, policies }, { name: 'agent', config, policies });
  await introduce(judge, agent);
});

afterAll(async () => {
  await judge[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
});

interface Ended {
  readonly id: string;
  readonly state: string;
  /** The set that the judge had in force before it was sent, and after its end was known. */
  readonly before: string;
  readonly after: string;
}

describe('policies that change under load', () => {
  it('judge every message wholly by one set, and none by a set that a finished reload has replaced', async () => {
    const sets = new Map<string, 'open' | 'closed'>();
    let inForce = '';
    /** Counts the changes, so that one before and one after a message tell whether a change came between. */
    let changes = 0;
    const load = async (gate: string | undefined): Promise<void> => {
      changes++;
      inForce = 'changing';
      await judge.setPolicy('gate.cedar', gate);
      inForce = (await judge.client.status()).policies.version;
      sets.set(inForce, gate === undefined ? 'open' : 'closed');
    };
    await load(undefined);
    const ends: Ended[] = [];
    const done = new AbortController();
    const sender = async (): Promise<void> => {
      while (!done.signal.aborted) {
        const [before, change] = [inForce, changes];
        const { id } = await agent.client.send({ to: 'judge', body: 'a message' });
        const state = await eventually(`the end of ${id}`, async () => {
          const message = await agent.client.message(id);
          return ['delivered', 'refused'].includes(message.state) ? message.state : undefined;
        });
        ends.push({ id, state, before, after: change === changes ? inForce : 'changed' });
      }
    };
    const senders = Promise.all(Array.from({ length: inFlight }, sender));
    // Seen when it is awaited; until then the rounds may fail first.
    senders.catch(() => undefined);
    for (let round = 0; round < rounds; round++) {
      await load(round % 2 === 0 ? closed : undefined);
      const from = ends.length;
      await eventually('messages under this set', async () => (ends.length > from + 3 * inFlight ? true : undefined));
    }
    done.abort();
    await senders;

    const settled = ends.filter(({ before, after }) => before === after && sets.has(before));
    expect(new Set(settled.map(({ before }) => before)).size).toBe(2);
    expect(settled.filter(({ before, state }) => state !== stateUnder(sets.get(before)))).toEqual([]);
    // Those that met a change went one way or the other, as the set says that the audit log names for them.
    const judged = await eventually('a checkpoint that covers all of them', async () => {
      const found = await decisions();
      return ends.every(({ id }) => found.has(id)) ? found : undefined;
    });
    const wrong = ends.filter(({ id, state }) => state !== stateUnder(sets.get(judged.get(id) ?? '')));
    expect(wrong).toEqual([]);
    expect(ends.some(({ after }) => after === 'changed')).toBe(true);
  }, 60_000);
});

/** Under which set each message was judged, as the audit log of the judge has it. */
async function decisions(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; ;) {
    const { entries, size } = await judge.client.audit.entries({ from });
    for (const { entry } of entries) {
      const read = decision.safeParse(JSON.parse(entry));
      if (read.success) found.set(read.data.id, read.data.policySet);
    }
    from += entries.length;
    if (from >= size) return found;
  }
}

/** Undefined stands for a set that nobody loaded. */
function stateUnder(set: 'open' | 'closed' | undefined): string {
  if (set === undefined) return 'judged by no set of this test';
  return set === 'open' ? 'delivered' : 'refused';
}
