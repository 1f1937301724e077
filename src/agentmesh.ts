import { commitChange } from './ahead.ts';
import {
  accept,
  MeshError,
  reject,
  systemRandom,
  type Did,
  type MeshDid,
  type Millis,
  type Verdict,
} from './base/base.ts';
import {
  OidcVerifier,
  type Egress,
  type ExchangeOutcome,
  type Prover,
  type Registered,
  type Target,
} from './bridge/bridge.ts';
import type { Config } from './config.ts';
import type { FrameGate } from './facts.ts';
import { HostedAgents } from './hosted-agents.ts';
import type { Intake } from './inbox.ts';
import { MeshAgents } from './mesh-agents.ts';
import { MeshCalls } from './mesh-calls.ts';
import type { MeshClients } from './mesh-clients.ts';
import { MeshEndpoint } from './mesh-endpoint.ts';
import { MeshFrames } from './mesh-frames.ts';
import { MeshIatp } from './mesh-iatp.ts';
import { MeshGateway, meshIntake } from './mesh-gateway.ts';
import { MeshQuestions } from './mesh-questions.ts';
import { MeshOwn, withdrawOwn } from './mesh-self.ts';
import { issuedToken, openDoor, sharedToken, type DoorToken } from './mesh-token.ts';
import { publishRecord } from './own-record.ts';
import type { RunningNode } from './running-node.ts';
import { readSecretFile, withoutLineEnd } from './secret-file.ts';
import type { StopStack } from './stop-stack.ts';
import { rate } from './trust-handlers.ts';
import type { ExchangeRequest } from './wire/wire.ts';

/** What stands before anything else that the gateway needs, and what it finds later. */
type Early = Pick<RunningNode, 'config' | 'clock' | 'store' | 'audit' | 'directory' | 'identity' | 'own' | 'events'>;

type Given = Early & { readonly clients: MeshClients; readonly late: () => Late };

/** The parts that need the gateway themselves. */
export type Late = Pick<
  RunningNode,
  'pipeline' | 'links' | 'gossip' | 'reputation' | 'receipts' | 'feed' | 'deadLetters' | 'exchanges' | 'inbox'
> & { readonly egress: Egress };

/** The gateway of local AgentMesh clients, as the hall composes it. */
export interface AgentMesh {
  /** Where the messages of the pipeline go, frames to the queues of their clients. */
  intake(inbox: Intake): Intake;
  /** What the judgement of a frame reads it with. */
  readonly frames: FrameGate;
  /** Answers the gateways of other nodes. */
  readonly target: Target;
  /** IATP in AgentMesh's message shapes. */
  readonly iatp: MeshIatp;
  /** The agent of this node as an agent of AgentMesh; undefined until `start`, and where it is none. */
  endpoint(): MeshEndpoint | undefined;
  /** Agents of AgentMesh for clients of A2A and MCP, while there is an endpoint. */
  agents(): MeshAgents | undefined;
  /** What was opened after it, and needs it. */
  join(late: Late): void;
  /** Opens the doors to clients, once everything behind them stands. Throws MeshError `listen-failed`. */
  start(stack: StopStack): Promise<void>;
}

/**
 * Opens what is kept of AgentMesh clients, where they are served; the doors open with `start`. Throws MeshError
 * `credential-missing`.
 */
export async function openMesh(early: Early): Promise<AgentMesh | undefined> {
  const { clients } = early.own;
  if (clients === undefined) return undefined;
  const joined: { late?: Late } = {};
  const late = (): Late => {
    if (joined.late === undefined) throw new RangeError('the gateway was used before the hall stood');
    return joined.late;
  };
  return { ...(await openGateway({ ...early, clients, late })), join: (parts) => (joined.late = parts) };
}

