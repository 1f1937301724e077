import type { ExchangeRequest } from '../../../wire/wire.ts';

/**
 * Where an exchange goes that is meant for the gRPC interface of an agent: its body is the JSON-RPC of A2A 1.0, with the
 * messages as ProtoJSON. No agent serves HTTP there, for it is the path of the gRPC service itself.
 */
export const grpcPath = '/lf.a2a.v1.A2AService';

/** Carries a deadline, as the time that is left (gRPC over HTTP/2, `Timeout`). */
export const timeoutHeader = 'grpc-timeout';

/** Whether an exchange is meant for the gRPC interface. */
export function isGrpcExchange({ protocol, method, path }: ExchangeRequest): boolean {
  return protocol === 'a2a' && method === 'POST' && path === grpcPath;
}
