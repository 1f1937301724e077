import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { decodeEntry } from '../../../src/audit/audit.ts';
import { millis, newMessageId, utf8, type MessageId } from '../../../src/base/base.ts';
import type { RawResponse } from '../../../src/bridge/bridge.ts';
import { loadConfig } from '../../../src/config.ts';
import { Events } from '../../../src/events.ts';
import { controlHandlers } from '../../../src/handlers.ts';
import { openRulebook, type Rulebook } from '../../../src/rulebook/rulebook.ts';
import { openVeto } from '../../../src/veto/veto.ts';
import { encodeEnvelope, type ExchangeRequest } from '../../../src/wire/wire.ts';
import { duo, type HallNode, type Setup } from '../../sim/hall-node.ts';
import { inBothTimes, type World } from '../../sim/world.ts';
import { startPolicyEngine } from '../../support/policy-engine.ts';
import { present } from './frames.ts';

/** Allows a payment of at most 100, and what it takes to ask for one. */
const rules = `
@id("open") permit (principal, action in [Action::"session.open", Action::"exchange.respond"], resource);
@id("send") permit (principal, action == Action::"message.receive", resource);
@id("pay") permit (principal, action == Action::"mcp.call", resource)
when { context.numbers.hasTag("amount") && context.numbers.getTag("amount") <= 100 };
@id("ask") @approval("required") forbid (principal, action == Action::"mcp.call", resource)
when { resource.name == "held" };
@id("fails") forbid (principal, action == Action::"mcp.call", resource)
when { resource.name == "failing" && context.sizeBytes * 9007199254740991 * 9007199254740991 > 0 };
`;

interface Stage {
  readonly world: World;
  readonly alice: HallNode;
  readonly bob: HallNode;
  /** What bob's agent was asked to do. */
  readonly done: readonly string[];
  readonly dir: string;
  readonly rulebook: Rulebook;
}

interface Row {
  /** What is wrong. */
  readonly fault: string;
  /** Makes it so. */
  readonly provoke?: (stage: Stage) => Promise<void> | void;
  readonly setup?: () => Promise<Setup>;
  /** The arguments of the call, as they stand in JSON. */
  readonly args?: string;
  readonly tool?: string;
  readonly reason: string;
  /** What `status` and `/ready` warn of besides the count of what was refused. */
  readonly warns?: RegExp;
  /** Why the node is not ready at all. */
  readonly notReady?: RegExp;
  /** Nothing can be written, an entry about it neither. */
  readonly unwritten?: true;
}

const fails = (answer: (response: ServerResponse) => void) => async (): Promise<Setup> => {
  const engine = await startPolicyEngine(undefined);
  engine.answer = answer;
  return { veto: openVeto([{ kind: 'opa', url: engine.url, timeoutMs: 50 }]) };
};

/** Writes a file of policies and has it loaded; what is in force afterwards is what the node judges by. */
const write =
  (text: string) =>
  async ({ dir, rulebook, bob }: Stage): Promise<void> => {
    await writeFile(join(dir, 'b.cedar'), text);
    await rulebook.reload();
    bob.policies = rulebook.current();
  };

const all = '@id("all") permit (principal, action, resource)';
const deep = `${'['.repeat(200)}1${']'.repeat(200)}`;
const payment = '{"amount":5}';
const tooMuch = '{"amount":500}';

