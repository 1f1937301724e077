import { equalBytes, MeshError } from '../base/base.ts';
import type { SignalResponder } from '../wire/wire.ts';
import type {
  IdentityChange,
  IdentityKeyPair,
  IdentityKeyStore,
  KyberPreKeyStore,
  PreKeyStore,
  PrivateKey,
  PublicKey,
  SessionRecord,
  SessionStore,
  SignedPreKeyStore,
} from '@signalapp/libsignal-client';
import { plain, type Library } from './library.ts';
import { kyberRecords, oneTimeRecords, signedRecords } from './records.ts';

/** libsignal tells installations of one account apart by it; an agent has one. */
export const registrationId = 1;

/** What a call is for. */
export type Call =
  /** A message that may begin a session. */
  | {
      readonly kind: 'agreement';
      readonly record: SessionRecord | undefined;
      /** Our own; undefined once a session stands, when nothing may ask for it. */
      readonly identity: IdentityKeyPair | undefined;
    }
  /** A message within a session. */
  | { readonly kind: 'message'; readonly record: SessionRecord | undefined };

/**
 * The stores of sessions and identities that libsignal wants, for one call: filled from a state, and read
 * afterwards for what came of it. They end with the call, so a refusal leaves nothing behind.
 */
export class CallStores implements SessionStore, IdentityKeyStore {
  readonly #library: Library;
  readonly #peerIdentity: Uint8Array;
  readonly #isAgreement: boolean;
  readonly #identity: IdentityKeyPair | undefined;
  #record: SessionRecord | undefined;

  constructor(library: Library, peerIdentity: Uint8Array, call: Call) {
    this.#library = library;
    this.#peerIdentity = peerIdentity;
    this.#record = call.record;
    this.#isAgreement = call.kind === 'agreement';
    this.#identity = call.kind === 'agreement' ? call.identity : undefined;
  }

  /** The record as libsignal saved it last. */
  get record(): SessionRecord {
    return this.#record ?? unknown();
  }

  async getSession(): Promise<SessionRecord | null> {
    return this.#record ?? null;
  }

  async getExistingSessions(): Promise<SessionRecord[]> {
    return [];
  }

  async saveSession(_address: unknown, record: SessionRecord): Promise<void> {
    this.#record = record;
  }

  async getIdentityKey(): Promise<PrivateKey> {
    return (this.#identity ?? unknown()).privateKey;
  }

  async getIdentityKeyPair(): Promise<IdentityKeyPair> {
    return this.#identity ?? unknown();
  }

  async getLocalRegistrationId(): Promise<number> {
    return registrationId;
  }

  async getIdentity(): Promise<PublicKey> {
    return this.#library.PublicKey.deserialize(plain(this.#peerIdentity));
  }

  /** Later the key comes out of the record, which took it when this allowed it: comparing again costs 5 % of a message. */
  async isTrustedIdentity(_address: unknown, key: PublicKey): Promise<boolean> {
    return !this.#isAgreement || equalBytes(key.serialize(), this.#peerIdentity);
  }

  async saveIdentity(): Promise<IdentityChange> {
    return this.#library.IdentityChange.NewOrUnchanged;
  }
}

/** The stores of prekeys for one call. */
export interface PrekeyStores {
  readonly oneTime: PreKeyStore;
  readonly signed: SignedPreKeyStore;
  readonly kyber: KyberPreKeyStore;
}

/** Stores with the prekeys that the first message of a session may use, and no others; none once it was opened. */
export function prekeyStores(library: Library, responder: SignalResponder | undefined): PrekeyStores {
  return {
    oneTime: {
      getPreKey: async (id) => oneTimeRecords.read(library, known(responder?.oneTime, id).record),
      savePreKey: unused,
      // The caller forgets it, in the same write as the state.
      removePreKey: nothing,
    },
    signed: {
      getSignedPreKey: async (id) => signedRecords.read(library, known(responder?.signed, id).record),
      saveSignedPreKey: unused,
    },
    kyber: {
      getKyberPreKey: async (id) => {
        const { kyberRecord } = known(responder?.oneTime ?? responder?.signed, id);
        return kyberRecords.read(library, kyberRecord);
      },
      saveKyberPreKey: unused,
      // That of a one-time prekey goes with it; that of last resort may be used again.
      markKyberPreKeyUsed: nothing,
    },
  };
}

/** The prekey when it has this id. */
function known<T extends { readonly id: number }>(prekey: T | undefined, id: number): T {
  return prekey?.id === id ? prekey : unknown();
}

/** Ends the call: libsignal hands on what its stores throw. */
function unknown(): never {
  throw new MeshError('internal', 'libsignal asked for a key that the session does not have. Open a new session.');
}

async function nothing(): Promise<void> {}

async function unused(): Promise<void> {
  unknown();
}
