import { millis, SecretKey, signingKeyFromSeed, systemRandom, utf8, type Verdict } from '../../src/base/base.ts';
import { didFromKey } from '../../src/identity/identity.ts';
import type { Prekeys, SessionState, Suite, SuiteIdentity } from '../../src/session/session.ts';
import { hello, type SetUp, type Subject, type Talk, type Turn } from './session-subject.ts';

const moment = { now: millis(1_800_000_000_000), random: systemRandom };
/** Bundles taken from one set of prekeys: no suite lets so few offers lapse. */
const perPrekeys = 80;

function agent(byte: number): SuiteIdentity {
  const signing = signingKeyFromSeed(SecretKey.own(new Uint8Array(32).fill(byte)));
  return { did: didFromKey(signing.publicKey), signing, agreement: signing.agreementKey() };
}

const [alice, bob] = [agent(1), agent(2)];
const peer = ({ did, signing }: SuiteIdentity) => ({ did, publicKey: signing.publicKey });
const associatedData = utf8(`${alice.did}|${bob.did}`);

/** A suite of ours through the session interface, everything but the store. */
export function suiteSubject(suite: Suite): Subject {
  return {
    name: suite.name,
    ready(count) {
      const own = suite.createPrekeys(moment);
      const setUps: SetUp[] = [];
      while (setUps.length < count)
        setUps.push(...fromOnePrekeys(suite, own, Math.min(perPrekeys, count - setUps.length)));
      return setUps;
    },
  };
}

function fromOnePrekeys(suite: Suite, own: Prekeys, count: number): readonly SetUp[] {
  let theirs = suite.createPrekeys(moment);
  const bundles = Array.from({ length: count }, () => {
    const taken = suite.takeBundle(theirs, bob, moment.now);
    theirs = suite.refillPrekeys(taken.prekeys, moment);
    return taken.bundle;
  });
  const prekeys = theirs;
  return bundles.map((bundle) => (turn: Turn) => setUp(suite, { own, prekeys, bundle }, turn));
}

async function setUp(
  suite: Suite,
  { own, prekeys, bundle }: { readonly own: Prekeys; readonly prekeys: Prekeys; readonly bundle: Uint8Array },
  turn: Turn,
): Promise<Talk> {
  await turn();
  const initiate = { self: alice, prekeys: own, peer: peer(bob), associatedData, bundle, ...moment };
  const { state, establishment } = accepted(await suite.initiate(initiate));
  const first = await suite.seal(state, hello, moment);
  await turn();
  const joined = accepted(
    await suite.respond({ self: bob, prekeys, peer: peer(alice), associatedData, establishment }),
  );
  const opened = accepted(await suite.open(joined.state, first, moment));
  return new SuiteTalk(suite, [first.state, opened.state]);
}

class SuiteTalk implements Talk {
  readonly #suite: Suite;
  readonly #states: [SessionState, SessionState];

  constructor(suite: Suite, states: [SessionState, SessionState]) {
    this.#suite = suite;
    this.#states = states;
  }

  async send(from: 0 | 1, plaintext: Uint8Array): Promise<number> {
    const to = from === 0 ? 1 : 0;
    const sealed = await this.#suite.seal(this.#states[from], plaintext, moment);
    this.#states[from] = sealed.state;
    const opened = accepted(await this.#suite.open(this.#states[to], sealed, moment));
    this.#states[to] = opened.state;
    return sealed.header.length + sealed.ciphertext.length;
  }

  record(): number {
    return this.#suite.encodeState(this.#states[1]).length;
  }
}

function accepted<T>(verdict: Verdict<T>): T {
  if (verdict.kind === 'accept') return verdict.value;
  throw new Error(`A suite refused its own message: ${verdict.reason} (${verdict.detail ?? ''})`);
}
