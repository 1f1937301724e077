import { array, assert, asyncProperty, integer, option, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accept, parseMeshDid } from '../../../src/base/base.ts';
import { decodeEntry } from '../../../src/audit/audit.ts';
import { frameBody, readCarriedFrame, type CarriedFrame } from '../../../src/bridge/bridge.ts';
import type { Sent } from '../../../src/draft.ts';
import { Events } from '../../../src/events.ts';
import { frameType, type FrameGate } from '../../../src/facts.ts';
import { apart } from '../../../src/frame-run.ts';
import { setOf, showProblem } from '../../../src/rulebook/rulebook.ts';
import { decodeEnvelope, decodeFrame, type Envelope, type PlainMessage } from '../../../src/wire/wire.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import { framesBetween, present, received } from './frames.ts';

const [from, to] = ['1', '2'].map((digit) => present(parseMeshDid(`did:mesh:${digit.repeat(32)}`)));

const frames: FrameGate = {
  read: ({ body }) => {
    const frame = readCarriedFrame(body);
    return frame.kind === 'accept' ? accept({ type: frame.value.type, from: frame.value.from }) : frame;
  },
};

function message(id: number, bytes: number): PlainMessage {
  const key = 'A'.repeat(43);
  const frame: CarriedFrame = {
    type: 'message',
    from: present(from),
    to: present(to),
    id: `${id}`,
    header: { dh: key, pn: 0, n: 0 },
    ciphertext: 'A'.repeat(bytes),
  };
  const body = frameBody(frame);
  return { kind: 'message', topic: 'agentmesh/message', contentType: frameType, replyTo: undefined, body };
}

interface Rules {
  readonly maxBytes: number | undefined;
  readonly perHour: number | undefined;
}

/** What is not permitted says nothing against its sender: what it does to trust, and that to sessions, takes its own time. */
function policiesOf({ maxBytes, perHour }: Rules, action: string) {
  const conditions = [
    ...(maxBytes === undefined ? [] : [`context.sizeBytes <= ${maxBytes}`]),
    ...(perHour === undefined ? [] : [`!context.exceeded.hasTag("agent ${perHour}/1h")`]),
  ];
  const texts = [
    `permit (principal, action == Action::"${action}", resource) when { ${['true', ...conditions].join(' && ')} };`,
    `permit (principal, action, resource) unless { action == Action::"${action}" };`,
  ];
  const set = setOf([{ name: 'test.cedar', text: texts.join('\n') }], 'test');
  if ('compiled' in set) return set.compiled;
  throw new Error(set.map(showProblem).join('\n'));
}

type Send = (alice: HallNode, bob: HallNode, bodies: readonly PlainMessage[]) => Promise<readonly Promise<Sent>[]>;

const alone: Send = async (alice, bob, bodies) =>
  bodies.map((body) => alice.parts.pipeline.send({ to: bob.did, body }));
const inRuns: Send = (alice, bob, bodies) => alice.parts.pipeline.sendRun(bob.did, bodies);

function idsIn(envelope: Envelope): readonly string[] {
  return apart(envelope).map(({ body }) => {
    return received(readCarriedFrame(body.kind === 'message' ? body.body : new Uint8Array(0))).id;
  });
}

function isAck(frame: Uint8Array): boolean {
  const read = decodeFrame(frame);
  return read.kind === 'accept' && read.value.kind === 'acks';
}

