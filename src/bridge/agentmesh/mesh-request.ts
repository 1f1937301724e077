import { utf8, type Did, type MeshDid } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { collectBody } from '../http-body.ts';
import type { Target } from '../egress-target.ts';
import type { AgentMeshRequestFacts } from '../facts.ts';
import type { ExchangeOutcome } from '../outcome.ts';
import type { IatpChallenge } from './iatp.ts';
import { problem, readRegistryRequest, type RegistryAnswer } from './registry-request.ts';

/** What one gateway asks another about a client behind it. */
export type MeshQuestion =
  | { readonly kind: 'prekeys' | 'presence'; readonly did: MeshDid }
  | { readonly kind: 'challenge'; readonly did: MeshDid; readonly challenge: IatpChallenge };

/** Largest answer: a bundle is below 1 kB. */
const maxAnswerBytes = 16 * 1024;
const none = new Uint8Array(0);

/** The request that carries a question over the mesh: the registry's own. */
export function meshRequest(question: MeshQuestion): ExchangeRequest {
  const path = `/v1/agents/${encodeURIComponent(question.did)}/${question.kind}`;
  const asked =
    question.kind === 'challenge'
      ? ({ method: 'POST', body: utf8(JSON.stringify(question.challenge)) } as const)
      : ({ method: 'GET', body: none } as const);
  return { kind: 'request', protocol: 'agentmesh', target: '', path, headers: [], ...asked };
}

/** The answer to a question; a problem when there was none. */
export async function meshAnswer(
  outcome: ExchangeOutcome,
): Promise<{ readonly status: number; readonly text: string }> {
  if (outcome.kind === 'refused') return { status: outcome.status === 'unreachable' ? 503 : 403, text: outcome.reason };
  const body = await collectBody(outcome.response.body, maxAnswerBytes);
  return { status: outcome.response.status, text: new TextDecoder().decode(body ?? none) };
}

/** What policy sees of it: who asks for the prekeys of an agent is about to open a session with it. */
export function readMeshFacts({ method, path, body }: ExchangeRequest): AgentMeshRequestFacts {
  const read = readRegistryRequest(method, path, body);
  const asked = 'kind' in read && 'did' in read ? { arguments: { agent: read.did } } : {};
  const context = {
    protocol: 'agentmesh',
    sizeBytes: body.length,
    method: `${method} ${kindOf(read)}`,
    ...asked,
  } as const;
  return { action: 'session.open', resource: { kind: 'agent' }, context };
}

function kindOf(read: ReturnType<typeof readRegistryRequest>): string {
  return 'kind' in read ? read.kind : 'other';
}

/** Answers what other gateways ask about the clients behind this node. */
export function meshTarget(answer: (question: MeshQuestion, asker: Did) => Promise<RegistryAnswer>): Target {
  return {
    perform: async (request, caller) => {
      const read = readRegistryRequest(request.method, request.path, request.body);
      const { status, body } = isQuestion(read) ? await answer(read, caller) : problem(404, 'Not found');
      const bytes = utf8(JSON.stringify(body ?? {}));
      return { status, headers: [['content-type', 'application/json']], body: once(bytes) };
    },
    close: () => Promise.resolve(),
  };
}

function isQuestion(read: ReturnType<typeof readRegistryRequest>): read is MeshQuestion {
  return 'kind' in read && (read.kind === 'prekeys' || read.kind === 'presence' || read.kind === 'challenge');
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
