import {
  MeshError,
  millis,
  reasons,
  systemRandom,
  type Did,
  type MessageId,
  type Millis,
  type Reason,
} from './base/base.ts';
import {
  ControlError,
  traceparent,
  type Explanation,
  type Handlers,
  type Input,
  type Output,
} from './control/control.ts';
import { approvalHandlers } from './approvals-handlers.ts';
import { auditHandlers } from './audit-handlers.ts';
import { deliveryHandlers, unknownMessage } from './delivery-handlers.ts';
import { delegationHandlers } from './delegation-handlers.ts';
import { findHandlers } from './find-handlers.ts';
import { iatpHandlers } from './iatp-handlers.ts';
import type { RunningNode } from './running-node.ts';
import { didMeshAlias, parseInvitation } from './identity/identity.ts';
import { resumeOwn, revoke, rotate, suspendOwn } from './identity-handlers.ts';
import type { Received } from './recent-messages.ts';
import { readPages, type Ending, type Entry } from './journal.ts';
import { isSame } from './proved-identities.ts';
import { policyHandlers } from './policy-handlers.ts';
import { sessionsIn, waitingIn } from './lane-counts.ts';
import { metricsText } from './metrics-handler.ts';
import { send, sendBytes } from './send-handler.ts';
import { isKilled, policyProblems, ready, refusals, warnings } from './readiness.ts';
import { killHandlers } from './kills-handlers.ts';
import { liveHandlers } from './live-handlers.ts';
import { keysHandlers } from './keys-handlers.ts';
import { mailboxHandlers } from './mailbox-handlers.ts';
import { organisationHandlers } from './organisation-handlers.ts';
import { serverLoginHandlers } from './server-login-handlers.ts';
import { toolHandlers } from './tools-handlers.ts';
import { trustHandlers } from './trust-handlers.ts';
import { suspensionIn } from './suspension.ts';
import { version } from './version.ts';

/** What the control API does, each handler a few lines over the parts of the node. */
export function controlHandlers(parts: RunningNode): Handlers {
  return {
    health: () => ({ ok: true, ...(isKilled(parts) ? { killed: true } : {}) }),
    ready: () => ready(parts),
    metrics: () => metricsText(parts),
    status: () => status(parts),
    peers: () => ({ peers: peers(parts) }),
    send: (input, signal) => send(parts, input, signal),
    sendBytes: (input, signal) => sendBytes(parts, input, signal),
    explain: ({ params }) => explain(parts, params.id),
    inbox: (input, signal) => readInbox(parts, input, signal),
    acknowledge: (input) => acknowledge(parts, input),
    invite: ({ request }) => invite(parts, request.ttlSeconds),
    join: ({ request }) => join(parts, request),
    rotate: () => rotate(parts),
    suspend: (input) => suspendOwn(parts, input),
    resume: (input) => resumeOwn(parts, input),
    revoke: (input) => revoke(parts, input),
    stop: () => {
      // The answer leaves first: stopping closes the server that carries it.
      setImmediate(() => parts.stop());
      return { stopping: true };
    },
    reloadPolicies: () => reloadPolicies(parts),
    ...deliveryHandlers(parts),
    ...delegationHandlers(parts),
    ...findHandlers(parts),
    ...iatpHandlers(parts),
    ...policyHandlers(parts),
    ...approvalHandlers(parts),
    ...killHandlers(parts),
    ...keysHandlers(parts),
    ...mailboxHandlers(parts),
    ...organisationHandlers(parts),
    ...trustHandlers(parts),
    ...auditHandlers(parts),
    ...toolHandlers(parts),
    ...serverLoginHandlers(parts),
    ...liveHandlers(parts, { status: () => status(parts), peers: () => peers(parts) }),
  };
}

function status(parts: RunningNode): Output<'status'> {
  const { config, identity, net, directory, rulebook, links, inbox, audit } = parts;
  const { organisation } = directory.own;
  const lanes = links.lanes();
  const suspended = suspensionIn(parts.store);
  return {
    name: config.name,
    did: identity.did,
    meshAlias: didMeshAlias(identity.genesisKey),
    ...(organisation === undefined ? {} : { organisation: { id: organisation.id, name: organisation.name } }),
    version,
    pid: process.pid,
    started: parts.started,
    ready: ready(parts).ready,
    peerId: net.peerId,
    addresses: net.addresses(),
    ingress: parts.ingressUrl(),
    control: parts.controlUrl(),
    policies: { version: rulebook.version, count: rulebook.current().size, problems: policyProblems(parts) },
    audit: { size: audit.size, ...(audit.problem === undefined ? {} : { problem: audit.problem.message }) },
    peers: { known: directory.size, connected: links.linkedPeers().length },
    sessions: sessionsIn(lanes),
    outbox: waitingIn(lanes),
    inbox: inbox.count,
    refused: refusals(parts),
    engines: parts.veto?.states() ?? [],
    crossCheck: parts.crossCheck.state(),
    warnings: warnings(parts),
    killed: parts.kills.all().map(({ target }) => target),
    ...(suspended === undefined ? {} : { suspended }),
  };
}

