import {
  MeshError,
  millis,
  reasons,
  systemRandom,
  toHex,
  type Did,
  type SigningKey,
  type Verdict,
} from './base/base.ts';
import { ControlError, type Handlers, type Input, type Output } from './control/control.ts';
import { didFromKey } from './identity/identity.ts';
import { organisationKey } from './own-organisation.ts';
import {
  createDelegation,
  delegationToken,
  parseDelegationToken,
  type DelegationDraft,
  type VerifiedDelegation,
} from './registry/registry.ts';
import type { RunningNode } from './running-node.ts';

type DelegationHandlers = Pick<Handlers, 'delegate' | 'addDelegation' | 'capabilities'>;
/** The parts of the node that delegating needs. */
type Parts = Pick<RunningNode, 'identity' | 'directory' | 'delegations' | 'reputation' | 'clock' | 'links' | 'gossip'>;

/** How long a delegation holds when nobody says, seconds. */
const defaultSeconds = 7 * 24 * 3600;

/** The control API's handlers about who may do what by whose word. */
export function delegationHandlers(parts: RunningNode): DelegationHandlers {
  return {
    delegate: (input) => delegate(parts, input),
    addDelegation: (input) => addDelegation(parts, input),
    capabilities: (input) => capabilities(parts, input),
  };
}

/**
 * Signs a delegation by our agent, or by its organisation, keeps it, and tells it to every peer connected. Throws ControlError
 * `refused` when it would give more than our agent has, and MeshError `request-invalid` for a token that does not hold.
 */
export async function delegate(parts: Parts, { request }: Input<'delegate'>): Promise<Output<'delegate'>> {
  const { delegations, links, gossip, clock } = parts;
  const now = clock.now();
  const audience = agentNamed(parts, request.to);
  const from = request.from === undefined ? undefined : toNarrow(parts, request.from);
  const issuer = request.organisation === true ? organisationOf(parts) : agentOf(parts);
  const made = createDelegation({ ...draftOf(parts, { request, audience, from }), ...issuer.as }, issuer.signing);
  const kept = made.kind === 'accept' ? await delegations.keep(made.value, now) : made;
  if (kept.kind !== 'accept') throw refusal(kept);
  gossip.push([kept.value.bytes]);
  const told = links.isLinked(audience);
  return { ...shown(parts, kept.value), token: delegationToken(kept.value), told };
}

/** By whose key a delegation is signed, and what shows the right to it. */
interface Issuer {
  readonly signing: SigningKey;
  readonly as: Pick<DelegationDraft, 'iss' | 'evidence'>;
}

function agentOf({ identity, directory }: Parts): Issuer {
  const evidence = identity.formerKeys.length === 0 ? {} : { evidence: directory.own.bytes };
  return { signing: identity.signing, as: { iss: identity.did, ...evidence } };
}

/** The key of an organisation is the first and only one of the DID that it makes. */
function organisationOf({ identity, directory }: Parts): Issuer {
  const signing = organisationKey(identity, directory.ownOrganisation);
  if (signing === undefined)
    throw new MeshError(
      'refused',
      'This node does not hold the key of its organisation, so it cannot delegate by it. Do it on a node whose keyring has the key.',
    );
  return { signing, as: { iss: didFromKey(signing.publicKey) } };
}

/** What an agent's own authority allows to give: everything, for any time; to be passed on only by its word. */
const ownAuthority = { pol: { minScore: 0 }, maxDepth: 1, trustCeiling: 1000, notBefore: 0, expires: Infinity };

/** What was not asked for is as in the delegation above; what was asked for beyond it is refused when it is made. */
function draftOf(
  { clock }: Parts,
  asked: {
    readonly request: Input<'delegate'>['request'];
    readonly audience: Did;
    readonly from: VerifiedDelegation | undefined;
  },
): Omit<DelegationDraft, 'iss' | 'evidence'> {
  const { request, audience, from } = asked;
  const above = from?.delegation ?? ownAuthority;
  const { minScore = above.pol.minScore, maxDepth = above.maxDepth, ceiling = above.trustCeiling } = request;
  const notBefore = millis(Math.max(Math.floor(clock.now()), above.notBefore));
  const expires =
    request.expiresSeconds === undefined
      ? Math.min(notBefore + defaultSeconds * 1000, above.expires)
      : notBefore + request.expiresSeconds * 1000;
  return {
    aud: audience,
    cmd: request.capabilities,
    pol: { minScore },
    nonce: systemRandom(16),
    notBefore,
    expires: millis(expires),
    maxDepth,
    trustCeiling: ceiling,
    ...(from === undefined ? {} : { from }),
  };
}

