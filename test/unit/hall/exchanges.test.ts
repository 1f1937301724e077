import { describe, expect, it } from 'vitest';
import { millis, newMessageId, parseMessageId, utf8, type Did, type MessageId } from '../../../src/base/base.ts';
import { TargetError, type ExchangeOutcome, type RawResponse } from '../../../src/bridge/bridge.ts';
import { encodeEnvelope, type Body, type ExchangeRequest } from '../../../src/wire/wire.ts';
import { duo, rule, rules, worldOf, type HallNode, type Setup } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { framesBetween, present } from './frames.ts';

const request: ExchangeRequest = {
  kind: 'request',
  protocol: 'a2a',
  target: '',
  method: 'GET',
  path: '/.well-known/agent-card.json',
  headers: [],
  body: new Uint8Array(0),
};

const never = new AbortController().signal;
const toolCall: ExchangeRequest = {
  ...request,
  protocol: 'mcp',
  target: 'tools',
  method: 'POST',
  path: '',
  headers: [['content-type', 'application/json']],
  body: utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'look', arguments: {} } })),
};

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    // A turn of its own, so that each is a part of the answer.
    await new Promise<void>((next) => setImmediate(next));
    await new Promise<void>((next) => setImmediate(next));
    yield utf8(text);
  }
}

const answering =
  (...texts: readonly string[]) =>
  async (): Promise<RawResponse> => ({ status: 200, headers: [['x-kind', 'test']], body: parts(...texts) });

/** An agent that answers nothing, and ends when it is told to. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new TargetError('cancelled', 'told to end')), { once: true });
  });
}

/** An outcome in one word or two. */
const nameOf = (outcome: ExchangeOutcome): string =>
  outcome.kind === 'response' ? `response ${outcome.response.status}` : `${outcome.side} ${outcome.reason}`;

async function bodyOf(outcome: ExchangeOutcome): Promise<string> {
  if (outcome.kind !== 'response') throw new Error(nameOf(outcome));
  let text = '';
  for await (const bytes of outcome.response.body) text += new TextDecoder().decode(bytes);
  return text;
}

/** The answer, or why there is none. */
async function textOf(outcome: ExchangeOutcome): Promise<string> {
  return outcome.kind === 'response' ? await bodyOf(outcome) : nameOf(outcome);
}

/** Two nodes with a session between them; `setup` is the called one's. */
async function linked(seed: string, setup: Setup, callerSetup: Setup = {}) {
  const stage = await duo(seed, { alice: callerSetup, bob: setup });
  await stage.alice.send(stage.bob, 'hello');
  await stage.world.pass(2_000);
  return stage;
}

const call = (world: World, from: HallNode, to: HallNode, asked = request): Promise<ExchangeOutcome> =>
  world.finish(from.parts.exchanges.call(to.did, asked, never));

const openMarks = (node: HallNode): number => node.parts.store.disk.get('exchange')?.size ?? 0;

