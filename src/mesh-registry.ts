import { joined, type Change } from './ahead.ts';
import { equalBytes, millis, type Did, type Millis, parseMeshDid, type MeshDid } from './base/base.ts';
import {
  bundleJson,
  checkRegistration,
  meshAnswer,
  meshRequest,
  readBundle,
  readDeposit,
  registryProblem as problem,
  type Deposit,
  type ExchangeOutcome,
  type MeshQuestion,
  type OidcVerifier,
  type Proved,
  type Registration,
  type RegistryAnswer,
  type RegistryRequest,
} from './bridge/bridge.ts';
import type { HostedAgents, RemoteAgent } from './hosted-agents.ts';
import type { MeshClient, MeshClients, VerifiedClient } from './mesh-clients.ts';
import type { MeshIatp } from './mesh-iatp.ts';
import { RateGate } from './rate.ts';
import type { ExchangeRequest } from './wire/wire.ts';

/** What the registry needs of the rest of the hall. */
export interface MeshRegistryPorts {
  readonly self: Did;
  readonly clients: MeshClients;
  readonly hosted: HostedAgents;
  /** Whether clients without proofs are served. */
  readonly allowsLegacy: boolean;
  now(): Millis;
  /** On disk when it resolves; when it throws, memory is as before. */
  commit(change: Change): Promise<void>;
  /** Puts the clients into the record of this node, and tells it. */
  publish(): Promise<void>;
  /** The trust of this node in another, 0 to 1000. */
  scoreOf(host: Did): number;
  /** Whether a client is connected to the relay of this node. */
  isOnline(did: MeshDid): boolean;
  isLinked(host: Did): boolean;
  /** The time in the last proof of a client at the relay. */
  lastProof(did: MeshDid): Millis;
  readonly iatp: MeshIatp;
  /** Judges the tokens of the issuer; undefined without one. */
  readonly verifier: Pick<OidcVerifier, 'verify'> | undefined;
  call(host: Did, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome>;
  /** A client deposited another signed prekey than before. */
  renewed(client: MeshClient): Promise<void>;
  removed(did: MeshDid): Promise<void>;
  /** Takes a client's verdict on another, 0 to 100; false when there was nothing between the two that it can be about. */
  rate(rater: MeshDid, about: MeshDid, outcome: number): Promise<boolean>;
}

/** How long an agent counts as online after its last sign of life, milliseconds (the wire protocol's). */
const onlineMs = 90_000;
/** How often a heartbeat is noted, milliseconds. */
const heartbeatMs = 10_000;
/** Bundles for one asker: each uses up a one-time prekey. Another node gets further ones without. */
const bundleRate = { burst: 20, perSecond: 0.2 };
/** Bundles for all clients of another node, with and without a one-time prekey: each costs it an exchange. */
const nodeRate = { burst: 400, perSecond: 4 };

type OwnMatter = Extract<RegistryRequest, { readonly kind: 'heartbeat' | 'remove' | 'reputation' | 'verify' }>;

function isOwnMatter(request: RegistryRequest): request is OwnMatter {
  return ['heartbeat', 'remove', 'reputation', 'verify'].includes(request.kind);
}

/** The registry as AgentMesh clients know it, over the registry of the mesh. */
export class MeshRegistry {
  readonly #ports: MeshRegistryPorts;
  readonly #bundles = new RateGate<string>(bundleRate);
  readonly #nodes = new RateGate<string>(nodeRate);

  constructor(ports: MeshRegistryPorts) {
    this.#ports = ports;
  }

  /** Answers a local client. */
  async answer(request: RegistryRequest, caller: Proved | undefined, signal: AbortSignal): Promise<RegistryAnswer> {
    if (isOwnMatter(request)) return await this.#asItself(request, caller);
    switch (request.kind) {
      case 'health':
        return health;
      case 'register':
        return await this.#register(request.registration);
      case 'deposit':
        return await this.#deposit(request.did, request.deposit, caller);
      case 'discover':
        return this.#discover(request.capability, request.limit);
      case 'agent':
        return this.#agent(request.did);
      case 'prekeys':
        return await this.#prekeys(request.did, caller, signal);
      case 'presence':
        return await this.#presence(request.did, signal);
      case 'challenge':
        return await this.#challenge(request, caller, signal);
    }
  }