/** Stores a delegation to our agent, and shows it where it counts when that agent is connected. */
export async function addDelegation(
  parts: Parts,
  { request }: Input<'addDelegation'>,
): Promise<Output<'addDelegation'>> {
  const { delegations, gossip, clock } = parts;
  const delegation = toNarrow(parts, request.token);
  const kept = await delegations.keep(delegation, clock.now());
  if (kept.kind !== 'accept') throw refusal(kept);
  gossip.push([delegation.bytes]);
  return shown(parts, delegation);
}

/** A token of a delegation to our own agent that counts now. */
function toNarrow({ identity, delegations, clock }: Parts, token: string): VerifiedDelegation {
  const read = parseDelegationToken(token);
  if (read.kind !== 'accept') {
    const why = read.detail ?? reasons[read.reason];
    throw new MeshError('request-invalid', `The delegation cannot be used: ${why}. Copy the whole token.`);
  }
  const { aud } = read.value.delegation;
  if (aud !== identity.did)
    throw new MeshError(
      'request-invalid',
      `That delegation is for ${aud}, and this agent is ${identity.did}. Use it there.`,
    );
  const counts = delegations.standing(read.value, clock.now());
  if (counts.kind !== 'accept') throw refusal(counts);
  return read.value;
}

/** What agents may do here and why, and what our agent holds of others. */
export function capabilities(parts: Parts, { query }: Input<'capabilities'>): Output<'capabilities'> {
  const { directory, delegations, clock } = parts;
  const dids = query.who === undefined ? directory.peers().map(({ did }) => did) : [agentNamed(parts, query.who)];
  return {
    agents: dids.map((did) => aboutAgent(parts, did)),
    held: delegations.held(clock.now()).map((one) => shown(parts, one)),
  };
}

function aboutAgent(parts: Parts, did: Did): Output<'capabilities'>['agents'][number] {
  const { directory, delegations, reputation, clock } = parts;
  const now = clock.now();
  const { alias, capabilities: recorded } = directory.describe(did);
  const standing = directory.standing(did, now);
  const grants = delegations.grantsOf(did, now);
  const counting = new Set(reputation.granted(did, now));
  return {
    did,
    ...(alias === undefined ? {} : { alias }),
    standing: standing.kind === 'accept' ? 'active' : standing.reason,
    recorded: [...recorded],
    delegations: grants.delegations.map((one) => ({ ...shown(parts, one), counts: counting.has(one) })),
    ...(grants.ceiling === undefined ? {} : { ceiling: grants.ceiling }),
  };
}

function shown({ directory }: Parts, { delegation, id, chain }: VerifiedDelegation): Output<'addDelegation'> {
  const { iss, aud, sub, cmd, pol, notBefore, expires, maxDepth, trustCeiling } = delegation;
  const organisation = directory.organisationBehind(sub);
  return {
    id: toHex(id),
    issuer: iss,
    audience: aud,
    subject: sub,
    ...(organisation === undefined ? {} : { organisation }),
    capabilities: [...cmd],
    chain: chain.map((link) => link.delegation.iss),
    maxDepth,
    ceiling: trustCeiling,
    minScore: pol.minScore,
    notBefore,
    expires,
  };
}

function agentNamed({ directory }: Parts, name: string): Did {
  const did = directory.byName(name);
  if (did !== undefined) return did;
  throw new MeshError(
    'peer-unknown',
    'No agent of that name is known here. `parley peers` lists those that are; a DID names any agent.',
  );
}

function refusal(verdict: Exclude<Verdict<unknown>, { readonly kind: 'accept' }>): ControlError {
  const { reason, detail } = verdict;
  const why = detail === undefined ? '' : ` (${detail})`;
  return new ControlError('refused', `${reasons[reason]}${why}`, { reason });
}
