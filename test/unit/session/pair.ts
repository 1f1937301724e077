import {
  millis,
  parseCanonicalDid,
  SecretKey,
  signingKeyFromSeed,
  systemRandom,
  utf8,
  type Did,
  type Random,
  type Reason,
  type Verdict,
} from '../../../src/base/base.ts';
import { agentMesh } from '../../../src/session/agentmesh.ts';
import { openBundle } from '../../../src/session/bundle.ts';
import type { KeyPrekeys } from '../../../src/session/prekeys.ts';
import type { RatchetSession } from '../../../src/session/ratchet.ts';
import type { Message, Moment, Sealed, SuiteIdentity } from '../../../src/session/session.ts';
import { decodeX3dhBundle } from '../../../src/wire/wire.ts';

/** The suite of AgentMesh, in its own shapes. */
export const suite = agentMesh('spec');

/** A time to start from. */
export const start = millis(1_800_000_000_000);
export const moment: Moment = { now: start, random: systemRandom };

/** The value of an accepted verdict; fails the test otherwise. */
export function accepted<T>(verdict: Verdict<T>): T {
  if (verdict.kind === 'accept') return verdict.value;
  throw new Error(`refused: ${verdict.reason} (${verdict.detail ?? ''})`);
}

/** How a verdict is refused; undefined when it is not. */
export function refusal(verdict: Verdict<unknown>): `${'ignore' | 'reject'}: ${Reason}` | undefined {
  return verdict.kind === 'accept' ? undefined : `${verdict.kind}: ${verdict.reason}`;
}

/** An agent whose seed is the byte repeated. */
export function agent(byte: number): SuiteIdentity {
  const signing = signingKeyFromSeed(SecretKey.own(new Uint8Array(32).fill(byte)));
  return { did: did(byte), signing, agreement: signing.agreementKey() };
}

function did(byte: number): Did {
  const parsed = parseCanonicalDid(`did:agentmesh:${'z'.repeat(20)}${byte}`.replaceAll('0', '1'));
  if (parsed === undefined) throw new Error('not a DID');
  return parsed;
}

export const alice = agent(1);
export const bob = agent(2);
/** What the other side knows of an agent. */
export const peer = ({ did, signing }: SuiteIdentity) => ({ did, publicKey: signing.publicKey });
export const associatedData = utf8(`${alice.did}|${bob.did}`);

/** The body of a bundle of bob's. */
export function opened(bundle: Uint8Array, name = suite.name) {
  return accepted(decodeX3dhBundle(accepted(openBundle(name, bundle, peer(bob), start))));
}

/** What bob's next bundle shows. */
export const offered = (prekeys: KeyPrekeys) => opened(suite.takeBundle(prekeys, bob, start).bundle);

const made = new Map<string, KeyPrekeys>();

/** Prekeys of which nothing was taken. Made once: a hundred keys cost more than most tests. */
function freshPrekeys(engine: typeof suite): KeyPrekeys {
  const prekeys = made.get(engine.name) ?? engine.createPrekeys(moment);
  made.set(engine.name, prekeys);
  return prekeys;
}

/** Everything both sides have before the first message. */
export function establish(engine = suite) {
  const fresh = freshPrekeys(engine);
  const { prekeys, bundle: signed } = engine.takeBundle(fresh, bob, start);
  const own = { self: alice, prekeys: fresh, peer: peer(bob), associatedData };
  const { state: initiator, establishment } = accepted(engine.initiate({ ...own, bundle: signed, ...moment }));
  const respond = { self: bob, peer: peer(alice), prekeys, establishment, associatedData };
  const { state: responder, usedOneTimePrekey } = accepted(engine.respond(respond));
  const bundle = opened(signed, engine.name);
  return { bundle, prekeys, establishment, respond, initiator, responder, usedOneTimePrekey };
}

/** One side of a session in a test: keeps its state between messages. */
export class Side {
  state: RatchetSession;
  readonly #moment: Moment;

  constructor(state: RatchetSession, random: Random = systemRandom) {
    this.state = state;
    this.#moment = { now: start, random };
  }

  seal(plaintext: Uint8Array): Sealed<RatchetSession> {
    const sealed = suite.seal(this.state, plaintext, this.#moment);
    this.state = sealed.state;
    return sealed;
  }

  /** Opens and keeps the next state when accepted. */
  open(message: Message): Verdict<Uint8Array> {
    const verdict = suite.open(this.state, message, this.#moment);
    if (verdict.kind !== 'accept') return verdict;
    this.state = verdict.value.state;
    return { kind: 'accept', value: verdict.value.plaintext };
  }
}

/** Two sides after the first message. */
export function connected(): readonly [Side, Side] {
  const { initiator, responder } = establish();
  const [a, b] = [new Side(initiator), new Side(responder)];
  accepted(b.open(a.seal(utf8('hello'))));
  return [a, b];
}
