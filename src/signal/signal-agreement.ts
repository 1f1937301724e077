import { accept, reject, type Verdict } from '../base/base.ts';
import {
  openBundle,
  type Initiated,
  type InitiateOptions,
  type Responded,
  type RespondOptions,
} from '../session/session.ts';
import {
  decodeSignalBundle,
  decodeSignalEstablishment,
  encodeSignalEstablishment,
  type SignalBundle,
} from '../wire/wire.ts';
import type { PreKeyBundle } from '@signalapp/libsignal-client';
import { CallStores, registrationId } from './call-stores.ts';
import { nothingFollowed } from './followed.ts';
import { plain, type Library } from './library.ts';
import { noTime, type Engine } from './signal-messages.ts';
import { findOneTimePrekey, findSignedPrekey, type SignalPrekeys } from './signal-prekeys.ts';
import { endsOf, suiteName, type SignalSession } from './signal-session.ts';

/** An agent has one device to libsignal. */
const deviceId = 1;

/** The initiator's half of PQXDH. The key agreement itself travels with each message until the first answer. */
export async function initiateSignal(
  { library, identities, turn }: Engine,
  options: InitiateOptions<SignalPrekeys>,
): Promise<Verdict<Initiated<SignalSession>>> {
  const { self, peer, associatedData } = options;
  await turn();
  const body = openBundle(suiteName, options.bundle, peer, options.now);
  if (body.kind !== 'accept') return body;
  const decoded = decodeSignalBundle(body.value);
  if (decoded.kind !== 'accept') return decoded;
  const bundle = importBundle(library, decoded.value);
  if (bundle === undefined) return reject('malformed', 'the prekey bundle holds what is no key');
  const { identityKey: peerIdentity, signedPrekeyId, oneTimePrekey } = decoded.value;
  const ends = endsOf(library, { self, peer, associatedData, initiator: true, peerIdentity });
  const identity = identities.of(options.prekeys.identity);
  const stores = new CallStores(library, peerIdentity, {
    kind: 'agreement',
    record: undefined,
    identity: identity.pair,
  });
  try {
    await library.processPreKeyBundle(bundle, ends.theirs, ends.ours, stores, stores, noTime);
  } catch {
    return reject('bad-signature', 'of a prekey');
  }
  const establishment = encodeSignalEstablishment({
    identityKey: identity.publicKey,
    binding: identities.bind(identity, self),
    signedPrekeyId,
    oneTimePrekeyId: oneTimePrekey?.id,
  });
  const { record } = stores;
  const state = { suite: suiteName, ends, followed: nothingFollowed, record, responder: undefined };
  return accept({ state, establishment });
}

/** The bundle in libsignal's form; undefined when one of its keys is none. */
function importBundle(
  { PreKeyBundle, PublicKey, KEMPublicKey }: Library,
  bundle: SignalBundle,
): PreKeyBundle | undefined {
  const { oneTimePrekey, signedPrekeyId } = bundle;
  try {
    return PreKeyBundle.new(
      registrationId,
      deviceId,
      oneTimePrekey?.id ?? null,
      oneTimePrekey === undefined ? null : PublicKey.deserialize(plain(oneTimePrekey.key)),
      signedPrekeyId,
      PublicKey.deserialize(plain(bundle.signedPrekey)),
      plain(bundle.signedPrekeySignature),
      PublicKey.deserialize(plain(bundle.identityKey)),
      oneTimePrekey?.id ?? signedPrekeyId,
      KEMPublicKey.deserialize(plain(bundle.kyberPrekey)),
      plain(bundle.kyberPrekeySignature),
    );
  } catch {
    return undefined;
  }
}

/** The responder's half of PQXDH: finds the keys; the first message that opens does the rest. */
export function respondSignal(
  { library, identities }: Engine,
  options: RespondOptions<SignalPrekeys>,
): Verdict<Responded<SignalSession>> {
  const { self, prekeys, peer, associatedData } = options;
  const decoded = decodeSignalEstablishment(options.establishment);
  if (decoded.kind !== 'accept') return decoded;
  const { identityKey: peerIdentity, binding, signedPrekeyId, oneTimePrekeyId } = decoded.value;
  if (!identities.isBound(peerIdentity, binding, peer))
    return reject('key-mismatch', 'the identity key of suite signal is not signed by that of the agent');
  const signed = findSignedPrekey(prekeys, signedPrekeyId);
  if (signed === undefined) return reject('prekey-unknown', 'no such signed prekey');
  const oneTime = oneTimePrekeyId === undefined ? undefined : findOneTimePrekey(prekeys, oneTimePrekeyId);
  if (oneTimePrekeyId !== undefined && oneTime === undefined)
    return reject('prekey-unknown', 'no such one-time prekey');
  const ends = endsOf(library, { self, peer, associatedData, initiator: false, peerIdentity });
  const responder = { identity: prekeys.identity, signed, oneTime };
  const state = { suite: suiteName, ends, followed: nothingFollowed, record: undefined, responder };
  return accept({ state, usedOneTimePrekey: oneTimePrekeyId });
}
