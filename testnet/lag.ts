import { Transform, type TransformCallback } from 'node:stream';

/** Bytes under way in one direction before the sender has to wait, as on a line that has its length. */
const maxUnderWay = 1024 * 1024;

/** Passes bytes on in order, each piece as late as the delay was when it came. Without a delay it is passed on at once. */
export class Lag extends Transform {
  readonly #delayMs: () => number;
  /** What has not arrived, oldest first. */
  readonly #queue: { readonly due: number; readonly chunk: Buffer }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #underWay = 0;
  #resume: (() => void) | undefined;
  #flushed: (() => void) | undefined;

  constructor(delayMs: () => number) {
    super();
    this.#delayMs = delayMs;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, next: TransformCallback): void {
    const now = performance.now();
    // A delay that became shorter lets nothing overtake.
    const due = Math.max(now + this.#delayMs(), this.#queue.at(-1)?.due ?? 0);
    if (due <= now && this.#queue.length === 0) {
      this.push(chunk);
      next();
      return;
    }
    this.#queue.push({ due, chunk });
    this.#underWay += chunk.length;
    this.#timer ??= setTimeout(() => this.#arrive(), Math.ceil(due - now));
    if (this.#underWay + this.readableLength < maxUnderWay) next();
    else this.#resume = next;
  }

  override _flush(done: TransformCallback): void {
    if (this.#queue.length === 0) done();
    else this.#flushed = done;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }

  /** One timer for the oldest piece: with one for each, those of nearly the same length would change places. */
  #arrive(): void {
    const now = performance.now();
    while ((this.#queue[0]?.due ?? Infinity) <= now) {
      const piece = this.#queue.shift();
      if (piece === undefined) break;
      this.#underWay -= piece.chunk.length;
      this.push(piece.chunk);
    }
    const [oldest] = this.#queue;
    this.#timer = oldest === undefined ? undefined : setTimeout(() => this.#arrive(), Math.ceil(oldest.due - now));
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
    if (this.#queue.length === 0) this.#flushed?.();
  }
}
