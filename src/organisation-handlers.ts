import { MeshError, millis, reasons, type Did, type Millis, type SigningKey, type Verdict } from './base/base.ts';
import { ControlError, type Handlers, type Input, type Output } from './control/control.ts';
import {
  createRevocation,
  didFromKey,
  membershipCode,
  membershipId,
  membershipRequest,
  organisationId,
  parseMembershipCode,
  parseMembershipRequest,
  type Membership,
  type VerifiedRecord,
} from './identity/identity.ts';
import {
  admissionOperation,
  isAdmitted,
  joinedOrganisation,
  joinOperation,
  organisationKey,
  sponsorAgent,
  sponsorshipLifeMs,
} from './own-organisation.ts';
import { publishRecord } from './own-record.ts';
import type { RunningNode } from './running-node.ts';

type OrganisationHandlers = Pick<
  Handlers,
  | 'organisation'
  | 'requestMembership'
  | 'readMembership'
  | 'admit'
  | 'dismiss'
  | 'joinOrganisation'
  | 'leaveOrganisation'
>;

/** The parts of the node that its organisation touches. */
type Parts = Pick<
  RunningNode,
  | 'identity'
  | 'own'
  | 'store'
  | 'directory'
  | 'gossip'
  | 'links'
  | 'reputation'
  | 'review'
  | 'audit'
  | 'clock'
  | 'events'
>;

/** The control API's handlers about the organisation of this agent, and about which agents are of it. */
export function organisationHandlers(parts: Parts): OrganisationHandlers {
  return {
    organisation: () => organisation(parts),
    requestMembership: () => request(parts),
    readMembership: ({ request: { code } }) => readCode(parts, code),
    admit: (input) => admit(parts, input),
    dismiss: (input) => dismiss(parts, input),
    joinOrganisation: (input) => join(parts, input),
    leaveOrganisation: (input) => leave(parts, input),
  };
}

function organisation({ identity, store, directory }: Parts): Output<'organisation'> {
  const own = directory.own.organisation;
  const joined = joinedOrganisation(store, identity.did)?.organisation;
  const members = own === undefined ? [] : directory.membersOf(own.id);
  return {
    ...(own === undefined ? {} : { organisation: { id: own.id, name: own.name } }),
    key: own !== undefined && organisationKey(identity, own.id) !== undefined,
    ...(joined === undefined ? {} : { joined: { id: joined.id, name: joined.name, until: joined.expires } }),
    agents: members.flatMap((did) => {
      const { alias, entry } = directory.peer(did);
      const sponsor = entry?.record?.organisation;
      if (entry?.record === undefined || sponsor === undefined) return [];
      const about = { did, name: entry.record.record.name, until: sponsor.expires, renewed: isAdmitted(store, did) };
      return [alias === undefined ? about : { ...about, alias }];
    }),
  };
}

function request({ directory }: Parts): Output<'requestMembership'> {
  const { record, bytes } = directory.own;
  return { code: membershipRequest(bytes), did: record.did, name: record.name };
}

function readCode(parts: Parts, code: string): Output<'readMembership'> {
  const now = parts.clock.now();
  const asked = parseMembershipRequest(code, now);
  if (asked.kind === 'accept') {
    const { did, name } = asked.value.record;
    const own = parts.directory.own.organisation;
    const about = { kind: 'request', did, name } as const;
    return own === undefined ? about : { ...about, organisation: { id: own.id, name: own.name } };
  }
  const { organisation: sponsor } = membershipIn(parts, code, now);
  const { id, name, expires } = sponsor;
  return { kind: 'membership', did: parts.identity.did, organisation: { id, name }, until: expires };
}

/**
 * Signs for an agent that asked. Its record makes it known here, as an invitation would, but not whoever signs for it until now;
 * ours goes back with the code, so that the two find each other. Throws MeshError `refused` where this node does not hold the
 * key, or the agent has ended.
 */
