import { z } from 'zod';
import { impostor } from './agents/programs.ts';
import type { Attempt, AttemptReport, ImpostorTask } from './agents/impostor.ts';
import { a2aCaller, mcpCaller, modernMcpCaller } from './callers.ts';
import { Child } from './child.ts';
import { leaveAtMailbox } from './mailbox-step.ts';
import { startAll } from './mesh.ts';
import type { Organisation } from './organisation.ts';
import { CommandFailed } from './parley.ts';
import { guideLines } from './guide.ts';
import type { Story } from './story.ts';
import { expectEqual, failureOf, refusalIn } from './refusal.ts';
import type { Play, Stage, Step } from './stage.ts';
import { createTestnet, type Testnet } from './testnet.ts';
import { loseAndEarnTrust } from './trust-step.ts';

interface StoryStep extends Omit<Step, 'run'> {
  readonly run: (story: Story, signal: AbortSignal) => Promise<string>;
}

/** A walk through all that nodes do for agents; see docs/testnet.md. */
export function playTour(stage: Stage): Play {
  const story: Story = { stage, testnet: undefined, used: undefined, refusals: [] };
  return {
    steps: steps.map(({ run, ...step }) => ({ ...step, run: (signal) => run(story, signal) })),
    guide: (paint) => guideLines(story, paint),
  };
}

const steps: readonly StoryStep[] = [
  { name: 'set up the organisations', essential: true, run: setUp },
  { name: 'start their nodes', essential: true, run: startNodes },
  { name: 'invite and join', essential: true, run: inviteAndJoin },
  { name: 'A2A: send', essential: false, run: sendA2a },
  { name: 'A2A: stream', essential: false, run: streamA2a },
  { name: 'A2A: cancel', essential: false, run: cancelA2a },
  { name: 'MCP: list and call', essential: false, run: callMcp },
  { name: 'message to an inbox', essential: false, run: sendMessage },
  { name: "refused by the receiver's policy", essential: false, run: refusedByReceiver },
  { name: "refused by the sender's policy", essential: false, run: refusedBySender },
  { name: 'message to a node that is down', essential: false, run: sendToDownNode },
  { name: 'message left at a mailbox, fetched later', essential: false, run: leaveLetter },
  { name: 'impostor with a wrong key', essential: false, run: repelImpostor },
  { name: 'stranger without an invitation', essential: false, run: repelStranger },
  { name: 'trust lost and earned again', essential: false, run: loseTrust },
];

async function setUp(story: Story, signal: AbortSignal): Promise<string> {
  const { names, dir } = story.stage;
  story.testnet = await createTestnet(names, { dir, signal });
  story.stage.mesh = story.testnet.mesh;
  return `parley init for ${names.join(', ')}; agents and policies named in parley.yaml`;
}

async function startNodes(story: Story, signal: AbortSignal): Promise<string> {
  const { organisations } = testnetOf(story).mesh;
  await startAll(organisations, signal);
  return `parley up: processes ${organisations.map(({ status }) => status.pid).join(', ')}`;
}

const invited = z.tuple([z.object({ code: z.string() })]);

async function inviteAndJoin(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex, initech, others } = testnetOf(story);
  const invite = async (by: Organisation): Promise<string> =>
    invited.parse(await by.parley(['invite'], signal))[0].code;
  const join = async (who: Organisation, whose: Organisation, code: string): Promise<void> => {
    await who.parley(['join', code, '--alias', whose.alias], signal);
    await whose.logged({ msg: 'peer connected and authenticated', peer: who.status.did }, signal);
  };
  const [forAcme, forInitech, ofAcme] = await Promise.all([invite(globex), invite(globex), invite(acme)]);
  await Promise.all([join(acme, globex, forAcme), join(initech, globex, forInitech), join(initech, acme, ofAcme)]);
  for (const other of others) await join(other, acme, await invite(acme));
  story.used = { acme: ofAcme, globex: forAcme };
  const more = others.length === 0 ? '' : `; ${others.length} more with Acme`;
  return `${3 + others.length} invitations used; Acme, Globex and Initech have authenticated each other${more}`;
}

async function sendA2a(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex } = testnetOf(story);
  const caller = await a2aCaller(acme.a2a(globex), signal);
  const answer = await caller.send('hello');
  expectEqual(answer, 'hello yourself');
  expectEqual(await caller.send('three'), 'one two three');
  return `Acme's client to Globex's agent: "hello" -> "${answer}"`;
}

