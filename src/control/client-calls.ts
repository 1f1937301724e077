import {
  ControlError,
  routes,
  type Answer,
  type Explanation,
  type InboxMessage,
  type Input,
  type MessageId,
  type MessageState,
  type Peer,
  type SendResult,
  type Status,
} from './api.ts';
import { answerTo } from './answer-to.ts';
import { auditClient, type AuditClient } from './audit-client.ts';
import { deliveryClient, type EndsOptions } from './delivery-client.ts';
import { loginClient } from './login-client.ts';
import { organisationClient, type Admission, type Decider, type OwnOrganisation } from './organisation-client.ts';
import { serverLoginClient, type ServerLogin } from './server-logins-client.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { follow } from './follow.ts';
import type { Call, Transport } from './transport.ts';

/** Where a backup goes; absolute paths on the node's machine. */
export interface BackupTarget {
  /** A file that is not there yet. */
  readonly file: string;
  /** Holds the passphrase that opens the backup; what unlocks the keyring does when absent. */
  readonly passphraseFile?: string | undefined;
}

/** A message to send. */
export interface Outgoing {
  /** Alias or DID. */
  readonly to: string;
  readonly topic?: string | undefined;
  /** `text/plain` for text and `application/octet-stream` for bytes when absent. */
  readonly contentType?: string | undefined;
  /** Text, or at most 16 MiB. */
  readonly body: string | Uint8Array;
  /** Id of the message that this one answers. */
  readonly replyTo?: string | undefined;
  /** How long it may wait for its recipient; 72 hours when absent. */
  readonly ttlSeconds?: number | undefined;
  /** What leaves first where several messages wait for one recipient; normal when absent. */
  readonly priority?: 'interactive' | 'normal' | 'bulk' | undefined;
  /** Where in a trace it stands (W3C Trace Context); it goes to the recipient sealed. */
  readonly traceparent?: string | undefined;
}

/** A message received. */
export interface Received extends Omit<InboxMessage, 'body'> {
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  text(): string;
  /** Removes this message, and no other, from the inbox. */
  ack(): Promise<void>;
}

/** What the operator decides; `act` is pin, unpin, vouch, unvouch, block, unblock, forgive, quarantine or unquarantine. */
export interface TrustDecision {
  readonly act: string;
  /** Alias, DID, or id of an organisation. */
  readonly target: string;
  readonly by: string;
  readonly why: string;
  /** For vouch: the action it opens, every action when absent, and how long it holds (30 days when absent). */
  readonly capability?: string | undefined;
  readonly seconds?: number | undefined;
}

/** What to revoke, and why. */
export interface Revocation {
  /** Alias or DID. */
  readonly agent?: string | undefined;
  readonly key?: string | undefined;
  readonly delegation?: string | undefined;
  readonly reason?: string | undefined;
}

/** What a person says to a call that waits. */
export interface ApprovalAnswer {
  readonly approve: boolean;
  readonly by: string;
  readonly why: string;
}

/** A tool, by the alias or DID of its owner. */
export type ToolName = Input<'tool'>['query'];
/** An answer to one definition of a tool. */
export type ToolAnswer = Input<'answerTool'>['request'];
/** Whose tools to forget. */
export type ForgottenTools = Input<'forgetTools'>['request'];

/** The agent of AgentMesh to verify; a score of 700 and no capabilities when none are named. */
export type PeerDemand = Pick<Input<'verifyPeer'>['request'], 'peer_did'> & Partial<Input<'verifyPeer'>['request']>;

/** The agent of AgentMesh that a challenge is for. */
export type ChallengeAbout = Pick<Input<'iatpChallenge'>['request'], 'peer_did'> &
  Partial<Input<'iatpChallenge'>['request']>;

/** Whom to kill or revive, who orders it and why. */
export interface KillOrder {
  readonly target: string;
  readonly by: string;
  readonly why: string;
}

/** Who suspends the agent or lets it go on, and why. */
export interface RestOrder {
  readonly by: string;
  readonly why?: string | undefined;
}