async function admit(parts: Parts, { request: asked }: Input<'admit'>): Promise<Output<'admit'>> {
  const { directory, own, audit, reputation, links, clock, events } = parts;
  const now = clock.now();
  const record = requested(parts, asked.code, now);
  const { did, multiaddrs } = record.record;
  const key = ownKey(parts);
  const organisationName = own.config.organisation ?? own.config.name;
  const renewed = asked.seconds === undefined;
  const lifeMs = asked.seconds === undefined ? sponsorshipLifeMs : asked.seconds * 1000;
  const revokedUntil = directory.membershipEnd(did, didFromKey(key.publicKey));
  if (revokedUntil === Number.POSITIVE_INFINITY) throw revokedAll();
  const sponsorship = sponsorAgent(key, { did, organisationName, lifeMs, revokedUntil }, now);
  const entry = audit.append({ type: 'operator', time: now, act: 'admit', target: did, by: asked.by, why: asked.why });
  const how = { alias: asked.alias, multiaddrs, via: 'invitation', now, alone: true } as const;
  const welcomed = await directory.welcome(record, how, [admissionOperation(did, renewed), entry]);
  if (welcomed.kind !== 'accept') throw refusal('The agent was not admitted', welcomed);
  reputation.changed();
  links.reach(did);
  events.sponsorshipGiven(did);
  return {
    code: membershipCode(sponsorship, directory.own.bytes),
    did,
    alias: welcomed.value,
    organisation: { id: organisationId(key.publicKey), name: organisationName },
    until: millis(now + lifeMs),
    renewed,
  };
}

function requested({ directory, identity }: Parts, code: string, now: Millis): VerifiedRecord {
  const asked = parseMembershipRequest(code, now);
  if (asked.kind !== 'accept') throw unreadable('request', 'parley org request', asked);
  const { did } = asked.value.record;
  if (did === identity.did)
    throw new MeshError(
      'request-invalid',
      'This is a request of this node itself. Give the code to the node that holds the key of the organisation.',
    );
  const stands = directory.standingWith(asked.value, now);
  // Whose word it had until now, and whether that still holds, is of no concern.
  if (stands.kind !== 'accept' && stands.reason !== 'not-sponsored')
    throw refusal('The agent was not admitted', stands);
  return asked.value;
}

function ownKey({ identity, directory }: Parts): SigningKey {
  const key = organisationKey(identity, directory.ownOrganisation);
  if (key !== undefined) return key;
  throw new MeshError(
    'refused',
    'This node does not hold the key of its organisation, so it cannot admit agents. Do it on the node whose keyring has the key.',
  );
}

function revokedAll(): MeshError {
  return new MeshError(
    'refused',
    'The organisation has revoked so much that all it signs counts as revoked. Make a new one with `parley init`.',
  );
}

/** Renews our word for an agent no more; with `now`, revokes what it has, which every peer connected is told at once. */
async function dismiss(parts: Parts, { request: asked }: Input<'dismiss'>): Promise<Output<'dismiss'>> {
  const { directory, store, audit, clock } = parts;
  const did = directory.byName(asked.agent);
  const until = did === undefined ? undefined : memberUntil(parts, did);
  const isOurs = did !== undefined && (isAdmitted(store, did) || (asked.now === true && until !== undefined));
  if (!isOurs)
    throw new MeshError(
      'peer-unknown',
      'This node renews its word for no agent of that name. `parley org` lists the agents of the organisation.',
    );
  // Before anything is written: without the key there is nothing to revoke with.
  const revocation = asked.now === true ? endOfMembership(parts, did) : undefined;
  const { by, why } = asked;
  const entry = audit.append({ type: 'operator', time: clock.now(), act: 'dismiss', target: did, by, why });
  await store.commit([admissionOperation(did, false), entry]);
  if (revocation !== undefined) await parts.gossip.announce(revocation);
  return until === undefined || revocation !== undefined ? { did } : { did, until };
}

