import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

/** The media types that a build of the dashboard holds; a file of another kind is not served. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Everything from this origin, nothing inline, nothing evaluated, no frames, no forms that leave the page: a text from
 * the network that came to be read as HTML could still not run.
 */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const headers = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

interface StaticFile {
  readonly bytes: Uint8Array;
  readonly media: string;
  readonly tag: string;
  /** Its name changes with its content. */
  readonly isNamedByContent: boolean;
}

/** Whether a path is one of the dashboard's. */
export function isDashboardPath(path: string): boolean {
  return path === '/' || path.startsWith('/assets/');
}

/**
 * The built dashboard. Its folder is read at the first request, so that a start waits for none of it; from then on only
 * paths that were found there are answered, out of memory: no path ever reaches the file system.
 */
export class DashboardFiles {
  readonly #folder: string;
  #files: Promise<ReadonlyMap<string, StaticFile>> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers GET and HEAD of a file; false when there is no such file, or no dashboard was built. */
  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    this.#files ??= readAll(this.#folder);
    const files = await this.#files;
    // Nothing yet: it may be built while the node runs.
    if (files.size === 0) this.#files = undefined;
    const file = files.get(path);
    if (file === undefined) return false;
    send(request, response, file);
    return true;
  }
}

function send({ method, headers: asked }: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  const { bytes, media, tag, isNamedByContent } = file;
  const caching = {
    etag: tag,
    'cache-control': isNamedByContent ? 'private, max-age=31536000, immutable' : 'no-cache',
  };
  if (asked['if-none-match'] === tag) {
    response.writeHead(304, { ...headers, ...caching }).end();
    return;
  }
  response.writeHead(200, { ...headers, ...caching, 'content-type': media, 'content-length': bytes.length });
  response.end(method === 'HEAD' ? undefined : bytes);
}

async function readAll(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const page = await readFile(join(folder, 'index.html')).catch(() => undefined);
  if (page === undefined) return new Map();
  const names = await readdir(join(folder, 'assets'));
  const assets = names
    .filter((name) => extname(name) !== '.html' && mediaTypes[extname(name)] !== undefined)
    .map(async (name) => {
      const bytes = await readFile(join(folder, 'assets', name));
      return [`/assets/${name}`, fileOf(bytes, extname(name))] as const;
    });
  return new Map([['/', fileOf(page, '.html')], ...(await Promise.all(assets))]);
}

function fileOf(bytes: Uint8Array, extension: string): StaticFile {
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { bytes, media: mediaTypes[extension] ?? '', tag, isNamedByContent: extension !== '.html' };
}
