import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accept, limits, millis, toHex, utf8, type Did, type Millis } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { Events } from '../../src/events.ts';
import { createGrant, type Kept, type KeptFor, type MailboxStorage } from '../../src/mailbox/mailbox.ts';
import { MailboxHost } from '../../src/mailbox-host.ts';
import { mailboxProtocol, MailboxTalk } from '../../src/mailbox-talk.ts';
import type { Channel, Net } from '../../src/net/net.ts';
import { dice, type Dice } from '../support/dice.ts';
import { storageKinds, type StorageKind, type StorageStage } from '../support/mailbox-storage.ts';
import { agent, peerIdOf, verifiedOf } from '../unit/identity/fixture.ts';
import { node, open as openChannel } from './net-nodes.ts';

const offer = { maxBytes: 50_000_000, maxMessages: 1_000, maxBytesPerOwner: 40_000_000, maxMessagesPerOwner: 500 };
const owners = ['one', 'two', 'three'].map((name) => agent(name));
const dids = owners.map(({ did }) => did);
const [one, two] = [agent('one').did, agent('two').did];
const noon = millis(1_800_000_000_000);
/** Servers and disks of a busy machine. */
const testMs = 60_000;

function idOf(number: number): Uint8Array {
  const id = new Uint8Array(16);
  new DataView(id.buffer).setUint32(0, number);
  return id;
}

function letter(owner: Did, seq: number, more: Partial<Kept> = {}): KeptFor {
  return { owner, kept: { seq, id: idOf(seq), bytes: 10, arrived: noon, ...more } };
}

/** The name of a storage, with why it cannot be tried here. */
function told({ name, missing }: StorageKind): string {
  return missing === undefined ? name : `${name} (${missing})`;
}

/** What it gives back, as `<owner> <number> <id>` and as grants. */
async function restored(storage: MailboxStorage): Promise<{ letters: readonly KeptFor[]; grants: readonly string[] }> {
  const letters: KeptFor[] = [];
  const grants: string[] = [];
  for await (const item of storage.restore()) {
    if (item.kind === 'grant') grants.push(new TextDecoder().decode(item.grant));
    else letters.push({ owner: item.owner, kept: item.kept });
  }
  return { letters, grants: grants.toSorted() };
}

async function numbersOf(storage: MailboxStorage, owner: Did): Promise<readonly number[]> {
  const { letters } = await restored(storage);
  return letters.filter((each) => each.owner === owner).map(({ kept }) => kept.seq);
}

