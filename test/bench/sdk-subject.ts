import { SecureChannel, X3DHKeyManager, type EncryptedMessage } from '@microsoft/agent-governance-sdk';
import { SecretKey, signingKeyFromSeed } from '../../src/base/base.ts';
import { hello, type SetUp, type Subject, type Talk } from './session-subject.ts';

/** Header of AgentMesh on the wire, which the SDK leaves to its callers: ratchet key and two numbers. */
const headerBytes = 40;

function manager(byte: number): X3DHKeyManager {
  const seed = new Uint8Array(32).fill(byte);
  return new X3DHKeyManager(seed, signingKeyFromSeed(SecretKey.own(seed)).publicKey);
}

/** The encryption of `@microsoft/agent-governance-sdk`: its own X3DH and Double Ratchet. */
export const sdkSubject: Subject = {
  name: 'agent-governance-sdk',
  ready(count) {
    const [alice, bob] = [manager(1), manager(2)];
    bob.generateSignedPreKey();
    return bob.generateOneTimePreKeys(count).map(({ keyId }): SetUp => {
      const bundle = bob.getPublicBundle(keyId);
      return async (turn) => {
        await turn();
        const [sender, establishment] = SecureChannel.createSender(alice, bundle);
        const first = sender.send(hello);
        await turn();
        const receiver = SecureChannel.createReceiver(bob, establishment);
        receiver.receive(first);
        return new SdkTalk([sender, receiver]);
      };
    });
  },
};

class SdkTalk implements Talk {
  readonly #sides: readonly [SecureChannel, SecureChannel];

  constructor(sides: readonly [SecureChannel, SecureChannel]) {
    this.#sides = sides;
  }

  async send(from: 0 | 1, plaintext: Uint8Array): Promise<number> {
    const message: EncryptedMessage = this.#sides[from].send(plaintext);
    this.#sides[from === 0 ? 1 : 0].receive(message);
    return headerBytes + message.ciphertext.length;
  }

  record(): undefined {
    return undefined;
  }
}
