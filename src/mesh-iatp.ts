import {
  equalBytes,
  MeshError,
  reject,
  type Did,
  type MeshDid,
  type Millis,
  type Random,
  type Verdict,
} from './base/base.ts';
import {
  answerChallenge,
  checkDemand,
  checkResponse,
  meshAnswer,
  meshRequest,
  newChallenge,
  registryProblem as problem,
  responseSchema,
  type Demand,
  type ExchangeOutcome,
  type IatpChallenge,
  type IatpResponse,
  type Prover,
  type Registered,
  type RegistryAnswer,
} from './bridge/bridge.ts';
import { maxPending, maxResultAgeMs } from './handshake/handshake.ts';
import { RateGate } from './rate.ts';
import type { ExchangeRequest } from './wire/wire.ts';

/** What IATP in AgentMesh's shapes needs of the rest of the hall. */
export interface MeshIatpPorts {
  readonly random: Random;
  now(): Millis;
  /** What the registry has of an agent now: rejects `not-registered`, or why it is not active. */
  registered(did: MeshDid, now: Millis): Verdict<Registered & { readonly host: Did }>;
  /** The agents of this node whose keys it holds. */
  prover(did: MeshDid): Prover | undefined;
  call(host: Did, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome>;
}

/** What is asked of a peer, and whether what was proved before may stand for it. */
export interface PeerDemand extends Demand {
  /** A proof of now (RFC 9334), whatever was proved before. */
  readonly isFresh: boolean;
}

/** What came of it. `agent` is what the registry has, where all six checks hold. */
export interface PeerResult {
  readonly did: MeshDid;
  readonly verdict: Verdict<Registered>;
  readonly started: Millis;
  readonly completed: Millis;
}

type Question = { readonly did: MeshDid; readonly challenge: IatpChallenge };

interface Proof {
  readonly key: Uint8Array;
  readonly at: Millis;
}

/** Proofs kept: each is a DID, a key and a time. The oldest goes first. */
const maxProofs = 4096;
/** How long a peer may take to answer, milliseconds (AgentMesh's). */
const answerWithinMs = 30_000;
/** Challenges for one asker of one agent: each costs a signature. */
const challengeRate = { burst: 20, perSecond: 1 };

/**
 * IATP in AgentMesh's message shapes, as verifier and as prover. The six checks are made in AgentMesh's order each time;
 * what is kept, for 900 s, is that an agent proved its key. The shapes do not say who asked, so that somebody between
 * two agents can pass a challenge on: it proves that the agent is there, and not that it is at the other end. Between
 * nodes `/parley/iatp/1` does that.
 */
export class MeshIatp {
  readonly #ports: MeshIatpPorts;
  readonly #pending = new Map<string, Question>();
  readonly #proofs = new Map<MeshDid, Proof>();
  readonly #challenges = new RateGate<string>(challengeRate);

  constructor(ports: MeshIatpPorts) {
    this.#ports = ports;
  }

  /** Asks an agent to prove itself, and makes the six checks: `verify_peer` of AgentMesh's TrustBridge. */
  async verifyPeer(did: MeshDid, demand: PeerDemand, signal: AbortSignal): Promise<PeerResult> {
    const started = this.#ports.now();
    const agent = this.#ports.registered(did, started);
    if (agent.kind !== 'accept') return this.#result(did, started, agent);
    if (!demand.isFresh && this.#isProved(did, agent.value.key))
      return this.#result(did, started, this.#judge(did, demand));
    const admitted = this.#open(did, demand.isFresh);
    if (admitted.kind !== 'accept') return this.#result(did, started, admitted);
    const challenge = admitted.value;
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
      const response = await this.#ask({ did, challenge }, agent.value.host, within);
      const verdict = response.kind === 'accept' ? this.#check(response.value, demand) : response;
      return this.#result(did, started, verdict);
    } finally {
      this.#pending.delete(challenge.challenge_id);
    }
  }

  /** A challenge that the caller carries to the agent itself. Throws MeshError `refused` when too many are under way. */
  challenge(did: MeshDid, isFresh: boolean): IatpChallenge {
    const opened = this.#open(did, isFresh);
    if (opened.kind === 'accept') return opened.value;
    throw new MeshError('refused', `${maxPending} challenges are under way. Wait 30 seconds, then ask again.`);
  }

  /** Makes the six checks by a response to a challenge of `challenge`, which works once. */
  verify(did: MeshDid, response: IatpResponse, demand: Demand): PeerResult {
    const started = this.#ports.now();
    const isOurs = this.#pending.get(response.challenge_id)?.did === did;
    const verdict = isOurs ? this.#check(response, demand) : reject('replayed', 'there is no such challenge under way');
    if (isOurs) this.#pending.delete(response.challenge_id);
    return this.#result(did, started, verdict);
  }

