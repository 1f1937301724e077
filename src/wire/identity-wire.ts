import { limits, type Did, type Millis, type PeerId } from '../base/base.ts';
import {
  boundedBytes,
  boundedList,
  boundedText,
  decodeCanonicalWith,
  decodeWith,
  did,
  fail,
  fixedBytes,
  optionalBytes,
  peerId,
  safeInteger,
  textList,
  time,
  withoutDefaults,
} from './field.ts';
import { parley } from './gen/parley.js';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** What a node says about its agent (registry.md). Travels as Signed of type `AgentRecord`. */
export interface AgentRecord {
  readonly did: Did;
  /** Grows with each publication; ours are seconds since the Unix epoch. */
  readonly seq: number;
  readonly notBefore: Millis;
  /** At most `limits.maxRecordLifeMs` after `notBefore`. */
  readonly expires: Millis;
  /** Current Ed25519 identity key. */
  readonly publicKey: Uint8Array;
  /** The first identity key, whose hash the DID is. */
  readonly genesisKey: Uint8Array;
  /** SHA-256 of the next identity key. */
  readonly nextKeyHash: Uint8Array;
  /** The libp2p host that speaks for the agent. */
  readonly peerId: PeerId;
  readonly name: string;
  /** Encoded Signed<Sponsorship>; empty when no organisation sponsors the agent. */
  readonly sponsorship: Uint8Array;
  readonly multiaddrs: readonly string[];
  /** Where letters for the agent are left: multiaddrs that end in `/p2p/<peer id>`. */
  readonly mailboxes: readonly string[];
  /** X25519 key that letters are sealed to; undefined exactly when there are no mailboxes. */
  readonly mailboxKey?: Uint8Array | undefined;
  /** SHA-256 of the agent card, or undefined. */
  readonly cardHash: Uint8Array | undefined;
  readonly capabilities: readonly string[];
  readonly protocols: readonly string[];
  /** SHA-256 of the previous record's payload, or undefined for the first. */
  readonly previousHash: Uint8Array | undefined;
  readonly status: 'active' | 'suspended';
  /** Encoded Signed<Rotation>, oldest first. */
  readonly rotations: readonly Uint8Array[];
  /** AgentMesh clients that the agent's node serves; none when absent. */
  readonly hosted?: readonly HostedAgent[] | undefined;
  /** Who it says it is elsewhere, at most one of a kind; nobody when absent. A claim, until a token proves it. */
  readonly attestations?: readonly Attestation[] | undefined;
}

/** Whose subjects attestations are about: of Entra ID, of any OpenID Connect issuer, of a SPIFFE trust domain. */
export const attestationKinds = ['entra', 'oidc', 'spiffe'] as const;
export type AttestationKind = (typeof attestationKinds)[number];

/** A subject of an issuer of tokens. */
export interface Attestation {
  readonly kind: AttestationKind;
  /** The `iss` of the tokens; of a SPIFFE ID its trust domain. */
  readonly issuer: string;
  readonly subject: string;
}

/** Longest issuer and subject, UTF-16 units; a SPIFFE ID may have more, and those in use have some 100. */
export const maxAttestationText = 256;

/** An AgentMesh client behind a node, as the node's record names it (agentmesh.md). */
export interface HostedAgent {
  /** Ed25519; the client's DID is the `did:mesh:` form of it. */
  readonly key: Uint8Array;
  /** What it says it can do, 1 to `maxHostedCapability` UTF-16 units each. */
  readonly capabilities: readonly string[];
  readonly registered: Millis;
}

/** AgentMesh clients of one node. With their capabilities they must fit `maxHostedBytes` too. */
export const maxHosted = 40;
/** Bytes of all clients in a record: beside the longest chain of rotations the record stays below `limits.maxRecordBytes`. */
export const maxHostedBytes = 4096;
/** Capabilities of one client, and UTF-16 units of each. */
export const maxHostedCapabilities = 16;
export const maxHostedCapability = 64;

/**
 * Rotations of one identity: the chain is in every record, and with this many of 300 bytes a record is still
 * below `limits.maxRecordBytes`, and two of them in one IATP frame.
 */
export const maxRotations = 32;

