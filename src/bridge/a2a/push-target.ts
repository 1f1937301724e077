import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Did } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import { emptyReply } from '../mcp/replies.ts';
import { flatHeaders, headerValue, withHeader, withoutHeaders } from '../headers.ts';
import type { RawResponse } from '../outcome.ts';
import { grantHeader, urlHeader } from './push-egress.ts';
import type { PushSeal } from './push-seal.ts';

/** A webhook takes a notification at once, or is tried again later. */
const webhookTimeoutMs = 10_000;

/** Addresses that no webhook has, but cloud metadata and whole networks do. */
const never = new BlockList();
for (const [net, prefix] of [
  ['169.254.0.0', 16],
  ['0.0.0.0', 8],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  never.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['fe80::', 10],
  ['::', 128],
  ['ff00::', 8],
  ['fd00:ec2::254', 128],
] as const) {
  never.addSubnet(net, prefix, 'ipv6');
}

/** Whether an address may be posted to. An IPv4 address in IPv6 form counts as what it is. */
export function isPostable(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return !never.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

export interface PushTargetOptions {
  readonly seal: PushSeal;
  /** Whether a URL is one of this node's own doors, which a notification must not knock on. */
  readonly isOwn: (url: URL) => boolean;
}

/**
 * The webhooks of our own clients as a target: repeats a notification at the one that it is for. Only a URL that a
 * client of this node named to that very peer is posted to, as its grant shows, never a link-local or multicast
 * address, never a door of this node, and a redirect is not followed. `perform` throws `TargetError`: `policy-denied`
 * for what is not granted, `agent-unreachable` and `timeout` for what may be tried again.
 */
export function pushTarget({ seal, isOwn }: PushTargetOptions): Target {
  return {
    perform: async (request, caller, signal) => {
      const url = addressed(request, caller, seal);
      if (url === undefined || isOwn(url))
        throw new TargetError('policy-denied', 'The webhook was not granted to this peer.');
      return await post(url, request, signal);
    },
    close: () => Promise.resolve(),
  };
}

function addressed(request: ExchangeRequest, peer: Did, seal: PushSeal): URL | undefined {
  const url = headerValue(request.headers, urlHeader.toLowerCase()) ?? '';
  const grant = headerValue(request.headers, grantHeader.toLowerCase()) ?? '';
  if (request.method !== 'POST' || !seal.isGranted({ peer, url, grant }) || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const host = parsed.hostname.replaceAll(/^\[|\]$/g, '');
  const named = isIP(host) === 0 || isPostable(host);
  return named && ['http:', 'https:'].includes(parsed.protocol) ? parsed : undefined;
}

const guardedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    const refused = found?.some(({ address }) => !isPostable(address)) ?? false;
    const [first] = found ?? [];
    if (error !== null || refused || first === undefined) {
      done(
        error ?? Object.assign(new Error('The host of the webhook has no address to post to.'), { code: 'ENOTFOUND' }),
        '',
      );
    } else if (options.all === true) done(null, found);
    else done(null, first.address, first.family);
  });
};

const ours: ReadonlySet<string> = new Set(
  [grantHeader, urlHeader, 'host', 'content-length'].map((name) => name.toLowerCase()),
);

async function post(url: URL, request: ExchangeRequest, signal: AbortSignal): Promise<RawResponse> {
  const headers = withHeader(withoutHeaders(request.headers, ours), ['Content-Length', String(request.body.length)]);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    headers: flatHeaders([['Host', url.host], ...headers]),
    lookup: guardedLookup,
    signal,
    timeout: webhookTimeoutMs,
  });
  sent.once('timeout', () => sent.destroy(new TargetError('timeout', 'The webhook does not answer in time.')));
  sent.once('error', (cause) => {
    reject(
      cause instanceof TargetError
        ? cause
        : new TargetError('agent-unreachable', 'The webhook cannot be reached.', { cause }),
    );
  });
  sent.once('response', (answer) => {
    answer.resume();
    resolve(answer.statusCode ?? 502);
  });
  sent.end(request.body);
  return emptyReply(await promise);
}
