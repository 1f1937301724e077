import { MeshClient, X3DHKeyManager } from '@microsoft/agent-governance-sdk';
import { parseArgs } from 'node:util';
import { isDiscovered, meshAgent, meshIdentity, servesMesh, type MeshAgent } from '../support/mesh-client.ts';
import { eventually, introduce, startNodes } from '../support/nodes.ts';
import { startPlainRelay } from '../support/plain-relay.ts';

const usage = `node dist/test/bench/agentmesh-main.js [--messages N] [--rounds N] [--restarts]
  Two unmodified clients of the SDK, at two nodes, beside the same two over a plain local relay.
  --messages N   messages each way (10000)
  --rounds N     round trips (500)
  --restarts     restart both nodes in the middle`;

/** What was measured of two clients. */
interface Figures {
  readonly name: string;
  readonly roundTripMs: { readonly p50: number; readonly p99: number };
  readonly messagesPerSecond: number;
}

const text = 'x'.repeat(1024);

/** Resolves when an agent has heard so many messages; what they say must be in order. */
async function hears(agent: MeshAgent, count: number): Promise<void> {
  await eventually(
    `${count} messages at ${agent.did}; it heard ${agent.heard.length}: ${agent.errors.slice(0, 3).join('; ')}`,
    async () => {
      await new Promise((next) => setTimeout(next, 1));
      return agent.heard.length >= count;
    },
    300_000,
  );
  const wrong = agent.heard.findIndex(({ payload }, i) => !isNumbered(payload, i));
  if (wrong >= 0 || agent.heard.length !== count)
    throw new Error(`${agent.did} heard ${agent.heard.length} of ${count}, the ${wrong}th out of order`);
}

function isNumbered(payload: unknown, n: number): boolean {
  return typeof payload === 'object' && payload !== null && 'n' in payload && payload.n === n;
}

async function talk(
  name: string,
  [alice, bob]: readonly [MeshAgent, MeshAgent],
  run: { readonly messages: number; readonly rounds: number; restart(): Promise<void> },
): Promise<Figures> {
  const times: number[] = [];
  for (let n = 0; n < run.rounds; n++) {
    const began = performance.now();
    await alice.client.send(bob.did, { n, text });
    await heardAt(bob, n + 1);
    await bob.client.send(alice.did, { n, text });
    await heardAt(alice, n + 1);
    times.push(performance.now() - began);
  }
  const began = performance.now();
  for (let n = run.rounds; n < run.messages; n++) {
    await alice.client.send(bob.did, { n, text });
    await bob.client.send(alice.did, { n, text });
    if (n === Math.floor(run.messages / 2)) await run.restart();
    if (n % 50 === 0) await new Promise((next) => setImmediate(next));
  }
  await hears(bob, run.messages);
  await hears(alice, run.messages);
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
  return {
    name,
    roundTripMs: { p50: at(0.5), p99: at(0.99) },
    messagesPerSecond: Math.round((2 * (run.messages - run.rounds)) / seconds),
  };
}

async function heardAt(agent: MeshAgent, count: number): Promise<void> {
  while (agent.heard.length < count) await new Promise((next) => setImmediate(next));
}

async function overPlainRelay(run: { readonly messages: number; readonly rounds: number }): Promise<Figures> {
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
    return await talk('plain relay', [alice.agent, bob.agent], { ...run, restart: () => Promise.resolve() });
  } finally {
    await Promise.all([alice.agent.client.disconnect(), bob.agent.client.disconnect()]);
    relay.close();
  }
}

async function overNodes(run: {
  readonly messages: number;
  readonly rounds: number;
  readonly restarts: boolean;
}): Promise<Figures> {
  const [here, there] = [
    { registry: 31_682, relay: 31_683 },
    { registry: 31_692, relay: 31_693 },
  ];
  const [acme, globex] = await startNodes(
    { name: 'acme', config: { ...servesMesh(here.registry, here.relay), log: { level: 'info' } } },
    { name: 'globex', config: { ...servesMesh(there.registry, there.relay), log: { level: 'info' } } },
  );
  const [alice, bob] = [meshAgent(here, { name: 'alice' }), meshAgent(there, { name: 'bob' })];
  const restart = async (): Promise<void> => {
    if (!run.restarts) return;
    await globex.restart();
    await eventually('bob is back', () => isBack(bob));
    await acme.restart();
    await eventually('alice is back', () => isBack(alice));
  };
  try {
    await introduce(acme, globex);
    await alice.client.connect();
    await bob.client.connect();
    await eventually('bob is discovered', () => isDiscovered(alice, 'bob'));
    await alice.client.establishSessionWithPeer(bob.did);
    return await talk(run.restarts ? 'nodes, restarted' : 'nodes', [alice, bob], { ...run, restart });
  } finally {
    await Promise.all([alice.client.disconnect(), bob.client.disconnect()]);
    await Promise.all([acme, globex].map((node) => node[Symbol.asyncDispose]()));
  }
}

async function isBack(agent: MeshAgent): Promise<boolean> {
  await new Promise((next) => setTimeout(next, 5));
  return agent.client.isConnected;
}

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '500' },
    restarts: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(usage);
else {
  const run = { messages: Number(values.messages), rounds: Number(values.rounds), restarts: values.restarts };
  for (const figures of [await overPlainRelay(run), await overNodes(run)]) console.log(JSON.stringify(figures));
}
