import { MeshClient, X3DHKeyManager } from '@microsoft/agent-governance-sdk';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isDiscovered, meshAgent, meshIdentity, servesMesh, type MeshAgent } from '../support/mesh-client.ts';
import { hasHeard, hearsNumbered, isBack, sendNumbered, type Direction } from '../support/mesh-talk.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startPlainRelay } from '../support/plain-relay.ts';
import { openWay, type Way } from '../support/way.ts';

const usage = `node dist/test/bench/agentmesh-main.js [--messages N] [--rounds N] [--runs N] [--restarts [--ahead N]] [--no-fsync] [--profile FOLDER]
  Two unmodified clients of the SDK, at two nodes, beside the same two over a plain local relay.
  --messages N      messages each way (10000)
  --rounds N        round trips before them (500)
  --runs N          so often, the two in turn (1)
  --restarts        both nodes are restarted and their way is cut meanwhile: what is lost or out of order ends it
  --ahead N         meanwhile a client is so many messages ahead of what the other heard (1000)
  --no-fsync        the nodes do not wait for the disk: what it costs
  --profile FOLDER  CPU profiles of the nodes; the figures are then worse`;

/** What was measured of two clients. */
interface Figures {
  readonly name: string;
  readonly roundTripMs: { readonly p50: number; readonly p99: number };
  readonly messagesPerSecond: number;
  /** What the nodes together took of the processors for each of those; undefined where there are none, or no /proc. */
  readonly nodeCpuMs?: number | undefined;
}

interface Run {
  readonly messages: number;
  readonly rounds: number;
  readonly ahead: number;
  readonly fsync: boolean;
  readonly profile?: string | undefined;
}

const text = 'x'.repeat(1024);

/** How long the way between the nodes is cut, milliseconds. */
const cutMs = 5_000;

function directionsOf([alice, bob]: readonly [MeshAgent, MeshAgent]): readonly [Direction, Direction] {
  return [
    { from: alice, to: bob, isHeld: false },
    { from: bob, to: alice, isHeld: false },
  ];
}

/** Processor time of processes since their start, milliseconds; undefined for none, or where the system does not tell. */
function cpuMs(nodes: readonly TestNode[]): number | undefined {
  if (nodes.length === 0 || process.platform !== 'linux') return undefined;
  // proc(5): 100 ticks a second; user and system time are the 12th and 13th field behind the name.
  const ticks = nodes.map(({ pid }) => {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return user + system;
  });
  return 10 * ticks.reduce((sum, one) => sum + one, 0);
}

async function talk(
  name: string,
  agents: readonly [MeshAgent, MeshAgent],
  run: Run,
  nodes: readonly TestNode[] = [],
): Promise<Figures> {
  const [alice, bob] = agents;
  const { rounds: first, messages: end } = run;
  const times: number[] = [];
  const [atAlice, atBob] = [new Ear(alice), new Ear(bob)];
  for (let n = 0; n < first; n++) {
    const began = performance.now();
    await alice.client.send(bob.did, { n, text });
    await atBob.heard(n + 1);
    await bob.client.send(alice.did, { n, text });
    await atAlice.heard(n + 1);
    times.push(performance.now() - began);
  }
  const directions = directionsOf(agents);
  const began = performance.now();
  const before = cpuMs(nodes);
  await Promise.all(directions.map((direction) => sendNumbered(direction, { first, end, text })));
  await Promise.all(directions.map((direction) => hearsNumbered(direction, end)));
  const seconds = (performance.now() - began) / 1000;
  const used = cpuMs(nodes);
  const each = used === undefined ? undefined : (used - (before ?? 0)) / (2 * (end - first));
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
  return {
    name,
    roundTripMs: { p50: at(0.5), p99: at(0.99) },
    messagesPerSecond: Math.round((2 * (end - first)) / seconds),
    nodeCpuMs: each && Math.round(each * 1000) / 1000,
  };
}

/** Tells when an agent has heard so many messages, without looking all the time: the nodes need the processor. */
class Ear {
  readonly #agent: MeshAgent;
  #wake = (): void => undefined;

