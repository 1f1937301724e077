import { TargetError } from '../egress-target.ts';
import type { ReplyStream } from './reply-stream.ts';
import type { ServerProcess } from './server-process.ts';

/** How long one client that does not read may hold up the server process, milliseconds. */
const stallMs = 30_000;

/** Makes a server process wait while a client reads more slowly than it writes. */
export interface Clogging {
  /** Call after a message was added: a stream that is too full stops the process until it is cleared. */
  watch(stream: ReplyStream): void;
  /** The stream has room again, or is gone. */
  clear(stream: ReplyStream): void;
  /** The process is gone. */
  stop(): void;
}

/** Starts to watch the streams that one process writes to. A stream that stays full for too long is broken off. */
export function clogging(process: ServerProcess): Clogging {
  const full = new Map<ReplyStream, NodeJS.Timeout>();
  const clear = (stream: ReplyStream): void => {
    const timer = full.get(stream);
    if (timer === undefined) return;
    clearTimeout(timer);
    full.delete(stream);
    if (full.size === 0) process.resume();
  };
  return {
    watch: (stream) => {
      if (!stream.clogged || full.has(stream)) return;
      const giveUp = (): void => {
        stream.fail(new TargetError('overloaded', 'The caller does not read the answer of the MCP server.'));
        clear(stream);
      };
      full.set(stream, setTimeout(giveUp, stallMs).unref());
      process.pause();
    },
    clear,
    stop: () => {
      for (const timer of full.values()) clearTimeout(timer);
      full.clear();
    },
  };
}