/** How to read the inbox. */
export interface InboxOptions {
  /** Messages behind this cursor only; `end` for those that come from now on. */
  readonly after?: string | undefined;
  /** Ends with the messages there are, instead of waiting for more. */
  readonly follow?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A connection to one node. All methods throw ControlError: with the node's code and reason, or 'not-running'. */
export interface Client extends Disposable {
  /** Sends one message; resolves when the node has it on disk. A refusal is thrown, with its reason. */
  send(message: Outgoing, signal?: AbortSignal): Promise<{ readonly id: MessageId }>;
  /** Sends up to 100 messages in one call; the results are in the order of the messages. */
  sendMany(messages: readonly Outgoing[], signal?: AbortSignal): Promise<readonly SendResult[]>;
  /**
   * Sends, and waits for the first message whose `replyTo` names this one; it is acknowledged. Throws at once, with the
   * reason, when the message is refused or ends on its way, and 'peer-unreachable' with 'timeout' when `signal` aborts.
   */
  request(message: Outgoing, signal: AbortSignal): Promise<Received>;
  /** Messages not yet acknowledged, oldest first, and then those that come, over restarts of the node. Ends with `signal`. */
  inbox(options?: InboxOptions): AsyncIterable<Received>;
  /** Removes every message up to and with this cursor from the inbox. */
  acknowledge(cursor: string): Promise<number>;
  /** Where a message is. */
  message(id: string): Promise<MessageState>;
  /** The way of a message, step by step, and what it waits for. */
  trace(id: string): Promise<Answer<'trace'>>;
  /** What waits to be delivered, to everyone or to one peer (alias or DID). */
  outbox(to?: string): Promise<Answer<'outbox'>>;
  /** Makes a code that a browser logs in to the dashboard with, once, within two minutes. */
  loginCode(request: Input<'loginCode'>['request']): Promise<Answer<'loginCode'>>;
  /** Messages that were not delivered and will not be, oldest first; at most 1000 behind `after`. */
  deadLetters(after?: string): Promise<Answer<'deadLetters'>>;
  /** Sends dead letters anew, each as a new message; at most 100. */
  retryDeadLetters(ids: readonly string[]): Promise<Answer<'retryDeadLetters'>['results']>;
  /** Drops dead letters for good; at most 100. Resolves to how many there were. */
  dropDeadLetters(ids: readonly string[]): Promise<number>;
  /** Messages of this agent as they come to their end, from now on or behind a cursor, over restarts of the node. Ends with `signal`. */
  ends(options?: EndsOptions): AsyncIterable<Answer<'ends'>['ends'][number]>;
  /** What was decided about a message, by which rule, on which facts. */
  explain(id: string): Promise<Explanation>;
  /** Who the node is, where it listens, and how much waits. */
  status(): Promise<Status>;
  /** The peers, with trust and connection. */
  peers(): Promise<readonly Peer[]>;
  /** Whether the node takes work, or why not; it does not throw when it takes none. */
  ready(): Promise<Answer<'ready'>>;
  /** Makes a code that another node joins with, once; for 24 hours when no time is given. */
  invite(ttlSeconds?: number): Promise<Answer<'invite'>>;
  /** Takes up an invitation. `alias` is the local name of the peer; its own name when absent. */
  join(code: string, alias?: string): Promise<Answer<'join'>>;
  /** The score of an agent (alias or DID), and what it is made of. */
  trust(who: string): Promise<Answer<'trust'>>;
  /** The same with all that went into it, for anyone to compute again. */
  publishTrust(who: string): Promise<Answer<'publishTrust'>>;
  /** Whom the node believes to begin with, quarantines, and what its operator decided. */
  trustRoots(): Promise<Answer<'trustRoots'>>;
  /** Records what the operator decides about an agent or an organisation. */
  decideTrust(decision: TrustDecision): Promise<Answer<'decideTrust'>>;
  /**
   * The agent's own verdict on a message or a call: 0 to 100, in one of the five dimensions. `peer`: whose message is meant,
   * where several have the id.
   */
  rate(id: string, outcome: number, dimension: string, peer?: string): Promise<Answer<'rate'>>;
  /** Rotates the identity key; the DID stays. */
  rotate(): Promise<Answer<'rotate'>>;
  /** Suspends the agent: nothing passes until it is resumed, and what waits is kept. */
  suspend(order: RestOrder): Promise<Answer<'suspend'>>;
  /** Lets the agent go on after a suspension. */
  resume(order: RestOrder): Promise<Answer<'resume'>>;
  /** Revokes for good. Without agent, key and delegation: this node's own agent. */
  revoke(target?: Revocation): Promise<Answer<'revoke'>>;
  /** The organisation of this agent, and its other agents. */
  organisation(): Promise<OwnOrganisation>;
  /** The code by which this agent asks to be of an organisation. */
  requestMembership(): Promise<Answer<'requestMembership'>>;
  /** What such a code, or the one that answers it, says. */
  readMembership(code: string): Promise<Answer<'readMembership'>>;
  /** Signs for an agent with the key of the organisation. */
  admit(admission: Admission): Promise<Answer<'admit'>>;
  /** Renews the signature for an agent no more; with `now`, revokes what it has. */
  dismiss(agent: string, decider: Decider & { readonly now?: boolean }): Promise<Answer<'dismiss'>>;
  /** Takes the membership that an organisation gave. */
  joinOrganisation(code: string, decider: Decider): Promise<Answer<'joinOrganisation'>>;
  /** Leaves the organisation that was joined. */
  leaveOrganisation(decider: Decider): Promise<Answer<'leaveOrganisation'>>;
  /** Delegates capabilities of this agent, or of what `from` (a token) gave it. */
  delegate(what: Input<'delegate'>['request']): Promise<Answer<'delegate'>>;
  /** Stores a delegation that was received as a token. */
  addDelegation(token: string): Promise<Answer<'addDelegation'>>;
  /** What an agent (alias or DID), or every peer, may do here and why. */
  capabilities(who?: string): Promise<Answer<'capabilities'>>;
  /** Agents that offer a capability, as far as their records are held by the node. */
  find(capability: string, limit?: number): Promise<Answer<'find'>>;
  /** Has an agent of AgentMesh prove itself, and makes the six checks of IATP. */
  verifyPeer(demand: PeerDemand): Promise<Answer<'verifyPeer'>>;
  /** A challenge that the caller carries to an agent of AgentMesh. */
  iatpChallenge(about: ChallengeAbout): Promise<Answer<'iatpChallenge'>>;
  /** Makes the six checks by the response to such a challenge. */
  iatpVerify(given: Input<'iatpVerify'>['request']): Promise<Answer<'iatpVerify'>>;
  /** Answers a challenge as this node's agent of AgentMesh. */
  iatpRespond(challenge: Input<'iatpRespond'>['request']): Promise<Answer<'iatpRespond'>>;
  /** The agent of a DID, also one that is not held here. */
  lookup(did: string): Promise<Answer<'lookup'>>;
  /** Stops the node. */
  stop(): Promise<void>;
  /** Reads the policies again. */
  reloadPolicies(): Promise<Answer<'reloadPolicies'>>;
  /** Judges the journal by another set; nothing changes. */
  simulatePolicies(files: Input<'simulatePolicies'>['request']['files']): Promise<Answer<'simulatePolicies'>>;
  /** The labels that peers carry. */
  labels(): Promise<Answer<'labels'>>;
  /** Calls that wait for a person, and those answered within the hour. */
  approvals(): Promise<Answer<'approvals'>['approvals']>;
  /** What is killed, by whom and why. */
  kills(): Promise<Answer<'kills'>['kills']>;
  /** The tools that were in lists which passed this node, those that wait for an answer first. */
  tools(): Promise<Answer<'tools'>['tools']>;
  /** The definition of a tool, and what changed in it. */
  tool(name: ToolName): Promise<Answer<'tool'>>;
  /** Answers to exactly one definition of a tool. */
  answerTool(answer: ToolAnswer): Promise<Answer<'answerTool'>>;
  /** Forgets the tools of a server. */
  forgetTools(what: ForgottenTools): Promise<Answer<'forgetTools'>>;
  /** Logins at agents and servers behind the node that a person makes. */
  serverLogins(): Promise<readonly ServerLogin[]>;
  /** Begins such a login: the address that the person opens. */
  beginServerLogin(key: string): Promise<Answer<'beginServerLogin'>>;
  /** How it stands, when the person has answered or after half a minute. */
  serverLogin(key: string, signal?: AbortSignal): Promise<ServerLogin>;
  /** Ends all dealings with an agent, an organisation, or of the node itself (`node`). */
  kill(order: KillOrder): Promise<Answer<'kill'>>;
  /** Takes a kill back. */
  revive(order: KillOrder): Promise<Answer<'revive'>>;
  /** A person's answer to a call that waits. */
  answerApproval(id: string, answer: ApprovalAnswer): Promise<Answer<'answerApproval'>>;
  /** Takes all labels away; answers those there were. */
  clearLabels(): Promise<Answer<'clearLabels'>>;
  /** The mailbox that the node offers, those that it uses, and what it left at those of its peers. */
  mailbox(): Promise<Answer<'mailbox'>>;
  /** Writes a backup while the node goes on. */
  backup(request: BackupTarget): Promise<Answer<'backup'>>;
  /** The audit log of the node. */
  readonly audit: AuditClient;
  /** Closes idle connections; calls under way go on. */
  close(): void;
}

/** Wait of one long poll, milliseconds. */
const waitMs = 30_000;

/** The client of the node at the other end of a transport. */
export function clientOver({ call, close }: Transport): Client {
  return {
    ...messaging(call),
    ...deliveryClient(call),
    ...loginClient(call),
    ...serverLoginClient(call),
    ...organisationClient(call),
    ...administration(call),
    audit: auditClient(call),
    close,
    [Symbol.dispose]: close,
  };
}

/** From which size a body travels as it is, bytes: in JSON it would be a third longer, and be taken apart again. */
const minBytes = 64 * 1024;

async function sendOne(
  call: Call,
  message: Outgoing,
  signal: AbortSignal | undefined,
): Promise<SendResult | undefined> {
  const { body, ttlSeconds, ...about } = message;
  if (typeof body === 'string' || body.length < minBytes)
    return (await call(routes.send, { request: written(message), signal }))[0];
  const said = Object.entries({ ...about, ttlSeconds: ttlSeconds?.toString() });
  const query = Object.fromEntries(said.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return await call(routes.sendBytes, { query, request: body, signal });
}

function messaging(call: Call) {
  const sendMany = (messages: readonly Outgoing[], signal?: AbortSignal): Promise<readonly SendResult[]> =>
    call(routes.send, { request: messages.map(written), signal });
  const send = async (message: Outgoing, signal?: AbortSignal): Promise<{ readonly id: MessageId }> => {
    const result = await sendOne(call, message, signal);
    if (result?.state === 'accepted') return { id: result.id };
    if (result?.reason === 'approval-required')
      throw new ControlError(
        'refused',
        `The message is held: a person must approve it first. Run \`parley approvals approve ${result.id} --reason TEXT\`, then send it again.`,
        { reason: result.reason },
      );
    const why = result === undefined ? '' : ` \`parley explain ${result.id}\` names the rule.`;
    throw new ControlError('refused', `The node refused the message: ${result?.reason ?? 'no reason given'}.${why}`, {
      reason: result?.reason,
    });
  };
  const received = (message: InboxMessage): Received => {
    const body = fromBase64(message.body);
    const ack = async (): Promise<void> => {
      await call(routes.acknowledge, { request: { cursors: [message.cursor] } });
    };
    return { ...message, body, text: () => new TextDecoder().decode(body), ack };
  };
  const inbox = async function* (options: InboxOptions = {}): AsyncGenerator<Received> {
    let { after } = options;
    const inTurn = follow(options.signal);
    while (options.signal?.aborted !== true) {
      const page = await inTurn(() => poll(call, after, options));
      if (page === undefined) return;
      for (const message of page.messages) yield received(message);
      if (options.follow === false && page.messages.length === 0) return;
      after = page.cursor;
    }
  };
  return {
    send,
    sendMany,
    inbox,
    request: async (message: Outgoing, signal: AbortSignal): Promise<Received> => {
      const here = async () => {
        const [{ cursor }, ended] = await Promise.all([
          call(routes.inbox, { query: { after: 'end' }, signal }),
          call(routes.ends, { query: { after: 'end' }, signal }),
        ]);
        return { inbox: cursor, ends: ended.cursor };
      };
      const delivery = deliveryClient(call);
      const ends = (from: EndsOptions) => delivery.ends(from);
      return await answerTo({ here, send: () => send(message, signal), inbox, ends }, signal);
    },
    acknowledge: async (cursor: string): Promise<number> => {
      const { acknowledged } = await call(routes.acknowledge, { request: { cursor } });
      return acknowledged;
    },
    message: (id: string): Promise<MessageState> => call(routes.message, { params: { id } }),
    explain: (id: string): Promise<Explanation> => call(routes.explain, { params: { id } }),
  };
}

function poll(call: Call, after: string | undefined, options: InboxOptions): Promise<Answer<'inbox'>> {
  const wait = options.follow === false ? 0 : waitMs;
  const query = { waitMs: String(wait), ...(after === undefined ? {} : { after }) };
  return call(routes.inbox, { query, signal: options.signal });
}

function administration(call: Call) {
  return {
    status: (): Promise<Status> => call(routes.status, {}),
    peers: async (): Promise<readonly Peer[]> => (await call(routes.peers, {})).peers,
    ready: (): Promise<Answer<'ready'>> => call(routes.ready, {}),
    invite: (ttlSeconds?: number): Promise<Answer<'invite'>> => call(routes.invite, { request: { ttlSeconds } }),
    join: (code: string, alias?: string): Promise<Answer<'join'>> => call(routes.join, { request: { code, alias } }),
    trust: (who: string): Promise<Answer<'trust'>> => call(routes.trust, { query: { who } }),
    publishTrust: (who: string): Promise<Answer<'publishTrust'>> => call(routes.publishTrust, { query: { who } }),
    trustRoots: (): Promise<Answer<'trustRoots'>> => call(routes.trustRoots, {}),
    decideTrust: (decision: TrustDecision): Promise<Answer<'decideTrust'>> =>
      call(routes.decideTrust, { request: decision }),
    rate: (id: string, outcome: number, dimension: string, peer?: string): Promise<Answer<'rate'>> =>
      call(routes.rate, {
        params: { id },
        request: { outcome, dimension, ...(peer === undefined ? {} : { with: peer }) },
      }),
    rotate: (): Promise<Answer<'rotate'>> => call(routes.rotate, {}),
    suspend: (request: RestOrder): Promise<Answer<'suspend'>> => call(routes.suspend, { request }),
    resume: (request: RestOrder): Promise<Answer<'resume'>> => call(routes.resume, { request }),
    revoke: (target: Revocation = {}): Promise<Answer<'revoke'>> => call(routes.revoke, { request: target }),
    delegate: (what: Input<'delegate'>['request']): Promise<Answer<'delegate'>> =>
      call(routes.delegate, { request: what }),
    addDelegation: (token: string): Promise<Answer<'addDelegation'>> =>
      call(routes.addDelegation, { request: { token } }),
    capabilities: (who?: string): Promise<Answer<'capabilities'>> =>
      call(routes.capabilities, { query: who === undefined ? {} : { who } }),
    lookup: (did: string): Promise<Answer<'lookup'>> => call(routes.lookup, { query: { did } }),
    verifyPeer: (request: PeerDemand): Promise<Answer<'verifyPeer'>> => call(routes.verifyPeer, { request }),
    iatpChallenge: (request: ChallengeAbout): Promise<Answer<'iatpChallenge'>> =>
      call(routes.iatpChallenge, { request }),
    iatpVerify: (request: Input<'iatpVerify'>['request']): Promise<Answer<'iatpVerify'>> =>
      call(routes.iatpVerify, { request }),
    iatpRespond: (request: Input<'iatpRespond'>['request']): Promise<Answer<'iatpRespond'>> =>
      call(routes.iatpRespond, { request }),
    find: (capability: string, limit?: number): Promise<Answer<'find'>> =>
      call(routes.find, { query: { capability, ...(limit === undefined ? {} : { limit: String(limit) }) } }),
    stop: async (): Promise<void> => {
      await call(routes.stop, {});
    },
    mailbox: (): Promise<Answer<'mailbox'>> => call(routes.mailbox, {}),
    backup: (request: BackupTarget): Promise<Answer<'backup'>> => call(routes.backup, { request }),
    reloadPolicies: (): Promise<Answer<'reloadPolicies'>> => call(routes.reloadPolicies, {}),
    simulatePolicies: (files: Input<'simulatePolicies'>['request']['files']): Promise<Answer<'simulatePolicies'>> =>
      call(routes.simulatePolicies, { request: { files } }),
    labels: (): Promise<Answer<'labels'>> => call(routes.labels, {}),
    clearLabels: (): Promise<Answer<'clearLabels'>> => call(routes.clearLabels, {}),
    kills: async (): Promise<Answer<'kills'>['kills']> => (await call(routes.kills, {})).kills,
    tools: async (): Promise<Answer<'tools'>['tools']> => (await call(routes.tools, {})).tools,
    tool: (query: ToolName): Promise<Answer<'tool'>> => call(routes.tool, { query: { ...query } }),
    answerTool: (request: ToolAnswer): Promise<Answer<'answerTool'>> => call(routes.answerTool, { request }),
    forgetTools: (request: ForgottenTools): Promise<Answer<'forgetTools'>> => call(routes.forgetTools, { request }),
    kill: (request: KillOrder): Promise<Answer<'kill'>> => call(routes.kill, { request }),
    revive: (request: KillOrder): Promise<Answer<'revive'>> => call(routes.revive, { request }),
    approvals: async (): Promise<Answer<'approvals'>['approvals']> => (await call(routes.approvals, {})).approvals,
    answerApproval: (id: string, request: ApprovalAnswer): Promise<Answer<'answerApproval'>> =>
      call(routes.answerApproval, { params: { id }, request }),
  };
}

function written({ body, ...rest }: Outgoing): object {
  return typeof body === 'string' ? { ...rest, text: body } : { ...rest, body: toBase64(body) };
}
