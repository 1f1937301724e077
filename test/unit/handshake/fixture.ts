import { accept, trustScore, type Millis, type Verdict } from '../../../src/base/base.ts';
import {
  openHandshake,
  step,
  type Consult,
  type Failure,
  type HandshakeInput,
  type HandshakeOutput,
  type HandshakeResult,
  type HandshakeState,
  type InitiatorContext,
  type PeerView,
  type ResponderContext,
} from '../../../src/handshake/handshake.ts';
import { decodeIatpFrame, encodeIatpFrame, type IatpFrame } from '../../../src/wire/wire.ts';
import { accepted, agent, now, peerIdOf, seededRandom, verifiedOf } from '../identity/fixture.ts';

/** Alice opens. */
export function initiator(changes: Partial<InitiatorContext> = {}): InitiatorContext {
  return {
    role: 'initiator',
    self: agent('alice'),
    record: verifiedOf('alice'),
    localPeer: peerIdOf('alice'),
    remotePeer: peerIdOf('bob'),
    requirement: { minScore: 500, capabilities: ['read:data'] },
    suites: ['strong', 'agentmesh'],
    fresh: false,
    to: agent('bob').did,
    invitation: undefined,
    ...changes,
  };
}

/** Bob answers. */
export function responder(changes: Partial<ResponderContext> = {}): ResponderContext {
  return {
    role: 'responder',
    self: agent('bob'),
    record: verifiedOf('bob'),
    localPeer: peerIdOf('bob'),
    remotePeer: peerIdOf('alice'),
    requirement: { minScore: 700, capabilities: [] },
    suites: ['agentmesh', 'strong'],
    fresh: false,
    ...changes,
  };
}

/** What a driver answers that knows the peer and thinks well of it. */
export function friendly(consult: Consult): PeerView {
  return {
    nonceIsFresh: true,
    granted: [],
    registration: accept('known'),
    standing: accept(consult.record),
    score: trustScore(800),
  };
}

export type View = (consult: Consult) => PeerView;

/** One node in a handshake: its state, and everything it put out. */
export class Node {
  state: HandshakeState;
  readonly outputs: HandshakeOutput[] = [];
  readonly #view: View;

  constructor(context: InitiatorContext | ResponderContext, view: View = friendly, seed: string = context.role) {
    this.state = openHandshake(context, seededRandom(seed));
    this.#view = view;
  }

  /** Performs one input, answers what it asks, and returns the frames it sends, as they come off the wire. */
  take(input: HandshakeInput): readonly IatpFrame[] {
    const [state, outputs] = step(this.state, input);
    this.state = state;
    this.outputs.push(...outputs);
    return outputs.flatMap((output): readonly IatpFrame[] => {
      if (output.kind === 'send') return [overTheWire(output.frame)];
      return output.kind === 'consult'
        ? this.take({ kind: 'consulted', view: this.#view(output), now: input.now })
        : [];
    });
  }

  start(at: Millis = now): IatpFrame {
    return only(this.take({ kind: 'start', now: at }));
  }

  frame(frame: IatpFrame, at: Millis = now): IatpFrame {
    return only(this.take({ kind: 'frame', frame, now: at }));
  }

  get result(): HandshakeResult | undefined {
    return this.outputs.find((output) => output.kind === 'done')?.result;
  }

  get failure(): Failure | undefined {
    return this.outputs.find((output) => output.kind === 'failed');
  }

  /** `done`, or who refused, for which reason and at which check. */
  get end(): string {
    const { failure } = this;
    if (failure === undefined) return this.result === undefined ? 'under way' : 'done';
    return `${failure.by}: ${failure.reason}${failure.check === undefined ? '' : ` (${failure.check})`}`;
  }

  get consults(): readonly Consult[] {
    return this.outputs.filter((output) => output.kind === 'consult');
  }
}

function only(frames: readonly IatpFrame[]): IatpFrame {
  const [frame] = frames;
  if (frame === undefined || frames.length > 1) throw new Error(`${frames.length} frames instead of one`);
  return frame;
}

function overTheWire(frame: IatpFrame): IatpFrame {
  return accepted(decodeIatpFrame(encodeIatpFrame(frame)));
}

/** Changes a frame under way. */
export type Tamper = (frame: IatpFrame) => IatpFrame;

/** Runs a handshake to its end, every frame passing through `tamper`. */
export function run(alice: Node, bob: Node, tamper: Tamper = (frame) => frame): void {
  let towards = bob;
  let frames: readonly IatpFrame[] = [alice.start()];
  while (frames.length > 0) {
    const receiver = towards;
    frames = frames.flatMap((frame) => receiver.take({ kind: 'frame', frame: tamper(frame), now }));
    towards = receiver === bob ? alice : bob;
  }
}

/** A tamper that changes the hello inside a frame of one kind. */
export function changingHello(
  kind: 'hello' | 'hello-proof',
  change: (hello: Extract<IatpFrame, { kind: 'hello' }>['hello']) => Extract<IatpFrame, { kind: 'hello' }>['hello'],
): Tamper {
  return (frame) => {
    if (frame.kind === kind && (frame.kind === 'hello' || frame.kind === 'hello-proof'))
      return { ...frame, hello: change(frame.hello) };
    return frame;
  };
}

export const refusing = (verdict: Verdict<never>, part: 'registration' | 'standing'): View => {
  return (consult) => ({ ...friendly(consult), [part]: verdict });
};