function peers(parts: RunningNode): Output<'peers'>['peers'] {
  const { directory, reputation, links, cards, clock } = parts;
  const now = clock.now();
  return directory.peers().map(({ did, alias, multiaddrs }) => {
    const { organisation, capabilities } = directory.describe(did);
    const standing = directory.standingOf(did, now);
    const { score, tier, confidence } = reputation.weighed(did, now);
    const lane = links.laneTo(did);
    const lastSeen = links.lastSeen(did);
    const card = cards.about(did);
    return {
      did,
      ...(alias === undefined ? {} : { alias }),
      ...(organisation === undefined ? {} : { organisation }),
      connected: links.isLinked(did),
      standing: standing.kind === 'accept' ? 'active' : standing.reason,
      trust: { score, tier, confidence: confidence / 1000 },
      capabilities,
      ...identitiesOf(parts, did, now),
      addresses: multiaddrs,
      session: lane.sessions.current !== undefined,
      queued: lane.depth,
      ...(lastSeen === undefined ? {} : { lastSeen }),
      ...versionOf(parts, did),
      ...(card === undefined ? {} : { card: { name: card.name, version: card.version, etag: card.etag } }),
    };
  });
}

/** What the node of an agent says it runs. */
function versionOf({ directory, net }: RunningNode, did: Did): { readonly version?: string } {
  const host = directory.peer(did).entry?.record?.record.peerId;
  const told = host === undefined ? undefined : net.versionOf(host);
  return told === undefined ? {} : { version: told };
}

/** Who an agent says it is elsewhere, and what of it is proved. */
function identitiesOf({ directory, proved }: RunningNode, did: Did, now: Millis) {
  const said = directory.peer(did).entry?.record?.record.attestations ?? [];
  if (said.length === 0) return {};
  const identities = said.map((one) => {
    const proof = proved.find(did, one.kind, now);
    return proof !== undefined && isSame(proof, one) ? { ...one, proved: proof.expires } : one;
  });
  return { identities };
}

/** What is known of an id: ours, where there is one, and beside it what peers sent under the same. */
async function explain({ store }: RunningNode, id: MessageId): Promise<Explanation> {
  const { pages, ending } = await readPages(store, id);
  const [first, ...others] = pages.map(({ entry }) => explained(entry, entry.direction === 'out' ? ending : undefined));
  if (first === undefined) throw unknownMessage();
  return others.length === 0 ? first : { ...first, also: others };
}

function explained(entry: Entry, ending: Ending | undefined): Explanation {
  const { id, direction, peer, action } = entry;
  const decisions = [...entry.decisions, ...(ending === undefined ? [] : [remoteDecision(ending)])];
  const no = decisions.find((decision) => !decision.allowed);
  const advice = no === undefined ? undefined : adviceFor(no);
  return { id, direction, peer, action, decisions, ...(advice === undefined ? {} : { advice }) };
}

/** What the other side said. */
function remoteDecision({ at, outcome, reason }: Ending): Explanation['decisions'][number] {
  const said = {
    at,
    step: 'delivery',
    side: 'remote',
    allowed: outcome === 'delivered',
    policies: [],
    errors: [],
  } as const;
  return reason === undefined ? said : { ...said, reason };
}

/** What to do about a refusal: what the rule itself advises, or what holds for its reason. */
function adviceFor({ reason, side, policies }: Explanation['decisions'][number]): string | undefined {
  if (reason === undefined) return undefined;
  if (side === 'remote') return `${reasons[reason]} The operator of the other node sees the rule under the same id.`;
  const advice = policies.map((policy) => policy.annotations?.['advice']).find((text) => text !== undefined);
  if (advice !== undefined) return advice;
  if (reason !== 'policy-denied') return reasons[reason];
  return policies.length === 0
    ? 'No policy permits this. To allow it, write a permit for these facts into the policies folder; it takes effect at once.'
    : 'Change the rule above if this should be allowed; the change takes effect at once.';
}