/** Encodes the payload of a Signed of type `AgentRecord`. */
export function encodeAgentRecord(record: AgentRecord): Uint8Array {
  const fields = {
    ...record,
    notBeforeMs: record.notBefore,
    expiresMs: record.expires,
    multiaddrs: [...record.multiaddrs],
    mailboxes: [...record.mailboxes],
    capabilities: [...record.capabilities],
    protocols: [...record.protocols],
    rotations: [...record.rotations],
    mailboxKey: record.mailboxKey ?? null,
    cardHash: record.cardHash ?? null,
    previousHash: record.previousHash ?? null,
    hosted: (record.hosted ?? []).map(rawHosted),
    attestations: (record.attestations ?? []).map(withoutDefaults),
    status:
      record.status === 'active' ? wire.RecordStatus.RECORD_STATUS_ACTIVE : wire.RecordStatus.RECORD_STATUS_SUSPENDED,
  };
  return encoded(wire.AgentRecord, withoutDefaults(fields));
}

function rawHosted({ key, capabilities, registered }: HostedAgent): parley.v1.HostedAgent.$Properties {
  return withoutDefaults({ key, capabilities: [...capabilities], registeredMs: registered });
}

/** Bytes that AgentMesh clients take in a record. */
export function hostedBytes(hosted: readonly HostedAgent[]): number {
  return hosted.reduce((sum, one) => sum + encoded(wire.HostedAgent, rawHosted(one)).length + 4, 0);
}

function readHosted(raw: parley.v1.HostedAgent.$Properties): HostedAgent {
  return {
    key: fixedBytes(raw.key, 32, 'hosted key'),
    capabilities: boundedList(raw.capabilities, maxHostedCapabilities, 'capabilities', (text) =>
      boundedText(text, 'capability', maxHostedCapability),
    ),
    registered: time(raw.registeredMs, 'registered'),
  };
}

/** Decodes the payload of a Signed of type `AgentRecord`. */
export const decodeAgentRecord = decodeCanonicalWith(wire.AgentRecord, limits.maxRecordBytes, {
  read: readAgentRecord,
  encode: encodeAgentRecord,
});

function readAgentRecord(raw: parley.v1.AgentRecord): AgentRecord {
  const notBefore = time(raw.notBeforeMs, 'notBefore');
  const expires = time(raw.expiresMs, 'expires');
  if (expires <= notBefore || expires - notBefore > limits.maxRecordLifeMs) return fail('expires is out of range');
  const mailboxes = textList(raw.mailboxes, 'mailboxes');
  const mailboxKey = optionalBytes(raw.mailboxKey, 32, 'mailboxKey');
  if ((mailboxKey === undefined) !== (mailboxes.length === 0)) return fail('mailboxes and their key belong together');
  return {
    did: did(raw.did, 'did'),
    seq: safeInteger(raw.seq, 'seq'),
    notBefore,
    expires,
    publicKey: fixedBytes(raw.publicKey, 32, 'publicKey'),
    genesisKey: fixedBytes(raw.genesisKey, 32, 'genesisKey'),
    nextKeyHash: fixedBytes(raw.nextKeyHash, 32, 'nextKeyHash'),
    peerId: peerId(raw.peerId, 'peerId'),
    name: boundedText(raw.name, 'name', 128),
    sponsorship: boundedBytes(raw.sponsorship, 2048, 'sponsorship'),
    multiaddrs: textList(raw.multiaddrs, 'multiaddrs'),
    mailboxes,
    mailboxKey,
    cardHash: optionalBytes(raw.cardHash, 32, 'cardHash'),
    capabilities: textList(raw.capabilities, 'capabilities'),
    protocols: textList(raw.protocols, 'protocols'),
    previousHash: optionalBytes(raw.previousHash, 32, 'previousHash'),
    status: readStatus(raw.status),
    rotations: boundedList(raw.rotations, maxRotations, 'rotations', (r) => boundedBytes(r, 1024, 'rotation')),
    ...hostedOf(raw),
    ...attestationsOf(raw),
  };
}

/** Absent and empty are the same bytes, so only what is there is a field. */
function hostedOf({ hosted }: parley.v1.AgentRecord): Pick<AgentRecord, 'hosted'> {
  const read = boundedList(hosted, maxHosted, 'hosted', readHosted);
  return read.length === 0 ? {} : { hosted: read };
}

function attestationsOf({ attestations }: parley.v1.AgentRecord): Pick<AgentRecord, 'attestations'> {
  const read = boundedList(attestations, attestationKinds.length, 'attestations', readAttestation);
  if (new Set(read.map(({ kind }) => kind)).size < read.length) return fail('two attestations of one kind');
  return read.length === 0 ? {} : { attestations: read };
}

