/** The door of `identity`: who an agent is, proved by signatures alone, offline. */
export { didFromKey, didMeshAlias, organisationId, parseDid } from './did.ts';
export { createIdentity, type AgentIdentity } from './agent-identity.ts';
export {
  authenticateRecord,
  createRecord,
  recordInForce,
  verifyRecord,
  type RecordDraft,
  type VerifiedRecord,
} from './record.ts';
export {
  claimedOrganisation,
  createSponsorship,
  membershipId,
  readSponsorship,
  type Organisation,
  type SponsorshipDraft,
} from './sponsorship.ts';
export {
  glanceAtRenewal,
  membershipCode,
  membershipRequest,
  parseMembershipCode,
  parseMembershipRequest,
  verifyRenewal,
  type Membership,
} from './membership.ts';
export { continuesLineage, createRotation, legacyRotationMessage, type RotationStep } from './rotation.ts';
export { createRevocation, verifyRevocation, type RevocationDraft, type VerifiedRevocation } from './revocation.ts';
export {
  createInvitation,
  invitationProof,
  parseInvitation,
  verifyInvitationProof,
  type InvitationDraft,
  type NewInvitation,
  type ParsedInvitation,
  type ProofSubject,
} from './invitation.ts';
export { maxDidDocumentBytes, readDidDocument } from './did-document.ts';
export { canonicalJson } from './canonical-json.ts';
export { sealCard, signCard, verifyCardSeal, verifyCardSignature, type AgentCard, type CardKey } from './card.ts';
