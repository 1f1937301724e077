import { equalBytes, MeshError } from '../base/base.ts';
import type { SignalResponder } from '../wire/wire.ts';
import type {
  IdentityKeyPair,
  IdentityKeyStore,
  KyberPreKeyStore,
  PreKeyStore,
  SessionRecord,
  SessionStore,
  SignedPreKeyStore,
} from '@signalapp/libsignal-client';
import { plain, type Library } from './library.ts';

/** What one call of libsignal may see. */
export interface CallContent {
  readonly record: SessionRecord | undefined;
  readonly peerIdentity: Uint8Array;
  /** Needed for a key agreement alone. */
  readonly identity?: IdentityKeyPair;
  /** The prekeys that the first message of a session may use, and no others. */
  readonly responder?: SignalResponder | undefined;
}

/** libsignal tells installations of one account apart by it; an agent has one. */
export const registrationId = 1;

/**
 * The stores that libsignal wants, for one call: filled from a state, and read afterwards for what came of it.
 * They end with the call, so a refusal leaves nothing behind.
 */
export class CallStores {
  readonly sessions: SessionStore;
  readonly identities: IdentityKeyStore;
  readonly oneTimePrekeys: PreKeyStore;
  readonly signedPrekeys: SignedPreKeyStore;
  readonly kyberPrekeys: KyberPreKeyStore;
  #record: SessionRecord | undefined;

  constructor(library: Library, content: CallContent) {
    const { responder } = content;
    this.#record = content.record;
    this.sessions = {
      getSession: async () => this.#record ?? null,
      getExistingSessions: async () => [],
      saveSession: async (_address, record) => {
        this.#record = record;
      },
    };
    this.identities = identityStore(library, content);
    this.oneTimePrekeys = {
      getPreKey: async (id) => library.PreKeyRecord.deserialize(plain(known(responder?.oneTime, id).record.expose())),
      savePreKey: unused,
      // The caller forgets it, in the same write as the state.
      removePreKey: nothing,
    };
    this.signedPrekeys = {
      getSignedPreKey: async (id) =>
        library.SignedPreKeyRecord.deserialize(plain(known(responder?.signed, id).record.expose())),
      saveSignedPreKey: unused,
    };
    this.kyberPrekeys = {
      getKyberPreKey: async (id) => {
        const { kyberRecord } = known(responder?.oneTime ?? responder?.signed, id);
        return library.KyberPreKeyRecord.deserialize(plain(kyberRecord.expose()));
      },
      saveKyberPreKey: unused,
      markKyberPreKeyUsed: nothing,
    };
  }

  /** The record as libsignal saved it last. */
  get record(): SessionRecord {
    return this.#record ?? unknown();
  }
}

function identityStore(library: Library, { identity, peerIdentity }: CallContent): IdentityKeyStore {
  return {
    getIdentityKey: async () => identity?.privateKey ?? unknown(),
    getIdentityKeyPair: async () => identity ?? unknown(),
    getLocalRegistrationId: async () => registrationId,
    getIdentity: async () => library.PublicKey.deserialize(plain(peerIdentity)),
    isTrustedIdentity: async (_address, key) => equalBytes(key.serialize(), peerIdentity),
    saveIdentity: async () => library.IdentityChange.NewOrUnchanged,
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
