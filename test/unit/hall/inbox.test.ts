import { expect, it } from 'vitest';
import { fromUtf8, millis, newMessageId, sha256, utf8, type MessageId } from '../../../src/base/base.ts';
import { didFromKey } from '../../../src/identity/identity.ts';
import { Inbox } from '../../../src/inbox.ts';
import { PartsIn } from '../../../src/parts-in.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';

const [anna, ben] = [didFromKey(sha256(utf8('anna'))), didFromKey(sha256(utf8('ben')))];
const organisations = { organisationOf: () => undefined };

async function inboxOf(name: string) {
  const world = new World(name);
  const store = new MemoryStore(world);
  const opened = async (): Promise<Inbox> => {
    const partsIn = await PartsIn.open(store, organisations);
    return await Inbox.open(store, partsIn, { max: 1000, known: organisations });
  };
  const open = (): Promise<Inbox> => world.finish(opened());
  const inbox = await open();
  const take = async (size: number, failing = false): Promise<MessageId> => {
    const id = newMessageId(world.now(), world.random);
    const text = utf8('m'.repeat(size));
    const body = { kind: 'message', topic: 'news', contentType: 'text/plain', body: text, replyTo: undefined } as const;
    const times = { created: world.now(), expires: millis(world.now() + 1000) };
    const taken = inbox.take({ id, from: anna, to: ben, traceparent: '', ...times, body }, world.now());
    if (failing) {
      taken.failed?.();
      return id;
    }
    await world.finish(store.commit(taken.operations));
    taken.arrived();
    return id;
  };
  const read = async (from: Inbox, after: number, limit = 1000) => {
    const messages = await world.finish(from.read(after, limit));
    return messages.map((one) => ({ ...one, message: { ...one.message, body: fromUtf8(one.message.body) } }));
  };
  return { world, store, inbox, open, take, read };
}

it('what an agent reads of the newest messages is what it reads of them after a restart', async () => {
  const { inbox, open, take, read } = await inboxOf('recent');
  for (const size of [0, 1, 4096, 4097, 10]) await take(size);
  await take(5, true);
  await take(20);
  const reopened = await open();
  for (const after of [0, 1, 3, 4, 5, 6, 7, 8])
    for (const limit of [1, 2, 100])
      expect(await read(inbox, after, limit)).toEqual(await read(reopened, after, limit));
  expect((await read(inbox, 0)).map(({ cursor }) => cursor)).toEqual([1, 2, 3, 4, 5, 7]);
});

it('messages that were acknowledged are read no more, and more than are in memory are all read', async () => {
  const { world, inbox, take, read } = await inboxOf('many');
  const ids: MessageId[] = [];
  for (let i = 0; i < 300; i++) ids.push(await take(10));
  const idsAfter = async (after: number) => (await read(inbox, after)).map(({ id }) => id);
  for (const after of [0, 171, 172, 173, 299, 300]) expect(await idsAfter(after)).toEqual(ids.slice(after));
  await world.finish(inbox.acknowledge([200, 299]));
  const left = ids.filter((_, i) => i + 1 !== 200 && i + 1 !== 299);
  expect([await idsAfter(0), await idsAfter(180)]).toEqual([left, left.slice(180)]);
});

it('short messages that follow an agent are read without the disk', async () => {
  const { world, store, inbox, take, read } = await inboxOf('no disk');
  for (const size of [1024, 2, 3]) await take(size);
  await world.finish(inbox.acknowledge([2]));
  store.range = () => {
    throw new Error('the disk was read');
  };
  expect((await read(inbox, 0)).map(({ cursor }) => cursor)).toEqual([1, 3]);
  expect(await read(inbox, 3)).toEqual([]);
});
