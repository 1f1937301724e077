import { constantTimeEqual, sha256, utf8 } from './base/base.ts';
import type { OidcVerifier } from './bridge/bridge.ts';

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

/** A token of an OpenID Connect issuer. A client is told no more than that it does not count. */
export function issuedToken(verifier: OidcVerifier): DoorToken {
  return {
    check: async (shown) => {
      const verdict = shown === undefined ? undefined : await verifier.verify(shown);
      return verdict?.kind === 'accept' ? undefined : 'Authentication failed';
    },
  };
}