for (const kind of storageKinds) {
  describe.skipIf(kind.missing !== undefined)(
    `${told(kind)}, as the storage of a mailbox,`,
    { timeout: testMs },
    () => {
      let stage: StorageStage;

      beforeEach(async () => {
        stage = await kind.stage(peerIdOf('mailbox'), offer);
      }, testMs);

      afterEach(async () => {
        await stage[Symbol.asyncDispose]();
      }, testMs);

      it('gives back after a restart what it accepted, the letters of each owner by their numbers', async () => {
        const storage = await stage.open();
        const all = dids.flatMap((owner, i) => [7, 3, 12, 5].map((seq) => letter(owner, seq + 100 * i)));
        const stored = await Promise.all(all.map((each) => storage.put(each, utf8(`sealed ${each.kept.seq}`))));
        expect(stored).toEqual(all.map(() => accept(true)));
        expect(await storage.grant(one, utf8('grant of one'))).toEqual(accept(true));
        const again = await stage.open();
        const { letters, grants } = await restored(again);
        expect(grants).toEqual(['grant of one']);
        const sorted = all.toSorted((a, b) => a.kept.seq - b.kept.seq);
        for (const owner of dids) {
          const his = (each: KeptFor): boolean => each.owner === owner;
          expect(letters.filter(his)).toEqual(sorted.filter(his));
        }
        for (const each of all) expect(await again.read(each)).toEqual(utf8(`sealed ${each.kept.seq}`));
      });

      it('keeps the largest letter that a visitor can leave', async () => {
        const storage = await stage.open();
        const bytes = limits.maxFrameBytes - 200;
        const sealed = dice(1).bytes(4096);
        const large = new Uint8Array(bytes).map((_, i) => sealed[i % 4096] ?? 0);
        const one1 = letter(one, 1, { bytes });
        expect(await storage.put(one1, large)).toEqual(accept(true));
        const found = await (await stage.open()).read(one1);
        expect(found?.length).toBe(bytes);
        expect(Buffer.compare(found ?? new Uint8Array(0), large)).toBe(0);
      });

      it('confirms a letter when the write of it is over, and not before', async () => {
        const storage = await stage.open();
        const over: string[] = [];
        const put = storage.put(letter(one, 1), utf8('first')).then((verdict) => {
          over.push('put');
          return verdict;
        });
        const confirmed = await storage.confirm(letter(one, 1));
        over.push('confirmed');
        expect([confirmed, await put]).toEqual([accept(true), accept(true)]);
        expect(over).toEqual(['put', 'confirmed']);
        expect(await storage.confirm(letter(one, 1))).toEqual(accept(true));
        expect(await numbersOf(await stage.open(), one)).toEqual([1]);
      });

      it('forgets for good what is removed, letters and grants, and nothing else', async () => {
        const storage = await stage.open();
        for (const owner of [one, two]) {
          await storage.grant(owner, utf8(`grant ${owner}`));
          for (const seq of [1, 2, 3]) await storage.put(letter(owner, seq), utf8(`${seq}`));
        }
        await storage.remove({ letters: [letter(one, 1), letter(one, 3), letter(one, 99)], grants: [two] });
        expect(await storage.read(letter(one, 1))).toBeUndefined();
        expect(await storage.read(letter(one, 2))).toEqual(utf8('2'));
        const again = await stage.open();
        expect(await numbersOf(again, one)).toEqual([2]);
        expect(await numbersOf(again, two)).toEqual([1, 2, 3]);
        expect((await restored(again)).grants).toEqual([`grant ${one}`]);
      });

      it('takes calls about one letter in their order, awaited or not', async () => {
        const storage = await stage.open();
        await storage.put(letter(one, 1), utf8('as it was'));
        const removed = storage.remove({ letters: [letter(one, 1)], grants: [] });
        const put = storage.put(letter(one, 1), utf8('left again'));
        await removed;
        expect(await put).toEqual(accept(true));
        expect(await storage.read(letter(one, 1))).toEqual(utf8('left again'));
        const puts = [2, 3, 4].map((seq) => storage.put(letter(one, seq), utf8('gone at once')));
        await storage.remove({ letters: [2, 3, 4].map((seq) => letter(one, seq)), grants: [] });
        await Promise.all(puts);
        expect(await numbersOf(await stage.open(), one)).toEqual([1]);
      });

      it('holds the last grant of an owner only', async () => {
        const storage = await stage.open();
        const grants = ['first', 'second', 'third'].map((text) => storage.grant(one, utf8(text)));
        expect(await Promise.all(grants)).toEqual([accept(true), accept(true), accept(true)]);
        expect((await restored(await stage.open())).grants).toEqual(['third']);
      });

      it('is after any run of writes, deletions and restarts what a list of them says', async () => {
        const seed = Date.now() % 2 ** 31;
        const chance = dice(seed);
        const model = new Map<string, KeptFor>();
        let storage = await stage.open();
        let seq = 0;
        for (let step = 0; step < 30; step++) {
          if (chance.roll(8) === 0) {
            storage = await stage.open();
            await expectSame(storage, model, `seed ${seed}, step ${step}`);
          }
          seq = await someSteps(storage, { chance, model, seq });
        }
        await expectSame(await stage.open(), model, `seed ${seed}, end`);
        expect(seq).toBeGreaterThan(30);
      });
    },
  );
}

async function expectSame(storage: MailboxStorage, model: ReadonlyMap<string, KeptFor>, when: string): Promise<void> {
  const { letters } = await restored(storage);
  expect({ when, letters: namesOf(letters) }).toEqual({ when, letters: namesOf(model.values()) });
}

interface Course {
  readonly chance: Dice;
  readonly model: Map<string, KeptFor>;
  readonly seq: number;
}

/** Some letters come and some go, all at once; the last number that was given. */
async function someSteps(storage: MailboxStorage, { chance, model, seq }: Course): Promise<number> {
  const going = [...model.values()].filter(() => chance.roll(3) === 0);
  for (const each of going) model.delete(nameOf(each));
  const coming = Array.from({ length: chance.roll(9) }, (_, i) =>
    letter(dids[chance.roll(dids.length)] ?? one, seq + 1 + i, { arrived: millis(noon + seq) }),
  );
  for (const each of coming) model.set(nameOf(each), each);
  const bodies = coming.map((each) => storage.put(each, chance.bytes(1 + chance.roll(2_000))));
  await Promise.all([storage.remove({ letters: going, grants: [] }), ...bodies]);
  return seq + coming.length;
}

function nameOf({ owner, kept }: KeptFor): string {
  return `${owner} ${String(kept.seq).padStart(6, '0')} ${toHex(kept.id)} ${kept.arrived} ${kept.bytes}`;
}

function namesOf(letters: Iterable<KeptFor>): readonly string[] {
  return [...letters].map(nameOf).toSorted();
}

