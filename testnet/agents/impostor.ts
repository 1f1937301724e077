import { buffer } from 'node:stream/consumers';
import {
  limits,
  millis,
  SecretKey,
  sha256,
  systemRandom,
  trustScore,
  type Did,
  type PeerId,
  type SecretKey as Secret,
} from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { runHandshake } from '../../src/driver.ts';
import { iatpProtocol } from '../../src/handshakes.ts';
import type { Consult, PeerView } from '../../src/handshake/handshake.ts';
import {
  authenticateRecord,
  createIdentity,
  createRecord,
  parseInvitation,
  type AgentIdentity,
  type ParsedInvitation,
  type VerifiedRecord,
} from '../../src/identity/identity.ts';
import { startNet, type Net } from '../../src/net/net.ts';
import { suites } from '../../src/session/session.ts';

/**
 * A node of the real network and handshake code with keys of its own that tries to get in where it must not.
 *
 * - `copied`: shows another agent's true record, which anyone who met that agent has, and signs with its own key.
 * - `forged`: shows a record of its own making that names another agent's DID.
 * - `stranger`: shows its own true record; nobody has invited it.
 * - `used`: as `stranger`, with an invitation that somebody else has used up.
 */
export type Attempt = 'copied' | 'forged' | 'stranger' | 'used';

/** What the program reads from standard input, as JSON. */
export interface ImpostorTask {
  /** An invitation of the agent to be impersonated: it holds the record. */
  readonly victim: string;
  /** An invitation of the agent to get in at: it holds the address. */
  readonly target: string;
  readonly attempts: readonly Attempt[];
}

/** What the program prints for each attempt, as a line of JSON. */
export interface AttemptReport {
  readonly attempt: Attempt;
  /** The libp2p peer id it came from. */
  readonly host: string;
  /** Whether the other side let it in. */
  readonly admitted: boolean;
  /** Why not, in the other side's words. */
  readonly reason?: string;
}

/** What one attempt goes in with. */
interface Disguise {
  readonly self: AgentIdentity;
  readonly record: VerifiedRecord;
  readonly invitation: { readonly id: Uint8Array; readonly secret: Secret } | undefined;
}

/** A handshake has to end within this time, milliseconds. */
const attemptMs = 10_000;

function disguiseFor(attempt: Attempt, task: Record<'victim' | 'target', ParsedInvitation>, host: PeerId): Disguise {
  const own = createIdentity(SecretKey.own(systemRandom(32)));
  const victim = task.victim.inviter;
  // Its own keys under the other's DID.
  const self = { ...own, did: victim.record.did, genesisKey: victim.record.genesisKey };
  switch (attempt) {
    case 'copied':
      return { self, record: victim, invitation: undefined };
    case 'forged': {
      const bytes = createRecord(self, { ...victim.record, peerId: host, sponsorship: new Uint8Array(0) });
      return { self, record: { ...victim, bytes, hash: sha256(bytes) }, invitation: undefined };
    }
    case 'stranger':
      return { self: own, record: ownRecord(own, host), invitation: undefined };
    case 'used':
      return { self: own, record: ownRecord(own, host), invitation: task.target };
  }
}

function ownRecord(self: AgentIdentity, peerId: PeerId): VerifiedRecord {
  const now = systemClock.now();
  const record = authenticateRecord(
    createRecord(self, {
      notBefore: now,
      expires: millis(now + 3_600_000),
      nextKeyHash: sha256(systemRandom(32)),
      peerId,
      name: 'stranger',
    }),
  );
  if (record.kind !== 'accept') throw new Error(`a record of its own does not verify: ${record.reason}`);
  return record.value;
}

async function run(net: Net, target: ParsedInvitation, { self, record, invitation }: Disguise) {
  const { multiaddrs, inviter } = target;
  const signal = AbortSignal.timeout(attemptMs);
  const maxFrameBytes = limits.maxIatpFrameBytes;
  const peerId = inviter.record.peerId;
  const channel = await net.open({ peerId, multiaddrs, protocol: iatpProtocol, maxFrameBytes, signal });
  const context = {
    role: 'initiator',
    self,
    record,
    localPeer: net.peerId,
    remotePeer: channel.remotePeer,
    requirement: { minScore: 0, capabilities: [] },
    suites: [...suites.keys()],
    fresh: true,
    to: inviter.record.did satisfies Did,
    invitation,
  } as const;
  return runHandshake(channel, context, { clock: systemClock, random: systemRandom, consult: trustAnyone });
}

/** It has nothing to lose: whoever answers will do. */
async function trustAnyone({ record }: Consult): Promise<PeerView> {
  const fine = { kind: 'accept', value: record } as const;
  return Promise.resolve({
    nonceIsFresh: true,
    granted: [],
    registration: fine,
    standing: fine,
    score: trustScore(500),
  });
}

function read(code: string): ParsedInvitation {
  const parsed = parseInvitation(code, systemClock.now());
  if (parsed.kind !== 'accept') throw new Error(`the invitation cannot be read: ${parsed.reason}`);
  return parsed.value;
}

const task: ImpostorTask = JSON.parse((await buffer(process.stdin)).toString('utf8'));
const codes = { victim: read(task.victim), target: read(task.target) };
for (const attempt of task.attempts) {
  // A host for each, so that what is logged about one is not taken for another.
  await using net = await startNet({ hostSeed: SecretKey.own(systemRandom(32)), listen: [], announce: [] });
  const end = await run(net, codes.target, disguiseFor(attempt, codes, net.peerId));
  const report: AttemptReport = {
    attempt,
    host: net.peerId,
    admitted: end.kind === 'done',
    ...(end.kind === 'done' ? {} : { reason: end.reason }),
  };
  console.log(JSON.stringify(report));
}
