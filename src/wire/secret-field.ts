import { agreementKeyFromPair, SecretKey, type AgreementKey } from '../base/base.ts';
import { fixedBytes, optionalBytes } from './field.ts';

type Bytes = Uint8Array | null | undefined;

/** An X25519 key pair at rest. */
export function readKeyPair(publicKey: Bytes, privateKey: Bytes): AgreementKey {
  const secret = SecretKey.own(fixedBytes(privateKey, 32, 'privateKey'));
  return agreementKeyFromPair(secret, fixedBytes(publicKey, 32, 'publicKey'));
}

/** A secret of `length` bytes, or undefined when empty. */
export function optionalSecret(raw: Bytes, name: string, length = 32): SecretKey | undefined {
  const bytes = optionalBytes(raw, length, name);
  return bytes && SecretKey.own(bytes);
}
