import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { limits } from '../../base/base.ts';
import { LineReader } from './line-reader.ts';
import { codes } from './replies.ts';
import { idsMeant, readRpcBody, readRpcMessage, rpcError, type RpcMessage } from './rpc-message.ts';

/** How to start a local MCP server. */
export interface StdioCommand {
  /** Program to start, found along PATH; no shell looks at it. */
  readonly command: string;
  readonly args?: readonly string[];
  /** Environment besides PATH, HOME and LANG, which are handed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory; this process's own when absent. */
  readonly cwd?: string;
}

/** Why a server process is gone: it could not be started, it ended by itself, or it was ended here. */
export type ProcessEnd = 'not-started' | 'exited' | 'unusable' | 'closed';

/** What a server process tells its owner. */
export interface ProcessEvents {
  message(message: RpcMessage): void;
  /** Called once; nothing follows. */
  ended(how: ProcessEnd): void;
}

/** What is known of a server process, for its operator. */
export interface ProcessDiagnosis {
  readonly pid: number | undefined;
  /** Lines on standard output that were no JSON-RPC message, and were passed over. */
  readonly ignoredLines: number;
  /** The end of what it wrote to standard error. */
  readonly stderr: string;
}

/** Bytes of standard error that are kept. */
const maxStderrBytes = 16 * 1024;
/** Bytes that may wait for the server to read them: two of the largest messages. */
const maxWaitingBytes = 2 * limits.maxBodyBytes;
/** How long a server may take to end after its input was closed, before SIGTERM, milliseconds. */
const closeGraceMs = 500;
/** How long it may take after SIGTERM, before SIGKILL, milliseconds. */
const terminateGraceMs = 2_000;
/** How long its output is still read after the process ended, milliseconds: a helper it left behind may hold the pipe open. */
const drainGraceMs = 500;

/** What a client is told in place of an answer that is not passed on. */
const unreadable = 'The MCP server sent an answer that is no JSON-RPC message, so it was not passed on.';

/** Environment handed on to a server: enough to find programs and its own files, and none of this node's secrets. */
const inheritedEnv = ['PATH', 'HOME', 'LANG'] as const;

/** A running MCP server on stdio. Constructing it starts nothing; `start` does. */
export class ServerProcess {
  readonly #events: ProcessEvents;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: LineReader;
  readonly #gone: Promise<void>;
  #resolveGone: () => void = () => {};
  #ended = false;
  #exited = false;
  #end: ProcessEnd | undefined;
  #ignoredLines = 0;
  #stderr: Buffer[] = [];
  #stderrBytes = 0;

  private constructor(command: StdioCommand, events: ProcessEvents) {
    this.#events = events;
    this.#gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
    this.#lines = new LineReader(limits.maxBodyBytes, (line) => this.#readLine(line));
    this.#child = spawn(command.command, [...(command.args ?? [])], {
      cwd: command.cwd,
      env: environment(command.env ?? {}),
      // A group of its own, so that a launcher such as npx and the server it started end together.
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#listen();
  }

  /** Starts the program. A program that cannot be started shows as `ended('not-started')`. */
  static start(command: StdioCommand, events: ProcessEvents): ServerProcess {
    return new ServerProcess(command, events);
  }

  /** Whether messages can be sent. */
  get running(): boolean {
    return !this.#ended && !this.#exited && this.#end === undefined;
  }

  /** Writes one message; false when the server is gone or does not read what it was sent. */
  send(message: Uint8Array): boolean {
    if (!this.running || this.#child.stdin.writableLength + message.length > maxWaitingBytes) return false;
    this.#child.stdin.write(message);
    this.#child.stdin.write('\n');
    return true;
  }

  /** Stops reading the server's output, which in time makes it wait. */
  pause(): void {
    this.#child.stdout.pause();
  }

  /** Reads the server's output again. */
  resume(): void {
    if (!this.#ended) this.#child.stdout.resume();
  }

  diagnosis(): ProcessDiagnosis {
    return {
      pid: this.#child.pid,
      ignoredLines: this.#ignoredLines,
      stderr: Buffer.concat(this.#stderr).toString('utf8').slice(-maxStderrBytes),
    };
  }

  /** Ends the process: closes its input, then SIGTERM, then SIGKILL. Idempotent; resolves when it is gone. */
  async close(): Promise<void> {
    if (!this.#ended && this.#end === undefined) await this.#stop('closed');
    await this.#gone;
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#child;
    // A write to a server that has just ended fails here; the end itself is told by 'close'.
    stdin.on('error', () => {});
    stdout.on('error', () => {});
    stderr.on('error', () => {});
    stdout.on('data', (chunk: Buffer) => {
      if (!this.#ended && this.#end !== 'unusable' && !this.#lines.push(chunk)) void this.#stop('unusable');
    });
    stderr.on('data', (chunk: Buffer) => this.#keepStderr(chunk));
    this.#child.once('error', () => {
      if (this.#child.pid === undefined) this.#finish('not-started');
    });
    this.#child.once('exit', () => {
      this.#exited = true;
      setTimeout(() => this.#finish('exited'), drainGraceMs).unref();
    });
    this.#child.once('close', () => this.#finish('exited'));
  }

  #finish(how: ProcessEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    // Whatever the process started and left behind goes with it.
    if (how !== 'not-started') this.#signal('SIGKILL');
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#child.stdin.destroy();
    this.#resolveGone();
    this.#events.ended(this.#end ?? how);
  }

  async #stop(how: ProcessEnd): Promise<void> {
    this.#end = how;
    this.#child.stdin.end();
    // Output that nobody reads would keep the process from ending.
    this.#child.stdout.resume();
    const steps = [
      { waitMs: closeGraceMs, signal: 'SIGTERM' },
      { waitMs: terminateGraceMs, signal: 'SIGKILL' },
    ] as const;
    for (const { waitMs, signal } of steps) {
      if (await this.#goneWithin(waitMs)) return;
      this.#signal(signal);
    }
    await this.#gone;
  }

  async #goneWithin(waitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), waitMs);
    });
    try {
      return await Promise.race([this.#gone.then(() => true), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // The whole group is gone already.
    }
  }

  #readLine(line: Uint8Array): void {
    const body = readRpcBody(line);
    if (typeof body !== 'string') return body.messages.forEach((message) => this.#events.message(message));
    this.#ignoredLines++;
    for (const id of idsMeant(line)) {
      const refusal = readRpcMessage(rpcError(id, codes.internalError, unreadable));
      if (refusal !== undefined) this.#events.message(refusal);
    }
  }

  #keepStderr(chunk: Buffer): void {
    this.#stderr.push(chunk);
    this.#stderrBytes += chunk.length;
    if (this.#stderrBytes <= 2 * maxStderrBytes) return;
    const tail = Buffer.from(Buffer.concat(this.#stderr).subarray(-maxStderrBytes));
    this.#stderr = [tail];
    this.#stderrBytes = tail.length;
  }
}

function environment(own: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = inheritedEnv.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...own };
}
