import { afterEach, describe, expect, it } from 'vitest';
import { natsMissing, natsPassword, natsUser, startNatsServer } from '../support/nats-server.ts';
import { eventually, introduce, startNode, type TestNode } from '../support/nodes.ts';
import { filesBelow, formsIn } from './support-search.ts';

const canary = 'CANARY-in-a-letter-0193a1b2';
const patient = { patienceMs: 60_000 };
/** Real time, on a machine with other work: far above what a step takes. */
const testMs = 180_000;

let carol: TestNode;
let alice: TestNode;
let bob: TestNode;

/** Three nodes that know one another; Carol offers a mailbox to the other two. */
async function startThree(storage: object, env: Readonly<Record<string, string>> = {}): Promise<void> {
  carol = await startNode({ name: 'carol', config: { mailbox: { offer: true, ...storage } }, env, ...patient });
  const mailbox = { use: [carol.addresses[0]], afterSeconds: 1, fetchSeconds: 1 };
  [alice, bob] = await Promise.all([
    startNode({ name: 'alice', config: { mailbox }, ...patient }),
    startNode({ name: 'bob', config: { mailbox }, ...patient }),
  ]);
  await introduce(carol, alice);
  await introduce(carol, bob);
  await introduce(alice, bob);
  for (const node of [alice, bob]) await hasVisited(node);
  const session = (node: TestNode): Promise<boolean> =>
    node.client.peers().then((peers) => peers.filter((peer) => peer.session).length === 2);
  await eventually('sessions in advance', () => session(alice));
  await eventually('sessions in advance', () => session(bob));
}

afterEach(async () => {
  await Promise.all([alice, bob, carol].map((node) => node?.[Symbol.asyncDispose]()));
}, testMs);

/** Its mailbox has its grant by then. */
function hasVisited(node: TestNode): Promise<unknown> {
  return eventually(`${node.name} has read its mailbox`, async () => {
    const { used } = await node.client.mailbox();
    return used[0]?.at !== undefined && used[0].problem === undefined;
  });
}

function keeps(letters: number): Promise<unknown> {
  return eventually(`the mailbox keeps ${letters}`, async () => {
    const { offered } = await carol.client.mailbox();
    return offered?.messages === letters;
  });
}

/** A message goes one way and the word of it the other, while sender and recipient are never up together; what its sender knows then. */
async function passWithoutMeeting(): Promise<string> {
  await bob.stop();
  const sent = await alice.client.send({ to: 'bob', topic: '', body: canary });
  await keeps(1);
  await eventually('the sender knows', async () => {
    const { left } = await alice.client.mailbox();
    return left.some((one) => one.peer === bob.did && one.left === 1);
  });
  expect((await alice.client.message(sent.id)).state).not.toBe('delivered');
  await alice.kill();
  await carol.kill();
  const files = await filesBelow(carol.dataDir);
  expect(files.size).toBeGreaterThan(3);
  expect([...files].filter(([, content]) => formsIn(content, canary).length > 0).map(([name]) => name)).toEqual([]);
  await carol.restart();

  await bob.restart();
  const [message] = await eventually('the message is there', async () => {
    const found = [];
    for await (const one of bob.client.inbox({ follow: false })) found.push(one);
    return found.length > 0 ? found : undefined;
  });
  expect(message?.text()).toBe(canary);
  // Counted when a visit ends: what he took is gone by then, and his receipt waits for Alice.
  await eventually('it was taken', async () => (await bob.client.mailbox()).used[0]?.fetched === 1);
  await keeps(1);
  await bob.kill();
  await carol.restart();

  await alice.restart();
  return await eventually('the sender is told', async () => {
    const { state } = await alice.client.message(sent.id);
    return state === 'delivered' ? state : undefined;
  });
}

describe('three nodes, two of which are never up together', () => {
  it(
    'pass a message and the word back, over kills of the mailbox and of both, and nothing of it is on the mailbox in clear',
    async () => {
      await startThree({});
      expect(await passWithoutMeeting()).toBe('delivered');
    },
    2 * testMs,
  );

  it.skipIf(natsMissing !== undefined)(
    `do so as well when the mailbox keeps its letters in NATS JetStream (${natsMissing ?? 'is here'}), which logs no password`,
    async () => {
      await using server = await startNatsServer();
      const env = { MAILBOX_PASSWORD: natsPassword };
      const nats = { servers: [server.url], user: natsUser, password: { env: 'MAILBOX_PASSWORD' } };
      await startThree({ nats }, env);
      expect(await passWithoutMeeting()).toBe('delivered');
      const files = await filesBelow(server.storeDir);
      expect([...files].filter(([, content]) => formsIn(content, canary).length > 0).map(([name]) => name)).toEqual([]);
      expect(carol.logs().filter((line) => line.includes(natsPassword))).toEqual([]);
      expect(carol.logs().length).toBeGreaterThan(10);
    },
    2 * testMs,
  );
});
