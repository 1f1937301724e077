import {
  accept,
  equalBytes,
  limits,
  MeshError,
  millis,
  reject,
  signDomain,
  verifyDomain,
  type Did,
  type Millis,
  type PeerId,
  type Random,
  type Reason,
  type Verdict,
} from '../base/base.ts';
import { authenticateRecord, invitationProof, type VerifiedRecord } from '../identity/identity.ts';
import type { IatpCheck, IatpFrame, IatpHello, InvitationProof, Requirement } from '../wire/wire.ts';
import { checkOf, checkPeer, readableRemedy, remedyFor, type PeerView } from './checks.ts';
import type { HandshakeContext } from './context.ts';
import { chooseSuite, transcript, transcriptType, type Agreed, type HandshakeRole, type Side } from './transcript.ts';

/** The version of IATP spoken here. */
export const iatpVersion = 1;

/** How long a handshake may take from its first frame, milliseconds (AgentMesh's timeout). */
export const maxHandshakeMs = 30_000;

/** How far a hello's timestamp may lie from our clock, either way, milliseconds. */
const maxHelloAgeMs = limits.clockSkewMs;

/** What happened; `now` is when. */
export type HandshakeInput = { readonly now: Millis } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'frame'; readonly frame: IatpFrame }
  /** A frame came that could not be decoded, for this reason. */
  | { readonly kind: 'unreadable'; readonly reason: Reason }
  /** The answer to a `consult`. */
  | { readonly kind: 'consulted'; readonly view: PeerView }
  | { readonly kind: 'timeout' }
);

/**
 * Asks the driver what it knows of a peer. While `authenticated` is false the peer has only claimed to be
 * who it says, and nothing may be stored for it but the nonce. When it is true, the driver admits an
 * invited or sponsored agent in one durable write before it answers.
 */
export interface Consult {
  readonly kind: 'consult';
  readonly record: VerifiedRecord;
  readonly authenticated: boolean;
  /** The nonce to look up and remember until `nonceExpires`; undefined when it was asked about before. */
  readonly nonce: Uint8Array | undefined;
  readonly nonceExpires: Millis;
  /** To be verified with `verifyInvitationProof` for `helloNonce`, the record's DID and the remote peer id. */
  readonly invitation: InvitationProof | undefined;
  readonly helloNonce: Uint8Array;
  /** Present when the peer asks that nothing be answered from a cache. */
  readonly freshness: Uint8Array | undefined;
}

/** A handshake that succeeded. */
export interface HandshakeResult {
  readonly peer: Did;
  readonly remotePeer: PeerId;
  /** What the registry holds of the peer. */
  readonly record: VerifiedRecord;
  readonly suite: string;
  readonly at: Millis;
  /** What we asked and it met. */
  readonly requirement: Requirement;
}

/** A handshake that failed. */
export interface Failure {
  readonly kind: 'failed';
  readonly reason: Reason;
  readonly check: IatpCheck | undefined;
  /** For people. From the peer, in its words, when it refused. */
  readonly remedy: string;
  readonly by: 'us' | 'peer';
  /** For our operator only. */
  readonly detail: string | undefined;
}

/** What the driver does, in order. */
export type HandshakeOutput =
  | { readonly kind: 'send'; readonly frame: IatpFrame }
  | Consult
  | { readonly kind: 'done'; readonly result: HandshakeResult }
  | Failure;

interface New {
  readonly phase: 'new';
  readonly context: HandshakeContext;
  readonly nonce: Uint8Array;
  readonly freshness: Uint8Array | undefined;
}

interface AwaitingHelloProof {
  readonly phase: 'awaiting-hello-proof';
  readonly context: HandshakeContext & { readonly role: 'initiator' };
  readonly deadline: Millis;
  readonly own: Side;
}

/** Both hellos are there. */
interface Met {
  readonly context: HandshakeContext;
  readonly deadline: Millis;
  readonly agreed: Agreed;
  readonly peer: Side;
  readonly record: VerifiedRecord;
}

type Looking = Met & { readonly phase: 'looking'; readonly signatureHolds: boolean | undefined };
type AwaitingProof = Met & { readonly phase: 'awaiting-proof' };
type Admitting = Met & { readonly phase: 'admitting'; readonly signatureHolds: boolean };
type AwaitingDone = Met & { readonly phase: 'awaiting-done'; readonly current: VerifiedRecord };

/** Where a handshake stands. */
export type HandshakeState =
  New | AwaitingHelloProof | Looking | AwaitingProof | Admitting | AwaitingDone | { readonly phase: 'finished' };

type Step = readonly [HandshakeState, readonly HandshakeOutput[]];

/** Begins a handshake; nothing is sent before the input `start` (initiator) or the first frame (responder). */
export function openHandshake(context: HandshakeContext, random: Random): HandshakeState {
  return { phase: 'new', context, nonce: random(32), freshness: context.fresh ? random(16) : undefined };
}

