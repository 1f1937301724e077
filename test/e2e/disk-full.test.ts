import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

/** No file may be larger than 2 MiB, in blocks of 512 bytes: to the node it is as if the disk were full. */
const onFullDisk = ['sh', '-c', 'ulimit -f 4096; exec "$@"', 'sh'];
/** Bytes of a message, and how many of them are more than the disk takes. */
const bodyBytes = 64 * 1024;
const count = 60;

let stores: TestNode;
let ships: TestNode;

beforeAll(async () => {
  [stores, ships] = await startNodes({ name: 'stores' }, { name: 'ships' });
  await introduce(stores, ships);
}, 60_000);

afterAll(async () => {
  for (const node of [stores, ships]) await node[Symbol.asyncDispose]();
}, 60_000);

function send(text: string): Promise<{ readonly id: string }> {
  return stores.client.send({ to: 'ships', body: `${text} `.padEnd(bodyBytes, '.') });
}

/** What waits for the agent of ships, as the first word of each message; nothing waits after that. */
async function received(): Promise<readonly string[]> {
  const words: string[] = [];
  for await (const message of ships.client.inbox({ follow: false })) {
    words.push(new TextDecoder().decode(message.body).split(' ')[0] ?? '');
    await message.ack();
  }
  return words;
}

async function endsDelivered(ids: readonly string[]): Promise<void> {
  for (const id of ids)
    await eventually(`${id} is delivered`, async () => (await stores.client.message(id)).state === 'delivered', 60_000);
}

describe('a full disk', { timeout: 180_000 }, () => {
  it('of the recipient keeps messages at their sender, and each arrives once and in order when there is room', async () => {
    await ships.restart(onFullDisk);
    const words = Array.from({ length: count }, (_, i) => `r${i}`);
    const ids: string[] = [];
    for (const word of words) ids.push((await send(word)).id);
    await ships.logged(/store-write-failed/);
    const last = ids.at(-1) ?? '';
    expect((await stores.client.message(last)).state).not.toBe('delivered');
    await ships.restart();
    await endsDelivered(ids);
    expect(await received()).toEqual(words);
  });

  it('of the sender is said to whoever sends, and what was accepted before arrives once and in order', async () => {
    // Opening a database writes what is in its log to a new file, here more than the limit: that is done before.
    await stores.restart();
    await stores.restart(onFullDisk);
    const ids: string[] = [];
    const words: string[] = [];
    let failure: unknown;
    for (let i = 0; i < count && failure === undefined; i++) {
      const sent = await send(`s${i}`).catch((error: unknown) => error);
      if (typeof sent !== 'object' || sent === null || !('id' in sent)) failure = sent;
      else {
        ids.push(String(sent.id));
        words.push(`s${i}`);
      }
    }
    expect(failure).toMatchObject({ code: 'store-write-failed' });
    await stores.restart();
    await endsDelivered(ids);
    // The one that failed may have been on the disk all the same.
    const seen = await received();
    expect(seen.slice(0, words.length)).toEqual(words);
    expect(seen.length).toBeLessThanOrEqual(words.length + 1);
  });
});
