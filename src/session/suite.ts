import type { AgreementKey, Did, Millis, Random, SigningKey, Verdict } from '../base/base.ts';

/** A value now, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/**
 * One side of a session between two messages, in a shape that its suite alone knows. Immutable: each
 * message makes the next one, and the caller keeps it.
 */
export interface SessionState {
  /** Name of the suite it belongs to. */
  readonly suite: string;
}

/** The prekeys of an agent for one suite, in a shape that the suite alone knows. Immutable, as `SessionState`. */
export interface Prekeys {
  /** Name of the suite they belong to. */
  readonly suite: string;
}

/** What a suite may not have of its own: the time, and random bytes. */
export interface Moment {
  readonly now: Millis;
  readonly random: Random;
}

/** Who we are to a suite. */
export interface SuiteIdentity {
  readonly did: Did;
  /** The current Ed25519 identity key; it signs prekey bundles, so that a rotated key needs no new prekeys. */
  readonly signing: SigningKey;
  /** X25519 form of the same key. */
  readonly agreement: AgreementKey;
}

/** Who the other agent is, by its verified record. */
export interface SuitePeer {
  readonly did: Did;
  /** Its current Ed25519 identity key. */
  readonly publicKey: Uint8Array;
}

/** A message as it travels. */
export interface Message {
  readonly header: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** A sealed message, and the state to commit before it leaves. */
export interface Sealed<S = SessionState> extends Message {
  readonly state: S;
}

/** An opened message, and the state to commit before it is delivered. */
export interface Opened<S = SessionState> {
  readonly state: S;
  readonly plaintext: Uint8Array;
}

/** What both sides of a key agreement start from. */
export interface AgreementOptions<P = Prekeys> {
  readonly self: SuiteIdentity;
  /** Our own prekeys of this suite. */
  readonly prekeys: P;
  readonly peer: SuitePeer;
  /** What both sides know and bind to every message: UTF-8 `initiatorDid|responderDid` in AgentMesh. */
  readonly associatedData: Uint8Array;
}

/** What the initiator starts from. */
export interface InitiateOptions<P = Prekeys> extends AgreementOptions<P>, Moment {
  /** The other agent's bundle as it travelled. */
  readonly bundle: Uint8Array;
}

/** What the initiator gets. */
export interface Initiated<S = SessionState> {
  readonly state: S;
  /** For the other side's `respond`; travels inside a statement that our identity key signs (the knock). */
  readonly establishment: Uint8Array;
}

/** What the responder starts from. */
export interface RespondOptions<P = Prekeys> extends AgreementOptions<P> {
  /** What the initiator's `initiate` gave, out of a statement that its identity key signed. */
  readonly establishment: Uint8Array;
}

/** What the responder gets. */
export interface Responded<S = SessionState> {
  readonly state: S;
  /**
   * Once the first message opened, `consumePrekey` it in the same write as the state. Undefined when
   * the bundle had none: then only the caller's memory of knock ids stops a replay of the first message.
   */
  readonly usedOneTimePrekey: number | undefined;
}

/** A bundle taken from the prekeys: commit `prekeys` before it leaves. */
export interface TakenBundle<P = Prekeys> {
  readonly prekeys: P;
  /** As it travels: signed by the identity key, with DID, suite and time of making. */
  readonly bundle: Uint8Array;
}

/** What a suite keeps and shows so that others can open sessions while it is busy or away. */
export interface PrekeyKeeping<P = Prekeys> {
  /** New prekeys, to be committed before the first bundle leaves. */
  createPrekeys(moment: Moment): P;
  /**
   * Rotates, forgets and makes anew what is due; the same object when nothing was. Call it at start, hourly
   * and after `takeBundle`; it takes some milliseconds when it has to make keys.
   */
  refillPrekeys(prekeys: P, moment: Moment): P;
  /** A bundle with a one-time prekey, or without when none is left. */
  takeBundle(prekeys: P, self: SuiteIdentity, now: Millis): TakenBundle<P>;
  /** Forgets a one-time prekey that a session used. Commit it with that session's state. */
  consumePrekey(prekeys: P, id: number): P;
  /** The prekeys for the store; holds secrets. */
  encodePrekeys(prekeys: P): Uint8Array;
  /** Reads what `encodePrekeys` made; throws MeshError('store-damaged') on anything else. */
  decodePrekeys(bytes: Uint8Array): P;
}

/**
 * A cipher suite: how two agents agree on keys and how their messages are sealed. `opaqueSuite` makes one for
 * every caller of one that is written in its own shapes.
 */
export interface Suite<S extends SessionState = SessionState, P extends Prekeys = Prekeys> extends PrekeyKeeping<P> {
  /** As the handshake negotiates it. */
  readonly name: string;
  /**
   * Starts a session from the other side's bundle. Refuses `malformed`, `bad-signature`, `key-mismatch` and
   * `did-mismatch` (the bundle is not the peer's), `no-common-suite` (of another suite), `expired` and `weak-key`.
   */
  initiate(options: InitiateOptions<P>): Awaitable<Verdict<Initiated<S>>>;
  /**
   * Joins a session that the other side started. Nothing is proved until the first message opens.
   * Refuses `malformed`, `weak-key`, `key-mismatch` and `prekey-unknown`.
   */
  respond(options: RespondOptions<P>): Awaitable<Verdict<Responded<S>>>;
  /**
   * Does beforehand what the next `seal` would have to do about keys, and changes nothing else; the same state
   * when nothing is due. Losing the result costs nothing. Throws as `seal`.
   */
  prepare(state: S, moment: Moment): Awaitable<S>;
  /**
   * The state without the keys of messages that were passed over and can come no more; the same state when there are
   * none. Undefined when the suite cannot forget single keys and some are too old: the session has to be given up.
   */
  expire(state: S, now: Millis): S | undefined;
  /** Seals a message. Throws MeshError('internal') on the responder's side before its first `open`. */
  seal(state: S, plaintext: Uint8Array, moment: Moment): Awaitable<Sealed<S>>;
  /**
   * Opens a message; `state` stays valid, so a refusal changes nothing. Refuses `malformed`,
   * `undecryptable`, `weak-key` and `too-many-skipped`; ignores `duplicate`, when a message of this number
   * and ratchet key was opened before (its tag is not checked again: the key is gone).
   */
  open(state: S, message: Message, moment: Moment): Awaitable<Verdict<Opened<S>>>;
  /** The state for the store; holds secrets. */
  encodeState(state: S): Uint8Array;
  /** Reads what `encodeState` made; throws MeshError('store-damaged') on anything else. */
  decodeState(bytes: Uint8Array): S;
}

/** A suite that answers at once: all of its work is computation on what it is given. */
export interface PureSuite<S extends SessionState = SessionState, P extends Prekeys = Prekeys> extends Suite<S, P> {
  initiate(options: InitiateOptions<P>): Verdict<Initiated<S>>;
  respond(options: RespondOptions<P>): Verdict<Responded<S>>;
  prepare(state: S, moment: Moment): S;
  seal(state: S, plaintext: Uint8Array, moment: Moment): Sealed<S>;
  open(state: S, message: Message, moment: Moment): Verdict<Opened<S>>;
}