  /** Answers the gateway of another node about a client here. */
  async answerNode(question: MeshQuestion, asker: Did): Promise<RegistryAnswer> {
    const { kind, did } = question;
    if (this.#ports.clients.find(did)?.key === undefined) return notFound;
    if (kind === 'challenge') return this.#ports.iatp.answerNode(question, asker);
    if (kind === 'presence') return this.#localPresence(did);
    const now = this.#ports.now();
    if (!this.#nodes.admit(`${asker} ${did}`, now)) return tooMany;
    // Who of its clients asks, only that node knows: one of them that asks too much keeps the others from no session.
    if (this.#bundles.admit(`${asker} ${did}`, now)) return await this.#localPrekeys(did, asker);
    const bundle = this.#ports.clients.bundle(did);
    return bundle === undefined ? notFound : { status: 200, body: bundleJson(bundle) };
  }

  async #register(registration: Registration): Promise<RegistryAnswer> {
    const { clients } = this.#ports;
    const now = this.#ports.now();
    const proved = this.#provedRegistration(registration, now);
    if ('status' in proved) return proved;
    const { did, key } = proved;
    const { capabilities, metadata } = registration;
    if (clients.find(did) !== undefined) return problem(409, 'Agent already registered');
    if (!clients.hasRoom(capabilities)) return problem(503, 'This node serves as many agents as its record can name');
    const isLegacy = key === undefined;
    const provedAt = proved.at;
    await this.#ports.commit(clients.put({ did, key, isLegacy, capabilities, metadata, registered: now, provedAt }));
    clients.saw(did, now);
    if (!isLegacy) await this.#ports.publish();
    return { status: 201, body: { did, status: 'registered' } };
  }

  #provedRegistration(
    { did: named, public_key, proof, proof_timestamp }: Registration,
    now: Millis,
  ): { readonly did: MeshDid; readonly key: Uint8Array | undefined; readonly at: Millis } | RegistryAnswer {
    if (proof !== undefined && proof_timestamp !== undefined) {
      const proved = checkRegistration({ public_key, proof, proof_timestamp }, now);
      if (proved.kind !== 'accept')
        return problem(proved.reason === 'malformed' ? 400 : 401, `proof: ${proved.reason}`);
      const { did, key } = proved.value;
      return { did, key, at: this.#ports.lastProof(did) };
    }
    if (!this.#ports.allowsLegacy) return problem(401, 'A proof is required: proof and proof_timestamp');
    const did = parseMeshDid(named ?? '');
    return did === undefined ? problem(422, 'did: not a did:mesh DID') : { did, key: undefined, at: millis(0) };
  }

  async #deposit(did: MeshDid, deposit: Deposit, caller: Proved | undefined): Promise<RegistryAnswer> {
    const { clients } = this.#ports;
    const client = clients.find(did);
    if (client === undefined) return notFound;
    const refused = this.#mayActAs(client, caller);
    if (refused !== undefined) return refused;
    const read = readDeposit(did, deposit);
    if (read.kind !== 'accept') return problem(read.reason === 'malformed' ? 400 : 403, `prekeys: ${read.reason}`);
    const { prekeys, oneTime } = read.value;
    if (client.key !== undefined && !equalBytes(client.key, prekeys.key)) return problem(403, 'prekeys: key-mismatch');
    const isNew = client.key === undefined;
    const put = clients.deposit(did, prekeys, oneTime);
    const change = isNew ? joined(put.change, clients.put({ ...client, key: prekeys.key })) : put.change;
    await this.#ports.commit(change);
    clients.saw(did, this.#ports.now());
    if (isNew) await this.#ports.publish();
    if (put.isNew) await this.#ports.renewed(client);
    return { status: 200, body: { did, otk_count: oneTime.length } };
  }

  /** Why a caller may not act as a client; a legacy client proves nothing, and its deposits prove themselves. */
  #mayActAs(client: MeshClient, caller: Proved | undefined): RegistryAnswer | undefined {
    if (caller !== undefined) return caller.did === client.did ? undefined : problem(403, 'DID mismatch');
    return client.isLegacy && this.#ports.allowsLegacy ? undefined : unauthorized;
  }

  async #prekeys(did: MeshDid, caller: Proved | undefined, signal: AbortSignal): Promise<RegistryAnswer> {
    if (caller === undefined && !this.#ports.allowsLegacy) return unauthorized;
    const now = this.#ports.now();
    const isHere = this.#ports.clients.find(did)?.key !== undefined;
    const there = isHere ? undefined : this.#ports.hosted.find(did, now);
    if (!isHere && there === undefined) return notFound;
    if (!this.#bundles.admit(`${caller?.did ?? 'legacy'} ${did}`, now)) return tooMany;
    return there === undefined
      ? await this.#localPrekeys(did, this.#ports.self)
      : await this.#remotePrekeys(there, signal);
  }

  async #localPrekeys(did: MeshDid, asker: Did): Promise<RegistryAnswer> {
    const taken = this.#ports.clients.takeBundle(did, asker);
    if (taken === undefined) return notFound;
    // Given out only once that is on disk: a one-time prekey is never given twice.
    await this.#ports.commit(taken.change);
    return { status: 200, body: bundleJson(taken.bundle) };
  }

  /** A bundle passes only if its owner's keys prove it: nobody on the way can put another in its place. */
  async #remotePrekeys({ did, host }: RemoteAgent, signal: AbortSignal): Promise<RegistryAnswer> {
    const { status, text } = await meshAnswer(
      await this.#ports.call(host, meshRequest({ kind: 'prekeys', did }), signal),
    );
    if (status !== 200)
      return problem(status === 404 || status === 429 ? status : 503, 'The other node gave no prekeys');
    const bundle = readBundle(did, text);
    return bundle.kind === 'accept'
      ? { status: 200, body: bundleJson(bundle.value) }
      : problem(502, `The prekeys are not those of the agent: ${bundle.reason}`);
  }

  async #challenge(
    request: Extract<RegistryRequest, { readonly kind: 'challenge' }>,
    caller: Proved | undefined,
    signal: AbortSignal,
  ): Promise<RegistryAnswer> {
    if (caller === undefined && !this.#ports.allowsLegacy) return unauthorized;
    return await this.#ports.iatp.answerClient(request, caller?.did ?? 'legacy', signal);
  }

  #discover(capability: string, limit: number): RegistryAnswer {
    const { clients, hosted } = this.#ports;
    const here = clients.all().filter((client) => client.key !== undefined && client.capabilities.includes(capability));
    const there = hosted.discover(capability, limit, this.#ports.now());
    const results = [...here.map((client) => this.#local(client)), ...there.map((remote) => this.#remote(remote))];
    const shown = results.slice(0, limit).map(({ did, capabilities, reputation_score, last_seen }) => ({
      did,
      capabilities,
      reputation_score,
      last_seen,
    }));
    return { status: 200, body: { results: shown, total: shown.length } };
  }

  #agent(did: MeshDid): RegistryAnswer {
    const client = this.#ports.clients.find(did);
    if (client?.key !== undefined) return { status: 200, body: this.#local(client) };
    const remote = this.#ports.hosted.find(did, this.#ports.now());
    return remote === undefined ? notFound : { status: 200, body: this.#remote(remote) };
  }

  #local({ did, capabilities, metadata, registered, verified }: MeshClient) {
    const { clients, self } = this.#ports;
    return {
      did,
      capabilities,
      metadata,
      registered_at: iso(registered),
      last_seen: iso(this.#ports.isOnline(did) ? this.#ports.now() : clients.lastSeen(did)),
      reputation_score: this.#ports.scoreOf(self) / 1000,
      ...tierOf(verified, this.#ports.now()),
    };
  }

  #remote({ did, agent, host }: RemoteAgent) {
    const { capabilities, registered } = agent;
    return {
      did,
      capabilities,
      metadata: {},
      registered_at: iso(registered),
      last_seen: iso(this.#ports.isLinked(host) ? this.#ports.now() : registered),
      reputation_score: this.#ports.scoreOf(host) / 1000,
    };
  }

  async #presence(did: MeshDid, signal: AbortSignal): Promise<RegistryAnswer> {
    if (this.#ports.clients.find(did)?.key !== undefined) return this.#localPresence(did);
    const there = this.#ports.hosted.find(did, this.#ports.now());
    if (there === undefined) return notFound;
    const away = { status: 200, body: { did, last_seen: iso(there.agent.registered), online: false } };
    if (!this.#ports.isLinked(there.host)) return away;
    const request = meshRequest({ kind: 'presence', did });
    const { status, text } = await meshAnswer(await this.#ports.call(there.host, request, signal));
    const told = status === 200 ? /"last_seen":"([^"]{1,40})","online":(true|false)/.exec(text) : null;
    const [, seen = '', online] = told ?? [];
    return told === null ? away : { status: 200, body: { did, last_seen: seen, online: online === 'true' } };
  }

  #localPresence(did: MeshDid): RegistryAnswer {
    const now = this.#ports.now();
    const isOnline = this.#ports.isOnline(did);
    const seen = isOnline ? now : this.#ports.clients.lastSeen(did);
    return { status: 200, body: { did, last_seen: iso(seen), online: isOnline || now - seen < onlineMs } };
  }

  /** What only the agent itself may do, or one about another: never without a proof. */
  async #asItself(request: OwnMatter, caller: Proved | undefined): Promise<RegistryAnswer> {
    const { clients } = this.#ports;
    const { did } = request;
    if (request.kind === 'reputation') return await this.#reputation(request, caller);
    const client = clients.find(did);
    if (client === undefined) return notFound;
    if (caller === undefined && request.kind === 'remove') return unauthorized;
    const refused = this.#mayActAs(client, caller);
    if (refused !== undefined) return refused;
    if (request.kind === 'verify') return await this.#verify(client, request.token);
    const now = this.#ports.now();
    if (request.kind === 'heartbeat') {
      if (now - clients.lastSeen(did) < heartbeatMs) return problem(429, 'Heartbeat throttled; retry after 10s');
      clients.saw(did, now);
      return { status: 200, body: { did, last_seen: iso(now) } };
    }
    await this.#ports.removed(did);
    await this.#ports.commit(clients.remove(did));
    await this.#ports.publish();
    return { status: 204 };
  }

  /** Binds a client to whom its token is about, until the token ends. A token that does not count changes nothing. */
  async #verify({ did }: MeshClient, token: string): Promise<RegistryAnswer> {
    const { verifier, clients } = this.#ports;
    if (verifier === undefined) return problem(503, 'No issuer is configured');
    const subject = await verifier.verify(token);
    if (subject.kind !== 'accept') return problem(401, 'Token verification failed');
    const client = clients.find(did);
    if (client === undefined) return notFound;
    const at = this.#ports.now();
    const verified = { ...subject.value, at };
    await this.#ports.commit(clients.put({ ...client, verified }));
    return { status: 200, body: { did, ...tierOf(verified, at) } };
  }

  async #reputation(
    { did, score }: Extract<RegistryRequest, { readonly kind: 'reputation' }>,
    caller: Proved | undefined,
  ): Promise<RegistryAnswer> {
    if (caller === undefined) return unauthorized;
    if (caller.did === did) return problem(403, 'Agents may not submit reputation about themselves');
    const remote = this.#ports.hosted.find(did, this.#ports.now());
    if (remote === undefined) return notFound;
    const isTaken = await this.#ports.rate(caller.did, did, Math.round(score * 100));
    if (!isTaken) return problem(403, 'There was no message between the two that was not rated already');
    return { status: 200, body: { did, reputation_score: this.#ports.scoreOf(remote.host) / 1000 } };
  }
}

/** What is told of a client's identity at its issuer, in AgentMesh's fields and the two of OpenID Connect. */
function tierOf(verified: VerifiedClient | undefined, now: Millis) {
  if (verified === undefined || verified.expires <= now) return { tier: 'anonymous' };
  const { issuer, subject, tenant, app, at } = verified;
  return {
    tier: 'verified',
    verified_issuer: issuer,
    verified_subject: subject,
    ...(app === undefined ? {} : { verified_app_id: app }),
    ...(tenant === undefined ? {} : { verified_tenant_id: tenant }),
    verified_at: iso(at),
  };
}

function iso(time: Millis): string {
  return new Date(time).toISOString();
}

const health: RegistryAnswer = { status: 200, body: { status: 'healthy', service: 'agentmesh-registry' } };
const notFound = problem(404, 'Agent not found');
const unauthorized = problem(401, 'Missing or invalid Authorization header');
const tooMany = problem(429, 'Too many requests for prekeys; try again later');
