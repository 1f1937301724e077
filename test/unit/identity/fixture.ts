import {
  millis,
  parsePeerId,
  SecretKey,
  sha256,
  signingKeyFromSeed,
  u32be,
  utf8,
  type Millis,
  type PeerId,
  type Random,
  type SigningKey,
  type Verdict,
} from '../../../src/base/base.ts';
import {
  authenticateRecord,
  createIdentity,
  createRecord,
  createRotation,
  createSponsorship,
  type AgentIdentity,
  type RecordDraft,
  type VerifiedRecord,
} from '../../../src/identity/identity.ts';

export const now: Millis = millis(1_800_000_000_000);
export const hour = 3_600_000;
export const later = (ms: number): Millis => millis(now + ms);

/** A generator that gives the same bytes for the same seed. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return (length) => {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 32)
      out.set(sha256(utf8(seed), u32be(counter++)).subarray(0, Math.min(32, length - at)), at);
    return out;
  };
}

export function seedOf(name: string): SecretKey {
  return SecretKey.own(sha256(utf8(name)));
}

export function keyOf(name: string): SigningKey {
  return signingKeyFromSeed(seedOf(name));
}

export function peerIdOf(name: string): PeerId {
  const text = `12D3KooW${name.replaceAll(/[^1-9A-HJ-NP-Za-km-z]/g, '')}`.padEnd(52, 'x');
  const peerId = parsePeerId(text);
  if (peerId === undefined) throw new Error(`no peer id: ${text}`);
  return peerId;
}

export function agent(name: string): AgentIdentity {
  return createIdentity(seedOf(name));
}

/** The value of an accepted verdict. */
export function accepted<T>(verdict: Verdict<T>): T {
  if (verdict.kind !== 'accept') throw new Error(`${verdict.kind}: ${verdict.reason} ${verdict.detail ?? ''}`);
  return verdict.value;
}

/** How a verdict refused, as `kind reason`; `accept` when it did not. */
export function outcome(verdict: Verdict<unknown>): string {
  return verdict.kind === 'accept' ? 'accept' : `${verdict.kind} ${verdict.reason}`;
}

export function draft(name: string, changes: Partial<RecordDraft> = {}): RecordDraft {
  return {
    seq: 1,
    notBefore: now,
    expires: later(24 * hour),
    nextKeyHash: sha256(keyOf(`${name} next`).publicKey),
    peerId: peerIdOf(name),
    name,
    sponsorship: new Uint8Array(0),
    multiaddrs: ['/ip4/127.0.0.1/tcp/4001'],
    mailboxes: [],
    cardHash: undefined,
    capabilities: ['read:data'],
    protocols: ['a2a'],
    previousHash: undefined,
    status: 'active',
    rotations: [],
    ...changes,
  };
}

/** The encoded record of the agent of this name. */
export function recordOf(name: string, changes: Partial<RecordDraft> = {}): Uint8Array {
  return createRecord(agent(name), draft(name, changes));
}

export function verifiedOf(name: string, changes: Partial<RecordDraft> = {}): VerifiedRecord {
  return accepted(authenticateRecord(recordOf(name, changes)));
}

/** The encoded record of the agent after it rotated to the key of `to`, which is `<name> next` when it kept its word. */
export function rotatedRecordOf(name: string, to: string, changes: Partial<RecordDraft> = {}): Uint8Array {
  const first = agent(name);
  const seq = changes.seq ?? 2;
  const rotation = createRotation({ did: first.did, oldKey: first.signing, newKey: keyOf(to).publicKey, seq });
  const identity = createIdentity(seedOf(to), first.genesisKey);
  return createRecord(identity, draft(to, { peerId: peerIdOf(name), seq, rotations: [rotation], ...changes }));
}

export function sponsorshipOf(
  name: string,
  organisation: string,
  dates: Partial<Record<'notBefore' | 'expires', Millis>> = {},
): Uint8Array {
  const draft = {
    did: agent(name).did,
    organisationName: organisation,
    notBefore: now,
    expires: later(hour),
    ...dates,
  };
  return createSponsorship(draft, keyOf(organisation));
}
