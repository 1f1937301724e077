import { describe, expect, it } from 'vitest';
import { millis, sha256, u32be } from '../../../src/base/base.ts';
import type { HeldStatement } from '../../../src/registry/registry.ts';
import { StatementSet } from '../../../src/statement-set.ts';

function statement(n: number, expires?: number): HeldStatement {
  return {
    hour: n,
    id: sha256(u32be(n)),
    bytes: u32be(n),
    expires: expires === undefined ? undefined : millis(expires),
  };
}

describe('the statements held', () => {
  it('are replaced by owner, each findable by its id as long as it is held', () => {
    const set = new StatementSet();
    set.put('alice', [statement(1), statement(2), statement(2)]);
    set.put('bob', [statement(3)]);
    expect(set.items.count).toBe(3);
    set.put('alice', [statement(2), statement(4)]);
    expect(set.items.count).toBe(3);
    expect(set.get(statement(4).id)).toEqual(u32be(4));
    expect(set.has(statement(1).id)).toBe(false);
    set.put('alice', []);
    expect([...set.items.range(0, 9)].map(({ hour }) => hour)).toEqual([3]);
  });

  it('leave when they end, not before', () => {
    const set = new StatementSet();
    set.put('alice', [statement(1, 100), statement(2, 200), statement(3)]);
    set.expire(millis(99));
    expect(set.items.count).toBe(3);
    set.expire(millis(100));
    expect(set.items.count).toBe(2);
    set.expire(millis(500));
    expect([...set.items.range(0, 9)].map(({ hour }) => hour)).toEqual([3]);
  });

  it('are compared as they were when a comparison began', () => {
    const set = new StatementSet();
    set.put('alice', [statement(1)]);
    const before = set.items;
    set.put('alice', [statement(2)]);
    expect(before.has(statement(1))).toBe(true);
    expect(before.has(statement(2))).toBe(false);
  });
});