const rows: readonly Row[] = [
  {
    fault: 'a file that does not parse',
    provoke: write(all),
    args: tooMuch,
    reason: 'policy-denied',
    warns: /b\.cedar:1/,
  },
  {
    fault: 'a rule about what the schema does not have',
    provoke: write(`${all} when { context.nothing };`),
    args: tooMuch,
    reason: 'policy-denied',
    warns: /b\.cedar:1:\d+: /,
  },
  {
    fault: 'a file that breaks the checker itself',
    provoke: write(`${all} when { ${'('.repeat(20_000)}true${')'.repeat(20_000)} };`),
    args: tooMuch,
    reason: 'policy-denied',
    warns: /policies not loaded: b\.cedar:1/,
  },
  {
    fault: 'an obligation that nobody knows',
    provoke: write(`@encrypt("aes") ${all};`),
    args: tooMuch,
    reason: 'policy-denied',
    warns: /no obligation "encrypt"/,
  },
  {
    fault: 'a policy that fails',
    tool: 'failing',
    args: payment,
    reason: 'policy-error',
    warns: /policy "fails" \(a\.cedar:\d+\)/,
  },
  {
    fault: 'an exception in the engine',
    provoke: ({ bob }) => {
      const index = {
        find: (): never => {
          throw new Error('a defect');
        },
      };
      bob.policies = { ...bob.policies, index };
    },
    args: payment,
    reason: 'policy-error',
    warns: /because a policy failed/,
  },
  {
    fault: 'an exception before the engine',
    provoke: ({ bob }) => {
      Object.assign(bob.parts.recall, {
        about: (): never => {
          throw new RangeError('a defect');
        },
      });
    },
    args: payment,
    reason: 'policy-error',
    warns: /could not be judged: RangeError/,
  },
  { fault: 'deep nesting', args: `{"amount":5,"x":${deep}}`, reason: 'facts-invalid' },
  { fault: 'a float', args: '{"amount":5.5}', reason: 'policy-denied' },
  { fault: 'null', args: '{"amount":null}', reason: 'policy-denied' },
  { fault: 'a big integer', args: '{"amount":5,"x":9007199254740993}', reason: 'facts-invalid' },
  { fault: 'a lone surrogate', args: '{"amount":5,"x":"\\ud800"}', reason: 'facts-invalid' },
  {
    fault: 'an entity in the arguments',
    args: '{"amount":{"__entity":{"type":"Agent","id":"x"}}}',
    reason: 'policy-denied',
  },
  {
    fault: 'a number in the form of an extension',
    args: '{"amount":{"__extn":{"fn":"decimal","arg":"5.0"}}}',
    reason: 'policy-denied',
  },
  { fault: 'a key that stands there twice', args: '{"amount":5,"amount":500}', reason: 'facts-invalid' },
  {
    fault: 'a policy engine that is slow',
    setup: fails(() => undefined),
    args: payment,
    reason: 'veto-failed',
    warns: /no answer in 50 ms/,
  },
  {
    fault: 'a policy engine that is down',
    setup: fails((response) => response.destroy()),
    args: payment,
    reason: 'veto-failed',
    warns: /policy engine fails.*no answer/,
  },
  {
    fault: 'a request for approval that cannot be read',
    provoke: async ({ world, bob }) => {
      const garbage = { kind: 'put', space: 'approval', key: 'x', value: utf8('{"state":"approved"}') } as const;
      await world.finish(bob.parts.store.commit([garbage]));
      bob.crash();
      await bob.start();
      await world.pass(5_000);
    },
    tool: 'held',
    args: payment,
    reason: 'policy-denied',
    warns: /request for approval .* cannot be read/,
  },
  {
    fault: 'a clock that jumped ahead',
    provoke: ({ bob }) => bob.setClock(200_000),
    args: payment,
    reason: 'message-expired',
  },
  {
    fault: 'a disk that takes nothing',
    provoke: ({ bob }) => bob.parts.store.breakDisk(),
    args: payment,
    reason: 'store-failed',
    notReady: /store cannot be written/,
    unwritten: true,
  },
  {
    fault: 'an audit log that was tampered with',
    provoke: async ({ world, bob }) => {
      bob.crash();
      const entries = present(bob.disk.get('audit'));
      const [last] = [...entries.keys()].sort().slice(-1);
      entries.delete(present(last));
      await bob.start();
      await world.pass(5_000);
    },
    args: payment,
    reason: 'store-failed',
    notReady: /audit log is damaged/,
    unwritten: true,
  },
];

async function stageOf(fault: string, setup: Setup): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-closed-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await writeFile(join(dir, 'a.cedar'), rules);
  const rulebook = await openRulebook({ dir, onReload: () => {}, onProblem: () => {} });
  onTestFinished(() => rulebook.close());
  const done: string[] = [];
  async function* ok(): AsyncGenerator<Uint8Array> {
    yield utf8('paid');
  }
  const perform = async (request: ExchangeRequest): Promise<RawResponse> => {
    done.push(new TextDecoder().decode(request.body));
    return { status: 200, headers: [], body: ok() };
  };
  const events = new Events({ level: 'silent', pretty: false }, {});
  const policies = rulebook.current();
  const { world, alice, bob } = await duo(fault, { bob: { perform, policies, events, ...setup } });
  return { world, alice, bob, done, dir, rulebook };
}

