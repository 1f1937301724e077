import type { NatsConnection } from '@nats-io/transport-node';
import type * as jetstream from '@nats-io/jetstream';
import type * as transport from '@nats-io/transport-node';
import { fromUtf8, MeshError, type SecretKey } from '../base/base.ts';

/** The two packages, as they are loaded. */
export interface Library {
  readonly transport: typeof transport;
  readonly jetstream: typeof jetstream;
}

/** How this node proves itself to the servers. */
export type NatsLogin =
  /** The text of a credentials file, as `nsc` writes it. */
  | { readonly kind: 'credentials'; readonly secret: SecretKey }
  | { readonly kind: 'token'; readonly secret: SecretKey }
  | { readonly kind: 'password'; readonly user: string; readonly secret: SecretKey };

/** Files in PEM: whom to believe beside the system's authorities, and the certificate this node shows. */
export interface NatsTls {
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Where to connect, and how. */
export interface ConnectOptions {
  /** `tls://host:port`, or all of them `nats://host:port` on this machine. */
  readonly servers: readonly string[];
  readonly login: NatsLogin | undefined;
  readonly tls: NatsTls;
}

/** Longest wait for a connection to one server, milliseconds. */
const connectMs = 10_000;
/** Pause before the next try of a lost connection, milliseconds. */
const againMs = 1_000;
/** A server that says nothing for twice as long is taken for gone, milliseconds. */
const pingMs = 10_000;

/** Loads the packages. Throws MeshError 'config-invalid' when they are not installed. */
export async function loadLibrary(): Promise<Library> {
  try {
    const [transportNode, jetstreamClient] = await Promise.all([
      import('@nats-io/transport-node'),
      import('@nats-io/jetstream'),
    ]);
    return { transport: transportNode, jetstream: jetstreamClient };
  } catch (cause) {
    throw new MeshError(
      'config-invalid',
      'mailbox.nats needs the optional packages @nats-io/transport-node and @nats-io/jetstream, which cannot be loaded. Install them beside this program, or remove mailbox.nats from the configuration.',
      { cause },
    );
  }
}

/** Connects to one of the servers, and again whenever it is lost. Throws MeshError 'mailbox-storage'. */
export async function connectTo(library: Library, options: ConnectOptions): Promise<NatsConnection> {
  const { servers, login, tls } = options;
  // Nothing but the scheme tells the client: without this it would take TLS where a server offers it, and go on without.
  const isSecure = servers.every((server) => server.startsWith('tls://'));
  try {
    return await library.transport.connect({
      name: 'parley',
      servers: [...servers],
      tls: isSecure ? definedOf(tls) : null,
      ...(login === undefined ? {} : { authenticator: authenticatorOf(library, login) }),
      // The servers are those that the operator named: others could be reached without TLS, or be anybody's.
      ignoreClusterUpdates: true,
      maxReconnectAttempts: -1,
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: againMs,
      timeout: connectMs,
      pingInterval: pingMs,
      noAsyncTraces: true,
    });
  } catch (cause) {
    throw storageError(`none of the servers in mailbox.nats.servers takes this node: ${whyOf(cause)}`, cause);
  }
}

function definedOf({ caFile, certFile, keyFile }: NatsTls): transport.TlsOptions {
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}

/** Shows the secret anew for each connection, and keeps no other copy of it. */
function authenticatorOf({ transport: client }: Library, login: NatsLogin): transport.Authenticator {
  const { secret } = login;
  const text = (): string => fromUtf8(secret.expose()) ?? '';
  switch (login.kind) {
    case 'credentials':
      return client.credsAuthenticator(() => secret.expose());
    case 'token':
      return client.tokenAuthenticator(text);
    case 'password':
      return client.usernamePasswordAuthenticator(login.user, text);
  }
}

/** What is thrown when the storage cannot be opened or read. */
export function storageError(why: string, cause?: unknown): MeshError {
  return new MeshError(
    'mailbox-storage',
    `The mailbox that this node offers cannot use NATS JetStream: ${why}. Nothing was changed. Correct mailbox.nats or the server, then start the node again.`,
    { cause },
  );
}

const whys: Readonly<Record<string, string>> = {
  AuthorizationError: 'it refuses the login',
  UserAuthenticationExpiredError: 'the login has expired',
  PermissionViolationError: 'the login does not allow it',
  TimeoutError: 'no answer in time',
  JetStreamNotEnabled: 'JetStream is not enabled for this account',
  ConnectionError: 'it cannot be reached, or does not offer the TLS that is asked of it',
  ClosedConnectionError: 'the connection is closed',
};

/** Why a request failed, in our words: texts of servers are not repeated. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'of an unknown kind';
  const known = whys[error.name];
  if (known !== undefined) return known;
  const code = apiCodeOf(error);
  if (code !== undefined) return `JetStream error ${code}`;
  return error.cause === undefined ? `it cannot be reached (${systemCodeOf(error)})` : whyOf(error.cause);
}

/** The number of an error of the JetStream API; undefined for what is none. */
export function apiCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
}

function systemCodeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