function readAttestation(raw: parley.v1.Attestation.$Properties): Attestation {
  return {
    kind: attestationKinds.find((kind) => kind === raw.kind) ?? fail('kind is unknown'),
    issuer: boundedText(raw.issuer, 'issuer', maxAttestationText),
    subject: boundedText(raw.subject, 'subject', maxAttestationText),
  };
}

function readStatus(raw: parley.v1.RecordStatus | null | undefined): 'active' | 'suspended' {
  if (raw === wire.RecordStatus.RECORD_STATUS_ACTIVE) return 'active';
  if (raw === wire.RecordStatus.RECORD_STATUS_SUSPENDED) return 'suspended';
  return fail('status is unknown');
}

/** An organisation vouching that an agent is its own. Travels as Signed of type `Sponsorship`, by the organisation's key. */
export interface Sponsorship {
  readonly did: Did;
  readonly organisationKey: Uint8Array;
  readonly organisationName: string;
  readonly notBefore: Millis;
  readonly expires: Millis;
}

/** Encodes the payload of a Signed of type `Sponsorship`. */
export function encodeSponsorship(sponsorship: Sponsorship): Uint8Array {
  const { notBefore: notBeforeMs, expires: expiresMs } = sponsorship;
  return encoded(wire.Sponsorship, withoutDefaults({ ...sponsorship, notBeforeMs, expiresMs }));
}

/** Decodes the payload of a Signed of type `Sponsorship`. */
export const decodeSponsorship = decodeCanonicalWith(wire.Sponsorship, 2048, {
  read: (raw): Sponsorship => ({
    did: did(raw.did, 'did'),
    organisationKey: fixedBytes(raw.organisationKey, 32, 'organisationKey'),
    organisationName: boundedText(raw.organisationName, 'organisationName', 128),
    notBefore: time(raw.notBeforeMs, 'notBefore'),
    expires: time(raw.expiresMs, 'expires'),
  }),
  encode: encodeSponsorship,
});

/** One step of key rotation. Travels as Signed of type `Rotation`, by the old key. */
export interface Rotation {
  readonly did: Did;
  readonly oldKey: Uint8Array;
  readonly newKey: Uint8Array;
  /** The seq of the first record under the new key. */
  readonly seq: number;
  /** AgentMesh's proof: Ed25519 by the old key over ascii `rotate:{old hex}:{new hex}`. */
  readonly legacyProof: Uint8Array;
}

/** Encodes the payload of a Signed of type `Rotation`. */
export function encodeRotation(rotation: Rotation): Uint8Array {
  return encoded(wire.Rotation, withoutDefaults(rotation));
}

/** Decodes the payload of a Signed of type `Rotation`. */
export const decodeRotation = decodeCanonicalWith(wire.Rotation, 1024, {
  read: (raw): Rotation => ({
    did: did(raw.did, 'did'),
    oldKey: fixedBytes(raw.oldKey, 32, 'oldKey'),
    newKey: fixedBytes(raw.newKey, 32, 'newKey'),
    seq: safeInteger(raw.seq, 'seq'),
    legacyProof: fixedBytes(raw.legacyProof, 64, 'legacyProof'),
  }),
  encode: encodeRotation,
});

/** What an invitation code carries. Travels as Signed of type `Invitation`, by the inviting agent's key. */
export interface Invitation {
  /** 16 bytes. */
  readonly id: Uint8Array;
  /** 32 bytes; whoever holds it is the invited one. */
  readonly secret: Uint8Array;
  /** Encoded Signed<AgentRecord> of the inviter. */
  readonly record: Uint8Array;
  readonly multiaddrs: readonly string[];
  readonly expires: Millis;
}

/** Encodes the payload of a Signed of type `Invitation`. */
export function encodeInvitation(invitation: Invitation): Uint8Array {
  return encoded(wire.Invitation, {
    ...invitation,
    multiaddrs: [...invitation.multiaddrs],
    expiresMs: invitation.expires,
  });
}

/** Decodes the payload of a Signed of type `Invitation`. */
export const decodeInvitation = decodeWith(wire.Invitation, limits.maxRecordBytes, (raw): Invitation => ({
  id: fixedBytes(raw.id, 16, 'id'),
  secret: fixedBytes(raw.secret, 32, 'secret'),
  record: boundedBytes(raw.record, limits.maxRecordBytes, 'record'),
  multiaddrs: textList(raw.multiaddrs, 'multiaddrs'),
  expires: time(raw.expiresMs, 'expires'),
}));