async function openGateway(given: Given): Promise<Omit<AgentMesh, 'join'>> {
  const { config, clock, store, directory, identity, events, clients, late } = given;
  const problem = (error: unknown): void => events.internalError('agentmesh', error);
  const hosted = new HostedAgents({ store, directory, problem });
  const verifier = verifierOf(given);
  const token = verifier === undefined ? doorToken(config.agentmesh) : issuedToken(verifier);
  const shown = { name: config.name, capabilities: config.capabilities };
  const isWanted = config.agentmesh.endpoint;
  const keeping = { store, clients, random: systemRandom };
  const agent = isWanted ? await MeshOwn.open(keeping, shown, clock.now()) : undefined;
  if (agent === undefined) await commitChange(store, withdrawOwn(store, clients));
  const frames = await MeshFrames.open({
    store,
    random: systemRandom,
    self: identity.did,
    clients,
    hosted,
    now: () => clock.now(),
    isBusy: (did) => did === agent?.did && late().inbox.isFull(),
    send: (draft) => late().pipeline.send(draft),
    sendRun: (...run) => late().pipeline.sendRun(...run),
    judge: (...asked) => late().pipeline.judgeClear(...asked),
    problem,
  });
  const opened: { gateway?: MeshGateway; endpoint?: MeshEndpoint; agents?: MeshAgents } = {};
  const iatp = new MeshIatp({
    random: systemRandom,
    now: () => clock.now(),
    registered: (did, now) => registered(given, hosted, { did, now }),
    prover: (did) => (agent?.did === did ? proverOf(given, agent) : undefined),
    call: (host, request, signal) => call(given, host, { request, signal }),
  });
  const gateway = (): MeshGateway => (opened.gateway ??= gatewayOf(given, { hosted, frames, token, iatp, verifier }));
  const target: Target = {
    perform: (request, caller, signal) => gateway().target().perform(request, caller, signal),
    close: () => Promise.resolve(),
  };
  return {
    intake: (inbox) => meshIntake(inbox, frames),
    frames: frames.gate,
    target,
    iatp,
    endpoint: () => opened.endpoint,
    agents: () => opened.agents,
    start: async (stack) => {
      stack.push('agentmesh', () => gateway().stop());
      await gateway().start();
      const named = directory.own.record.hosted ?? [];
      // The record was made before the agent was entered here, or left.
      if (named.length !== clients.hosted().length) await publish(given);
      if (agent === undefined) return;
      const { endpoint, agents } = await startEndpoint(given, { hosted, frames, agent, gateway: gateway() }, stack);
      opened.endpoint = endpoint;
      opened.agents = agents;
    },
  };
}

/** The agent of this node as an agent of AgentMesh, with what is called by its messages, and asked. */
async function startEndpoint(
  given: Given,
  made: {
    readonly hosted: HostedAgents;
    readonly frames: MeshFrames;
    readonly agent: MeshOwn;
    readonly gateway: MeshGateway;
  },
  stack: StopStack,
): Promise<{ readonly endpoint: MeshEndpoint; readonly agents: MeshAgents }> {
  const opened: { endpoint?: MeshEndpoint } = {};
  const calls = callsOf(given, () => opened.endpoint);
  const questions = questionsOf(given, () => opened.endpoint);
  const endpoint = await endpointOf(given, { ...made, calls, questions });
  opened.endpoint = endpoint;
  // Before a new call can come.
  await calls.recover();
  await endpoint.start();
  stack.push('agentmesh endpoint', () => endpoint.stop());
  stack.push('agentmesh calls', () => calls.stop());
  stack.push('agentmesh questions', () => questions.stop());
  return { endpoint, agents: agentsOf(given, { hosted: made.hosted, endpoint, questions }) };
}

async function endpointOf(
  { config, clock, store, audit, identity, clients, events, late }: Given,
  made: {
    readonly hosted: HostedAgents;
    readonly frames: MeshFrames;
    readonly agent: MeshOwn;
    readonly gateway: MeshGateway;
    readonly calls: MeshCalls;
    readonly questions: MeshQuestions;
  },
): Promise<MeshEndpoint> {
  const { agent, gateway, hosted, frames, calls, questions } = made;
  const { pipeline, inbox, feed } = late();
  return await MeshEndpoint.open({
    hosted,
    frames,
    store,
    clock,
    clients,
    audit,
    inbox: questions.before(calls.before(inbox)),
    feed: questions.watching(feed),
    pipeline,
    random: systemRandom,
    self: identity.did,
    own: agent,
    maxWaiting: config.limits.outbox,
    bundleOf: (did, signal) => gateway.bundleOf(did, { ...agent.proved, at: clock.now() }, signal),
    problem: (error) => events.internalError('agentmesh', error),
  });
}

/** What AgentMesh agents call behind this node, by messages to the agent of the node. */
function callsOf(given: Given, endpoint: () => MeshEndpoint | undefined): MeshCalls {
  const { config, clock, store, identity, events, late } = given;
  const { pipeline, egress } = late();
  return new MeshCalls({
    clock,
    store,
    pipeline,
    egress,
    random: systemRandom,
    self: identity.did,
    served: { mcp: Object.keys(config.mcp.servers).length > 0, a2a: config.agentmesh.deliver === 'a2a' },
    send: sendingBy(endpoint),
    problem: (error) => events.internalError('agentmesh', error),
  });
}

/** What calls and questions are sent by: they are wired before the endpoint that sends them. */
function sendingBy(endpoint: () => MeshEndpoint | undefined): MeshEndpoint['send'] {
  return async (...message) => {
    const sender = endpoint();
    if (sender === undefined) throw new RangeError('something was sent before the endpoint stood');
    return await sender.send(...message);
  };
}

/** What clients of A2A and MCP ask agents of AgentMesh. */
function questionsOf({ clock }: Given, endpoint: () => MeshEndpoint | undefined): MeshQuestions {
  return new MeshQuestions({ clock, random: systemRandom, send: sendingBy(endpoint) });
}

