import type { Ack } from './wire/wire.ts';

/** How a message of ours ended, in a word. */
export type EndState = 'delivered' | 'refused' | 'expired' | 'failed';

/** The word for an end. */
export function endState({ outcome, reason }: Pick<Ack, 'outcome' | 'reason'>): EndState {
  if (outcome === 'delivered') return 'delivered';
  if (outcome === 'denied') return 'refused';
  return reason === 'message-expired' ? 'expired' : 'failed';
}
