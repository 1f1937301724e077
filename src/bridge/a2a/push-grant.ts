import { parseCanonicalDid, type Did, type MeshDid } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { withoutHeaders } from '../headers.ts';
import { grantHeader } from './push-egress.ts';
import type { PushSeal } from './push-seal.ts';
import { findPushUrl, mayPush } from './push-url.ts';

/**
 * A request that names a webhook carries this node's word that a client of its own did, which comes back with each
 * notification. `seal` is undefined where webhooks are not relayed; agents of AgentMesh send none.
 */
export function withGrant(peer: Did | MeshDid, seal: PushSeal | undefined, request: ExchangeRequest): ExchangeRequest {
  if (request.protocol !== 'a2a') return request;
  const headers = withoutHeaders(request.headers, new Set([grantHeader.toLowerCase()]));
  const found = seal !== undefined && mayPush(request) ? findPushUrl(request) : undefined;
  const node = parseCanonicalDid(peer);
  if (seal === undefined || node === undefined || found?.kind !== 'accept' || found.value === undefined)
    return { ...request, headers };
  return { ...request, headers: [...headers, [grantHeader, seal.grant(node, found.value.url)]] };
}