async function streamA2a(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex } = testnetOf(story);
  const caller = await a2aCaller(acme.a2a(globex), signal);
  const kinds: string[] = [];
  for await (const { payload } of caller.stream('three')) kinds.push(payload?.$case ?? 'nothing');
  expectEqual(kinds.join(' '), 'task artifactUpdate artifactUpdate artifactUpdate statusUpdate');
  return `${kinds.length} events as they came: a task, three pieces, completed`;
}

async function cancelA2a(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex } = testnetOf(story);
  const caller = await a2aCaller(acme.a2a(globex), signal);
  let cancelled = false;
  for await (const { payload } of caller.stream('wait')) {
    if (payload?.$case === 'task') cancelled = await caller.cancel(payload.value.id);
  }
  expectEqual(cancelled, true);
  return 'a task under way was cancelled, and its stream ended';
}

async function callMcp(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex } = testnetOf(story);
  await using everything = await mcpCaller(acme.mcp(globex, 'everything'), signal);
  const tools = await everything.list();
  const echoed = await everything.call('echo', { message: 'across the mesh' });
  expectEqual(echoed, 'Echo: across the mesh');
  await using danger = await modernMcpCaller(acme.mcp(globex, 'danger'), signal);
  const [shown, note] = [await danger.list(), await danger.call('read_note', {})];
  // Its other tool is one that Globex lets nobody call: what may not be called is not shown either.
  expectEqual(shown.join(' '), 'read_note');
  return `everything: ${tools.length} tools, "${echoed}"; danger: "${note}", and no sight of delete_everything`;
}

const sent = z.tuple([z.object({ id: z.string(), state: z.literal('accepted') })]);

async function send(from: Organisation, to: Organisation, given: { text: string; signal: AbortSignal }) {
  const [{ id }] = sent.parse(await from.parley(['send', to.alias, given.text], given.signal));
  return id;
}

/** `parley inbox` of an organisation, until the message with this id is there; gives its text. */
async function receive(by: Organisation, id: string, signal: AbortSignal): Promise<string> {
  await using inbox = by.follow();
  const line = await inbox.line('stdout', (text) => text.includes(id), signal);
  return z.object({ text: z.string() }).parse(JSON.parse(line)).text;
}

async function sendMessage(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, initech } = testnetOf(story);
  const id = await send(acme, initech, { text: 'Good morning', signal });
  expectEqual(await receive(initech, id, signal), 'Good morning');
  return `parley send, parley inbox: ${id}`;
}

const explained = z.tuple([
  z.object({
    decisions: z.array(
      z.object({
        allowed: z.boolean(),
        reason: z.string().optional(),
        policies: z.array(z.object({ id: z.string(), file: z.string(), line: z.number() })),
      }),
    ),
  }),
]);

/** The rule that refused a message, as `parley explain` names it. */
async function ruleBehind(by: Organisation, id: string, signal: AbortSignal) {
  const [{ decisions }] = explained.parse(await by.parley(['explain', id], signal));
  const rule = decisions.find((decision) => !decision.allowed)?.policies[0];
  if (rule === undefined) throw new Error(`parley explain ${id} names no rule`);
  return rule;
}

/** The trust score of an organisation's agent, as another one has it. */
async function trust(by: Organisation, about: Organisation): Promise<number> {
  const peers = await by.client.peers();
  const peer = peers.find(({ did }) => did === about.status.did);
  if (peer === undefined) throw new Error(`${by.name} does not know ${about.name}`);
  return peer.trust.score;
}

async function refusedByReceiver(story: Story, signal: AbortSignal): Promise<string> {
  // Not Acme: a newcomer who asks for what is forbidden loses the trust that the other steps need.
  const { globex, initech } = testnetOf(story);
  const before = await trust(globex, initech);
  await using danger = await modernMcpCaller(initech.mcp(globex, 'danger'), signal);
  const { by, reason, id } = refusalIn(await failureOf(danger.call('delete_everything', { path: '/' })));
  expectEqual(`${by}: ${reason}`, 'the other: policy-denied');
  story.refusals.push({ at: globex, id });
  const rule = await ruleBehind(globex, id, signal);
  expectEqual(rule.id, 'globex.no-deleting');
  const after = await trust(globex, initech);
  return `${reason}; parley explain there: ${rule.id} at ${rule.file}:${rule.line}; trust in the caller ${before} -> ${after}`;
}

