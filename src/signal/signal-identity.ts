import {
  concat,
  sha256,
  signDomain,
  toHex,
  utf8,
  verifyDomain,
  type Did,
  type SecretKey,
  type SigningKey,
} from '../base/base.ts';
import type { SuiteIdentity, SuitePeer } from '../session/session.ts';
import type { IdentityKeyPair } from '@signalapp/libsignal-client';
import { identityPair, plain, type Library } from './library.ts';

/** The domain of the signature that binds an identity key of this suite to an agent. */
const type = 'SignalIdentity';

/** Our identity key of this suite, ready for use. */
export interface SignalIdentity {
  readonly pair: IdentityKeyPair;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
}

/** Identity keys in use and what they were bound by: importing costs a curve operation, binding a signature. */
export class Identities {
  readonly #library: Library;
  readonly #imported = new WeakMap<SecretKey, SignalIdentity>();
  /** Hashes of key, signature and statement. */
  readonly #verified = new Set<string>();
  readonly #bindings = new WeakMap<SigningKey, WeakMap<SignalIdentity, Uint8Array>>();

  constructor(library: Library) {
    this.#library = library;
  }

  /** Imports a private key. */
  of(secret: SecretKey): SignalIdentity {
    const known = this.#imported.get(secret);
    if (known !== undefined) return known;
    const pair = identityPair(this.#library, this.#library.PrivateKey.deserialize(plain(secret.expose())));
    const identity = { pair, publicKey: pair.publicKey.serialize() };
    this.#imported.set(secret, identity);
    return identity;
  }

  /** Our signature for an identity key of this suite. */
  bind(identity: SignalIdentity, self: SuiteIdentity): Uint8Array {
    const bindings = this.#bindings.get(self.signing) ?? new WeakMap<SignalIdentity, Uint8Array>();
    this.#bindings.set(self.signing, bindings);
    const known = bindings.get(identity);
    if (known !== undefined) return known;
    const binding = signDomain(self.signing, type, bound(self.did, identity.publicKey));
    bindings.set(identity, binding);
    return binding;
  }

  /** Whether the agent signed for this identity key of the suite. */
  isBound(identityKey: Uint8Array, binding: Uint8Array, peer: SuitePeer): boolean {
    const statement = bound(peer.did, identityKey);
    const key = toHex(sha256(peer.publicKey, binding, statement));
    if (this.#verified.has(key)) return true;
    if (!verifyDomain(peer.publicKey, type, statement, binding)) return false;
    if (this.#verified.size >= maxVerified) this.#verified.delete(this.#verified.values().next().value ?? '');
    this.#verified.add(key);
    return true;
  }
}

/** Bindings of other agents known to hold: a peer shows the same one each time. 200 bytes each. */
const maxVerified = 4096;

function bound(did: Did, identityKey: Uint8Array): Uint8Array {
  return concat(utf8(`${did}\0`), identityKey);
}
