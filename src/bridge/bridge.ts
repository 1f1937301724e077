/** The door of `bridge`: local agents in, local agents out. */
export {
  bundleJson,
  readBundle,
  readDeposit,
  type Bundle,
  type OneTimePrekey,
  type Prekeys,
} from './agentmesh/bundle.ts';
export {
  base64,
  encodeBase64,
  frameBody,
  isKnockOf,
  readCarriedFrame,
  type CarriedFrame,
  type ConnectFrame,
  type KnockFrame,
} from './agentmesh/frame.ts';
export type { GatewayDoor, GatewayPlace } from './agentmesh/listen.ts';
export { isOneIdentity, meshDidOf } from './agentmesh/mesh-did.ts';
export { meshAnswer, meshRequest, meshTarget, type MeshQuestion } from './agentmesh/mesh-request.ts';
export {
  refusalOf,
  sessionEnd,
  stepLost,
  stepOwn,
  stepTheirs,
  strangers,
  type Pair,
  type PairAction,
} from './agentmesh/pair.ts';
export { checkConnect, checkRegistration, type Proved } from './agentmesh/proof.ts';
export {
  problem as registryProblem,
  type Deposit,
  type Registration,
  type RegistryAnswer,
  type RegistryRequest,
} from './agentmesh/registry-request.ts';
export { startMeshRegistry, type RegistryPorts } from './agentmesh/registry-server.ts';
export {
  closeCodes,
  startMeshRelay,
  type RelayClient,
  type RelayLine,
  type RelayPorts,
  type Turned,
} from './agentmesh/relay-server.ts';
export { a2aTarget, type A2aTargetOptions } from './a2a/a2a-target.ts';
export type { CardSigner } from './a2a/ingress-card.ts';
export { notification, type PushSinks } from './a2a/push-egress.ts';
export { PushSeal, type PushAddress } from './a2a/push-seal.ts';
export { pushTarget } from './a2a/push-target.ts';
export { createEgress, type Egress, type EgressTargets } from './egress.ts';
export { TargetError, type Target } from './egress-target.ts';
export type { A2aRequestFacts, McpRequestFacts, RequestContext, RequestFacts } from './facts.ts';
export { readRequestFacts } from './facts-of-request.ts';
export { httpTarget, type HttpTargetOptions } from './http-target.ts';
export { fixedLogin, type Login } from './login.ts';
export { oauthLogin, type OAuthLoginOptions } from './oauth-login.ts';
export { startIngress, type Ingress, type IngressOptions, type IngressPorts } from './ingress.ts';
export type { ExchangeOutcome, RawResponse, Refused } from './outcome.ts';
export { gatedCall, gatedTarget, type ListGate } from './mcp/gated-target.ts';
export { readListedTool, type ListedTool } from './mcp/tool-definition.ts';
export { toolChanges, type ToolChange } from './mcp/tool-diff.ts';
export { sharedServers, type SharedServersOptions } from './mcp/shared-servers.ts';
export { bodyOfCall } from './same-call.ts';
export { serveStdioIngress, type StdioIngressOptions } from './mcp/stdio-ingress.ts';
export { stdioTarget, type StdioTarget, type StdioTargetOptions } from './mcp/stdio-target.ts';
