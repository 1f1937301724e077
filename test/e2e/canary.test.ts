import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startCountingAgent, type CountingAgent } from '../support/agent.ts';
import { callKinds, makeCall, type CallEnd } from '../support/call.ts';
import { filesBelow, formsIn, formsOf } from './support-search.ts';
import { startTap, type Tap } from './support-tap.ts';

/** Words that occur nowhere by chance, one for each way that content takes. */
const word = (way: string): string => `canary-${way}-${randomBytes(12).toString('hex')}`;
const sent = { message: word('message'), topic: word('topic'), back: word('back'), waiting: word('waiting') };
const asked = { a2a: word('a2a'), stream: word('stream'), mcp: word('mcp') };
const answered = word('answer');
const canaries: readonly string[] = [...Object.values(sent), ...Object.values(asked), answered];

let agent: CountingAgent;
let north: TestNode;
let south: TestNode;
let taps: readonly Tap[];
const ends: CallEnd[] = [];

/** Moves a node to another port and puts a tap where it was: its peers go on to look for it there. */
async function moveBehindTap(node: TestNode): Promise<Tap> {
  const file = join(node.dir, 'parley.yaml');
  const config: Record<string, unknown> = parse(await readFile(file, 'utf8'));
  const port = await freePort();
  await node.stop();
  const old = Number(/\/tcp\/(\d+)/.exec(node.addresses[0] ?? '')?.[1]);
  await writeFile(file, stringify({ ...config, listen: [`/ip4/127.0.0.1/tcp/${port}`] }));
  return await startTap(old, port);
}

async function delivered(node: TestNode, id: string): Promise<void> {
  await eventually('a message is delivered', async () => (await node.client.message(id)).state === 'delivered');
}

beforeAll(async () => {
  agent = await startCountingAgent(0, answered);
  [north, south] = await startNodes({ name: 'north', config: agent.config }, { name: 'south', config: agent.config });
  await introduce(north, south);
  taps = [await moveBehindTap(north), await moveBehindTap(south)];
  await Promise.all([north.restart(), south.restart()]);
  const { message, topic, back } = sent;
  await delivered(north, (await north.client.send({ to: 'south', topic, body: message })).id);
  await delivered(south, (await south.client.send({ to: 'north', body: back })).id);
  for (const kind of callKinds) {
    const text = asked[kind];
    ends.push(await makeCall({ ingress: north.ingressUrl, to: 'south', kind, call: kind, text }));
  }
}, 60_000);

afterAll(async () => {
  for (const node of [north, south]) await node[Symbol.asyncDispose]();
  for (const other of [...taps, agent]) await other[Symbol.asyncDispose]();
}, 60_000);

describe('the content of what agents say', { timeout: 60_000 }, () => {
  it('reaches the other agent, so that there is something to look for', async () => {
    const inbox = [];
    for await (const message of south.client.inbox({ follow: false })) inbox.push(message.text(), message.topic);
    expect(inbox).toEqual([sent.message, sent.topic]);
    const full = { kind: 'answered', text: expect.stringContaining(answered) };
    expect(ends).toMatchObject([full, full, full]);
    for (const text of Object.values(asked)) expect(agent.bodies.join('\n')).toContain(text);
  });

  it('is nowhere in the bytes between the nodes', async () => {
    const before = taps.reduce((sum, tap) => sum + tap.bytes(), 0);
    const large = Buffer.from(sent.message.repeat(10_000));
    await delivered(north, (await north.client.send({ to: 'south', body: large })).id);
    const after = taps.reduce((sum, tap) => sum + tap.bytes(), 0);
    // The tap is where the traffic is: it saw the start of every libp2p connection, and all of a large message.
    expect(after - before).toBeGreaterThan(large.length);
    const recordings = taps.flatMap((tap) => tap.recordings());
    expect(recordings.some((bytes) => bytes.includes('/multistream/1.0.0'))).toBe(true);
    expect(recordings.some((bytes) => bytes.includes('/noise'))).toBe(true);
    for (const canary of canaries) expect(recordings.flatMap((bytes) => formsIn(bytes, canary))).toEqual([]);
  });

  it('is nowhere in the data directories, while the nodes run and after a stop', async () => {
    await south.stop();
    await north.client.send({ to: 'south', body: sent.waiting });
    const running = await filesBelow(north.dir);
    await north.stop();
    const files = [...running, ...(await filesBelow(north.dir)), ...(await filesBelow(south.dir))];
    expect(files.some(([name]) => name.endsWith('.log'))).toBe(true);
    for (const canary of canaries) {
      expect(files.flatMap(([name, bytes]) => formsIn(bytes, canary).map((form) => `${name}: ${form}`))).toEqual([]);
    }
  });

  it('is nowhere in the logs, which are at their most talkative', () => {
    const logs = Buffer.from([...north.logs(), ...south.logs()].join('\n'));
    expect(logs.includes('"level":20')).toBe(true);
    for (const canary of canaries) expect(formsIn(logs, canary)).toEqual([]);
  });

  it('would be found, in each of its forms, if it were in a file or a recording', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-canary-'));
    try {
      for (const [i, { name, bytes }] of formsOf(sent.message).entries()) {
        await writeFile(join(folder, String(i)), Buffer.concat([randomBytes(1000 + i), bytes, randomBytes(1000)]));
        const found = (await filesBelow(folder)).get(String(i));
        expect(formsIn(found ?? Buffer.alloc(0), sent.message)).toContain(name);
      }
      for (const before of ['', 'x', 'xy']) {
        const json = JSON.stringify({ body: Buffer.from(`${before}${sent.back}!`).toString('base64') });
        expect(formsIn(Buffer.from(json), sent.back)).not.toEqual([]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
