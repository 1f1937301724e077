import {
  constantTimeEqual,
  fromBase64url,
  fromUtf8,
  hmacSha256,
  parseCanonicalDid,
  toBase64url,
  utf8,
  type Did,
} from '../../base/base.ts';
import { isJsonObject, readStrictJson } from '../strict-json.ts';

/** Longest webhook URL that is relayed: sealed into a path it must still fit a request line. */
export const maxPushUrlLength = 1024;

/** Where a push notification goes: the webhook that a client of `peer` named, and that client's node's word for it. */
export interface PushAddress {
  readonly peer: Did;
  readonly url: string;
  /** Made by `grant` at the peer; only the peer can check it. */
  readonly grant: string;
}

/**
 * The two seals of a relayed push notification, both under a key that never leaves the node, so that neither needs a
 * table. At the caller's node a *grant*: our client named this webhook to that peer. At the called node an *address*:
 * what stands in the path of the sink that our agent posts to.
 */
export class PushSeal {
  readonly #key: Uint8Array;

  /** `key` is 32 random bytes, kept over restarts: agents keep sinks as long as their tasks. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** A word for `peer` that posting to `url` was asked for. */
  grant(peer: Did, url: string): string {
    return toBase64url(this.#mac('grant', peer, url));
  }

  /** Whether `grant` was made here for this peer and URL. */
  isGranted({ peer, url, grant }: PushAddress): boolean {
    const given = fromBase64url(grant);
    return given !== undefined && constantTimeEqual(given, this.#mac('grant', peer, url));
  }

  /** The address as one path segment. */
  seal(address: PushAddress): string {
    const text = JSON.stringify([address.peer, address.url, address.grant]);
    return `${toBase64url(utf8(text))}.${toBase64url(this.#mac('address', text, ''))}`;
  }

  /** The address in a path segment; undefined when it was not sealed here. */
  open(segment: string): PushAddress | undefined {
    const [body = '', mac = ''] = segment.split('.');
    const bytes = fromBase64url(body);
    const given = fromBase64url(mac);
    const text = bytes && fromUtf8(bytes);
    if (text === undefined || given === undefined) return undefined;
    if (!constantTimeEqual(given, this.#mac('address', text, ''))) return undefined;
    return addressOf(text);
  }

  #mac(what: string, first: string, second: string): Uint8Array {
    const length = new Uint8Array(Uint32Array.of(first.length).buffer);
    return hmacSha256(this.#key, utf8(`parley push ${what}`), length, utf8(first), utf8(second));
  }
}

function addressOf(text: string): PushAddress | undefined {
  const read = readStrictJson(utf8(`{"of":${text}}`));
  const list = read.kind === 'accept' && isJsonObject(read.value) ? read.value['of'] : undefined;
  if (!Array.isArray(list)) return undefined;
  const [did, url, grant] = list.map((value: unknown) => (typeof value === 'string' ? value : ''));
  const peer = parseCanonicalDid(did ?? '');
  return peer === undefined || url === undefined || grant === undefined ? undefined : { peer, url, grant };
}
