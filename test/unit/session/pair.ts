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
import {
  agentMeshSuite,
  createPrekeys,
  takeBundle,
  type BundleIdentity,
  type Sealed,
  type SessionState,
  type Suite,
} from '../../../src/session/session.ts';

/** The suite that nodes use. */
export const suite: Suite = agentMeshSuite('spec');

/** A time to start from. */
export const start = millis(1_800_000_000_000);

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
export function agent(byte: number): BundleIdentity {
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
export const associatedData = utf8(`${alice.did}|${bob.did}`);

/** Everything both sides have before the first message. */
export function establish(engine: Suite = suite) {
  const { prekeys, bundle } = takeBundle(createPrekeys(start, systemRandom), bob, start);
  const { state: initiator, establishment } = accepted(
    engine.initiate({
      self: alice.agreement,
      peerKey: bob.signing.publicKey,
      bundle: { ...bundle, suite: engine.name },
      associatedData,
      random: systemRandom,
    }),
  );
  const respond = { self: bob.agreement, peerKey: alice.signing.publicKey, prekeys, establishment, associatedData };
  const { state: responder, usedOneTimePrekey } = accepted(engine.respond(respond));
  return { bundle, prekeys, establishment, respond, initiator, responder, usedOneTimePrekey };
}

/** One side of a session in a test: keeps its state between messages. */
export class Side {
  state: SessionState;
  readonly #random: Random;

  constructor(state: SessionState, random: Random = systemRandom) {
    this.state = state;
    this.#random = random;
  }

  seal(plaintext: Uint8Array): Sealed {
    const sealed = suite.seal(this.state, plaintext, this.#random);
    this.state = sealed.state;
    return sealed;
  }

  /** Opens and keeps the next state when accepted. */
  open(message: Pick<Sealed, 'header' | 'ciphertext'>): Verdict<Uint8Array> {
    const verdict = suite.open(this.state, message.header, message.ciphertext, this.#random);
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
