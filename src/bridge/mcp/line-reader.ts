const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a byte stream into lines without their ends. Empty lines are left out. Returns false from `push`
 * once a line is longer than `maxBytes`; the reader is of no use afterwards.
 */
export class LineReader {
  readonly #maxBytes: number;
  readonly #onLine: (line: Uint8Array) => void;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(maxBytes: number, onLine: (line: Uint8Array) => void) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): boolean {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(lineFeed, from);
      const part = chunk.subarray(from, end === -1 ? chunk.length : end);
      if (this.#length + part.length > this.#maxBytes) return false;
      this.#parts.push(part);
      this.#length += part.length;
      if (end === -1) return true;
      this.#take();
      from = end + 1;
    }
  }

  #take(): void {
    const line = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      line.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#length = 0;
    const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
    if (end > 0) this.#onLine(line.subarray(0, end));
  }
}
