import type { AgreementKey, Random, Verdict } from '../base/base.ts';
import type { PrekeyBundle, RatchetState } from '../wire/wire.ts';
import type { Prekeys } from './prekeys.ts';

/** One side of a session between two messages. Immutable: each message makes the next one, and the caller keeps it. */
export type SessionState = RatchetState;

/** A sealed message, and the state to commit before it leaves. */
export interface Sealed {
  readonly state: SessionState;
  readonly header: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** An opened message, and the state to commit before it is delivered. */
export interface Opened {
  readonly state: SessionState;
  readonly plaintext: Uint8Array;
}

/** What the initiator starts from. */
export interface InitiateOptions {
  /** X25519 form of our identity key. */
  readonly self: AgreementKey;
  /** The other agent's current Ed25519 identity key, from its verified record. */
  readonly peerKey: Uint8Array;
  readonly bundle: PrekeyBundle;
  /** What both sides know and bind to every message: UTF-8 `initiatorDid|responderDid` in AgentMesh. */
  readonly associatedData: Uint8Array;
  readonly random: Random;
}

/** What the initiator gets. */
export interface Initiated {
  readonly state: SessionState;
  /** For the other side's `respond`. */
  readonly establishment: Uint8Array;
}

/** What the responder starts from. */
export interface RespondOptions {
  /** X25519 form of our identity key. */
  readonly self: AgreementKey;
  /** The other agent's current Ed25519 identity key, from its verified record. */
  readonly peerKey: Uint8Array;
  readonly prekeys: Prekeys;
  readonly establishment: Uint8Array;
  /** The same as the initiator's. */
  readonly associatedData: Uint8Array;
}

/** What the responder gets. */
export interface Responded {
  readonly state: SessionState;
  /**
   * Once the first message opened, `consumePrekey` it in the same write as the state. Undefined when
   * the bundle had none: then only the caller's memory of knock ids stops a replay of the first message.
   */
  readonly usedOneTimePrekey: number | undefined;
}

/** A cipher suite: how two agents agree on keys and how their messages are sealed. */
export interface Suite {
  /** As the handshake negotiates it. */
  readonly name: string;
  /**
   * Starts a session from the other side's bundle. Refuses `no-common-suite` (the bundle is of another
   * suite), `weak-key`, `key-mismatch` (the bundle is not of `peerKey`) and `bad-signature`.
   */
  initiate(options: InitiateOptions): Verdict<Initiated>;
  /**
   * Joins a session that the other side started. Nothing is proved until the first message opens.
   * Refuses `malformed`, `weak-key`, `key-mismatch` and `prekey-unknown`.
   */
  respond(options: RespondOptions): Verdict<Responded>;
  /**
   * Does beforehand what the next `seal` would have to do about keys, and changes nothing else; the same state
   * when nothing is due. Losing the result costs nothing. Throws as `seal`.
   */
  prepare(state: SessionState, random: Random): SessionState;
  /** Seals a message. Throws MeshError('internal') on the responder's side before its first `open`. */
  seal(state: SessionState, plaintext: Uint8Array, random: Random): Sealed;
  /**
   * Opens a message; `state` stays valid, so a refusal changes nothing. Refuses `malformed`,
   * `undecryptable`, `weak-key` and `too-many-skipped`; ignores `duplicate`, when a message of this number
   * and ratchet key was opened before (its tag is not checked again: the key is gone). `random` is for
   * suites that choose their next key as they receive.
   */
  open(state: SessionState, header: Uint8Array, ciphertext: Uint8Array, random: Random): Verdict<Opened>;
  /** The state for the store; holds secrets. */
  encodeState(state: SessionState): Uint8Array;
  /** Reads what `encodeState` made; throws MeshError('store-damaged') on anything else. */
  decodeState(bytes: Uint8Array): SessionState;
}
