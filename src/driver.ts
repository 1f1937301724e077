import type { Reason } from './base/base.ts';
import type { Clock } from './clock.ts';
import {
  maxHandshakeMs,
  openHandshake,
  step,
  type Consult,
  type Failure,
  type HandshakeContext,
  type HandshakeInput,
  type HandshakeOutput,
  type HandshakeResult,
  type PeerView,
} from './handshake/handshake.ts';
import type { Channel } from './net/net.ts';
import type { Random } from './base/base.ts';
import { decodeIatpFrame, encodeIatpFrame } from './wire/wire.ts';

/** What a handshake needs done for it. */
export interface HandshakePorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Answers what is known of the peer, after storing what the consultation asks to be stored. */
  consult(question: Consult): Promise<PeerView>;
}

type Bare<T> = T extends unknown ? Omit<T, 'now'> : never;

/** How a handshake ended. */
export type HandshakeEnd = { readonly kind: 'done'; readonly result: HandshakeResult } | Failure;

/**
 * Runs one IATP handshake over a channel: performs the machine's outputs, owns its timer, and closes the
 * channel in the end.
 */
export async function runHandshake(
  channel: Channel,
  context: HandshakeContext,
  ports: HandshakePorts,
): Promise<HandshakeEnd> {
  let state = openHandshake(context, ports.random);
  let end: HandshakeEnd | undefined;
  const feed = async (input: Bare<HandshakeInput>): Promise<void> => {
    const queue: Bare<HandshakeInput>[] = [input];
    for (let next = queue.shift(); next !== undefined && end === undefined; next = queue.shift()) {
      const [after, outputs] = step(state, { ...next, now: ports.clock.now() });
      state = after;
      for (const output of outputs) {
        if (output.kind === 'consult') queue.push({ kind: 'consulted', view: await ports.consult(output) });
        else end = perform(channel, output) ?? end;
      }
    }
  };
  let late = false;
  const cancel = ports.clock.after(maxHandshakeMs, () => {
    late = true;
    channel.abort('timeout');
  });
  try {
    if (context.role === 'initiator') await feed({ kind: 'start' });
    for await (const bytes of channel.frames) {
      const frame = decodeIatpFrame(bytes);
      await feed(
        frame.kind === 'accept' ? { kind: 'frame', frame: frame.value } : { kind: 'unreadable', reason: frame.reason },
      );
      if (end !== undefined) break;
    }
    await channel.close();
  } finally {
    cancel();
  }
  return end ?? broken(late ? 'timeout' : 'unexpected-frame');
}

function perform(channel: Channel, output: Exclude<HandshakeOutput, Consult>): HandshakeEnd | undefined {
  if (output.kind !== 'send') return output;
  channel.send(encodeIatpFrame(output.frame));
  return undefined;
}

function broken(reason: Reason): Failure {
  return { kind: 'failed', reason, check: undefined, remedy: '', by: 'peer', detail: 'the channel ended first' };
}
