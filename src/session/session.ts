/** The door of `session`: key agreement, ratchet and prekeys of a pair of agents. Nothing here keeps state. */
import { agentMesh } from './agentmesh.ts';
import { opaqueSuite } from './opaque.ts';
import { pqxdh } from './pqxdh.ts';
import type { PureSuite } from './suite.ts';
import type { KdfVariant } from './x3dh.ts';

export {
  answerMesh,
  decodeMeshSession,
  encodeMeshSession,
  kdfVariants,
  knockMesh,
  openFirst,
  openMesh,
  sealMesh,
  variantOf,
  type MeshBundle,
  type MeshEstablishment,
  type MeshPeer,
  type MeshSelf,
  type MeshSession,
} from './agentmesh-peer.ts';
export {
  consumeMeshPrekey,
  createMeshPrekeys,
  decodeMeshPrekeys,
  encodeMeshPrekeys,
  givenMeshPrekeys,
  renewMeshPrekeys,
  shownMeshPrekeys,
  type MeshPrekeys,
} from './agentmesh-prekeys.ts';
export { opaqueSuite } from './opaque.ts';
export { pad, paddedSuite, unpad } from './padding.ts';
export { openBundle, signBundle } from './bundle.ts';
export type {
  AgreementOptions,
  Awaitable,
  Initiated,
  InitiateOptions,
  Message,
  Moment,
  Opened,
  PrekeyKeeping,
  Prekeys,
  PureSuite,
  Responded,
  RespondOptions,
  Sealed,
  SessionState,
  Suite,
  SuiteIdentity,
  SuitePeer,
  TakenBundle,
} from './suite.ts';
export type { KdfVariant } from './x3dh.ts';

/** The suite of AgentMesh in one of its two variants; see `agentMesh`. */
export function agentMeshSuite(variant: KdfVariant): PureSuite {
  return opaqueSuite(agentMesh(variant));
}

/** The suites that this node offers to other nodes, by the name that the handshake negotiates; best first. */
export const suites: ReadonlyMap<string, PureSuite> = new Map(
  [opaqueSuite(pqxdh), agentMeshSuite('spec')].map((suite) => [suite.name, suite]),
);
