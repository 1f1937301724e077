import type { Did, PeerId, SecretKey } from '../base/base.ts';
import type { AgentIdentity, VerifiedRecord } from '../identity/identity.ts';
import type { Requirement } from '../wire/wire.ts';

/** What either side brings to a handshake. */
interface CommonContext {
  readonly self: AgentIdentity;
  /** Our own current record. */
  readonly record: VerifiedRecord;
  /** Both libp2p peer ids, from the connection. */
  readonly localPeer: PeerId;
  readonly remotePeer: PeerId;
  /** What we ask of the other side. */
  readonly requirement: Requirement;
  /** Suites we allow, in our order of preference. */
  readonly suites: readonly string[];
  /** Asks the other side not to answer from its result cache. */
  readonly fresh: boolean;
}

/** The side that opens. */
export interface InitiatorContext extends CommonContext {
  readonly role: 'initiator';
  /** The DID we mean to meet. */
  readonly to: Did;
  /** Shown to the responder when we join by invitation. */
  readonly invitation: { readonly id: Uint8Array; readonly secret: SecretKey } | undefined;
}

/** The side that answers. */
export interface ResponderContext extends CommonContext {
  readonly role: 'responder';
}

/** What the driver knows when a handshake begins. */
export type HandshakeContext = InitiatorContext | ResponderContext;
