import type { Organisation } from '../organisation.ts';
import { leaveAtMailbox } from '../mailbox-step.ts';
import { arrived, essential, opening, organisation, say, separate, type Play, type Stage } from '../stage.ts';
import { until } from '../until.ts';

/** Nodes are killed, and nothing that was accepted is lost, doubled or out of order. */
export function playOffline(stage: Stage): Play {
  const [sleeper = '', ...senders] = stage.dice.shuffled(stage.names).slice(0, 3);
  const counts = senders.map(() => stage.dice.between(5, 15));
  const one = (name: string): Organisation => organisation(stage, name);
  /** Sends numbered messages of every sender, in an order that the seed decides. */
  const sendAll = async (round: string, signal: AbortSignal): Promise<readonly Sent[]> => {
    const next = senders.map(() => 0);
    const turns = stage.dice.shuffled(
      senders.flatMap((name, at) => Array.from({ length: counts[at] ?? 0 }, () => name)),
    );
    const sent: Sent[] = [];
    for (const name of turns) {
      const number = (next[senders.indexOf(name)] ?? 0) + 1;
      next[senders.indexOf(name)] = number;
      const text = `${round} ${name} ${number}`;
      sent.push({ from: one(name), text, id: await say(one(name), one(sleeper), { text, signal }) });
    }
    return sent;
  };
  let waiting: readonly Sent[] = [];
  return {
    steps: [
      ...opening(stage, {
        [senders[0] ?? '']: { mailbox: { afterSeconds: 1 } },
        [senders[1] ?? '']: { mailbox: { offer: true } },
      }),
      essential('messages to a node that was killed', async (signal) => {
        await one(sleeper).node.kill();
        waiting = await sendAll('first', signal);
        return `${sleeper} killed with SIGKILL; ${waiting.length} messages of ${senders.join(' and ')} wait on their disks`;
      }),
      essential('a sender is killed as well', async (signal) => {
        const [name = ''] = senders;
        await one(name).node.kill();
        await one(name).up(signal);
        const { queues } = await one(name).client.outbox();
        const queued = queues.reduce((sum, queue) => sum + queue.waiting, 0);
        return `${name} killed with SIGKILL and back: ${queued} messages in its outbox`;
      }),
      essential('it comes back', async (signal) => {
        await one(sleeper).up(signal);
        for (const { from, id } of waiting) await arrived(from, id, signal);
        return `${expectInOrder(await inbox(one(sleeper)), waiting)} messages arrived, each once, in the order of their senders`;
      }),
      separate('killed while messages come', async (signal) => {
        const sending = sendAll('second', signal);
        await until('one of them', signal, async () =>
          (await inbox(one(sleeper))).some((text) => text.startsWith('second')),
        );
        await one(sleeper).node.kill();
        const sent = await sending;
        await one(sleeper).up(signal);
        for (const { from, id } of sent) await arrived(from, id, signal);
        return `${expectInOrder(await inbox(one(sleeper)), sent)} messages arrived, each once and in order, over the crash`;
      }),
      separate('left at a mailbox, the two never up together', (signal) => {
        const [sender = '', keeper = ''] = senders;
        return leaveAtMailbox(
          {
            sender: one(sender),
            keeper: one(keeper),
            recipient: one(sleeper),
            send: (from, to, text) => say(from, to, { text, signal }),
            receive: (by, id) => received(by, id, signal),
          },
          signal,
        );
      }),
    ],
    guide: () => [],
  };
}

/** A message that was accepted by its sender's node. */
interface Sent {
  readonly from: Organisation;
  readonly text: string;
  readonly id: string;
}

/** The texts in an inbox, oldest first. */
async function inbox(of: Organisation): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const message of of.client.inbox({ follow: false })) texts.push(message.text());
  return texts;
}

/** Throws an Error unless every message is there once, those of one sender in order. Gives how many there are. */
function expectInOrder(texts: readonly string[], sent: readonly Sent[]): number {
  for (const sender of new Set(sent.map(({ from }) => from))) {
    const wanted = sent.filter(({ from }) => from === sender).map(({ text }) => text);
    const got = texts.filter((text) => wanted.includes(text));
    if (got.join() !== wanted.join()) throw new Error(`of ${sender.name} came ${got.join(', ')}`);
  }
  return sent.length;
}

async function received(by: Organisation, id: string, signal: AbortSignal): Promise<string> {
  for await (const message of by.client.inbox({ signal })) if (message.id === id) return message.text();
  throw new Error(`${id} did not come`);
}
