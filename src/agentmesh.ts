import { MeshError, systemRandom, type Did } from './base/base.ts';
import type { ExchangeOutcome, Target } from './bridge/bridge.ts';
import type { Config } from './config.ts';
import { HostedAgents } from './hosted-agents.ts';
import type { Intake } from './inbox.ts';
import type { MeshClients } from './mesh-clients.ts';
import { MeshEndpoint } from './mesh-endpoint.ts';
import { MeshFrames } from './mesh-frames.ts';
import { MeshGateway, meshIntake } from './mesh-gateway.ts';
import { MeshOwn, withdrawOwn } from './mesh-self.ts';
import { openDoor, sharedToken, type DoorToken } from './mesh-token.ts';
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
>;

/** The gateway of local AgentMesh clients, as the hall composes it. */
export interface AgentMesh {
  /** Where the messages of the pipeline go, frames to the queues of their clients. */
  intake(inbox: Intake): Intake;
  /** What the judgement of a frame reads it with. */
  readonly frames: MeshFrames;
  /** Answers the gateways of other nodes. */
  readonly target: Target;
  /** The agent of this node as an agent of AgentMesh; undefined until `start`, and where it is none. */
  endpoint(): MeshEndpoint | undefined;
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
  const token = doorToken(config.agentmesh);
  const shown = { name: config.name, capabilities: config.capabilities };
  const isWanted = config.agentmesh.endpoint;
  const keeping = { store, clients, random: systemRandom };
  const agent = isWanted ? await MeshOwn.open(keeping, shown, clock.now()) : undefined;
  if (agent === undefined) await store.commit(withdrawOwn(store, clients));
  const frames = await MeshFrames.open({
    store,
    random: systemRandom,
    self: identity.did,
    clients,
    hosted,
    now: () => clock.now(),
    isBusy: (did) => did === agent?.did && late().inbox.isFull(),
    send: (draft) => late().pipeline.send(draft),
    problem,
  });
  const opened: { gateway?: MeshGateway; endpoint?: MeshEndpoint } = {};
  const gateway = (): MeshGateway => (opened.gateway ??= gatewayOf(given, { hosted, frames, token }));
  const target: Target = {
    perform: (request, caller, signal) => gateway().target().perform(request, caller, signal),
    close: () => Promise.resolve(),
  };
  return {
    intake: (inbox) => meshIntake(inbox, frames),
    frames,
    target,
    endpoint: () => opened.endpoint,
    start: async (stack) => {
      stack.push('agentmesh', () => gateway().stop());
      await gateway().start();
      const named = directory.own.record.hosted ?? [];
      // The record was made before the agent was entered here, or left.
      if (named.length !== clients.hosted().length) await publish(given);
      if (agent === undefined) return;
      const endpoint = await endpointOf(given, { hosted, frames, agent, gateway: gateway() });
      opened.endpoint = endpoint;
      await endpoint.start();
      stack.push('agentmesh endpoint', () => endpoint.stop());
    },
  };
}

async function endpointOf(
  { config, clock, store, audit, identity, clients, events, late }: Given,
  made: {
    readonly hosted: HostedAgents;
    readonly frames: MeshFrames;
    readonly agent: MeshOwn;
    readonly gateway: MeshGateway;
  },
): Promise<MeshEndpoint> {
  const { agent, gateway, hosted, frames } = made;
  const { pipeline, inbox, feed } = late();
  return await MeshEndpoint.open({
    hosted,
    frames,
    store,
    clock,
    clients,
    audit,
    inbox,
    feed,
    pipeline,
    random: systemRandom,
    self: identity.did,
    own: agent,
    maxWaiting: config.limits.outbox,
    bundleOf: (did, signal) => gateway.bundleOf(did, { ...agent.proved, at: clock.now() }, signal),
    problem: (error) => events.internalError('agentmesh', error),
  });
}

/** Puts the clients into the record of this node, and tells it. */
async function publish({ directory, store, own, clock, late }: Given): Promise<void> {
  directory.replaceOwn(await publishRecord(store, own, clock.now()));
  late().gossip.push([directory.own.bytes]);
}

function gatewayOf(
  given: Given,
  made: { readonly hosted: HostedAgents; readonly frames: MeshFrames; readonly token: DoorToken },
): MeshGateway {
  const { config, clock, store, identity, events, clients, late } = given;
  const { pipeline: _, ...parts } = late();
  const { links, exchanges, reputation, feed, deadLetters } = parts;
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
    call: async (host: Did, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome> => {
      await links.acquaint(host, signal);
      return await exchanges.call(host, request, signal);
    },
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

/** A verdict that was given before, is about nothing that is kept, or does not say whose message it is about. */
const notTaken: ReadonlySet<string> = new Set(['refused', 'not-found', 'request-invalid']);

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