describe('a call of an agent behind another node', () => {
  it('gets the answer whole also when the disk of its node is slow for a moment', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `part ${i};`);
    const { world, alice, bob } = await linked('slow disk', { perform: answering(...texts) });
    let read: string | undefined;
    void alice.parts.exchanges
      .call(bob.did, request, never)
      .then(bodyOf)
      .then((text) => (read = text));
    for (let i = 0; i < 60; i++) {
      alice.parts.store.fill(i % 3 === 0);
      await world.pass(1);
    }
    alice.parts.store.fill(false);
    await world.pass(60_000);
    expect(read).toBe(texts.join(''));
  });

  it.each([
    ['its answer', 'ab', answering('a', 'b')],
    ['the word that there is none', 'remote agent-failed', () => Promise.reject(new TargetError('agent-failed', 'no'))],
  ] as const)('gets %s although the disk of the called node did not keep up for longer', async (_, told, perform) => {
    const stage = await linked('busy disk', {
      perform: async () => {
        stage.bob.parts.store.fill(true);
        return await perform();
      },
    });
    const { world, alice, bob } = stage;
    let outcome: ExchangeOutcome | undefined;
    void alice.parts.exchanges.call(bob.did, request, never).then((end) => (outcome = end));
    await world.pass(20_000);
    expect(outcome).toBe(undefined);
    bob.parts.store.fill(false);
    expect(await world.until(() => outcome !== undefined, 10_000)).toBe(true);
    expect(await world.finish(textOf(present(outcome)))).toBe(told);
    await world.pass(1_000);
    expect([openMarks(alice), openMarks(bob)]).toEqual([0, 0]);
  });

  it('gets the answer whole and in order, and leaves nothing open', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `part ${i};`);
    const { world, alice, bob } = await linked('whole', { perform: answering(...texts) });
    const outcome = await call(world, alice, bob);
    expect(nameOf(outcome)).toBe('response 200');
    expect(await world.finish(bodyOf(outcome))).toBe(texts.join(''));
    await world.pass(1_000);
    expect([openMarks(alice), openMarks(bob), alice.parts.exchanges.active, bob.parts.exchanges.active]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('gets an answer that neither disk has taken yet, which is acknowledged when they have', async () => {
    const { world, network, alice, bob } = await linked('early', { perform: answering('done') });
    const asked = framesBetween(network, alice, bob);
    const answered = framesBetween(network, bob, alice);
    const calling = alice.parts.exchanges.call(bob.did, request, never);
    await world.until(() => asked.packets().length > 0);
    await world.until(() => bob.parts.exchanges.active > 0);
    bob.parts.store.hold();
    alice.parts.store.hold();
    expect(await world.finish(bodyOf(await world.finish(calling)))).toBe('done');
    await world.pass(1_000);
    const [answer] = answered.packets();
    expect(asked.answersTo(present(answer).id)).toEqual([]);
    alice.parts.store.release();
    bob.parts.store.release();
    await world.pass(1_000);
    expect(asked.answersTo(present(answer).id)).toEqual(['delivered']);
    expect([openMarks(alice), openMarks(bob)]).toEqual([0, 0]);
  });

  it('never shares a message key with what leaves after a crash, though it left before it was written', async () => {
    const rest = Promise.withResolvers<void>();
    async function* body(): AsyncGenerator<Uint8Array> {
      yield utf8('one');
      await rest.promise;
      yield utf8('two');
      yield utf8('three');
    }
    const perform = async (): Promise<RawResponse> => ({ status: 200, headers: [], body: body() });
    const { world, network, alice, bob } = await linked('doubt', { perform });
    const answered = framesBetween(network, bob, alice);
    const outcome = await call(world, alice, bob);
    const reading = bodyOf(outcome).catch(() => 'cut off');
    // The beginning of the answer is written, and with it the ratchet key; the rest is not.
    await world.pass(1_000);
    bob.parts.store.hold();
    rest.resolve();
    await world.until(() => answered.packets().length > 1);
    expect(answered.packets().length).toBeGreaterThan(1);
    bob.crash();
    await bob.start();
    await bob.send(alice, 'after the crash');
    await world.pass(5_000);
    expect(await alice.inbox()).toContain('after the crash');
    await world.finish(reading);
    // Ratchet key and number are the header: each stands for one message.
    const messages = new Set(answered.packets().map(({ header, id }) => `${header.join()} ${id}`));
    expect(messages.size).toBe(new Set(answered.packets().map(({ header }) => header.join())).size);
  });

  it('gets the answer whole also when the channel breaks in the middle', async () => {
    const texts = Array.from({ length: 60 }, (_, i) => `part ${i};`);
    const { world, network, alice, bob } = await linked('broken', { perform: answering(...texts) });
    const outcome = await call(world, alice, bob);
    const reading = bodyOf(outcome);
    network.reset(alice.host, bob.host);
    expect(await world.finish(reading)).toBe(texts.join(''));
  });

  it.each<[string, Setup, string]>([
    ['no target', {}, 'remote no-target'],
    [
      'an agent that is not there',
      { perform: () => Promise.reject(new TargetError('agent-unreachable', 'down')) },
      'remote agent-unreachable',
    ],
    [
      'an agent that fails',
      { perform: () => Promise.reject(new TargetError('agent-failed', 'failed')) },
      'remote agent-failed',
    ],
    ['a defect in the way', { perform: () => Promise.reject(new RangeError('defect')) }, 'remote agent-failed'],
    [
      'a policy that says no',
      { perform: answering('x'), policies: rules(rule('permit'), rule('forbid', 'a2a.card')) },
      'remote policy-denied',
    ],
    [
      'a policy that forbids the session',
      { perform: answering('x'), policies: rules(rule('permit'), rule('forbid', 'session.open')) },
      'remote policy-denied',
    ],
    ['too many calls', { perform: answering('x'), maxExchanges: 0 }, 'remote overloaded'],
  ])('that meets %s is told so at once', async (name, setup, expected) => {
    const { world, alice, bob } = await duo(`meets ${name}`, { bob: setup });
    const began = world.now();
    expect(nameOf(await call(world, alice, bob))).toBe(expected);
    expect(world.now() - began).toBeLessThan(5_000);
    await world.pass(1_000);
    expect([openMarks(alice), openMarks(bob)]).toEqual([0, 0]);
  });

  it('is refused here when policy says no, when it cannot be read, and when too many are under way', async () => {
    const { world, alice, bob } = await linked('here', {}, { maxExchanges: 0 });
    expect(nameOf(await call(world, alice, bob))).toBe('local overloaded');
    const other = await linked('here too', {});
    other.alice.policies = rules(rule('permit'), rule('forbid', 'a2a.card'));
    expect(nameOf(await call(other.world, other.alice, other.bob))).toBe('local policy-denied');
    const unreadable = { ...toolCall, body: utf8('{"jsonrpc":"2.0","jsonrpc":"2.0"}') };
    expect(nameOf(await call(other.world, other.alice, other.bob, unreadable))).toMatch(
      /^local (facts-invalid|malformed)$/,
    );
  });

  it('whose answer breaks off ends with the reason', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* parts('a', 'b');
      throw new TargetError('agent-failed', 'it broke off');
    }
    const { world, alice, bob } = await linked('breaks off', {
      perform: async () => ({ status: 200, headers: [], body: broken() }),
    });
    const outcome = await call(world, alice, bob);
    await expect(world.finish(bodyOf(outcome))).rejects.toMatchObject({ reason: 'agent-failed' });
    await world.pass(1_000);
    expect([openMarks(alice), openMarks(bob)]).toEqual([0, 0]);
  });

  it('that its caller gives up is ended at the agent', async () => {
    let ended = false;
    const perform: Setup['perform'] = (_, __, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          ended = true;
          reject(new TargetError('cancelled', 'gone'));
        });
      });
    const { world, alice, bob } = await linked('gives up', { perform });
    const gone = new AbortController();
    const outcome = alice.parts.exchanges.call(bob.did, request, gone.signal);
    await world.pass(1_000);
    expect(bob.parts.exchanges.active).toBe(1);
    gone.abort();
    expect(nameOf(await world.finish(outcome))).toBe('local cancelled');
    await world.pass(1_000);
    expect(ended).toBe(true);
    expect([openMarks(alice), openMarks(bob)]).toEqual([0, 0]);
  });

  it('that a crash of the called node cut off is interrupted, and never performed again', async () => {
    let performed = 0;
    const perform: Setup['perform'] = () => {
      performed++;
      return new Promise(() => {});
    };
    const { world, alice, bob } = await linked('interrupted', { perform });
    const outcome = alice.parts.exchanges.call(bob.did, request, never);
    await world.until(() => performed === 1);
    bob.crash();
    await bob.start();
    expect(nameOf(await world.finish(outcome))).toBe('remote interrupted');
    expect(performed).toBe(1);
    await world.pass(1_000);
    expect([openMarks(alice), openMarks(bob)]).toEqual([0, 0]);
  });

  it('ends after a minute when the called node took it and does not come back', async () => {
    const { world, alice, bob } = await linked('gone', { perform: () => new Promise(() => {}) });
    const outcome = alice.parts.exchanges.call(bob.did, request, never);
    await world.until(() => bob.parts.exchanges.active === 1);
    await world.pass(1_000);
    bob.crash();
    const began = world.now();
    expect(nameOf(await world.finish(outcome))).toBe('local timeout');
    expect(world.now() - began).toBeGreaterThanOrEqual(60_000);
    await bob.start();
    await world.pass(60_000);
    expect([openMarks(alice), openMarks(bob), alice.parts.exchanges.active]).toEqual([0, 0, 0]);
  });

  it('ends at both nodes when nothing passes between them for a minute, and goes on after less', async () => {
    const perform = (_: ExchangeRequest, __: Did, signal: AbortSignal) => untilAborted(signal);
    const { world, network, alice, bob } = await linked('apart', { perform });
    const outcome = alice.parts.exchanges.call(bob.did, request, never);
    await world.until(() => bob.parts.exchanges.active === 1);
    for (const [apartMs, left] of [
      [50_000, 1],
      [130_000, 0],
    ] as const) {
      network.cut(alice.host, bob.host);
      network.reset(alice.host, bob.host);
      await world.pass(apartMs);
      expect([alice.parts.exchanges.active, bob.parts.exchanges.active]).toEqual([left, left]);
      network.mend(alice.host, bob.host);
      await world.pass(40_000);
    }
    expect(nameOf(await world.finish(outcome))).toBe('local timeout');
    await world.pass(60_000);
    expect([openMarks(alice), openMarks(bob)]).toEqual([0, 0]);
  });

  it('that comes before its node has told what a crash cut off is none of that', async () => {
    const { promise, resolve } = Promise.withResolvers<RawResponse>();
    const { world, alice, bob } = await linked('starting', { perform: () => promise });
    const outcome = alice.parts.exchanges.call(bob.did, request, never);
    await world.until(() => bob.parts.exchanges.active === 1);
    await world.finish(bob.parts.exchanges.recover());
    await world.pass(1_000);
    resolve(await answering('done')());
    expect(nameOf(await world.finish(outcome))).toBe('response 200');
  });

  it.each([0, 1])('ends when the called node refuses every session, with %i messages waiting for it', async (count) => {
    const perform = (_: ExchangeRequest, __: Did, signal: AbortSignal) => untilAborted(signal);
    const { world, network, alice, bob } = await linked(`refused for good ${count}`, { perform });
    const calling = alice.parts.exchanges.call(bob.did, toolCall, never);
    await world.until(() => bob.parts.exchanges.active === 1);
    bob.policies = rules(rule('permit'), rule('forbid', 'session.open'));
    network.cut(alice.host, bob.host);
    if (count > 0) await alice.send(bob, 'one more');
    await world.finish(alice.parts.links.laneTo(bob.did).endSessions([]));
    await world.pass(35_000);
    network.mend(alice.host, bob.host);
    expect(nameOf(await world.finish(calling))).toBe('remote policy-denied');
    await world.pass(10_000);
    expect([openMarks(alice), alice.parts.exchanges.active]).toEqual([0, 0]);
  });

  it('that a crash of the calling node cut off is cancelled at the agent', async () => {
    let ended = false;
    const perform: Setup['perform'] = (_, __, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          ended = true;
        });
      });
    const { world, alice, bob } = await linked('caller crash', { perform });
    void alice.parts.exchanges.call(bob.did, request, never);
    await world.until(() => bob.parts.exchanges.active === 1);
    alice.crash();
    await alice.start();
    expect(await world.until(() => ended)).toBe(true);
    await world.pass(2_000);
    expect(openMarks(alice)).toBe(0);
  });
});

