/** The door of `session`: key agreement, ratchet and prekeys of a pair of agents. Nothing here keeps state. */
import { agentMeshSuite } from './agentmesh.ts';
import type { Suite } from './suite.ts';

export { agentMeshSuite } from './agentmesh.ts';
export {
  consumePrekey,
  createPrekeys,
  decodePrekeys,
  encodePrekeys,
  refillPrekeys,
  takeBundle,
  type BundleIdentity,
  type Prekeys,
} from './prekeys.ts';
export type {
  Initiated,
  InitiateOptions,
  Opened,
  Responded,
  RespondOptions,
  Sealed,
  SessionState,
  Suite,
} from './suite.ts';
export type { KdfVariant } from './x3dh.ts';

/** The suites that this node offers to other nodes, by the name that the handshake negotiates. */
export const suites: ReadonlyMap<string, Suite> = new Map([agentMeshSuite('spec')].map((suite) => [suite.name, suite]));