/** When what our organisation signed for an agent ends; undefined where its record has nothing of it. */
function memberUntil({ directory }: Parts, did: Did): Millis | undefined {
  const sponsor = directory.peer(did).entry?.record?.organisation;
  return sponsor?.id === directory.ownOrganisation ? sponsor?.expires : undefined;
}

function endOfMembership(parts: Parts, agent: Did): Uint8Array {
  const key = ownKey(parts);
  const now = parts.clock.now();
  const target = { kind: 'delegation', id: membershipId(agent) } as const;
  return createRevocation({ did: didFromKey(key.publicKey), target, reason: '', seq: now, revoked: now }, key);
}

/** Takes a membership up: it is on disk with the record of the agent that gave it before our own record says so. */
async function join(parts: Parts, { request: asked }: Input<'joinOrganisation'>): Promise<Output<'joinOrganisation'>> {
  const { directory, audit, links, clock } = parts;
  const now = clock.now();
  const { sponsorship, organisation: sponsor, holder } = membershipIn(parts, asked.code, now);
  const { by, why } = asked;
  const entry = audit.append({ type: 'operator', time: now, act: 'join', target: sponsor.id, by, why });
  const { did, multiaddrs } = holder.record;
  const how = { alias: undefined, multiaddrs, via: 'invitation', now, alone: true } as const;
  const welcomed = await directory.welcome(holder, how, [joinOperation(sponsorship), entry]);
  if (welcomed.kind !== 'accept') throw refusal('The organisation was not joined', welcomed);
  await publishAnew(parts);
  links.reach(did);
  const { id, name, expires } = sponsor;
  return { organisation: { id, name }, until: expires, holder: did, alias: welcomed.value };
}

function membershipIn({ identity }: Parts, code: string, now: Millis): Membership {
  const read = parseMembershipCode(code, identity.did, now);
  if (read.kind !== 'accept') throw unreadable('membership', 'parley org admit', read);
  if (read.value.holder.record.did === identity.did)
    throw new MeshError(
      'request-invalid',
      'This node signed that membership itself: it is of the organisation already. Give the code to the agent it is for.',
    );
  return read.value;
}

async function leave(
  parts: Parts,
  { request: asked }: Input<'leaveOrganisation'>,
): Promise<Output<'leaveOrganisation'>> {
  const { identity, store, directory, audit, clock } = parts;
  const joined = joinedOrganisation(store, identity.did);
  if (joined === undefined)
    throw new MeshError(
      'request-invalid',
      'This agent has joined no organisation: the key in its own keyring signs for it. There is nothing to leave.',
    );
  const left = joined.organisation.id;
  const { by, why } = asked;
  const entry = audit.append({ type: 'operator', time: clock.now(), act: 'leave', target: left, by, why });
  await store.commit([joinOperation(undefined), entry]);
  await publishAnew(parts);
  const own = directory.own.organisation;
  return own === undefined ? { left } : { left, organisation: { id: own.id, name: own.name } };
}

/** Others hear at once whose agent this is now, and what was judged by that is judged again. */
async function publishAnew({ own, store, directory, gossip, review, clock }: Parts): Promise<void> {
  directory.replaceOwn(await publishRecord(store, own, clock.now()));
  gossip.push([directory.own.bytes]);
  await review.reviewAll();
}

type Refused = Exclude<Verdict<unknown>, { readonly kind: 'accept' }>;

function unreadable(what: string, command: string, { reason, detail }: Refused): MeshError {
  return new MeshError(
    'request-invalid',
    `The ${what} cannot be used: ${detail ?? reasons[reason]}. Copy the whole code that \`${command}\` printed, or ask for a new one.`,
  );
}

function refusal(what: string, { reason, detail }: Refused): ControlError {
  const why = detail === undefined ? '' : ` (${detail})`;
  return new ControlError('refused', `${what}: ${reasons[reason]}${why}`, { reason });
}