/** What becomes of frames: here, and there. */
async function courseOf(send: Send, rules: readonly [Rules, Rules], sizes: readonly number[]) {
  const [out, into] = rules;
  const [hers, his] = [quiet(), quiet()];
  const { world, alice, bob } = await duo('runs', {
    alice: { frames, policies: policiesOf(out, 'message.send'), events: hers },
    bob: { frames, policies: policiesOf(into, 'message.receive'), events: his },
  });
  hers.flow.watch(true);
  his.flow.watch(true);
  const begun = alice.parts.feed.end;
  const sent = await world.finish(
    send(
      alice,
      bob,
      sizes.map((bytes, id) => message(id, bytes)),
    ).then((all) => Promise.all(all)),
  );
  await world.pass(20_000);
  const here = sent.map((one) => (one.kind === 'accepted' ? one.kind : one.reason));
  const refused: string[] = [];
  for (const { id, state, reason, refused: some } of alice.parts.feed.read(begun, 1000).ends) {
    if (state === 'delivered') continue;
    const letter = present(alice.parts.deadLetters.find(id));
    for (const [i, frame] of idsIn(received(decodeEnvelope(letter.envelope))).entries())
      refused.push(`${frame} ${some?.[i]?.reason ?? reason}`);
  }
  const messages = await world.finish(bob.parts.inbox.read(0, 1000));
  const there = messages.map(({ message: { body } }) => received(readCarriedFrame(body)).id);
  return { here, refused: refused.toSorted(), there, counts: [countsOf(hers), countsOf(his)] };
}

function quiet(): Events {
  return new Events({ level: 'silent', pretty: false }, {});
}

/** What a node counted of messages, and what it shows of them by peer. */
function countsOf({ metrics, flow }: Events) {
  const lines = metrics.text([]).split('\n');
  return { lines: lines.filter((line) => line.startsWith('parley_message_')), peers: flow.take()?.peers };
}

describe('frames that go together', () => {
  it('are judged as if each had gone alone, whatever the rules of both sides, and what passes stays in order', async () => {
    const someRules = record({
      maxBytes: option(integer({ min: 250, max: 700 }), { nil: undefined }),
      perHour: option(integer({ min: 1, max: 30 }), { nil: undefined }),
    });
    const sizes = array(
      integer({ min: 10, max: 125 }).map((n) => 4 * n),
      { minLength: 1, maxLength: 40 },
    );
    await assert(
      asyncProperty(someRules, someRules, sizes, async (out, into, all) => {
        const together = await courseOf(inRuns, [out, into], all);
        expect(together).toEqual(await courseOf(alone, [out, into], all));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('are one message with one entry in the log that says how many they are', async () => {
    const { world, alice, bob } = await duo('one message', { alice: { frames }, bob: { frames } });
    const sent = await world.finish(
      inRuns(alice, bob, [message(0, 40), message(1, 44), message(2, 40)]).then((all) => Promise.all(all)),
    );
    const ids = new Set(sent.map((one) => one.id));
    expect(ids.size).toBe(1);
    await world.pass(2_000);
    for (const node of [alice, bob]) {
      const { pages } = node.pagesOf(present([...ids][0]));
      expect(pages.map(({ entry }) => entry.frames)).toEqual([3]);
      const { fields } = present(decodeEntry(present(node.parts.audit.entry(present(pages[0]).index))));
      expect(fields['frames']).toBe(3);
    }
  });

  it('that came twice get the same answer twice, also after a restart, and are taken once', async () => {
    const some = policiesOf({ maxBytes: 300, perHour: undefined }, 'message.receive');
    const { world, network, alice, bob } = await duo('twice', { alice: { frames }, bob: { frames, policies: some } });
    const heard = framesBetween(network, bob, alice);
    let isLost = true;
    const { tap } = network;
    network.tap = (frame, way) => {
      const all = tap(frame, way);
      return isLost && way.from === bob.host && isAck(frame) ? [] : all;
    };
    const [first] = await world.finish(
      inRuns(alice, bob, [message(0, 40), message(1, 400), message(2, 40)]).then((all) => Promise.all(all)),
    );
    await world.pass(2_000);
    isLost = false;
    bob.crash();
    await world.pass(1_000);
    await bob.start();
    await world.pass(120_000);
    expect(alice.endOf(present(first).id)).toBe('denied policy-denied');
    expect(new Set(heard.answersTo(present(first).id))).toEqual(new Set(['denied policy-denied']));
    const letter = present(alice.parts.deadLetters.find(present(first).id));
    expect(idsIn(received(decodeEnvelope(letter.envelope)))).toEqual(['1']);
    expect(await bob.inbox()).toHaveLength(2);
  });
});
