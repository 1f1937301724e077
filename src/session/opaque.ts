import { MeshError } from '../base/base.ts';
import type { InitiateOptions, Prekeys, PureSuite, RespondOptions, SessionState, Suite } from './suite.ts';

/**
 * A suite for those who know no shapes: it takes any state and any prekeys, and throws MeshError('internal')
 * when they are another suite's, so that a mix-up is an error and never a message sealed under the wrong rules.
 */
export function opaqueSuite<S extends SessionState, P extends Prekeys>(suite: PureSuite<S, P>): PureSuite;
export function opaqueSuite<S extends SessionState, P extends Prekeys>(suite: Suite<S, P>): Suite;
export function opaqueSuite<S extends SessionState, P extends Prekeys>(suite: Suite<S, P>): Suite {
  const isState = (state: SessionState): state is S => state.suite === suite.name;
  const arePrekeys = (prekeys: Prekeys): prekeys is P => prekeys.suite === suite.name;
  const own = (state: SessionState): S => (isState(state) ? state : mixedUp('session', state.suite, suite.name));
  const ours = (prekeys: Prekeys): P => (arePrekeys(prekeys) ? prekeys : mixedUp('prekeys', prekeys.suite, suite.name));
  return {
    name: suite.name,
    createPrekeys: (moment) => suite.createPrekeys(moment),
    refillPrekeys: (prekeys, moment) => suite.refillPrekeys(ours(prekeys), moment),
    takeBundle: (prekeys, self, now) => suite.takeBundle(ours(prekeys), self, now),
    consumePrekey: (prekeys, id) => suite.consumePrekey(ours(prekeys), id),
    encodePrekeys: (prekeys) => suite.encodePrekeys(ours(prekeys)),
    decodePrekeys: (bytes) => suite.decodePrekeys(bytes),
    initiate: (options: InitiateOptions) => suite.initiate({ ...options, prekeys: ours(options.prekeys) }),
    respond: (options: RespondOptions) => suite.respond({ ...options, prekeys: ours(options.prekeys) }),
    prepare: (state, moment) => suite.prepare(own(state), moment),
    expire: (state, now) => suite.expire(own(state), now),
    seal: (state, plaintext, moment) => suite.seal(own(state), plaintext, moment),
    open: (state, message, moment) => suite.open(own(state), message, moment),
    encodeState: (state) => suite.encodeState(own(state)),
    decodeState: (bytes) => suite.decodeState(bytes),
  };
}

function mixedUp(what: string, given: string, wanted: string): never {
  throw new MeshError(
    'internal',
    `Suite ${wanted} was given the ${what} of suite ${given}. Restart the node; report this if it comes again.`,
  );
}
