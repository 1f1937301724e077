import { describe, expect, it } from 'vitest';
import { millis, parseCanonicalDid, parseMessageId, type Did, type MessageId } from '../../../src/base/base.ts';
import type { Output } from '../../../src/control/control.ts';
import { Flow } from '../../../src/flow.ts';
import { Live } from '../../../src/live.ts';

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('not well-formed');
  return value;
};
const globex: Did = known(parseCanonicalDid('did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk'));
const idOf = (n: number): MessageId => known(parseMessageId(n.toString(16).padStart(32, '0')));

type Peer = Output<'peers'>['peers'][number];

function peer(score: number): Peer {
  return {
    did: globex,
    connected: true,
    standing: 'active',
    trust: { score, tier: 'standard', confidence: 0 },
    capabilities: [],
    addresses: [],
    session: true,
    queued: 0,
  };
}

const status: Output<'status'> = {
  name: 'acme',
  did: globex,
  version: '0',
  pid: 1,
  started: 0,
  ready: true,
  peerId: 'p',
  addresses: [],
  ingress: '',
  control: '',
  policies: { version: 'v', count: 1, problems: [] },
  audit: { size: 0 },
  peers: { known: 1, connected: 1 },
  sessions: 1,
  outbox: 0,
  inbox: 0,
};

/** A live view of a node that the test changes, under a clock that it moves. */
function view() {
  const timers: (() => void)[] = [];
  const node = { peers: [peer(500)], approvals: 0, looks: 0, fails: false };
  const failures: unknown[] = [];
  const flow = new Flow();
  const live = new Live({
    clock: {
      now: () => millis(0),
      after: (_, fn) => {
        timers.push(fn);
        return () => void timers.splice(timers.indexOf(fn), 1);
      },
    },
    flow,
    status: () => {
      if (node.fails) throw new Error('broken');
      return status;
    },
    peers: () => {
      node.looks++;
      return node.peers;
    },
    waiting: () => ({ approvals: node.approvals, tools: 0, deadLetters: 0, auditEntries: 0 }),
    failed: (error) => failures.push(error),
  });
  return { live, flow, node, timers, failures, tick: () => timers.splice(0).forEach((fn) => fn()) };
}

function follow(live: Live, signal: AbortSignal) {
  const iterator = live.watch(signal)[Symbol.asyncIterator]();
  return async () => (await iterator.next()).value;
}

describe('the live view of a node', () => {
  it('tells the whole state first, and then only what changed', async () => {
    const { live, node, tick } = view();
    const next = follow(live, new AbortController().signal);
    expect(await next()).toMatchObject({ kind: 'state', whole: true, status: { name: 'acme' }, peers: [peer(500)] });
    tick();
    node.peers = [peer(400)];
    node.approvals = 1;
    tick();
    const change = await next();
    expect(change).toMatchObject({ kind: 'state', whole: false, peers: [peer(400)], waiting: { approvals: 1 } });
    expect(change).not.toHaveProperty('status');
    node.peers = [];
    tick();
    expect(await next()).toMatchObject({ whole: false, peers: [], gone: [globex] });
  });

  it('looks at nothing while nobody watches, and once for all who do', async () => {
    const { live, flow, node, timers, tick } = view();
    const stop = new AbortController();
    flow.note({ id: idOf(1), peer: globex, what: 'sent', direction: 'out' });
    expect(timers).toHaveLength(0);
    const one = follow(live, stop.signal);
    const two = follow(live, stop.signal);
    await one();
    await two();
    expect(flow.take()).toBeUndefined();
    const before = node.looks;
    tick();
    expect(node.looks).toBe(before + 1);
    stop.abort();
    await Promise.all([one(), two()]);
    expect(timers).toHaveLength(0);
  });

  it('counts messages by peer and tells the newest one by one, however many there are', async () => {
    const { live, flow, tick } = view();
    const next = follow(live, new AbortController().signal);
    await next();
    for (let i = 0; i < 1000; i++) flow.note({ id: idOf(i), peer: globex, what: 'sent', direction: 'out' });
    flow.note({ id: idOf(1000), peer: globex, what: 'refused', direction: 'in', reason: 'policy-denied' });
    tick();
    const batch = await next();
    expect(batch).toMatchObject({ kind: 'flow', peers: [{ did: globex, out: 1000, in: 0, refused: 1 }] });
    const ids = batch?.kind === 'flow' ? batch.newest.map((each: { readonly id: string }) => each.id) : [];
    expect(ids).toEqual(ids.map((_: string, i: number) => idOf(1001 - ids.length + i)));
    expect(ids.length).toBeGreaterThan(10);
  });

  it('tells a reader that fell behind the whole state again instead of keeping everything for it', async () => {
    const { live, node, tick } = view();
    const next = follow(live, new AbortController().signal);
    await next();
    for (let i = 0; i < 200; i++) {
      node.peers = [peer(i)];
      tick();
    }
    expect(await next()).toMatchObject({ kind: 'state', whole: true, peers: [peer(199)] });
  });

  it('gives a sign of life when nothing changes, and goes on after a look that failed', async () => {
    const { live, node, failures, tick } = view();
    const next = follow(live, new AbortController().signal);
    await next();
    node.fails = true;
    tick();
    expect(failures).toHaveLength(1);
    node.fails = false;
    for (let i = 0; i < 30; i++) tick();
    expect(await next()).toEqual({ kind: 'beat' });
  });

  it('takes no more watchers than it has room for', async () => {
    const { live } = view();
    const { signal } = new AbortController();
    for (let i = 0; i < 16; i++) await follow(live, signal)();
    expect(() => live.watch(signal)).toThrow(/watch this node already/);
  });
});
