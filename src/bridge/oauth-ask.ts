import { collectBody } from './http-body.ts';
import { isJsonObject, readStrictJson, type JsonObject } from './strict-json.ts';

/** Why there is no token, in words for the operator's log: without tokens, secrets or text of the issuer but its error code. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  /** Whether the issuer answered. */
  readonly isReachable: boolean;

  constructor(message: string, isReachable: boolean, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.isReachable = isReachable;
  }
}

/** An issuer answers at once, or is asked again by the next call. */
const timeoutMs = 10_000;
/** Metadata and tokens are a few KiB. */
const maxAnswerBytes = 64 * 1024;
/** What an issuer answered; `json` is empty where the body is no JSON object. */
export interface IssuerAnswer {
  readonly status: number;
  readonly json: JsonObject;
}

/** Asks an issuer, or a server for what it says about its issuers. Follows no redirect. Throws `OAuthRefusal`. */
export async function askIssuer(url: string, init: RequestInit): Promise<IssuerAnswer> {
  try {
    // A redirect would show the secret to somebody else.
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const bytes = response.body === null ? new Uint8Array(0) : await collectBody(response.body, maxAnswerBytes);
    const read = bytes === undefined ? undefined : readStrictJson(bytes);
    return { status: response.status, json: read?.kind === 'accept' && isJsonObject(read.value) ? read.value : {} };
  } catch (cause) {
    throw new OAuthRefusal('The issuer does not answer. Start it or correct its URL.', false, { cause });
  }
}

/** The `WWW-Authenticate` of a server that is asked without credentials; undefined when it has none or is not there. */
export async function askedFor(url: string): Promise<string | undefined> {
  try {
    const headers = { accept: 'application/json, text/event-stream' };
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.status === 401 ? (response.headers.get('www-authenticate') ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** An error code of RFC 6749 as it may stand in a log; whatever else an issuer sends does not. */
export function errorCode(text: string | undefined): string {
  return text !== undefined && /^[a-z_]{1,64}$/.test(text) ? text : 'no error code';
}
