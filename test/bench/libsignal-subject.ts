import type {
  IdentityKeyStore,
  KEMKeyPair,
  KyberPreKeyStore,
  PreKeyBundle,
  PreKeyStore,
  PrivateKey,
  ProtocolAddress,
  SessionRecord,
  SessionStore,
  SignedPreKeyStore,
} from '@signalapp/libsignal-client';
import type { Library } from '../../src/signal/library.ts';
import { hello, present, type SetUp, type Subject, type Talk, type Turn } from './session-subject.ts';

const signedPrekeyId = 1;
const [deviceId, registrationId] = [1, 1];
const never = async (): Promise<never> => {
  throw new Error('libsignal asked for what no one has.');
};

/** What an application keeps for libsignal in the simplest way: everything in memory, sessions as libsignal gave them. */
class Account {
  readonly library: Library;
  readonly address: ProtocolAddress;
  readonly identity: PrivateKey;
  readonly records = new Map<string, SessionRecord>();
  readonly oneTime = new Map<number, PrivateKey>();
  readonly kyber = new Map<number, KEMKeyPair>();
  readonly signed: PrivateKey;
  readonly signedSignature: Uint8Array<ArrayBuffer>;

  constructor(library: Library, name: string) {
    this.library = library;
    this.address = library.ProtocolAddress.new(name, deviceId);
    this.identity = library.PrivateKey.generate();
    this.signed = library.PrivateKey.generate();
    this.signedSignature = this.identity.sign(this.signed.getPublicKey().serialize());
  }

  bundle(id: number): PreKeyBundle {
    const { PreKeyBundle, PrivateKey, KEMKeyPair } = this.library;
    const [oneTime, kyber] = [PrivateKey.generate(), KEMKeyPair.generate()];
    this.oneTime.set(id, oneTime);
    this.kyber.set(id, kyber);
    const kyberKey = kyber.getPublicKey();
    return PreKeyBundle.new(
      registrationId,
      deviceId,
      id,
      oneTime.getPublicKey(),
      signedPrekeyId,
      this.signed.getPublicKey(),
      this.signedSignature,
      this.identity.getPublicKey(),
      id,
      kyberKey,
      this.identity.sign(kyberKey.serialize()),
    );
  }

  readonly sessions: SessionStore = {
    getSession: async (address) => this.records.get(address.name()) ?? null,
    getExistingSessions: never,
    saveSession: async (address, record) => void this.records.set(address.name(), record),
  };

  readonly identities: IdentityKeyStore = {
    getIdentityKey: async () => this.identity,
    getIdentityKeyPair: async () => new this.library.IdentityKeyPair(this.identity.getPublicKey(), this.identity),
    getLocalRegistrationId: async () => registrationId,
    getIdentity: async () => null,
    isTrustedIdentity: async () => true,
    saveIdentity: async () => this.library.IdentityChange.NewOrUnchanged,
  };

  readonly prekeys: PreKeyStore = {
    getPreKey: async (id) => {
      const key = present(this.oneTime.get(id));
      return this.library.PreKeyRecord.new(id, key.getPublicKey(), key);
    },
    removePreKey: async (id) => void this.oneTime.delete(id),
    savePreKey: never,
  };

  readonly signedPrekeys: SignedPreKeyStore = {
    getSignedPreKey: async (id) =>
      this.library.SignedPreKeyRecord.new(id, 0, this.signed.getPublicKey(), this.signed, this.signedSignature),
    saveSignedPreKey: never,
  };

  readonly kyberPrekeys: KyberPreKeyStore = {
    getKyberPreKey: async (id) =>
      this.library.KyberPreKeyRecord.new(id, 0, present(this.kyber.get(id)), new Uint8Array(64)),
    markKyberPreKeyUsed: async () => {},
    saveKyberPreKey: never,
  };
}

/** libsignal used bare: its API as it is, over stores in memory. */
export function libsignalSubject(library: Library): Subject {
  return {
    name: 'libsignal',
    ready(count) {
      return Array.from({ length: count }, (_, i): SetUp => {
        const alice = new Account(library, '9d0652a3-dcc3-4d11-975f-74d615987331');
        const bob = new Account(library, '796abedb-ca4e-4f18-8803-1fde5b921f9f');
        const bundle = bob.bundle(i + 1);
        return (turn) => setUp(library, [alice, bob], bundle, turn);
      });
    },
  };
}

async function setUp(
  library: Library,
  sides: readonly [Account, Account],
  bundle: PreKeyBundle,
  turn: Turn,
): Promise<Talk> {
  const [alice, bob] = sides;
  await turn();
  await library.processPreKeyBundle(bundle, bob.address, alice.address, alice.sessions, alice.identities);
  const first = await library.signalEncrypt(hello, bob.address, alice.address, alice.sessions, alice.identities);
  await turn();
  await openFirst(library, sides, first.serialize());
  return new LibsignalTalk(library, sides);
}

async function openFirst(
  library: Library,
  [alice, bob]: readonly [Account, Account],
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await library.signalDecryptPreKey(
    library.PreKeySignalMessage.deserialize(bytes),
    alice.address,
    bob.address,
    bob.sessions,
    bob.identities,
    bob.prekeys,
    bob.signedPrekeys,
    bob.kyberPrekeys,
  );
}

class LibsignalTalk implements Talk {
  readonly #library: Library;
  readonly #sides: readonly [Account, Account];

  constructor(library: Library, sides: readonly [Account, Account]) {
    this.#library = library;
    this.#sides = sides;
  }

  async send(from: 0 | 1, plaintext: Uint8Array<ArrayBuffer>): Promise<number> {
    const { signalEncrypt, signalDecrypt, SignalMessage, CiphertextMessageType } = this.#library;
    const [sender, receiver] = [this.#sides[from], this.#sides[from === 0 ? 1 : 0]];
    const { address, sessions, identities } = sender;
    const sealed = await signalEncrypt(plaintext, receiver.address, address, sessions, identities);
    const bytes = sealed.serialize();
    const first: number = CiphertextMessageType.PreKey;
    if (sealed.type() === first) await openFirst(this.#library, [sender, receiver], bytes);
    else
      await signalDecrypt(
        SignalMessage.deserialize(bytes),
        address,
        receiver.address,
        receiver.sessions,
        receiver.identities,
      );
    return bytes.length;
  }

  record(): number {
    const [alice, bob] = this.#sides;
    return present(bob.records.get(alice.address.name())).serialize().length;
  }
}
