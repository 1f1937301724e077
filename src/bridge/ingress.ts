import { MeshError, type Did } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import type { CardSigner } from './a2a/ingress-card.ts';
import type { ExchangeOutcome } from './outcome.ts';

/** What the ingress asks of the hall. */
export interface IngressPorts {
  /** The agent that a local alias (or a DID) means; undefined when this node knows none of that name. */
  resolve(alias: string): Did | undefined;
  /** Carries one exchange over the mesh. Aborting `signal` (the local client went away) cancels it there too. */
  exchange(alias: string, request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeOutcome>;
}

export interface IngressOptions {
  /** A loopback address or `localhost`. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly ports: IngressPorts;
  /** Signs the cards served here; undefined serves them unsigned. */
  readonly signCard: CardSigner | undefined;
}

/** A running ingress. */
export interface Ingress extends AsyncDisposable {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** Ends every exchange under way; idempotent. */
  close(): Promise<void>;
}

/** Starts the local HTTP server. Throws MeshError `listen-failed` or `config-invalid`. */
export async function startIngress(options: IngressOptions): Promise<Ingress> {
  await Promise.resolve();
  throw new MeshError('internal', `The ingress at ${options.host} is not available.`);
}