for (const kind of storageKinds) {
  describe.skipIf(kind.missing !== undefined)(`a mailbox over ${told(kind)}`, { timeout: testMs }, () => {
    const owner = agent('one');
    const sink = new Events({ level: 'silent', pretty: false }, {});
    let stage: StorageStage;
    let mailbox: Net;
    let visitor: Net;
    let host: MailboxHost;
    let serve: (channel: Channel) => void;
    let at: Millis;

    beforeEach(async () => {
      [mailbox, visitor] = await Promise.all([node(), node({ listen: [] })]);
      mailbox.handle(mailboxProtocol, { maxFrameBytes: limits.maxFrameBytes }, (channel) => serve(channel));
      stage = await kind.stage(mailbox.peerId, offer);
      at = noon;
      host = await opened();
    }, testMs);

    afterEach(async () => {
      host.stop();
      await Promise.all([mailbox.close(), visitor.close()]);
      await stage[Symbol.asyncDispose]();
    }, testMs);

    /** The mailbox as it is after a restart, over what its storage gives back. */
    async function opened(): Promise<MailboxHost> {
      const record = verifiedOf('one');
      return await MailboxHost.open({
        net: { peerId: mailbox.peerId, handle: (_protocol, _bounds, taker) => void (serve = taker) },
        storage: await stage.open(),
        clock: { now: () => at, after: (ms, act) => systemClock.after(ms, act) },
        events: sink,
        directory: { standing: () => accept(record), signerStands: () => accept(true) },
        handshakes: { authenticated: () => ({ peer: owner.did }) },
        reputation: { killOf: () => undefined },
        offer,
      });
    }

    async function restart(): Promise<void> {
      host.stop();
      host = await opened();
    }

    async function visit<T>(what: (talk: MailboxTalk) => Promise<T>): Promise<T> {
      using talk = new MailboxTalk(await openChannel(visitor, mailbox, mailboxProtocol), systemClock);
      return await what(talk);
    }

    async function grant(maxMessages: number): Promise<void> {
      const draft = { owner: owner.did, mailbox: mailbox.peerId, maxBytes: 10_000, maxMessages };
      expect(await visit((talk) => talk.grant(createGrant(owner.signing, draft, at)))).toBeUndefined();
    }

    async function leave(...numbers: readonly number[]): Promise<unknown> {
      const deposits = numbers.map((number) => ({
        owner: owner.did,
        id: idOf(number),
        letter: utf8(`letter ${number}`),
      }));
      const left = await visit((talk) => talk.deposit(deposits));
      return left.kind === 'accept' ? left.value.map((reason) => reason ?? 'kept') : left;
    }

    async function fetched(): Promise<readonly { readonly seq: number; readonly text: string }[]> {
      const page = await visit((talk) => talk.fetch(0, 100));
      if (page.kind !== 'accept') throw new Error(page.reason);
      return page.value.items.map(({ seq, letter: bytes }) => ({ seq, text: new TextDecoder().decode(bytes) }));
    }

    it('gives what was left there to its owner, also after a restart, until the owner took it', async () => {
      expect(await leave(1)).toEqual(['mailbox-grant']);
      await grant(10);
      expect(await leave(1, 2, 3)).toEqual(['kept', 'kept', 'kept']);
      const before = await fetched();
      expect(before.map(({ text }) => text)).toEqual(['letter 1', 'letter 2', 'letter 3']);
      await restart();
      expect(await fetched()).toEqual(before);
      await visit((talk) => talk.taken(before.slice(0, 2).map(({ seq }) => seq)));
      await restart();
      expect(await fetched()).toEqual(before.slice(2));
      expect(host.describe()).toMatchObject({ messages: 1, bytes: 8 });
    });

    it('keeps once what is left again, before and after a restart', async () => {
      await grant(10);
      expect(await leave(1, 1, 1)).toEqual(['kept', 'kept', 'kept']);
      await restart();
      expect(await leave(1)).toEqual(['kept']);
      expect((await fetched()).map(({ text }) => text)).toEqual(['letter 1']);
    });

    it('is full at the quota, gives up nothing for something newer, and has room again for what was taken', async () => {
      await grant(3);
      expect(await leave(1, 2, 3, 4)).toEqual(['kept', 'kept', 'kept', 'mailbox-full']);
      await restart();
      expect(await leave(5)).toEqual(['mailbox-full']);
      const kept = await fetched();
      expect(kept.map(({ text }) => text)).toEqual(['letter 1', 'letter 2', 'letter 3']);
      await visit((talk) => talk.taken(kept.slice(0, 1).map(({ seq }) => seq)));
      expect(await leave(6, 7)).toEqual(['kept', 'mailbox-full']);
      expect((await fetched()).map(({ text }) => text)).toEqual(['letter 2', 'letter 3', 'letter 6']);
    });

    it('lets go of letters and grants when their time is over, for good', async () => {
      await grant(10);
      await leave(1);
      at = millis(noon + limits.messageTtlMs - 1);
      await leave(2);
      at = millis(noon + limits.messageTtlMs);
      await host.sweep();
      expect((await fetched()).map(({ text }) => text)).toEqual(['letter 2']);
      await restart();
      expect((await fetched()).map(({ text }) => text)).toEqual(['letter 2']);
      at = millis(noon + limits.maxRecordLifeMs);
      await host.sweep();
      await restart();
      expect(host.describe()).toMatchObject({ messages: 0, bytes: 0, owners: [] });
      expect(await leave(3)).toEqual(['mailbox-grant']);
    });
  });
}
