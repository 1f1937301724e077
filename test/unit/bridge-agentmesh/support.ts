import {
  SecretKey,
  sha512,
  signingKeyFromSeed,
  toAgreementPublicKey,
  toBase64url,
  utf8,
  type SigningKey,
  type MeshDid,
} from '../../../src/base/base.ts';
import { meshDidOf, type CarriedFrame, type KnockFrame } from '../../../src/bridge/bridge.ts';

/** An identity of an AgentMesh client. */
export interface Party {
  readonly did: MeshDid;
  readonly signing: SigningKey;
  readonly agreementKey: Uint8Array;
}

/** A party of its own for each text. */
export function party(name: string): Party {
  const signing = signingKeyFromSeed(SecretKey.own(sha512(utf8(name)).slice(0, 32)));
  const agreementKey = toAgreementPublicKey(signing.publicKey) ?? new Uint8Array(0);
  return { did: meshDidOf(signing.publicKey), signing, agreementKey };
}

/** Two parties, the one with the lower DID first. */
export function twoParties(): readonly [Party, Party] {
  const [a, b] = [party('first'), party('second')];
  return a.did < b.did ? [a, b] : [b, a];
}

/** A KNOCK as a client sends it. */
export function knockOf(from: Party, to: Party, id: string): KnockFrame {
  const ik = Buffer.from(from.agreementKey).toString('base64');
  const way = { from: from.did, to: to.did, id };
  return { type: 'knock', ...way, intent: { action: 'establish_session' }, establishment: { ik, ek: ik } };
}

/** The answer to a KNOCK. */
export function acceptOf(from: Party, to: Party, knockId: string): CarriedFrame {
  return { type: 'knock_accept', from: from.did, to: to.did, id: `accept ${knockId}`, knock_id: knockId };
}

/** A message whose ciphertext nobody opens. */
export function messageOf(from: Party, to: Party, id: string): CarriedFrame {
  const dh = Buffer.from(from.agreementKey).toString('base64');
  const ciphertext = Buffer.alloc(60, 7).toString('base64');
  return { type: 'message', from: from.did, to: to.did, id, header: { dh, pn: 0, n: 0 }, ciphertext };
}

/** What a client deposits at its registry, with this many one-time prekeys. */
export function depositOf(self: Party, options: { readonly prekey: string; readonly oneTime: number }) {
  const signed = party(options.prekey).agreementKey;
  return {
    identity_key: toBase64url(self.agreementKey),
    identity_key_ed: toBase64url(self.signing.publicKey),
    signed_pre_key: {
      key_id: 0,
      public_key: toBase64url(signed),
      signature: toBase64url(self.signing.sign(signed)),
    },
    one_time_pre_keys: Array.from({ length: options.oneTime }, (_, key_id) => ({
      key_id,
      public_key: toBase64url(party(`${options.prekey} ${key_id}`).agreementKey),
    })),
  };
}
