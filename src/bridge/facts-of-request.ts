import { accept, type Verdict } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import { readMeshFacts } from './agentmesh/mesh-request.ts';
import { readA2aFacts } from './a2a/a2a-facts.ts';
import { pushTargetName } from './a2a/push-egress.ts';
import { readPushFacts } from './a2a/push-facts.ts';
import type { RequestFacts } from './facts.ts';
import { readMcpFacts } from './mcp/mcp-facts.ts';

/**
 * Reads what a request asks, one entry per call in it; at least one. Every entry must be permitted for the
 * request to pass. Rejects with `facts-invalid` what cannot be read without doubt.
 */
export function readRequestFacts(request: ExchangeRequest): Verdict<readonly RequestFacts[]> {
  switch (request.protocol) {
    case 'a2a':
      return request.target === pushTargetName ? readPushFacts(request) : readA2aFacts(request);
    case 'mcp':
      return readMcpFacts(request);
    case 'agentmesh':
      return accept([readMeshFacts(request)]);
  }
}
