import { concat, u32be, u64be, utf8, type Did, type PeerId } from '../base/base.ts';
import type { IatpHello } from '../wire/wire.ts';

/** Who opened the handshake. */
export type HandshakeRole = 'initiator' | 'responder';

/** The protocol that is signed for; the same text names the stream. */
const protocolId = '/parley/iatp/1';

/** The domain under which a transcript is signed. */
export const transcriptType = 'IatpTranscript';

/** What one side put into the handshake, and what the connection says of it. */
export interface Side {
  readonly did: Did;
  /** From the connection, never from the hello. */
  readonly peerId: PeerId;
  readonly hello: IatpHello;
  /** SHA-256 of the payload of its record. */
  readonly recordHash: Uint8Array;
}

/** Everything two sides agreed on. */
export interface Agreed {
  readonly initiator: Side;
  readonly responder: Side;
  readonly suite: string;
}

/**
 * The bytes that the side in `role` signs: each field behind its length, each list behind its count, so
 * that no two handshakes have the same bytes. The role stands in it, so a signature cannot be reflected;
 * the peer ids of the connection, so it cannot be relayed; both nonces, so it cannot be replayed; both
 * offers of suites and the suite chosen, so they cannot be changed under way.
 */
export function transcript(role: HandshakeRole, { initiator, responder, suite }: Agreed): Uint8Array {
  return concat(
    text(protocolId),
    text(role),
    text(initiator.did),
    text(responder.did),
    text(initiator.peerId),
    text(responder.peerId),
    ...sideFields(initiator),
    ...sideFields(responder),
    text(suite),
  );
}

function sideFields({ hello, recordHash }: Side): readonly Uint8Array[] {
  return [
    field(u32be(hello.version)),
    field(hello.nonce),
    field(u64be(hello.timestamp)),
    field(recordHash),
    field(u32be(hello.requirement.minScore)),
    ...list(hello.requirement.capabilities),
    ...list(hello.suites),
    text(hello.to),
    field(hello.invitation?.id ?? new Uint8Array(0)),
    field(hello.invitation?.mac ?? new Uint8Array(0)),
    field(hello.freshness ?? new Uint8Array(0)),
  ];
}

function field(bytes: Uint8Array): Uint8Array {
  return concat(u32be(bytes.length), bytes);
}

function text(value: string): Uint8Array {
  return field(utf8(value));
}

function list(values: readonly string[]): readonly Uint8Array[] {
  return [u32be(values.length), ...values.map(text)];
}

/**
 * The suite of a handshake: the first in the order of the side with the lower DID that the other allows too; undefined
 * when there is none. It does not depend on who began: when both do at once, both handshakes agree on the same.
 */
export function chooseSuite(one: ChoosingSide, other: ChoosingSide): string | undefined {
  const [first, second] = one.did < other.did ? [one, other] : [other, one];
  return first.hello.suites.find((suite) => second.hello.suites.includes(suite));
}

/** What of a side decides the suite. */
interface ChoosingSide {
  readonly did: Did;
  readonly hello: Pick<IatpHello, 'suites'>;
}