/** Sends a call past the judgement of its own node, as a node that was changed would. */
async function smuggle(
  { world, alice, bob }: Stage,
  { tool = 'pay', args = payment }: Partial<Row>,
): Promise<MessageId> {
  const body = utf8(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${tool}","arguments":${args}}}`);
  const now = world.now();
  const id = newMessageId(now, world.random);
  const headers = [['content-type', 'application/json']] as const;
  const request = {
    kind: 'request',
    protocol: 'mcp',
    target: 'tools',
    method: 'POST',
    path: '',
    headers,
    body,
  } as const;
  const envelope = {
    id,
    from: alice.did,
    to: bob.did,
    created: now,
    expires: millis(now + 60_000),
    traceparent: '',
    body: request,
  };
  const bytes = encodeEnvelope(envelope);
  await inBothTimes(
    world,
    alice.parts.links.laneTo(bob.did).append({ id, envelope: bytes, expires: envelope.expires }, []),
  );
  return id;
}

/** The entry of bob's log about a message. */
function entryOf(bob: HallNode, id: MessageId) {
  const entries = [...(bob.disk.get('audit')?.values() ?? [])].map((bytes) => present(decodeEntry(bytes)).fields);
  return entries.find((fields) => fields['id'] === id && fields['direction'] === 'in');
}

function controlOf({ bob, rulebook }: Stage) {
  const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });
  const urls = { meshEndpoint: () => undefined, meshIatp: () => undefined, ingressUrl: () => '', controlUrl: () => '' };
  const life = { started: 0, isStopping: () => false, stop: () => {} };
  return controlHandlers({ ...bob.parts, ...urls, ...life, identity: bob.identity, config, rulebook });
}

/** Longest wait for an entry, milliseconds: far above what a busy machine takes. */
const patienceMs = 10_000;

const nothing = { params: {}, query: {}, request: undefined };
const never = new AbortController().signal;

it('a node lets the plain call through, so that the rest says something', async () => {
  const stage = await stageOf('plain', {});
  const id = await smuggle(stage, {});
  await stage.world.pass(2_000);
  expect(stage.done).toHaveLength(1);
  expect(entryOf(stage.bob, id)).toMatchObject({ allowed: true });
  expect(controlOf(stage).ready(nothing, never)).toMatchObject({ ready: true, warnings: [] });
});

it.each(rows)('a node denies, records and says so: $fault', async (row) => {
  const stage = await stageOf(row.fault, (await row.setup?.()) ?? {});
  const { world, bob } = stage;
  const control = () => controlOf(stage);
  await smuggle(stage, {});
  await inBothTimes(world, world.pass(2_000));
  // The first call found everything in order, except where the engines that are asked never were.
  const before = stage.done.length;
  await row.provoke?.(stage);
  const id = await smuggle(stage, row);
  // Engines answer in real time.
  const end = AbortSignal.timeout(row.unwritten === undefined ? patienceMs : 0);
  const told = async (): Promise<void> => {
    while (!end.aborted && entryOf(bob, id) === undefined) await new Promise((next) => setImmediate(next));
  };
  await inBothTimes(world, told());
  await world.pass(2_000);

  const entry = entryOf(bob, id);
  const status = await control().status(nothing, never);
  const ready = await control().ready(nothing, never);
  const written = row.unwritten === undefined;
  expect(stage.done).toHaveLength(before);
  expect([entry?.['allowed'], entry?.['reason']]).toEqual(written ? [false, row.reason] : [undefined, undefined]);
  expect(status.refused?.[row.reason] !== undefined).toBe(written);
  expect(said(row.warns, ready.warnings)).toBe('as it should');
  expect(status.warnings).toEqual(ready.warnings);
  expect(said(row.notReady, ready.reasons)).toBe('as it should');
  expect([status.ready, ready.ready]).toEqual(row.notReady === undefined ? [true, true] : [false, false]);
});

/** Whether exactly what is expected was said. */
function said(pattern: RegExp | undefined, lines: readonly string[]): string {
  const right = pattern === undefined ? lines.length === 0 : lines.length === 1 && pattern.test(lines[0] ?? '');
  return right ? 'as it should' : lines.join('\n');
}
