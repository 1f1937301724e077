import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { z } from 'zod';
import { accept, millis, reject, type Millis, type Verdict } from '../base/base.ts';
import { collectBody } from './http-body.ts';
import { isJsonObject, readStrictJson } from './strict-json.ts';

/** The issuer whose tokens count, and what must stand in them. */
export interface OidcIssuer {
  /** Its `iss`; its metadata is asked for below it unless `jwksUrl` is named. HTTPS, or loopback. */
  readonly url: string;
  /** What `aud` must name; undefined where each call of `verify` says it. */
  readonly audience?: string | undefined;
  /** Its tokens are JWT-SVIDs of this trust domain (SPIFFE), which need no `iss` and no `iat`. */
  readonly trustDomain?: string | undefined;
  /** The claim that says whom a token is about; `sub` when undefined. */
  readonly subjectClaim?: 'oid' | undefined;
  /** What `tid` must be, in any case of letters: the tenant, at Entra ID. */
  readonly tenant?: string | undefined;
  readonly jwksUrl?: string | undefined;
  /** How long its keys are good without asking again, seconds. */
  readonly jwksSeconds: number;
  /** How long they are good while it does not answer, seconds: so long an issuer's withdrawn key can still count. */
  readonly jwksMaxStaleSeconds: number;
}

/** Who a token is about. */
export interface TokenSubject {
  readonly issuer: string;
  readonly subject: string;
  readonly tenant: string | undefined;
  /** The application that got it: `appid` or `azp`, else `client_id`. */
  readonly app: string | undefined;
  readonly expires: Millis;
}

/** Whether one of the audiences of a token is the right one. */
type IsAudience = ((audience: string) => boolean) | undefined;

/** Longest token taken; those of Entra ID have 1 to 2 KiB. */
export const maxTokenLength = 16_384;
/** Metadata and keys are a few KiB; Entra's are about 20. */
const maxAnswerBytes = 256 * 1024;
const timeoutMs = 5_000;
/** A key that is not known is asked for at most this often, and so is an issuer that did not answer, milliseconds. */
const pauseMs = 30_000;
/** How far its clock may be from ours, seconds. */
const toleranceSeconds = 60;
/** Signatures by a key that only the issuer has: neither `none` nor one by a shared secret. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const jwks = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
const metadata = z.looseObject({ issuer: z.string(), jwks_uri: z.string().max(2048) });

/** Where tokens and keys come from: HTTPS, or this machine. */
const securePlace = /^https:|^http:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?:[:/]|$)/i;

interface Keys {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly at: Millis;
}

/**
 * Verifies JWTs of one OpenID Connect issuer (RFC 7519; Core 1.0, 3.1.3.7) by the keys that it publishes. Its keys are
 * kept; while it does not answer they go on for a bounded time, and then no token counts.
 */
export class OidcVerifier {
  readonly #issuer: OidcIssuer;
  readonly #now: () => Millis;
  readonly #failed: (why: string) => void;
  #keys: Keys | undefined;
  #tried: Millis | undefined;
  #asking: Promise<void> | undefined;

  /** `failed` is told why the issuer's keys could not be had, in words without its text. */
  constructor(issuer: OidcIssuer, now: () => Millis, failed: (why: string) => void) {
    this.#issuer = issuer;
    this.#now = now;
    this.#failed = failed;
  }

  /**
   * Who a token is about. Rejects `too-large`, `expired` (also one that is not good yet), `bad-signature` for every other
   * fault, and `timeout` when there are no keys to judge by. The details are for the operator only.
   */
  async verify(token: string, isAudience?: IsAudience): Promise<Verdict<TokenSubject>> {
    if (token.length > maxTokenLength) return reject('too-large', 'the token');
    const keys = await this.#current();
    if (keys === undefined) return reject('timeout', 'the issuer gives no keys');
    const first = await this.#check(token, keys, isAudience);
    if (first !== 'no-key') return first;
    // The issuer may have a new key; it is asked no more often than once in a while, whoever sends tokens.
    await this.#refresh();
    const renewed = this.#keys;
    const again = renewed === undefined ? 'no-key' : await this.#check(token, renewed, isAudience);
    return again === 'no-key' ? reject('bad-signature', 'the issuer has no such key') : again;
  }

  async #check(token: string, keys: Keys, isAudience: IsAudience): Promise<Verdict<TokenSubject> | 'no-key'> {
    try {
      const { payload } = await jwtVerify(token, keys.find, this.#demands());
      if (isAudience !== undefined && ![payload.aud ?? []].flat().some(isAudience))
        return reject('bad-signature', 'another audience');
      return this.#subjectOf(payload);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return 'no-key';
      if (error instanceof errors.JWTExpired) return reject('expired', 'the token');
      if (error instanceof errors.JWTClaimValidationFailed)
        return reject(error.claim === 'nbf' || error.claim === 'iat' ? 'expired' : 'bad-signature', 'a claim');
      if (error instanceof errors.JOSEError) return reject('bad-signature', 'the token');
      throw error;
    }
  }