describe('an answer', () => {
  async function asking(seed: string) {
    const { world, nodes } = await worldOf(seed, {
      alice: {},
      bob: { perform: (_, __, signal) => untilAborted(signal) },
      carol: {},
    });
    const [alice, bob, carol] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
    const outcome = alice.parts.exchanges.call(bob.did, request, never);
    await world.until(() => bob.parts.exchanges.active === 1);
    const [key] = [...present(alice.parts.store.disk.get('exchange')).keys()];
    const exchange = present(idOf(present(key)));
    return { world, alice, bob, carol, outcome, exchange };
  }

  /** Hands a body straight to the lane, past the checks that an honest node makes before it sends. */
  async function smuggle(from: HallNode, to: HallNode, body: Body, world: World): Promise<MessageId> {
    const now = world.now();
    const id = newMessageId(now, world.random);
    const envelope = {
      id,
      from: from.did,
      to: to.did,
      created: now,
      expires: millis(now + 60_000),
      traceparent: '',
      body,
    };
    const entry = { id, envelope: encodeEnvelope(envelope), expires: envelope.expires };
    await world.finish(from.parts.links.laneTo(to.did).append(entry, []));
    await world.pass(3_000);
    return id;
  }

  const response = (exchange: MessageId, text: string, last: boolean): Body => ({
    kind: 'response',
    exchange,
    status: 200,
    headers: [],
    body: utf8(text),
    last,
  });
  const chunk = (exchange: MessageId, index: number, text: string, last = false): Body => ({
    kind: 'chunk',
    exchange,
    index,
    body: utf8(text),
    last,
  });

  it('to a call of another peer is not accepted, nor does it close that call', async () => {
    const { world, alice, bob, carol, outcome, exchange } = await asking('foreign');
    await smuggle(carol, alice, response(exchange, 'forged', true), world);
    await smuggle(carol, alice, chunk(exchange, 0, 'forged', true), world);
    await smuggle(carol, alice, { kind: 'end', exchange, reason: 'agent-failed' }, world);
    expect(openMarks(alice)).toBe(1);
    expect(alice.parts.exchanges.active).toBe(1);
    await smuggle(bob, alice, response(exchange, 'genuine', true), world);
    expect(await world.finish(outcome.then(bodyOf))).toBe('genuine');
  });

  it('comes in the order of its parts; what is out of turn or comes twice is passed over', async () => {
    const { world, alice, bob, outcome, exchange } = await asking('parts');
    const body = outcome.then(bodyOf);
    for (const part of [
      chunk(exchange, 1, 'too early'),
      response(exchange, 'a', false),
      response(exchange, 'again', false),
      chunk(exchange, 2, 'too early'),
      chunk(exchange, 1, 'b'),
      chunk(exchange, 1, 'again'),
      chunk(exchange, 2, 'c', true),
    ])
      await smuggle(bob, alice, part, world);
    expect(await world.finish(body)).toBe('abc');
  });

  it('to a call that is over is refused, and its sender told to stop', async () => {
    const { world, alice, bob, outcome, exchange } = await asking('over');
    await smuggle(bob, alice, response(exchange, 'all', true), world);
    expect(await world.finish(outcome.then(bodyOf))).toBe('all');
    const id = await smuggle(bob, alice, chunk(exchange, 1, 'more'), world);
    expect(bob.endOf(id)).toBe('denied cancelled');
    expect(alice.decisionOf(id)).toBe('in facts cancelled');
    expect(bob.parts.links.laneTo(alice.did).depth).toBe(0);
    expect(bob.parts.exchanges.active).toBe(0);
  });
});

