import type { Connection } from '@libp2p/interface';
import { CODE_P2P, multiaddr } from '@multiformats/multiaddr';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Libp2p } from 'libp2p';
import { MeshError } from '../base/base.ts';
import type { PeerId } from '../base/base.ts';
import { isRelayed } from './relay-transport.ts';

/** Addresses of one peer that are tried in one call; the rest of a longer list is left. */
const maxAddressesTried = 16;

/**
 * What all direct addresses may take together when there is one through a relay, milliseconds: those of a node behind
 * a router often lead nowhere, and nothing says so.
 */
const directMs = 4_000;

/** What `dial` needs. */
export interface DialOptions {
  readonly peerId: PeerId;
  readonly multiaddrs: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Connects to a peer, one address after the other in the order given, those through relays last. Throws MeshError `peer-unreachable`
 * that says what became of each, or the signal's reason when the caller cancelled.
 */
export async function dial(host: Libp2p, options: DialOptions): Promise<Connection> {
  const { peerId, multiaddrs, signal } = options;
  const failures: string[] = [];
  const tried = multiaddrs.slice(0, maxAddressesTried);
  const relayed = tried.filter(isRelayed);
  const direct = tried.filter((text) => !isRelayed(text));
  const shareMs = relayed.length === 0 ? undefined : Math.round(directMs / Math.max(1, direct.length));
  for (const text of [...direct, ...relayed]) {
    const address = withPeer(text, peerId);
    if (typeof address === 'string') {
      failures.push(address);
      continue;
    }
    try {
      const mayTake = shareMs === undefined || isRelayed(text) ? signal : either(signal, shareMs);
      return await host.dial(address, { signal: mayTake });
    } catch (error) {
      throwIfCancelled(signal);
      failures.push(`${withoutPeer(address)}: ${signal.aborted ? inTime : explain(error)}`);
      if (signal.aborted) break;
    }
  }
  const what = failures.length === 0 ? 'no address of it is known' : failures.join('; ');
  throw new MeshError('peer-unreachable', `Peer ${peerId} cannot be reached: ${what}. ${advice}`);
}

function either(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}

const advice = 'Check that its node is up and that its addresses are right.';
const inTime = 'no answer in time';

/** Throws the signal's reason when somebody cancelled; a timeout is not a cancellation but an unreachable peer. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')) throw signal.reason;
}

/** The error of a stream that could not be opened over a connection that stands. */
export function streamFailed(options: DialOptions, protocol: string, error: unknown): MeshError {
  const { peerId, signal } = options;
  const why = signal.aborted ? inTime : explain(error);
  return new MeshError('peer-unreachable', `Peer ${peerId} gives no ${protocol} stream: ${why}.`);
}

/** The address with `/p2p/<peer id>` at its end, or what is wrong with it. */
function withPeer(text: string, peerId: PeerId): Multiaddr | string {
  const address = parseMultiaddr(text);
  if (address === undefined) return 'an address that is not a multiaddr';
  const named = address.getComponents().findLast((component) => component.code === CODE_P2P)?.value;
  if (named === undefined) return address.encapsulate(`/p2p/${peerId}`);
  return named === peerId ? address : `${withoutPeer(address)}: the address names another peer`;
}

function withoutPeer(address: Multiaddr): string {
  return address.decapsulateCode(CODE_P2P).toString();
}

/** Parses a multiaddr; undefined when the text is none. */
export function parseMultiaddr(text: string): Multiaddr | undefined {
  try {
    return multiaddr(text);
  } catch {
    return undefined;
  }
}

const byCode: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'closed by the other side'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['ENETUNREACH', 'no route to the network'],
  ['ENOTFOUND', 'the name does not resolve'],
  ['EAI_AGAIN', 'the name does not resolve'],
  ['ETIMEDOUT', inTime],
]);

const byName: ReadonlyMap<string, string> = new Map([
  ['TimeoutError', inTime],
  ['AbortError', inTime],
  ['UnsupportedProtocolError', 'it does not speak this protocol'],
  ['NoValidAddressesError', 'no address that this node can dial'],
  ['TransportUnavailableError', 'no address that this node can dial'],
  ['InvalidPeerIdError', 'that is this node itself'],
  ['ConnectionClosedError', 'closed by the other side'],
  ['MuxerClosedError', 'closed by the other side'],
  ['StreamResetError', 'refused by the other side'],
  ['EncryptionFailedError', 'the encryption handshake failed'],
]);

/** Why an attempt failed, in words of ours: libp2p's messages may quote the network. */
function explain(error: unknown): string {
  if (error instanceof AggregateError) return explain(error.errors[0]);
  if (!(error instanceof Error)) return 'failed';
  if (error.message.includes('does not match expected remote identity key')) return 'another peer answers there';
  if (error.message.includes('dial self')) return 'that is this node itself';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return byCode.get(code) ?? byName.get(error.name) ?? `failed (${error.name})`;
}
