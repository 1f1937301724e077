import {
  millis,
  parseCanonicalDid,
  SecretKey,
  signingKeyFromSeed,
  systemRandom,
  utf8,
  type Verdict,
} from '../../src/base/base.ts';
import type {
  Message,
  Moment,
  Prekeys,
  RespondOptions,
  Sealed,
  SessionState,
  Suite,
  SuiteIdentity,
} from '../../src/session/session.ts';

/** A time to start from. */
export const start = millis(1_800_000_000_000);
export const moment: Moment = { now: start, random: systemRandom };

/** The value of an accepted verdict; fails the test otherwise. */
export function accepted<T>(verdict: Verdict<T>): T {
  if (verdict.kind === 'accept') return verdict.value;
  throw new Error(`refused: ${verdict.reason} (${verdict.detail ?? ''})`);
}

/** How a verdict is refused; `accept` when it is not. */
export const outcome = (verdict: Verdict<unknown>): string =>
  verdict.kind === 'accept' ? 'accept' : `${verdict.kind}: ${verdict.reason}`;

/** An agent with its prekeys of one suite. */
export class Agent {
  readonly suite: Suite;
  readonly identity: SuiteIdentity;
  prekeys: Prekeys;

  constructor(suite: Suite, name: string) {
    const signing = signingKeyFromSeed(SecretKey.own(systemRandom(32)));
    const did = parseCanonicalDid(`did:agentmesh:${name.padEnd(24, 'z')}`);
    if (did === undefined) throw new Error('not a DID');
    this.suite = suite;
    this.identity = { did, signing, agreement: signing.agreementKey() };
    this.prekeys = suite.createPrekeys(moment);
  }

  /** What others know of it. */
  get peer() {
    return { did: this.identity.did, publicKey: this.identity.signing.publicKey };
  }

  /** A bundle as it travels. */
  bundle(now = start): Uint8Array {
    const { prekeys, bundle } = this.suite.takeBundle(this.prekeys, this.identity, now);
    this.prekeys = prekeys;
    return bundle;
  }

  /** Offers all the one-time prekeys it has, so that the next bundle is without. */
  useUp(): void {
    for (let i = 0; i < 200; i++) this.bundle();
  }
}

/** One side of a session: keeps its state between messages. */
export class Side {
  readonly suite: Suite;
  state: SessionState;

  constructor(suite: Suite, state: SessionState) {
    this.suite = suite;
    this.state = state;
  }

  async seal(text: string | Uint8Array): Promise<Sealed> {
    const sealed = await this.suite.seal(this.state, typeof text === 'string' ? utf8(text) : text, moment);
    this.state = sealed.state;
    return sealed;
  }

  /** Opens and keeps the next state when accepted. */
  async open(message: Message, at: Moment = moment): Promise<Verdict<Uint8Array>> {
    const verdict = await this.suite.open(this.state, message, at);
    if (verdict.kind !== 'accept') return verdict;
    this.state = verdict.value.state;
    return { kind: 'accept', value: verdict.value.plaintext };
  }

  encoded(): Uint8Array {
    return this.suite.encodeState(this.state);
  }

  restart(): void {
    this.state = this.suite.decodeState(this.encoded());
  }
}

/** The initiator's state and first message, and all the responder needs to answer. */
export interface Begun {
  readonly initiator: Side;
  readonly respond: RespondOptions;
  readonly hello: Sealed;
}

/** `from` opens a session with `to` and seals its first message. */
export async function begin(from: Agent, to: Agent): Promise<Begun> {
  const { suite } = from;
  const associatedData = utf8(`${from.identity.did}|${to.identity.did}`);
  const own = { self: from.identity, prekeys: from.prekeys, peer: to.peer, associatedData };
  const begun = accepted(await suite.initiate({ ...own, bundle: to.bundle(), ...moment }));
  const initiator = new Side(suite, begun.state);
  const hello = await initiator.seal('hello');
  const { establishment } = begun;
  const respond = { self: to.identity, prekeys: to.prekeys, peer: from.peer, establishment, associatedData };
  return { initiator, respond, hello };
}

/** Both sides after the first message. */
export async function meet(from: Agent, to: Agent) {
  const { initiator, respond, hello } = await begin(from, to);
  const { state, usedOneTimePrekey } = accepted(await to.suite.respond(respond));
  const responder = new Side(to.suite, state);
  accepted(await responder.open(hello));
  if (usedOneTimePrekey !== undefined) to.prekeys = to.suite.consumePrekey(to.prekeys, usedOneTimePrekey);
  return { a: initiator, b: responder, respond, hello, usedOneTimePrekey };
}

/** Two agents of a suite in a session. */
export async function pair(suite: Suite): Promise<readonly [Side, Side]> {
  const { a, b } = await meet(new Agent(suite, 'a'), new Agent(suite, 'b'));
  return [a, b];
}