function idOf(hexOfKey: string): MessageId | undefined {
  const text = Buffer.from(hexOfKey, 'hex').toString();
  return /^[0-9a-f]{32}$/.test(text) ? parseMessageId(text) : undefined;
}

describe('a reader who is slow', () => {
  it('holds up its own call only, and the agent is read no further than the window', async () => {
    let produced = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        await new Promise<void>((next) => setImmediate(next));
        produced++;
        yield new Uint8Array(64 * 1024);
      }
    }
    const perform: Setup['perform'] = async ({ protocol }) =>
      protocol === 'a2a'
        ? { status: 200, headers: [], body: endless() }
        : { status: 200, headers: [['content-type', 'application/json']], body: parts('quick') };
    const { world, alice, bob } = await linked('slow reader', { perform });
    const gone = new AbortController();
    const slow = await world.finish(alice.parts.exchanges.call(bob.did, request, gone.signal));
    if (slow.kind !== 'response') throw new Error(nameOf(slow));
    await world.pass(5_000);
    const held = produced;
    // 1 MiB in parts of 64 KiB, and what was read ahead of the window.
    expect(held).toBeLessThanOrEqual(20);
    expect(await world.finish(bodyOf(await call(world, alice, bob, toolCall)))).toBe('quick');
    await alice.send(bob, 'message');
    await bob.send(alice, 'message back');
    await world.pass(2_000);
    expect(await bob.inbox()).toEqual(['hello', 'message']);
    expect(await alice.inbox()).toEqual(['message back']);
    expect(produced).toBe(held);
    const reader = slow.response.body[Symbol.asyncIterator]();
    for (let i = 0; i < 10; i++) await world.finish(reader.next());
    await world.pass(2_000);
    expect(produced).toBeGreaterThan(held);
    await world.finish(Promise.resolve(reader.return?.()));
    await world.pass(2_000);
    expect([alice.parts.exchanges.active, bob.parts.exchanges.active]).toEqual([0, 0]);
  });

  it('does not hold up other calls when ten of them read nothing of streams of small events', async () => {
    const produced: number[] = [];
    async function* events(nth: number): AsyncGenerator<Uint8Array> {
      for (;;) {
        await new Promise<void>((next) => setImmediate(next));
        produced[nth] = (produced[nth] ?? 0) + 1;
        yield utf8('data: something\n\n');
      }
    }
    const perform: Setup['perform'] = async ({ protocol }) =>
      protocol === 'a2a'
        ? { status: 200, headers: [], body: events(produced.push(0) - 1) }
        : { status: 200, headers: [['content-type', 'application/json']], body: parts('quick') };
    const { world, alice, bob } = await linked('stalled', { perform });
    const gone = new AbortController();
    for (let i = 0; i < 10; i++)
      expect((await world.finish(alice.parts.exchanges.call(bob.did, request, gone.signal))).kind).toBe('response');
    await world.pass(20_000);
    const held = [...produced];
    // 1 MiB, of which an event counts as 4 KiB.
    for (const count of held) expect(count).toBeLessThanOrEqual(260);
    expect(bob.parts.links.laneTo(alice.did).depth).toBe(0);
    expect(await world.finish(bodyOf(await call(world, alice, bob, toolCall)))).toBe('quick');
    await world.pass(20_000);
    expect(produced).toEqual(held);
    gone.abort();
    await world.pass(2_000);
    expect([alice.parts.exchanges.active, bob.parts.exchanges.active]).toEqual([0, 0]);
  });

  it('gets the rest of its answer also when what it read was told to a connection that broke', async () => {
    const size = 64 * 1024;
    async function* long(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 60; i++) {
        await new Promise<void>((next) => setImmediate(next));
        yield new Uint8Array(size);
      }
    }
    const perform: Setup['perform'] = async () => ({ status: 200, headers: [], body: long() });
    const { world, network, alice, bob } = await linked('credit lost', { perform });
    const slow = await world.finish(alice.parts.exchanges.call(bob.did, request, never));
    if (slow.kind !== 'response') throw new Error(nameOf(slow));
    await world.pass(2_000);
    const reader = slow.response.body[Symbol.asyncIterator]();
    // Nothing passes to bob, who is not told: what is said now is lost with the connection.
    network.cut(alice.host, bob.host);
    let bytes = 0;
    while (bytes < 10 * size) bytes += (await world.finish(reader.next())).value?.length ?? 0;
    network.mend(alice.host, bob.host);
    network.reset(alice.host, bob.host);
    for (let next = await world.finish(reader.next()); next.done !== true; next = await world.finish(reader.next()))
      bytes += next.value.length;
    expect(bytes).toBe(60 * size);
  });
});
