import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What to start. */
export interface ChildOptions {
  /** How it is called in messages. */
  readonly name: string;
  /** Arguments of this very Node. */
  readonly args: readonly string[];
  /** Written to its standard input, which ends then. */
  readonly input?: string;
}

/** Lines kept of each stream: enough to see why something failed. */
const maxLines = 1000;
/** What a child gets to stop by itself, milliseconds: a node's ten seconds, and one more. */
const stopMs = 11_000;

/** Every child that runs, so that none outlives this process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process of ours, with what it says. */
export class Child implements AsyncDisposable {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #lines = { stdout: new Lines(), stderr: new Lines() };
  readonly #ended: Promise<number>;
  #code: number | undefined;

  /** Starts it with the same Node as this one. */
  static start(options: ChildOptions): Child {
    const env = Object.entries(process.env).filter(([name]) => !name.startsWith('PARLEY_'));
    const child = spawn(process.execPath, options.args, { stdio: 'pipe', env: Object.fromEntries(env) });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    return new Child(options.name, child, { stdout: child.stdout, stderr: child.stderr });
  }

  private constructor(name: string, child: ChildProcess, streams: Readonly<Record<'stdout' | 'stderr', Readable>>) {
    this.name = name;
    this.#process = child;
    running.add(child);
    child.once('error', (error) => this.#lines.stderr.add(error.message));
    for (const stream of ['stdout', 'stderr'] as const) {
      createInterface({ input: streams[stream] }).on('line', (line) => this.#lines[stream].add(line));
    }
    this.#ended = new Promise((resolve) => {
      // `close` comes when all it said has been read; without a process only `error` does.
      const end = (code: number | null): void => {
        running.delete(child);
        this.#code = code ?? -1;
        for (const lines of Object.values(this.#lines)) lines.end();
        resolve(this.#code);
      };
      child.once('close', end);
      child.once('error', () => end(null));
    });
  }

  get hasEnded(): boolean {
    return this.#code !== undefined;
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** The exit code, once it has ended; -1 after a signal. */
  ended(): Promise<number> {
    return this.#ended;
  }

  /** All it said so far on one stream. */
  said(stream: 'stdout' | 'stderr'): readonly string[] {
    return this.#lines[stream].all;
  }

  /** The first line, past or to come, that matches. Throws when the child ends first, and with `signal`. */
  async line(stream: 'stdout' | 'stderr', matches: (line: string) => boolean, signal: AbortSignal): Promise<string> {
    const line = await this.#lines[stream].find(matches, signal);
    if (line !== undefined) return line;
    if (this.#code === undefined) throw new Error(`${this.name} did not say what was waited for in time`);
    throw this.failure(`ended with code ${this.#code}`);
  }

  /** An error that shows the end of what the child complained about. */
  failure(what: string): Error {
    const tail = this.tail(8);
    return new Error(`${this.name} ${what}${tail === '' ? '' : `:\n${tail}`}`);
  }

  /** The last lines of its standard error. */
  tail(lines: number): string {
    return this.said('stderr').slice(-lines).join('\n');
  }

  /** Asks it to stop, and makes it stop when it does not. */
  async stop(): Promise<void> {
    if (this.#code !== undefined) return;
    this.#process.kill('SIGTERM');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), stopMs);
    await this.#ended;
    clearTimeout(late);
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.#code !== undefined) return;
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The last lines of a stream, and those who wait for one. */
class Lines {
  readonly all: string[] = [];
  readonly #news = new EventTarget();
  #ended = false;

  add(line: string): void {
    this.all.push(line);
    if (this.all.length > maxLines) this.all.shift();
    this.#news.dispatchEvent(new Event('news'));
  }

  end(): void {
    this.#ended = true;
    this.#news.dispatchEvent(new Event('news'));
  }

  /** Undefined when the stream ended or the signal came first. */
  async find(matches: (line: string) => boolean, signal: AbortSignal): Promise<string | undefined> {
    for (;;) {
      const found = this.all.find(matches);
      if (found !== undefined || this.#ended || signal.aborted) return found;
      await once(this.#news, 'news', { signal }).catch(() => undefined);
    }
  }
}
