import { z } from 'zod';
import { parseMeshDid, type MeshDid } from '../../base/base.ts';
import type { JsonValue } from '../strict-json.ts';
import { depositSchema } from './bundle.ts';
import { challengeSchema, maxIatpBytes, type IatpChallenge } from './iatp.ts';

const capability = z.string().min(1).max(64);
const metadata = z.record(z.string().max(64), z.string().max(256));

/** A registration. Without a proof it is one of the legacy generation, which names its DID and shows its X25519 key. */
export const registrationSchema = z.looseObject({
  did: z.string().max(128).optional(),
  public_key: z.string().max(128),
  proof: z.string().max(128).optional(),
  proof_timestamp: z.string().max(64).optional(),
  capabilities: z.array(capability).max(16).default([]),
  metadata: metadata.refine((given) => Object.keys(given).length <= 32, 'at most 32 entries').default({}),
});
export type Registration = z.output<typeof registrationSchema>;
export type Deposit = z.output<typeof depositSchema>;

const reputationSchema = z.looseObject({
  score: z.number().min(0).max(1),
  reason: z.string().max(1024).default(''),
});

const identitySchema = z.looseObject({ amid: z.string().max(128), verification_token: z.string().min(1).max(16_384) });

/** What a client asks of its registry. */
export type RegistryRequest =
  | { readonly kind: 'health' }
  | { readonly kind: 'register'; readonly registration: Registration }
  | { readonly kind: 'deposit'; readonly did: MeshDid; readonly deposit: Deposit }
  | { readonly kind: 'prekeys' | 'presence'; readonly did: MeshDid }
  | { readonly kind: 'agent'; readonly did: MeshDid }
  | { readonly kind: 'heartbeat' | 'remove'; readonly did: MeshDid }
  | { readonly kind: 'reputation'; readonly did: MeshDid; readonly score: number; readonly reason: string }
  | { readonly kind: 'challenge'; readonly did: MeshDid; readonly challenge: IatpChallenge }
  | { readonly kind: 'verify'; readonly did: MeshDid; readonly token: string }
  | { readonly kind: 'discover'; readonly capability: string; readonly limit: number };

/** An answer in JSON. */
export interface RegistryAnswer {
  readonly status: number;
  /** Nothing is sent when absent. */
  readonly body?: JsonValue;
}

/** Agents that one answer to `discover` names at most. */
const maxDiscovered = 200;

const agentPath = /^\/v1\/agents\/([^/]{1,192})(\/prekeys|\/presence|\/heartbeat|\/reputation|\/challenge)?$/;

/** Reads method, path with query, and body; an answer when it is no request that this registry takes. */
export function readRegistryRequest(
  method: string,
  target: string,
  body: Uint8Array,
): RegistryRequest | RegistryAnswer {
  const url = URL.parse(target, 'http://registry');
  if (url === null) return notFound;
  const route = `${method} ${url.pathname}`;
  if (route === 'GET /health') return { kind: 'health' };
  if (route === 'GET /v1/discover') return readDiscover(url.searchParams);
  if (route === 'POST /v1/agents') {
    return parsed(registrationSchema, body, (registration) => ({ kind: 'register', registration }));
  }
  if (route === 'POST /v1/registry/verify') {
    return parsed(identitySchema, body, ({ amid, verification_token: token }) => {
      const did = parseMeshDid(amid);
      return did === undefined ? notFound : { kind: 'verify', did, token };
    });
  }
  const [, name, what = ''] = agentPath.exec(url.pathname) ?? [];
  const did = name === undefined ? undefined : parseMeshDid(decoded(name));
  return did === undefined ? notFound : ofAgent(did, `${method} ${what}`, body);
}

function ofAgent(did: MeshDid, route: string, body: Uint8Array): RegistryRequest | RegistryAnswer {
  switch (route) {
    case 'GET ':
      return { kind: 'agent', did };
    case 'DELETE ':
      return { kind: 'remove', did };
    case 'GET /prekeys':
      return { kind: 'prekeys', did };
    case 'GET /presence':
      return { kind: 'presence', did };
    case 'POST /heartbeat':
      return { kind: 'heartbeat', did };
    case 'PUT /prekeys':
      return parsed(depositSchema, body, (deposit) => ({ kind: 'deposit', did, deposit }));
    case 'POST /reputation':
      return parsed(reputationSchema, body, ({ score, reason }) => ({ kind: 'reputation', did, score, reason }));
    case 'POST /challenge':
      if (body.length > maxIatpBytes) return problem(413, `A challenge has at most ${maxIatpBytes} bytes`);
      return parsed(challengeSchema, body, (challenge) => ({ kind: 'challenge', did, challenge }));
    default:
      return notFound;
  }
}

function readDiscover(query: URLSearchParams): RegistryRequest | RegistryAnswer {
  const capabilities = capability.safeParse(query.get('capability'));
  const limit = z.coerce
    .number()
    .int()
    .min(1)
    .max(maxDiscovered)
    .safeParse(query.get('limit') ?? 50);
  if (!capabilities.success || !limit.success)
    return problem(422, `capability of 1 to 64 characters, and limit from 1 to ${maxDiscovered}`);
  return { kind: 'discover', capability: capabilities.data, limit: limit.data };
}

function parsed<T>(
  schema: z.ZodType<T>,
  body: Uint8Array,
  then: (value: T) => RegistryRequest | RegistryAnswer,
): RegistryRequest | RegistryAnswer {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return problem(400, 'the body is not JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return then(read.data);
  const [issue] = read.error.issues;
  return problem(422, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** An answer with the `detail` that clients of this protocol read. */
export function problem(status: number, detail: string): RegistryAnswer {
  return { status, body: { detail } };
}

const notFound = problem(404, 'Not found');
