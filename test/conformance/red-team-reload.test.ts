import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { commitment, decodeEntry } from '../../src/audit/audit.ts';
import { utf8, type MessageId } from '../../src/base/base.ts';
import type { CompiledPolicies } from '../../src/policy/policy.ts';
import { setOf, showProblem } from '../../src/rulebook/rulebook.ts';
import { openVeto } from '../../src/veto/veto.ts';
import { duo, type HallNode } from '../sim/hall-node.ts';
import { inBothTimes, type World } from '../sim/world.ts';
import { startPolicyEngine } from '../support/policy-engine.ts';

const key = 'AKIAIOSFODNN7EXAMPLE';
const text = `the key is ${key}.`;
const covered = `the key is ${'*'.repeat(key.length)}.`;

function loaded(version: string, cedar: string): CompiledPolicies {
  const set = setOf([{ name: `${version}.cedar`, text: cedar }], version);
  if ('compiled' in set) return set.compiled;
  throw new Error(set.map(showProblem).join('\n'));
}

const covering = loaded('covering', '@id("covering") @redact("secret") permit (principal, action, resource);');
const showing = loaded('showing', '@id("showing") permit (principal, action, resource);');
const closed = loaded(
  'closed',
  `@id("others") permit (principal, action, resource);
   @id("closed") forbid (principal, action == Action::"message.receive", resource);`,
);

/** What the log of a node says of a message that came in, and whether it stands for these bytes. */
function entryOf(node: HallNode, id: MessageId, body: string) {
  const [page] = node.pagesOf(id).pages;
  const entry = page && decodeEntry(node.parts.audit.entry(page.index) ?? new Uint8Array(0));
  if (page === undefined || entry === undefined) return undefined;
  const { policySet, policies, allowed, content } = entry.fields;
  const isOf = content === commitment(Buffer.from(page.salt, 'base64'), utf8(body));
  return { policySet, policies: String(policies), allowed, isOf };
}

interface Held {
  readonly world: World;
  readonly alice: HallNode;
  readonly bob: HallNode;
  /** Resolves when an engine has been asked about a message and holds its answer. */
  readonly asked: () => Promise<void>;
  readonly release: () => void;
}

/** Bob asks an engine that holds its answers. */
async function held(seed: string, policies: CompiledPolicies): Promise<Held> {
  const waiting: ServerResponse[] = [];
  const engine = await startPolicyEngine(undefined);
  engine.answer = (response) => void waiting.push(response);
  const veto = openVeto([{ kind: 'opa', url: engine.url, timeoutMs: 30_000 }]);
  const { world, alice, bob } = await duo(seed, { bob: { policies, veto } });
  const asked = async (): Promise<void> => {
    while (waiting.length === 0) await new Promise((next) => setImmediate(next));
  };
  const release = (): void => {
    for (const response of waiting.splice(0)) response.end('{"result":true}');
  };
  return { world, alice, bob, asked, release };
}

async function decided({ world, bob }: Held, id: MessageId): Promise<void> {
  const told = async (): Promise<void> => {
    while (bob.decisionOf(id) === undefined) await new Promise((next) => setImmediate(next));
  };
  await inBothTimes(world, told());
  await world.pass(1_000);
}

describe('a set that arrives while a message is judged', () => {
  it('judges it: what the set before let pass is refused, under the name of the new one', async () => {
    const stage = await held('held open', showing);
    const { world, alice, bob } = stage;
    const id = await alice.send(bob, text);
    await inBothTimes(world, stage.asked());
    bob.policies = closed;
    stage.release();
    await decided(stage, id);
    expect(await bob.inbox()).toEqual([]);
    const entry = entryOf(bob, id, text);
    expect(entry).toMatchObject({ policySet: 'closed', allowed: false, isOf: true });
    expect(entry?.policies).toMatch(/^closed \(closed\.cedar/);
  });

  it('delivers what it demands, though the set before demanded nothing', async () => {
    const stage = await held('held showing', showing);
    const { world, alice, bob } = stage;
    const id = await alice.send(bob, text);
    await inBothTimes(world, stage.asked());
    bob.policies = covering;
    stage.release();
    await decided(stage, id);
    expect(await bob.inbox()).toEqual([covered]);
    expect(entryOf(bob, id, covered)).toMatchObject({ policySet: 'covering', allowed: true, isOf: true });
  });
});

it('whenever sets change places, each message is judged, recorded and delivered by one of them', async () => {
  const { world, alice, bob } = await duo('storm', { bob: { policies: showing } }, { maxDelayMs: 20 });
  const flip = (): void => {
    bob.policies = bob.policies === showing ? covering : showing;
    world.after(world.below(7), flip);
  };
  flip();
  const sending: ReturnType<HallNode['post']>[] = [];
  for (let i = 0; i < 120; i++) {
    sending.push(alice.post(bob, text));
    if (i % 6 === 0) await world.pass(world.below(9));
  }
  const sent = await world.finish(Promise.all(sending));
  const ids = sent.map(({ id }) => id);
  await world.until(() => ids.every((id) => bob.decisionOf(id) !== undefined));
  await world.pass(100);
  const texts = await bob.inbox();
  expect(texts).toHaveLength(ids.length);
  const sets = ids.map((id, at) => {
    const delivered = texts[at] ?? '';
    const entry = entryOf(bob, id, delivered);
    expect(entry).toMatchObject({ allowed: true, isOf: true });
    expect(delivered).toBe(entry?.policySet === 'covering' ? covered : text);
    expect(entry?.policies).toContain(String(entry?.policySet));
    return entry?.policySet;
  });
  // Both had their part in it.
  expect(new Set(sets).size).toBe(2);
});