async function readInbox(
  { inbox, directory }: RunningNode,
  { query }: Input<'inbox'>,
  signal: AbortSignal,
): Promise<Output<'inbox'>> {
  const { after, limit, waitMs } = query;
  const from = after === 'end' ? inbox.end : parseCursor(after ?? '0');
  let messages = await inbox.read(from, limit);
  if (messages.length === 0 && waitMs > 0) {
    await inbox.wait(from, AbortSignal.any([signal, AbortSignal.timeout(waitMs)]));
    messages = await inbox.read(from, limit);
  }
  const last = messages.at(-1)?.cursor ?? from;
  return {
    messages: messages.map((message) => shown(message, directory.peer(message.from).alias)),
    cursor: last.toString(36),
  };
}

function shown(received: Received, alias: string | undefined): Output<'inbox'>['messages'][number] {
  const { message } = received;
  return {
    id: received.id,
    cursor: received.cursor.toString(36),
    from: received.from,
    ...(alias === undefined ? {} : { alias }),
    ...(message.agent === undefined ? {} : { agent: message.agent }),
    topic: message.topic,
    contentType: message.contentType,
    body: Buffer.from(message.body).toString('base64'),
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    ...placeOf(received.traceparent),
    created: received.created,
    received: received.received,
  };
}

/** Its sender wrote it: what is no place in a trace is not shown. */
function placeOf(text: string): { readonly traceparent?: string } {
  const read = traceparent.safeParse(text);
  return read.success ? { traceparent: read.data } : {};
}

function parseCursor(text: string): number {
  const cursor = Number.parseInt(text, 36);
  if (Number.isSafeInteger(cursor)) return cursor;
  throw new MeshError('request-invalid', 'That is not a cursor of this inbox. Use one that the inbox gave.');
}

async function acknowledge({ inbox }: RunningNode, { request }: Input<'acknowledge'>): Promise<Output<'acknowledge'>> {
  if ('cursor' in request) return { acknowledged: await inbox.acknowledgeUpTo(parseCursor(request.cursor)) };
  return { acknowledged: await inbox.acknowledge(request.cursors.map(parseCursor)) };
}

async function invite(parts: RunningNode, ttlSeconds: number): Promise<Output<'invite'>> {
  const { invitations, identity, directory, net, clock } = parts;
  const now = clock.now();
  const expires = millis(now + ttlSeconds * 1000);
  const draft = { identity, record: directory.own.bytes, multiaddrs: net.addresses(), expires, random: systemRandom };
  const made = await invitations.create(draft, now);
  if (made.kind === 'accept') return { code: made.value.code, expires };
  throw refusedBy(made.reason);
}

async function join(
  parts: RunningNode,
  asked: { readonly code: string; readonly alias?: string | undefined },
): Promise<Output<'join'>> {
  const { directory, invitations, identity, links, reputation, clock } = parts;
  const now = clock.now();
  const read = parseInvitation(asked.code, now);
  if (read.kind !== 'accept') {
    if (read.reason === 'expired')
      throw new MeshError('invitation-expired', 'The invitation has expired. Ask for a new one: `parley invite`.');
    const why = read.detail ?? reasons[read.reason];
    throw new MeshError(
      'invitation-invalid',
      `The invitation cannot be used: ${why}. Copy the whole code, or ask for a new one.`,
    );
  }
  const { inviter, multiaddrs } = read.value;
  const { did } = inviter.record;
  if (did === identity.did)
    throw new MeshError(
      'invitation-invalid',
      'This is an invitation of this node itself. Give the code to the other side.',
    );
  const how = { alias: asked.alias, multiaddrs, via: 'invitation', now } as const;
  const welcomed = await directory.welcome(inviter, how, [invitations.keep(read.value)]);
  if (welcomed.kind !== 'accept') throw refusedBy(welcomed.reason);
  reputation.changed();
  links.reach(did);
  const organisation = inviter.organisation?.name;
  return { did, alias: welcomed.value, ...(organisation === undefined ? {} : { organisation }) };
}

async function reloadPolicies({ rulebook, crossCheck }: RunningNode): Promise<Output<'reloadPolicies'>> {
  const problems = await rulebook.reload();
  const [first] = problems;
  if (first === undefined) {
    await crossCheck.lift();
    return { version: rulebook.version, policies: rulebook.current().size };
  }
  const lines = problems.map((p) =>
    [`${p.file ?? 'policies'}:${p.line ?? 1}:${p.column ?? 1}: ${p.message}`, p.excerpt, p.hint]
      .filter(Boolean)
      .join('\n'),
  );
  throw new MeshError(
    'policy-invalid',
    `The policies were not loaded; the old ones stay in force.\n${lines.join('\n')}`,
  );
}

function refusedBy(reason: Reason): ControlError {
  return new ControlError('refused', reasons[reason], { reason });
}