/**
 * IATP, both roles. The driver performs the outputs in order, answers each `consult` with `consulted`,
 * and gives `timeout` when `maxHandshakeMs` have passed.
 *
 *     initiator                                        responder
 *     new                                              new
 *      | start: send hello        ---- hello ---->      | consult, not authenticated
 *     awaiting-hello-proof                             looking
 *      |                                                | consulted: checks registered, active
 *      | consult, authenticated   <- hello-proof --     |            send hello-proof
 *     looking                                          awaiting-proof
 *      | consulted: the six checks                      |
 *      |            send proof    ---- proof ---->      | consult, authenticated
 *     awaiting-done                                    admitting
 *      |                                                | consulted: the six checks
 *      | done                     <---- done -----      |            send done, done
 *     finished                                         finished
 *
 * In every phase: a fault of the other side, or a timeout -> send refusal, failed, finished; a refusal ->
 * failed, finished. Once finished, nothing has an effect.
 */
export function step(state: HandshakeState, input: HandshakeInput): Step {
  if (state.phase === 'finished') return [state, []];
  if (input.kind === 'timeout' || (state.phase !== 'new' && input.now > state.deadline))
    return refuse(reject('timeout'));
  switch (input.kind) {
    case 'start':
      return start(state, input.now);
    case 'unreadable':
      return refuse(reject(input.reason, 'a frame could not be read'));
    case 'frame':
      return input.frame.kind === 'refusal' ? refused(input.frame) : onFrame(state, input.frame, input.now);
    case 'consulted':
      return onConsulted(state, input.view, input.now);
  }
}

function start(state: HandshakeState, now: Millis): Step {
  if (state.phase !== 'new' || state.context.role !== 'initiator') return misused('only a new initiator is started');
  const { context } = state;
  const own = ownSide(state, context.to, now);
  const next = { phase: 'awaiting-hello-proof', context, own, deadline: millis(now + maxHandshakeMs) } as const;
  return [next, [{ kind: 'send', frame: { kind: 'hello', hello: own.hello } }]];
}

function ownSide({ context, nonce, freshness }: New, to: Did, now: Millis): Side {
  const { self, record, localPeer, requirement, suites } = context;
  const invitation =
    context.role === 'initiator' && context.invitation !== undefined
      ? invitationProof(context.invitation, { nonce, did: self.did, peerId: localPeer })
      : undefined;
  const hello: IatpHello = {
    version: iatpVersion,
    nonce,
    timestamp: now,
    record: record.bytes,
    requirement,
    suites,
    to,
    invitation,
    freshness,
  };
  return { did: self.did, peerId: localPeer, hello, recordHash: record.hash };
}

function onFrame(state: HandshakeState, frame: IatpFrame, now: Millis): Step {
  if (state.phase === 'new' && state.context.role === 'responder' && frame.kind === 'hello')
    return onHello(state, frame.hello, now);
  if (state.phase === 'awaiting-hello-proof' && frame.kind === 'hello-proof') return onHelloProof(state, frame, now);
  if (state.phase === 'awaiting-proof' && frame.kind === 'proof') return onProof(state, frame.signature);
  if (state.phase === 'awaiting-done' && frame.kind === 'done') return onDone(state, frame.suite, now);
  return refuse(reject('unexpected-frame', `${frame.kind} while ${state.phase}`));
}

function onHello(state: New, hello: IatpHello, now: Millis): Step {
  const { context } = state;
  const record = readHello(context, state.nonce, hello, now);
  if (record.kind !== 'accept') return refuse(record);
  const peer = peerSide(context, hello, record.value);
  const own = ownSide(state, peer.did, now);
  const suite = chooseSuite(peer, own);
  if (suite === undefined) return refuse(reject('no-common-suite'));
  const agreed = { initiator: peer, responder: own, suite };
  const met = { context, deadline: millis(now + maxHandshakeMs), agreed, peer, record: record.value };
  return look({ ...met, phase: 'looking', signatureHolds: undefined });
}

function onHelloProof(
  state: AwaitingHelloProof,
  frame: { readonly hello: IatpHello; readonly signature: Uint8Array },
  now: Millis,
): Step {
  const { context, own, deadline } = state;
  const record = readHello(context, own.hello.nonce, frame.hello, now);
  if (record.kind !== 'accept') return refuse(record);
  if (record.value.record.did !== context.to) return refuse(reject('did-mismatch', 'another agent answered'));
  const peer = peerSide(context, frame.hello, record.value);
  const suite = chooseSuite(own, peer);
  if (suite === undefined) return refuse(reject('no-common-suite'));
  const agreed = { initiator: own, responder: peer, suite };
  const signatureHolds = isSigned('responder', agreed, record.value, frame.signature);
  return look({ phase: 'looking', context, deadline, agreed, peer, record: record.value, signatureHolds });
}