async function refusedBySender(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex } = testnetOf(story);
  await using everything = await mcpCaller(acme.mcp(globex, 'everything'), signal);
  const call = everything.call('echo', { message: 'CONFIDENTIAL: the plans' });
  const { by, reason, id } = refusalIn(await failureOf(call));
  expectEqual(`${by}: ${reason}`, 'this: policy-denied');
  story.refusals.push({ at: acme, id });
  const rule = await ruleBehind(acme, id, signal);
  expectEqual(rule.id, 'acme.keep-confidential');
  const there = await failureOf(globex.parley(['explain', id], signal));
  expectEqual(there instanceof CommandFailed ? there.code : there, 'not-found');
  return `${reason}; parley explain: ${rule.id} at ${rule.file}:${rule.line}; nothing reached Globex`;
}

async function sendToDownNode(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, initech } = testnetOf(story);
  await initech.node.kill();
  await acme.logged({ msg: 'peer disconnected', peer: initech.status.did }, signal);
  const id = await send(acme, initech, { text: 'Call me when you are back', signal });
  const waiting = await acme.client.message(id);
  expectEqual(waiting.state, 'accepted');
  await initech.up(signal);
  expectEqual(await receive(initech, id, signal), 'Call me when you are back');
  await acme.logged({ msg: 'acknowledged', id, outcome: 'delivered' }, signal);
  return `killed with SIGKILL; ${id} waited in Acme's outbox, and was delivered after the restart`;
}

async function leaveLetter(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex, initech } = testnetOf(story);
  return leaveAtMailbox(
    {
      sender: acme,
      keeper: globex,
      recipient: initech,
      send: (from, to, text) => send(from, to, { text, signal }),
      receive: (by, id) => receive(by, id, signal),
    },
    signal,
  );
}

async function repelImpostor(story: Story, signal: AbortSignal): Promise<string> {
  const { acme, globex } = testnetOf(story);
  const before = await trust(globex, acme);
  const reports = await tryToGetIn(story, ['copied', 'forged'], signal);
  expectEqual(reports.map(shown).join(', '), 'copied: bad-signature, forged: key-mismatch');
  expectEqual(await trust(globex, acme), before);
  return `as Acme, with a copy of its record: bad-signature; with a forged one: key-mismatch; Acme's trust is unharmed`;
}

async function repelStranger(story: Story, signal: AbortSignal): Promise<string> {
  const { globex } = testnetOf(story);
  const { length } = await globex.client.peers();
  const reports = await tryToGetIn(story, ['stranger', 'used'], signal);
  expectEqual(reports.map(shown).join(', '), 'stranger: not-registered, used: invitation-unknown');
  expectEqual((await globex.client.peers()).length, length);
  return 'without an invitation: not-registered; with one that Acme has used: invitation-unknown';
}

async function loseTrust(story: Story, signal: AbortSignal): Promise<string> {
  const { globex, initech } = testnetOf(story);
  await using danger = await modernMcpCaller(initech.mcp(globex, 'danger'), signal);
  return await loseAndEarnTrust({ judge: globex, agent: initech, danger, dir: story.stage.dir }, signal);
}

/** Tries to get in at Globex; every refusal has to be in its log as well. */
async function tryToGetIn(
  story: Story,
  attempts: readonly Attempt[],
  signal: AbortSignal,
): Promise<readonly AttemptReport[]> {
  if (story.used === undefined) throw new Error('there are no invitations');
  const task: ImpostorTask = { victim: story.used.acme, target: story.used.globex, attempts };
  await using child = Child.start({ name: 'the impostor', args: impostor, input: JSON.stringify(task) });
  const abort = (): void => void child.kill();
  signal.addEventListener('abort', abort, { once: true });
  const code = await child.ended();
  signal.removeEventListener('abort', abort);
  if (code !== 0) throw child.failure(`ended with code ${code}`);
  const reports = child.said('stdout').map((line): AttemptReport => JSON.parse(line));
  for (const { host, reason } of reports) {
    await testnetOf(story).globex.logged({ msg: 'handshake failed', who: host, reason }, signal);
  }
  return reports;
}

function shown({ attempt, admitted, reason }: AttemptReport): string {
  return `${attempt}: ${admitted ? 'ADMITTED' : (reason ?? 'no reason')}`;
}

function testnetOf({ testnet }: Story): Testnet {
  if (testnet === undefined) throw new Error('there is no network');
  return testnet;
}
