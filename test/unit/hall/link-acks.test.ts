import { describe, expect, it } from 'vitest';
import { millis, newMessageId, systemRandom } from '../../../src/base/base.ts';
import { LinkAcks } from '../../../src/link-acks.ts';
import type { Ack, Frame } from '../../../src/wire/wire.ts';

interface Timer {
  readonly act: () => void;
  isCancelled: boolean;
}

function setUp() {
  const sent: Frame[] = [];
  const timers: Timer[] = [];
  const clock = {
    after: (_: number, act: () => void) => {
      const timer = { act, isCancelled: false };
      timers.push(timer);
      return () => {
        timer.isCancelled = true;
      };
    },
  };
  const acks = new LinkAcks(clock, (frame) => void sent.push(frame));
  return { acks, sent, timers };
}

function delivered(): Ack {
  return { id: newMessageId(millis(1_000_000), systemRandom), outcome: 'delivered', reason: undefined };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('acknowledgements of a link', () => {
  it('wait a moment, and go behind a packet that leaves meanwhile', () => {
    const { acks, sent, timers } = setUp();
    const [first, second] = [delivered(), delivered()];
    acks.add(first);
    acks.add(second);
    expect(sent).toEqual([]);
    acks.join();
    expect(sent).toEqual([{ kind: 'acks', acks: [first, second] }]);
    expect(timers.map(({ isCancelled }) => isCancelled)).toEqual([true]);
  });

  it('go in the same turn as a packet when they come just after it, and not in a write of their own later', async () => {
    const { acks, sent, timers } = setUp();
    const [first, second] = [delivered(), delivered()];
    acks.join();
    acks.add(first);
    acks.add(second);
    await Promise.resolve();
    expect(sent).toEqual([{ kind: 'acks', acks: [first, second] }]);
    expect(timers).toEqual([]);
  });

  it('wait again in the turns after it', async () => {
    const { acks, sent, timers } = setUp();
    const ack = delivered();
    acks.join();
    await turn();
    acks.add(ack);
    await turn();
    expect(sent).toEqual([]);
    timers[0]?.act();
    expect(sent).toEqual([{ kind: 'acks', acks: [ack] }]);
  });
});
