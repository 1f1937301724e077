import { fromUtf8, SecretKey, utf8 } from '../base/base.ts';
import type { OAuthClient } from './oauth-token.ts';
import { isJsonObject, readStrictJson, textAt } from './strict-json.ts';

/** A client and the tokens that it was given. */
export interface KeptClient {
  readonly client: OAuthClient;
  readonly tokens: Uint8Array;
}

/** What a renewal needs to know of a client, as one line of JSON. It holds a secret: what it is written to must be sealed. */
export function writeKeptClient({ at, id, secret, auth, resource }: OAuthClient): Uint8Array {
  const shown = secret === undefined ? undefined : fromUtf8(secret.expose());
  return utf8(`${JSON.stringify({ ...at, id, secret: shown, auth, resource })}\n`);
}

/** Reads what `writeKeptClient` wrote, with tokens behind it; undefined when it is not that. */
export function readKeptClient(bytes: Uint8Array | undefined): KeptClient | undefined {
  const end = bytes?.indexOf(0x0a) ?? -1;
  if (bytes === undefined || end < 0) return undefined;
  const read = readStrictJson(bytes.subarray(0, end));
  if (read.kind !== 'accept' || !isJsonObject(read.value)) return undefined;
  const { value } = read;
  const tokenUrl = textAt(value, 'tokenUrl');
  const id = textAt(value, 'id');
  const secret = textAt(value, 'secret');
  if (tokenUrl === undefined || id === undefined) return undefined;
  const client: OAuthClient = {
    at: { tokenUrl },
    id,
    secret: secret === undefined ? undefined : SecretKey.own(utf8(secret)),
    auth: textAt(value, 'auth') === 'post' ? 'post' : 'basic',
    scope: undefined,
    resource: textAt(value, 'resource'),
  };
  return { client, tokens: bytes.slice(end + 1) };
}
