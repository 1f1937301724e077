import { constantTimeEqual, sha256, utf8 } from './base/base.ts';

/** What a client must show at the relay besides its proof. */
export interface DoorToken {
  /** What is wrong with what was shown; undefined when nothing is. Never throws. */
  check(shown: string | undefined): Promise<string | undefined>;
}

/** Nothing is asked for. */
export const openDoor: DoorToken = { check: () => Promise.resolve(undefined) };

/** One secret that all clients of this node know. */
export function sharedToken(secret: string): DoorToken {
  const expected = sha256(utf8(secret));
  return {
    check: (shown) =>
      Promise.resolve(
        shown !== undefined && constantTimeEqual(sha256(utf8(shown)), expected) ? undefined : 'Authentication failed',
      ),
  };
}
