import type { Clock } from './clock.ts';

/** Largest part of an answer in one envelope; bounds what one exchange holds up on the channel it shares. */
const maxPartBytes = 256 * 1024;

/**
 * How long the head of an answer waits for the first bytes of its body, milliseconds: agents mostly send both
 * at once, and then one envelope carries them.
 */
const headWaitMs = 5;

/**
 * How long the first piece of an answer waits for its end, milliseconds: MCP servers answer most calls with an event
 * stream of one event, and its end in a part of its own would cost four commits more than this.
 */
const endWaitMs = 1;

/** A part of an answer; the last one may be empty. */
export interface AnswerPart {
  readonly body: Uint8Array;
  readonly last: boolean;
}

/**
 * Cuts an answer into parts as it arrives. An answer that is complete when its first bytes are there is one
 * part, so an ordinary call costs one envelope each way; a stream's parts leave as they come. The first part
 * carries the head, so it is empty when the body is late: the caller may wait for the head alone.
 */
export async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  clock: Clock,
): AsyncGenerator<AnswerPart, void, undefined> {
  const source = body[Symbol.asyncIterator]();
  try {
    const first = source.next();
    if (await isLate(first, clock)) yield { body: new Uint8Array(0), last: false };
    let current = await first;
    for (let isFirst = true; current.done !== true; isFirst = false) {
      const following = source.next();
      const complete = isFirst ? await endsSoon(following, clock) : await endsAtOnce(following);
      yield* cut(current.value, complete);
      if (complete) return;
      current = await following;
    }
    yield { body: new Uint8Array(0), last: true };
  } finally {
    await source.return?.();
  }
}

function* cut(bytes: Uint8Array, complete: boolean): Generator<AnswerPart, void, undefined> {
  for (let at = 0; at < bytes.length || at === 0; at += maxPartBytes) {
    const end = Math.min(at + maxPartBytes, bytes.length);
    yield { body: bytes.subarray(at, end), last: complete && end === bytes.length };
  }
}

/** Whether nothing comes before the head has waited long enough. A failure is left to whoever awaits it. */
async function isLate(first: Promise<unknown>, clock: Clock): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(headWaitMs, () => resolve(true));
  const seen = (): void => {
    cancel();
    resolve(false);
  };
  first.then(seen, seen);
  return await promise;
}

/** Whether the source comes to its end within `endWaitMs`; false as soon as there is more. A failure is left to whoever awaits it. */
async function endsSoon(following: Promise<IteratorResult<Uint8Array>>, clock: Clock): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(endWaitMs, () => resolve(false));
  const seen = (ended: boolean): void => {
    cancel();
    resolve(ended);
  };
  following.then(
    (result) => seen(result.done === true),
    () => seen(false),
  );
  return await promise;
}

/** Whether the source is known to be at its end within this turn of the event loop. A failure is left to whoever awaits it. */
async function endsAtOnce(following: Promise<IteratorResult<Uint8Array>>): Promise<boolean> {
  const turn = new Promise<undefined>((resolve) => {
    setImmediate(resolve, undefined);
  });
  const first = await Promise.race([following.catch(() => undefined), turn]);
  return first?.done === true;
}
