import { describe, expect, it } from 'vitest';
import { millis } from '../../../src/base/base.ts';
import {
  admitPending,
  checkOf,
  invalidateResults,
  maxHandshakeMs,
  maxPending,
  maxResultAgeMs,
  noPending,
  noResults,
  recallResult,
  releasePending,
  rememberResult,
  type HandshakeResult,
  type Pending,
  type ResultKey,
} from '../../../src/handshake/handshake.ts';
import { accepted, agent, hour, later, now, outcome, peerIdOf, verifiedOf } from '../identity/fixture.ts';

describe('the handshakes under way', () => {
  function full(): Pending {
    return new Map(Array.from({ length: maxPending }, (_, i) => [`${i}`, later(maxHandshakeMs)]));
  }

  it('are at most a thousand', () => {
    expect(outcome(admitPending(full(), 'one more', now))).toBe('reject too-many-pending');
    expect(outcome(admitPending(full(), '7', now))).toBe('accept');
  });

  it('make room when one ends or its time is over', () => {
    const released = releasePending(full(), '7');
    expect(accepted(admitPending(released, 'one more', now)).size).toBe(maxPending);
    expect(accepted(admitPending(full(), 'one more', later(maxHandshakeMs))).size).toBe(1);
  });

  it('are not changed by letting one go that is not there', () => {
    const pending = accepted(admitPending(noPending, 'a', now));
    expect(releasePending(pending, 'b')).toBe(pending);
    expect(noPending.size).toBe(0);
  });
});

describe('a remembered result', () => {
  const record = verifiedOf('bob', { expires: later(hour) });
  const requirement = { minScore: 500, capabilities: ['read:data', 'write:data'] };
  const result: HandshakeResult = {
    peer: agent('bob').did,
    remotePeer: peerIdOf('bob'),
    record,
    suite: 'agentmesh',
    at: now,
    requirement,
  };
  const key: ResultKey = {
    peer: result.peer,
    remotePeer: result.remotePeer,
    requirement,
    recordHash: record.hash,
    revocationVersion: 3,
  };
  const results = rememberResult(noResults, key, result);

  it('stands for a new handshake until it is 900 seconds old', () => {
    expect(recallResult(results, key, now, false)).toBe(result);
    expect(recallResult(results, key, later(maxResultAgeMs - 1), false)).toBe(result);
    expect(recallResult(results, key, later(maxResultAgeMs), false)).toBeUndefined();
  });

  it('does not depend on the order in which capabilities are asked', () => {
    const turned = { ...requirement, capabilities: ['write:data', 'read:data', 'read:data'] };
    expect(recallResult(results, { ...key, requirement: turned }, now, false)).toBe(result);
  });

  it.each<readonly [string, Partial<ResultKey>]>([
    ['another agent', { peer: agent('carol').did }],
    ['another host', { remotePeer: peerIdOf('carol') }],
    ['another threshold', { requirement: { ...requirement, minScore: 501 } }],
    ['other capabilities', { requirement: { ...requirement, capabilities: ['read:data'] } }],
    ['another record', { recordHash: verifiedOf('bob', { seq: 2 }).hash }],
    ['a revocation since', { revocationVersion: 4 }],
  ])('does not stand for %s', (_, change) => {
    expect(recallResult(results, { ...key, ...change }, now, false)).toBeUndefined();
  });

  it('is passed over when a fresh answer is asked for', () => {
    expect(recallResult(results, key, now, true)).toBeUndefined();
  });

  it('does not outlive the record, nor a clock that was set back', () => {
    const soon = verifiedOf('bob', { expires: later(1000) });
    const short = rememberResult(noResults, key, { ...result, record: soon });
    expect(recallResult(short, key, later(999), false)).toBeDefined();
    expect(recallResult(short, key, later(1000), false)).toBeUndefined();
    expect(recallResult(results, key, millis(now - 1), false)).toBeUndefined();
  });

  it('goes when its agent is invalidated, the others stay', () => {
    const carol = agent('carol').did;
    const both = rememberResult(results, { ...key, peer: carol }, { ...result, peer: carol });
    const left = invalidateResults(both, result.peer);
    expect(recallResult(left, key, now, false)).toBeUndefined();
    expect(recallResult(left, { ...key, peer: carol }, now, false)).toBeDefined();
  });

  it('makes room for new ones at the bound, the oldest first', () => {
    let many = results;
    const keyOf = (n: number): ResultKey => ({ ...key, revocationVersion: 10 + n });
    // The map is copied at each step, so the bound is filled through the type's own form.
    many = new Map([...many, ...Array.from({ length: 4095 }, (_, i) => [`${i}`, result] as const)]);
    many = rememberResult(many, keyOf(0), result);
    expect(many.size).toBe(4096);
    expect(recallResult(many, key, now, false)).toBeUndefined();
    expect(recallResult(many, keyOf(0), now, false)).toBe(result);
  });
});

describe('the check that a reason belongs to', () => {
  it('is one of the six, or none for a fault of the protocol', () => {
    expect(checkOf('invitation-unknown')).toBe('registered');
    expect(checkOf('quarantined')).toBe('active');
    expect(checkOf('weak-key')).toBe('key');
    expect(checkOf('replayed')).toBeUndefined();
    expect(checkOf('timeout')).toBeUndefined();
  });
});