  #demands(): JWTVerifyOptions {
    const { url: issuer, audience, trustDomain } = this.#issuer;
    const dates = { clockTolerance: toleranceSeconds, currentDate: new Date(this.#now()) };
    const named = audience === undefined ? {} : { audience };
    return trustDomain === undefined
      ? { ...dates, ...named, issuer, algorithms, requiredClaims: ['exp', 'aud', 'sub', 'iat'] }
      : { ...dates, ...named, algorithms, requiredClaims: ['exp', 'aud', 'sub'] };
  }

  #subjectOf(payload: JWTPayload): Verdict<TokenSubject> {
    const { url, tenant, trustDomain, subjectClaim = 'sub' } = this.#issuer;
    const tid = textOf(payload, 'tid');
    if (tenant !== undefined && tid?.toLowerCase() !== tenant.toLowerCase())
      return reject('bad-signature', 'another tenant');
    const subject = textOf(payload, subjectClaim);
    if (subject === undefined) return reject('bad-signature', 'no subject');
    if (trustDomain !== undefined && trustDomainOf(subject) !== trustDomain)
      return reject('bad-signature', 'another trust domain');
    return accept(subjectOf(payload, trustDomain ?? url, subject));
  }

  /** Keys that count now; undefined when there are none. */
  async #current(): Promise<Keys | undefined> {
    const { jwksSeconds, jwksMaxStaleSeconds } = this.#issuer;
    if (this.#ageMs() >= jwksSeconds * 1000) await this.#refresh();
    if (this.#ageMs() >= Math.max(jwksSeconds, jwksMaxStaleSeconds) * 1000) this.#keys = undefined;
    return this.#keys;
  }

  #ageMs(): number {
    const age = this.#keys === undefined ? Infinity : this.#now() - this.#keys.at;
    // A clock set back: nothing is known about the age.
    return age < 0 ? Infinity : age;
  }

  /** One request at a time, whoever waits for it. */
  async #refresh(): Promise<void> {
    const since = this.#tried === undefined ? Infinity : this.#now() - this.#tried;
    if (this.#asking === undefined && since >= 0 && since < pauseMs) return;
    this.#asking ??= this.#fetchKeys().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #fetchKeys(): Promise<void> {
    this.#tried = this.#now();
    try {
      const set = jwks.parse(await getJson(await this.#jwksUrl()));
      const keys: JSONWebKeySet = { keys: set.keys.flatMap((key) => usable(key, this.#issuer)) };
      this.#keys = { find: createLocalJWKSet(keys), at: this.#now() };
    } catch {
      this.#failed('The issuer gives no keys that can be used. Start it, or correct its address in parley.yaml.');
    }
  }

  async #jwksUrl(): Promise<string> {
    const { url, jwksUrl } = this.#issuer;
    if (jwksUrl !== undefined) return jwksUrl;
    const place = `${url.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { issuer, jwks_uri } = metadata.parse(await getJson(place));
    // Discovery 1.0, 4.3: metadata that names another issuer is not this one's.
    if (issuer !== url) throw new TypeError('the metadata name another issuer');
    return jwks_uri;
  }
}

/** A key as jose looks for it. A SPIFFE bundle marks those for JWT-SVIDs in its own way, beside others (SPIFFE JWT-SVID, 4). */
function usable<K extends { readonly kty: string; readonly use?: unknown }>(key: K, { trustDomain }: OidcIssuer): K[] {
  if (trustDomain === undefined || key.use === undefined) return [key];
  return key.use === 'jwt-svid' || key.use === 'sig' ? [{ ...key, use: 'sig' }] : [];
}

/** The trust domain of a SPIFFE ID; undefined for what is none. */
function trustDomainOf(subject: string): string | undefined {
  return /^spiffe:\/\/([a-z0-9._-]{1,255})(?:\/[A-Za-z0-9._-]+)+$/.exec(subject)?.[1];
}

/** What a token says of itself, believed by nobody. */
export interface ShownToken {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly expires: Millis;
}

/** Reads a token of one's own: nothing in it is verified. Undefined for what is no such token. */
export function readOwnToken(token: string, kind: 'entra' | 'oidc' | 'spiffe'): ShownToken | undefined {
  if (token.length > maxTokenLength) return undefined;
  try {
    const payload = decodeJwt(token);
    const subject = textOf(payload, kind === 'entra' ? 'oid' : 'sub');
    const issuer = kind === 'spiffe' ? trustDomainOf(subject ?? '') : textOf(payload, 'iss');
    if (subject === undefined || issuer === undefined) return undefined;
    const audiences = [payload.aud ?? []].flat();
    return { issuer, subject, audiences, expires: millis((payload.exp ?? 0) * 1000) };
  } catch {
    return undefined;
  }
}

function subjectOf(payload: JWTPayload, issuer: string, subject: string): TokenSubject {
  return {
    issuer,
    subject,
    tenant: textOf(payload, 'tid'),
    app: textOf(payload, 'appid') ?? textOf(payload, 'azp') ?? textOf(payload, 'client_id'),
    expires: millis((payload.exp ?? 0) * 1000),
  };
}

/** Longest claim that is kept, UTF-16 units. */
const maxClaimLength = 256;

function textOf(payload: JWTPayload, claim: string): string | undefined {
  const value = payload[claim];
  return typeof value === 'string' && value !== '' && value.length <= maxClaimLength ? value : undefined;
}

/** A JSON object by HTTPS or from this machine, of bounded size, in bounded time, from nowhere else. Throws otherwise. */
async function getJson(url: string): Promise<unknown> {
  if (!securePlace.test(url)) throw new TypeError('neither HTTPS nor this machine');
  const init = { redirect: 'error', headers: { accept: 'application/json' } } as const;
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  if (response.status !== 200 || response.body === null) throw new TypeError('no answer with status 200');
  const bytes = await collectBody(response.body, maxAnswerBytes);
  const read = bytes === undefined ? undefined : readStrictJson(bytes);
  if (read?.kind !== 'accept' || !isJsonObject(read.value)) throw new TypeError('no JSON object');
  return read.value;
}
