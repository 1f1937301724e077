import { MeshError, parseMeshDid, reasons, type MeshDid } from './base/base.ts';
import type { Handlers, Output } from './control/control.ts';
import { checkOf } from './handshake/handshake.ts';
import { responseJson, type MeshIatp, type PeerResult } from './mesh-iatp.ts';
import type { RunningNode } from './running-node.ts';

type IatpHandlers = Pick<Handlers, 'verifyPeer' | 'iatpChallenge' | 'iatpVerify' | 'iatpRespond'>;
/** The parts of the node that IATP needs. */
type Parts = Pick<RunningNode, 'meshIatp' | 'meshEndpoint'>;

/**
 * The control API's handlers of IATP in AgentMesh's shapes. They throw MeshError `refused` where the gateway or the
 * endpoint is off, and `request-invalid` for what is no DID of AgentMesh or a challenge past its time.
 */
export function iatpHandlers(parts: Parts): IatpHandlers {
  return {
    verifyPeer: async ({ request }, signal) => {
      const { peer_did, required_trust_score: minScore, required_capabilities: capabilities } = request;
      const demand = { minScore, capabilities, isFresh: request.require_freshness };
      return shown(await iatp(parts).verifyPeer(meshDid(peer_did), demand, signal));
    },
    iatpChallenge: ({ request }) => iatp(parts).challenge(meshDid(request.peer_did), request.require_freshness),
    iatpVerify: ({ request }) => {
      const { peer_did, response, required_trust_score: minScore, required_capabilities: capabilities } = request;
      return shown(iatp(parts).verify(meshDid(peer_did), response, { minScore, capabilities }));
    },
    iatpRespond: ({ request }) => {
      const own = parts.meshEndpoint()?.did;
      const answer = own === undefined ? undefined : iatp(parts).respond(own, request);
      if (answer === undefined) throw off('agentmesh.endpoint');
      if (answer.kind === 'accept') return responseJson(answer.value);
      throw new MeshError('request-invalid', 'The challenge is past its time, or ahead of it. Check both clocks.');
    },
  };
}

function iatp({ meshIatp }: Parts): MeshIatp {
  const found = meshIatp();
  if (found === undefined) throw off('agentmesh.enabled');
  return found;
}

function off(setting: string): MeshError {
  return new MeshError('refused', `This node is no agent of AgentMesh. Set \`${setting}: true\` in parley.yaml.`);
}

function meshDid(text: string): MeshDid {
  const did = parseMeshDid(text);
  if (did !== undefined) return did;
  throw new MeshError('request-invalid', 'That is no DID of AgentMesh: did:mesh: and 32 hexadecimal digits.');
}

function shown({ did, verdict, started, completed }: PeerResult): Output<'verifyPeer'> {
  const times = {
    handshake_started: new Date(started).toISOString(),
    handshake_completed: new Date(completed).toISOString(),
    latency_ms: Math.max(0, Math.round(completed - started)),
  };
  if (verdict.kind === 'accept') {
    const { score, capabilities } = verdict.value;
    const level = levelOf(score);
    const agent = { trust_score: score, trust_level: level, capabilities: [...capabilities] };
    return { verified: true, peer_did: did, ...agent, ...times, rejection_reason: null };
  }
  const { reason, detail } = verdict;
  const failed = checkOf(reason);
  return {
    verified: false,
    peer_did: did,
    trust_score: 0,
    trust_level: 'untrusted',
    capabilities: [],
    ...times,
    rejection_reason: detail === undefined ? reasons[reason] : `${reasons[reason]} (${detail})`,
    reason,
    ...(failed === undefined ? {} : { failed_check: failed }),
  };
}

/** AgentMesh's levels, whose bounds are not those of this node's tiers. */
function levelOf(score: number): Output<'verifyPeer'>['trust_level'] {
  if (score >= 900) return 'verified_partner';
  if (score >= 700) return 'trusted';
  return score >= 400 ? 'standard' : 'untrusted';
}
