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
export {
  answerChallenge,
  challengeSchema,
  checkDemand,
  checkResponse,
  newChallenge,
  responseSchema,
  type Demand,
  type IatpChallenge,
  type IatpResponse,
  type Prover,
  type Registered,
} from './agentmesh/iatp.ts';
export type { GatewayDoor, GatewayPlace } from './agentmesh/listen.ts';
export { isOneIdentity, meshDidOf } from './agentmesh/mesh-did.ts';
export { meshAgent, type MeshAgentShown, type MeshAsked, type MeshReply } from './agentmesh/mesh-agent.ts';
export { readMeshAnswer, type MeshAnswer } from './agentmesh/mesh-answer.ts';
export { readMeshCall, type MeshCall, type MeshServed } from './agentmesh/mesh-call.ts';
export { MeshLines, refusedCall, type MeshCaller } from './agentmesh/mesh-lines.ts';
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
  type PairStep,
} from './agentmesh/pair.ts';
export { checkConnect, checkRegistration, type Proved } from './agentmesh/proof.ts';
export { joinRun, maxRunBytes, maxRunFrames, runsProtocol, splitRun } from './agentmesh/run.ts';
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
  type RelayDoor,
  type RelayLine,
  type RelayPorts,
  type Turned,
} from './agentmesh/relay-server.ts';
export { a2aTarget, type A2aTargetOptions, type CardSealer } from './a2a/a2a-target.ts';
export { readCard, summaryOf, type CardShelf, type CardSummary, type KeptCard } from './a2a/kept-card.ts';
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
export { OAuthRefusal } from './oauth-ask.ts';
export { oauthLogin, type OAuthLoginOptions } from './oauth-login.ts';
export {
  maxTokenLength,
  OidcVerifier,
  readOwnToken,
  type OidcIssuer,
  type ShownToken,
  type TokenSubject,
} from './oidc.ts';
export {
  personLogin,
  type BrowserAnswer,
  type PersonLogin,
  type PersonLoginOptions,
  type PersonLoginState,
} from './person-login.ts';
export { startIngress, type Ingress, type IngressOptions, type IngressPorts } from './ingress.ts';
export { collectBody } from './http-body.ts';
export type { Carry, ExchangeOutcome, RawResponse, Refused } from './outcome.ts';
export { gatedCall, gatedTarget, type ListGate } from './mcp/gated-target.ts';
export { readListedTool, type ListedTool } from './mcp/tool-definition.ts';
export { toolChanges, type ToolChange } from './mcp/tool-diff.ts';
export { sharedServers, type SharedServersOptions } from './mcp/shared-servers.ts';
export { bodyOfCall } from './same-call.ts';
export { serveStdioIngress, type StdioIngressOptions } from './mcp/stdio-ingress.ts';
export { stdioTarget, type StdioTarget, type StdioTargetOptions } from './mcp/stdio-target.ts';
