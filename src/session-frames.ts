import type { LinkPorts } from './link-ports.ts';
import type { KnockLink } from './knocking.ts';
import type { Frame } from './wire/wire.ts';

/** The frames by which sessions are opened and end. */
export type SessionFrame = Extract<
  Frame,
  { kind: 'prekey-request' | 'prekey-reply' | 'knock' | 'knock-reply' | 'session-end' }
>;

const kinds: ReadonlySet<string> = new Set<SessionFrame['kind']>([
  'prekey-request',
  'prekey-reply',
  'knock',
  'knock-reply',
  'session-end',
]);

/** Whether a frame is about opening or ending a session. */
export function isSessionFrame(frame: Frame): frame is SessionFrame {
  return kinds.has(frame.kind);
}

/** Hands a frame about a session to the part that it concerns. */
export function takeSessionFrame(
  link: KnockLink,
  frame: SessionFrame,
  { knocking, events, review }: Pick<LinkPorts, 'knocking' | 'events' | 'review'>,
): void {
  switch (frame.kind) {
    case 'prekey-request':
      void knocking
        .givePrekeys(link, frame.request, frame.suite)
        .catch((error: unknown) => events.internalError('prekeys', error));
      return;
    case 'prekey-reply':
      knocking.prekeysCame(link.peer, frame);
      return;
    case 'knock':
      void knocking.answer(link, frame.knock).catch((error: unknown) => events.internalError('knock', error));
      return;
    case 'knock-reply':
      knocking.replyCame(link.peer, frame.reply);
      return;
    case 'session-end':
      void review.came(link.peer, frame.end);
      return;
  }
}
