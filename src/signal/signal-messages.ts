import { accept, concat, giveBack, MeshError, reject, type Millis, type Reject, type Verdict } from '../base/base.ts';
import type { Message, Moment, Opened, Sealed } from '../session/session.ts';
import type { SignalResponder } from '../wire/wire.ts';
import { CallStores, prekeyStores } from './call-stores.ts';
import { follow, refuseJump } from './followed.ts';
import { plain, verdictOf, type Library } from './library.ts';
import { readPrekeyHeader, readSignalHeader, type PrekeyHeader, type SignalHeader } from './message-header.ts';
import type { Identities } from './signal-identity.ts';
import type { SignalSession } from './signal-session.ts';

/** What sealing and opening work with. */
export interface Engine {
  readonly library: Library;
  readonly identities: Identities;
  /** Waits until it is this set-up's turn. */
  readonly turn: () => Promise<void>;
}

/**
 * The time that libsignal is told. It would refuse to seal under a session that was never answered in 30 days;
 * how long a session may live is decided where sessions are kept.
 */
export const noTime = new Date(0);

/** Header of a message that stands in a session, and of one that may have to open it: libsignal's own numbers. */
const whisper = 2;
const prekey = 3;

/**
 * Random bytes in front of each plaintext, a block of AES. libsignal derives key and IV of its AES-CBC from the
 * ratchet alone, so a state that came back from an old copy would seal under both again: equal beginnings would
 * show. Behind a random block nothing does.
 */
const preludeBytes = 16;

/** Seals a message. */
export async function sealSignal(
  engine: Engine,
  state: SignalSession,
  plaintext: Uint8Array,
  { random }: Moment,
): Promise<Sealed<SignalSession>> {
  const { library } = engine;
  const { ends, record } = state;
  if (record === undefined)
    throw new MeshError(
      'internal',
      'The responder of a session sealed before it opened a message; open the first one.',
    );
  const { theirs, ours, peerIdentity } = ends;
  const stores = new CallStores(library, peerIdentity, { kind: 'message', record });
  const whole = plain(concat(random(preludeBytes), plaintext));
  const sealed = await library.signalEncrypt(whole, theirs, ours, stores, stores, noTime).catch((cause: unknown) => {
    throw new MeshError('internal', 'libsignal could not seal a message; open a new session.', { cause });
  });
  giveBack(whole);
  return {
    state: { ...state, record: stores.record },
    header: Uint8Array.of(sealed.type()),
    ciphertext: sealed.serialize(),
  };
}

/** Opens a message. */
export async function openSignal(
  engine: Engine,
  state: SignalSession,
  message: Message,
  { now }: Pick<Moment, 'now'>,
): Promise<Verdict<Opened<SignalSession>>> {
  const read = readMessage(message);
  if (read === undefined) return reject('malformed', 'not a message of libsignal');
  const refusal = refuse(state, read) ?? refuseJump(state.followed, read.header);
  if (refusal !== undefined) return refusal;
  const { responder } = state;
  // The first message does the responder's half of the key agreement.
  if (responder !== undefined) await engine.turn();
  try {
    return accept(await decrypt(engine, state, { ...read, ciphertext: message.ciphertext, now }));
  } catch (error) {
    return verdictOf(engine.library, error);
  }
}

interface Read {
  readonly header: SignalHeader;
  /** Of a message that may have to open the session. */
  readonly agreement: PrekeyHeader | undefined;
}

function readMessage({ header, ciphertext }: Message): Read | undefined {
  if (header.length !== 1) return undefined;
  if (header[0] === whisper) {
    const read = readSignalHeader(ciphertext);
    return read && { header: read, agreement: undefined };
  }
  if (header[0] !== prekey) return undefined;
  const agreement = readPrekeyHeader(ciphertext);
  return agreement && { header: agreement.message, agreement };
}

/** Refuses what does not fit the keys that the establishment named. */
function refuse({ responder }: SignalSession, { agreement }: Read): Reject | undefined {
  if (responder === undefined) return undefined;
  if (agreement === undefined) return reject('undecryptable', 'not a message that opens a session');
  return namesKeysOf(responder, agreement)
    ? undefined
    : reject('undecryptable', 'it names other prekeys than its knock');
}

function namesKeysOf({ signed, oneTime }: SignalResponder, agreement: PrekeyHeader): boolean {
  const { oneTimePrekeyId, signedPrekeyId, kyberPrekeyId } = agreement;
  return signedPrekeyId === signed.id && oneTimePrekeyId === oneTime?.id && kyberPrekeyId === (oneTime ?? signed).id;
}

async function decrypt(
  { library, identities }: Engine,
  state: SignalSession,
  { header, agreement, ciphertext, now }: Read & { readonly ciphertext: Uint8Array; readonly now: Millis },
): Promise<Opened<SignalSession>> {
  const { record, responder, followed } = state;
  const { peerIdentity, theirs, ours } = state.ends;
  const bytes = plain(ciphertext);
  let stores: CallStores;
  let plaintext: Uint8Array;
  if (agreement === undefined) {
    stores = new CallStores(library, peerIdentity, { kind: 'message', record });
    const message = library.SignalMessage.deserialize(bytes);
    plaintext = await library.signalDecrypt(message, theirs, ours, stores, stores);
  } else {
    const identity = responder && identities.of(responder.identity).pair;
    stores = new CallStores(library, peerIdentity, { kind: 'agreement', record, identity });
    const message = library.PreKeySignalMessage.deserialize(bytes);
    const { oneTime, signed, kyber } = prekeyStores(library, responder);
    plaintext = await library.signalDecryptPreKey(message, theirs, ours, stores, stores, oneTime, signed, kyber);
  }
  const next = { ...state, record: stores.record, responder: undefined, followed: follow(followed, header, now) };
  if (plaintext.length < preludeBytes) throw new RangeError('no random block in front of the plaintext');
  return { state: next, plaintext: plaintext.subarray(preludeBytes) };
}
