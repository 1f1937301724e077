import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits, millis, type Did, type Millis } from '../../../src/base/base.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import { beginReading, readItem, Shelves, type Kept } from '../../../src/mailbox/mailbox.ts';
import type { MailboxGrant } from '../../../src/wire/wire.ts';
import { later, now, peerIdOf, seedOf } from '../identity/fixture.ts';

function missing(): never {
  throw new Error('three owners were made');
}

const owners = ['one', 'two', 'three'].map((name) => createIdentity(seedOf(name)).did);
const [one = missing(), two = missing()] = owners;
const offer = { maxBytes: 1000, maxMessages: 20, maxBytesPerOwner: 600, maxMessagesPerOwner: 12 };

function grantOf(owner: Did, more: Partial<MailboxGrant> = {}): MailboxGrant {
  const life = { notBefore: now, expires: later(30 * 24 * 3600 * 1000) };
  return { owner, mailbox: peerIdOf('mailbox'), maxBytes: 500, maxMessages: 10, ...life, ...more };
}

function idOf(number: number): Uint8Array {
  const id = new Uint8Array(16);
  new DataView(id.buffer).setUint32(0, number);
  return id;
}

function kept(shelves: Shelves, owner: Did): readonly Kept[] {
  return shelves.page(owner, 0, 1000);
}

