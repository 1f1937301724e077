import { AgentIdentity } from '@microsoft/agent-governance-sdk';
import { assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, utf8, type Random } from '../../../src/base/base.ts';
import {
  answerChallenge,
  challengeSchema,
  checkDemand,
  checkResponse,
  newChallenge,
  responseSchema,
  type IatpChallenge,
  type IatpResponse,
  type Prover,
} from '../../../src/bridge/bridge.ts';
import { party, type Party } from './support.ts';

const now = millis(Date.parse('2026-03-01T12:00:00.000Z'));
const random: Random = (length) => new Uint8Array(length).fill(7);
const alice = party('alice');
const bob = party('bob');

function proverOf({ did, signing }: Party): Prover {
  return {
    did,
    publicKey: signing.publicKey,
    capabilities: ['echo'],
    score: 800,
    sign: (bytes) => signing.sign(bytes),
  };
}

function answerOf(challenge: IatpChallenge, by = alice, at = now): IatpResponse {
  const answer = answerChallenge(challenge, proverOf(by), { now: at, random });
  if (answer.kind !== 'accept') throw new Error(answer.reason);
  return answer.value;
}

const ask = (challenge: IatpChallenge) => ({ challenge, did: alice.did, key: alice.signing.publicKey });

describe('a challenge of IATP in the shape of AgentMesh', () => {
  it('has the fields, lengths and lifetime that AgentMesh gives it', () => {
    expect(newChallenge({ now, random }, false)).toEqual({
      challenge_id: 'challenge_0707070707070707',
      nonce: '07'.repeat(32),
      timestamp: '2026-03-01T12:00:00.000Z',
      expires_in_seconds: 30,
    });
    expect(newChallenge({ now, random }, true)).toMatchObject({ freshness_nonce: '07'.repeat(16) });
  });

  it('is answered with a signature over the text of AgentMesh, which the identity of its SDK verifies', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(alice.signing.publicKey).toString('base64url') };
    const identity = AgentIdentity.fromJWK({ ...jwk, kid: alice.did });
    for (const isFresh of [false, true]) {
      const challenge = newChallenge({ now, random }, isFresh);
      const answer = answerOf(challenge);
      const { challenge_id, nonce, freshness_nonce } = challenge;
      const text = [challenge_id, nonce, '07'.repeat(16), alice.did, ...(isFresh ? [freshness_nonce] : [])].join(':');
      expect(identity.verify(utf8(text), Buffer.from(answer.signature, 'base64'))).toBe(true);
      expect(responseSchema.safeParse(answer).success).toBe(true);
      expect(checkResponse(answer, ask(challenge), now).kind).toBe('accept');
    }
  });

  it('is taken from the identity of the SDK, and from clients that write UTC without saying so', () => {
    const identity = AgentIdentity.generate('outside');
    const x = identity.toJWK()['x'];
    const key = new Uint8Array(Buffer.from(typeof x === 'string' ? x : '', 'base64url'));
    const challenge = { ...newChallenge({ now, random }, false), timestamp: '2026-03-01T12:00:00.000001' };
    const { did } = alice;
    const text = `${challenge.challenge_id}:${challenge.nonce}:${'ab'.repeat(16)}:${did}`;
    const response = responseSchema.parse({
      challenge_id: challenge.challenge_id,
      response_nonce: 'ab'.repeat(16),
      agent_did: did,
      signature: Buffer.from(identity.sign(utf8(text))).toString('base64'),
      public_key: Buffer.from(key).toString('base64'),
      freshness_nonce: null,
    });
    expect(checkResponse(response, { challenge, did, key }, now).kind).toBe('accept');
  });

  it('is answered within its 30 seconds only, and never of another length', () => {
    const challenge = newChallenge({ now, random }, false);
    const answer = answerOf(challenge);
    for (const at of [millis(now + 30_001), millis(now - 30_001)]) {
      expect(answerChallenge(challenge, proverOf(alice), { now: at, random })).toMatchObject({ reason: 'expired' });
      expect(checkResponse(answer, ask(challenge), at)).toMatchObject({ reason: 'expired' });
    }
    const long = { ...challenge, expires_in_seconds: 3600 };
    expect(challengeSchema.safeParse(long).success).toBe(false);
    // Nothing else that this key signs, such as the time of a connection, passes for a part of a challenge.
    expect(challengeSchema.safeParse({ ...challenge, challenge_id: '2026-03-01T12:00:00.000Z' }).success).toBe(false);
    expect(challengeSchema.safeParse({ ...challenge, nonce: `${challenge.nonce}:` }).success).toBe(false);
  });

  it('is proved by nobody else: not by another agent, key, challenge or freshness', () => {
    const challenge = newChallenge({ now, random }, true);
    const answer = answerOf(challenge);
    const other = newChallenge({ now, random: (length) => new Uint8Array(length).fill(9) }, true);
    const cases: readonly (readonly [IatpResponse, string])[] = [
      [answerOf(challenge, bob), 'did-mismatch'],
      [{ ...answerOf(challenge, bob), agent_did: alice.did }, 'bad-signature'],
      [{ ...answer, public_key: answerOf(challenge, bob).public_key }, 'key-mismatch'],
      [answerOf(other), 'replayed'],
      [{ ...answerOf(other), challenge_id: challenge.challenge_id }, 'replayed'],
      [{ ...answer, freshness_nonce: undefined }, 'replayed'],
      [{ ...answer, response_nonce: 'ff'.repeat(16) }, 'bad-signature'],
    ];
    for (const [response, reason] of cases)
      expect(checkResponse(response, ask(challenge), now)).toMatchObject({ kind: 'reject', reason });
  });

  it('is not proved by a response in which one bit of the signature is another', () => {
    const challenge = newChallenge({ now, random }, false);
    const answer = answerOf(challenge);
    assert(
      property(nat(511), (bit) => {
        const signature = Buffer.from(answer.signature, 'base64');
        signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const forged = { ...answer, signature: signature.toString('base64') };
        expect(checkResponse(forged, ask(challenge), now)).toMatchObject({ reason: 'bad-signature' });
      }),
    );
  });

  it('counts what the registry has, and nothing that the response claims', () => {
    const agent = { key: alice.signing.publicKey, capabilities: ['echo'], score: 600 };
    expect(checkDemand(agent, { minScore: 700, capabilities: [] })).toMatchObject({ reason: 'score-too-low' });
    expect(checkDemand(agent, { minScore: 600, capabilities: ['pay'] })).toMatchObject({
      reason: 'capability-missing',
    });
    expect(checkDemand(agent, { minScore: 600, capabilities: ['echo'] }).kind).toBe('accept');
  });
});
