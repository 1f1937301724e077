import { describe, expect, it } from 'vitest';
import { accept, millis, MeshError, reject, systemRandom, type Verdict } from '../../../src/base/base.ts';
import { meshRequest, readRequestFacts, type ExchangeOutcome, type Registered } from '../../../src/bridge/bridge.ts';
import { MeshIatp, type PeerDemand } from '../../../src/mesh-iatp.ts';
import type { ExchangeRequest } from '../../../src/wire/wire.ts';
import { party } from '../bridge-agentmesh/support.ts';
import { agent } from '../identity/fixture.ts';

const peer = party('peer');
const here = agent('here').did;
const there = agent('there').did;
const signal = AbortSignal.timeout(60_000);
const usual: PeerDemand = { minScore: 700, capabilities: [], isFresh: false };

/** A node that verifies, and the node of the agent that proves itself; the mesh between them is a call. */
class Pair {
  now = millis(1_800_000_000_000);
  asked = 0;
  answers: 'truly' | 'never' | 'garbage' = 'truly';
  registry: Verdict<Registered> = accept({ key: peer.signing.publicKey, capabilities: ['echo'], score: 750 });
  readonly proving = new MeshIatp({
    random: systemRandom,
    now: () => this.now,
    registered: () => reject('not-registered'),
    prover: (did) => (did === peer.did ? this.#prover() : undefined),
    call: () => Promise.reject(new Error('asks nobody')),
  });
  readonly verifying = new MeshIatp({
    random: systemRandom,
    now: () => this.now,
    registered: () =>
      this.registry.kind === 'accept' ? accept({ ...this.registry.value, host: there }) : this.registry,
    prover: () => undefined,
    call: async (_, request) => this.#carry(request),
  });

  #prover() {
    const { did, signing } = peer;
    const sign = (bytes: Uint8Array): Uint8Array => signing.sign(bytes);
    return { did, publicKey: signing.publicKey, capabilities: ['echo', 'pay'], score: 1000, sign };
  }

  #carry(request: ExchangeRequest): ExchangeOutcome {
    this.asked++;
    if (this.answers === 'never') throw new MeshError('peer-unreachable', 'The node does not answer. Start it.');
    const challenge = JSON.parse(new TextDecoder().decode(request.body));
    const { status, body } = this.proving.answerNode({ did: peer.did, challenge }, here);
    const text = this.answers === 'garbage' ? '{' : JSON.stringify(body);
    return { kind: 'response', response: { status, headers: [], body: once(new TextEncoder().encode(text)) } };
  }

  async reasonOf(demand = usual): Promise<string> {
    const { verdict } = await this.verifying.verifyPeer(peer.did, demand, signal);
    return verdict.kind === 'accept' ? 'verified' : verdict.reason;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe('IATP in the shapes of AgentMesh between two nodes', () => {
  it('makes the six checks in order, with what the registry has', async () => {
    const pair = new Pair();
    expect(await pair.reasonOf()).toBe('verified');
    pair.registry = reject('not-registered');
    expect(await pair.reasonOf()).toBe('not-registered');
    pair.registry = reject('revoked');
    expect(await pair.reasonOf()).toBe('revoked');
    pair.registry = accept({ key: party('other').signing.publicKey, capabilities: ['echo'], score: 0 });
    expect(await pair.reasonOf()).toBe('bad-signature');
    pair.registry = accept({ key: peer.signing.publicKey, capabilities: [], score: 699 });
    expect(await pair.reasonOf({ ...usual, capabilities: ['pay'] })).toBe('score-too-low');
    // The agent says that it can, and its registry does not.
    pair.registry = accept({ key: peer.signing.publicKey, capabilities: ['echo'], score: 700 });
    expect(await pair.reasonOf({ ...usual, capabilities: ['pay'] })).toBe('capability-missing');
  });

  it('lets a proof stand for 900 s, never for a fresh one, and never for what ended since', async () => {
    const pair = new Pair();
    for (let i = 0; i < 3; i++) expect(await pair.reasonOf()).toBe('verified');
    expect(pair.asked).toBe(1);
    expect(await pair.reasonOf({ ...usual, isFresh: true })).toBe('verified');
    expect(pair.asked).toBe(2);
    pair.now = millis(pair.now + 900_000);
    expect(await pair.reasonOf()).toBe('verified');
    expect(pair.asked).toBe(3);
    pair.registry = reject('revoked');
    expect(await pair.reasonOf()).toBe('revoked');
    pair.registry = accept({ key: peer.signing.publicKey, capabilities: [], score: 100 });
    expect(await pair.reasonOf()).toBe('score-too-low');
    expect(pair.asked).toBe(3);
  });

  it('is to policy the opening of a session with the agent that is asked', () => {
    const challenge = new Pair().verifying.challenge(peer.did, false);
    const facts = readRequestFacts(meshRequest({ kind: 'challenge', did: peer.did, challenge }));
    const context = { method: 'POST challenge', arguments: { agent: peer.did } };
    expect(facts).toMatchObject({ value: [{ action: 'session.open', context }] });
  });

  it('says no where nobody answers, or what comes is no response', async () => {
    const pair = new Pair();
    pair.answers = 'never';
    expect(await pair.reasonOf()).toBe('agent-unreachable');
    pair.answers = 'garbage';
    expect(await pair.reasonOf()).toBe('malformed');
  });

  it('takes a response that was carried by other ways once, to its own challenge, within its time', () => {
    const pair = new Pair();
    const { verifying, proving } = pair;
    const answerTo = (isFresh: boolean) => {
      const answer = proving.respond(peer.did, verifying.challenge(peer.did, isFresh));
      if (answer?.kind !== 'accept') throw new Error('no answer');
      return answer.value;
    };
    const answer = answerTo(true);
    expect(verifying.verify(party('other').did, answer, usual).verdict).toMatchObject({ reason: 'replayed' });
    expect(verifying.verify(peer.did, answer, usual).verdict.kind).toBe('accept');
    expect(verifying.verify(peer.did, answer, usual).verdict).toMatchObject({ reason: 'replayed' });
    const late = answerTo(false);
    pair.now = millis(pair.now + 30_001);
    expect(verifying.verify(peer.did, late, usual).verdict).toMatchObject({ reason: 'expired' });
  });

  it('has at most 1000 challenges under way, and forgets those whose time has passed', async () => {
    const pair = new Pair();
    for (let i = 0; i < 1000; i++) pair.verifying.challenge(peer.did, false);
    expect(() => pair.verifying.challenge(peer.did, false)).toThrow(MeshError);
    expect(await pair.reasonOf()).toBe('too-many-pending');
    pair.now = millis(pair.now + 30_001);
    expect(await pair.reasonOf()).toBe('verified');
  });

  it('signs no more challenges than the bound for one asker, and none for an agent whose key it has not', () => {
    const pair = new Pair();
    const challenge = pair.verifying.challenge(peer.did, false);
    const statuses = Array.from(
      { length: 25 },
      () => pair.proving.answerNode({ did: peer.did, challenge }, here).status,
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
    expect(pair.proving.answerNode({ did: party('other').did, challenge }, here).status).toBe(404);
  });
});