describe('a mailbox', () => {
  it('keeps nothing for an owner without a grant, or whose grant has ended', () => {
    const shelves = new Shelves(offer);
    const item = { id: idOf(1), bytes: 10 };
    expect(shelves.deposit(one, item, now)).toMatchObject({ kind: 'ignore', reason: 'mailbox-grant' });
    shelves.grant(grantOf(one, { expires: later(1000) }));
    expect(shelves.deposit(one, item, later(999)).kind).toBe('accept');
    expect(shelves.deposit(one, item, later(1000))).toMatchObject({ reason: 'mailbox-grant' });
    expect(shelves.deposit(two, item, now)).toMatchObject({ reason: 'mailbox-grant' });
  });

  it('is full at the grant, at its own bound for one owner, and at its bound for all, whichever comes first', () => {
    const shelves = new Shelves(offer);
    shelves.grant(grantOf(one));
    expect(shelves.deposit(one, { id: idOf(1), bytes: 501 }, now)).toMatchObject({ reason: 'mailbox-full' });
    expect(shelves.deposit(one, { id: idOf(2), bytes: 500 }, now).kind).toBe('accept');
    expect(shelves.deposit(one, { id: idOf(3), bytes: 1 }, now)).toMatchObject({ reason: 'mailbox-full' });
    shelves.grant(grantOf(two, { maxBytes: 10_000 }));
    expect(shelves.deposit(two, { id: idOf(4), bytes: 501 }, now)).toMatchObject({ reason: 'mailbox-full' });
    expect(shelves.deposit(two, { id: idOf(5), bytes: 500 }, now).kind).toBe('accept');
    expect(shelves.use).toEqual({ messages: 2, bytes: 1000 });
  });

  it('knows what is left there again, and keeps it once', () => {
    const shelves = new Shelves(offer);
    shelves.grant(grantOf(one));
    const first = shelves.deposit(one, { id: idOf(1), bytes: 10 }, now);
    expect(shelves.deposit(one, { id: idOf(1), bytes: 10 }, later(5))).toEqual({
      kind: 'accept',
      value: { kept: first.kind === 'accept' ? first.value.kept : undefined, isNew: false },
    });
    expect(shelves.use.messages).toBe(1);
  });

  it('gives nothing up for something newer: only what was taken, is too old, or has no grant any more', () => {
    const shelves = new Shelves(offer);
    shelves.grant(grantOf(one, { maxMessages: 3 }));
    for (let i = 0; i < 5; i++) shelves.deposit(one, { id: idOf(i), bytes: 1 }, later(i));
    expect(kept(shelves, one).map(({ id }) => id)).toEqual([idOf(0), idOf(1), idOf(2)]);
    expect(shelves.expire(later(limits.messageTtlMs), 100)).toMatchObject([{ owner: one, kept: [{ id: idOf(0) }] }]);
    expect(shelves.expire(later(limits.messageTtlMs), 100)).toEqual([]);
    shelves.grant(grantOf(one, { expires: later(1) }));
    expect(shelves.expire(later(limits.messageTtlMs), 1)).toMatchObject([{ kept: [{ id: idOf(1) }] }]);
    expect(shelves.expire(later(limits.messageTtlMs), 100)).toMatchObject([{ kept: [{ id: idOf(2) }] }]);
    expect(shelves.use).toEqual({ messages: 0, bytes: 0 });
    expect(shelves.owners()).toEqual([]);
  });

  it('goes on behind the numbers it had before a restart', () => {
    const shelves = new Shelves(offer);
    shelves.restore(one, { seq: 41, id: idOf(1), bytes: 10, arrived: now });
    shelves.grant(grantOf(one));
    expect(shelves.deposit(one, { id: idOf(2), bytes: 10 }, now)).toMatchObject({ value: { kept: { seq: 42 } } });
    expect(shelves.deposit(one, { id: idOf(1), bytes: 10 }, now)).toMatchObject({ value: { isNew: false } });
  });

  it('never exceeds a bound and never loses count, whatever is left, taken and expires in whatever order', () => {
    const step: fc.Arbitrary<Action> = fc.oneof(
      fc.record({ kind: fc.constant('deposit' as const), owner: fc.nat(2), id: fc.nat(30), bytes: fc.nat(300) }),
      fc.record({ kind: fc.constant('take' as const), owner: fc.nat(2), seq: fc.nat(40) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(limits.messageTtlMs) }),
      fc.record({
        kind: fc.constant('grant' as const),
        owner: fc.nat(2),
        maxMessages: fc.nat(15),
        maxBytes: fc.nat(800),
      }),
      fc.record({ kind: fc.constant('end' as const), owner: fc.nat(2) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const shelves = new Shelves(offer);
        let at: Millis = now;
        const faults = steps.flatMap((action) => {
          if (action.kind === 'pass') at = millis(at + action.ms);
          return [...act(shelves, action, at), ...boundFaults(shelves)];
        });
        expect(faults).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

type Action =
  | { readonly kind: 'deposit'; readonly owner: number; readonly id: number; readonly bytes: number }
  | { readonly kind: 'take'; readonly owner: number; readonly seq: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'grant'; readonly owner: number; readonly maxMessages: number; readonly maxBytes: number }
  | { readonly kind: 'end'; readonly owner: number };

function ownerOf(action: Action): Did {
  return owners['owner' in action ? action.owner : 0] ?? one;
}

/** Does one thing; what a mailbox must not have done about it. */
function act(shelves: Shelves, action: Action, at: Millis): readonly string[] {
  const owner = ownerOf(action);
  switch (action.kind) {
    case 'grant': {
      const { maxMessages, maxBytes } = action;
      shelves.grant(grantOf(owner, { maxMessages, maxBytes, expires: millis(at + 3 * limits.messageTtlMs) }));
      return [];
    }
    case 'end':
      shelves.grant(grantOf(owner, { expires: at }));
      return [];
    case 'take':
      shelves.remove(owner, [action.seq]);
      return [];
    case 'pass': {
      shelves.expire(at, 1000);
      const old = owners
        .flatMap((each) => kept(shelves, each))
        .filter((item) => at - item.arrived >= limits.messageTtlMs);
      return old.map(({ seq }) => `${seq} is too old`);
    }
    case 'deposit':
      return deposit(shelves, owner, action, at);
  }
}

function deposit(
  shelves: Shelves,
  owner: Did,
  action: { readonly id: number; readonly bytes: number },
  at: Millis,
): readonly string[] {
  const before = kept(shelves, owner);
  const grant = shelves.grantOf(owner);
  const taken = shelves.deposit(owner, { id: idOf(action.id), bytes: action.bytes }, at);
  if (taken.kind !== 'accept' || !taken.value.isNew) return [];
  const bytes = before.reduce((sum, item) => sum + item.bytes, action.bytes);
  const isOver = before.length >= Math.min(12, grant?.maxMessages ?? 0) || bytes > Math.min(600, grant?.maxBytes ?? 0);
  return isOver ? ['more than its share'] : [];
}

function boundFaults(shelves: Shelves): readonly string[] {
  const all = owners.flatMap((each) => kept(shelves, each));
  const bytes = all.reduce((sum, item) => sum + item.bytes, 0);
  const { use } = shelves;
  return [
    ...(use.messages === all.length && use.bytes === bytes ? [] : ['it lost count']),
    ...(all.length <= offer.maxMessages && bytes <= offer.maxBytes ? [] : ['more than the whole']),
    ...(new Set(all.map(({ seq }) => seq)).size === all.length ? [] : ['a number twice']),
  ];
}

describe('an owner who reads a mailbox', () => {
  const granted = { maxMessages: 3, maxBytes: 100 };

  it('takes items whose numbers grow, up to what it granted', () => {
    let reading = beginReading(granted);
    for (const seq of [2, 5, 9]) {
      const next = readItem(reading, { seq, bytes: 30 });
      if (next.kind !== 'accept') throw new Error(next.reason);
      reading = next.value;
    }
    expect(reading).toEqual({ after: 9, itemsLeft: 0, bytesLeft: 10 });
    expect(readItem(reading, { seq: 10, bytes: 1 })).toMatchObject({ kind: 'reject', reason: 'unexpected-frame' });
  });

  it('takes nothing twice, nothing out of order, and no more bytes than it granted', () => {
    const reading = { ...beginReading(granted), after: 5 };
    for (const seq of [5, 4, 0])
      expect(readItem(reading, { seq, bytes: 1 })).toMatchObject({ kind: 'reject', reason: 'unexpected-frame' });
    expect(readItem(reading, { seq: 6, bytes: 101 })).toMatchObject({ kind: 'reject', reason: 'unexpected-frame' });
  });
});
