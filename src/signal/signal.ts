import { MeshError } from '../base/base.ts';
import type { InitiateOptions, Prekeys, RespondOptions, SessionState, Suite } from '../session/session.ts';
import { isOverdue } from './followed.ts';
import { loadLibrary } from './library.ts';
import { initiateSignal, respondSignal } from './signal-agreement.ts';
import { Identities } from './signal-identity.ts';
import { openSignal, sealSignal, type Engine } from './signal-messages.ts';
import * as prekeys from './signal-prekeys.ts';
import { decodeSession, encodeSession, suiteName, type SignalSession } from './signal-session.ts';
import { takingTurns } from './turns.ts';

/**
 * Suite `signal`: PQXDH with Kyber-1024 and the Triple Ratchet of libsignal, whose package is optional and under
 * AGPL-3.0-only. Undefined when it is not installed or has no build for this platform: a node is complete without.
 */
export async function loadSignalSuite(): Promise<Suite | undefined> {
  const library = await loadLibrary();
  if (library === undefined) return undefined;
  return signalSuite({ library, identities: new Identities(library), turn: takingTurns() });
}

function signalSuite(engine: Engine): Suite {
  return {
    name: suiteName,
    createPrekeys: (moment) => prekeys.createPrekeys(engine, moment),
    refillPrekeys: (own, moment) => prekeys.refillPrekeys(engine, ours(own), moment),
    takeBundle: (own, self, now) => prekeys.takeBundle(engine, ours(own), self, now),
    consumePrekey: (own, id) => prekeys.consumePrekey(ours(own), id),
    encodePrekeys: (own) => prekeys.encodePrekeys(ours(own)),
    decodePrekeys: (bytes) => prekeys.decodePrekeys(bytes),
    initiate: (options: InitiateOptions) => initiateSignal(engine, { ...options, prekeys: ours(options.prekeys) }),
    respond: (options: RespondOptions) => respondSignal(engine, { ...options, prekeys: ours(options.prekeys) }),
    // libsignal does its ratchet step as it receives, both halves at once.
    prepare: (state) => state,
    expire: (state, now) => (isOverdue(own(state).followed, now) ? undefined : state),
    seal: (state, plaintext, moment) => sealSignal(engine, own(state), plaintext, moment),
    open: (state, message, moment) => openSignal(engine, own(state), message, moment),
    encodeState: (state) => encodeSession(own(state)),
    decodeState: (bytes) => decodeSession(engine.library, bytes),
  };
}

function own(state: SessionState): SignalSession {
  return isOwn(state) ? state : mixedUp('session', state.suite);
}

function ours(prekeys: Prekeys): prekeys.SignalPrekeys {
  return areOurs(prekeys) ? prekeys : mixedUp('prekeys', prekeys.suite);
}

function isOwn(state: SessionState): state is SignalSession {
  return state.suite === suiteName;
}

function areOurs(own: Prekeys): own is prekeys.SignalPrekeys {
  return own.suite === suiteName;
}

function mixedUp(what: string, given: string): never {
  throw new MeshError(
    'internal',
    `Suite signal was given the ${what} of suite ${given}. Restart the node; report this if it comes again.`,
  );
}