/** What either side checks in the other's hello before it looks anything up. */
function readHello(
  context: HandshakeContext,
  ownNonce: Uint8Array,
  hello: IatpHello,
  now: Millis,
): Verdict<VerifiedRecord> {
  if (hello.version !== iatpVersion) return reject('unknown-version', `version ${hello.version}`);
  if (equalBytes(hello.nonce, ownNonce)) return reject('reflected', 'our own nonce came back');
  if (Math.abs(now - hello.timestamp) > maxHelloAgeMs) return reject('expired', 'the hello is not of this time');
  const record = authenticateRecord(hello.record);
  if (record.kind !== 'accept') return record;
  if (record.value.record.did === context.self.did) return reject('reflected', 'our own record came back');
  if (hello.to !== context.self.did) return reject('did-mismatch', 'the hello is meant for another agent');
  return accept(record.value);
}

function peerSide({ remotePeer }: HandshakeContext, hello: IatpHello, record: VerifiedRecord): Side {
  return { did: record.record.did, peerId: remotePeer, hello, recordHash: record.hash };
}

function isSigned(role: HandshakeRole, agreed: Agreed, by: VerifiedRecord, signature: Uint8Array): boolean {
  return verifyDomain(by.record.publicKey, transcriptType, transcript(role, agreed), signature);
}

function sign(role: HandshakeRole, { context, agreed }: Met): Uint8Array {
  return signDomain(context.self.signing, transcriptType, transcript(role, agreed));
}

function look(state: Looking | Admitting): Step {
  const { hello } = state.peer;
  const consult: Consult = {
    kind: 'consult',
    record: state.record,
    authenticated: state.signatureHolds === true,
    nonce: state.phase === 'looking' ? hello.nonce : undefined,
    // From then on the timestamp alone refuses the hello.
    nonceExpires: millis(hello.timestamp + maxHelloAgeMs + 1),
    invitation: hello.invitation,
    helloNonce: hello.nonce,
    freshness: hello.freshness,
  };
  return [state, [consult]];
}

function onProof(state: AwaitingProof, signature: Uint8Array): Step {
  const signatureHolds = isSigned('initiator', state.agreed, state.record, signature);
  return look({ ...state, phase: 'admitting', signatureHolds });
}

function onConsulted(state: HandshakeState, view: PeerView, now: Millis): Step {
  if (state.phase !== 'looking' && state.phase !== 'admitting') return misused('nothing was asked');
  if (state.phase === 'looking' && !view.nonceIsFresh) return refuse(reject('replayed'));
  const { context, record, signatureHolds, agreed } = state;
  const checked = { record, remotePeer: context.remotePeer, signatureHolds };
  const current = checkPeer(checked, view, context.requirement, now);
  if (current.kind !== 'accept') return refuse(current);
  if (state.phase === 'admitting') {
    const done = { kind: 'send', frame: { kind: 'done', suite: agreed.suite } } as const;
    return [{ phase: 'finished' }, [done, { kind: 'done', result: resultOf(state, current.value, now) }]];
  }
  if (context.role === 'initiator') {
    const frame = { kind: 'proof', signature: sign('initiator', state) } as const;
    return [{ ...state, phase: 'awaiting-done', current: current.value }, [{ kind: 'send', frame }]];
  }
  const frame = { kind: 'hello-proof', hello: agreed.responder.hello, signature: sign('responder', state) } as const;
  return [{ ...state, phase: 'awaiting-proof' }, [{ kind: 'send', frame }]];
}

function onDone(state: AwaitingDone, suite: string, now: Millis): Step {
  if (suite !== state.agreed.suite) return refuse(reject('downgraded', 'the other side names another suite'));
  return [{ phase: 'finished' }, [{ kind: 'done', result: resultOf(state, state.current, now) }]];
}

function resultOf({ context, peer, agreed }: Met, record: VerifiedRecord, at: Millis): HandshakeResult {
  const { remotePeer, requirement } = context;
  return { peer: peer.did, remotePeer, record, suite: agreed.suite, at, requirement };
}

function refuse(verdict: { readonly reason: Reason; readonly detail?: string }): Step {
  const { reason, detail } = verdict;
  const check = checkOf(reason);
  const remedy = remedyFor(reason, detail);
  const failure = { kind: 'failed', reason, check, remedy, by: 'us', detail } as const;
  return [{ phase: 'finished' }, [{ kind: 'send', frame: { kind: 'refusal', reason, check, remedy } }, failure]];
}

function refused(frame: IatpFrame & { readonly kind: 'refusal' }): Step {
  const { reason, check } = frame;
  const remedy = readableRemedy(frame.remedy);
  return [{ phase: 'finished' }, [{ kind: 'failed', reason, check, remedy, by: 'peer', detail: undefined }]];
}

function misused(what: string): never {
  throw new MeshError('internal', `The handshake's driver gave it an input out of turn: ${what}. Report this.`);
}