function agentsOf(
  given: Given,
  made: { readonly hosted: HostedAgents; readonly endpoint: MeshEndpoint; readonly questions: MeshQuestions },
): MeshAgents {
  const { clock, store, audit, identity, clients, late } = given;
  const { hosted, endpoint, questions } = made;
  return new MeshAgents({
    clock,
    store,
    audit,
    questions,
    random: systemRandom,
    self: identity.did,
    pipeline: late().pipeline,
    find: (did) => {
      const found = endpoint.knows(did) ? registered(given, hosted, { did, now: clock.now() }) : undefined;
      if (found?.kind !== 'accept') return undefined;
      const { host, capabilities } = found.value;
      return { did, host, capabilities, name: clients.find(did)?.metadata['display_name'] ?? did };
    },
  });
}

/** Puts the clients into the record of this node, and tells it. */
async function publish({ directory, store, own, clock, late }: Given): Promise<void> {
  directory.replaceOwn(await publishRecord(store, own, clock.now()));
  late().gossip.push([directory.own.bytes]);
}

function gatewayOf(
  given: Given,
  made: {
    readonly hosted: HostedAgents;
    readonly frames: MeshFrames;
    readonly token: DoorToken;
    readonly iatp: MeshIatp;
    readonly verifier: OidcVerifier | undefined;
  },
): MeshGateway {
  const { config, clock, store, identity, events, clients, late } = given;
  const { pipeline: _, ...parts } = late();
  const { links, reputation, feed, deadLetters } = parts;
  const { hosted, frames } = made;
  return new MeshGateway({
    ...made,
    config: config.agentmesh,
    self: identity.did,
    clock,
    store,
    clients,
    feed,
    deadLetters,
    events,
    scoreOf: (host) => reputation.agentFacts(host, clock.now()).score,
    isLinked: (host) => links.isLinked(host),
    call: (host, request, signal) => call(given, host, { request, signal }),
    publish: () => publish(given),
    rate: async (rater, about, outcome) => {
      const id = hosted.find(about, clock.now()) === undefined ? undefined : frames.lastBetween(rater, about);
      if (id === undefined) return false;
      try {
        await rate(
          { ...parts, store, directory: given.directory, clock },
          { params: { id }, request: { outcome, dimension: 'output_quality' } },
        );
        return true;
      } catch (error) {
        if (error instanceof MeshError && notTaken.has(error.code)) return false;
        throw error;
      }
    },
  });
}

async function call(
  { late }: Given,
  host: Did,
  asked: { readonly request: ExchangeRequest; readonly signal: AbortSignal },
): Promise<ExchangeOutcome> {
  const { links, exchanges } = late();
  await links.acquaint(host, asked.signal);
  return await exchanges.call(host, asked.request, asked.signal);
}

/** What the registry has of an agent: of a client here as it registered, of one elsewhere by its node's record. */
function registered(
  { clients, directory, identity, late }: Given,
  hosted: HostedAgents,
  { did, now }: { readonly did: MeshDid; readonly now: Millis },
): Verdict<Registered & { readonly host: Did }> {
  const { reputation } = late();
  const client = clients.find(did);
  const scoreOf = (host: Did): number => reputation.agentFacts(host, now).score;
  if (client?.key !== undefined) {
    const { key, capabilities } = client;
    return accept({ key, capabilities, score: scoreOf(identity.did), host: identity.did });
  }
  const remote = hosted.find(did, now);
  if (remote !== undefined) {
    const { agent, host } = remote;
    return accept({ key: agent.key, capabilities: agent.capabilities, score: scoreOf(host), host });
  }
  const before = hosted.pinned(did);
  const standing = before === undefined ? undefined : directory.standing(before, now);
  return standing === undefined || standing.kind === 'accept'
    ? reject('not-registered', 'no node that is known here serves the agent')
    : standing;
}

function proverOf({ clients, identity, clock, late }: Given, agent: MeshOwn): Prover {
  return {
    did: agent.did,
    publicKey: agent.proved.key,
    capabilities: clients.find(agent.did)?.capabilities ?? [],
    score: late().reputation.agentFacts(identity.did, clock.now()).score,
    sign: (bytes) => agent.sign(bytes),
  };
}

/** A verdict that was given before, is about nothing that is kept, or does not say whose message it is about. */
const notTaken: ReadonlySet<string> = new Set(['refused', 'not-found', 'request-invalid']);

/** Who judges the tokens of the issuer, where one is configured. */
function verifierOf({ config, clock, events }: Given): OidcVerifier | undefined {
  const { issuer } = config.agentmesh;
  const failed = (why: string): void => events.issuerFailed('agentmesh.issuer', why);
  return issuer && new OidcVerifier(issuer, () => clock.now(), failed);
}

function doorToken({ tokenFile }: Config['agentmesh']): DoorToken {
  if (tokenFile === undefined) return openDoor;
  const bytes = readSecretFile(tokenFile, {
    without: 'AgentMesh clients cannot be let in',
    use: 'which AgentMesh clients must show',
    setting: 'agentmesh.tokenFile in parley.yaml',
    code: 'credential-missing',
  });
  return sharedToken(new TextDecoder().decode(withoutLineEnd(bytes)));
}
