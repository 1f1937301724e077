import type { Manner } from './lane-entries.ts';
import type { Body, Priority } from './wire/wire.ts';

/**
 * A part of an answer: whoever waits for it waits in this process, and goes with it. So it is handed on, and leaves,
 * while it is written; it is acknowledged when it is on disk.
 */
export function isAnswer(body: Body): body is Extract<Body, { kind: 'response' | 'chunk' }> {
  return body.kind === 'response' || body.kind === 'chunk';
}

/** Nobody waits for what comes behind it, so its write and its acknowledgement may go with the next. */
export function isLastOfAnswer(body: Body): boolean {
  return isAnswer(body) && body.last;
}

/** How a body leaves. Somebody waits for what belongs to a call; what a message is worth, its sender knows. */
export function mannerOf(body: Body, priority: Priority = 'normal'): Manner {
  if (body.kind === 'message') return { priority, needsRoom: true };
  if (!isAnswer(body)) return { priority: 'interactive' };
  return { priority: 'interactive', when: body.last ? 'early-and-last' : 'early' };
}

/** What begins something: it is journalled, and its answers are bound to it. */
export function isContent(body: Body): boolean {
  return body.kind === 'message' || body.kind === 'request';
}
