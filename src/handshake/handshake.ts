/** The door of `handshake`: IATP, by which two nodes prove to each other who they are before anything else flows. */
export {
  maxHandshakeMs,
  openHandshake,
  step,
  type Consult,
  type Failure,
  type HandshakeInput,
  type HandshakeOutput,
  type HandshakeResult,
  type HandshakeState,
} from './step.ts';
export type { HandshakeContext, InitiatorContext, ResponderContext } from './context.ts';
export { type HandshakeRole } from './transcript.ts';
export { checkOf, type PeerView } from './checks.ts';
export { admitPending, maxPending, noPending, releasePending, type Pending } from './pending.ts';
export {
  invalidateResults,
  maxResultAgeMs,
  noResults,
  recallResult,
  rememberResult,
  type ResultKey,
  type Results,
} from './result-cache.ts';
