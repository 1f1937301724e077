import { ControlError } from './api.ts';

/** A message received, as far as it answers another. */
interface Answering {
  readonly replyTo?: string | undefined;
  ack(): Promise<void>;
}

/** How a message of ours ended. */
interface Ended {
  readonly id: string;
  readonly state: 'delivered' | 'refused' | 'expired' | 'failed';
  readonly reason?: ControlError['reason'];
}

interface From {
  readonly after: string;
  readonly signal: AbortSignal;
}

/** What waiting for an answer takes of the client. */
export interface Asking<M extends Answering> {
  /** Where inbox and ends stand now. */
  here(): Promise<{ readonly inbox: string; readonly ends: string }>;
  send(): Promise<{ readonly id: string }>;
  inbox(from: From): AsyncIterable<M>;
  ends(from: From): AsyncIterable<Ended>;
}

/**
 * Sends, and waits for the first message that answers, which is acknowledged. Throws ControlError: 'refused' with the
 * reason when the other node refuses it or it ends on its way, 'peer-unreachable' with 'timeout' when `signal` aborts.
 */
export async function answerTo<M extends Answering>(asking: Asking<M>, signal: AbortSignal): Promise<M> {
  // Both places are taken before sending, so that nothing can come unseen between the two.
  const from = await asking.here();
  const { id } = await asking.send();
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  try {
    const answer = await Promise.race([
      firstAnswer(asking, id, { after: from.inbox, signal: until }),
      failure(asking, id, { after: from.ends, signal: until }),
    ]);
    if (answer !== undefined) return answer;
  } finally {
    done.abort();
  }
  throw new ControlError('peer-unreachable', `No answer to message ${id} in the time given.`, { reason: 'timeout' });
}

async function firstAnswer<M extends Answering>(asking: Asking<M>, id: string, from: From): Promise<M | undefined> {
  for await (const message of asking.inbox(from)) {
    if (message.replyTo !== id) continue;
    await message.ack();
    return message;
  }
  return undefined;
}

/** Throws when the message ends without having been delivered; nothing when the signal aborts. */
async function failure<M extends Answering>(asking: Asking<M>, id: string, from: From): Promise<undefined> {
  for await (const { id: ended, state, reason } of asking.ends(from)) {
    if (ended !== id || state === 'delivered') continue;
    const why = reason === undefined ? state : `${state}: ${reason}`;
    throw new ControlError(
      'refused',
      `Message ${id} was not delivered (${why}). \`parley trace ${id}\` tells its way.`,
      {
        reason,
      },
    );
  }
}