  /** Our answer to a challenge, for an agent of this node; undefined when this node does not hold its key. */
  respond(did: MeshDid, challenge: IatpChallenge): Verdict<IatpResponse> | undefined {
    const prover = this.#ports.prover(did);
    return prover && answerChallenge(challenge, prover, { now: this.#ports.now(), random: this.#ports.random });
  }

  /** Answers another node's challenge to an agent here. */
  answerNode(question: Question, asker: Did): RegistryAnswer {
    const refused = this.#tooMany(question.did, asker);
    return refused ?? answered(this.respond(question.did, question.challenge)) ?? noProver;
  }

  /** Answers a local client's challenge to an agent here, or puts it to the node that serves the agent. */
  async answerClient(question: Question, asker: string, signal: AbortSignal): Promise<RegistryAnswer> {
    const { did, challenge } = question;
    const own = this.#tooMany(did, asker) ?? answered(this.respond(did, challenge));
    if (own !== undefined) return own;
    const agent = this.#ports.registered(did, this.#ports.now());
    if (agent.kind !== 'accept') return problem(404, 'Agent not found');
    const response = await this.#ask(question, agent.value.host, signal);
    return response.kind === 'accept' ? (answered(response) ?? noProver) : noProver;
  }

  /** The answer of an agent, by way of its node where it is not of this one. */
  async #ask({ did, challenge }: Question, host: Did, signal: AbortSignal): Promise<Verdict<IatpResponse>> {
    const own = this.respond(did, challenge);
    if (own !== undefined) return own;
    const outcome = await this.#ports
      .call(host, meshRequest({ kind: 'challenge', did, challenge }), signal)
      .catch((error: unknown) => unreached(error));
    const answer = outcome === undefined ? undefined : await meshAnswer(outcome);
    if (answer?.status !== 200) return reject('agent-unreachable', 'no response from the agent');
    const read = readResponse(answer.text);
    return read === undefined ? reject('malformed', 'the response') : { kind: 'accept', value: read };
  }

  #check(response: IatpResponse, demand: Demand): Verdict<Registered> {
    const now = this.#ports.now();
    const asked = this.#pending.get(response.challenge_id);
    if (asked === undefined) return reject('replayed', 'there is no such challenge under way');
    // Once more: what was registered when it was asked can have ended since.
    const agent = this.#ports.registered(asked.did, now);
    if (agent.kind !== 'accept') return agent;
    const { key } = agent.value;
    const proved = checkResponse(response, { ...asked, key }, now);
    if (proved.kind !== 'accept') return proved;
    this.#keep(asked.did, { key, at: now });
    return this.#judge(asked.did, demand);
  }

  #judge(did: MeshDid, demand: Demand): Verdict<Registered> {
    const agent = this.#ports.registered(did, this.#ports.now());
    if (agent.kind !== 'accept') return agent;
    const met = checkDemand(agent.value, demand);
    return met.kind === 'accept' ? agent : met;
  }

  #isProved(did: MeshDid, key: Uint8Array): boolean {
    const proof = this.#proofs.get(did);
    const age = this.#ports.now() - (proof?.at ?? 0);
    return proof !== undefined && equalBytes(proof.key, key) && age >= 0 && age < maxResultAgeMs;
  }

  #keep(did: MeshDid, proof: Proof): void {
    this.#proofs.delete(did);
    this.#proofs.set(did, proof);
    for (const oldest of this.#proofs.keys()) {
      if (this.#proofs.size <= maxProofs) break;
      this.#proofs.delete(oldest);
    }
  }

  #open(did: MeshDid, isFresh: boolean): Verdict<IatpChallenge> {
    const { random } = this.#ports;
    const at = this.#ports.now();
    for (const [id, { challenge }] of this.#pending) {
      if (Date.parse(challenge.timestamp) + challenge.expires_in_seconds * 1000 < at) this.#pending.delete(id);
    }
    if (this.#pending.size >= maxPending) return reject('too-many-pending', `${maxPending} are under way`);
    const challenge = newChallenge({ now: at, random }, isFresh);
    this.#pending.set(challenge.challenge_id, { did, challenge });
    return { kind: 'accept', value: challenge };
  }

  #tooMany(did: MeshDid, asker: string): RegistryAnswer | undefined {
    const isAdmitted = this.#challenges.admit(`${asker} ${did}`, this.#ports.now());
    return isAdmitted ? undefined : problem(429, 'Too many challenges; try again later');
  }

  #result(did: MeshDid, started: Millis, verdict: Verdict<Registered>): PeerResult {
    return { did, verdict, started, completed: this.#ports.now() };
  }
}

/** That the node of the agent is not there is an answer to whether the agent is. */
function unreached(error: unknown): undefined {
  if (!(error instanceof MeshError)) throw error;
}

function readResponse(text: string): IatpResponse | undefined {
  try {
    return responseSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function answered(response: Verdict<IatpResponse> | undefined): RegistryAnswer | undefined {
  if (response === undefined) return undefined;
  if (response.kind !== 'accept') return problem(400, `challenge: ${response.reason}`);
  return { status: 200, body: responseJson(response.value) };
}

/** Exactly the fields of a response. */
export function responseJson(response: IatpResponse) {
  const { challenge_id, response_nonce, agent_did, capabilities, trust_score, signature, public_key } = response;
  const { freshness_nonce } = response;
  const json = { challenge_id, response_nonce, agent_did, capabilities, trust_score, signature, public_key };
  return typeof freshness_nonce === 'string' ? { ...json, freshness_nonce } : json;
}

/** Only a client itself has its key, and its protocol knows no challenge at the relay. */
const noProver = problem(404, 'The agent answers no challenges');
