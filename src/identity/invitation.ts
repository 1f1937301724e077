import {
  accept,
  concat,
  constantTimeEqual,
  equalBytes,
  fromBase64url,
  hmacSha256,
  limits,
  reject,
  SecretKey,
  toBase64url,
  utf8,
  type Did,
  type Millis,
  type PeerId,
  type Random,
  type Verdict,
} from '../base/base.ts';
import {
  decodeInvitation,
  decodeSigned,
  encodeInvitation,
  encodeSigned,
  signPayload,
  verifySigned,
  type Invitation,
  type InvitationProof,
} from '../wire/wire.ts';
import type { AgentIdentity } from './agent-identity.ts';
import { authenticateRecord, type VerifiedRecord } from './record.ts';

const codePrefix = 'parley1';

/** Longest code: the largest Signed in base64url with its prefix; checked before anything is decoded. */
const maxCodeLength = codePrefix.length + Math.ceil((limits.maxRecordBytes * 4) / 3);

/** What an inviter puts into an invitation. */
export interface InvitationDraft {
  readonly identity: AgentIdentity;
  /** The inviter's encoded Signed<AgentRecord>. */
  readonly record: Uint8Array;
  readonly multiaddrs: readonly string[];
  readonly expires: Millis;
  readonly random: Random;
}

/** An invitation as its maker keeps it. The code holds the secret: print it once, never log it. */
export interface NewInvitation {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly secret: SecretKey;
  readonly expires: Millis;
  readonly code: string;
}

/** An invitation as the joiner reads it. */
export interface ParsedInvitation {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly secret: SecretKey;
  /** The inviter, as of when it invited: its dates may have passed, the handshake brings a newer record. */
  readonly inviter: VerifiedRecord;
  readonly multiaddrs: readonly string[];
  readonly expires: Millis;
}

/** Makes an invitation and its code: `parley1` and base64url of Signed<Invitation>. */
export function createInvitation(draft: InvitationDraft): NewInvitation {
  const { identity, record, multiaddrs, expires, random } = draft;
  const id = random(16);
  const secret = random(32);
  const payload = encodeInvitation({ id, secret, record, multiaddrs, expires });
  const signed = encodeSigned(signPayload(identity.signing, 'Invitation', payload));
  return { id, secret: SecretKey.own(secret), expires, code: codePrefix + toBase64url(signed) };
}

/**
 * Reads an invitation code as a person pasted it: white space around and inside it does not matter.
 * Rejects with `frame-too-large`, `malformed`, `bad-signature`, `key-mismatch` (signed by another than
 * the agent it leads to), `expired`, or what is wrong with the inviter's record.
 */
export function parseInvitation(code: string, now: Millis): Verdict<ParsedInvitation> {
  // Twice the length leaves room for the line breaks a mail program puts in.
  if (code.length > 2 * maxCodeLength) return reject('frame-too-large', 'the code is too long');
  const opened = openCode(code.replaceAll(/\s/g, ''));
  if (opened.kind !== 'accept') return opened;
  const { invitation, signer } = opened.value;
  const inviter = authenticateRecord(invitation.record);
  if (inviter.kind !== 'accept') return inviter;
  if (!equalBytes(inviter.value.record.publicKey, signer))
    return reject('key-mismatch', 'the invitation is not signed by the agent it leads to');
  if (now >= invitation.expires + limits.clockSkewMs) return reject('expired', 'the invitation has expired');
  const { id, secret, multiaddrs, expires } = invitation;
  return accept({ id, secret: SecretKey.own(secret), inviter: inviter.value, multiaddrs, expires });
}

interface OpenedCode {
  readonly invitation: Invitation;
  readonly signer: Uint8Array;
}

function openCode(code: string): Verdict<OpenedCode> {
  if (code.length > maxCodeLength) return reject('frame-too-large', 'the code is too long');
  if (!code.startsWith(codePrefix)) return reject('malformed', `an invitation code starts with ${codePrefix}`);
  const bytes = fromBase64url(code.slice(codePrefix.length));
  if (bytes === undefined) return reject('malformed', 'the code is damaged or not complete');
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return reject('malformed', 'the code is damaged or not complete');
  const payload = verifySigned(signed.value, 'Invitation');
  if (payload.kind !== 'accept') return payload;
  const invitation = decodeInvitation(payload.value);
  if (invitation.kind !== 'accept') return invitation;
  return accept({ invitation: invitation.value, signer: signed.value.key });
}

/** Who shows an invitation, and in which handshake. */
export interface ProofSubject {
  /** The nonce of the speaker's own hello. */
  readonly nonce: Uint8Array;
  readonly did: Did;
  /** The speaker's libp2p peer id on this connection. */
  readonly peerId: PeerId;
}

/** Shows that the speaker holds the invitation, for this handshake only (iatp.proto, InvitationProof). */
export function invitationProof(
  invitation: { readonly id: Uint8Array; readonly secret: SecretKey },
  subject: ProofSubject,
): InvitationProof {
  const { nonce, did, peerId } = subject;
  const message = concat(utf8('parley/v1/invitation\0'), invitation.id, nonce, utf8(did), utf8(peerId));
  return { id: invitation.id, mac: hmacSha256(invitation.secret.expose(), message) };
}

/**
 * Checks a proof against the invitation that was kept; in constant time. Rejects with
 * `invitation-unknown`, whatever is wrong, so that nothing can be probed.
 */
export function verifyInvitationProof(
  proof: InvitationProof,
  invitation: { readonly id: Uint8Array; readonly secret: SecretKey; readonly expires: Millis },
  subject: ProofSubject,
  now: Millis,
): Verdict<true> {
  const expected = invitationProof(invitation, subject);
  const holds = constantTimeEqual(expected.mac, proof.mac) && equalBytes(proof.id, invitation.id);
  return holds && now < invitation.expires + limits.clockSkewMs
    ? accept(true)
    : reject('invitation-unknown', 'the proof does not hold or the invitation has expired');
}
