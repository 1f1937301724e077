import { createInterface } from 'node:readline/promises';
import type { Session } from './session.ts';

/** Asks a person at a terminal whether it is meant; a program, which nobody would answer for, has said what it means. */
export async function isMeant({ surroundings, terminal, signal }: Session, question: string): Promise<boolean> {
  const { stdin, stderr } = surroundings;
  if (terminal.json || surroundings.stdout.isTTY !== true) return true;
  stderr.write(`${question} Type yes to go on: `);
  const reader = createInterface({ input: stdin });
  try {
    for await (const line of reader) return line.trim() === 'yes';
    return false;
  } finally {
    reader.close();
    signal.throwIfAborted();
  }
}
