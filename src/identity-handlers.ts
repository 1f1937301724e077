import { fromHex, MeshError, toHex, type Did, type Millis } from './base/base.ts';
import type { Input, Output } from './control/control.ts';
import type { Operation } from './store/store.ts';
import { createRevocation, organisationId, type RevocationDraft } from './identity/identity.ts';
import { organisationKey } from './own-organisation.ts';
import { publishRest, rotateKeys } from './own-record.ts';
import type { RunningNode } from './running-node.ts';
import { suspensionIn, type Suspension } from './suspension.ts';

/** The parts of the node that revoking needs. */
type Parts = Pick<RunningNode, 'identity' | 'directory' | 'delegations' | 'gossip' | 'clock' | 'links' | 'lookup'>;

/** Rotates our identity key, and tells it to every peer connected. */
export async function rotate(node: RunningNode): Promise<Output<'rotate'>> {
  const { own, directory, gossip, clock, events } = node;
  const record = await rotateKeys(own, own, clock.now(), (published) => directory.replaceOwn(published));
  gossip.push([record.bytes]);
  const { publicKey, rotations, seq } = record.record;
  events.keyRotated(record.record.did, rotations.length);
  return { did: record.record.did, key: toHex(publicKey), rotations: rotations.length, seq };
}

/** What suspending needs of the node. */
type Resting = Pick<
  RunningNode,
  'own' | 'store' | 'directory' | 'audit' | 'gossip' | 'clock' | 'links' | 'exchanges' | 'events'
>;

/**
 * Suspends our agent: from the next message on nothing passes, in either direction, and every peer connected is told. What
 * waits is kept. Nothing changes when it is suspended already. Throws MeshError `refused` when it was ended for good.
 */
export async function suspendOwn(node: Resting, { request }: Input<'suspend'>): Promise<Output<'suspend'>> {
  const now = node.clock.now();
  if (suspensionIn(node.store) === undefined) {
    await rest(node, { ...request, at: now }, { act: 'suspend', ...request, now });
    for (const { did } of node.directory.peers()) node.exchanges.breakOff(did, 'not-active');
  }
  return restOf(node);
}

/** Lets our agent go on: what waits leaves, and peers are told. As `suspendOwn`. */
export async function resumeOwn(node: Resting, { request }: Input<'resume'>): Promise<Output<'resume'>> {
  if (suspensionIn(node.store) !== undefined) {
    await rest(node, undefined, { act: 'resume', ...request, now: node.clock.now() });
    node.links.wake();
    node.links.greet();
  }
  return restOf(node);
}

async function rest(
  { own, store, directory, audit, gossip, events }: Resting,
  suspension: Suspension | undefined,
  said: { readonly act: 'suspend' | 'resume'; readonly by: string; readonly why: string; readonly now: Millis },
): Promise<void> {
  const { act, by, why, now } = said;
  const { did } = directory.own.record;
  const ended = directory.ownEnd();
  if (ended !== undefined && ended !== 'not-active')
    throw new MeshError('refused', `This agent was ended for good (${ended}), so it can neither rest nor go on.`);
  const also = (): Operation[] => [audit.append({ type: 'operator', time: now, act, target: did, by, why })];
  directory.replaceOwn(await publishRest(store, own, { suspension, also }, now));
  events.agentRests(did, directory.own.record.status);
  gossip.push([directory.own.bytes]);
}

function restOf({ directory, links }: Resting): Output<'suspend'> {
  const { did, status, seq } = directory.own.record;
  return { did, status, seq, told: links.linkedPeers().length };
}

/**
 * Revokes for good: our own agent, an agent of our organisation, one of our keys, or a delegation that our
 * agent or its organisation gave. Every
 * peer connected is told at once. Throws MeshError `refused` for what is not ours to revoke.
 */
export async function revoke(node: Parts, { request }: Input<'revoke'>): Promise<Output<'revoke'>> {
  const { gossip, clock } = node;
  const now = clock.now();
  const reason = request.reason ?? '';
  const did = request.agent === undefined ? node.identity.did : agentNamed(node, request.agent);
  const byOrganisation = ofOrganisation(node, request, now);
  const own = (): Uint8Array =>
    did === node.identity.did ? ownRevocation(node, request, now) : ofMember(node, { did, reason, now });
  const bytes = byOrganisation ?? own();
  await gossip.announce(bytes);
  await node.lookup.tell(did, bytes);
  const target = request.key === undefined ? (request.delegation === undefined ? 'agent' : 'delegation') : 'key';
  return { did, target, told: node.links.linkedPeers().length };
}

function agentNamed({ directory }: Parts, name: string): Did {
  const did = directory.byName(name);
  if (did !== undefined) return did;
  throw new MeshError(
    'peer-unknown',
    'No agent of that name is known here. `parley peers` lists those that are; without a name this node’s own agent is meant.',
  );
}

function ownRevocation({ directory, identity }: Parts, asked: Input<'revoke'>['request'], now: Millis): Uint8Array {
  const { record, keys, bytes } = directory.own;
  const { key, delegation } = asked;
  if (key !== undefined && !keys.some((known) => toHex(known) === key)) {
    throw new MeshError(
      'refused',
      `That is not a key of this agent. Its keys, first to current, are: ${keys.map(toHex).join(' ')}.`,
    );
  }
  const target: RevocationDraft['target'] =
    key !== undefined
      ? { kind: 'key', key: fromHex(key) }
      : delegation === undefined
        ? { kind: 'did' }
        : { kind: 'delegation', id: fromHex(delegation) };
  const reason = asked.reason ?? '';
  return createRevocation(
    { did: record.did, target, reason, seq: now, revoked: now, evidence: bytes },
    identity.signing,
  );
}

/** Of a delegation that our organisation gave, as far as this node holds it; undefined for everything else. */
function ofOrganisation(
  { delegations, directory, identity }: Parts,
  { delegation, reason = '' }: Input<'revoke'>['request'],
  now: Millis,
): Uint8Array | undefined {
  const did = delegation === undefined ? undefined : delegations.find(delegation)?.delegation.iss;
  if (delegation === undefined || did === undefined || did !== directory.ownOrganisationDid) return undefined;
  const key = organisationKey(identity, directory.ownOrganisation);
  if (key === undefined)
    throw new MeshError(
      'refused',
      'The organisation gave that delegation, and this node does not hold its key. Revoke it on a node whose keyring has the key.',
    );
  const target = { kind: 'delegation', id: fromHex(delegation) } as const;
  return createRevocation({ did, target, reason, seq: now, revoked: now }, key);
}

/** By our organisation: the agent's own record shows that the organisation signed for it. */
function ofMember(node: Parts, about: { did: Did; reason: string; now: Millis }): Uint8Array {
  const { did, reason, now } = about;
  const record = node.directory.peer(did).entry?.record;
  const key = node.identity.organisation();
  const sponsor = record?.organisation;
  if (record === undefined || key === undefined || sponsor?.id !== organisationId(key.publicKey)) {
    throw new MeshError(
      'refused',
      'Only the agent itself and the organisation that signs for it can revoke it, and this node holds neither key. To shut it out here, write a forbid for it into the policies.',
    );
  }
  return createRevocation({ did, reason, seq: now, revoked: now, evidence: record.bytes }, key);
}
