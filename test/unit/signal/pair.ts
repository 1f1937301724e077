import {
  millis,
  parseCanonicalDid,
  SecretKey,
  signingKeyFromSeed,
  systemRandom,
  utf8,
  type Reason,
  type Verdict,
} from '../../../src/base/base.ts';
import type { Message, Moment, Sealed, SessionState, Suite, SuiteIdentity } from '../../../src/session/session.ts';
import { loadLibrary, type Library } from '../../../src/signal/library.ts';
import { loadSignalSuite } from '../../../src/signal/signal.ts';

/** Why tests of the suite are skipped where they are. */
export const why = 'needs @signalapp/libsignal-client';

const loaded = await loadSignalSuite();
export const isMissing = loaded === undefined;

/** The suite; a test that is not skipped may take it for granted. */
export function suite(): Suite {
  if (loaded === undefined) throw new Error(why);
  return loaded;
}

/** libsignal itself. */
export async function bareLibrary(): Promise<Library> {
  const library = await loadLibrary();
  if (library === undefined) throw new Error(why);
  return library;
}

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
  const did = parseCanonicalDid(`did:agentmesh:${'z'.repeat(20)}${byte}`);
  if (did === undefined) throw new Error('not a DID');
  return { did, signing, agreement: signing.agreementKey() };
}

export const alice = agent(1);
export const bob = agent(2);
export const mallory = agent(3);
/** What the other side knows of an agent. */
export const peer = ({ did, signing }: SuiteIdentity) => ({ did, publicKey: signing.publicKey });
export const associatedData = utf8(`${alice.did}|${bob.did}`);

/** Everything both sides have before the first message; with the last of so many bundles of bob's. */
export async function establish(bundles = 1) {
  let prekeys = suite().createPrekeys(moment);
  let bundle: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < bundles; i++) ({ prekeys, bundle } = suite().takeBundle(prekeys, bob, start));
  const own = { self: alice, prekeys: suite().createPrekeys(moment), peer: peer(bob), associatedData };
  const initiate = { ...own, bundle, ...moment };
  const { state: initiator, establishment } = accepted(await suite().initiate(initiate));
  const respond = { self: bob, prekeys, peer: peer(alice), establishment, associatedData };
  const { state: responder, usedOneTimePrekey } = accepted(await suite().respond(respond));
  return { prekeys, bundle, initiate, establishment, respond, initiator, responder, usedOneTimePrekey };
}

/** One side of a session in a test: keeps its state between messages. */
export class Side {
  state: SessionState;

  constructor(state: SessionState) {
    this.state = state;
  }

  async seal(plaintext: Uint8Array): Promise<Sealed> {
    const sealed = await suite().seal(this.state, plaintext, moment);
    this.state = sealed.state;
    return sealed;
  }

  /** Opens and keeps the next state when accepted. */
  async open(message: Message): Promise<Verdict<Uint8Array>> {
    const verdict = await suite().open(this.state, message, moment);
    if (verdict.kind !== 'accept') return verdict;
    this.state = verdict.value.state;
    return { kind: 'accept', value: verdict.value.plaintext };
  }

  /** Seals `count` messages. */
  async run(count: number): Promise<readonly Sealed[]> {
    const messages: Sealed[] = [];
    for (let i = 0; i < count; i++) messages.push(await this.seal(text(i)));
    return messages;
  }
}

export const text = (n: number): Uint8Array => utf8(`message ${n}`);

/** The message at a place; fails the test when there is none. */
export function at(messages: readonly Sealed[], n: number): Sealed {
  const message = messages.at(n);
  if (message === undefined) throw new Error('no such message');
  return message;
}

/** Two sides after a message each way. */
export async function connected(): Promise<readonly [Side, Side]> {
  const { initiator, responder } = await establish();
  const [a, b] = [new Side(initiator), new Side(responder)];
  accepted(await b.open(await a.seal(utf8('hello'))));
  accepted(await a.open(await b.seal(utf8('hello'))));
  return [a, b];
}

/** Both sides speak once, so both have a new chain. */
export async function turn(a: Side, b: Side): Promise<void> {
  accepted(await a.open(await b.seal(utf8('turn'))));
  accepted(await b.open(await a.seal(utf8('turn'))));
}
