import { accept, reject, utf8, type Verdict } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { spanAt, splice, type Span } from '../mcp/json-span.ts';
import { isJsonObject, objectAt, readStrictJson, textAt, type JsonObject } from '../strict-json.ts';
import type { A2aRequestFacts } from '../facts.ts';
import { readA2aFacts } from './a2a-facts.ts';
import { maxPushUrlLength } from './push-seal.ts';

/** A webhook that a request sets, and where its URL stands in the body. */
export interface PushUrl {
  readonly url: string;
  readonly at: Span;
}

const trace = 'ush';

/**
 * Whether a request could be about webhooks. Every spelling of theirs, in both versions and all bindings, has these
 * letters in the path or the body, and almost nothing else has.
 */
export function mayPush(request: ExchangeRequest): boolean {
  if (request.path.toLowerCase().includes('ush')) return true;
  return Buffer.from(request.body.buffer, request.body.byteOffset, request.body.length).includes(trace);
}

/**
 * Finds the webhook that a request sets; undefined when it sets none. Rejects with `facts-invalid` one that policy did
 * not see as it stands there: in a batch, doubled, too long.
 */
export function findPushUrl(request: ExchangeRequest): Verdict<PushUrl | undefined> {
  const facts = readA2aFacts(request);
  if (facts.kind !== 'accept') return facts;
  const judged = judgedUrl(facts.value);
  if (judged === undefined || judged === '') return accept(undefined);
  const body = readStrictJson(request.body);
  if (body.kind !== 'accept') return body;
  if (!isJsonObject(body.value)) return reject('facts-invalid', 'a webhook in a batch');
  const path = urlPath(body.value);
  const at = spanAt(request.body, path);
  const found = path.slice(0, -1).reduce((o: JsonObject, key) => objectAt(o, key) ?? {}, body.value);
  return at === undefined || textAt(found, 'url') !== judged || judged.length > maxPushUrlLength
    ? reject('facts-invalid', 'a webhook that cannot be relayed')
    : accept({ url: judged, at });
}

function judgedUrl(facts: readonly A2aRequestFacts[]): string | undefined {
  const said = facts.find(({ action }) => action === 'a2a.push')?.context.arguments;
  const url = typeof said === 'object' && said !== null && 'pushUrl' in said ? said.pushUrl : undefined;
  return typeof url === 'string' ? url : undefined;
}

/** The request with another URL in the place of the webhook's; every other byte stays. */
export function withPushUrl(request: ExchangeRequest, { at }: PushUrl, url: string): ExchangeRequest {
  return { ...request, body: splice(request.body, [{ span: at, bytes: utf8(JSON.stringify(url)) }]) };
}

/** What the object with the URL is called on the way down, by 1.0, 0.3 and their bindings. */
const steps = ['configuration', 'taskPushNotificationConfig', 'pushNotificationConfig', 'pushNotification', 'config'];

/** The keys down to the URL, as they are spelled there. */
function urlPath(body: JsonObject): readonly string[] {
  const path: string[] = [];
  let at = body;
  if (Object.hasOwn(body, 'jsonrpc')) {
    path.push('params');
    at = objectAt(body, 'params') ?? {};
  }
  for (const step of steps) {
    const key = Object.keys(at).find((name) => camelCase(name) === step);
    const below = key === undefined ? undefined : objectAt(at, key);
    if (key === undefined || below === undefined) continue;
    path.push(key);
    at = below;
  }
  return [...path, 'url'];
}

function camelCase(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
