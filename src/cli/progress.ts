import type { Session } from './session.ts';
import { hasColours } from './terminal.ts';

/** How much of the whole goes by between two lines. */
const step = 0.05;

/** Tells of long work on standard error, when a person looks on: how much is done of how much. */
export function progressOf({ surroundings, terminal }: Session, what: string): (done: number, total: number) => void {
  const { stderr, env } = surroundings;
  let told = 0;
  return (done, total) => {
    if (terminal.json || !hasColours(stderr, env) || done < told + total * step) return;
    told = done;
    stderr.write(`${done} of ${total} ${what}\n`);
  };
}
