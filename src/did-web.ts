import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { fromUtf8, MeshError } from './base/base.ts';
import { maxDidDocumentBytes, readDidDocument } from './identity/identity.ts';
import { isOpenToAll } from './net/net.ts';

/** One fetch, from the name to the last byte, milliseconds. */
const fetchMs = 10_000;

/** How a domain is reached; a test has its own server and its own authority. */
export interface WebReach {
  readonly lookup: LookupFunction;
  readonly port: number;
  /** PEM of the authorities that count, instead of the system's. */
  readonly ca?: string;
}

const theWeb: WebReach = { lookup: guarded(lookUp), port: 443 };

/**
 * Fetches `https://<domain>/.well-known/did.json`, and reads which organisations the domain vouches for, as their ids. Only
 * over HTTPS on its own port, never from an address that is not open to everyone, following no redirect, for ten seconds
 * and 64 KiB at most. Throws MeshError `peer-unreachable` that says what was wrong, in words of ours.
 */
export async function fetchVouched(
  domain: string,
  signal: AbortSignal,
  reach: WebReach = theWeb,
): Promise<readonly string[]> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(fetchMs)]);
  const text = await fetchText(domain, late, reach);
  const read = readDidDocument(text, domain);
  if (read.kind === 'accept') return read.value;
  throw failed(domain, read.detail ?? read.reason);
}

async function fetchText(domain: string, signal: AbortSignal, { lookup, port, ca }: WebReach): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const asked = request({
    host: domain,
    port,
    path: '/.well-known/did.json',
    headers: { accept: 'application/did+json, application/json' },
    lookup,
    signal,
    agent: false,
    ...(ca === undefined ? {} : { ca }),
  });
  asked.once('error', (cause) => reject(failed(domain, signal.aborted ? 'no answer in time' : wordOf(cause), cause)));
  asked.once('response', (answer) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    if (answer.statusCode !== 200) {
      asked.destroy();
      reject(failed(domain, `its status is ${answer.statusCode}; a redirect is not followed`));
      return;
    }
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxDidDocumentBytes) return;
      asked.destroy();
      reject(failed(domain, 'the document is too long'));
    });
    answer.once('error', (cause) => reject(failed(domain, 'it broke off', cause)));
    answer.once('end', () => {
      const text = fromUtf8(Buffer.concat(chunks));
      if (text === undefined) reject(failed(domain, 'the document is no UTF-8'));
      else resolve(text);
    });
  });
  asked.end();
  return await promise;
}

type Resolve = (
  host: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** A look-up of names that refuses a name any of whose addresses is not open to everyone. */
export function guarded(resolve: Resolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      // There are none where it failed.
      const [first] = error === null ? found : [];
      const isRefused = first === undefined || found.some(({ address }) => !isOpenToAll(address));
      if (error !== null || isRefused)
        done(error ?? Object.assign(new Error('an address that is not open to everyone'), { code: closed }), '');
      else if (options.all === true) done(null, found);
      else done(null, first.address, first.family);
    });
  };
}

const closed = 'ADDRESS_NOT_OPEN';

const words: ReadonlyMap<string, string> = new Map([
  [closed, 'its name leads to an address that is not open to everyone'],
  ['ENOTFOUND', 'the name does not resolve'],
  ['EAI_AGAIN', 'the name does not resolve'],
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'closed by the other side'],
]);

function wordOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/CERT|SIGN|TLS|SSL/.test(code)) return 'its certificate does not hold';
  return words.get(code) ?? `failed (${error.name})`;
}

function failed(domain: string, why: string, cause?: unknown): MeshError {
  return new MeshError(
    'peer-unreachable',
    `The keys of ${domain} could not be read: ${why}. Check https://${domain}/.well-known/did.json.`,
    { cause },
  );
}
