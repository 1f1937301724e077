import { concat, MeshError, SecretKey, sha256, toHex, utf8 } from '../base/base.ts';
import type { AgreementOptions, SessionState } from '../session/session.ts';
import { decodeSignalState, encodeSignalState, type SignalResponder } from '../wire/wire.ts';
import type { ProtocolAddress, SessionRecord } from '@signalapp/libsignal-client';
import type { Followed } from './followed.ts';
import { plain, type Library } from './library.ts';

/** As the handshake negotiates it. */
export const suiteName = 'signal';

/** One side of a session. libsignal changes no record that it was given, so states may share one. */
export interface SignalSession extends SessionState {
  readonly ends: Ends;
  readonly followed: Followed;
  /** Undefined until the first message was opened (responder). */
  readonly record: SessionRecord | undefined;
  /** The keys for the first message; undefined once it was opened, and for the initiator. */
  readonly responder: SignalResponder | undefined;
}

/** Who talks with whom; the same in all states of a session. */
export interface Ends {
  /** The other side's identity key of this suite, 33 bytes. */
  readonly peerIdentity: Uint8Array;
  readonly ours: ProtocolAddress;
  readonly theirs: ProtocolAddress;
  /** Ours, then theirs, 16 bytes each. */
  readonly addresses: Uint8Array;
}

const addressBytes = 16;
/** An agent has one device to libsignal. */
const deviceId = 1;

/** The two agents of a session and what they said beforehand. */
export interface Sides extends Pick<AgreementOptions, 'self' | 'peer' | 'associatedData'> {
  readonly initiator: boolean;
  /** The other side's identity key of this suite. */
  readonly peerIdentity: Uint8Array;
}

/**
 * The two ends of a session. libsignal has no associated data but covers with the MAC of first messages the
 * addresses of both sides, when they look like Signal's account ids: ours are hashes of the associated data and
 * of both agents, so that no session begins between two that take each other for somebody else.
 */
export function endsOf(library: Library, { self, peer, associatedData, initiator, peerIdentity }: Sides): Ends {
  const agents = [
    { did: self.did, publicKey: self.signing.publicKey },
    { did: peer.did, publicKey: peer.publicKey },
  ];
  const both = (initiator ? agents : agents.toReversed()).map(({ did, publicKey }) =>
    concat(utf8(`${did}\0`), publicKey),
  );
  const digest = sha256(utf8('parley/v1/SignalAddresses\0'), ...both, associatedData);
  const first = digest.subarray(0, addressBytes);
  const second = digest.subarray(addressBytes);
  return restoreEnds(library, peerIdentity, initiator ? concat(first, second) : concat(second, first));
}

function restoreEnds(library: Library, peerIdentity: Uint8Array, addresses: Uint8Array): Ends {
  const ours = library.ProtocolAddress.new(accountId(addresses.subarray(0, addressBytes)), deviceId);
  const theirs = library.ProtocolAddress.new(accountId(addresses.subarray(addressBytes)), deviceId);
  return { peerIdentity, ours, theirs, addresses };
}

/** 16 bytes in the form of a UUID. */
function accountId(bytes: Uint8Array): string {
  const digits = toHex(bytes);
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ];
  return groups.join('-');
}

/** A session for the store. */
export function encodeSession({ ends, followed, record, responder }: SignalSession): Uint8Array {
  const { peerIdentity, addresses } = ends;
  return encodeSignalState({
    record: record && SecretKey.own(record.serialize()),
    peerIdentity,
    addresses,
    ...followed,
    responder,
  });
}

/** Reads what `encodeSession` made; throws MeshError('store-damaged') on anything else. */
export function decodeSession(library: Library, bytes: Uint8Array): SignalSession {
  const verdict = decodeSignalState(bytes);
  if (verdict.kind !== 'accept') return damaged(verdict.detail ?? verdict.reason);
  const { record, peerIdentity, addresses, chains, epochs, passedOver, responder } = verdict.value;
  try {
    return {
      suite: suiteName,
      ends: restoreEnds(library, peerIdentity, addresses),
      followed: { chains, epochs, passedOver },
      record: record && library.SessionRecord.deserialize(plain(record.expose())),
      responder,
    };
  } catch (cause) {
    return damaged('libsignal cannot read its record', cause);
  }
}

function damaged(why: string, cause?: unknown): never {
  throw new MeshError(
    'store-damaged',
    `A session could not be read from the store: ${why}. Restore the data directory, or remove the session so that a new one is opened.`,
    { cause },
  );
}
