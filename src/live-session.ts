import type { Did } from './base/base.ts';
import { andThen } from './in-turn.ts';
import type { Awaitable, Message, Moment, SessionState, Suite } from './session/session.ts';
import type { Operation, Store } from './store/store.ts';
import type { Suites } from './suites.ts';
import { decodeSessionEntry, encodeSessionEntry, type SessionEntry } from './wire/wire.ts';

/** A session in memory: its entry in the store with the ratchet unpacked. */
export interface LiveSession extends Omit<SessionEntry, 'state'> {
  readonly engine: Suite;
  readonly state: SessionState;
  /** Message keys that may have been used by packets that left before a crash and before they were written. */
  readonly doubtful?: number;
}

/** Packets of one session that may be on their way before they are written: so many keys are in doubt after a crash. */
export const maxEarly = 16;

/** A message sealed under a session, and the session after it. */
export interface SealedUnder {
  readonly session: LiveSession;
  readonly message: Message;
}

/** Seals the next message of a session, after passing over the keys in doubt: no message key is used twice. */
export function sealUnder(session: LiveSession, plaintext: Uint8Array, moment: Moment): Awaitable<SealedUnder> {
  return andThen(passOver(session, moment), (sure) =>
    andThen(sure.engine.seal(sure.state, plaintext, moment), ({ state, header, ciphertext }) => ({
      session: { ...sure, state },
      message: { header, ciphertext },
    })),
  );
}

/** A suite passes over a message key by sealing nothing with it: the other side counts it as a message that was lost. */
function passOver(session: LiveSession, moment: Moment): Awaitable<LiveSession> {
  const { doubtful = 0 } = session;
  if (doubtful === 0) return session;
  return andThen(session.engine.seal(session.state, new Uint8Array(0), moment), ({ state }) =>
    passOver({ ...session, state, doubtful: doubtful - 1 }, moment),
  );
}

/**
 * The write that keeps a session, as the peer's current one or the one before. It is encoded when its value is asked
 * for: every message moves its session on, and of commits that are written together only the last state is kept.
 */
export function putSession(session: LiveSession, current: boolean): Operation {
  return {
    kind: 'put',
    space: 'session',
    key: sessionKey(session.peer, current),
    get value() {
      return encodeSessionEntry({ ...session, state: session.engine.encodeState(session.state) });
    },
  };
}

/** Where a peer's current or previous session stands in the store. */
export function sessionKey(peer: Did, current: boolean): string {
  return `${peer}/${current ? 'current' : 'previous'}`;
}

/** A session as the store has it; undefined when there is none, or none of a suite that this node has. */
export function restoreSession(
  { store, suites }: { readonly store: Store; readonly suites: Suites },
  peer: Did,
  current: boolean,
): LiveSession | undefined {
  const value = store.get('session', sessionKey(peer, current));
  const entry = value === undefined ? undefined : decodeSessionEntry(value);
  if (entry?.kind !== 'accept') return undefined;
  const engine = suites.get(entry.value.suite);
  return engine && { ...entry.value, engine, state: engine.decodeState(entry.value.state), doubtful: maxEarly };
}
