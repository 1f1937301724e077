import { array, assert, constantFrom, nat, oneof, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, newMessageId, sha256, utf8, type Did, type MessageId } from '../../../src/base/base.ts';
import { didFromKey } from '../../../src/identity/identity.ts';
import { Answers, delivered } from '../../../src/answers.ts';
import { NewestIds } from '../../../src/newest-ids.ts';
import { writeSeen } from '../../../src/seen.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';

/** More than are kept. */
const peers = Array.from({ length: 600 }, (_, i) => didFromKey(sha256(utf8(`${i}`))));
const [anna, ben] = [didFromKey(sha256(utf8('anna'))), didFromKey(sha256(utf8('ben')))];

/** An id of a time, told apart by a number. */
function idAt(time: number, number = 0): MessageId {
  return newMessageId(millis(time), (length) => new Uint8Array(length).fill(number));
}

describe('newest ids', () => {
  it('are new when their time is later than all before, or when it is the same and they are others', () => {
    const newest = new NewestIds();
    newest.since(undefined);
    const asked: [Did, MessageId][] = [
      [anna, idAt(5, 1)],
      [anna, idAt(5, 2)],
      [anna, idAt(5, 1)],
      [anna, idAt(4, 3)],
      [anna, idAt(6, 1)],
      [ben, idAt(2, 1)],
      [ben, idAt(2, 1)],
    ];
    expect(asked.map(([peer, id]) => newest.isNew(peer, id))).toEqual([true, true, false, false, true, true, false]);
  });

  it('are not new for sure before it is known what is on disk, nor when the disk may have them', () => {
    const newest = new NewestIds();
    expect(newest.isNew(anna, idAt(9))).toBe(false);
    newest.since(`${idAt(12)}/${anna}`);
    expect([newest.isNew(anna, idAt(12, 7)), newest.isNew(anna, idAt(13))]).toEqual([false, true]);
  });

  it('never call an id new that was asked about before, however many peers and ids there are', () => {
    const step = oneof(
      record({ peer: constantFrom(...peers), time: nat(3), number: nat(3) }),
      record({ peer: constantFrom(anna, ben), time: nat(1), number: nat(255) }),
    );
    const sweep = tuple(nat(3), nat(3)).map(([time, number]) => peers.map((peer) => ({ peer, time, number })));
    const steps = array(
      oneof(
        step.map((one) => [one]),
        sweep,
      ),
      { maxLength: 60 },
    );
    assert(
      property(steps, nat(60), (groups, toldAt) => {
        const newest = new NewestIds();
        const before = new Set<string>();
        for (const [i, group] of groups.entries()) {
          if (i === toldAt) newest.since([...before].toSorted().at(-1));
          for (const { peer, time, number } of group) {
            const name = `${idAt(time, number)}/${peer}`;
            if (newest.isNew(peer, idAt(time, number)) && before.has(name)) throw new Error(`${name} is not new`);
            before.add(name);
          }
        }
      }),
    );
  });

  it('stay bounded: of one time no more ids are told apart than are kept', () => {
    const newest = new NewestIds();
    newest.since(undefined);
    const ids = Array.from({ length: 300 }, (_, i) =>
      newMessageId(millis(1), (length) => utf8(`${i}`.padStart(length))),
    );
    expect(ids.filter((id) => newest.isNew(anna, id))).toHaveLength(256);
  });
});

describe('answers after a start', () => {
  it('find what was answered before it, and what was answered since', async () => {
    const world = new World('answers');
    const store = new MemoryStore(world);
    const [old, fresh] = [idAt(5, 1), idAt(6, 1)];
    await world.finish(store.commit([writeSeen(anna, old, delivered(old))]));
    const answers = new Answers(store);
    await world.finish(answers.load());
    expect(answers.toCopy(anna, fresh)).toBeUndefined();
    await world.finish(store.commit([writeSeen(anna, fresh, delivered(fresh))]));
    for (const id of [old, fresh]) expect(await answers.toCopy(anna, id)).toMatchObject({ id, outcome: 'delivered' });
  });
});
