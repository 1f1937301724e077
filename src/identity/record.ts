import { accept, equalBytes, isStrongPublicKey, reject, sha256, type Millis, type Verdict } from '../base/base.ts';
import {
  decodeAgentRecord,
  decodeSigned,
  encodeAgentRecord,
  encodeSigned,
  signPayload,
  verifySigned,
  type AgentRecord,
} from '../wire/wire.ts';
import type { AgentIdentity } from './agent-identity.ts';
import { didFromKey } from './did.ts';
import { verifyKeyChain } from './rotation.ts';
import { readSponsorship, sponsorshipInForce, within, type Organisation } from './sponsorship.ts';

/** A record whose signatures, DID and key chain hold. */
export interface VerifiedRecord {
  readonly record: AgentRecord;
  /** The encoded Signed<AgentRecord>, as it travels. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the signed payload: names this very record. */
  readonly hash: Uint8Array;
  /** The identity keys, first to current. */
  readonly keys: readonly Uint8Array[];
  /** Who signed for the agent; undefined when nobody did. */
  readonly organisation: Organisation | undefined;
}

/** What the owner of an identity says in a record; DID and keys come from the identity. */
export type RecordDraft = Omit<AgentRecord, 'did' | 'publicKey' | 'genesisKey'>;

/** The least that a record says: who, where, from when to when, and which key comes next. */
export type PlainDraft = Pick<RecordDraft, 'name' | 'peerId' | 'notBefore' | 'expires' | 'nextKeyHash'> &
  Partial<RecordDraft>;

/** What a record says where its owner says nothing: the first one of an agent that nobody signs for and that offers nothing. */
const plain: Omit<RecordDraft, 'name' | 'peerId' | 'notBefore' | 'expires' | 'nextKeyHash'> = {
  seq: 1,
  sponsorship: new Uint8Array(0),
  multiaddrs: [],
  mailboxes: [],
  cardHash: undefined,
  capabilities: [],
  protocols: [],
  previousHash: undefined,
  status: 'active',
  rotations: [],
};

/** Signs a record with the current identity key: an encoded Signed<AgentRecord>. */
export function createRecord(identity: AgentIdentity, draft: PlainDraft): Uint8Array {
  const { did, genesisKey, signing } = identity;
  const payload = encodeAgentRecord({ ...plain, ...draft, did, genesisKey, publicKey: signing.publicKey });
  return encodeSigned(signPayload(signing, 'AgentRecord', payload));
}

/**
 * Verifies a record of at most `limits.maxRecordBytes` offline, whatever the time. In order: size and
 * form (`frame-too-large`, `malformed`), a weak signing key (`weak-key`; its signatures prove nothing),
 * signature (`bad-signature`), a weak genesis key, DID (`did-mismatch`), key chain (`key-mismatch`),
 * signature of the sponsorship (`not-sponsored`).
 */
export function authenticateRecord(bytes: Uint8Array): Verdict<VerifiedRecord> {
  const opened = openRecord(bytes);
  return opened.kind === 'accept' ? withOrganisation(opened.value) : opened;
}

/** As `authenticateRecord`, and in force at `now`: before the sponsorship, its own dates (`not-active`). */
export function verifyRecord(bytes: Uint8Array, now: Millis): Verdict<VerifiedRecord> {
  const opened = openRecord(bytes);
  if (opened.kind !== 'accept') return opened;
  if (!within(opened.value.record, now)) return reject('not-active', 'the record is not in force');
  const record = withOrganisation(opened.value);
  return record.kind === 'accept' ? recordInForce(record.value, now) : record;
}

/**
 * Whether a record holds at `now`, give or take `limits.clockSkewMs`: its dates (`not-active`) and those
 * of its sponsorship (`not-sponsored`). A suspended record is in force; that it is suspended is for `standing` to say.
 */
export function recordInForce(record: VerifiedRecord, now: Millis): Verdict<VerifiedRecord> {
  if (!within(record.record, now)) return reject('not-active', 'the record is not in force');
  if (record.organisation === undefined) return accept(record);
  const vouched = sponsorshipInForce(record.organisation, now);
  return vouched.kind === 'accept' ? accept(record) : vouched;
}

type OpenedRecord = Omit<VerifiedRecord, 'organisation'>;

function openRecord(bytes: Uint8Array): Verdict<OpenedRecord> {
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  if (!isStrongPublicKey(signed.value.key)) return reject('weak-key', 'of the record');
  const payload = verifySigned(signed.value, 'AgentRecord');
  if (payload.kind !== 'accept') return payload;
  const decoded = decodeAgentRecord(payload.value);
  if (decoded.kind !== 'accept') return decoded;
  const record = decoded.value;
  if (!isStrongPublicKey(record.genesisKey)) return reject('weak-key', 'the first key of the record');
  if (didFromKey(record.genesisKey) !== record.did) return reject('did-mismatch', 'the DID is not of the first key');
  if (!equalBytes(signed.value.key, record.publicKey))
    return reject('key-mismatch', 'the record is signed by another key than it names');
  const keys = verifyKeyChain(record);
  if (keys.kind !== 'accept') return keys;
  return accept({ record, bytes, hash: sha256(payload.value), keys: keys.value });
}

function withOrganisation(opened: OpenedRecord): Verdict<VerifiedRecord> {
  const { record } = opened;
  if (record.sponsorship.length === 0) return accept({ ...opened, organisation: undefined });
  const organisation = readSponsorship(record.sponsorship, record.did);
  return organisation.kind === 'accept' ? accept({ ...opened, organisation: organisation.value }) : organisation;
}