  constructor(agent: MeshAgent) {
    this.#agent = agent;
    agent.client.onMessage(() => this.#wake());
  }

  async heard(count: number): Promise<void> {
    while (this.#agent.heard.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

async function overPlainRelay(run: Run): Promise<Figures> {
  const relay = await startPlainRelay();
  const agentAt = (): { readonly agent: MeshAgent; readonly keys: X3DHKeyManager } => {
    const { seed, key, did } = meshIdentity();
    const keys = new X3DHKeyManager(seed, key);
    const relayUrl = `ws://127.0.0.1:${relay.port}`;
    const client = new MeshClient({ relayUrl, registryUrl: '', keyManager: keys, agentDid: did, autoRegister: false });
    const agent: MeshAgent = { did, client, heard: [], errors: [] };
    client.onMessage((from, payload) => agent.heard.push({ from, payload }));
    return { agent, keys };
  };
  const [alice, bob] = [agentAt(), agentAt()];
  try {
    bob.keys.generateSignedPreKey();
    await alice.agent.client.connect();
    await bob.agent.client.connect();
    await alice.agent.client.establishSession(bob.agent.did, bob.keys.getPublicBundle());
    return await talk('plain relay', [alice.agent, bob.agent], run);
  } finally {
    await Promise.all([alice.agent.client.disconnect(), bob.agent.client.disconnect()]);
    relay.close();
  }
}

/** Two nodes that know each other, and their clients that have a session. */
interface Scene extends AsyncDisposable {
  readonly nodes: readonly [TestNode, TestNode];
  readonly agents: readonly [MeshAgent, MeshAgent];
}

async function openScene({ profile, fsync }: Run, configs: Way['configs'] = [{}, {}]): Promise<Scene> {
  const [here, there] = [
    { registry: 31_682, relay: 31_683 },
    { registry: 31_692, relay: 31_693 },
  ];
  const env = profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` };
  const nodeOf = (name: string, place: 0 | 1, { registry, relay } = place === 0 ? here : there) => {
    const own = { log: { level: 'info' }, store: { fsync } };
    const config = { ...configs[place], ...servesMesh(registry, relay), ...own };
    return { name, config, env, patienceMs: 60_000 };
  };
  const nodes = await startNodes(nodeOf('acme', 0), nodeOf('globex', 1));
  const [alice, bob] = [meshAgent(here, { name: 'alice' }), meshAgent(there, { name: 'bob' })];
  const scene: Scene = {
    nodes,
    agents: [alice, bob],
    [Symbol.asyncDispose]: async () => {
      await Promise.all([alice.client.disconnect(), bob.client.disconnect()]);
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
    },
  };
  try {
    await introduce(...nodes);
    await alice.client.connect();
    await bob.client.connect();
    await eventually('bob is discovered', () => isDiscovered(alice, 'bob'));
    await alice.client.establishSessionWithPeer(bob.did);
    return scene;
  } catch (error) {
    await scene[Symbol.asyncDispose]();
    throw error;
  }
}

async function overNodes(run: Run): Promise<Figures> {
  await using scene = await openScene(run);
  return await talk('nodes', scene.agents, run, scene.nodes);
}

/** Everything that happens to the nodes while their clients talk; nothing may be lost, nor leave its place. */
async function throughRestarts(run: Run): Promise<Readonly<Record<string, unknown>>> {
  // Its doors are in this process: figures are taken without.
  await using way = await openWay('acme', 'globex');
  await using scene = await openScene(run, way.configs);
  const [acme, globex] = scene.nodes;
  const [alice, bob] = scene.agents;
  const directions = directionsOf(scene.agents);
  const [there, back] = directions;
  const { messages: end, ahead } = run;
  const began = performance.now();
  // The client of release 4.0.0 takes messages on a connection that ends, and tells nobody: it sends none as its node stops.
  const restart = async (node: TestNode, own: Direction): Promise<void> => {
    own.isHeld = true;
    await node.restart();
    await isBack(own.from);
    own.isHeld = false;
  };
  const cut = async (meanwhile: Promise<unknown> = Promise.resolve()): Promise<void> => {
    way.cut();
    await Promise.all([meanwhile, new Promise((next) => setTimeout(next, cutMs))]);
    way.heal();
  };
  const disturb = async (): Promise<void> => {
    const steps = [
      () => restart(globex, back),
      () => cut(),
      () => restart(acme, there),
      () => cut(restart(globex, back)),
      () => Promise.all([restart(acme, there), restart(globex, back)]),
    ];
    for (const [i, step] of steps.entries()) {
      const share = Math.floor(((i + 1) * end) / (steps.length + 1));
      await Promise.all([hasHeard(alice, share), hasHeard(bob, share)]);
      await step();
    }
  };
  // Bob can say nothing before he has heard from her.
  await sendNumbered(there, { first: 0, end: 1, text });
  await hasHeard(bob, 1);
  await Promise.all([
    sendNumbered(there, { first: 1, end, ahead, text }),
    sendNumbered(back, { first: 0, end, ahead, text }),
    disturb(),
  ]);
  await Promise.all(directions.map((direction) => hearsNumbered(direction, end)));
  const seconds = Math.round((performance.now() - began) / 1000);
  const desynced = [...alice.errors, ...bob.errors].filter((error) => error.startsWith('session_desync'));
  if (desynced.length > 0) throw new Error(desynced.join('; '));
  return { name: 'nodes, restarted and parted', messagesEachWay: end, lost: 0, restarts: 5, cuts: 2, seconds };
}

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '500' },
    runs: { type: 'string', default: '1' },
    restarts: { type: 'boolean', default: false },
    ahead: { type: 'string', default: '1000' },
    'no-fsync': { type: 'boolean', default: false },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else {
  const count = (name: 'messages' | 'rounds' | 'ahead'): number => Number(values[name]);
  const counts = { messages: count('messages'), rounds: count('rounds'), ahead: count('ahead') };
  const run = { ...counts, fsync: !values['no-fsync'], profile: values.profile };
  const all = values.restarts ? [throughRestarts] : [overPlainRelay, overNodes];
  for (let n = 0; n < Number(values.runs); n++) for (const one of all) console.log(JSON.stringify(await one(run)));
}
